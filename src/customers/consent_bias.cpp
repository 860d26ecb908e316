#include <dangol/customers/consent_bias.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/matrix.hpp>

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "customers/customer_base_state.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace dangol::inline v0 {
namespace {

/// One number per customer: what is compared, and what the regression sees.
struct Aspect {
    std::string column = {}, level = {};
    std::vector<double> values = {};   ///< of what is not known, the mean
    bool may_weigh = true;
    double mean = 0, deviation = 0;    ///< among all
};

using Aspects = std::vector<Aspect>;

void add(Aspects& aspects, Aspect aspect) {
    const auto count = static_cast<double>(aspect.values.size());
    aspect.mean = std::accumulate(aspect.values.begin(), aspect.values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : aspect.values) squares += (value - aspect.mean) * (value - aspect.mean);
    aspect.deviation = std::sqrt(squares / count);
    if (aspect.deviation > 0) aspects.push_back(std::move(aspect));  // where all are equal nobody differs
}

void add_numbers(Aspects& aspects, const AttributeColumn& meaning, std::vector<double> values, bool may_weigh) {
    double sum = 0, known = 0;
    for (const double value : values) {
        if (!std::isnan(value)) sum += value, ++known;
    }
    std::vector<double> missing(values.size(), 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isnan(values[i])) continue;
        missing[i] = 1;
        values[i] = known > 0 ? sum / known : 0;
    }
    add(aspects, {.column = meaning.name, .values = std::move(values), .may_weigh = may_weigh});
    add(aspects, {.column = meaning.name, .level = "?", .values = std::move(missing), .may_weigh = may_weigh});
}

void add_codes(Aspects& aspects, const AttributeValues& attribute, std::size_t levels_at_most, bool may_weigh) {
    static const std::vector<std::string> no_and_yes{"no", "yes"};
    const std::vector<std::string>& levels = attribute.meaning.kind == ColumnKind::flag ? no_and_yes : attribute.meaning.levels;
    std::vector<std::size_t> count(levels.size(), 0);
    for (const std::uint32_t code : attribute.codes) {
        if (code != unobserved_code) ++count[code];
    }
    std::vector<std::size_t> order(levels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t level) { return count[level]; });
    if (order.size() > levels_at_most) order.resize(levels_at_most);  // the rest is what is left when none of these holds
    if (attribute.meaning.kind == ColumnKind::flag) order = {1};
    const auto add_share = [&](std::string level, auto&& holds) {
        Aspect share{.column = attribute.meaning.name, .level = std::move(level), .may_weigh = may_weigh};
        for (const std::uint32_t code : attribute.codes) share.values.push_back(holds(code) ? 1 : 0);
        add(aspects, std::move(share));
    };
    for (const std::size_t level : order) add_share(levels[level], [level](std::uint32_t code) { return code == level; });
    add_share("?", [](std::uint32_t code) { return code == unobserved_code; });
}

Aspects aspects_of(const CustomerData& data, std::size_t levels_at_most) {
    Aspects aspects;
    for (const AttributeValues& attribute : data.attributes) {
        const bool may_weigh = attribute.meaning.sensitivity != Sensitivity::protected_attribute;
        if (attribute.meaning.kind == ColumnKind::text) continue;
        if (attribute.meaning.kind == ColumnKind::date) {
            std::vector<double> days;
            for (const Instant at : attribute.times) {
                days.push_back(at == Instant::max() ? std::nan("") : static_cast<double>(at.time_since_epoch().count()) / 86'400e6);
            }
            add_numbers(aspects, attribute.meaning, std::move(days), may_weigh);
        } else if (!attribute.numbers.empty()) {
            add_numbers(aspects, attribute.meaning, attribute.numbers, may_weigh);
        } else {
            add_codes(aspects, attribute, levels_at_most, may_weigh);
        }
    }
    std::vector<double> visits;
    for (std::size_t c = 0; c + 1 < data.visits.first_of_customer.size(); ++c) {
        const auto count = static_cast<double>(data.visits.first_of_customer[c + 1] - data.visits.first_of_customer[c]);
        visits.push_back(math::log(1 + count));  // few come very often
    }
    add(aspects, {.column = "log(1 + visits)", .values = std::move(visits)});
    return aspects;
}

/// Probabilities of consenting: Newton's method on the penalised log-likelihood, halved while it would fall.
std::vector<double> propensities(const Aspects& aspects, std::span<const std::uint8_t> yes) {
    std::vector<const Aspect*> used;
    for (const Aspect& aspect : aspects) {
        if (aspect.may_weigh) used.push_back(&aspect);
    }
    const std::size_t width = used.size() + 1, rows = yes.size();
    const auto cell = [&](std::size_t row, std::size_t column) {
        return column == 0 ? 1.0 : (used[column - 1]->values[row] - used[column - 1]->mean) / used[column - 1]->deviation;
    };
    const auto score_of = [&](const std::vector<double>& slopes, std::size_t row) {
        double score = 0;
        for (std::size_t j = 0; j < width; ++j) score += slopes[j] * cell(row, j);
        return score;
    };
    const auto objective_of = [&](const std::vector<double>& slopes) {
        double objective = 0;
        for (std::size_t j = 1; j < width; ++j) objective -= slopes[j] * slopes[j] / 2;
        for (std::size_t row = 0; row < rows; ++row) objective += math::log(math::logistic(yes[row] ? score_of(slopes, row) : -score_of(slopes, row)));
        return objective;
    };
    std::vector<double> slopes(width, 0);
    double objective = objective_of(slopes);
    for (int iteration = 0; iteration < 50; ++iteration) {
        Matrix curvature(width, width);
        std::vector<double> gradient(width, 0);
        for (std::size_t row = 0; row < rows; ++row) {
            const double p = math::logistic(score_of(slopes, row)), spread = p * (1 - p);
            for (std::size_t j = 0; j < width; ++j) {
                gradient[j] += (yes[row] - p) * cell(row, j);
                for (std::size_t k = 0; k <= j; ++k) curvature(j, k) += spread * cell(row, j) * cell(row, k);
            }
        }
        for (std::size_t j = 0; j < width; ++j) {
            curvature(j, j) += j == 0 ? 1e-9 : 1;
            if (j > 0) gradient[j] -= slopes[j];
        }
        const std::vector<double> step = solve_positive_definite(curvature, gradient);
        double length = 1, gained = 0;
        for (; length > 1e-6; length /= 2) {
            std::vector<double> next = slopes;
            for (std::size_t j = 0; j < width; ++j) next[j] += length * step[j];
            const double there = objective_of(next);
            if (there < objective) continue;
            gained = there - objective;
            objective = there;
            slopes = std::move(next);
            break;
        }
        if (gained < 1e-10 * static_cast<double>(rows)) break;
    }
    std::vector<double> probabilities;
    for (std::size_t row = 0; row < rows; ++row) probabilities.push_back(math::logistic(score_of(slopes, row)));
    return probabilities;
}

std::string signed_text(double value, Language language) { return (value < 0 ? "" : "+") + number_text(value, language, 2); }

}  // namespace

