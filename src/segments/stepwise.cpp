#include <dangol/segments/stepwise.hpp>

#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "segments/mixture_statistics_state.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace dangol::inline v0 {
namespace {

void check(const StepwiseOptions& options) {
    if (!(options.exponent > 0.5 && options.exponent <= 1)) {
        throw InvalidArgument("exponent", options.exponent, "above 1/2 and at most 1", "leave it out for 0.7");
    }
    if (!(options.least_step >= 0 && options.least_step <= 1)) throw InvalidArgument("least_step", options.least_step, "from 0 to 1", "leave it out for 0");
}

/// What was found out about other customers.
void forget_tests(Segmentation& segmentation) {
    if (segmentation.verdict == Verdict::natural || segmentation.verdict == Verdict::reproducible) segmentation.verdict = Verdict::untested;
    segmentation.trials.clear();
    segmentation.valley_test.reset();
    segmentation.null_test.reset();
    segmentation.cuts.clear();
    segmentation.stability.clear();
    segmentation.cut_agreement.clear();
}

}  // namespace

RunningSegmentation begin_stepwise(const Segmentation& segmentation, const FeatureTable& fitted_on, const Execution& execution) {
    RunningSegmentation running{.segmentation = segmentation, .statistics = expected_statistics(segmentation.mixture, fitted_on, execution)};
    running.customers = running.statistics.weight();
    if (!(running.customers > 0)) throw InsufficientData("weight of the customers", 0, 1, "give the customers that the segments were fitted on");
    return running;
}

RunningSegmentation update_segments(const RunningSegmentation& before, const FeatureTable& newcomers, const StepwiseOptions& options,
                                    const Execution& execution) {
    check(options);
    if (!(before.customers > 0)) throw InvalidArgument("customers behind the segments", before.customers, "above 0", "call begin_stepwise() first");
    const MixtureStatistics::State& learned = before.statistics.state();
    const MixtureStatistics::State group = sum_rows(before.segmentation.mixture, learned.frames(), newcomers, nullptr, execution);
    if (!(group.weight > 0)) return before;
    RunningSegmentation after = before;
    after.customers += group.weight;
    ++after.updates;
    const double step = std::max(options.least_step, math::exp(options.exponent * math::log(group.weight / after.customers)));
    after.statistics = MixtureStatistics(std::make_shared<const MixtureStatistics::State>(
        combine(learned, (1 - step) * after.customers / learned.weight, group, step * after.customers / group.weight)));
    after.segmentation.mixture = maximise(after.statistics, {.prior_customers = options.prior_customers});
    forget_tests(after.segmentation);
    return after;
}

}  // namespace dangol::inline v0
