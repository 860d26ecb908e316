#include "segments/null_population.hpp"

#include "core/math.hpp"
#include "core/missing_value.hpp"
#include "segments/circle.hpp"
#include "segments/normal_copula.hpp"
#include "segments/shrinkage.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr double least_reliability = 0.3;
constexpr std::string_view null_stage = "comparing with one population";

std::size_t code_at(std::span<const double> cumulated, double probability) {
    const auto found = std::upper_bound(cumulated.begin(), cumulated.end(), probability);
    return std::min(static_cast<std::size_t>(found - cumulated.begin()), cumulated.size() - 1);
}

}  // namespace

NullPopulation::NullPopulation(const FeatureTable& table, std::uint64_t seed, const Execution& execution)
    : basis_(table.with_columns(table.columns_with(Role::basis))), seed_(seed), laws_(basis_.columns().size()) {
    Random random(seed, 0);
    const std::size_t rows = basis_.customer_count();
    const double nothing_yet = 0;
    const Execution step = telling(execution, null_stage, nothing_yet);
    while_telling(execution, null_stage, nothing_yet, [&] {
        for (std::size_t j = 0; j < laws_.size(); ++j) {
            const ColumnIndex column = id_at<ColumnIndex>(j);
            if (basis_.columns()[j].kind == ColumnKind::composition) laws_[j] = law_of_parts(basis_.compositions(column), basis_.exposures(column), random, step);
        }
    });
    std::vector<std::vector<double>> scores;
    for (std::size_t j = 0; j < basis_.columns().size(); ++j) {
        const std::size_t first = levels_.size();
        const std::vector<double> values = levels_of(basis_, j, random);  // rows × the column's levels
        const std::size_t width = levels_.size() - first;
        for (std::size_t l = 0; l < width; ++l) {
            std::vector<double> one(rows);
            for (std::size_t i = 0; i < rows; ++i) one[i] = values[i * width + l];
            scores.push_back(normal_scores(one, random));
            std::erase_if(one, [](double x) { return !std::isfinite(x); });
            if (levels_[first + l].cumulated.empty() && laws_[j].centre.empty()) levels_[first + l].margin.emplace_back(one.empty() ? std::vector<double>{0} : std::move(one));
        }
    }
    correlate(scores);
}