ConsentBias compare_consenting(const CustomerBase& base, Purpose purpose, Instant as_of, const ConsentBiasOptions& options) {
    if (!base.account().consent_recorded) throw BadInput("Consent is not recorded, so that nobody can be compared: hand over a table of consents.");
    if (!(options.weight_at_most >= 1)) throw InvalidArgument("ConsentBiasOptions::weight_at_most", options.weight_at_most, "at least 1", "give how many times the mean a weight may be");
    const CustomerBase::State& state = base.state();
    const std::vector<std::uint8_t> yes = agreed_to(state.consents, purpose, as_of, base.customer_count());
    ConsentBias bias{.purpose = purpose, .customers = yes.size(), .consenting = static_cast<std::size_t>(std::ranges::count(yes, 1))};
    if (bias.consenting == 0) throw BadInput("Nobody agreed to this purpose, so that there is nobody to compare.");

    const Aspects aspects = aspects_of(*state.data, options.levels_at_most);
    const std::vector<double> probabilities = propensities(aspects, yes);
    std::vector<double> weight(yes.size(), 0);
    for (std::size_t c = 0; c < yes.size(); ++c) weight[c] = yes[c] ? 1 / probabilities[c] : 0;
    const auto scale = [&] {
        const double mean = std::accumulate(weight.begin(), weight.end(), 0.0) / static_cast<double>(bias.consenting);
        for (double& w : weight) w /= mean;
    };
    scale();
    for (double& w : weight) {
        if (w <= options.weight_at_most) continue;
        w = options.weight_at_most;
        ++bias.weights_cut;
    }
    if (bias.weights_cut > 0) scale();

    double squares = 0;
    for (std::size_t c = 0; c < yes.size(); ++c) {
        if (!yes[c]) continue;
        bias.weights.push_back(weight[c]);
        squares += weight[c] * weight[c];
    }
    const auto consenting = static_cast<double>(bias.consenting);
    bias.effective_count = consenting * consenting / squares;
    for (const Aspect& aspect : aspects) {
        double plain = 0, weighted = 0;
        for (std::size_t c = 0; c < yes.size(); ++c) {
            if (yes[c]) plain += aspect.values[c], weighted += weight[c] * aspect.values[c];
        }
        plain /= consenting, weighted /= consenting;
        bias.differences.push_back({aspect.column, aspect.level, plain, aspect.mean, (plain - aspect.mean) / aspect.deviation,
                                    (weighted - aspect.mean) / aspect.deviation});
    }
    std::ranges::stable_sort(bias.differences, std::ranges::greater{}, [](const ConsentDifference& difference) { return std::abs(difference.standardised); });
    return bias;
}

std::string to_text(const ConsentBias& bias, Language language) {
    const bool korean = language == Language::korean;
    std::string text = korean ? "고객 " + number_text(bias.customers) + "명 중 " + number_text(bias.consenting) + "명이 동의했습니다."
                              : number_text(bias.consenting) + " of " + counted_text(bias.customers, "customer", "customers") + " agreed.";
    bool any = false;
    for (const ConsentDifference& difference : bias.differences) {
        constexpr double worth_a_look = .1;
        if (std::abs(difference.standardised) < worth_a_look) break;
        any = true;
        text += "\n- " + difference.column + (difference.level.empty() ? "" : " = " + difference.level) + ": " + signed_text(difference.standardised, language);
        text += korean ? " 표준편차, 가중 후 " : " standard deviations from all customers, weighted ";
        text += signed_text(difference.weighted, language);
    }
    if (!any) text += korean ? " 알려진 항목에서는 전체 고객과 다르지 않습니다." : " In nothing on record do they differ from all customers.";
    return text;
}

}  // namespace dangol::inline v0
