#include "features/fold_shard.hpp"

#include "features/fold_run.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <utility>

namespace dangol::inline v0 {
namespace {

void prefetch(const void* address) noexcept { __builtin_prefetch(address, 1); }

void prefetch_record(const std::byte* record, std::size_t size) noexcept {
    constexpr std::size_t line = 64;
    const std::byte* const end = record + size;
    for (const std::byte* at = record - reinterpret_cast<std::uintptr_t>(record) % line; at < end; at += line) prefetch(at);
}

}  // namespace

FoldShard::FoldShard(const FoldShard& other, SlabPool& pool)
    : pool_(&pool), record_size_(other.record_size_), text_ids_(other.text_ids_), slots_(other.slots_), size_(other.size_), texts_(other.texts_),
      text_ends_(other.text_ends_), ties_(other.ties_) {
    for (std::size_t first = 0; first < size_; first += records_per_slab) {
        slabs_.push_back(pool.take(records_per_slab * stride()));
        std::memcpy(slabs_.back(), other.slabs_[slabs_.size() - 1], std::min(records_per_slab, size_ - first) * stride());
    }
}

FoldShard::FoldShard(const FoldShard& other, SlabPool& pool, const FoldLayout& from, const FoldLayout& to)
    : pool_(&pool), record_size_(to.record_size), text_ids_(other.text_ids_), slots_(other.slots_), size_(other.size_), texts_(other.texts_),
      text_ends_(other.text_ends_), ties_(other.ties_) {
    std::vector<std::byte> kept(from.kept_size);
    for (std::uint32_t code = 0; code < size_; ++code) {
        if (code % records_per_slab == 0) slabs_.push_back(pool.take(records_per_slab * stride()));
        field_at<Tag>(record(code) - sizeof(Tag), 0) = other.tag(code);
        from.keep(other.record(code), kept.data());
        static_cast<void>(to.take_back(kept.data(), record(code)));
    }
}

std::string_view FoldShard::text(std::uint32_t code) const noexcept {
    const std::size_t begin = code == 0 ? 0 : text_ends_[code - 1];
    return std::string_view(texts_).substr(begin, text_ends_[code] - begin);
}

std::size_t FoldShard::byte_count() const noexcept {
    return slots_.size() * sizeof(Slot) + texts_.capacity() + text_ends_.capacity() * 8 + slabs_.size() * (records_per_slab * stride() + 8) + ties_.size() * 128;
}

void FoldShard::resize_slots(std::size_t count) {
    slots_.assign(count, vacant);
    for (std::uint32_t code = 0; code < size_; ++code) {
        std::size_t at = home(tag(code));
        while (slots_[at] != vacant) at = (at + 1) & code_bits();
        slots_[at] = slot_of(tag(code), code);
    }
}

void FoldShard::make_room(std::size_t more) {
    std::size_t count = std::max<std::size_t>(slots_.size(), 16);
    while (3 * (size_ + more) > 2 * count) count *= 2;
    if (count != slots_.size()) resize_slots(count);
}

std::uint32_t FoldShard::add(Tag tag, std::string_view text) {
    const auto fresh = static_cast<std::uint32_t>(size_);
    if (fresh / records_per_slab == slabs_.size()) slabs_.push_back(pool_->take(records_per_slab * stride()));
    ++size_;
    std::byte* const record = this->record(fresh);
    std::memset(record, 0, record_size_);
    field_at<Tag>(record - sizeof(Tag), 0) = tag;
    if (text_ids_) {
        texts_.append(text);
        text_ends_.push_back(texts_.size());
    }
    return fresh;
}

std::uint32_t FoldShard::code(Tag tag, std::string_view text) {
    make_room(1);
    for (std::size_t at = home(tag);; at = (at + 1) & code_bits()) {
        const Slot slot = slots_[at];
        if (slot == vacant) {
            const std::uint32_t fresh = add(tag, text);
            slots_[at] = slot_of(tag, fresh);
            return fresh;
        }
        const std::uint32_t code = slot & code_bits();
        if (may_be(slot, tag) && this->tag(code) == tag && (!text_ids_ || this->text(code) == text)) return code;
    }
}

std::uint32_t FoldShard::find(Tag tag, std::string_view text) const noexcept {
    std::size_t at = home(tag);
    const auto code = [&] { return slots_[at] & code_bits(); };
    while (this->tag(code()) != tag || (text_ids_ && this->text(code()) != text)) at = (at + 1) & code_bits();
    return code();
}

void FoldShard::begin(SlabPool& undo) {
    undo_ = &undo;
    size_before_ = size_;
    remembered_.assign(size_before_, 0);
    touched_.clear();
    before_.clear();
    ties_before_.clear();
}

void FoldShard::commit() noexcept {
    undo_ = nullptr;
    size_before_ = 0;
    remembered_ = {};
    touched_ = {};
    before_ = {};
    ties_before_ = {};
}

void FoldShard::remember_record(std::uint32_t code) {
    const std::size_t place = touched_.size() % records_per_slab;
    if (place == 0) before_.push_back(undo_->take(records_per_slab * record_size_));
    touched_.push_back(code);
    remembered_[code] = 1;
    std::memcpy(before_.back() + place * record_size_, record(code), record_size_);
    if (clock_of(record(code)).is(FoldClock::tied)) ties_before_[code] = ties_.at(code);
}

void FoldShard::roll_back() {
    for (std::size_t i = 0; i < touched_.size(); ++i) {
        std::memcpy(record(touched_[i]), before_[i / records_per_slab] + i % records_per_slab * record_size_, record_size_);
        ties_.erase(touched_[i]);
    }
    ties_.merge(ties_before_);
    if (size_ > size_before_) {
        std::erase_if(ties_, [&](const auto& entry) { return entry.first >= size_before_; });
        size_ = size_before_;  // slabs stay for those who come next
        if (text_ids_) {
            text_ends_.resize(size_before_);
            texts_.resize(size_before_ == 0 ? 0 : text_ends_.back());
        }
        resize_slots(slots_.size());
    }
    commit();
}

void FoldShard::find(std::span<const FoldWord* const> rows, const FoldRowLayout& layout, Run& found, const Permission& permission) {
    // The clock and what stands right behind it; of what is further back a visit mostly touches one line, which a loop over visits waits for as
    // well as this could. What is to be taken back is copied whole.
    constexpr std::size_t always_touched = 160;
    const std::size_t near = size_before_ > 0 ? stride() : std::min(stride(), always_touched);
    make_room(rows.size());
    for (const FoldWord* row : rows) prefetch(&slots_[home(head_of(row).tag)]);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Tag wanted = head_of(rows[i]).tag;
        std::size_t at = home(wanted);
        while (slots_[at] != vacant && !may_be(slots_[at], wanted)) at = (at + 1) & code_bits();
        found[i] = {};
        if (slots_[at] == vacant) continue;
        found[i] = {slots_[at] & code_bits(), record(slots_[at] & code_bits())};
        prefetch_record(found[i].record - sizeof(Tag), near);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Tag wanted = head_of(rows[i]).tag;
        if (!text_ids_ && found[i].record != nullptr && field_at<Tag>(found[i].record - sizeof(Tag), 0) == wanted) continue;
        const std::size_t known = size_;
        const std::string_view text = text_ids_ ? text_of(rows[i], layout) : std::string_view{};
        found[i].code = code(wanted, text);
        found[i].record = record(found[i].code);
        if (found[i].code >= known) {
            const bool allowed = text_ids_ ? permission.allows(text) : permission.allows(number_of_hash(wanted));
            if (!allowed) clock_of(found[i].record).set(FoldClock::refused);
        }
    }
}

