#include "segments/null_test.hpp"

#include <dangol/core/random.hpp>

#include "core/watched.hpp"
#include "segments/null_population.hpp"
#include "segments/separated.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t worlds_at_a_time = 4;  // fixed, so that where the test stops does not depend on the threads
constexpr std::size_t customers_at_most = 5'000;

/// BIC of the better single population − BIC of the choice: how much the segments explain. Needs trials with one segment.
double gain_of(const Segmentation& segmentation) {
    double one = std::numeric_limits<double>::infinity(), best = one;
    for (const SegmentCountTrial& trial : segmentation.trials) {
        if (trial.segment_count == 1) one = std::min(one, trial.bic);
        best = std::min(best, trial.bic);
    }
    return one - best;
}

/// What is explained by the segments found in a null world, where they leave a gap between them as the candidate's do: else nothing.
double gain_in(const FeatureTable& world, const SegmentCountOptions& how, const JudgeOptions& options, const Execution& execution) {
    const Segmentation found = find_segments(world, how, execution);
    const bool apart = found.mixture.segment_count() > 1 && separated_parts(found.mixture, world, options, execution).test.separated_segments > 1;
    return apart ? gain_of(found) : 0;
}

/// A search that began above one segment lacks what its gain is measured from: that is fitted now.
void add_trials_of_one(Segmentation& candidate, const FeatureTable& table, const SegmentCountOptions& how, const Execution& execution) {
    const auto one = [](const SegmentCountTrial& trial) { return trial.segment_count == 1; };
    if (std::any_of(candidate.trials.begin(), candidate.trials.end(), one)) return;
    SegmentCountOptions only_one = how;
    only_one.least = only_one.most = 1;
    const Segmentation single = find_segments(table, only_one, execution);
    candidate.trials.insert(candidate.trials.begin(), single.trials.begin(), single.trials.end());
}

}  // namespace

FeatureTable sampled(const FeatureTable& table, std::uint64_t seed) {
    if (table.customer_count() <= customers_at_most) return table;
    const std::vector<std::size_t> drawn = Random(seed, 0).sample_without_replacement(table.customer_count(), customers_at_most);
    std::vector<std::uint32_t> rows(drawn.begin(), drawn.end());
    std::sort(rows.begin(), rows.end());
    return table.rows(rows);
}

namespace {

/// Null worlds are refitted until the answer is known: as soon as so many reach the gain that significance is out of reach,
/// the rest would change nothing. (After Besag & Clifford 1991, whose sequential p would be a little smaller.)
NullTest compared(double gain, const FeatureTable& table, const SegmentCountOptions& refit, const JudgeOptions& options, const Execution& execution) {
    const NullPopulation null(table, options.seed, execution);
    NullTest test{.gain = gain};
    const auto worlds = options.null_worlds;
    const auto too_many = static_cast<std::size_t>(options.significance * static_cast<double>(worlds + 1));  // reached ⇒ p > significance
    std::size_t reached = 0;
    while (test.null_gains.size() < worlds && reached < std::max<std::size_t>(too_many, 1)) {
        const std::size_t first = test.null_gains.size(), now = std::min(worlds_at_a_time, worlds - first);
        std::vector<double> gains(now);
        for_each_long_block(now, part_of(execution, static_cast<double>(first) / static_cast<double>(worlds),
                                    static_cast<double>(first + now) / static_cast<double>(worlds)),
                       [&](std::size_t world) { gains[world] = gain_in(null.draw(first + world), refit, options, on_this_thread(execution)); });
        test.null_gains.insert(test.null_gains.end(), gains.begin(), gains.end());
        reached = static_cast<std::size_t>(std::count_if(test.null_gains.begin(), test.null_gains.end(), [&](double g) { return g >= test.gain; }));
    }
    test.p_value = static_cast<double>(reached + 1) / static_cast<double>(test.null_gains.size() + 1);
    return test;
}

}  // namespace

NullTest test_against_null(Segmentation& candidate, const FeatureTable& table, const SegmentCountOptions& how, const JudgeOptions& options,
                           const Execution& execution) {
    add_trials_of_one(candidate, table, how, part_of(execution, 0, .05));
    SegmentCountOptions refit = how;
    refit.least = 1;
    if (table.customer_count() <= customers_at_most) return compared(gain_of(candidate), table, refit, options, part_of(execution, .05, 1));
    const FeatureTable sample = sampled(table, options.seed);
    const Segmentation again = find_segments(sample, refit, part_of(execution, .05, .1));
    return compared(gain_of(again), sample, refit, options, part_of(execution, .1, 1));
}

}  // namespace dangol::inline v0
