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

constexpr std::string_view null_stage = "comparing with one population";

std::size_t code_at(std::span<const double> cumulated, double probability) {
    const auto found = std::upper_bound(cumulated.begin(), cumulated.end(), probability);
    return std::min(static_cast<std::size_t>(found - cumulated.begin()), cumulated.size() - 1);
}

}  // namespace

NullPopulation::NullPopulation(const FeatureTable& table, std::uint64_t seed, const Execution& execution)
    : basis_(table.with_columns(table.columns_with(Role::basis))), seed_(seed), laws_(basis_.columns().size()) {
    Random random(seed, 0);
    const double nothing_yet = 0;
    const Execution step = telling(execution, null_stage, nothing_yet);
    while_telling(execution, null_stage, nothing_yet, [&] {
        for (std::size_t j = 0; j < laws_.size(); ++j) {
            const ColumnIndex column = id_at<ColumnIndex>(j);
            const Level level = level_of(j);
            if (basis_.columns()[j].kind == ColumnKind::composition) {
                laws_[j] = law_of_parts(basis_.compositions(column), basis_.exposures(column), random, step);
                levels_.insert(levels_.end(), laws_[j].directions.rows(), level);
                continue;
            }
            levels_.push_back(level);
            if (!level.cumulated.empty()) continue;
            std::vector<double> values = levels_in(basis_, level, &random);
            std::erase_if(values, [](double x) { return !std::isfinite(x); });
            levels_.back().margin.emplace_back(values.empty() ? std::vector<double>{0} : std::move(values));
        }
        correlate(step);
    });
}

/// What is known of a column's level before anything is drawn. Of a mix every direction is alike.
NullPopulation::Level NullPopulation::level_of(std::size_t position) const {
    const ColumnIndex j = id_at<ColumnIndex>(position);
    const FeatureColumn& column = basis_.columns()[position];
    const std::size_t rows = basis_.customer_count();
    const BitView observed = basis_.observed(j);
    Level level{.column = position};
    switch (column.kind) {
        case ColumnKind::cyclic: {
            const auto x = basis_.numbers(j);
            const double angle = 2 * math::pi / column.period;
            double cosine = 0, sine = 0;
            for (std::size_t i = 0; i < rows; ++i) {
                if (!observed[i]) continue;
                cosine += math::cos(angle * x[i]);
                sine += math::sin(angle * x[i]);
            }
            level.cut = circle::direction(cosine, sine, column.period) - column.period / 2;
            break;
        }
        case ColumnKind::positive: {
            const auto x = basis_.numbers(j);
            double zeros = 0;
            for (std::size_t i = 0; i < rows; ++i) zeros += observed[i] && !(x[i] > 0) ? 1 : 0;
            level.zero_share = zeros / std::max(static_cast<double>(observed.count()), 1.0);
            break;
        }
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: {
            const auto codes = basis_.codes(j);
            std::vector<double> count(std::max<std::size_t>(column.levels.size(), 2), 0);
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) ++count[codes[i]];
            level.cumulated.resize(count.size());
            std::inclusive_scan(count.begin(), count.end(), level.cumulated.begin());
            const double total = std::max(level.cumulated.back(), 1.0);
            for (double& p : level.cumulated) p /= total;
            break;
        }
        default: break;
    }
    return level;
}

