#include "features/feature_table_state.hpp"

#include <dangol/core/error.hpp>

#include "core/largest_number.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string>

namespace dangol::inline v0 {
namespace {

std::string in_column(const FeatureColumn& column) { return "column \"" + column.name + "\""; }
std::string in_cell(const FeatureColumn& column, std::size_t row) { return in_column(column) + ", row " + std::to_string(row); }

[[noreturn]] void refuse_length(const FeatureColumn& column, const char* what, std::size_t found, std::size_t needed) {
    throw InvalidArgument(in_column(column) + ", length of " + what, found, std::to_string(needed) + " long",
                          "give one value per row, and only what a column of kind " + std::string(kind_name(column.kind)) + " holds");
}

void expect_length(const FeatureColumn& column, const char* what, std::size_t found, std::size_t needed) {
    if (found != needed) refuse_length(column, what, found, needed);
}

[[noreturn]] void refuse(const FeatureColumn& column, std::size_t row, const ShownValue& value, const char* constraint, const char* fix) {
    throw InvalidArgument(in_cell(column, row), value, constraint, fix);
}

void check_number(const FeatureColumn& column, std::size_t row, double value, double exposure) {
    constexpr auto missing = "give NaN where it was not observed";
    if (!is_usable(value)) refuse(column, row, value, within_largest_number, missing);
    if (column.kind == ColumnKind::numeric) return;
    if (value < 0) refuse(column, row, value, "at least 0", "correct it, or call the column numeric");
    if (column.kind == ColumnKind::count && value != std::floor(value)) {
        refuse(column, row, value, "a whole number", "correct it, or call the column positive");
    }
    if (column.kind == ColumnKind::share && value > exposure) {
        refuse(column, row, value, "at most the trials", "give the successes as numbers and the trials as exposures");
    }
    if (column.kind == ColumnKind::cyclic && value >= column.period) {
        refuse(column, row, value, "below the period of the column", "take the remainder");
    }
}

void check_code(const FeatureColumn& column, std::size_t row, std::uint32_t code) {
    const std::size_t levels = column.kind == ColumnKind::flag ? 2 : column.levels.size();
    if (code >= levels) {
        refuse(column, row, code, "a code of one of the levels", "give unobserved_code where it was not observed");
    }
}

/// In four sums beside each other, which do not wait for one another and are added by one instruction or two.
bool are_shares(std::span<const float> parts) noexcept {
    constexpr std::size_t lanes = 4;
    std::array<double, lanes> sums{};
    std::array<std::int32_t, lanes> unsound{};
    const std::size_t whole = parts.size() / lanes * lanes;
    for (std::size_t part = 0; part < whole; part += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            sums[lane] += double{parts[part + lane]};
            unsound[lane] |= parts[part + lane] >= 0 ? 0 : 1;
        }
    }
    for (std::size_t part = whole; part < parts.size(); ++part) {
        sums[part - whole] += double{parts[part]};
        unsound[part - whole] |= parts[part] >= 0 ? 0 : 1;
    }
    const bool sound = (unsound[0] | unsound[1] | unsound[2] | unsound[3]) == 0;
    return sound && std::abs(sums[0] + sums[1] + sums[2] + sums[3] - 1) < 0.9e-4;
}

void check_parts(const FeatureColumn& column, std::size_t row, std::span<const float> parts) {
    if (are_shares(parts)) return;
    double sum = 0;
    for (const float part : parts) {
        if (!(part >= 0)) refuse(column, row, double{part}, "at least 0", "give NaN for the whole row where it was not observed");
        sum += double{part};
    }
    if (!(std::abs(sum - 1) < 1e-4)) refuse(column, row, sum, "parts that sum to 1", "divide them by their sum");
}

/// What was not given, or has no exposure, was not observed: all that stands there becomes 0.
template <class IsGiven>
void keep_given(FeatureCells& cells, BlockRange rows, std::size_t levels, const IsGiven& is_given) {
    for (std::size_t row = rows.begin; row < rows.end; ++row) {
        if (is_given(row) && cells.exposures[row] != 0) continue;
        cells.observed.set(row, false);
        cells.exposures[row] = 0;
        if (!cells.standard_errors.empty()) cells.standard_errors[row] = 0;
        if (!cells.numbers.empty()) cells.numbers[row] = 0;
        if (!cells.codes.empty()) cells.codes[row] = 0;
        if (!cells.compositions.empty()) std::fill_n(cells.compositions.begin() + static_cast<std::ptrdiff_t>(row * levels), levels, 0.0F);
    }
}

bool is_zero(const FeatureColumn& column, const FeatureCells& cells, std::size_t row) {
    if (cells.exposures[row] != 0) return false;
    if (!cells.standard_errors.empty() && cells.standard_errors[row] != 0) return false;
    if (holds_numbers(column.kind)) return cells.numbers[row] == 0;
    if (holds_codes(column.kind)) return cells.codes[row] == 0;
    const auto parts = std::span(cells.compositions).subspan(row * column.levels.size(), column.levels.size());
    return std::all_of(parts.begin(), parts.end(), [](float part) { return part == 0; });
}

/// Whether there is nothing to complain about in a column of numbers: a look at all of it, which is what is mostly asked for.
bool all_numbers_sound(const FeatureColumn& column, const FeatureCells& cells, BlockRange rows) {
    constexpr double largest = largest_number;
    const double smallest = column.kind == ColumnKind::numeric ? -largest : 0;
    const double below = column.kind == ColumnKind::cyclic ? column.period : std::numeric_limits<double>::infinity();
    const bool whole = column.kind == ColumnKind::count, share = column.kind == ColumnKind::share, estimated = !cells.standard_errors.empty();
    std::size_t unsound = 0;
    for (std::size_t row = rows.begin; row < rows.end; ++row) {
        const double value = cells.numbers[row], exposure = cells.exposures[row], error = estimated ? cells.standard_errors[row] : 0;
        const bool observed = cells.observed.test(row);
        bool sound = (exposure > 0) & (exposure <= largest) & (value >= smallest) & (value <= largest) & (value < below) & (error >= 0);
        if (whole) sound = sound & (value == std::floor(value));
        if (share) sound = sound & (value <= exposure);
        const bool empty = (exposure == 0) & (value == 0) & (error == 0);
        unsound += (observed ? sound : empty) ? 0 : 1;
    }
    return unsound == 0;
}

}  // namespace

