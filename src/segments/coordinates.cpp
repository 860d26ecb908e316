#include "segments/coordinates.hpp"

#include <dangol/core/random.hpp>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/shrinkage.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string_view>
#include <unordered_map>

namespace dangol::inline v0 {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// customers × width, NaN where not observed, in the column's own scale.
struct Raw {
    std::size_t width = 1;
    std::vector<double> values = {};
};

/// Now and then, while something is done for each row.
void check_stop_at(std::size_t row, const Execution& execution) {
    if (row % 16384 == 0) check_stop(execution);
}

Raw of_positive(const FeatureTable& table, ColumnIndex j) {
    const auto x = table.numbers(j);
    const auto observed = table.observed(j);
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < x.size(); ++i)
        if (observed[i] && x[i] > 0) smallest = std::min(smallest, x[i]);
    const double zero_as = std::isfinite(smallest) ? smallest / 2 : 1;
    Raw raw{1, std::vector<double>(x.size(), missing)};
    for (std::size_t i = 0; i < x.size(); ++i)
        if (observed[i]) raw.values[i] = math::log(x[i] > 0 ? x[i] : zero_as);
    return raw;
}

/// What a prior of so many events adds to the lower end of the width of one event, so that its middle has all of it. Less than half an
/// event cannot be moved down by one half.
double spread_prior(double events) noexcept { return events > 1 ? events - 0.5 : events / 2; }

/// `draws`: of each copy of each customer, copy after copy; none where events are not spread.
Raw of_numbers(const FeatureTable& table, ColumnIndex j, ColumnKind kind, std::span<Random> draws) {
    const auto x = table.numbers(j);
    const auto e = table.exposures(j);
    const auto observed = table.observed(j);
    std::vector<double> exposure(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) exposure[i] = observed[i] ? e[i] : 0;
    const bool spread = !draws.empty();
    const std::size_t rows = x.size();
    Raw raw{1, std::vector<double>(std::max(rows, draws.size()), missing)};
    const auto known = [&](std::size_t i) { return observed[i] && exposure[i] > 0; };
    if (kind == ColumnKind::count) {
        const RatePrior prior = estimate_rate_prior(x, exposure);
        for (std::size_t at = 0; at < raw.values.size(); ++at) {
            const std::size_t i = at % rows;
            if (!known(i)) continue;
            const double events = spread ? x[i] + draws[at].uniform() + spread_prior(prior.shape) : x[i] + prior.shape;
            raw.values[at] = math::log(events / (exposure[i] + prior.exposure));
        }
    } else if (kind == ColumnKind::share) {
        const ProportionPrior prior = estimate_proportion_prior(x, exposure);
        for (std::size_t at = 0; at < raw.values.size(); ++at) {
            const std::size_t i = at % rows;
            if (!known(i)) continue;
            const double within = spread ? draws[at].uniform() : 0, p = prior.shrunk(x[i], exposure[i]);
            const double yes = x[i] + within + spread_prior(prior.trials * prior.proportion);
            const double no = exposure[i] - x[i] + 1 - within + spread_prior(prior.trials * (1 - prior.proportion));
            raw.values[at] = spread ? math::log(yes / no) : math::log(p / (1 - p));
        }
    } else {
        for (std::size_t at = 0; at < raw.values.size(); ++at)
            if (observed[at % rows]) raw.values[at] = x[at % rows];
    }
    return raw;
}

Raw of_circle(const FeatureTable& table, ColumnIndex j, double period) {
    const auto x = table.numbers(j);
    const auto observed = table.observed(j);
    Raw raw{2, std::vector<double>(2 * x.size(), missing)};
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!observed[i]) continue;
        raw.values[2 * i] = math::cos(2 * math::pi * x[i] / period);
        raw.values[2 * i + 1] = math::sin(2 * math::pi * x[i] / period);
    }
    return raw;
}

constexpr std::size_t indicators_at_most = 50;

/// Which indicator stands for each level: the most frequent have their own, in the order of the levels; those that somebody has beside
/// them share the last. One that nobody has needs none.
struct Indicators {
    std::vector<std::size_t> of_level;
    std::size_t count = 0;
};

Indicators indicators_of(const FeatureTable& table, ColumnIndex j, std::size_t levels) {
    const auto codes = table.codes(j);
    const auto observed = table.observed(j);
    std::vector<double> weight(levels, 0);
    for (std::size_t i = 0; i < codes.size(); ++i)
        if (observed[i]) weight[codes[i]] += table.weights()[i];
    std::vector<std::size_t> present;
    for (std::size_t level = 0; level < levels; ++level)
        if (weight[level] > 0) present.push_back(level);
    const std::size_t own = std::min(present.size(), indicators_at_most);
    std::vector<std::size_t> frequent = present;
    std::ranges::stable_sort(frequent, std::ranges::greater(), [&weight](std::size_t level) { return weight[level]; });
    frequent.resize(own);
    std::ranges::sort(frequent);
    Indicators indicators{std::vector<std::size_t>(levels, own), present.size() > own ? own + 1 : own};
    for (std::size_t at = 0; at < own; ++at) indicators.of_level[frequent[at]] = at;
    return indicators;
}