/// Each customer's level as a table shows it: customers × the column's levels, NaN where nothing was observed, −∞ an amount of zero. Of rates and
/// proportions what is expected after the customer's events, or where `drawn` one that these leave possible: drawn levels have the spread of
/// true ones, where expected ones have less and observed rates more.
std::vector<double> NullPopulation::levels_in(const FeatureTable& table, const Level& level, Random* drawn) const {
    const ColumnIndex j = id_at<ColumnIndex>(level.column);
    const FeatureColumn& column = table.columns()[level.column];
    const std::size_t rows = table.customer_count();
    const BitView observed = table.observed(j);
    const auto e = table.exposures(j);
    std::vector<double> exposure(rows), values(rows, missing_value);
    for (std::size_t i = 0; i < rows; ++i) exposure[i] = observed[i] ? e[i] : 0;
    switch (column.kind) {
        case ColumnKind::cyclic: {
            const auto x = table.numbers(j);
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) values[i] = level.cut + circle::wrapped(x[i] - level.cut, column.period);
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
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) values[i] = x[i] > 0 ? math::log(x[i]) : -std::numeric_limits<double>::infinity();
            break;
        }
        case ColumnKind::count: {
            const auto x = table.numbers(j);
            const RatePrior prior = estimate_rate_prior(x, exposure);
            for (std::size_t i = 0; i < rows; ++i) {
                if (!(exposure[i] > 0)) continue;
                const double rate = drawn ? drawn->gamma(x[i] + prior.shape) / (exposure[i] + prior.exposure) : prior.rate(x[i], exposure[i]);
                values[i] = math::log(std::max(rate, 1e-300));
            }
            break;
        }
        case ColumnKind::share: {
            const auto x = table.numbers(j);
            const ProportionPrior prior = estimate_proportion_prior(x, exposure);
            for (std::size_t i = 0; i < rows; ++i) {
                if (!(exposure[i] > 0)) continue;
                if (!drawn) {
                    values[i] = math::logit(prior.shrunk(x[i], exposure[i]));
                    continue;
                }
                const double yes = drawn->gamma(x[i] + prior.trials * prior.proportion);
                const double no = drawn->gamma(exposure[i] - x[i] + prior.trials * (1 - prior.proportion));
                values[i] = math::log(std::max(yes, 1e-300)) - math::log(std::max(no, 1e-300));
            }
            break;
        }
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: {
            const auto codes = table.codes(j);
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) values[i] = static_cast<double>(codes[i]);
            break;
        }
        case ColumnKind::composition: return levels_of_mix(table, level.column, exposure);
        case ColumnKind::date:  // no feature has it
        case ColumnKind::text: break;
    }
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

/// How what is seen of the levels goes together: correlations of its normal scores. Directions of one mix are not asked for.
Matrix NullPopulation::correlations_in(const FeatureTable& table) const {
    std::vector<std::vector<double>> scores;
    for (std::size_t first = 0; first < levels_.size();) {
        const std::size_t position = levels_[first].column;
        const std::size_t width = std::max<std::size_t>(laws_[position].directions.rows(), 1);
        const std::vector<double> values = levels_in(table, levels_[first], nullptr);
        for (std::size_t l = 0; l < width; ++l) {
            std::vector<double> one(table.customer_count());
            for (std::size_t i = 0; i < one.size(); ++i) one[i] = values[i * width + l];
            scores.push_back(normal_scores(one));
        }
        first += width;
    }
    Matrix correlations(levels_.size(), levels_.size(), 0);
    for (std::size_t a = 0; a < levels_.size(); ++a)
        for (std::size_t b = 0; b < a; ++b)
            if (levels_[a].column != levels_[b].column) correlations(a, b) = correlations(b, a) = correlation_where_known(scores[a], scores[b]);
    return correlations;
}

/// Levels are correlated by more than what is seen of them, and by how much more depends on margins, exposures and on how coarse that is: worlds are drawn,
/// and what they lack is added, until they show the correlations of the table.
void NullPopulation::correlate(const Execution& execution) {
    constexpr std::size_t customers_drawn = 4096, worlds_at_most = 64, rounds = 8;
    constexpr double step = 1.5;  // halves what is missing or better where at least a third of a level's correlation is seen
    const std::size_t size = levels_.size(), worlds = std::clamp<std::size_t>(customers_drawn / std::max<std::size_t>(basis_.customer_count(), 1), 1, worlds_at_most);
    const Matrix wanted = correlations_in(basis_);
    Matrix correlations = wanted;
    for (std::size_t a = 0; a < size; ++a) correlations(a, a) = 1;
    factor_ = factor_of_correlations(correlations);
    for (std::size_t round = 0; round < rounds && size > 1; ++round) {
        Matrix missing = wanted;
        Random random(seed_, std::numeric_limits<std::uint64_t>::max());  // the same in every round, and in no null world
        for (std::size_t world = 0; world < worlds; ++world) {
            check_stop(execution);
            const Matrix seen = correlations_in(drawn(random));
            for (std::size_t a = 0; a < size; ++a)
                for (std::size_t b = 0; b < size; ++b) missing(a, b) -= seen(a, b) / static_cast<double>(worlds);
        }
        for (std::size_t a = 0; a < size; ++a)
            for (std::size_t b = 0; b < size; ++b) correlations(a, b) = std::clamp(correlations(a, b) + step * missing(a, b), -1.0, 1.0);
        factor_ = factor_of_correlations(correlations);
    }
}

FeatureTable NullPopulation::draw(std::size_t world) const {
    Random random(seed_, world + 1);
    return drawn(random);
}

FeatureTable NullPopulation::drawn(Random& random) const {
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
