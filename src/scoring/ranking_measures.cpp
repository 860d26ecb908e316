#include "scoring/ranking_measures.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"

namespace dangol::inline v0 {
namespace {

constexpr std::size_t recalibration_steps_at_most = 50;
constexpr double largest_step = 2;     // in log-odds: a Newton step from far away must not overshoot
constexpr double smallest_gain = 1e-14;  // nats per lead

double& at(Measures& measures, Measure which) { return measures[static_cast<std::size_t>(which)]; }

/// p = 1 / (1 + exp(−(a + b z))) of every lead, eight at a time.
void probabilities_under(const RankedLeads& leads, Recalibration c, std::vector<double>& p) {
    p.resize(leads.size());
    for (std::size_t i = 0; i < p.size(); ++i) p[i] = -(c.intercept + c.slope * leads.log_odds[i]);
    math::exp_in_place(p.data(), p.size());
    for (double& value : p) value = 1 / (1 + value);
}

/// Whether some threshold parts the converted from the others: the likelihood then grows with the slope for ever (Albert & Anderson 1984).
bool separated(const RankedLeads& leads, std::span<const double> weights) {
    double highest[2] = {-math::infinity, -math::infinity}, lowest[2] = {math::infinity, math::infinity};
    for (std::size_t i = 0; i < leads.size(); ++i) {
        if (weights[i] == 0) continue;
        const std::size_t y = leads.converted[i];
        highest[y] = std::max(highest[y], leads.log_odds[i]);
        lowest[y] = std::min(lowest[y], leads.log_odds[i]);
    }
    return highest[0] <= lowest[1] || highest[1] <= lowest[0];
}

double bounded(double step) { return std::clamp(step, -largest_step, largest_step); }

}  // namespace

RankedLeads::RankedLeads(std::span<const double> probabilities, std::span<const std::uint8_t> outcomes) {
    const std::size_t n = probabilities.size();
    order.resize(n);
    for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<std::uint32_t>(i);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) {
        return probabilities[a] > probabilities[b] || (probabilities[a] == probabilities[b] && a < b);
    });
    for (std::size_t i = 0; i < n; ++i) {
        const double p = probabilities[order[i]];
        const bool yes = outcomes[order[i]] != 0;
        probability.push_back(p);
        log_odds.push_back(math::logit(p));
        log_loss.push_back(yes ? -math::log(p) : -math::log1p(-p));
        squared_error.push_back(yes ? (1 - p) * (1 - p) : p * p);
        converted.push_back(yes ? 1 : 0);
        if (i + 1 == n || probabilities[order[i + 1]] != p) tie_ends.push_back(static_cast<std::uint32_t>(i + 1));
    }
}

Measures measure(const RankedLeads& leads, std::span<const double> weights) {
    double positives = 0, total = 0, loss = 0, square = 0;
    for (std::size_t i = 0; i < leads.size(); ++i) {
        total += weights[i];
        positives += leads.converted[i] != 0 ? weights[i] : 0;
        loss += weights[i] * leads.log_loss[i];
        square += weights[i] * leads.squared_error[i];
    }
    const double negatives = total - positives, tenth = 0.1 * total;
    double positives_above = 0, above = 0, pairs_won = 0, precision_sum = 0, found_in_tenth = 0;
    for (std::size_t begin = 0; const std::uint32_t end : leads.tie_ends) {
        double tied = 0, tied_positives = 0;
        for (std::size_t i = begin; i < end; ++i) {
            tied += weights[i];
            tied_positives += leads.converted[i] != 0 ? weights[i] : 0;
        }
        begin = end;
        if (tied == 0) continue;
        pairs_won += (tied - tied_positives) * (positives_above + 0.5 * tied_positives);
        precision_sum += tied_positives * (positives_above + tied_positives) / (above + tied);
        found_in_tenth += tied_positives * std::clamp((tenth - above) / tied, 0.0, 1.0);
        positives_above += tied_positives;
        above += tied;
    }
    Measures result;
    result.fill(math::not_a_number);
    at(result, Measure::log_loss) = loss / total;
    at(result, Measure::brier) = square / total;
    if (positives > 0 && negatives > 0) at(result, Measure::auc) = pairs_won / (positives * negatives);
    if (positives > 0) {
        at(result, Measure::average_precision) = precision_sum / positives;
        at(result, Measure::lift_at_tenth) = (found_in_tenth / tenth) / (positives / total);
    }
    return result;
}

double calibration_in_the_large(const RankedLeads& leads, std::span<const double> weights, std::vector<double>& p) {
    Recalibration c{};
    for (std::size_t step_number = 0; step_number < recalibration_steps_at_most; ++step_number) {
        probabilities_under(leads, c, p);
        double gradient = 0, information = 0, total = 0;
        for (std::size_t i = 0; i < p.size(); ++i) {
            gradient += weights[i] * (leads.converted[i] - p[i]);
            information += weights[i] * p[i] * (1 - p[i]);
            total += weights[i];
        }
        const double step = bounded(gradient / information);
        c.intercept += step;
        if (std::fabs(gradient * step) <= smallest_gain * total) return c.intercept;
    }
    return math::not_a_number;
}

Recalibration recalibrate(const RankedLeads& leads, std::span<const double> weights, Recalibration start, std::vector<double>& p) {
    constexpr Recalibration unknown{math::not_a_number, math::not_a_number};
    if (separated(leads, weights)) return unknown;
    Recalibration c = start;
    for (std::size_t step_number = 0; step_number < recalibration_steps_at_most; ++step_number) {
        probabilities_under(leads, c, p);
        double ga = 0, gb = 0, haa = 0, hab = 0, hbb = 0, total = 0;
        for (std::size_t i = 0; i < p.size(); ++i) {
            const double residual = weights[i] * (leads.converted[i] - p[i]), z = leads.log_odds[i];
            const double spread = weights[i] * p[i] * (1 - p[i]);
            ga += residual;
            gb += residual * z;
            haa += spread;
            hab += spread * z;
            hbb += spread * z * z;
            total += weights[i];
        }
        const double determinant = haa * hbb - hab * hab;
        if (!(determinant > 0)) return unknown;
        const double a = bounded((hbb * ga - hab * gb) / determinant), b = bounded((haa * gb - hab * ga) / determinant);
        c.intercept += a;
        c.slope += b;
        if (std::fabs(ga * a + gb * b) <= smallest_gain * total) return c;
    }
    return unknown;
}

}  // namespace dangol::inline v0