const char* kind_name(ColumnKind kind) noexcept {
    switch (kind) {
        case ColumnKind::numeric: return "numeric";
        case ColumnKind::positive: return "positive";
        case ColumnKind::count: return "count";
        case ColumnKind::share: return "share";
        case ColumnKind::flag: return "flag";
        case ColumnKind::category: return "category";
        case ColumnKind::ordered_category: return "ordered_category";
        case ColumnKind::composition: return "composition";
        case ColumnKind::cyclic: return "cyclic";
        case ColumnKind::date: return "date";
        case ColumnKind::text: return "text";
    }
    return "unknown";
}

FeatureCells cells_of(FeatureData&& given, std::size_t rows) {
    const FeatureColumn& column = given.meaning;
    const std::size_t levels = column.levels.size();
    const bool numbers = holds_numbers(column.kind), codes = holds_codes(column.kind);
    expect_length(column, "numbers", given.numbers.size(), numbers ? rows : 0);
    expect_length(column, "codes", given.codes.size(), codes ? rows : 0);
    expect_length(column, "compositions", given.compositions.size(), numbers || codes ? 0 : rows * levels);
    if (given.exposures.empty()) given.exposures.assign(rows, 1.0);
    expect_length(column, "exposures", given.exposures.size(), rows);

    if (!given.standard_errors.empty()) expect_length(column, "standard_errors", given.standard_errors.size(), numbers ? rows : 0);

    FeatureCells cells{.numbers = std::move(given.numbers),
                       .codes = std::move(given.codes),
                       .compositions = std::move(given.compositions),
                       .exposures = std::move(given.exposures),
                       .standard_errors = std::move(given.standard_errors),
                       .observed = Bits(rows, true)};
    keep_observed(column, cells, {0, rows});
    return cells;
}