Raw of_codes(const FeatureTable& table, ColumnIndex j, const FeatureColumn& column, const Execution& execution) {
    const auto codes = table.codes(j);
    const auto observed = table.observed(j);
    if (column.kind != ColumnKind::category || column.levels.size() <= 2) {
        Raw raw{1, std::vector<double>(codes.size(), missing)};
        for (std::size_t i = 0; i < codes.size(); ++i)
            if (observed[i]) raw.values[i] = static_cast<double>(codes[i]);
        return raw;
    }
    const Indicators indicators = indicators_of(table, j, column.levels.size());
    Raw raw{indicators.count, std::vector<double>(codes.size() * indicators.count, missing)};
    for (std::size_t i = 0; i < codes.size(); ++i) {
        check_stop_at(i, execution);
        if (!observed[i]) continue;
        const auto row = std::span(raw.values).subspan(i * raw.width, raw.width);
        std::ranges::fill(row, 0);
        const std::size_t at = indicators.of_level[codes[i]];
        if (at < raw.width) row[at] = 1;  // else: a level of customers without weight
    }
    return raw;
}

Raw of_composition(const FeatureTable& table, ColumnIndex j) {
    const auto parts = table.compositions(j);
    const auto e = table.exposures(j);
    const auto observed = table.observed(j);
    const std::size_t width = parts.columns();
    std::vector<double> exposure(parts.rows());
    for (std::size_t i = 0; i < parts.rows(); ++i) exposure[i] = observed[i] ? e[i] : 0;
    const CompositionPrior prior = estimate_composition_prior(parts, exposure);
    Raw raw{width, std::vector<double>(parts.rows() * width, missing)};
    for (std::size_t i = 0; i < parts.rows(); ++i) {
        if (!(exposure[i] > 0)) continue;
        centred_log_ratios(parts.row(i), exposure[i], prior.concentration, prior.pooled, std::span(raw.values).subspan(i * width, width));
    }
    return raw;
}

Raw raw_values(const FeatureTable& table, ColumnIndex j, std::span<Random> draws, const Execution& execution) {
    const FeatureColumn& column = table.columns()[j.value];
    switch (column.kind) {
        case ColumnKind::positive: return of_positive(table, j);
        case ColumnKind::cyclic: return of_circle(table, j, column.period);
        case ColumnKind::numeric:
        case ColumnKind::count:
        case ColumnKind::share: return of_numbers(table, j, column.kind, draws);
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: return of_codes(table, j, column, execution);
        case ColumnKind::composition: return of_composition(table, j);
        case ColumnKind::date:  // no feature has it
        case ColumnKind::text: break;
    }
    return {};
}

/// Centres each number and divides the column's numbers by the root of their summed variance. False: nothing varies.
bool standardise(Raw& raw, std::span<const double> weights, const Execution& execution) {
    const std::size_t rows = weights.size(), width = raw.width;
    std::vector<double> weight(width, 0), mean(width, 0), spread(width, 0);
    double total_variance = 0, largest = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        check_stop_at(i, execution);
        for (std::size_t l = 0; l < width; ++l) {
            const double x = raw.values[i * width + l];
            if (std::isnan(x)) continue;
            weight[l] += weights[i];
            mean[l] += weights[i] * x;
        }
    }
    for (std::size_t l = 0; l < width; ++l) {
        if (!(weight[l] > 0)) return false;
        mean[l] /= weight[l];
    }
    for (std::size_t i = 0; i < rows; ++i) {
        check_stop_at(i, execution);
        for (std::size_t l = 0; l < width; ++l) {
            double& x = raw.values[i * width + l];
            if (std::isnan(x)) continue;
            largest = std::max(largest, std::abs(x));
            x -= mean[l];
            spread[l] += weights[i] * x * x;
        }
    }
    for (std::size_t l = 0; l < width; ++l) total_variance += spread[l] / weight[l];
    if (!(total_variance > 1e-24 * largest * largest)) return false;
    const double scale = 1 / std::sqrt(total_variance);
    for (double& x : raw.values) x *= scale;
    return true;
}

