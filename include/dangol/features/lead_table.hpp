#pragma once

#include <dangol/core/time.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// What became of a lead within its horizon.
enum class LeadOutcome : std::uint8_t {
    open,           ///< its window had not closed: says nothing yet
    not_converted,  ///< its window closed without
    converted
};

/// Leads, each seen as on the moment it was contacted: the columns of the plan replayed with a window that ends there, the
/// lead's own attributes, and what became of it. Rows are leads; one customer may bring many. Immutable handle.
class DANGOL_EXPORT LeadTable {
public:
    LeadTable();

    /// Leads computed elsewhere: one row of `features` each; `features.customers()` says whose lead it is.
    /// `window_closes` may be empty. @throws InvalidArgument when lengths differ, FutureLeak for a column that is KnownWhen::afterwards
    LeadTable(FeatureTable features, std::vector<Instant> contacted_at, std::vector<LeadOutcome> outcomes,
              std::vector<Instant> window_closes = {});

    std::size_t lead_count() const noexcept;
    const FeatureTable& features() const noexcept;                  ///< row i: what was known of lead i when it was contacted
    std::span<const Instant> contacted_at() const noexcept;
    std::span<const Instant> window_closes() const noexcept;        ///< empty when no horizon was given
    std::span<const LeadOutcome> outcomes() const noexcept;
    std::span<const std::uint64_t> source_rows() const noexcept;    ///< 0-based, in the lead table as it was collected; empty when
                                                                    ///< the leads were computed elsewhere
    std::span<const std::uint32_t> customer_of() const noexcept;    ///< dense 0 … customer_count()−1, to resample whole customers
    std::size_t customer_count() const noexcept;

    LeadTable rows(std::span<const std::uint32_t> rows) const;
    // All keep the order of rows; customer_of() is numbered anew, in order of first appearance.
    LeadTable contacted_before(Instant) const;                      ///< contacted strictly before
    LeadTable contacted_from(Instant) const;                        ///< contacted at or after
    LeadTable closed_by(Instant) const;                             ///< whose window had closed, with an outcome; without windows: contacted by then

    friend DANGOL_EXPORT bool operator==(const LeadTable&, const LeadTable&);

    struct State;  // src/features/lead_table_state.hpp
    explicit LeadTable(std::shared_ptr<const State>) noexcept;
    const State& state() const noexcept { return *state_; }

private:
    std::shared_ptr<const State> state_;
};

}  // namespace dangol::inline v0
