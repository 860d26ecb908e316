#pragma once

#include <cstddef>
#include <string_view>

namespace dangol::inline v0 {

/// Bytes of the UTF-8 character at the front of a text that is not empty; 0: there is none.
std::size_t character_length(std::string_view text, char32_t& character) noexcept;

}  // namespace dangol::inline v0
