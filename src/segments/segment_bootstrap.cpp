#include <dangol/segments/segment_bootstrap.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>

#include "core/math.hpp"
#include "core/watched.hpp"
#include "segments/refit.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view refit_stage = "refitting the segments";
constexpr double lower_end = 0.025, upper_end = 0.975;

/// Everything that gets an interval as one list of numbers, which lie as columns and families of `like` say. A column that a refit does without (shared by all
/// segments, and a descriptor by now) is not known of it.
std::vector<double> numbers_of(const Mixture& mixture, const Mixture& like) {
    std::vector<double> all(mixture.shares().begin(), mixture.shares().end());
    for (std::size_t k = 0; k < like.segment_count(); ++k) {
        for (std::size_t c = 0; c < like.columns().size(); ++c) {
            const auto same = std::ranges::find(mixture.columns(), like.columns()[c].name, &FeatureColumn::name);
            if (same == mixture.columns().end()) {
                all.insert(all.end(), 1 + like.level_probabilities(k, id_at<ColumnIndex>(c)).size() + like.parameters(k, id_at<ColumnIndex>(c)).size(), math::not_a_number);
                continue;
            }
            const auto column = id_at<ColumnIndex>(static_cast<std::size_t>(same - mixture.columns().begin()));
            all.push_back(mixture.expected_value(k, column));
            for (const double p : mixture.level_probabilities(k, column)) all.push_back(p);
            for (const FamilyParameter& parameter : mixture.parameters(k, column)) all.push_back(parameter.value);
        }
    }
    return all;
}

/// Numbers of the mixture and of its refits, read in the order of numbers_of().
class Reading {
public:
    Reading(std::vector<double> own, std::vector<std::vector<double>> refits) : own_(std::move(own)), refits_(std::move(refits)) {}

    /// `period`: of a position on a circle; 0: a number.
    Estimate next(double period = 0) {
        const std::size_t at = at_++;
        const double value = own_[at];
        std::vector<double> found;
        for (const std::vector<double>& refit : refits_) {
            const double turned = period > 0 ? std::remainder(refit[at] - value, period) : refit[at] - value;
            if (std::isfinite(turned)) found.push_back(turned);
        }
        if (found.empty()) return {.value = value};
        return {.value = value, .interval = Interval{value + quantile(found, lower_end), value + quantile(found, upper_end)}};
    }

private:
    std::vector<double> own_;
    std::vector<std::vector<double>> refits_;
    std::size_t at_ = 0;
};

ColumnEstimates read_column(const Mixture& mixture, std::size_t segment, std::size_t c, Reading& reading) {
    const auto column = id_at<ColumnIndex>(c);
    const FeatureColumn& meaning = mixture.columns()[c];
    const double period = mixture.families()[c] == Family::von_mises ? meaning.period : 0;
    ColumnEstimates out{.column = meaning.name};
    const Estimate expected = reading.next(period);
    if (!std::isnan(expected.value)) out.expected_value = expected;
    for (std::size_t level = 0; level < mixture.level_probabilities(segment, column).size(); ++level) out.levels.push_back({meaning.levels[level], reading.next()});
    for (const FamilyParameter& parameter : mixture.parameters(segment, column))
        out.parameters.push_back({parameter.name, reading.next(parameter.name == "mean_direction" ? period : 0)});
    return out;
}

}  // namespace

std::vector<SegmentEstimates> bootstrap_segments(const Segmentation& segmentation, const FeatureTable& customers, const SegmentBootstrapOptions& options,
                                                 const Execution& execution) {
    const Mixture& mixture = segmentation.mixture;
    if (options.samples < 20) throw InvalidArgument("samples", options.samples, "at least 20", "leave it out for 200");
    if (mixture.segment_count() == 0 || segmentation.ids.size() != mixture.segment_count())
        throw InvalidArgument("the segmentation", segmentation.ids.size(), "one id per segment, of at least one", "give what find_segments(), judge_segments() or adopt_groups() made");
    if (customers.customer_count() == 0) throw InsufficientData("customers to draw from", 0, 1, "give those that the segments were found in");
    const Refit refit(segmentation, customers, part_of(execution, 0, .05, refit_stage));
    std::vector<std::vector<double>> refits(options.samples);
    for_each_long_block(
        options.samples, part_of(execution, .05, 1),
        [&](std::size_t sample) {
            Random random(options.seed, sample);
            const std::vector<double> weights = resampled(customers.weights(), random);
            refits[sample] = numbers_of(refit.with_weights(weights, random.next(), on_this_thread(execution)), mixture);
        },
        refit_stage);
    Reading reading(numbers_of(mixture, mixture), std::move(refits));
    std::vector<SegmentEstimates> out(mixture.segment_count());
    for (SegmentEstimates& segment : out) segment.share = reading.next();
    for (std::size_t k = 0; k < out.size(); ++k) {
        out[k].segment = segmentation.ids[k];
        for (std::size_t c = 0; c < mixture.columns().size(); ++c) out[k].columns.push_back(read_column(mixture, k, c, reading));
    }
    return out;
}

}  // namespace dangol::inline v0
