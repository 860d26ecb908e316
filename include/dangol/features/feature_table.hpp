#pragma once

#include <dangol/core/bits.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/core/time.hpp>
#include <dangol/customers/column_kind.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

struct FeaturePlan;

/// What a column may be used for. A column made from the plan is always replayed as of the moment a lead arrives.
enum class Role : std::uint8_t {
    basis,       ///< makes the segments
    descriptor,  ///< describes them, and may be used by a lead score
    outcome      ///< known only afterwards: neither a basis nor known when a lead arrives
};

/// Since when a value is known: of the customer, or only of the lead (campaign type, answers on a form).
enum class KnownFrom : std::uint8_t { customer, lead };

/// The one thing in the customer's behaviour that a column measures. Text and default roles follow from it.
enum class Construct : std::uint8_t {
    attribute,         ///< what the customer table says; `detail` is its column
    recency,           ///< days since the last visit
    frequency,         ///< visits over the days observed
    monetary_value,    ///< spend per visit
    tenure,            ///< days since the first visit
    visit_interval,    ///< mean days between visits
    visit_regularity,  ///< shape of the gamma law of the intervals: 1 random, larger more regular
    visit_rhythm,      ///< weekday × daypart, or `detail` part of it
    offering_mix,      ///< what is bought, or the share of `detail`
    channel_mix,       ///< where they come
    discount_share,    ///< visits or money under the discount `detail`
    companionship,     ///< visits in company
    planning,          ///< visits that were planned
    satisfaction,      ///< mean satisfaction
    contact_history,   ///< past contacts and responses; `detail` is "contacts", "responses", "days_since_response" …
    lead_attribute     ///< what the lead table says; `detail` is its column
};

/// What one column means: enough to print it, to check new data against it, and to decide where it may be used.
struct FeatureColumn {
    std::string name = {};                            ///< unique in its table, unit included: "recency_days"
    ColumnKind kind = ColumnKind::numeric;
    std::vector<std::string> levels = {};             ///< of a category or composition, in code order; ordered: lowest first
    double period = 0;                                ///< of a cyclic column, in the unit of its name; > 0
    Role role = Role::basis;
    KnownFrom known_from = KnownFrom::customer;
    Sensitivity sensitivity = Sensitivity::ordinary;
    Construct construct = Construct::attribute;
    std::string detail = {};                          ///< which attribute, discount, offering or part, in the user's words
    std::string unit = {};                            ///< "days", "USD", "km"; of a share, what a trial is: "visits"
    bool operator==(const FeatureColumn&) const = default;
};

/// The cells of one column, to make a FeatureTable of columns that were computed elsewhere. Exposure 0 behind a value of 0
/// (no day observed, 0 of 0 visits) means that nothing was observed.
struct FeatureData {
    FeatureColumn meaning = {};
    std::vector<double> numbers = {};         ///< numeric, positive, count, share (successes), cyclic; NaN: not observed
    std::vector<std::uint32_t> codes = {};    ///< flag, category, ordered_category; `unobserved_code`: not observed
    std::vector<float> compositions = {};     ///< customers × levels, row-major; a row of NaN: not observed
    std::vector<double> exposures = {};       ///< empty: 1 for each observed cell
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
    const std::string& currency() const noexcept;                ///< of money columns; may be empty
    ColumnIndex column(std::string_view name) const;             ///< @throws UnknownColumn, naming the closest there is
    std::vector<ColumnIndex> columns_with(Role) const;

    /// One column, customer_count() long, 0 where observed() is 0; valid while any copy of the table lives.
    /// @throws ColumnKindMismatch
    std::span<const double> numbers(ColumnIndex) const;          ///< numeric, positive, count, share (successes), cyclic
    std::span<const std::uint32_t> codes(ColumnIndex) const;     ///< flag, category, ordered_category
    MatrixView<const float> compositions(ColumnIndex) const;     ///< customers × levels; a row sums to 1
    std::span<const double> exposures(ColumnIndex) const;        ///< days observed, trials, observations or effective count
    BitView observed(ColumnIndex) const;

    FeatureTable rows(std::span<const std::uint32_t> rows) const;                ///< these rows, in this order, repeats allowed @throws InvalidArgument
    FeatureTable with_columns(std::span<const ColumnIndex> columns) const;       ///< these columns, sharing the data
    FeatureTable with_role(std::string_view column, Role) const;                 ///< the same data, used otherwise; also by a replay
    FeatureTable with_weights(std::vector<double> weights) const;

    friend DANGOL_EXPORT bool operator==(const FeatureTable&, const FeatureTable&);

    struct State;  // src/features/feature_table_state.hpp
    explicit FeatureTable(std::shared_ptr<const State>) noexcept;

private:
    std::shared_ptr<const State> state_;
};

}  // namespace dangol::inline v0
