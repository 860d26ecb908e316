#include <dangol/scoring/ranking_quality.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/parallel.hpp"
#include "scoring/option_checks.hpp"
#include "scoring/ranking_measures.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double nearest_to_certain = 1e-12;   // a score beyond it would make the log-loss infinite when it is wrong
constexpr std::size_t fewest_samples = 40;  // below, 2.5 % of them is less than one

/// Leads by customer, so that whole customers can be drawn.
class Clusters {
public:
    explicit Clusters(std::span<const std::uint32_t> customer_of) : cluster_of_(customer_of.begin(), customer_of.end()) {
        std::vector<std::uint32_t> present = cluster_of_;
        std::sort(present.begin(), present.end());
        present.erase(std::unique(present.begin(), present.end()), present.end());
        count_ = present.size();
        for (std::uint32_t& c : cluster_of_) {
            c = static_cast<std::uint32_t>(std::lower_bound(present.begin(), present.end(), c) - present.begin());
        }
    }
    std::size_t count() const noexcept { return count_; }

    /// How often the customer of each lead stands in sample number `sample`, in input order.
    std::vector<double> draw(std::uint64_t seed, std::size_t sample) const {
        Random random(seed, sample);
        std::vector<double> times(count_);
        for (std::size_t i = 0; i < count_; ++i) times[random.below(count_)] += 1;
        std::vector<double> weights(cluster_of_.size());
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = times[cluster_of_[i]];
        return weights;
    }

private:
    std::vector<std::uint32_t> cluster_of_;
    std::size_t count_ = 0;
};

std::vector<double> in_order(std::span<const std::uint32_t> order, std::span<const double> values) {
    std::vector<double> sorted(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = values[order[i]];
    return sorted;
}

/// Percentile interval of one measure over the samples in which it is identified; none where it often is not.
Estimate estimate(double value, const std::vector<Measures>& samples, std::size_t which) {
    std::vector<double> values;
    for (const Measures& sample : samples) {
        if (std::isfinite(sample[which])) values.push_back(sample[which]);
    }
    if (!std::isfinite(value) || values.size() < fewest_samples || 10 * values.size() < 9 * samples.size()) return {.value = value};
    const double ends[] = {0.025, 0.975};
    const std::vector<double> bounds = quantiles(values, ends);
    return {.value = value, .interval = Interval{bounds[0], bounds[1]}};
}

void check(std::span<const double> probabilities, std::string_view name, std::span<const std::uint8_t> converted,
           std::span<const std::uint32_t> customer_of, const QualityOptions& options) {
    if (converted.size() != probabilities.size()) {
        throw InvalidArgument("converted", converted.size(), "as long as " + std::string(name), "give one outcome per lead");
    }
    if (customer_of.size() != probabilities.size()) {
        throw InvalidArgument("customer_of", customer_of.size(), "as long as " + std::string(name), "give one customer per lead");
    }
    check_options(options);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        if (!(probabilities[i] > 0 && probabilities[i] < 1)) {
            throw InvalidArgument(std::string(name) + "[" + std::to_string(i) + "]", probabilities[i], "between 0 and 1, both excluded",
                                  "a score that claims certainty cannot be judged by its log-loss");
        }
    }
    const auto conversions = static_cast<std::size_t>(std::count_if(converted.begin(), converted.end(), [](auto y) { return y != 0; }));
    if (conversions == 0) throw InsufficientData("converted leads", 0, 1, "wait until some have converted");
    if (conversions == converted.size()) throw InsufficientData("leads that did not convert", 0, 1, "rank among leads of both outcomes");
}

/// All measures, calibration included; Newton starts where the whole data ended.
Measures measure_all(const RankedLeads& leads, std::span<const double> weights, Recalibration start) {
    Measures measures = measure(leads, weights);
    std::vector<double> scratch;
    if (std::isfinite(measures[static_cast<std::size_t>(Measure::auc)])) {
        measures[static_cast<std::size_t>(Measure::calibration_intercept)] = calibration_in_the_large(leads, weights, scratch);
        measures[static_cast<std::size_t>(Measure::calibration_slope)] = recalibrate(leads, weights, start, scratch).slope;
    }
    return measures;
}

}  // namespace

