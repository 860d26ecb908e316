#pragma once

#include <dangol/customers/permission.hpp>

#include "core/large_array.hpp"
#include "features/fold_part.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace dangol::inline v0 {

/// How the record of a customer is laid out, and what the plan's window lets into it.
struct FoldLayout {
    std::vector<std::shared_ptr<const FoldPart>> parts = {};  ///< one per feature of the plan
    std::size_t record_size = sizeof(FoldClock);
    FoldBatch::Clock clock = FoldBatch::Clock::none;
    std::int64_t from = 0, until = 0;                         ///< of the window, microseconds; the ends of time where it is not given
};

/// Why a shard could not go on.
enum class FoldTrouble : std::uint8_t { none, out_of_order, out_of_range };

struct ShardTally {
    std::size_t folded = 0, refused = 0;
    std::size_t visits = 0;  ///< used, in the window or not
    FoldTrouble trouble = FoldTrouble::none;
};

/// The customers whose ids have the same first bits of their hash: a dictionary from ids to codes in order of first sight, and a record each.
///
/// A random access costs a cache miss, some hundred instructions: so rows are handled in runs, and each run first asks for the
/// slots of the dictionary, then for the records, and only then touches them.
class FoldShard {
public:
    FoldShard() = default;
    FoldShard(const FoldLayout& layout, bool text_ids) : record_size_(layout.record_size), text_ids_(text_ids) {}
    FoldShard(const FoldShard& other) { *this = other; }
    FoldShard& operator=(const FoldShard& other);
    FoldShard(FoldShard&&) noexcept = default;
    FoldShard& operator=(FoldShard&&) noexcept = default;

    std::size_t size() const noexcept { return tags_.size(); }
    bool text_ids() const noexcept { return text_ids_; }
    std::int64_t number(std::uint32_t code) const noexcept { return static_cast<std::int64_t>(tags_[code]); }
    std::string_view text(std::uint32_t code) const noexcept;
    std::byte* record(std::uint32_t code) noexcept { return slabs_[slab_of(code)].get() + position_of(code) * record_size_; }
    const std::byte* record(std::uint32_t code) const noexcept { return slabs_[slab_of(code)].get() + position_of(code) * record_size_; }
    /// Contents of further rows at the last moment of a customer with FoldClock::tied.
    const std::unordered_set<std::uint64_t>& ties(std::uint32_t code) const { return ties_.at(code); }
    const std::unordered_set<std::uint64_t>& ties(std::uint64_t tag, std::string_view text) const { return ties_.at(find(tag, text)); }
    void set_ties(std::uint32_t code, std::unordered_set<std::uint64_t> contents) { ties_[code] = std::move(contents); }

    /// The code of an id, new ones with a record of zeros. Of a text, `tag` is its hash.
    std::uint32_t code(std::uint64_t tag, std::string_view text);

    /// Between begin() and commit() everything can be taken back.
    void begin();
    void commit() noexcept;
    void roll_back();

    ShardTally fold(const FoldBatch& batch, std::size_t shard, const FoldLayout& layout, const Permission& permission);
    /// Customers of `other` that are here lie before or after in time. The first one for whom that does not hold is named by its code there.
    FoldTrouble merge(const FoldShard& other, const FoldLayout& layout);

    std::size_t byte_count() const noexcept;

private:
    static constexpr std::size_t first_slab = 1024, run = 128;
    static constexpr std::uint32_t vacant = 0xffff'ffffU;

    // Records never move: slab k holds 1024 · 2ᵏ of them.
    static std::size_t slab_of(std::uint32_t code) noexcept { return static_cast<std::size_t>(std::bit_width(code / first_slab + 1)) - 1; }
    static std::size_t slab_size(std::size_t slab) noexcept { return first_slab << slab; }
    static std::size_t position_of(std::uint32_t code) noexcept { return code - (slab_size(slab_of(code)) - first_slab); }

    struct Slot {
        std::uint64_t tag = 0;
        std::uint32_t code = vacant;
    };

    Slot* slots() const noexcept { return reinterpret_cast<Slot*>(slots_.get()); }
    std::size_t home(std::uint64_t tag) const noexcept {
        return static_cast<std::size_t>(text_ids_ ? tag : hash_of(static_cast<std::int64_t>(tag))) & (slot_count_ - 1);
    }
    void resize_slots(std::size_t count);
    std::uint32_t find(std::uint64_t tag, std::string_view text) const noexcept;  ///< of an id that is here
    std::uint32_t add(std::uint64_t tag, std::string_view text);
    void remember(std::uint32_t code) {
        if (code < size_before_ && !remembered_[code]) remember_record(code);
    }
    void remember_record(std::uint32_t code);
    std::vector<std::uint32_t> rows_by_time(const FoldBatch& batch, std::size_t shard) const;

    struct Found {
        std::uint32_t code = 0;
        std::byte* record = nullptr;
    };
    using Run = std::array<Found, run>;
    void find(const FoldBatch& batch, std::span<const std::uint32_t> rows, Run& found, const Permission& permission);
    bool take(const Found& customer, std::int64_t at, std::uint64_t content, ShardTally& tally);

    std::size_t record_size_ = sizeof(FoldClock);
    bool text_ids_ = false;
    LargeArray slots_ = {};
    std::size_t slot_count_ = 0;
    std::vector<std::uint64_t> tags_ = {};            ///< of a code: the number, or the hash of the text
    std::string texts_ = {};
    std::vector<std::size_t> text_ends_ = {};
    std::vector<LargeArray> slabs_ = {};
    std::unordered_map<std::uint32_t, std::unordered_set<std::uint64_t>> ties_ = {};

    // What begin() can take back: how many there were, and the records that were touched since, as they were.
    std::size_t size_before_ = 0;
    std::vector<std::uint8_t> remembered_ = {};       ///< per code of before
    std::vector<std::uint32_t> touched_ = {};
    std::vector<std::byte> before_ = {};
    std::unordered_map<std::uint32_t, std::unordered_set<std::uint64_t>> ties_before_ = {};
};

}  // namespace dangol::inline v0