/// Whether a row is used: not refused, not folded, not before its time.
bool FoldShard::take(const Found& customer, std::int64_t at, std::uint64_t content, ShardTally& tally) {
    FoldClock& clock = clock_of(customer.record);
    if (clock.is(FoldClock::refused)) {
        ++tally.refused;
        return false;
    }
    if (!clock.is(FoldClock::seen)) {
        clock.set(FoldClock::seen);
        clock.first_at = at;
    } else if (at == clock.last_at) {
        if (content == clock.content || (clock.is(FoldClock::tied) && ties_.at(customer.code).contains(content))) {
            ++tally.folded;
            return false;
        }
        ties_[customer.code].insert(content);
        clock.set(FoldClock::tied);
        return true;
    } else if (at < clock.last_at) {
        tally.trouble = FoldTrouble::out_of_order;
        return false;
    }
    if (clock.is(FoldClock::tied)) {
        ties_.erase(customer.code);
        clock.clear(FoldClock::tied);
    }
    clock.last_at = at;
    clock.content = content;
    return true;
}

/// What a row is to the window; what it says of when its customer came.
FoldedAs FoldShard::take_row(const Found& customer, const FoldWord* row, std::uint64_t content, const FoldLayout& layout, ShardTally& tally) {
    const std::int64_t at = head_of(row).at;
    if (!take(customer, at, content, tally)) return FoldedAs::nothing;
    const bool lies_within = layout.lies_in_window(at);
    if (layout.occasion && occasion_of(row[FoldRowLayout::head + *layout.occasion]).is_visit == 0) {
        return lies_within ? FoldedAs::event : layout.lies_before_window(at) ? FoldedAs::earlier_event : FoldedAs::nothing;
    }
    ++tally.visits;
    if (at == layout.until_day) return FoldedAs::nothing;  // not on record at the end of the window, whatever else happened that day
    FoldClock& clock = clock_of(customer.record);
    if (!clock.is(FoldClock::came)) clock.first_visit = at;
    clock.set(FoldClock::came);
    if (!lies_within) return layout.lies_before_window(at) ? FoldedAs::earlier_visit : FoldedAs::nothing;
    clock.last_visit = at;
    clock.add_visits(1);
    return FoldedAs::visit;
}

