#include "segments/coordinates.hpp"

#include <dangol/core/random.hpp>

#include "core/math.hpp"
#include "core/missing_value.hpp"
#include "core/parallel.hpp"
#include "segments/raw_columns.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t customers_per_block = 4096;

/// Of customer i mod their number.
RawColumn repeated(RawColumn column, std::size_t customers) {
    return {column.width, [customers, read = std::move(column.read)](const PointReading& to) {
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
std::vector<std::uint64_t> contents_of(const FeatureTable& table, const Execution& execution) {
    std::vector<std::uint64_t> contents(table.customer_count(), 0);
    const auto mix = [&contents](std::size_t i, std::uint64_t bits) { contents[i] = Random(contents[i], bits).next(); };
    for (const ColumnIndex j : table.columns_with(Role::basis)) {
        const auto observed = table.observed(j);
        const auto exposures = table.exposures(j);
        const auto add = [&](auto&& value) {
            for (std::size_t i = 0; i < contents.size(); ++i) {
                check_stop_at(i, execution);
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
std::vector<Random> draws_of(const FeatureTable& table, std::size_t copies, const Execution& execution) {
    const std::vector<std::uint64_t> contents = contents_of(table, execution);
    std::unordered_map<std::uint64_t, std::uint64_t> seen;
    std::vector<Random> draws(contents.size() * copies, Random(0));
    for (std::size_t i = 0; i < contents.size(); ++i) {
        check_stop_at(i, execution);
        const std::uint64_t before = seen[contents[i]]++;
        for (std::size_t copy = 0; copy < copies; ++copy) draws[copy * contents.size() + i] = Random(contents[i], before * copies + copy);
    }
    return draws;
}

constexpr std::string_view placing_stage = "placing customers";

bool spreads(ColumnKind kind) noexcept { return kind == ColumnKind::count || kind == ColumnKind::share; }

}  // namespace

struct TablePoints::Column {
    RawColumn raw = {};
    Scaling scaling = {};
};

TablePoints::TablePoints(const FeatureTable& table, std::span<const ColumnIndex> columns, std::size_t copies, const Execution& execution)
    : table_(table), rows_(table.customer_count() * std::max<std::size_t>(copies, 1)) {
    std::vector<Random> draws;
    std::vector<Column> all(columns.size());
    const double nothing_yet = 0;
    const Execution step = telling(execution, placing_stage, nothing_yet);
    while_telling(execution, placing_stage, nothing_yet, [&] {
        if (copies == 0) return;
        draws = draws_of(table, copies, step);
        for (std::size_t c = 0; c < columns.size(); ++c) {  // one after the other: each draws on from where the one before ended
            all[c].raw = spreads(table.columns()[columns[c].value].kind) ? spread_column(table, columns[c], draws, step)
                                                                         : repeated(raw_column(table, columns[c], step), table.customer_count());
        }
    });
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

Matrix TablePoints::all() const {
    Matrix points(rows_, meaning_.size());
    read(0, rows_, points.data());
    return points;
}

}  // namespace dangol::inline v0
