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

FoldShard& FoldShard::operator=(const FoldShard& other) {
    if (this == &other) return *this;
    record_size_ = other.record_size_;
    text_ids_ = other.text_ids_;
    tags_ = other.tags_;
    texts_ = other.texts_;
    text_ends_ = other.text_ends_;
    ties_ = other.ties_;
    slabs_.clear();
    for (std::size_t left = tags_.size(), slab = 0; left > 0; ++slab) {
        const std::size_t here = std::min(left, slab_size(slab));
        slabs_.push_back(make_large_array(slab_size(slab) * record_size_));
        std::memcpy(slabs_.back().get(), other.slabs_[slab].get(), here * record_size_);
        left -= here;
    }
    resize_slots(other.slot_count_);
    commit();
    return *this;
}

std::string_view FoldShard::text(std::uint32_t code) const noexcept {
    const std::size_t begin = code == 0 ? 0 : text_ends_[code - 1];
    return std::string_view(texts_).substr(begin, text_ends_[code] - begin);
}

std::size_t FoldShard::byte_count() const noexcept {
    return slot_count_ * sizeof(Slot) + tags_.capacity() * 8 + texts_.capacity() + text_ends_.capacity() * 8 + tags_.size() * record_size_ +
           ties_.size() * 128;
}

void FoldShard::resize_slots(std::size_t count) {
    slots_ = make_large_array(count * sizeof(Slot));
    slot_count_ = count;
    std::uninitialized_fill_n(slots(), count, Slot{});
    for (std::uint32_t code = 0; code < tags_.size(); ++code) {
        std::size_t at = home(tags_[code]);
        while (slots()[at].code != vacant) at = (at + 1) & (count - 1);
        slots()[at] = {tags_[code], code};
    }
}

std::uint32_t FoldShard::add(std::uint64_t tag, std::string_view text) {
    const auto fresh = static_cast<std::uint32_t>(tags_.size());
    if (slab_of(fresh) == slabs_.size()) slabs_.push_back(make_large_array(slab_size(slabs_.size()) * record_size_));
    std::memset(record(fresh), 0, record_size_);
    tags_.push_back(tag);
    if (text_ids_) {
        texts_.append(text);
        text_ends_.push_back(texts_.size());
    }
    return fresh;
}

std::uint32_t FoldShard::code(std::uint64_t tag, std::string_view text) {
    if (3 * (tags_.size() + 1) > 2 * slot_count_) resize_slots(std::max<std::size_t>(64, 2 * slot_count_));
    for (std::size_t at = home(tag);; at = (at + 1) & (slot_count_ - 1)) {
        Slot& slot = slots()[at];
        if (slot.code == vacant) return slot.code = add(slot.tag = tag, text);
        if (slot.tag == tag && (!text_ids_ || this->text(slot.code) == text)) return slot.code;
    }
}

std::uint32_t FoldShard::find(std::uint64_t tag, std::string_view text) const noexcept {
    std::size_t at = home(tag);
    while (slots()[at].tag != tag || (text_ids_ && this->text(slots()[at].code) != text)) at = (at + 1) & (slot_count_ - 1);
    return slots()[at].code;
}

void FoldShard::begin() {
    size_before_ = tags_.size();
    remembered_.assign(size_before_, 0);
    touched_.clear();
    before_.clear();
    ties_before_.clear();
}

void FoldShard::commit() noexcept {
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
    if (tags_.size() > size_before_) {
        std::erase_if(ties_, [&](const auto& entry) { return entry.first >= size_before_; });
        tags_.resize(size_before_);
        if (text_ids_) {
            text_ends_.resize(size_before_);
            texts_.resize(size_before_ == 0 ? 0 : text_ends_.back());
        }
        resize_slots(slot_count_);
    }
    commit();
}

