#include "features/without_cut_times.hpp"

#include "features/feature_table_state.hpp"
#include "features/week_parts.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t dayparts = week_cell(1, Daypart{});

bool is_week(const FeatureColumn& column) { return column.construct == Construct::visit_rhythm && column.kind == ColumnKind::composition; }

bool is_part_of_a_time(const FeatureColumn& column) {
    if (column.construct == Construct::seasonality) return true;
    if (column.construct != Construct::visit_rhythm || column.kind != ColumnKind::share) return false;
    const auto part = rhythm_part_called(column.detail);
    return part && asks_for_hour(*part);
}

/// "monday" of "monday_morning".
std::string day_of(const std::string& cell) { return cell.substr(0, cell.find('_')); }

FeatureColumn by_day(FeatureColumn week) {
    std::vector<std::string> days;
    for (std::size_t cell = 0; cell < week.levels.size(); cell += dayparts) days.push_back(day_of(week.levels[cell]));
    week.levels = std::move(days);
    return week;
}

FeatureCells by_day(const FeatureCells& week) {
    FeatureCells days{.compositions = std::vector<float>(week.compositions.size() / dayparts, 0), .exposures = week.exposures, .observed = week.observed};
    for (std::size_t cell = 0; cell < week.compositions.size(); ++cell) days.compositions[cell / dayparts] += week.compositions[cell];
    return days;
}

}  // namespace

FeatureTable without_cut_times(const FeatureTable& table) {
    const auto columns = table.columns();
    if (std::none_of(columns.begin(), columns.end(), [](const FeatureColumn& column) { return is_week(column) || is_part_of_a_time(column); })) return table;
    auto state = std::make_shared<FeatureTable::State>(table.state());
    state->columns.clear();
    state->cells.clear();
    for (std::size_t j = 0; j < columns.size(); ++j) {
        if (is_part_of_a_time(columns[j])) continue;
        const auto& cells = table.state().cells[j];
        state->columns.push_back(is_week(columns[j]) ? by_day(columns[j]) : columns[j]);
        state->cells.push_back(is_week(columns[j]) ? SharedValue(by_day(*cells)) : cells);
    }
    return FeatureTable(std::move(state));
}

}  // namespace dangol::inline v0
