#pragma once

#include "enumerators.hpp"

#include <dangol/segments/declared_kinds.hpp>
#include <dangol/segments/lineage.hpp>
#include <dangol/segments/nmf.hpp>
#include <dangol/segments/segment_counts.hpp>
#include <dangol/segments/segment_erasure.hpp>
#include <dangol/segments/three_step.hpp>

namespace dangol::python {

template <>
struct NamesOf<NmfLoss> {
    static constexpr const char* type = "NmfLoss";
    static constexpr Enumerator<NmfLoss> all[] = {{"frobenius", NmfLoss::frobenius}, {"kullback_leibler", NmfLoss::kullback_leibler}};
};

template <>
struct NamesOf<Correction> {
    static constexpr const char* type = "Correction";
    static constexpr Enumerator<Correction> all[] = {{"bch", Correction::bch}, {"maximum_likelihood", Correction::maximum_likelihood}};
};

template <>
struct NamesOf<Placement> {
    static constexpr const char* type = "Placement";
    static constexpr Enumerator<Placement> all[] = {{"proportional", Placement::proportional}, {"modal", Placement::modal}};
};

template <>
struct NamesOf<Fate> {
    static constexpr const char* type = "Fate";
    static constexpr Enumerator<Fate> all[] = {{"continued", Fate::continued}, {"moved", Fate::moved},       {"split", Fate::split},
                                               {"merged", Fate::merged},       {"appeared", Fate::appeared}, {"vanished", Fate::vanished}};
};

template <>
struct NamesOf<ErasureWay> {
    static constexpr const char* type = "ErasureWay";
    static constexpr Enumerator<ErasureWay> all[] = {{"refitted", ErasureWay::refitted}, {"subtracted", ErasureWay::subtracted}};
};

template <>
struct NamesOf<Standing> {
    static constexpr const char* type = "Standing";
    static constexpr Enumerator<Standing> all[] = {{"undecided", Standing::undecided}, {"confirmed", Standing::confirmed}, {"contradicted", Standing::contradicted}};
};

template <>
struct NamesOf<CountReason> {
    static constexpr const char* type = "CountReason";
    static constexpr Enumerator<CountReason> all[] = {{"one_is_best", CountReason::one_is_best}, {"null_does_as_well", CountReason::null_does_as_well},
                                                      {"smallest_bic", CountReason::smallest_bic}, {"not_found_again", CountReason::not_found_again}};
};

}  // namespace dangol::python
