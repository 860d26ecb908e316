#include "customers/codes.hpp"

#include <dangol/core/error.hpp>

#include "core/stoppable_sort.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <numeric>
#include <optional>

namespace dangol::inline v0 {
namespace {

__extension__ typedef unsigned __int128 Uint128;

/// Both halves of a 128-bit product, folded: mixes every bit of the input into every bit of the result.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
    const Uint128 product = static_cast<Uint128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint32_t next_code(std::size_t size) {
    if (size >= detail::CodeSlots::vacant) throw BadInput("A column has more than 4,294,967,294 distinct values: split the table.");
    return static_cast<std::uint32_t>(size);
}

std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::uint64_t hash_of(std::string_view text) noexcept {
    std::uint64_t hash = golden_ratio ^ text.size();
    while (!text.empty()) {
        std::uint64_t word = 0;
        const std::size_t length = std::min<std::size_t>(text.size(), 8);
        std::memcpy(&word, text.data(), length);
        hash = mix(hash ^ word, golden_ratio);
        text.remove_prefix(length);
    }
    return mix(hash, 0xd6e8'feb8'6659'fd93ULL);
}

void detail::CodeSlots::grow() {
    std::vector<Slot> old = std::move(slots_);
    slots_.assign(std::max<std::size_t>(64, 2 * old.size()), Slot{});
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.code == vacant) continue;
        std::size_t at = ((static_cast<std::size_t>(slot.tag) << 32) | slot.low) & mask;
        while (slots_[at].code != vacant) at = (at + 1) & mask;
        slots_[at] = slot;
    }
}

std::string_view TextCodes::text(std::uint32_t code) const noexcept {
    const std::size_t begin = code == 0 ? 0 : ends_[code - 1];
    return std::string_view(bytes_).substr(begin, ends_[code] - begin);
}

std::uint32_t TextCodes::code(std::string_view value) {
    if (last_ != detail::CodeSlots::vacant && text(last_) == value) return last_;  // lines of one receipt follow each other
    const std::uint32_t fresh = next_code(ends_.size());
    const std::uint32_t found = slots_.find_or_put(hash_of(value), fresh, [&](std::uint32_t code) { return text(code) == value; });
    if (found != detail::CodeSlots::vacant) return last_ = found;
    bytes_.append(value);
    ends_.push_back(bytes_.size());
    return last_ = fresh;
}

std::uint32_t TextCodes::find(std::string_view value) const {
    return slots_.find(hash_of(value), [&](std::uint32_t code) { return text(code) == value; });
}

SortedLevels sorted_levels(const TextCodes& codes, const Execution& execution) {
    SortedLevels sorted;
    std::vector<std::uint32_t> order(codes.size());
    std::iota(order.begin(), order.end(), 0U);
    const bool numbers = std::ranges::all_of(order, [&](std::uint32_t code) { return whole_number(codes.text(code)).has_value(); });
    const auto stands_before = [&](std::uint32_t a, std::uint32_t b) {
        if (numbers) {
            const auto x = *whole_number(codes.text(a)), y = *whole_number(codes.text(b));
            if (x != y) return x < y;  // "7" and "07" are two levels
        }
        return codes.text(a) < codes.text(b);
    };
    stoppable_sort(order, stands_before, execution);
    sorted.rank_of_code.resize(order.size());
    for (const std::uint32_t code : order) {
        sorted.rank_of_code[code] = static_cast<std::uint32_t>(sorted.levels.size());
        sorted.levels.emplace_back(codes.text(code));
    }
    return sorted;
}

std::vector<std::string> use_sorted_levels(const TextCodes& words, std::vector<std::uint32_t>& codes) {
    SortedLevels sorted = sorted_levels(words);
    for (std::uint32_t& code : codes) {
        if (code != detail::CodeSlots::vacant) code = sorted.rank_of_code[code];
    }
    return std::move(sorted.levels);
}

}  // namespace dangol::inline v0
