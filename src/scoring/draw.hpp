#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

/// Draws that depend on who is meant and on nothing else: whoever asks again gets the same answer, in any order, on any thread.
namespace dangol::inline v0 {

/// splitmix64's finaliser (Steele, Lea & Flood 2014): a bijection that spreads every bit.
constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

constexpr std::uint64_t combined(std::uint64_t hash, std::uint64_t with) noexcept { return mixed(hash ^ mixed(with)); }

constexpr std::uint64_t hash_of(std::int64_t key) noexcept { return mixed(static_cast<std::uint64_t>(key)) | 1U; }

constexpr std::uint64_t hash_of(std::string_view key) noexcept {
    std::uint64_t hash = key.size();
    for (const char byte : key) hash = combined(hash, static_cast<unsigned char>(byte));
    return hash | 1U;
}

constexpr std::uint64_t hash_of(double value) noexcept { return mixed(std::bit_cast<std::uint64_t>(value)); }

/// In [0, 1).
constexpr double uniform_of(std::uint64_t hash) noexcept { return static_cast<double>(mixed(hash) >> 11) * 0x1p-53; }

}  // namespace dangol::inline v0