/// One record after the other comes from memory several times as fast as one here and one there, and nobody waits for those that are asked for while there
/// is something else to do.
class FoldShard::Approach {
public:
    Approach(const FoldShard* shard, std::size_t steps) : shard_(shard) {
        if (shard == nullptr) return;
        pieces_ = (shard->size_ + records_per_slab - 1) / records_per_slab + 1;  // the slots, then the slabs
        per_step_ = pieces_ / std::max<std::size_t>(steps, 1) + 1;
    }
    void step() noexcept {
        const std::size_t end = std::min(done_ + per_step_, pieces_);
        for (; done_ < end; ++done_) bring_near(done_);
    }

private:
    void bring_near(std::size_t piece) const noexcept {
        if (piece == 0) return ask_for(shard_->slots_.data(), shard_->slots_.size() * sizeof(Slot));
        const std::size_t first = (piece - 1) * records_per_slab;
        ask_for(shard_->slabs_[piece - 1], std::min(records_per_slab, shard_->size_ - first) * shard_->stride());
    }
    static void ask_for(const void* memory, std::size_t size) noexcept {
        for (std::size_t line = 0; line < size; line += 64) __builtin_prefetch(static_cast<const std::byte*>(memory) + line, 0, 2);
    }

    const FoldShard* shard_;
    std::size_t pieces_ = 0, per_step_ = 0, done_ = 0;
};

bool FoldShard::may_be_near(std::size_t rows_to_come, const FoldShard* other) const noexcept {
    constexpr std::size_t near_at_most = std::size_t{3} << 19;  // three quarters of the cache of a core
    const std::size_t size = size_ * stride() + (other == nullptr ? 0 : other->size_ * stride());
    return size <= near_at_most && rows_to_come > size_ / 2;
}

ShardTally FoldShard::fold(const FoldBatch& batch, std::size_t shard, const FoldLayout& layout, const Permission& permission, bool is_near, const FoldShard* next_shard) {
    const std::size_t row_count = batch.row_count(shard);
    constexpr std::size_t rows_per_new_customer = 4, slots_at_most = std::size_t{1} << 16;  // a guess, so that slots are not moved time and again
    if (slots_.empty()) resize_slots(std::clamp(std::bit_ceil(row_count / rows_per_new_customer), std::size_t{16}, slots_at_most));
    if (!is_near && may_be_near(row_count, nullptr)) Approach(this, 1).step();
    Approach approach(next_shard, row_count / FoldBatch::run);
    ShardTally tally;
    Run found{};
    FoldedRun run(layout);
    const FoldRowLayout& row_layout = batch.layout();
    batch.for_each_run(shard, [&](std::span<const FoldWord* const> rows, std::span<const FoldWord* const> next) {
        find(rows, row_layout, found, permission);
        approach.step();
        run.clear();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i < next.size()) prefetch(next[i]);
            const std::int64_t at = head_of(rows[i]).at;
            const std::uint64_t content = content_of(rows[i], row_layout);
            remember(found[i].code);
            FoldClock& clock = clock_of(found[i].record);
            const std::uint64_t known = clock.visits_and_flags;
            constexpr std::uint64_t looked_at = FoldClock::seen | FoldClock::came | FoldClock::tied | FoldClock::refused;
            const bool is_visit = !layout.occasion || occasion_of(rows[i][FoldRowLayout::head + *layout.occasion]).is_visit != 0;
            FoldedAs as = FoldedAs::visit;
            if ((known & looked_at) == (FoldClock::seen | FoldClock::came) && at > clock.last_at && is_visit && at >= layout.from && at < layout.until && at != layout.until_day) {
                clock.last_at = clock.last_visit = at;  // as nearly all
                clock.content = content;
                clock.visits_and_flags = known + FoldClock::one_visit;
                ++tally.visits;
            } else {
                as = take_row(found[i], rows[i], content, layout, tally);
            }
            run.add(rows[i], found[i].record, as);
        }
        if (tally.trouble != FoldTrouble::none) return false;
        for (const auto& part : layout.parts) {
            if (!run.fold(*part)) tally.trouble = part->when_full();
        }
        return tally.trouble == FoldTrouble::none;
    });
    return tally;
}

