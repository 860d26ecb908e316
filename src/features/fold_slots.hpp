#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace dangol::inline v0 {

/// Where the codes of a shard are found by the hash of their ids, its tag. Slots lie in groups of four, which are compared at once: nearly every id
/// is in the first group that is looked at, so that the processor foresees what comes next, while one slot after the other would surprise it with
/// every second row.
class FoldSlots {
public:
    using Tag = std::uint64_t;
    static constexpr std::uint32_t nobody = 0xffff'ffffU;

    std::size_t size() const noexcept { return slots_.size(); }
    std::size_t byte_count() const noexcept { return slots_.size() * sizeof(Slot); }
    bool has_room(std::size_t codes) const noexcept { return 2 * codes <= slots_.size(); }

    /// Empty slots, for so many codes.
    void clear(std::size_t codes) { slots_.assign(std::max(std::bit_ceil(2 * codes), per_group), vacant); }

    /// A code that may be of this tag, at the place where it most likely is; or nobody. Needs slots.
    std::uint32_t likely(Tag tag) const noexcept {
        const std::uint32_t code = code_among(look(home(tag), tag).alike, home(tag));
        return code == code_bits() ? nobody : code;  // a vacant slot may look like a tag
    }

    /// The code for which is_it(code) holds among those of this tag, or nobody. Needs a vacant slot, as there is with has_room().
    template <class IsIt>
    std::uint32_t find(Tag tag, const IsIt& is_it) const {
        for (std::size_t group = home(tag);; group = next(group)) {
            const Look here = look(group, tag);
            for (unsigned alike = here.alike & ~here.vacant; alike != 0; alike &= alike - 1) {
                const std::uint32_t code = code_among(alike, group);
                if (is_it(code)) return code;
            }
            if (here.vacant != 0) return nobody;
        }
    }

    void put(Tag tag, std::uint32_t code) noexcept {
        std::size_t group = home(tag);
        Look here = look(group, tag);
        for (; here.vacant == 0; here = look(group, tag)) group = next(group);
        slots_[group + static_cast<std::size_t>(std::countr_zero(here.vacant))] = piece_of(tag) | code;
    }

    void prefetch(Tag tag) const noexcept { __builtin_prefetch(&slots_[home(tag)], 1); }
    /// Whether they stay in the cache of a core beside what else is needed.
    bool are_near() const noexcept { return byte_count() <= std::size_t{1} << 17; }

private:
    /// A code in as many bits as it takes to number the slots, and a piece of the tag in those above, so that the record of somebody else is mostly
    /// not touched. Slots are at most half full: no code is all ones.
    using Slot = std::uint32_t;
    static constexpr Slot vacant = nobody;
    static constexpr std::size_t per_group = 4;

    Slot code_bits() const noexcept { return static_cast<Slot>(slots_.size() - 1); }
    Slot piece_of(Tag tag) const noexcept { return static_cast<Slot>(tag >> 24) & ~code_bits(); }
    std::size_t home(Tag tag) const noexcept { return static_cast<std::size_t>(tag) & code_bits() & ~(per_group - 1); }
    std::size_t next(std::size_t group) const noexcept { return (group + per_group) & code_bits(); }
    std::uint32_t code_among(unsigned alike, std::size_t group) const noexcept {  // of the first of them; of none, anything that is no code
        return alike == 0 ? code_bits() : slots_[group + static_cast<std::size_t>(std::countr_zero(alike))] & code_bits();
    }

    /// Bit i stands for slot i of a group.
    struct Look {
        unsigned alike = 0;   ///< the piece of the tag; a vacant one may look like it
        unsigned vacant = 0;
    };
    Look look(std::size_t group, Tag tag) const noexcept {
#if defined(__SSE2__)
        const __m128i slots = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&slots_[group]));
        const auto equal = [](__m128i a, __m128i b) { return static_cast<unsigned>(_mm_movemask_ps(_mm_castsi128_ps(_mm_cmpeq_epi32(a, b)))); };
        const __m128i pieces = _mm_and_si128(slots, _mm_set1_epi32(static_cast<int>(~code_bits())));
        return {equal(pieces, _mm_set1_epi32(static_cast<int>(piece_of(tag)))), equal(slots, _mm_set1_epi32(-1))};
#else
        Look here;
        for (unsigned i = 0; i < per_group; ++i) {
            here.alike |= (slots_[group + i] & ~code_bits()) == piece_of(tag) ? 1U << i : 0U;
            here.vacant |= slots_[group + i] == vacant ? 1U << i : 0U;
        }
        return here;
#endif
    }

    std::vector<Slot> slots_ = {};
};

}  // namespace dangol::inline v0
