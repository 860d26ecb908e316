#include "segments/families/levels.hpp"

/// One of a set: parameters (probability of each level), one slot per level.
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::category || kind == ColumnKind::ordered_category; }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft&) {
    std::vector<double> weight_of_level;
    const std::size_t used = levels::prepare_slots(cells, column, weight_of_level);
    column.free_parameters = used > 1 ? used - 1 : 0;
}

void update(const PreparedColumn&, const Statistics& statistics, std::span<double> parameters) {
    levels::divide_by_sum(statistics.slots, parameters);
}

void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    levels::initialise_evenly(parameters);
    update(column, statistics, parameters);
}


void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&) {
    const std::size_t used = levels::used(everyone.slots);
    column.varies = used > 1;
    column.free_parameters = used > 1 ? used - 1 : 0;
}

}  // namespace

const FamilyOperations categorical_operations{Family::categorical, "categorical", suits_kind, levels::width, prepare, nullptr, initialise,
                                              update, levels::express, nullptr, levels::width, levels::derive, levels::log_density,
                                              levels::log_base, levels::expected_value, levels::probabilities, levels::sound, settle};

}  // namespace dangol::inline v0