FoldTrouble FoldShard::merge(const FoldShard& other, const FoldLayout& layout) {
    const auto join = [&](std::byte* earlier, const std::byte* later) {
        FoldClock& clock = clock_of(earlier);
        const FoldClock& more = clock_of(later);
        FoldTrouble trouble = FoldTrouble::none;
        for (const auto& part : layout.parts) {
            if (!part->merge(earlier, later)) trouble = part->when_full();
        }
        clock.last_at = more.last_at;
        if (more.visits() > 0) clock.last_visit = more.last_visit;
        clock.content = more.content;
        if (!clock.is(FoldClock::came)) clock.first_visit = more.first_visit;
        clock.clear(FoldClock::tied);
        clock.set(more.flags());
        clock.add_visits(more.visits());
        return trouble;
    };
    std::vector<std::byte> earlier(record_size_);
    for (std::uint32_t theirs = 0; theirs < other.size(); ++theirs) {
        const std::uint32_t ours = code(other.tag(theirs), text_ids_ ? other.text(theirs) : std::string_view{});
        remember(ours);
        FoldClock& clock = clock_of(record(ours));
        const FoldClock& more = clock_of(other.record(theirs));
        if (!clock.is(FoldClock::seen)) {
            std::memcpy(record(ours), other.record(theirs), record_size_);
            if (more.is(FoldClock::tied)) ties_[ours] = other.ties(theirs);
        } else if (clock.last_at < more.first_at) {
            if (const FoldTrouble trouble = join(record(ours), other.record(theirs)); trouble != FoldTrouble::none) return trouble;
            ties_.erase(ours);
            if (more.is(FoldClock::tied)) ties_[ours] = other.ties(theirs);
        } else if (more.last_at < clock.first_at) {
            std::memcpy(earlier.data(), other.record(theirs), record_size_);
            if (const FoldTrouble trouble = join(earlier.data(), record(ours)); trouble != FoldTrouble::none) return trouble;
            std::memcpy(record(ours), earlier.data(), record_size_);
        } else {
            return FoldTrouble::out_of_order;
        }
    }
    return FoldTrouble::none;
}

FoldShards& FoldShards::operator=(const FoldShards& other) {
    if (this == &other) return *this;
    auto pool = std::make_unique<SlabPool>();
    std::vector<FoldShard> copies;
    copies.reserve(other.shards_.size());
    for (const FoldShard& shard : other.shards_) copies.emplace_back(shard, *pool);
    shards_ = std::move(copies);
    pool_ = std::move(pool);
    return *this;
}

FoldShards::FoldShards(const FoldShards& other, const FoldLayout& from, const FoldLayout& to) : pool_(std::make_unique<SlabPool>()) {
    shards_.reserve(other.shards_.size());
    for (const FoldShard& shard : other.shards_) shards_.emplace_back(shard, *pool_, from, to);
}

void FoldShards::make(const FoldLayout& layout, bool text_ids) {
    pool_ = std::make_unique<SlabPool>();
    shards_.reserve(fold_shards);
    while (shards_.size() < fold_shards) shards_.emplace_back(layout, text_ids, *pool_);
}

void FoldShards::clear() noexcept {
    shards_.clear();
    pool_.reset();
}

}  // namespace dangol::inline v0