/// Draws each customer's level from what their events leave possible (a posterior draw has the spread of true levels, where an
/// average would have less and an observed rate more), and notes margins of codes and zeros. −∞ stands for an amount of zero.
std::vector<double> NullPopulation::levels_of(const FeatureTable& table, std::size_t position, Random& random) {
    const ColumnIndex j = id_at<ColumnIndex>(position);
    const FeatureColumn& column = table.columns()[position];
    const std::size_t rows = table.customer_count();
    const BitView observed = table.observed(j);
    const auto e = table.exposures(j);
    std::vector<double> exposure(rows);
    for (std::size_t i = 0; i < rows; ++i) exposure[i] = observed[i] ? e[i] : 0;
    Level level{.column = position};
    std::vector<double> values(rows, missing_value), expected(rows, missing_value);

    switch (column.kind) {
        case ColumnKind::cyclic: {  // cut open opposite to where most are
            const auto x = table.numbers(j);
            const double angle = 2 * math::pi / column.period;
            double cosine = 0, sine = 0;
            for (std::size_t i = 0; i < rows; ++i) {
                if (!observed[i]) continue;
                cosine += math::cos(angle * x[i]);
                sine += math::sin(angle * x[i]);
            }
            const double cut = circle::direction(cosine, sine, column.period) - column.period / 2;
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) values[i] = cut + circle::wrapped(x[i] - cut, column.period);
            break;
        }
        case ColumnKind::numeric: {
            const auto x = table.numbers(j);
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) values[i] = x[i];
            break;
        }
        case ColumnKind::positive: {
            const auto x = table.numbers(j);
            double zeros = 0, known = 0;
            for (std::size_t i = 0; i < rows; ++i) {
                if (!observed[i]) continue;
                ++known;
                zeros += x[i] > 0 ? 0 : 1;
                values[i] = x[i] > 0 ? math::log(x[i]) : -std::numeric_limits<double>::infinity();
            }
            level.zero_share = known > 0 ? zeros / known : 0;
            break;
        }
        case ColumnKind::count: {
            const auto x = table.numbers(j);
            const RatePrior prior = estimate_rate_prior(x, exposure);
            for (std::size_t i = 0; i < rows; ++i) {
                if (!(exposure[i] > 0)) continue;
                values[i] = math::log(std::max(random.gamma(x[i] + prior.shape) / (exposure[i] + prior.exposure), 1e-300));
                expected[i] = math::log(prior.rate(x[i], exposure[i]));
            }
            break;
        }
        case ColumnKind::share: {
            const auto x = table.numbers(j);
            const ProportionPrior prior = estimate_proportion_prior(x, exposure);
            for (std::size_t i = 0; i < rows; ++i) {
                if (!(exposure[i] > 0)) continue;
                const double yes = random.gamma(x[i] + prior.trials * prior.proportion);
                const double no = random.gamma(exposure[i] - x[i] + prior.trials * (1 - prior.proportion));
                values[i] = math::log(std::max(yes, 1e-300)) - math::log(std::max(no, 1e-300));
                expected[i] = math::logit(prior.shrunk(x[i], exposure[i]));
            }
            break;
        }
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: {
            const auto codes = table.codes(j);
            std::vector<double> count(std::max<std::size_t>(column.levels.size(), 2), 0);
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) {
                    values[i] = static_cast<double>(codes[i]);
                    ++count[codes[i]];
                }
            level.cumulated.resize(count.size());
            std::inclusive_scan(count.begin(), count.end(), level.cumulated.begin());
            const double total = std::max(level.cumulated.back(), 1.0);
            for (double& p : level.cumulated) p /= total;
            break;
        }
        case ColumnKind::date:  // no feature has it
        case ColumnKind::text: break;
        case ColumnKind::composition: levels_.insert(levels_.end(), laws_[position].directions.rows(), level); return levels_of_mix(table, position, exposure);
    }
    const bool drawn_anew = column.kind == ColumnKind::count || column.kind == ColumnKind::share;
    if (const double drawn = known_moments(values).variance; drawn_anew && drawn > 0)
        level.reliability = std::clamp(known_moments(expected).variance / drawn, least_reliability, 1.0);
    levels_.push_back(std::move(level));
    return values;
}

/// How far along each direction of their law the log-ratios of their shrunken mix lie.
std::vector<double> NullPopulation::levels_of_mix(const FeatureTable& table, std::size_t position, std::span<const double> exposure) const {
    const ColumnIndex j = id_at<ColumnIndex>(position);
    const auto parts = table.compositions(j);
    const CompositionPrior prior = estimate_composition_prior(parts, exposure);
    const Matrix& directions = laws_[position].directions;
    std::vector<double> values(parts.rows() * directions.rows(), missing_value), ratios(parts.columns());
    for (std::size_t i = 0; i < parts.rows(); ++i) {
        if (!(exposure[i] > 0)) continue;
        centred_log_ratios(parts.row(i), exposure[i], prior.concentration, prior.pooled, ratios);
        for (std::size_t d = 0; d < directions.rows(); ++d) {
            const auto direction = directions.row(d);
            values[i * directions.rows() + d] = std::inner_product(direction.begin(), direction.end(), ratios.begin(), 0.0);
        }
    }
    return values;
}

/// Drawn levels of two columns are less correlated than true ones, by what each draw adds of its own: that is taken back.
void NullPopulation::correlate(const std::vector<std::vector<double>>& scores) {
    const std::size_t size = scores.size();
    Matrix correlations(size, size);
    for (std::size_t a = 0; a < size; ++a) {
        correlations(a, a) = 1;
        for (std::size_t b = 0; b < a; ++b) {
            double r = 0;  // of two directions of one mix
            if (levels_[a].column != levels_[b].column) r = correlation_where_known(scores[a], scores[b]) / (levels_[a].reliability * levels_[b].reliability);
            correlations(a, b) = correlations(b, a) = r;
        }
    }
    factor_ = factor_of_correlations(std::move(correlations));
}

