#pragma once

#include <string_view>

/// What the text of a cell says before anyone asks what it is for.
namespace dangol::inline v0 {

std::string_view trim(std::string_view text) noexcept;            ///< without spaces, tabs and line ends at both ends
bool says_missing(std::string_view trimmed) noexcept;             ///< "", "-", "NA", "N/A", "NaN", "null", "None", "없음"
bool is_utf8(std::string_view text) noexcept;
bool same_word(std::string_view a, std::string_view b) noexcept;  ///< but for the case of a to z

}  // namespace dangol::inline v0
