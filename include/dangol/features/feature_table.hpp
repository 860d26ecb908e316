#pragma once

#include <dangol/core/bits.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/core/time.hpp>
#include <dangol/customers/column_kind.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_column.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

struct FeaturePlan;

/// Where the customers and visits of a base went when a table was built from it. Every one is found again:
/// customers + left_out are those of the base; visits_used + visits_outside + visits_of_left_out are its visits.
struct BuildAccount {
    std::size_t customers = 0;           ///< in the table
    std::size_t left_out = 0;            ///< customers with fewer visits in the window than FeaturePlan::visits_at_least
    std::size_t visits_used = 0;
    std::size_t visits_outside = 0;      ///< before the window, or at and after its end: not seen
    std::size_t visits_of_left_out = 0;  ///< in the window, but of customers who were left out
    bool operator==(const BuildAccount&) const = default;
};

/// The cells of one column, to make a FeatureTable of columns that were computed elsewhere. Exposure 0 behind a value of 0
/// (no day observed, 0 of 0 visits) means that nothing was observed.
struct FeatureData {
    FeatureColumn meaning = {};
    std::vector<double> numbers = {};         ///< numeric, positive, count, share (successes), cyclic; within ±1e100; NaN: not observed
    std::vector<std::uint32_t> codes = {};    ///< flag, category, ordered_category; `unobserved_code`: not observed
    std::vector<float> compositions = {};     ///< customers × levels, row-major; a row of NaN: not observed
    std::vector<double> exposures = {};       ///< empty: 1 for each observed cell
    std::vector<double> standard_errors = {}; ///< of a mean or slope, in its unit; infinity: one observation cannot say. Empty: no such column
};

/// One row per customer (or per lead), one typed column per feature. Immutable; a copy shares the data and costs a pointer.
/// Stored by column: 8 bytes a number, 4 a code, 4 · levels a composition, and one bit per cell that says whether it
/// was observed. NaN never stands for "missing": on the way in it becomes an unobserved cell. A cell that was not observed
/// holds 0 and exposure 0, so that a sum weighted by exposures needs no mask.
class DANGOL_EXPORT FeatureTable {
public:
    FeatureTable();  ///< no customers, no columns

    /// A table of columns computed elsewhere. Checks every cell against its kind.
    /// @throws InvalidArgument naming column, row, value and constraint
    FeatureTable(CustomerKeys customers, std::vector<FeatureData> columns, std::vector<double> weights = {});

    std::size_t customer_count() const noexcept;
    const CustomerKeys& customers() const noexcept;              ///< in row order, as the user wrote them
    std::string customer_text(std::size_t row) const;            ///< the id of a row, printed
    std::span<const FeatureColumn> columns() const noexcept;
    std::span<const double> weights() const noexcept;            ///< ≥ 0, one per customer; all 1 unless given
    const FeaturePlan& plan() const noexcept;                    ///< what made the columns; empty for columns computed elsewhere
    const BuildAccount& account() const noexcept;                ///< of build_features(); all 0 for columns computed elsewhere
    const std::string& currency() const noexcept;                ///< of money columns; may be empty
    ColumnIndex column(std::string_view name) const;             ///< @throws UnknownColumn, naming the closest there is
    std::vector<ColumnIndex> columns_with(Role) const;

    /// One column, customer_count() long, 0 where observed() is 0; valid while any copy of the table lives.
    /// @throws ColumnKindMismatch
    std::span<const double> numbers(ColumnIndex) const;          ///< numeric, positive, count, share (successes), cyclic
    std::span<const std::uint32_t> codes(ColumnIndex) const;     ///< flag, category, ordered_category
    MatrixView<const float> compositions(ColumnIndex) const;     ///< customers × levels; a row sums to 1
    std::span<const double> exposures(ColumnIndex) const;        ///< days observed, trials, observations or effective count
    std::span<const double> standard_errors(ColumnIndex) const;  ///< of a mean or slope: in its unit, infinity where one observation
                                                                 ///< cannot say; empty for a column that is neither
    BitView observed(ColumnIndex) const;

    FeatureTable rows(std::span<const std::uint32_t> rows) const;                ///< these rows, in this order, repeats allowed @throws InvalidArgument
    FeatureTable with_columns(std::span<const ColumnIndex> columns) const;       ///< these columns, sharing the data
    FeatureTable with_role(std::string_view column, Role) const;                 ///< the same data, used otherwise; also by a replay
    FeatureTable with_known(std::string_view column, KnownWhen) const;           ///< as its owner says; also by a replay
    FeatureTable with_weights(std::vector<double> weights) const;
    /// Weights of customers by id, in any order; of more customers than the table has. @throws InvalidArgument: one of the table has none, or two
    FeatureTable with_weights(const CustomerKeys& customers, std::span<const double> weights) const;

    friend DANGOL_EXPORT bool operator==(const FeatureTable&, const FeatureTable&);

    struct State;  // src/features/feature_table_state.hpp
    explicit FeatureTable(std::shared_ptr<const State>) noexcept;
    const State& state() const noexcept { return *state_; }

private:
    std::shared_ptr<const State> state_;
};

}  // namespace dangol::inline v0