FeatureTable NullPopulation::draw(std::size_t world) const {
    Random random(seed_, world + 1);
    const std::size_t rows = basis_.customer_count(), count = levels_.size();
    std::vector<FeatureData> columns;
    for (std::size_t j = 0; j < basis_.columns().size(); ++j) {
        FeatureData data{.meaning = basis_.columns()[j]};
        const auto exposures = basis_.exposures(id_at<ColumnIndex>(j));
        data.exposures.assign(exposures.begin(), exposures.end());
        const std::size_t levels = data.meaning.levels.size();
        switch (data.meaning.kind) {
            case ColumnKind::composition: data.compositions.assign(rows * levels, std::numeric_limits<float>::quiet_NaN()); break;
            case ColumnKind::flag:
            case ColumnKind::category:
            case ColumnKind::ordered_category: data.codes.assign(rows, unobserved_code); break;
            default: data.numbers.assign(rows, missing_value);
        }
        columns.push_back(std::move(data));
    }

    std::vector<double> independent(count), level(count), parts;
    for (std::size_t i = 0; i < rows; ++i) {
        for (double& x : independent) x = random.normal();
        for (std::size_t a = 0; a < count; ++a) {
            double z = 0;
            for (std::size_t b = 0; b <= a; ++b) z += factor_(a, b) * independent[b];
            const double probability = math::normal_cdf(z);
            const Level& meaning = levels_[a];
            if (meaning.cumulated.empty() && meaning.margin.empty())
                level[a] = z;
            else if (!meaning.cumulated.empty())
                level[a] = static_cast<double>(code_at(meaning.cumulated, probability));
            else if (probability < meaning.zero_share)
                level[a] = -std::numeric_limits<double>::infinity();
            else
                level[a] = meaning.margin.front().quantile((probability - meaning.zero_share) / (1 - meaning.zero_share));
        }
        std::size_t first = 0;
        for (std::size_t j = 0; j < columns.size(); ++j) {
            FeatureData& data = columns[j];
            const bool known = basis_.observed(id_at<ColumnIndex>(j))[i];
            const double exposure = data.exposures[i];
            std::size_t width = 1;
            switch (data.meaning.kind) {
                case ColumnKind::cyclic:
                    if (known) data.numbers[i] = circle::wrapped(level[first], data.meaning.period);
                    break;
                case ColumnKind::numeric:
                    if (known) data.numbers[i] = level[first];
                    break;
                case ColumnKind::positive:
                    if (known) data.numbers[i] = std::isinf(level[first]) ? 0 : math::exp(level[first]);
                    break;
                case ColumnKind::count:
                    if (known) data.numbers[i] = static_cast<double>(random.poisson(math::exp(level[first]) * exposure));
                    break;
                case ColumnKind::share:
                    if (known) {
                        const auto trials = static_cast<std::uint64_t>(std::llround(exposure));
                        data.numbers[i] = static_cast<double>(random.binomial(trials, math::logistic(level[first])));
                    }
                    break;
                case ColumnKind::flag:
                case ColumnKind::category:
                case ColumnKind::ordered_category:
                    if (known) data.codes[i] = static_cast<std::uint32_t>(level[first]);
                    break;
                case ColumnKind::composition: {
                    const LawOfParts& law = laws_[j];
                    width = law.directions.rows();
                    if (!known) break;
                    parts = law.centre;
                    for (std::size_t d = 0; d < width; ++d)
                        for (std::size_t l = 0; l < parts.size(); ++l) parts[l] += level[first + d] * law.directions(d, l);
                    const double most = *std::max_element(parts.begin(), parts.end());
                    double total = 0;
                    for (double& p : parts) total += p = math::exp(p - most);
                    for (double& p : parts) p /= total;
                    const auto events = std::max<std::uint64_t>(static_cast<std::uint64_t>(std::llround(exposure)), 1);
                    const auto drawn = random.multinomial(events, parts);
                    for (std::size_t l = 0; l < parts.size(); ++l)
                        data.compositions[i * parts.size() + l] = static_cast<float>(static_cast<double>(drawn[l]) / static_cast<double>(events));
                    break;
                }
                case ColumnKind::date:  // no feature has it
                case ColumnKind::text: break;
            }
            first += width;
        }
    }
    const auto weights = basis_.weights();
    std::vector<std::int64_t> keys(rows);
    std::iota(keys.begin(), keys.end(), 0);
    return FeatureTable(std::move(keys), std::move(columns), {weights.begin(), weights.end()});
}

}  // namespace dangol::inline v0