/// In the order of time; of equal times in that of rows, which does not matter.
std::vector<std::uint32_t> FoldShard::rows_by_time(const FoldBatch& batch, std::size_t shard) const {
    std::vector<std::uint32_t> rows;
    std::size_t count = 0;
    for (const auto& block : batch.rows_of_shard) count += block[shard].size();
    rows.reserve(count);
    for (const auto& block : batch.rows_of_shard) rows.insert(rows.end(), block[shard].begin(), block[shard].end());
    const auto at = [&](std::uint32_t row) { return batch.at(row); };
    if (!std::ranges::is_sorted(rows, {}, at)) std::ranges::stable_sort(rows, {}, at);
    return rows;
}

void FoldShard::find(const FoldBatch& batch, std::span<const std::uint32_t> rows, Run& found, const Permission& permission) {
    if (3 * (tags_.size() + run) > 2 * slot_count_) resize_slots(std::max<std::size_t>(1024, 2 * slot_count_));
    for (const std::uint32_t row : rows) prefetch(&slots()[static_cast<std::size_t>(batch.id_hash[row]) & (slot_count_ - 1)]);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t known = tags_.size();
        const std::uint32_t row = rows[i];
        const std::uint64_t tag = text_ids_ ? batch.id_hash[row] : static_cast<std::uint64_t>(batch.table.customer_number[row]);
        const Slot& likely = slots()[static_cast<std::size_t>(batch.id_hash[row]) & (slot_count_ - 1)];
        const bool at_home = !text_ids_ && likely.tag == tag && likely.code != vacant;
        found[i].code = at_home ? likely.code : code(tag, text_ids_ ? batch.table.customer_text[row] : std::string_view{});
        found[i].record = record(found[i].code);
        if (found[i].code >= known) {
            const bool allowed = text_ids_ ? permission.allows(batch.table.customer_text[row]) : permission.allows(batch.table.customer_number[row]);
            if (!allowed) clock_of(found[i].record).flags = FoldClock::refused;
        }
        prefetch_record(found[i].record, record_size_);
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
        clock.flags = FoldClock::seen;
        clock.first_at = at;
    } else if (at == clock.last_at) {
        if (content == clock.content || (clock.is(FoldClock::tied) && ties_.at(customer.code).contains(content))) {
            ++tally.folded;
            return false;
        }
        ties_[customer.code].insert(content);
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
    clock.content = content;
    return true;
}

ShardTally FoldShard::fold(const FoldBatch& batch, std::size_t shard, const FoldLayout& layout, const Permission& permission) {
    ShardTally tally;
    const std::vector<std::uint32_t> rows = rows_by_time(batch, shard);
    Run found{};
    std::vector<FoldedVisit> visits;
    visits.reserve(run);
    for (std::size_t begin = 0; begin < rows.size(); begin += run) {
        const auto here = std::span(rows).subspan(begin, std::min(run, rows.size() - begin));
        find(batch, here, found, permission);
        visits.clear();
        for (std::size_t i = 0; i < here.size(); ++i) {
            const std::int64_t at = batch.at(here[i]);
            remember(found[i].code);
            if (!take(found[i], at, batch.content[here[i]], tally) || !batch.is_visit(here[i])) continue;
            std::byte* kept = found[i].record;
            FoldClock& clock = clock_of(kept);
            ++tally.visits;
            if (!clock.is(FoldClock::came)) clock.first_visit = at;
            clock.flags |= FoldClock::came;
            if (at < layout.from || at >= layout.until) continue;
            clock.last_visit = at;
            ++clock.visits;
            visits.push_back({here[i], kept});
        }
        if (tally.trouble != FoldTrouble::none) return tally;
        for (const auto& part : layout.parts) {
            if (!part->fold(batch, visits)) tally.trouble = FoldTrouble::out_of_range;
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
        const std::uint32_t ours = code(other.tags_[theirs], text_ids_ ? other.text(theirs) : std::string_view{});
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

}  // namespace dangol::inline v0
