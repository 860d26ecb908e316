#include "segments/raw_columns.hpp"

#include "core/math.hpp"
#include "core/missing_value.hpp"
#include "segments/shrinkage.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// The logarithms of what `number(i)` gives for a customer, of all at once; NaN where `known(i)` does not hold.
template <class Known, class Number>
void read_logs(const PointReading& to, Known&& known, Number&& number) {
    std::array<double, rows_at_once> logs;
    for (std::size_t done = 0; done < to.customers.size(); done += rows_at_once) {
        const auto here = to.customers.subspan(done, std::min(rows_at_once, to.customers.size() - done));
        for (std::size_t r = 0; r < here.size(); ++r) logs[r] = known(here[r]) ? number(here[r]) : 1;
        math::log_in_place(logs.data(), here.size());
        for (std::size_t r = 0; r < here.size(); ++r) to.out[(done + r) * to.stride] = known(here[r]) ? to.scaling(logs[r]) : missing_value;
    }
}

RawColumn of_positive(const FeatureTable& table, ColumnIndex j, const Execution& execution) {
    const auto x = table.numbers(j);
    const auto observed = table.observed(j);
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < x.size(); ++i) {
        check_stop_at(i, execution);
        if (observed[i] && x[i] > 0) smallest = std::min(smallest, x[i]);
    }
    const double zero_as = std::isfinite(smallest) ? smallest / 2 : 1;
    return {1, [=](const PointReading& to) {
                read_logs(to, [&](std::size_t i) { return observed[i]; }, [&](std::size_t i) { return x[i] > 0 ? x[i] : zero_as; });
            }};
}

/// What a prior of so many events adds to the lower end of the width of one event, so that its middle has all of it. Less than half an
/// event cannot be moved down by one half.
double spread_prior(double events) noexcept { return events > 1 ? events - 0.5 : events / 2; }

std::vector<double> exposures_of(const FeatureTable& table, ColumnIndex j) {
    const auto e = table.exposures(j);
    const auto observed = table.observed(j);
    std::vector<double> exposure(e.size());
    for (std::size_t i = 0; i < e.size(); ++i) exposure[i] = observed[i] ? e[i] : 0;
    return exposure;
}

RawColumn of_count(const FeatureTable& table, ColumnIndex j) {
    const RatePrior prior = estimate_rate_prior(table.numbers(j), exposures_of(table, j));
    return {1, [prior, x = table.numbers(j), e = table.exposures(j), observed = table.observed(j)](const PointReading& to) {
                read_logs(to, [&](std::size_t i) { return observed[i] && e[i] > 0; }, [&](std::size_t i) { return (x[i] + prior.shape) / (e[i] + prior.exposure); });
            }};
}

RawColumn of_share(const FeatureTable& table, ColumnIndex j) {
    const ProportionPrior prior = estimate_proportion_prior(table.numbers(j), exposures_of(table, j));
    const auto odds = [prior](double successes, double trials) {
        const double p = prior.shrunk(successes, trials);
        return p / (1 - p);
    };
    return {1, [odds, x = table.numbers(j), e = table.exposures(j), observed = table.observed(j)](const PointReading& to) {
                read_logs(to, [&](std::size_t i) { return observed[i] && e[i] > 0; }, [&](std::size_t i) { return odds(x[i], e[i]); });
            }};
}

RawColumn of_numbers(const FeatureTable& table, ColumnIndex j) {
    return {1, [x = table.numbers(j), observed = table.observed(j)](const PointReading& to) {
                const double mean = to.scaling.mean[0], scale = to.scaling.scale;
                for (std::size_t r = 0; r < to.customers.size(); ++r) {
                    const double number = (x[to.customers[r]] - mean) * scale;
                    to.out[r * to.stride] = observed[to.customers[r]] ? number : missing_value;
                }
            }};
}

RawColumn of_circle(const FeatureTable& table, ColumnIndex j, double period) {
    return {2, [period, x = table.numbers(j), observed = table.observed(j)](const PointReading& to) {
                for (std::size_t r = 0; r < to.customers.size(); ++r) {
                    const std::size_t i = to.customers[r];
                    to.out[r * to.stride] = observed[i] ? to.scaling(math::cos(2 * math::pi * x[i] / period), 0) : missing_value;
                    to.out[r * to.stride + 1] = observed[i] ? to.scaling(math::sin(2 * math::pi * x[i] / period), 1) : missing_value;
                }
            }};
}

constexpr std::size_t indicators_at_most = 50;

/// Which indicator stands for each level: the most frequent have their own, in the order of the levels; those that somebody has beside
/// them share the last. One that nobody has needs none.
struct Indicators {
    std::vector<std::size_t> of_level;
    std::size_t count = 0;
};

