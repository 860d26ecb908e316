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

/// Rows of a table that lie years before, or after, all its others: a slip in the year mostly, which stretches every window that has no ends. They are used all the same.
struct StrayTime {
    TableKind table = TableKind::interactions;
    std::size_t rows = 0;        ///< at most 1 + a half percent of the table's
    std::size_t row = 0;         ///< the first of them, 0-based, in the table as it was given
    std::string date = {};       ///< of the one furthest out, on the schema's clock: "2204-05-01"
    std::string nearest = {};    ///< the date of the nearest other row
    bool after = false;          ///< they lie after the others
    bool operator==(const StrayTime&) const = default;
};

/// Every row that was read is found again.
struct Account {
    std::vector<TableAccount> tables = {};       ///< one per table that was given
    bool consent_recorded = false;               ///< false: no consent table, everything permitted and every report says so
    std::size_t customers = 0;
    std::size_t customers_without_row = 0;       ///< appear only in interactions or leads
    std::vector<StrayTime> stray_times = {};     ///< of interactions and contacts; Schema::window says from when to when records count
    std::size_t customers_alike = 0;             ///< whose id is another's but for spaces around it or capital letters: perhaps the same person
    std::size_t customers_with_events_only = 0;  ///< asked, looked or complained, and never came: no visit is on record
    std::size_t customers_with_leads_only = 0;   ///< were contacted, and nothing else is used: neither a row nor a visit nor another interaction
    std::size_t customers_without_decision = 0;  ///< have no usable row in the table of consents, and count as having refused everything
    bool operator==(const Account&) const = default;
};

DANGOL_EXPORT std::string to_text(const StrayTime&, Language);
DANGOL_EXPORT std::string to_text(const Account&, Language);

}  // namespace dangol::inline v0
