#pragma once

#include <dangol/core/bits.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/features/feature_table.hpp>

#include "core/parallel.hpp"
#include "features/shared_value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// What a column holds, in the one of the first three vectors that its kind uses. Where a cell was not observed, value and
/// exposure are 0: equal tables are equal bit by bit.
struct FeatureCells {
    std::vector<double> numbers = {};
    std::vector<std::uint32_t> codes = {};
    std::vector<float> compositions = {};
    std::vector<double> exposures = {};
    std::vector<double> standard_errors = {};  ///< empty, or one per row
    Bits observed = {};
    bool operator==(const FeatureCells&) const = default;

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.numbers, self.codes, self.compositions, self.exposures, self.standard_errors, self.observed);
    }
};

struct FeatureTable::State {
    SharedValue<CustomerKeys> customers = {};
    std::vector<FeatureColumn> columns = {};
    std::vector<SharedValue<FeatureCells>> cells = {};  ///< one per column; tables with the same columns share them
    std::vector<double> weights = {};                   ///< one per customer
    FeaturePlan plan = {};
    BuildAccount account = {};
    std::string currency = {};
    bool operator==(const State&) const = default;

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.customers, self.columns, self.cells, self.weights, self.plan, self.account, self.currency);
    }

    /// The one gate: for tables that are given and loaded. Of those that are built the cells are checked as they are made.
    /// @throws InvalidArgument
    void check() const;
    void check_columns() const;  ///< all but the cells
};

std::size_t row_count(const CustomerKeys& keys) noexcept;
CustomerKeys keys_of_rows(const CustomerKeys& keys, std::span<const std::uint32_t> rows);

/// Which of the three vectors of FeatureCells a kind uses.
constexpr bool holds_numbers(ColumnKind kind) noexcept {
    return kind == ColumnKind::numeric || kind == ColumnKind::positive || kind == ColumnKind::count ||
           kind == ColumnKind::share || kind == ColumnKind::cyclic;
}
constexpr bool holds_codes(ColumnKind kind) noexcept {
    return kind == ColumnKind::flag || kind == ColumnKind::category || kind == ColumnKind::ordered_category;
}

/// "ordered_category": the enumerator's own name, for error texts.
const char* kind_name(ColumnKind kind) noexcept;

/// What was given, as it is stored: NaN and `unobserved_code` become unobserved cells. Lengths are checked here, since an
/// unobserved cell cannot be told otherwise; values by State::check(). @throws InvalidArgument
FeatureCells cells_of(FeatureData&& given, std::size_t rows);

/// Cells as they were given become cells as they are stored, of some rows. @throws InvalidArgument
void keep_observed(const FeatureColumn& column, FeatureCells& cells, BlockRange rows);

/// @throws InvalidArgument naming column, row, value and constraint.
void check_rows(const FeatureColumn& column, const FeatureCells& cells, BlockRange rows);
void check_column(const FeatureColumn& column);
void check_cells(const FeatureColumn& column, const FeatureCells& cells, std::size_t rows);

}  // namespace dangol::inline v0
