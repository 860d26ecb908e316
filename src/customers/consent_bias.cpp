#include <dangol/customers/consent_bias.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/matrix.hpp>

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "customers/customer_base_state.hpp"
#include "customers/visit_columns.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string_view>
#include <variant>

namespace dangol::inline v0 {
namespace {

/// One number per customer: what is compared, and what the regression sees.
struct Aspect {
    std::string column = {}, level = {};
    std::vector<double> values = {};   ///< of what is not known, the mean
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

/// How many of those who agreed and of those who refused.
struct Sides {
    std::size_t agreed = 0, refused = 0;
    std::size_t total() const { return agreed + refused; }
    void count(bool yes) { ++(yes ? agreed : refused); }
    Sides& operator+=(const Sides& more) {
        agreed += more.agreed, refused += more.refused;
        return *this;
    }
};

/// Gathers what may be shown. Only that enters the weights as well: a weight is a number that somebody sees.
class Comparison {
public:
    Comparison(std::span<const std::uint8_t> yes, const ConsentBiasOptions& options) : yes_(yes), options_(options) {
        for (const std::uint8_t one : yes) all_.count(one != 0);
    }

    void add_numbers(const std::string& column, std::vector<double> values) {
        double sum = 0;
        Sides known;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!std::isnan(values[i])) sum += values[i], known.count(yes_[i] != 0);
        }
        if (known.agreed < options_.smallest_group || known.refused < options_.smallest_group) {
            ++columns_withheld;
            return;
        }
        std::vector<double> missing(values.size(), 0);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!std::isnan(values[i])) continue;
            missing[i] = 1;
            values[i] = sum / static_cast<double>(known.total());
        }
        add(aspects, {.column = column, .values = std::move(values)});
        if (may_be_shown(known)) add(aspects, {.column = column, .level = "?", .values = std::move(missing)});
        else ++levels_withheld;
    }

    void add_codes(const AttributeValues& attribute) {
        static const std::vector<std::string> no_and_yes{"no", "yes"};
        const bool flag = attribute.meaning.kind == ColumnKind::flag;
        const std::vector<std::string>& levels = flag ? no_and_yes : attribute.meaning.levels;
        const std::size_t unknown = levels.size();  // a level like others
        const auto level_of = [&](std::uint32_t code) { return code == unobserved_code ? unknown : std::size_t{code}; };
        std::vector<Sides> people(levels.size() + 1);
        for (std::size_t i = 0; i < yes_.size(); ++i) people[level_of(attribute.codes[i])].count(yes_[i] != 0);

        std::vector<std::size_t> order(levels.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::erase_if(order, [&](std::size_t level) { return people[level].total() == 0; });
        const auto total = [&](std::size_t level) { return people[level].total(); };
        std::ranges::stable_sort(order, std::ranges::greater{}, total);
        std::vector<char> merged(people.size(), 0);
        Sides other;
        const auto merge = [&](std::size_t level) { merged[level] = 1, other += people[level]; };
        for (std::size_t rank = options_.levels_at_most; rank < order.size(); ++rank) merge(order[rank]);
        if (people[unknown].total() > 0) order.push_back(unknown);
        std::ranges::stable_sort(order, std::ranges::greater{}, total);
        for (const std::size_t level : order) {
            if (!merged[level] && !may_be_shown(people[level])) merge(level), ++levels_withheld;
        }
        // What is left over can be computed from what is shown, and has to stand by itself.
        for (auto level = order.rbegin(); level != order.rend() && !may_be_shown(other); ++level) {
            if (!merged[*level]) merge(*level), ++levels_withheld;
        }
        if (other.total() == all_.total() && order.size() > 1) ++columns_withheld;

        const auto add_share = [&](std::string level, auto&& holds) {
            Aspect share{.column = attribute.meaning.name, .level = std::move(level)};
            for (const std::uint32_t code : attribute.codes) share.values.push_back(holds(level_of(code)) ? 1 : 0);
            add(aspects, std::move(share));
        };
        for (const std::size_t level : order) {
            if (merged[level] || (flag && level == 0 && !merged[1])) continue;  // "no" says what "yes" says
            add_share(level == unknown ? "?" : levels[level], [level](std::size_t own) { return own == level; });
        }
        if (other.total() > 0) add_share("(other)", [&](std::size_t own) { return merged[own] != 0; });
    }

    Aspects aspects = {};
    std::size_t levels_withheld = 0, columns_withheld = 0;

private:
    /// Nobody or at least k, and so all others, on both sides.
    bool may_be_shown(const Sides& people) const {
        const auto enough = [&](std::size_t count) { return count == 0 || count >= options_.smallest_group; };
        return enough(people.agreed) && enough(people.refused) && enough(all_.agreed - people.agreed) && enough(all_.refused - people.refused);
    }

    std::span<const std::uint8_t> yes_;
    const ConsentBiasOptions& options_;
    Sides all_ = {};
};

