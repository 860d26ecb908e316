#include "scoring/segment_rates.hpp"

#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <cmath>

#include "core/math.hpp"

namespace dangol::inline v0 {
namespace {

constexpr int shrinkage_nodes = 49;         // over log M …
constexpr double lowest_log_trials = 2.302585092994046;  // … from M = 10: a segment takes that many contacts' worth from the others …
constexpr double highest_log_trials = 14;   // … to segments that a million contacts cannot tell apart
constexpr int mean_nodes = 25;              // over logit μ …
constexpr double mean_range = 5;            // … within so many standard deviations of its mode
constexpr double smallest_weight = 1e-8;   // nodes that matter less are dropped

/// log p(data, μ | M) on the scale of η = logit μ, the beta(½, ½) prior and the Jacobian included, and its derivatives in η.
struct MeanDensity {
    std::span<const GroupContacts> contacts;
    double trials;  // M

    double log_density(double eta) const {
        const double a = trials * math::logistic(eta), b = trials * math::logistic(-eta);
        double sum = -0.5 * math::log1p_exp(-eta) - 0.5 * math::log1p_exp(eta);
        for (const GroupContacts& g : contacts) {
            if (g.trials == 0) continue;
            const double failures = g.trials - g.successes;
            sum += math::lgamma(g.successes + a) + math::lgamma(failures + b) - math::lgamma(g.trials + trials);
            sum += math::lgamma(trials) - math::lgamma(a) - math::lgamma(b);
        }
        return sum;
    }
    double slope(double eta) const {
        const double p = math::logistic(eta), a = trials * p, b = trials * math::logistic(-eta);
        double sum = 0;
        for (const GroupContacts& g : contacts) {
            if (g.trials == 0) continue;
            sum += math::digamma(g.successes + a) - math::digamma(a);
            sum -= math::digamma(g.trials - g.successes + b) - math::digamma(b);
        }
        return sum * trials * p * (1 - p) + 0.5 - p;
    }
    /// The slope falls through 0 once: bisection is sure, and cheap enough here.
    double mode() const {
        double low = -20, high = 20;
        for (int step = 0; step < 60; ++step) {
            const double middle = 0.5 * (low + high);
            (slope(middle) > 0 ? low : high) = middle;
        }
        return 0.5 * (low + high);
    }
    double standard_deviation(double mode) const {
        constexpr double h = 1e-4;
        const double curvature = (slope(mode - h) - slope(mode + h)) / (2 * h);
        return curvature > 0.01 ? 1 / std::sqrt(curvature) : 10;
    }
};

}  // namespace

SegmentRates::SegmentRates(std::span<const GroupContacts> contacts) : contacts_(contacts.begin(), contacts.end()) {
    std::vector<double> log_weights;
    for (int i = 0; i < shrinkage_nodes; ++i) {
        // Where 1/(1 + M) is uniform the density of u = log M is logistic.
        const double u = lowest_log_trials + (highest_log_trials - lowest_log_trials) * i / (shrinkage_nodes - 1);
        const MeanDensity density{contacts_, math::exp(u)};
        const double mode = density.mode(), deviation = density.standard_deviation(mode);
        for (int j = 0; j < mean_nodes; ++j) {
            const double eta = mode + deviation * mean_range * (2.0 * j / (mean_nodes - 1) - 1);
            nodes_.push_back({.mean = math::logistic(eta), .trials = density.trials});
            log_weights.push_back(density.log_density(eta) + math::log(deviation) - math::log1p_exp(u) - math::log1p_exp(-u));
        }
    }
    const double largest = *std::max_element(log_weights.begin(), log_weights.end());
    double total = 0;
    for (std::size_t i = 0; i < nodes_.size(); ++i) total += nodes_[i].weight = math::exp(log_weights[i] - largest);
    std::erase_if(nodes_, [&](const Node& node) { return node.weight < smallest_weight * total; });
    total = 0;
    for (const Node& node : nodes_) total += node.weight;
    for (Node& node : nodes_) node.weight /= total;
}

double SegmentRates::mean(std::size_t segment) const noexcept {
    const GroupContacts& g = contacts_[segment];
    double sum = 0;
    for (const Node& node : nodes_) sum += node.weight * (g.successes + node.mean * node.trials) / (g.trials + node.trials);
    return sum;
}

double SegmentRates::probability_below(std::size_t segment, double rate) const {
    const GroupContacts& g = contacts_[segment];
    double sum = 0;
    for (const Node& node : nodes_) {
        sum += node.weight * beta_cdf(rate, g.successes + node.mean * node.trials, g.trials - g.successes + (1 - node.mean) * node.trials);
    }
    return std::min(sum, 1.0);
}

double SegmentRates::quantile(std::size_t segment, double p) const {
    double low = 0, high = 1;
    for (int step = 0; step < 30; ++step) {
        const double middle = 0.5 * (low + high);
        (probability_below(segment, middle) < p ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

Interval SegmentRates::interval(std::size_t segment) const { return {quantile(segment, 0.025), quantile(segment, 0.975)}; }

}  // namespace dangol::inline v0