/// What the basis columns say of each customer, as a number that does not depend on where the customer stands.
std::vector<std::uint64_t> contents_of(const FeatureTable& table) {
    std::vector<std::uint64_t> contents(table.customer_count(), 0);
    const auto mix = [&contents](std::size_t i, std::uint64_t bits) { contents[i] = Random(contents[i], bits).next(); };
    for (const ColumnIndex j : table.columns_with(Role::basis)) {
        const auto observed = table.observed(j);
        const auto exposures = table.exposures(j);
        const auto add = [&](auto&& value) {
            for (std::size_t i = 0; i < contents.size(); ++i) {
                mix(i, observed[i] ? 1 : 0);
                if (!observed[i]) continue;
                value(i);
                if (!exposures.empty()) mix(i, std::bit_cast<std::uint64_t>(exposures[i]));
            }
        };
        switch (table.columns()[j.value].kind) {
            case ColumnKind::flag:
            case ColumnKind::category:
            case ColumnKind::ordered_category: add([&, codes = table.codes(j)](std::size_t i) { mix(i, codes[i]); }); break;
            case ColumnKind::composition:
                add([&, parts = table.compositions(j)](std::size_t i) {
                    for (const double part : parts.row(i)) mix(i, std::bit_cast<std::uint64_t>(part));
                });
                break;
            default: add([&, x = table.numbers(j)](std::size_t i) { mix(i, std::bit_cast<std::uint64_t>(x[i])); });
        }
    }
    return contents;
}

/// A source of draws for each copy of each customer, copy after copy. It depends on what is known of the customer, and on how many said the
/// same before: neither the order of customers nor one more of them changes what others draw.
std::vector<Random> draws_of(const FeatureTable& table, std::size_t copies) {
    const std::vector<std::uint64_t> contents = contents_of(table);
    std::unordered_map<std::uint64_t, std::uint64_t> seen;
    std::vector<Random> draws(contents.size() * copies, Random(0));
    for (std::size_t i = 0; i < contents.size(); ++i) {
        const std::uint64_t before = seen[contents[i]]++;
        for (std::size_t copy = 0; copy < copies; ++copy) draws[copy * contents.size() + i] = Random(contents[i], before * copies + copy);
    }
    return draws;
}

constexpr std::string_view stage_name = "placing customers";

Coordinates coordinates_of(const FeatureTable& table, std::span<Random> draws, const Execution& execution) {
    const std::size_t customers = table.customer_count(), rows = std::max(customers, draws.size());
    std::vector<double> weights(rows);
    for (std::size_t at = 0; at < rows; ++at) weights[at] = table.weights()[at % customers];
    std::vector<Raw> kept;
    Coordinates points;
    for (const ColumnIndex j : table.columns_with(Role::basis)) {
        Raw raw;
        bool varies = false;
        while_telling(execution, stage_name, 0, [&] {
            raw = raw_values(table, j, draws, execution);
            const std::size_t once = raw.values.size();
            raw.values.resize(rows * raw.width);
            for (std::size_t at = once; at < raw.values.size(); ++at) raw.values[at] = raw.values[at - once];
            check_stop(execution);
            varies = standardise(raw, weights, execution);
        });
        if (!varies) continue;
        for (std::size_t l = 0; l < raw.width; ++l) points.meaning.push_back({j, l});
        kept.push_back(std::move(raw));
    }
    const std::size_t width = points.meaning.size();
    while_telling(execution, stage_name, 0, [&] {
        points.values = Matrix(rows, width);
        points.observed.assign(rows * width, 0);
    });
    constexpr std::size_t rows_per_block = 4096;  // of all columns: each line of memory is written once
    const double nothing_yet = 0;
    for_each_block(block_count(rows, rows_per_block), telling(execution, stage_name, nothing_yet), [&](std::size_t block) {
        const BlockRange range = block_range(block, rows, rows_per_block);
        std::size_t first = 0;
        for (const Raw& raw : kept) {
            for (std::size_t i = range.begin; i < range.end; ++i)
                for (std::size_t l = 0; l < raw.width; ++l) {
                    const double x = raw.values[i * raw.width + l];
                    if (std::isnan(x)) continue;
                    points.values(i, first + l) = x;
                    points.observed[i * width + first + l] = 1;
                }
            first += raw.width;
        }
    });
    return points;
}

}  // namespace

Coordinates standardised_coordinates(const FeatureTable& table, const Execution& execution) { return coordinates_of(table, {}, execution); }

Coordinates spread_coordinates(const FeatureTable& table, std::size_t copies, const Execution& execution) {
    std::vector<Random> draws;
    while_telling(execution, stage_name, 0, [&] { draws = draws_of(table, copies); });
    return coordinates_of(table, draws, execution);
}

Matrix points_with_holes(const Coordinates& points, const Execution& execution) {
    Matrix values;
    while_telling(execution, stage_name, 0, [&] {
        values = points.values;
        for (std::size_t i = 0; i < values.values().size(); ++i)
            if (points.observed[i] == 0) values.values()[i] = std::numeric_limits<double>::quiet_NaN();
    });
    return values;
}

}  // namespace dangol::inline v0
