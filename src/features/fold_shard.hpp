#pragma once

#include <dangol/customers/permission.hpp>

#include "core/slab_pool.hpp"
#include "customers/codes.hpp"
#include "features/fold_batch.hpp"
#include "features/fold_part.hpp"
#include "features/fold_slots.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace dangol::inline v0 {

struct ShardTally {
    std::size_t folded = 0, refused = 0;
    std::size_t visits = 0;  ///< used, in the window or not
    FoldTrouble trouble = FoldTrouble::none;
};

/// The customers whose ids have the same first bits of their hash: a dictionary from ids to codes in order of first sight, and a record each.
///
/// A cache miss costs some hundred instructions, and only so many can be under way: so the rows of a shard come together, which touch few records
/// each many times; and before a run of rows is folded, the records of the next are asked for, and while it is, the rows after these.
class FoldShard {
public:
    FoldShard(const FoldLayout& layout, bool text_ids, SlabPool& pool) : pool_(&pool), record_size_(layout.record_size), text_ids_(text_ids) {}
    FoldShard(const FoldShard& other, SlabPool& pool);  ///< a copy, with its records in another pool
    FoldShard(const FoldShard& other, SlabPool& pool, const FoldLayout& from, const FoldLayout& to);  ///< and in another layout, whose counters are wider
    FoldShard(FoldShard&&) noexcept = default;
    FoldShard& operator=(FoldShard&&) noexcept = default;

    std::size_t size() const noexcept { return size_; }
    bool text_ids() const noexcept { return text_ids_; }
    std::int64_t number(std::uint32_t code) const noexcept { return number_of_hash(tag(code)); }
    std::string_view text(std::uint32_t code) const noexcept;
    std::byte* record(std::uint32_t code) noexcept { return slabs_[code / records_per_slab] + place(code); }
    const std::byte* record(std::uint32_t code) const noexcept { return slabs_[code / records_per_slab] + place(code); }
    /// Contents of further rows at the last moment of a customer with FoldClock::tied.
    const std::unordered_set<std::uint64_t>& ties(std::uint32_t code) const { return ties_.at(code); }
    const std::unordered_set<std::uint64_t>& ties(std::uint64_t tag, std::string_view text) const { return ties_.at(find(tag, text)); }
    void set_ties(std::uint32_t code, std::unordered_set<std::uint64_t> contents) { ties_[code] = std::move(contents); }

    /// The code of an id, whose hash is `tag`; new ones with a record of zeros.
    std::uint32_t code(std::uint64_t tag, std::string_view text);

    /// Between begin() and commit() everything can be taken back; what records were is kept in `undo`.
    void begin(SlabPool& undo);
    void commit() noexcept;
    void roll_back();

    ShardTally fold(const FoldBatch& batch, std::size_t shard, const FoldLayout& layout, const Permission& permission);
    /// Customers of `other` that are here lie before or after in time.
    FoldTrouble merge(const FoldShard& other, const FoldLayout& layout);

    std::size_t byte_count() const noexcept;

private:
    static constexpr std::size_t records_per_slab = 32;
    using Tag = FoldSlots::Tag;

    void make_slots(std::size_t codes);  ///< anew, of all who are here
    void make_room(std::size_t more);    ///< for so many new codes
    bool is(std::uint32_t code, Tag tag, std::string_view text) const noexcept { return this->tag(code) == tag && (!text_ids_ || this->text(code) == text); }

    // A tag stands in front of each record.
    std::size_t stride() const noexcept { return sizeof(Tag) + record_size_; }
    std::size_t place(std::uint32_t code) const noexcept { return code % records_per_slab * stride() + sizeof(Tag); }
    Tag tag(std::uint32_t code) const noexcept { return field_at<Tag>(record(code) - sizeof(Tag), 0); }

