#include "features/fold_shard.hpp"

#include "features/fold_run.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>

namespace dangol::inline v0 {
namespace {

void prefetch(const void* address) noexcept { __builtin_prefetch(address, 1); }

inline void prefetch_record(const std::byte* record, std::size_t size) noexcept {
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
    return slots_.byte_count() + texts_.capacity() + text_ends_.capacity() * 8 + slabs_.size() * (records_per_slab * stride() + 8) + ties_.size() * 128;
}

void FoldShard::make_slots(std::size_t codes) {
    slots_.clear(codes);
    for (std::uint32_t code = 0; code < size_; ++code) slots_.put(tag(code), code);
}

void FoldShard::make_room(std::size_t more) {
    if (!slots_.has_room(size_ + more)) make_slots(size_ + more);
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
    const std::uint32_t known = slots_.find(tag, [&](std::uint32_t code) { return is(code, tag, text); });
    if (known != FoldSlots::nobody) return known;
    const std::uint32_t fresh = add(tag, text);
    slots_.put(tag, fresh);
    return fresh;
}

std::uint32_t FoldShard::find(Tag tag, std::string_view text) const noexcept {
    return slots_.find(tag, [&](std::uint32_t code) { return is(code, tag, text); });
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
        make_slots(slots_.size() / 2);
    }
    commit();
}

void FoldShard::seek(FoldBatch::Rows rows, Run& found) const noexcept {
    if (!slots_.are_near()) {
        for (const FoldWord* row : rows) slots_.prefetch(head_of(row).tag);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::uint32_t code = slots_.likely(head_of(rows[i]).tag);
        if (code == FoldSlots::nobody) {
            found[i] = {};
        } else {
            found[i] = {code, slabs_[code / records_per_slab] + place(code)};
            prefetch_record(found[i].record - sizeof(Tag), stride());
        }
    }
}

inline void FoldShard::settle(Found& found, const FoldWord* row, const FoldRowLayout& layout, const Permission& permission) {
    const Tag wanted = head_of(row).tag;
    if (!text_ids_ && found.record != nullptr && field_at<Tag>(found.record - sizeof(Tag), 0) == wanted) return;
    settle_slowly(found, wanted, text_ids_ ? text_of(row, layout) : std::string_view{}, permission);
}

void FoldShard::settle_slowly(Found& found, Tag tag, std::string_view text, const Permission& permission) {
    const std::size_t known = size_;
    found.code = code(tag, text);
    found.record = record(found.code);
    if (found.code < known) return;
    const bool allowed = text_ids_ ? permission.allows(text) : permission.allows(number_of_hash(tag));
    if (!allowed) clock_of(found.record).set(FoldClock::refused);
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

ShardTally FoldShard::fold(const FoldBatch& batch, std::size_t shard, const FoldLayout& layout, const Permission& permission) {
    constexpr std::size_t rows_per_new_customer = 4, guess_at_most = std::size_t{1} << 12;  // so that slots are not moved time and again
    if (slots_.size() == 0) slots_.clear(std::min(batch.row_count(shard) / rows_per_new_customer, guess_at_most));
    ShardTally tally;
    std::array<Run, 2> found{};  // of the rows at hand, and of those after them
    std::size_t here = 0;
    bool is_first = true;
    FoldedRun run(layout);
    const FoldRowLayout row_layout = batch.layout();  // copies of its own: the loop need not read them again after each record that it writes
    const std::int64_t from = layout.from, until = layout.until, until_day = layout.until_day;
    const std::optional<std::size_t> occasion = layout.occasion;
    batch.for_each_run(shard, [&](FoldBatch::Rows rows, FoldBatch::Rows next, FoldBatch::Rows after) {
        if (std::exchange(is_first, false)) seek(rows, found[here]);
        seek(next, found[1 - here]);
        run.clear();
        std::size_t usual = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i < after.size()) prefetch(after[i]);
            const FoldWord* const row = rows[i];
            Found& customer = found[here][i];
            settle(customer, row, batch.layout(), permission);
            const std::int64_t at = head_of(row).at;
            const std::uint64_t content = content_of(row, row_layout);
            remember(customer.code);
            FoldClock& clock = clock_of(customer.record);
            const std::uint64_t known = clock.visits_and_flags;
            constexpr std::uint64_t looked_at = FoldClock::seen | FoldClock::came | FoldClock::tied | FoldClock::refused;
            const bool is_visit = !occasion || occasion_of(row[FoldRowLayout::head + *occasion]).is_visit != 0;
            FoldedAs as = FoldedAs::visit;
            if ((known & looked_at) == (FoldClock::seen | FoldClock::came) && at > clock.last_at && is_visit && at >= from && at < until && at != until_day) {
                clock.last_at = clock.last_visit = at;  // as nearly all
                clock.content = content;
                clock.visits_and_flags = known + FoldClock::one_visit;
                ++usual;
            } else {
                as = take_row(customer, row, content, layout, tally);
            }
            run.add(row, customer.record, as);
        }
        tally.visits += usual;
        if (tally.trouble != FoldTrouble::none) return false;
        for (const auto& part : layout.parts) {
            if (!run.fold(*part)) tally.trouble = part->when_full();
        }
        here = 1 - here;
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