void check_options(const QualityOptions& options) {
    if (options.bootstrap_samples == 0 || options.bootstrap_samples >= fewest_samples) return;
    throw InvalidArgument("bootstrap_samples", options.bootstrap_samples, "0 (no intervals) or at least 40", "1000 is a good number");
}

RankingQuality measure_ranking(std::span<const double> probabilities, std::span<const std::uint8_t> converted,
                               std::span<const std::uint32_t> customer_of, const QualityOptions& options, const Execution& execution) {
    check(probabilities, "probabilities", converted, customer_of, options);
    const RankedLeads leads(probabilities, converted);
    const Clusters clusters(customer_of);

    std::vector<double> scratch;
    const std::vector<double> once(leads.size(), 1.0);
    const Measures whole = measure_all(leads, once, {});
    Recalibration start = recalibrate(leads, once, {}, scratch);
    if (!std::isfinite(start.slope)) start = {};

    std::vector<Measures> samples(options.bootstrap_samples);
    for_each_block(
        samples.size(), execution,
        [&](std::size_t s) { samples[s] = measure_all(leads, in_order(leads.order, clusters.draw(options.seed, s)), start); },
        "measuring the ranking");

    const auto of = [&](Measure which) {
        const auto i = static_cast<std::size_t>(which);
        return estimate(whole[i], samples, i);
    };
    RankingQuality quality{.leads = leads.size(), .customers = clusters.count()};
    for (const std::uint8_t y : leads.converted) quality.conversions += y;
    quality.base_rate = static_cast<double>(quality.conversions) / static_cast<double>(quality.leads);
    quality.auc = of(Measure::auc);
    quality.average_precision = of(Measure::average_precision);
    quality.log_loss = of(Measure::log_loss);
    quality.brier = of(Measure::brier);
    quality.calibration_intercept = of(Measure::calibration_intercept);
    quality.calibration_slope = of(Measure::calibration_slope);
    quality.lift_at_tenth = of(Measure::lift_at_tenth);
    return quality;
}

RankingQuality measure_ranking(const LeadScorer& scorer, const LeadTable& leads, const QualityOptions& options, const Execution& execution) {
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < leads.lead_count(); ++i) {
        if (leads.outcomes()[i] != LeadOutcome::open) rows.push_back(static_cast<std::uint32_t>(i));
    }
    const LeadTable closed = leads.rows(rows);
    const std::vector<LeadScore> scores = scorer.score(closed, part_of(execution, 0, 0.2));
    std::vector<double> probabilities;
    std::vector<std::uint8_t> converted;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        probabilities.push_back(std::clamp(scores[i].probability, nearest_to_certain, 1 - nearest_to_certain));
        converted.push_back(closed.outcomes()[i] == LeadOutcome::converted ? 1 : 0);
    }
    return measure_ranking(probabilities, converted, closed.customer_of(), options, part_of(execution, 0.2, 1));
}

QualityDifference compare_rankings(std::span<const double> first, std::span<const double> second, std::span<const std::uint8_t> converted,
                                   std::span<const std::uint32_t> customer_of, const QualityOptions& options, const Execution& execution) {
    check(first, "first", converted, customer_of, options);
    check(second, "second", converted, customer_of, options);
    const RankedLeads a(first, converted), b(second, converted);
    const Clusters clusters(customer_of);

    const auto difference = [&](std::span<const double> weights) {
        Measures result = measure(a, in_order(a.order, weights));
        const Measures other = measure(b, in_order(b.order, weights));
        for (std::size_t i = 0; i < measure_count; ++i) result[i] -= other[i];
        return result;
    };
    const Measures whole = difference(std::vector<double>(first.size(), 1.0));
    std::vector<Measures> samples(options.bootstrap_samples);
    for_each_block(
        samples.size(), execution, [&](std::size_t s) { samples[s] = difference(clusters.draw(options.seed, s)); },
        "comparing the rankings");

    const auto of = [&](Measure which) {
        const auto i = static_cast<std::size_t>(which);
        return estimate(whole[i], samples, i);
    };
    return {.auc = of(Measure::auc), .log_loss = of(Measure::log_loss), .brier = of(Measure::brier)};
}

}  // namespace dangol::inline v0
