#include "segments/coordinates.hpp"

#include <dangol/core/random.hpp>

#include "core/math.hpp"
#include "core/missing_value.hpp"
#include "core/parallel.hpp"
#include "segments/shrinkage.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// Now and then, while something is done for each row.
void check_stop_at(std::size_t row, const Execution& execution) {
    if (row % 16384 == 0) check_stop(execution);
}

/// What centres each number of a column, and divides all of them by the root of their summed variance.
struct Scaling {
    std::vector<double> mean = {};
    double scale = 0;  ///< 0: nothing varies
    double operator()(double x, std::size_t l = 0) const noexcept { return (x - mean[l]) * scale; }
};
Scaling unscaled(std::size_t width) { return {std::vector<double>(width, 0), 1}; }

/// Where the numbers of some customers are to go: those of the r-th to out[r × stride].
struct Reading {
    std::span<const std::uint32_t> customers;
    const Scaling& scaling;
    double* out;
    std::size_t stride;
};

/// A column as numbers, scaled; NaN where not observed.
struct RawColumn {
    std::size_t width = 1;
    std::function<void(const Reading&)> read = {};
};

constexpr std::size_t rows_at_once = 32;  // what they say stays in the cache from column to column

/// The logarithms of what `number(i)` gives for a customer, of all at once; NaN where `known(i)` does not hold.
template <class Known, class Number>
void read_logs(const Reading& to, Known&& known, Number&& number) {
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
    return {1, [=](const Reading& to) {
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
    return {1, [prior, x = table.numbers(j), e = table.exposures(j), observed = table.observed(j)](const Reading& to) {
                read_logs(to, [&](std::size_t i) { return observed[i] && e[i] > 0; }, [&](std::size_t i) { return (x[i] + prior.shape) / (e[i] + prior.exposure); });
            }};
}

RawColumn of_share(const FeatureTable& table, ColumnIndex j) {
    const ProportionPrior prior = estimate_proportion_prior(table.numbers(j), exposures_of(table, j));
    const auto odds = [prior](double successes, double trials) {
        const double p = prior.shrunk(successes, trials);
        return p / (1 - p);
    };
    return {1, [odds, x = table.numbers(j), e = table.exposures(j), observed = table.observed(j)](const Reading& to) {
                read_logs(to, [&](std::size_t i) { return observed[i] && e[i] > 0; }, [&](std::size_t i) { return odds(x[i], e[i]); });
            }};
}

RawColumn of_numbers(const FeatureTable& table, ColumnIndex j) {
    return {1, [x = table.numbers(j), observed = table.observed(j)](const Reading& to) {
                const double mean = to.scaling.mean[0], scale = to.scaling.scale;
                for (std::size_t r = 0; r < to.customers.size(); ++r) {
                    const double number = (x[to.customers[r]] - mean) * scale;
                    to.out[r * to.stride] = observed[to.customers[r]] ? number : missing_value;
                }
            }};
}

RawColumn of_circle(const FeatureTable& table, ColumnIndex j, double period) {
    return {2, [period, x = table.numbers(j), observed = table.observed(j)](const Reading& to) {
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
        return {1, [=](const Reading& to) {
                    for (std::size_t r = 0; r < to.customers.size(); ++r)
                        to.out[r * to.stride] = observed[to.customers[r]] ? to.scaling(static_cast<double>(codes[to.customers[r]])) : missing_value;
                }};
    }
    Indicators indicators = indicators_of(table, j, column.levels.size(), execution);
    const std::size_t width = indicators.count;
    return {width, [=, of_level = std::move(indicators.of_level)](const Reading& to) {
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
    return {width, [=, prior = std::move(prior), e = table.exposures(j), observed = table.observed(j)](const Reading& to) {
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
    return {0, [](const Reading&) {}};
}

/// The same for counts and shares, each event spread over its width; `draws`: of each copy of each customer, copy after copy.
RawColumn spread_column(const FeatureTable& table, ColumnIndex j, std::span<Random> draws) {
    const auto x = table.numbers(j);
    const std::vector<double> exposure = exposures_of(table, j);
    const std::size_t rows = x.size();
    std::vector<double> values(draws.size(), missing_value);
    if (table.columns()[j.value].kind == ColumnKind::count) {
        const RatePrior prior = estimate_rate_prior(x, exposure);
        for (std::size_t at = 0; at < draws.size(); ++at) {
            const std::size_t i = at % rows;
            if (!(exposure[i] > 0)) continue;
            values[at] = math::log((x[i] + draws[at].uniform() + spread_prior(prior.shape)) / (exposure[i] + prior.exposure));
        }
    } else {
        const ProportionPrior prior = estimate_proportion_prior(x, exposure);
        for (std::size_t at = 0; at < draws.size(); ++at) {
            const std::size_t i = at % rows;
            if (!(exposure[i] > 0)) continue;
            const double within = draws[at].uniform();
            const double yes = x[i] + within + spread_prior(prior.trials * prior.proportion);
            const double no = exposure[i] - x[i] + 1 - within + spread_prior(prior.trials * (1 - prior.proportion));
            values[at] = math::log(yes / no);
        }
    }
    return {1, [values = std::move(values)](const Reading& to) {
                for (std::size_t r = 0; r < to.customers.size(); ++r) to.out[r * to.stride] = to.scaling(values[to.customers[r]]);
            }};
}

constexpr std::size_t customers_per_block = 4096;

/// Of customer i mod their number.
RawColumn repeated(RawColumn column, std::size_t customers) {
    return {column.width, [customers, read = std::move(column.read)](const Reading& to) {
                std::vector<std::uint32_t> once(to.customers.begin(), to.customers.end());
                for (std::uint32_t& row : once) row %= static_cast<std::uint32_t>(customers);
                read({once, to.scaling, to.out, to.stride});
            }};
}

/// Calls `of(row, numbers)` for all rows in their order.
template <class Of>
void for_each_row(const RawColumn& column, std::size_t rows, const Execution& execution, Of&& of) {
    std::vector<double> values(customers_per_block * column.width);
    std::vector<std::uint32_t> numbers(customers_per_block);
    const Scaling as_it_is = unscaled(column.width);
    for (std::size_t begin = 0; begin < rows; begin += customers_per_block) {
        check_stop(execution);
        const std::size_t count = std::min(customers_per_block, rows - begin);
        std::iota(numbers.begin(), numbers.end(), static_cast<std::uint32_t>(begin));
        column.read({std::span(numbers).first(count), as_it_is, values.data(), column.width});
        for (std::size_t r = 0; r < count; ++r) of(begin + r, values.data() + r * column.width);
    }
}

Scaling scaling_of(const RawColumn& column, std::size_t rows, std::span<const double> weights, const Execution& execution) {
    const std::size_t width = column.width;
    std::vector<double> weight(width, 0), spread(width, 0);
    Scaling scaling{.mean = std::vector<double>(width, 0)};
    double total_variance = 0, largest = 0;
    for_each_row(column, rows, execution, [&](std::size_t i, const double* numbers) {
        const double w = weights[i % weights.size()];
        for (std::size_t l = 0; l < width; ++l) {
            if (std::isnan(numbers[l])) continue;
            weight[l] += w;
            scaling.mean[l] += w * numbers[l];
        }
    });
    for (std::size_t l = 0; l < width; ++l) {
        if (!(weight[l] > 0)) return {};
        scaling.mean[l] /= weight[l];
    }
    for_each_row(column, rows, execution, [&](std::size_t i, const double* numbers) {
        const double w = weights[i % weights.size()];
        for (std::size_t l = 0; l < width; ++l) {
            if (std::isnan(numbers[l])) continue;
            largest = std::max(largest, std::abs(numbers[l]));
            const double x = numbers[l] - scaling.mean[l];
            spread[l] += w * x * x;
        }
    });
    for (std::size_t l = 0; l < width; ++l) total_variance += spread[l] / weight[l];
    if (total_variance > 1e-24 * largest * largest) scaling.scale = 1 / std::sqrt(total_variance);
    return scaling;
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

constexpr std::string_view placing_stage = "placing customers";

bool spreads(ColumnKind kind) noexcept { return kind == ColumnKind::count || kind == ColumnKind::share; }

Coordinates coordinates_of(const TablePoints& points, const Execution& execution) {
    const std::size_t rows = points.rows(), width = points.meaning().size();
    Coordinates all{.meaning = points.meaning()};
    while_telling(execution, placing_stage, 0, [&] {
        all.values = Matrix(rows, width);
        all.observed.assign(rows * width, 0);
    });
    const double nothing_yet = 0;
    for_each_block(block_count(rows, customers_per_block), telling(execution, placing_stage, nothing_yet), [&](std::size_t block) {
        const BlockRange range = block_range(block, rows, customers_per_block);
        points.read(range.begin, range.size(), all.values.row(range.begin).data());
        for (std::size_t at = range.begin * width; at < range.end * width; ++at) {
            double& x = all.values.values()[at];
            all.observed[at] = std::isnan(x) ? 0 : 1;
            if (std::isnan(x)) x = 0;
        }
    });
    return all;
}

}  // namespace

struct TablePoints::Column {
    RawColumn raw = {};
    Scaling scaling = {};
};

TablePoints::TablePoints(const FeatureTable& table, std::span<const ColumnIndex> columns, std::size_t copies, const Execution& execution)
    : table_(table), rows_(table.customer_count() * std::max<std::size_t>(copies, 1)) {
    std::vector<Random> draws;
    if (copies > 0) while_telling(execution, placing_stage, 0, [&] { draws = draws_of(table, copies); });
    std::vector<Column> all(columns.size());
    for (std::size_t c = 0; c < columns.size() && copies > 0; ++c) {  // one after the other: each draws on from where the one before ended
        all[c].raw = spreads(table.columns()[columns[c].value].kind) ? spread_column(table, columns[c], draws)
                                                                     : repeated(raw_column(table, columns[c], execution), table.customer_count());
    }
    const double nothing_yet = 0;
    const Execution step = telling(execution, placing_stage, nothing_yet);
    for_each_long_block(columns.size(), step, [&](std::size_t c) {
        if (copies == 0) all[c].raw = raw_column(table, columns[c], step);
        all[c].scaling = scaling_of(all[c].raw, rows_, table.weights(), step);
    });
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (all[c].scaling.scale == 0) continue;
        for (std::size_t l = 0; l < all[c].raw.width; ++l) meaning_.push_back({columns[c], l});
        columns_.push_back(std::move(all[c]));
    }
}

TablePoints::~TablePoints() = default;

void TablePoints::read(std::span<const std::uint32_t> rows, double* out) const {
    const std::size_t width = meaning_.size();
    std::size_t first = 0;
    for (const Column& column : columns_) {
        column.raw.read({rows, column.scaling, out + first, width});
        first += column.raw.width;
    }
}

void TablePoints::read(std::size_t begin, std::size_t count, double* out) const {
    std::array<std::uint32_t, rows_at_once> rows;
    for (std::size_t done = 0; done < count; done += rows.size()) {
        const std::size_t here = std::min(rows.size(), count - done);
        std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin + done));
        read(std::span(rows).first(here), out + done * meaning_.size());
    }
}

Coordinates standardised_coordinates(const FeatureTable& table, const Execution& execution) {
    return coordinates_of(TablePoints(table, table.columns_with(Role::basis), 0, execution), execution);
}

Coordinates spread_coordinates(const FeatureTable& table, std::size_t copies, const Execution& execution) {
    return coordinates_of(TablePoints(table, table.columns_with(Role::basis), copies, execution), execution);
}

Matrix points_with_holes(const Coordinates& points, const Execution& execution) {
    Matrix values;
    while_telling(execution, placing_stage, 0, [&] {
        values = points.values;
        for (std::size_t i = 0; i < values.values().size(); ++i)
            if (points.observed[i] == 0) values.values()[i] = std::numeric_limits<double>::quiet_NaN();
    });
    return values;
}

}  // namespace dangol::inline v0
