#include <dangol/segments/unusualness.hpp>

#include <dangol/core/error.hpp>

#include "segments/expected_customers.hpp"

namespace dangol::inline v0 {

std::vector<double> unusualness(const Mixture& mixture, const FeatureTable& customers, const UnusualnessOptions& options, const Execution& execution) {
    if (options.draws < 19) throw InvalidArgument("draws", options.draws, "at least 19", "leave it out for 999");
    if (mixture.segment_count() == 0) throw InvalidArgument("segments of the mixture", 0, "at least 1", "fit a mixture first");
    return shares_less_far_out(mixture.state(), customers, {}, options.draws, options.seed, execution);
}

}  // namespace dangol::inline v0
