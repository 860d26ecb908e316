#include "features/fold_block.hpp"

#include "core/copy_past_cache.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <optional>
#include <span>
#include <utility>

namespace dangol::inline v0 {
namespace {

std::vector<std::uint64_t> hashes_of(const TextCodes& words) {
    std::vector<std::uint64_t> hashes(words.size());
    for (std::uint32_t code = 0; code < hashes.size(); ++code) hashes[code] = hash_of(words.text(code));
    return hashes;
}

std::vector<std::uint64_t> hashes_of(const CodeSets& sets) {
    std::vector<std::uint64_t> hashes(sets.set_count());
    for (std::uint32_t set = 0; set < hashes.size(); ++set) {
        for (const std::uint32_t word : sets.words_of(set)) hashes[set] += hash_of(sets.text(word));  // in whatever order they have codes
    }
    return hashes;
}

/// Adds to the content of all rows what one column says; a column that nobody named says nothing.
class ContentHash {
public:
    explicit ContentHash(std::vector<std::uint64_t>& content) : content_(content) {}

    void add(const std::vector<double>& values) {
        for (std::size_t row = 0; row < values.size(); ++row) content_[row] = combined(content_[row], values[row]);
    }
    void add(const std::vector<std::uint8_t>& values) {
        for (std::size_t row = 0; row < values.size(); ++row) content_[row] = combined(content_[row], std::uint64_t{values[row]});
    }
    void add(const std::vector<std::uint32_t>& codes, const auto& words) {
        if (codes.empty()) return;
        const std::vector<std::uint64_t> hash_of_code = hashes_of(words);
        for (std::size_t row = 0; row < codes.size(); ++row) {
            content_[row] = combined(content_[row], codes[row] == unobserved_code ? std::uint64_t{1} : hash_of_code[codes[row]]);
        }
    }
    void add(const std::vector<std::uint64_t>& hashes) {
        for (std::size_t row = 0; row < hashes.size(); ++row) content_[row] = combined(content_[row], hashes[row]);
    }

private:
    std::vector<std::uint64_t>& content_;
};

/// Hashes of the ids, and how many usable rows go to each shard: bounds[shard + 1] of them.
void hash_ids(const InteractionTable& table, std::vector<std::uint64_t>& hash, ShardBounds& bounds) {
    hash.resize(table.row_count());
    const auto hash_all = [&](const auto& ids) {
        for (std::size_t row = 0; row < hash.size(); ++row) {
            hash[row] = hash_of(ids[row]);
            bounds[shard_of(hash[row]) + 1] += table.usable[row];
        }
    };
    if (table.customer_text.empty()) hash_all(table.customer_number);
    else hash_all(table.customer_text);
}

/// Positions of the usable rows by shard, in the order in which they came.
void order_by_shard(const std::vector<std::uint8_t>& usable, const std::vector<std::uint64_t>& hash, std::vector<std::uint32_t>& order, ShardBounds& bounds) {
    for (std::size_t shard = 0; shard < fold_shards; ++shard) bounds[shard + 1] += bounds[shard];
    ShardBounds next = bounds;
    order.resize(bounds.back());
    for (std::size_t row = 0; row < usable.size(); ++row) {
        if (usable[row]) order[next[shard_of(hash[row])]++] = static_cast<std::uint32_t>(row);
    }
}

/// From when to when the usable rows are, and whether they came by time.
void note_times(const InteractionTable& table, FoldBlock& block) {
    const std::vector<Instant>& at = table.rows().at;
    Instant last = Instant::min(), first = Instant::max();
    if (block.used == at.size() && std::ranges::is_sorted(at)) {
        if (!at.empty()) first = at.front(), last = at.back();
    } else {
        for (std::size_t row = 0; row < at.size(); ++row) {
            if (!table.usable[row]) continue;
            block.by_time = block.by_time && last <= at[row];
            first = std::min(first, at[row]);
            last = std::max(last, at[row]);
        }
    }
    block.first_at = first.time_since_epoch().count();
    block.last_at = last.time_since_epoch().count();
}

/// What the usable rows say of their kind, and of their moment where `clocks` has it; and when the first visit was.
void write_occasions(const InteractionTable& table, const std::vector<VisitClock>& clocks, const std::optional<FoldInput>& to, FoldBlock& block) {
    const std::vector<std::uint8_t>& kind = table.rows().kind;
    if (kind.empty()) block.first_visit = Instant{std::chrono::microseconds{block.first_at}};
    if (!to) return;
    to->write([&](std::uint32_t row) {
        FoldOccasion occasion;
        if (!clocks.empty()) occasion = {.day = clocks[row].day, .week_part = clocks[row].week_part};
        if (!kind.empty()) {
            occasion.kind = kind[row];
            occasion.is_visit = table.kind_counts_as[kind[row]] == CountsAs::visit ? 1 : 0;
            if (occasion.is_visit != 0) block.first_visit = std::min(block.first_visit, table.rows().at[row]);
        }
        return std::bit_cast<FoldWord>(occasion);
    });
}

/// Asks for all lines of columns of 64-bit numbers at once: whoever checks one value after the other waits for each.
void bring_near(const TableView& view) noexcept {
    for (const NamedColumn& column : view.columns()) {
        for (const ColumnChunk& chunk : column.column.chunks()) {
            using enum PhysicalType;
            if (chunk.length == 0 || (chunk.type != int64 && chunk.type != float64 && chunk.type != timestamp)) continue;
            const auto* const first = static_cast<const std::byte*>(chunk.values) + chunk.offset * 8;
            for (std::size_t line = 0; line < chunk.length * 8; line += 64) __builtin_prefetch(first + line, 0, 2);
        }
    }
}

}  // namespace

std::unique_ptr<FoldReader::Scratch> FoldReader::borrow() {
    const std::lock_guard lock(mutex_);
    if (spare_.empty()) return std::make_unique<Scratch>();
    std::unique_ptr<Scratch> scratch = std::move(spare_.back());
    spare_.pop_back();
    return scratch;
}

void FoldReader::give_back(std::unique_ptr<Scratch> scratch) {
    const std::lock_guard lock(mutex_);
    spare_.push_back(std::move(scratch));
}

void FoldReader::hash_contents(const InteractionTable& table, std::vector<std::uint64_t>& content) const {
    content.assign(table.row_count(), 0);
    ContentHash hash(content);
    const InteractionRows& rows = table.rows();
    const InteractionWords& words = table.words();
    hash.add(rows.kind);
    hash.add(rows.amount);
    for (const std::vector<double>& discount : rows.discounts) hash.add(discount);
    hash.add(rows.offering, words.offerings);
    hash.add(rows.channel, words.channels);
    hash.add(rows.staff, words.staff);
    hash.add(rows.note, words.notes);
    hash.add(rows.companions, words.companions);
    hash.add(rows.observations, words.observations);
    for (const std::vector<double>* numbers : {&rows.quantity, &rows.party_size, &rows.duration_minutes, &rows.satisfaction}) hash.add(*numbers);
    hash.add(rows.planned);
    hash.add(table.fingerprint);
}

FoldBlock FoldReader::read(const TableView& view, const FoldRowLayout& layout, FoldWord* into, std::size_t rows_of_batch, const Execution& execution) {
    std::unique_ptr<Scratch> scratch = borrow();
    FoldBlock block;
    if (!read_plain(view, layout, *scratch, block)) block = read_any(view, layout, *scratch, execution);
    block.rows = into;
    constexpr std::size_t shared_cache = std::size_t{1} << 26;  // what lies in it until the shards want it, need not leave it
    const std::size_t words = layout.words(), row_size = words * sizeof(FoldWord);
    if (rows_of_batch * row_size > shared_cache) copy_past_cache(into, scratch->rows.data(), block.used * row_size);
    else std::copy_n(scratch->rows.data(), block.used * words, into);
    give_back(std::move(scratch));
    return block;
}

FoldBlock FoldReader::read_any(const TableView& view, const FoldRowLayout& layout, Scratch& scratch, const Execution& execution) {
    bring_near(view);
    auto read = std::make_unique<InteractionTable>(view, schema_, zone_, execution, scratch.table.get());
    scratch.table = std::move(read);
    InteractionTable& table = *scratch.table;
    for (TableReader::Task& task : table.reader.tasks()) task();
    table.settle(execution);
    if (schema_.window.from.given() || schema_.window.until.given()) table.leave_outside(table.rows().at, from_, until_);

    FoldBlock block{.read = table.row_count(), .outside = table.outside, .customer_class = table.customer_class};
    Account account;
    table.record(account, block.unusable);
    block.set_aside = account.tables.front().set_aside;
    block.used = account.tables.front().used;

    hash_ids(table, scratch.hash, block.bounds);
    order_by_shard(table.usable, scratch.hash, scratch.order, block.bounds);
    const std::vector<Instant>& at = table.rows().at;
    scratch.clocks.resize(layout_.clock ? at.size() : 0);
    if (layout_.clock) read_clocks(at, zone_, scratch.clocks);
    note_times(table, block);

    const std::size_t words = layout.words();
    scratch.rows.resize(std::max(scratch.rows.size(), block.used * words));
    FoldWord* const first = scratch.rows.data();
    FoldWord* to = first;
    for (const std::uint32_t row : scratch.order) {
        head_of(to) = {.tag = scratch.hash[row], .at = at[row].time_since_epoch().count()};
        to += words;
    }
    const auto word = [&](std::size_t number) { return FoldInput(scratch.order, first + number, words); };
    const auto input = [&](std::size_t number) { return word(FoldRowLayout::head + number); };
    write_occasions(table, scratch.clocks, layout_.occasion ? std::optional(input(*layout_.occasion)) : std::nullopt, block);
    for (const auto& part : layout_.parts) {
        if (part->needs.amount) input(part->input).write(table.rows().amount);
        else if (part->needs.inputs > 0) part->needs.take(table, input(part->input));
    }
    if (!layout.says_only_amount) {
        hash_contents(table, scratch.content);
        word(layout.content()).write([&](std::uint32_t row) { return scratch.content[row]; });
    }
    if (layout.text_ids) {
        const FoldInput text = word(layout.text());
        text.write([&](std::uint32_t row) { return reinterpret_cast<FoldWord>(table.customer_text[row].data()); });
        text.next().write([&](std::uint32_t row) { return table.customer_text[row].size(); });
    }
    return block;
}

}  // namespace dangol::inline v0