void keep_observed(const FeatureColumn& column, FeatureCells& cells, BlockRange rows) {
    const std::size_t levels = column.levels.size();
    const bool counted = column.kind == ColumnKind::count || column.kind == ColumnKind::share;
    if (holds_numbers(column.kind)) {
        keep_given(cells, rows, levels, [&](std::size_t row) {
            const bool is_given = !std::isnan(cells.numbers[row]);
            if (is_given && cells.exposures[row] == 0 && counted && cells.numbers[row] != 0) {
                refuse(column, row, cells.numbers[row], "0 where the exposure is 0", "give the days observed or the trials as exposures");
            }
            return is_given;
        });
    } else if (holds_codes(column.kind)) {
        keep_given(cells, rows, levels, [&](std::size_t row) { return cells.codes[row] != unobserved_code; });
    } else {
        keep_given(cells, rows, levels, [&](std::size_t row) {
            const auto parts = std::span(cells.compositions).subspan(row * levels, levels);
            return !std::all_of(parts.begin(), parts.end(), [](float part) { return std::isnan(part); });
        });
    }
}

void check_column(const FeatureColumn& column) {
    if (column.name.empty()) throw InvalidArgument("name of a column", "", "at least one letter long", "name every column");
    if (column.kind > ColumnKind::cyclic || column.role > Role::outcome || column.known_from > KnownFrom::lead ||
        column.sensitivity > Sensitivity::protected_attribute || column.construct > Construct::event_frequency ||
        column.known > KnownWhen::afterwards) {
        throw InvalidArgument(in_column(column), "an enumerator", "one that dangol defines", "use the named ones");
    }
    if (column.kind == ColumnKind::cyclic && !(column.period > 0 && std::isfinite(column.period))) {
        throw InvalidArgument(in_column(column) + ", period", column.period, "above 0", "give the length of the circle, such as 24 for hours");
    }
    if (column.kind == ColumnKind::composition && column.levels.empty()) {
        throw InvalidArgument(in_column(column) + ", number of levels", std::size_t{0}, "at least 1", "name the parts of the composition");
    }
    std::set<std::string_view> seen;
    for (const std::string& level : column.levels) {
        if (!seen.insert(level).second) {
            throw InvalidArgument(in_column(column) + ", level", level, "named once", "merge levels of the same name");
        }
    }
}

void check_cells(const FeatureColumn& column, const FeatureCells& cells, std::size_t rows) {
    const bool numbers = holds_numbers(column.kind), codes = holds_codes(column.kind);
    const std::size_t levels = column.levels.size();
    expect_length(column, "numbers", cells.numbers.size(), numbers ? rows : 0);
    expect_length(column, "codes", cells.codes.size(), codes ? rows : 0);
    expect_length(column, "compositions", cells.compositions.size(), numbers || codes ? 0 : rows * levels);
    expect_length(column, "exposures", cells.exposures.size(), rows);
    if (!cells.standard_errors.empty()) expect_length(column, "standard_errors", cells.standard_errors.size(), numbers ? rows : 0);
    expect_length(column, "observed", cells.observed.size(), rows);
    expect_length(column, "words of observed", cells.observed.words().size(), (rows + 63) / 64);
    check_rows(column, cells, {0, rows});
}

void check_rows(const FeatureColumn& column, const FeatureCells& cells, BlockRange rows) {
    const bool numbers = holds_numbers(column.kind), codes = holds_codes(column.kind);
    const std::size_t levels = column.levels.size();
    if (numbers && all_numbers_sound(column, cells, rows)) return;
    for (std::size_t row = rows.begin; row < rows.end; ++row) {
        if (!cells.observed.test(row)) {
            if (!is_zero(column, cells, row)) refuse(column, row, "a value", "0 where it was not observed", "leave unobserved cells 0");
            continue;
        }
        const double exposure = cells.exposures[row];
        if (!(exposure > 0 && is_usable(exposure))) {
            throw InvalidArgument(in_cell(column, row) + ", exposure", exposure, "above 0 and finite, or 0 where nothing was observed",
                                  "give the days observed or the trials; leave exposures out where they are all 1");
        }
        if (numbers) check_number(column, row, cells.numbers[row], exposure);
        if (!cells.standard_errors.empty() && !(cells.standard_errors[row] >= 0)) {
            throw InvalidArgument(in_cell(column, row) + ", standard error", cells.standard_errors[row], "at least 0",
                                  "give infinity where one observation cannot say");
        }
        if (codes) check_code(column, row, cells.codes[row]);
        if (!numbers && !codes) check_parts(column, row, std::span(cells.compositions).subspan(row * levels, levels));
    }
}

}  // namespace dangol::inline v0
