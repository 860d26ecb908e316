#include "features/outcome_bins.hpp"

#include <dangol/core/language.hpp>

#include "features/feature_table_state.hpp"

#include <algorithm>
#include <limits>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t bins_at_most = 20;

/// What a number says of a lead: a rate of a count, a proportion of a share.
double reading(ColumnKind kind, double number, double exposure) {
    return kind == ColumnKind::count || kind == ColumnKind::share ? number / exposure : number;
}

/// Lower ends of the bins but the first; a value that fills a bin alone ends right where the next larger one begins.
std::vector<double> cuts_of(const std::vector<double>& sorted) {
    std::vector<double> distinct = sorted;
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    if (distinct.size() <= bins_at_most) return {distinct.begin() + (distinct.empty() ? 0 : 1), distinct.end()};
    std::vector<double> cuts;
    for (std::size_t k = 1; k < bins_at_most; ++k) {
        const double here = sorted[k * sorted.size() / bins_at_most], before = sorted[(k - 1) * sorted.size() / bins_at_most];
        cuts.push_back(here);
        if (here != before) continue;
        const auto next = std::upper_bound(distinct.begin(), distinct.end(), here);
        if (next != distinct.end()) cuts.push_back(*next);
    }
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    if (!cuts.empty() && cuts.front() == distinct.front()) cuts.erase(cuts.begin());
    return cuts;
}

std::string shown(double value) { return number_text(value, Language::english, 3); }

std::string range_name(const std::vector<double>& sorted, double from, double below) {
    const auto first = std::lower_bound(sorted.begin(), sorted.end(), from), end = std::lower_bound(sorted.begin(), sorted.end(), below);
    if (first == end) return shown(from);
    const double lowest = *first, highest = *(end - 1);
    return lowest == highest ? shown(lowest) : shown(lowest) + " … " + shown(highest);
}

OutcomeBins bins_of_numbers(const FeatureTable& table, ColumnIndex column, std::span<const std::uint32_t> rows) {
    const ColumnKind kind = table.columns()[column.value].kind;
    const auto numbers = table.numbers(column), exposures = table.exposures(column);
    const BitView observed = table.observed(column);
    std::vector<double> sorted;
    for (const std::uint32_t row : rows) {
        if (observed[row]) sorted.push_back(reading(kind, numbers[row], exposures[row]));
    }
    std::sort(sorted.begin(), sorted.end());
    const std::vector<double> cuts = cuts_of(sorted);

    OutcomeBins bins;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (std::size_t bin = 0; bin <= cuts.size(); ++bin) {
        bins.names.push_back(range_name(sorted, bin == 0 ? -infinity : cuts[bin - 1], bin == cuts.size() ? infinity : cuts[bin]));
    }
    bins.names.emplace_back();
    for (const std::uint32_t row : rows) {
        const double value = observed[row] ? reading(kind, numbers[row], exposures[row]) : 0;
        const auto bin = observed[row] ? std::upper_bound(cuts.begin(), cuts.end(), value) - cuts.begin() : static_cast<std::ptrdiff_t>(cuts.size()) + 1;
        bins.bin_of_row.push_back(static_cast<std::uint32_t>(bin));
    }
    return bins;
}

/// By level, or by the largest part of a composition.
OutcomeBins bins_of_levels(const FeatureTable& table, ColumnIndex column, std::span<const std::uint32_t> rows) {
    const FeatureColumn& meaning = table.columns()[column.value];
    const BitView observed = table.observed(column);
    OutcomeBins bins{.names = meaning.levels};
    if (meaning.kind == ColumnKind::flag) bins.names = {"no", "yes"};
    const auto unobserved = static_cast<std::uint32_t>(bins.names.size());
    bins.names.emplace_back();
    for (const std::uint32_t row : rows) {
        std::uint32_t bin = unobserved;
        if (observed[row] && meaning.kind == ColumnKind::composition) {
            const auto parts = table.compositions(column).row(row);
            bin = static_cast<std::uint32_t>(std::max_element(parts.begin(), parts.end()) - parts.begin());
        } else if (observed[row]) {
            bin = table.codes(column)[row];
        }
        bins.bin_of_row.push_back(bin);
    }
    return bins;
}

}  // namespace

OutcomeBins outcome_bins(const FeatureTable& table, ColumnIndex column, std::span<const std::uint32_t> rows) {
    return holds_numbers(table.columns()[column.value].kind) ? bins_of_numbers(table, column, rows) : bins_of_levels(table, column, rows);
}

}  // namespace dangol::inline v0
