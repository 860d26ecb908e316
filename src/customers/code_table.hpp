#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// From hashes to codes: open addressing with linear probing, at most half full. Small enough for the cache.
class CodeTable {
public:
    explicit CodeTable(std::size_t expected) : slots_(std::bit_ceil(std::max<std::size_t>(64, 2 * expected))) {}
    void ask_for(std::uint64_t hash) const noexcept { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }

    /// The code found, or `fresh` where there was none. `same(code)`: whether that is the value looked for, if only the hash were equal.
    template <class Same>
    std::uint64_t find_or_put(std::uint64_t hash, std::uint64_t fresh, const Same& same) {
        if (2 * (used_ + 1) > slots_.size()) grow();
        for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
            Slot& slot = slots_[at];
            if (slot.code == vacant) {
                slot = {hash, fresh};
                ++used_;
                return fresh;
            }
            if (slot.hash == hash && same(slot.code)) return slot.code;
        }
    }

private:
    static constexpr std::uint64_t vacant = ~std::uint64_t{0};
    struct Slot {
        std::uint64_t hash = 0, code = vacant;
    };
    void grow() {
        std::vector<Slot> old(2 * slots_.size());
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.code == vacant) continue;
            std::size_t at = slot.hash & (slots_.size() - 1);
            while (slots_[at].code != vacant) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = slot;
        }
    }
    std::vector<Slot> slots_;
    std::size_t used_ = 0;
};

}  // namespace dangol::inline v0
