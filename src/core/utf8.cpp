#include "core/utf8.hpp"

#include <array>

namespace dangol::inline v0 {

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

}  // namespace dangol::inline v0
