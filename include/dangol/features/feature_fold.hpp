#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/customers/account.hpp>
#include <dangol/customers/permission.hpp>
#include <dangol/customers/quarantine.hpp>
#include <dangol/customers/records.hpp>
#include <dangol/customers/schema.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <memory>

namespace dangol::inline v0 {

/// Features of interactions that never lie in memory together: each chunk is folded into some hundred bytes a customer, and then forgotten.
///
///     FeatureFold visits(schema, plan, Permission::of(consents, schema, Purpose::profiling));
///     while (const auto chunk = next()) visits.fold(chunk->view());
///     const FeatureTable features = visits.finish();
///
/// The result is, bit for bit, that of build_features(collect({interactions, consents}, schema).permitting(purpose), plan) on the same rows:
/// sums are exact, so neither the cut into chunks nor threads nor merging reach it. Rows must come **by time, customer by customer**:
/// within a chunk in any order, but no chunk may hold a row of a customer that lies before one already folded. A log
/// that is cut by time is like that, and so is one that is cut by customers.
///
/// Folded is what can be counted and added up row by row: all features but OfferingBreadth, ChannelSwitching, StaffLoyalty, VisitTrend, SpendTrend,
/// SatisfactionTrend, Seasonality, ContactHistory and Attribute, which need collect() and build_features(), and are refused with the reason.
/// OfferingMix and ChannelMix need their parts before the first row: FeaturePlan::settled_columns, of a table of some of the rows. `last_days` needs
/// the end of the window. Every row is a visit or an event: lines of one receipt are brought together before.
///
/// Once a chunk is folded, nothing is kept of those who are not permitted but how many rows they had, and of rows that were set aside
/// the reason with a masked cell; while fold() works their rows are read like any others. Rows that repeat another one are told by a hash of 64 bits
/// of what they say. Not for use by several threads at once; a copy is a fold of its own.
class DANGOL_EXPORT FeatureFold {
public:
    FeatureFold();  ///< of nothing

    /// @throws InvalidArgument naming a feature that cannot be folded, a schema with receipts or a complete list of customers;
    /// UnknownColumn (a feature needs a column that the schema does not name)
    FeatureFold(const Schema&, const FeaturePlan&, Permission);
    FeatureFold(const FeatureFold&);
    FeatureFold(FeatureFold&&) noexcept;
    FeatureFold& operator=(const FeatureFold&);
    FeatureFold& operator=(FeatureFold&&) noexcept;
    ~FeatureFold();

    /// Folds all of a chunk, or, if it throws, nothing of it. Nothing borrowed outlives the call.
    /// @throws UnknownColumn, ColumnKindMismatch, BadInput (ids of another type than before, a row before what was folded, an amount above 10¹⁰ or so that
    /// cannot be added exactly), Cancelled
    void fold(const TableView& interactions, const Execution& = {});

    /// Takes in what another fold of the same schema, plan and permission holds: of other customers, or of the same ones before or after.
    /// Its rows count as coming behind those here. If it throws, nothing was changed. @throws InvalidArgument, BadInput, Cancelled
    void merge(const FeatureFold& other, const Execution& = {});

    /// The table, as of the end of the plan's window; where that is not given, midnight after the last visit so far. May be called again
    /// after more chunks. @throws InvalidArgument, BadInput (no row was read, none has a customer), Cancelled
    [[nodiscard]] FeatureTable finish(const Execution& = {}) const;

    const Schema& schema() const noexcept;
    const FeaturePlan& plan() const noexcept;
    const Permission& permission() const noexcept;
    Account account() const;                         ///< of interactions and consents so far; read = used + set aside + folded + refused
    Quarantine set_aside() const;                    ///< rows are numbered over all chunks
    std::size_t customer_count() const noexcept;     ///< permitted ones, with a usable row
    std::size_t row_count() const noexcept;          ///< read so far
    std::size_t byte_count() const noexcept;         ///< of memory, about

    friend DANGOL_EXPORT bool operator==(const FeatureFold&, const FeatureFold&);

    struct State;  // src/features/feature_fold_state.hpp: customers in the order of their keys, as an archive keeps them
    explicit FeatureFold(std::shared_ptr<const State>);
    State state() const;

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

}  // namespace dangol::inline v0
