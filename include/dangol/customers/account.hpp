#pragma once

#include <dangol/core/language.hpp>
#include <dangol/export.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// The tables that collect() reads.
enum class TableKind : std::uint8_t { customers, interactions, leads, consents, offerings, competitors };

/// Where every row of one table went: read = used + set_aside + folded + outside + refused. (What lies in the schema's window and
/// outside a plan's is counted by build_features.)
struct TableAccount {
    TableKind table = TableKind::customers;
    std::size_t read = 0;
    std::size_t used = 0;
    std::size_t set_aside = 0;   ///< unusable; the reasons stand in the quarantine
    std::size_t folded = 0;      ///< exact duplicates of a row that is used
    std::size_t refused = 0;     ///< of customers who did not consent (only of a permitted base)
    std::size_t outside = 0;     ///< sound, but not in Schema::window
    bool operator==(const TableAccount&) const = default;
    bool adds_up() const noexcept { return read == used + set_aside + folded + outside + refused; }
};

/// Every row that was read is found again.
struct Account {
    std::vector<TableAccount> tables = {};       ///< one per table that was given
    bool consent_recorded = false;               ///< false: no consent table, everything permitted and every report says so
    std::size_t customers = 0;
    std::size_t customers_without_row = 0;       ///< appear only in interactions or leads
    bool operator==(const Account&) const = default;
};

DANGOL_EXPORT std::string to_text(const Account&, Language);

}  // namespace dangol::inline v0