Comparison comparison_of(const CustomerData& data, std::span<const std::uint8_t> yes, const ConsentBiasOptions& options) {
    Comparison comparison(yes, options);
    for (const AttributeValues& attribute : data.attributes) {
        if (attribute.meaning.sensitivity == Sensitivity::protected_attribute || attribute.meaning.kind == ColumnKind::text) continue;
        if (attribute.meaning.kind == ColumnKind::date) {
            std::vector<double> days;
            for (const Instant at : attribute.times) {
                days.push_back(at == Instant::max() ? std::nan("") : static_cast<double>(at.time_since_epoch().count()) / 86'400e6);
            }
            comparison.add_numbers(attribute.meaning.name, std::move(days));
        } else if (!attribute.numbers.empty()) {
            comparison.add_numbers(attribute.meaning.name, attribute.numbers);
        } else {
            comparison.add_codes(attribute);
        }
    }
    std::vector<double> visits;
    for (std::size_t c = 0; c + 1 < data.visits.first_of_customer.size(); ++c) {
        const auto count = static_cast<double>(data.visits.first_of_customer[c + 1] - data.visits.first_of_customer[c]);
        visits.push_back(math::log(1 + count));  // few come very often
    }
    comparison.add_numbers("log(1 + visits)", std::move(visits));
    return comparison;
}

/// Probabilities of consenting: Newton's method on the penalised log-likelihood, halved while it would fall.
std::vector<double> propensities(const Aspects& aspects, std::span<const std::uint8_t> yes, const Execution& execution) {
    const std::size_t width = aspects.size() + 1, rows = yes.size();
    const auto cell = [&](std::size_t row, std::size_t column) {
        return column == 0 ? 1.0 : (aspects[column - 1].values[row] - aspects[column - 1].mean) / aspects[column - 1].deviation;
    };
    const auto score_of = [&](const std::vector<double>& slopes, std::size_t row) {
        if (row % 1024 == 0) check_stop(execution);
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

ConsentBias compare_consenting(const CustomerBase& base, Purpose purpose, Instant as_of, const ConsentBiasOptions& options, const Execution& execution) {
    if (!base.account().consent_recorded) throw BadInput("Consent is not recorded, so that nobody can be compared: hand over a table of consents.");
    if (!(options.weight_at_most >= 1)) throw InvalidArgument("ConsentBiasOptions::weight_at_most", options.weight_at_most, "at least 1", "give how many times the mean a weight may be");
    if (options.smallest_group < 3) throw InvalidArgument("ConsentBiasOptions::smallest_group", options.smallest_group, "at least 3", "take 20");
    const CustomerBase::State& state = base.state();
    const std::vector<std::uint8_t> yes = agreed_to(state.consents, purpose, as_of, base.customer_count());
    ConsentBias bias{.purpose = purpose, .customers = yes.size(), .consenting = static_cast<std::size_t>(std::ranges::count(yes, 1))};
    const auto need = [&](std::string_view who, std::size_t found) {
        if (found < options.smallest_group) throw InsufficientData(who, found, options.smallest_group, "fewer people would be shown one by one; wait for more");
    };
    need("customers who agreed to this purpose", bias.consenting);
    need("customers who refused this purpose", bias.customers - bias.consenting);

    const Comparison comparison = comparison_of(*state.data, yes, options);
    const Aspects& aspects = comparison.aspects;
    bias.levels_withheld = comparison.levels_withheld, bias.columns_withheld = comparison.columns_withheld;
    const std::vector<double> probabilities = propensities(aspects, yes, execution);
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
    std::vector<std::size_t> agreed;
    for (std::size_t c = 0; c < yes.size(); ++c) {
        if (!yes[c]) continue;
        agreed.push_back(c);
        bias.weights.push_back(weight[c]);
        squares += weight[c] * weight[c];
    }
    bias.agreed = std::visit([&](const auto& keys) { return CustomerKeys(take(keys, agreed)); }, state.data->keys);
    const auto consenting = static_cast<double>(bias.consenting);
    bias.effective_count = consenting * consenting / squares;
    for (const Aspect& aspect : aspects) {
        check_stop(execution);
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
    if (bias.levels_withheld + bias.columns_withheld > 0) {
        text += korean ? "\n해당하는 사람이 적어 따로 보이지 않은 것: 값 " + number_text(bias.levels_withheld) + "개, 항목 " + number_text(bias.columns_withheld) + "개."
                       : "\nNot shown by themselves, for too few people: " + counted_text(bias.levels_withheld, "level", "levels") + ", " +
                             counted_text(bias.columns_withheld, "column", "columns") + ".";
    }
    return text;
}

}  // namespace dangol::inline v0