    std::uint32_t find(Tag tag, std::string_view text) const noexcept;  ///< of an id that is here
    std::uint32_t add(Tag tag, std::string_view text);
    void remember(std::uint32_t code) {
        if (code < size_before_ && !remembered_[code]) remember_record(code);
    }
    void remember_record(std::uint32_t code);

    struct Found {
        std::uint32_t code = 0;
        std::byte* record = nullptr;
    };
    using Run = std::array<Found, FoldBatch::run>;
    void seek(FoldBatch::Rows rows, Run& found) const noexcept;  ///< who most likely is meant, if anybody; asks for the records
    void settle(Found& found, const FoldWord* row, const FoldRowLayout& layout, const Permission& permission);  ///< makes sure, of new ones too
    void settle_slowly(Found& found, Tag tag, std::string_view text, const Permission& permission);
    bool take(const Found& customer, std::int64_t at, std::uint64_t content, ShardTally& tally);
    FoldedAs take_row(const Found& customer, const FoldWord* row, std::uint64_t content, const FoldLayout& layout, ShardTally& tally);

    SlabPool* pool_;
    std::size_t record_size_ = sizeof(FoldClock);
    bool text_ids_ = false;
    FoldSlots slots_ = {};
    std::size_t size_ = 0;
    std::string texts_ = {};
    std::vector<std::size_t> text_ends_ = {};
    std::vector<std::byte*> slabs_ = {};  ///< records never move
    std::unordered_map<std::uint32_t, std::unordered_set<std::uint64_t>> ties_ = {};

    // What begin() can take back: how many there were, and the records that were touched since, as they were.
    std::size_t size_before_ = 0;
    std::vector<std::uint8_t> remembered_ = {};       ///< per code of before
    std::vector<std::uint32_t> touched_ = {};
    SlabPool* undo_ = nullptr;
    std::vector<std::byte*> before_ = {};  ///< slabs of records
    std::unordered_map<std::uint32_t, std::unordered_set<std::uint64_t>> ties_before_ = {};
};

/// Memory for records as they were before a chunk, which the next chunk uses again: fresh memory costs more than what is copied to it. A copy has
/// none yet.
class FoldUndo {
public:
    FoldUndo() = default;
    FoldUndo(const FoldUndo&) noexcept {}
    FoldUndo& operator=(const FoldUndo&) noexcept { return *this; }

    SlabPool& begin() {  ///< what it held is given up
        if (!pool_) pool_ = std::make_unique<SlabPool>();
        pool_->begin_again();
        return *pool_;
    }
    std::size_t byte_count() const noexcept { return pool_ ? pool_->byte_count() : 0; }

private:
    std::unique_ptr<SlabPool> pool_ = {};
};

/// The shards of a fold; none before the first id was seen. A copy has memory of its own.
class FoldShards {
public:
    FoldShards() = default;
    FoldShards(const FoldShards& other) { *this = other; }
    FoldShards(const FoldShards& other, const FoldLayout& from, const FoldLayout& to);  ///< a copy in a layout whose counters are wider
    FoldShards& operator=(const FoldShards& other);
    FoldShards(FoldShards&&) noexcept = default;
    FoldShards& operator=(FoldShards&&) noexcept = default;

    void make(const FoldLayout& layout, bool text_ids);
    void clear() noexcept;
    bool empty() const noexcept { return shards_.empty(); }
    std::size_t size() const noexcept { return shards_.size(); }
    bool text_ids() const noexcept { return !empty() && shards_.front().text_ids(); }
    FoldShard& operator[](std::size_t shard) noexcept { return shards_[shard]; }
    const FoldShard& operator[](std::size_t shard) const noexcept { return shards_[shard]; }
    auto begin() noexcept { return shards_.begin(); }
    auto end() noexcept { return shards_.end(); }
    auto begin() const noexcept { return shards_.begin(); }
    auto end() const noexcept { return shards_.end(); }

private:
    std::unique_ptr<SlabPool> pool_ = {};
    std::vector<FoldShard> shards_ = {};
};

}  // namespace dangol::inline v0
