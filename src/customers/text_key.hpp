#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dangol::inline v0 {

/// As a number that stands in the order of texts; the first byte counts most.
inline std::uint64_t first_eight_bytes(std::string_view text) noexcept {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < sizeof bytes; ++i) bytes = bytes << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return bytes;
}

/// A text and its first eight bytes, which mostly are enough to compare.
struct TextKey {
    std::uint64_t first = 0;
    std::string_view text = {};

    TextKey() = default;
    explicit TextKey(std::string_view of) : first(first_eight_bytes(of)), text(of) {}
    bool operator<(const TextKey& other) const noexcept { return first != other.first ? first < other.first : text < other.text; }
    bool operator<=(const TextKey& other) const noexcept { return !(other < *this); }
};

}  // namespace dangol::inline v0
