#include <dangol/segments/family.hpp>

#include "segments/family_operations.hpp"

#include "features/feature_table_state.hpp"

#include <array>

namespace dangol::inline v0 {
namespace {

/// In the order of the enumerator.
const std::array<const FamilyOperations*, 13> all_families{
    &normal_operations,    &log_normal_hurdle_operations, &poisson_operations,
    &negative_binomial_operations, &bernoulli_operations, &binomial_operations,
    &beta_binomial_operations,     &categorical_operations, &dirichlet_multinomial_operations,
    &gamma_hurdle_operations,      &von_mises_operations,   &adjacent_category_operations,
    &multinomial_operations};

}  // namespace

const FamilyOperations& operations_of(Family family) noexcept { return *all_families[static_cast<std::size_t>(family)]; }

Family default_family(ColumnKind kind) noexcept {
    switch (kind) {
        case ColumnKind::numeric: return Family::normal;
        case ColumnKind::positive: return Family::log_normal_hurdle;
        case ColumnKind::count: return Family::negative_binomial;
        case ColumnKind::share: return Family::beta_binomial;
        case ColumnKind::flag: return Family::bernoulli;
        case ColumnKind::category:
        case ColumnKind::ordered_category: return Family::categorical;
        case ColumnKind::composition: return Family::dirichlet_multinomial;
        case ColumnKind::cyclic: return Family::von_mises;
        case ColumnKind::date:    // no feature has it
        case ColumnKind::text: break;
    }
    return Family::normal;
}

bool suits(Family family, ColumnKind kind) noexcept {
    return static_cast<std::size_t>(family) < all_families.size() && operations_of(family).suits(kind);
}

std::string_view to_text(Family family) noexcept {
    return static_cast<std::size_t>(family) < all_families.size() ? operations_of(family).name : "unknown";
}

ColumnCells::ColumnCells(const FeatureTable& table, ColumnIndex column)
    : meaning(table.columns()[column.value]),
      exposures(table.exposures(column)),
      observed(table.observed(column)),
      weights(table.weights()) {
    if (holds_numbers(meaning.kind)) numbers = table.numbers(column);
    if (holds_codes(meaning.kind)) codes = table.codes(column);
    if (meaning.kind == ColumnKind::composition) compositions = table.compositions(column);
}

Cell ColumnCells::at(std::size_t row) const noexcept {
    Cell cell{.exposure = exposures[row]};
    if (!numbers.empty()) cell.number = numbers[row];
    if (!codes.empty()) cell.code = codes[row];
    if (compositions.columns() != 0) cell.parts = compositions.row(row);
    return cell;
}

}  // namespace dangol::inline v0
