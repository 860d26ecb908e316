#pragma once

#include <string>
#include <string_view>

/// What a cell says of a person does not go into error texts and lists of rows set aside: its shape does.
namespace dangol::inline v0 {

/// Letters become x, Hangul 가, digits 0; at most 40 characters.
std::string masked(std::string_view text);

/// Seven digits or more, with marks between them, that are written neither like a date or a time nor like an amount: a telephone number, one of a card or
/// a person, as they turn up where a row has shifted by a column.
bool like_somebodys_number(std::string_view text) noexcept;

/// As masked(), but digits and marks stay as they are unless they are like somebody's number: a wrong date or amount could not be found otherwise.
std::string masked_words(std::string_view text);

}  // namespace dangol::inline v0
