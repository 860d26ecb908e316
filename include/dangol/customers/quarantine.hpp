#pragma once

#include <dangol/core/language.hpp>
#include <dangol/customers/account.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// Why a row cannot be used. docs/quarantine.md has an example of each.
enum class UnusableReason : std::uint8_t {
    missing_customer,    ///< no customer id
    missing_time,
    unreadable_time,     ///< impossible date, or text that is no time
    nonexistent_time,    ///< skipped when the clocks went forward
    unreadable_number,   ///< text where a number belongs
    negative_amount,
    not_finite,          ///< NaN or infinity where a value is needed
    unknown_customer,    ///< the customer table is declared complete
    duplicate_customer,  ///< a second row of the same id that says something else
    unreadable_flag,
    unknown_level,       ///< not among the levels the schema declares
    unknown_purpose,
    bad_encoding,        ///< bytes that are not UTF-8
    out_of_range,        ///< a number that its column cannot hold: half a child, a party of nobody
    unknown_kind,        ///< a kind of interaction that neither dangol nor the schema knows
    other_currency,      ///< an amount in another currency than the schema's
    missing_name,        ///< an offering or a competitor without its name
    duplicate_entry,     ///< a second row of the same offering or competitor that says something else
    ambiguous_time,      ///< a date that can be read in two ways; Schema::date_order decides
    ambiguous_number,    ///< a number that can be read in two ways; Schema::decimal_mark decides
    contradicting_weekday,  ///< a date whose weekday, in brackets behind it, is another day's
    contradicting_outcome   ///< a lead that answered, or whose window closed, before it was contacted; or answered and did not
};

/// One row that was set aside.
struct SetAsideRow {
    TableKind table = TableKind::customers;
    std::size_t row = 0;              ///< 0-based, in the table as it was given
    std::string column = {};
    std::string value = {};           ///< as it stood there; letters and digits of text masked
    UnusableReason reason = UnusableReason::missing_customer;
    bool operator==(const SetAsideRow&) const = default;
};

/// Exact counts by reason, and the first 100,000 such rows.
struct Quarantine {
    static constexpr std::size_t rows_kept_at_most = 100'000;
    struct Count {
        TableKind table = TableKind::customers;
        UnusableReason reason = UnusableReason::missing_customer;
        std::size_t rows = 0;
        bool operator==(const Count&) const = default;
    };
    std::vector<Count> counts = {};
    std::vector<SetAsideRow> rows = {};
    bool operator==(const Quarantine&) const = default;
};

DANGOL_EXPORT std::string to_text(UnusableReason, Language);
DANGOL_EXPORT std::string to_text(const Quarantine&, Language);

}  // namespace dangol::inline v0
