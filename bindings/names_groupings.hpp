#pragma once

#include "enumerators.hpp"

#include <dangol/segments/lineage.hpp>
#include <dangol/segments/nmf.hpp>
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

}  // namespace dangol::python