Indicators indicators_of(const FeatureTable& table, ColumnIndex j, std::size_t levels, const Execution& execution) {
    const auto codes = table.codes(j);
    const auto observed = table.observed(j);
    std::vector<double> weight(levels, 0);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        check_stop_at(i, execution);
        if (observed[i]) weight[codes[i]] += table.weights()[i];
    }
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

RawColumn of_codes(const FeatureTable& table, ColumnIndex j, const FeatureColumn& column, const Execution& execution) {
    const auto codes = table.codes(j);
    const auto observed = table.observed(j);
    if (column.kind != ColumnKind::category || column.levels.size() <= 2) {
        return {1, [=](const PointReading& to) {
                    for (std::size_t r = 0; r < to.customers.size(); ++r)
                        to.out[r * to.stride] = observed[to.customers[r]] ? to.scaling(static_cast<double>(codes[to.customers[r]])) : missing_value;
                }};
    }
    Indicators indicators = indicators_of(table, j, column.levels.size(), execution);
    const std::size_t width = indicators.count;
    return {width, [=, of_level = std::move(indicators.of_level)](const PointReading& to) {
                std::array<double, indicators_at_most + 1> none;
                for (std::size_t l = 0; l < width; ++l) none[l] = to.scaling(0, l);
                for (std::size_t r = 0; r < to.customers.size(); ++r) {
                    const std::size_t i = to.customers[r];
                    double* const row = to.out + r * to.stride;
                    if (!observed[i]) {
                        std::fill_n(row, width, missing_value);
                        continue;
                    }
                    std::copy_n(none.data(), width, row);
                    const std::size_t at = of_level[codes[i]];
                    if (at < width) row[at] = to.scaling(1, at);  // else: a level of customers without weight
                }
            }};
}

RawColumn of_composition(const FeatureTable& table, ColumnIndex j) {
    const auto parts = table.compositions(j);
    const std::size_t width = parts.columns();
    CompositionPrior prior = estimate_composition_prior(parts, exposures_of(table, j));
    return {width, [=, prior = std::move(prior), e = table.exposures(j), observed = table.observed(j)](const PointReading& to) {
                for (std::size_t r = 0; r < to.customers.size(); ++r) {
                    const std::size_t i = to.customers[r];
                    const std::span<double> row(to.out + r * to.stride, width);
                    if (!observed[i] || !(e[i] > 0)) {
                        std::ranges::fill(row, missing_value);
                        continue;
                    }
                    centred_log_ratios(parts.row(i), e[i], prior.concentration, prior.pooled, row);
                    for (std::size_t l = 0; l < width; ++l) row[l] = to.scaling(row[l], l);
                }
            }};
}

}  // namespace

RawColumn raw_column(const FeatureTable& table, ColumnIndex j, const Execution& execution) {
    const FeatureColumn& column = table.columns()[j.value];
    switch (column.kind) {
        case ColumnKind::positive: return of_positive(table, j, execution);
        case ColumnKind::cyclic: return of_circle(table, j, column.period);
        case ColumnKind::numeric: return of_numbers(table, j);
        case ColumnKind::count: return of_count(table, j);
        case ColumnKind::share: return of_share(table, j);
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: return of_codes(table, j, column, execution);
        case ColumnKind::composition: return of_composition(table, j);
        case ColumnKind::date:  // no feature has it
        case ColumnKind::text: break;
    }
    return {0, [](const PointReading&) {}};
}

RawColumn spread_column(const FeatureTable& table, ColumnIndex j, std::span<Random> draws, const Execution& execution) {
    const auto x = table.numbers(j);
    const std::vector<double> exposure = exposures_of(table, j);
    const std::size_t rows = x.size();
    std::vector<double> values(draws.size(), missing_value);
    if (table.columns()[j.value].kind == ColumnKind::count) {
        const RatePrior prior = estimate_rate_prior(x, exposure);
        for (std::size_t at = 0; at < draws.size(); ++at) {
            check_stop_at(at, execution);
            const std::size_t i = at % rows;
            if (!(exposure[i] > 0)) continue;
            values[at] = math::log((x[i] + draws[at].uniform() + spread_prior(prior.shape)) / (exposure[i] + prior.exposure));
        }
    } else {
        const ProportionPrior prior = estimate_proportion_prior(x, exposure);
        for (std::size_t at = 0; at < draws.size(); ++at) {
            check_stop_at(at, execution);
            const std::size_t i = at % rows;
            if (!(exposure[i] > 0)) continue;
            const double within = draws[at].uniform();
            const double yes = x[i] + within + spread_prior(prior.trials * prior.proportion);
            const double no = exposure[i] - x[i] + 1 - within + spread_prior(prior.trials * (1 - prior.proportion));
            values[at] = math::log(yes / no);
        }
    }
    return {1, [values = std::move(values)](const PointReading& to) {
                for (std::size_t r = 0; r < to.customers.size(); ++r) to.out[r * to.stride] = to.scaling(values[to.customers[r]]);
            }};
}

}  // namespace dangol::inline v0
