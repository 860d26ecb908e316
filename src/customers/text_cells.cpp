#include "customers/text_cells.hpp"

#include "core/ascii.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace dangol::inline v0 {
namespace {

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

bool says_missing(std::string_view trimmed) noexcept {
    if (trimmed.empty()) return true;
    if (trimmed.size() > 6) return false;
    constexpr std::array<std::string_view, 7> words{"-", "na", "n/a", "nan", "null", "none", "없음"};
    return std::ranges::any_of(words, [&](std::string_view word) { return std::ranges::equal(trimmed, word, {}, ascii::lower); });
}

bool same_word(std::string_view a, std::string_view b) noexcept { return std::ranges::equal(a, b, {}, ascii::lower, ascii::lower); }

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        if (std::uint64_t eight = 0; text.size() >= sizeof eight) {  // mostly ASCII
            std::memcpy(&eight, text.data(), sizeof eight);
            if ((eight & 0x8080'8080'8080'8080ULL) == 0) {
                text.remove_prefix(sizeof eight);
                continue;
            }
        }
        char32_t character = 0;
        const std::size_t length = character_length(text, character);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace dangol::inline v0
