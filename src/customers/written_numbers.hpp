#pragma once

#include <dangol/customers/schema.hpp>

#include "customers/cells.hpp"

#include <string_view>

namespace dangol::inline v0 {

/// Numbers as people write them: "12,000", "1,234.50", and where `currency` is one of an amount "12,000원", "₩12,000", "-₩ 12,000", "KRW 12,000", "₩12,000원", and of won "4만5천원", "1만 2천", "1억 2천만원", "1.5만원".
/// Marks between thousands stand before every three digits and nowhere else, and not behind a leading 0. `mark` says what parts the decimals: with a comma "1.234,50" is
/// read, and "1.234" is one thousand. What only the other mark would explain is ambiguous_number; the sign of another currency than
/// `currency`, other_currency; anything else, or any sign in a column that holds no money (`currency` is null), unreadable_number.
Reading<double> read_written_number(std::string_view trimmed, DecimalMark mark, const std::string* currency);

}  // namespace dangol::inline v0
