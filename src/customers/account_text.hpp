#pragma once

#include <dangol/customers/account.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// What an account may tell of people: its own text everything, a page that others see nothing about fewer than k.
struct AccountTold {
    std::size_t smallest_group = 1;  ///< k
    bool customers = true;           ///< how many are on record, and so the rows of the tables of customers and consents
    bool leads = true;               ///< how many are on record
    bool stray_times = true;         ///< a page has them among its cautions
    bool hides(std::size_t people) const noexcept { return people > 0 && people < smallest_group; }
    bool tells_rows_of(TableKind, const Account&) const noexcept;  ///< they, less those of the people who are counted beside them, would tell how many these are
};
std::string account_text(const Account&, const AccountTold&, Language);

/// A sentence for each table that lost one row in twenty or more, where a column that was misread looks like a quiet shop; and for records that lie
/// years from all others, where one slip in the year stretches every interval, rate and trend.
std::vector<std::string> record_cautions(const Account&, Language);

}  // namespace dangol::inline v0
