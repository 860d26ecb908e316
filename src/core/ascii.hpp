#pragma once

/// Letters and digits of ASCII, whatever the locale of the process.
namespace dangol::inline v0::ascii {

constexpr bool is_digit(char c) noexcept { return '0' <= c && c <= '9'; }
constexpr bool is_upper(char c) noexcept { return 'A' <= c && c <= 'Z'; }
constexpr bool is_letter(char c) noexcept { return is_upper(c) || ('a' <= c && c <= 'z'); }
constexpr char lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace dangol::inline v0::ascii
