#include "features/fold_shard.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>

namespace dangol::inline v0 {
namespace {

void prefetch(const void* address) noexcept { __builtin_prefetch(address, 1); }

/// The clock and what stands right behind it; of what is further back a visit mostly touches one line, which a loop over visits waits for
/// as well as this could.
void prefetch_record(const std::byte* record, std::size_t size) noexcept {
    constexpr std::size_t always_touched = 192;
    for (std::size_t line = 0; line < std::min(size, always_touched); line += 64) prefetch(record + line);
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

std::string_view FoldShard::text(std::uint32_t code) const noexcept {
    const std::size_t begin = code == 0 ? 0 : text_ends_[code - 1];
    return std::string_view(texts_).substr(begin, text_ends_[code] - begin);
}

std::size_t FoldShard::byte_count() const noexcept {
    return slots_.size() * sizeof(Slot) + texts_.capacity() + text_ends_.capacity() * 8 + slabs_.size() * (records_per_slab * stride() + 8) + ties_.size() * 128;
}

void FoldShard::resize_slots(std::size_t count) {
    slots_.assign(count, Slot{});
    for (std::uint32_t code = 0; code < size_; ++code) {
        std::size_t at = home(tag(code));
        while (slots_[at].code != vacant) at = (at + 1) & (count - 1);
        slots_[at] = {code, check_of(tag(code))};
    }
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
    if (3 * (size_ + 1) > 2 * slots_.size()) resize_slots(std::max<std::size_t>(16, 2 * slots_.size()));
    for (std::size_t at = home(tag);; at = (at + 1) & (slots_.size() - 1)) {
        Slot& slot = slots_[at];
        if (slot.code == vacant) {
            slot = {add(tag, text), check_of(tag)};
            return slot.code;
        }
        if (slot.check == check_of(tag) && this->tag(slot.code) == tag && (!text_ids_ || this->text(slot.code) == text)) return slot.code;
    }
}

std::uint32_t FoldShard::find(Tag tag, std::string_view text) const noexcept {
    std::size_t at = home(tag);
    while (this->tag(slots_[at].code) != tag || (text_ids_ && this->text(slots_[at].code) != text)) at = (at + 1) & (slots_.size() - 1);
    return slots_[at].code;
}

void FoldShard::begin() {
    size_before_ = size_;
    remembered_.assign(size_before_, 0);
    touched_.clear();
    before_.clear();
    ties_before_.clear();
}

void FoldShard::commit() noexcept {  // what records were is as much as the records: it does not stay
    size_before_ = 0;
    remembered_ = {};
    touched_ = {};
    before_ = {};
    ties_before_ = {};
}

void FoldShard::remember_record(std::uint32_t code) {
    remembered_[code] = 1;
    touched_.push_back(code);
    before_.insert(before_.end(), record(code), record(code) + record_size_);
    if (clock_of(record(code)).is(FoldClock::tied)) ties_before_[code] = ties_.at(code);
}

void FoldShard::roll_back() {
    for (std::size_t i = 0; i < touched_.size(); ++i) {
        std::memcpy(record(touched_[i]), before_.data() + i * record_size_, record_size_);
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
    if (3 * (size_ + run) > 2 * slots_.size()) resize_slots(std::max<std::size_t>(256, 2 * slots_.size()));
    for (const FoldWord* row : rows) prefetch(&slots_[home(head_of(row).tag)]);
    for (const FoldWord* row : rows) {
        const Slot& likely = slots_[home(head_of(row).tag)];
        if (likely.code != vacant) prefetch_record(record(likely.code) - sizeof(Tag), stride());
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Tag wanted = head_of(rows[i]).tag;
        const std::size_t known = size_;
        const Slot& likely = slots_[home(wanted)];
        const bool at_home = !text_ids_ && likely.code != vacant && likely.check == check_of(wanted) && tag(likely.code) == wanted;
        const std::string_view text = text_ids_ ? text_of(rows[i], layout) : std::string_view{};
        found[i].code = at_home ? likely.code : code(wanted, text);
        found[i].record = record(found[i].code);
        if (found[i].code >= known) {
            const bool allowed = text_ids_ ? permission.allows(text) : permission.allows(number_of_hash(wanted));
            if (!allowed) clock_of(found[i].record).flags = FoldClock::refused;
        }
    }
}

/// Whether a row is used: not refused, not folded, not before its time.
bool FoldShard::take(const Found& customer, const FoldRow& row, ShardTally& tally) {
    const std::int64_t at = row.at;
    FoldClock& clock = clock_of(customer.record);
    if (clock.is(FoldClock::refused)) {
        ++tally.refused;
        return false;
    }
    if (!clock.is(FoldClock::seen)) {
        clock.flags = FoldClock::seen;
        clock.first_at = at;
    } else if (at == clock.last_at) {
        if (row.content == clock.content || (clock.is(FoldClock::tied) && ties_.at(customer.code).contains(row.content))) {
            ++tally.folded;
            return false;
        }
        ties_[customer.code].insert(row.content);
        clock.flags |= FoldClock::tied;
        return true;
    } else if (at < clock.last_at) {
        tally.trouble = FoldTrouble::out_of_order;
        return false;
    }
    if (clock.is(FoldClock::tied)) {
        ties_.erase(customer.code);
        clock.flags &= ~FoldClock::tied;
    }
    clock.last_at = at;
    clock.content = row.content;
    return true;
}

ShardTally FoldShard::fold(const FoldBatch& batch, std::size_t shard, const FoldLayout& layout, const Permission& permission) {
    ShardTally tally;
    const std::vector<const FoldWord*> rows = batch.rows_of(shard);
    Run found{};
    std::vector<FoldedVisit> visits;
    visits.reserve(run);
    for (std::size_t begin = 0; begin < rows.size(); begin += run) {
        const auto here = std::span(rows).subspan(begin, std::min(run, rows.size() - begin));
        find(here, batch.layout(), found, permission);
        visits.clear();
        for (std::size_t i = 0; i < here.size(); ++i) {
            const FoldRow& row = head_of(here[i]);
            remember(found[i].code);
            std::byte* kept = found[i].record;
            FoldClock& clock = clock_of(kept);
            constexpr std::uint64_t unlike = FoldClock::tied | FoldClock::refused;
            if (clock.is(FoldClock::seen) && !clock.is(unlike) && row.at > clock.last_at) {  // as nearly all
                clock.last_at = row.at;
                clock.content = row.content;
            } else if (!take(found[i], row, tally)) {
                continue;
            }
            if (row.is_visit == 0) continue;
            ++tally.visits;
            if (!clock.is(FoldClock::came)) clock.first_visit = row.at;
            clock.flags |= FoldClock::came;
            if (row.at < layout.from || row.at >= layout.until) continue;
            clock.last_visit = row.at;
            ++clock.visits;
            visits.push_back({here[i], kept});
        }
        if (tally.trouble != FoldTrouble::none) return tally;
        for (const auto& part : layout.parts) {
            if (!part->fold(visits)) tally.trouble = FoldTrouble::out_of_range;
        }
        if (tally.trouble != FoldTrouble::none) return tally;
    }
    return tally;
}

FoldTrouble FoldShard::merge(const FoldShard& other, const FoldLayout& layout) {
    const auto join = [&](std::byte* earlier, const std::byte* later) {
        FoldClock& clock = clock_of(earlier);
        const FoldClock& more = clock_of(later);
        bool fits = true;
        for (const auto& part : layout.parts) fits = part->merge(earlier, later) && fits;
        clock.last_at = more.last_at;
        if (more.visits > 0) clock.last_visit = more.last_visit;
        clock.content = more.content;
        clock.visits += more.visits;
        if (!clock.is(FoldClock::came)) clock.first_visit = more.first_visit;
        clock.flags = more.flags | (clock.flags & FoldClock::came);
        return fits;
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
            if (!join(record(ours), other.record(theirs))) return FoldTrouble::out_of_range;
            ties_.erase(ours);
            if (more.is(FoldClock::tied)) ties_[ours] = other.ties(theirs);
        } else if (more.last_at < clock.first_at) {
            std::memcpy(earlier.data(), other.record(theirs), record_size_);
            if (!join(earlier.data(), record(ours))) return FoldTrouble::out_of_range;
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
