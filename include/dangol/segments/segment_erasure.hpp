#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstddef>
#include <optional>
#include <cstdint>
#include <string>
#include <vector>

/// Segments after customers asked to be forgotten, in two ways that are named for what they are. Neither reaches scores and personas:
/// personas/persona_erasure.hpp and scoring/scorer_erasure.hpp make those again of who is left.
namespace dangol::inline v0 {

/// What was done.
enum class ErasureWay : std::uint8_t {
    refitted,    ///< EM went on without them until it stood still
    subtracted   ///< their sums were taken out of everyone's, and one M step done: traces of them are left in the memberships of others
};

/// The segments that are left, and how far they are free of those who left.
struct SegmentErasure {
    Segmentation segmentation = {};                ///< ids and places as before. What was found out with everyone is gone: verdict *untested*, where the owner
                                                   ///< did not choose, no trials, tests, stability nor warnings; judge_segments() asks again
    ErasureWay way = ErasureWay::subtracted;
    std::size_t erased = 0;                        ///< customers
    /// Of refitted: the largest difference of any parameter to a fit without them that never saw them, each in units of (1 + its size).
    /// Below 1e-6 where both end in the same optimum. −1: not known, which is so of subtracted, and of groups that were given.
    double difference = -1;
    bool same_optimum = false;                     ///< of refitted: the fit that never saw them has the same log-posterior, to 1e-6 nats per customer
    std::vector<SegmentId> too_small = {};         ///< segments that now hold fewer than smallest_group by most probable membership; of refitted only
    bool operator==(const SegmentErasure&) const = default;
};

/// How segments are fitted on who is left.
struct SegmentErasureOptions {
    std::optional<double> prior_customers = {};  ///< none: as the mixture was fitted
    std::size_t smallest_group = 20;               ///< k
    std::uint64_t seed = 0;                        ///< of the starts of the fit that never saw them
    bool operator==(const SegmentErasureOptions&) const = default;
};

/// With the records at hand. An M step without the sums of those who left begins, EM goes on over `remaining` until it stands still, and a
/// fit that begins at starts of its own measures what is left of them. A cut is made anew from the beginning, so that nothing is left; groups
/// that were given are described again by the memberships of the others.
/// @throws InsufficientData where nobody remains; InvalidArgument, Cancelled
[[nodiscard]] DANGOL_EXPORT SegmentErasure erase_by_refit(const Segmentation&, const FeatureTable& remaining, std::size_t erased, const SegmentErasureOptions& = {},
                                                   const Execution& = {});

/// Without the records of the others: `kept` are the statistics of everyone under the segmentation's mixture, which lose the erased.
/// @throws InvalidArgument where they are of another mixture, or `erased` was not in them
[[nodiscard]] DANGOL_EXPORT SegmentErasure erase_by_subtraction(const Segmentation&, MixtureStatistics& kept, const FeatureTable& erased, const SegmentErasureOptions& = {},
                                                         const Execution& = {});

DANGOL_EXPORT std::string to_text(const SegmentErasure&, Language);  ///< what was done, and what is left

}  // namespace dangol::inline v0
