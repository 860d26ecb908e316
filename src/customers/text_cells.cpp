#include "customers/text_cells.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace dangol::inline v0 {
namespace {

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
char lower(char c) noexcept { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_digit(char c) noexcept { return '0' <= c && c <= '9'; }
bool is_letter(char c) noexcept { return 'a' <= lower(c) && lower(c) <= 'z'; }

/// Bytes of the UTF-8 character at the front of a text that is not empty; 0: there is none.
std::size_t character_length(std::string_view text, char32_t& character) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) {
        character = byte(0);
        return 1;
    }
    const std::size_t length = (byte(0) >> 5) == 6 ? 2 : (byte(0) >> 4) == 14 ? 3 : (byte(0) >> 3) == 30 ? 4 : 0;
    if (length == 0 || text.size() < length) return 0;
    character = byte(0) & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) >> 6) != 2) return 0;
        character = (character << 6) | (byte(i) & 0x3fU);
    }
    constexpr std::array<char32_t, 5> shortest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = 0xd800 <= character && character <= 0xdfff;
    return character < shortest[length] || surrogate || character > 0x10ffff ? 0 : length;
}

bool is_hangul(char32_t c) noexcept {
    return (0xac00 <= c && c <= 0xd7a3) || (0x1100 <= c && c <= 0x11ff) || (0x3130 <= c && c <= 0x318f);
}

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
    return std::ranges::any_of(words, [&](std::string_view word) { return std::ranges::equal(trimmed, word, {}, lower); });
}

bool same_word(std::string_view a, std::string_view b) noexcept { return std::ranges::equal(a, b, {}, lower, lower); }

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

std::string masked(std::string_view text) {
    constexpr std::size_t shown_at_most = 40;
    std::string shape;
    for (std::size_t characters = 0; !text.empty(); ++characters) {
        if (characters == shown_at_most) return shape + "…";
        char32_t character = 0;
        const std::size_t length = character_length(text, character);
        if (length == 0) shape += "\xEF\xBF\xBD";  // a byte that is no UTF-8
        else if (length > 1) shape += is_hangul(character) ? "가" : "x";
        else shape += is_letter(text[0]) ? 'x' : is_digit(text[0]) ? '0' : text[0];
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return shape;
}

std::string masked_words(std::string_view text) {
    const bool no_words = text.size() <= 40 && std::ranges::all_of(text, [](char c) { return ' ' <= c && c < 0x7f && !is_letter(c); });
    return no_words ? std::string(text) : masked(text);
}

}  // namespace dangol::inline v0
