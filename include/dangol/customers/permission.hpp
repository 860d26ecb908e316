#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/time.hpp>
#include <dangol/customers/account.hpp>
#include <dangol/customers/column_kind.hpp>
#include <dangol/customers/consent.hpp>
#include <dangol/customers/quarantine.hpp>
#include <dangol/customers/records.hpp>
#include <dangol/customers/schema.hpp>
#include <dangol/export.hpp>

#include <cstdint>
#include <memory>
#include <string_view>

namespace dangol::inline v0 {

/// Who agreed to one purpose, before anything else is known of them: what records are measured against that never lie in memory
/// together. PermittedBase is the same of records that do. Immutable; a copy costs a pointer.
class DANGOL_EXPORT Permission {
public:
    Permission();  ///< nobody agreed to anything

    /// There is no table of consents: everybody is permitted, and every account says that consent was not recorded.
    static Permission not_recorded(Purpose);

    /// From a table of consents, as collect() reads it: the latest decision that is not after `as_of` counts, and who is not in the table has refused.
    /// @throws UnknownColumn, ColumnKindMismatch, InvalidArgument (the schema names no columns of consents), Cancelled
    static Permission of(const TableView& consents, const Schema&, Purpose, Instant as_of = Instant::max(), const Execution& = {});

    Purpose purpose() const noexcept;
    bool recorded() const noexcept;
    const CustomerKeys& agreed() const noexcept;     ///< sorted; empty where consent was not recorded
    const Account& account() const noexcept;         ///< of the table of consents
    const Quarantine& set_aside() const noexcept;    ///< its unusable rows
    bool allows(std::int64_t customer) const noexcept;
    bool allows(std::string_view customer) const noexcept;

    friend DANGOL_EXPORT bool operator==(const Permission&, const Permission&);

    struct State;  // src/customers/permission_state.hpp
    explicit Permission(std::shared_ptr<const State>) noexcept;
    const State& state() const noexcept { return *state_; }

private:
    std::shared_ptr<const State> state_;
};

}  // namespace dangol::inline v0
