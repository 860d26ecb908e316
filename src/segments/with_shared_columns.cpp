#include "segments/prepared_table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

/// Σ weight · log-density of a column under everyone's parameters, but for its base.
double log_density_of_everyone(const PreparedTable& table, const PreparedColumn& column) {
    if (!column.speaks()) return 0;
    std::vector<double> by_feature(column.feature_count), by_slot(column.slot_count);
    operations_of(column.family)
        .express(column, std::span(table.base_parameters).subspan(column.first_parameter, column.parameter_width), by_feature, by_slot);
    double sum = 0;
    for (std::size_t f = 0; f < by_feature.size(); ++f) sum += table.base_features[column.first_feature + f] * by_feature[f];
    for (std::size_t s = 0; s < by_slot.size(); ++s) sum += table.base_slots[column.first_slot + s] * by_slot[s];
    return sum;
}

/// Everyone's sums of the columns that are left, in their new places.
void move_sums(PreparedTable& table, std::span<const PreparedColumn> before) {
    std::vector<double> features, slots;
    for (std::size_t c = 0; c < before.size(); ++c) {
        const PreparedColumn& column = table.columns[c];
        const auto feature = table.base_features.begin() + static_cast<std::ptrdiff_t>(before[c].first_feature);
        const auto slot = table.base_slots.begin() + static_cast<std::ptrdiff_t>(before[c].first_slot);
        features.insert(features.end(), feature, feature + static_cast<std::ptrdiff_t>(column.feature_count));
        slots.insert(slots.end(), slot, slot + static_cast<std::ptrdiff_t>(column.slot_count));
    }
    table.base_features = std::move(features);
    table.base_slots = std::move(slots);
}

}  // namespace

PreparedTable with_shared_columns(PreparedTable table, std::span<const char> shared, const Execution& execution) {
    const std::vector<PreparedColumn> before = table.columns;
    double log_density = 0;
    for (std::size_t c = 0; c < before.size(); ++c) {
        if (shared[c] == 0 || before[c].shared) continue;
        log_density += log_density_of_everyone(table, before[c]);
        PreparedColumn& column = table.columns[c];
        column.shared = true;
        column.feature_count = column.slot_count = 0;
        column.last_is_constant = column.coded = false;
        column.slots_per_row = 0;
    }
    table.log_shared += log_density;
    table.log_base += log_density;
    place_columns(table);
    move_sums(table, before);
    keep_slots(table, execution);
    table.chunks.clear();
    table.units_begin.clear();
    cut_into_units(table);
    return table;
}

}  // namespace dangol::inline v0
