#include "features/fold_batch.hpp"

#include "core/parallel.hpp"
#include "features/visit_clock.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t rows_per_block = TableReader::rows_per_task;

constexpr std::uint64_t combined(std::uint64_t hash, std::uint64_t more) noexcept {
    hash = (hash ^ more) * 0x9e37'79b9'7f4a'7c15ULL;
    return hash ^ (hash >> 32);
}

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

/// Adds to the content of the rows [begin, end) what one column says.
class ContentHash {
public:
    ContentHash(std::vector<std::uint64_t>& content, BlockRange rows) : content_(content), rows_(rows) {}

    void add(const std::vector<double>& values) {
        if (values.empty()) return;
        for (std::size_t row = rows_.begin; row < rows_.end; ++row) {
            const double value = values[row];
            content_[row] = combined(content_[row], value == value ? std::bit_cast<std::uint64_t>(value) : 1);
        }
    }
    void add(const std::vector<std::uint8_t>& values) {
        if (values.empty()) return;
        for (std::size_t row = rows_.begin; row < rows_.end; ++row) content_[row] = combined(content_[row], values[row]);
    }
    void add(const std::vector<std::uint32_t>& codes, const std::vector<std::uint64_t>& hash_of_code) {
        if (codes.empty()) return;
        for (std::size_t row = rows_.begin; row < rows_.end; ++row) {
            content_[row] = combined(content_[row], codes[row] == unobserved_code ? 1 : hash_of_code[codes[row]]);
        }
    }
    void add(const std::vector<std::uint64_t>& hashes) {
        if (hashes.empty()) return;
        for (std::size_t row = rows_.begin; row < rows_.end; ++row) content_[row] = combined(content_[row], hashes[row]);
    }

private:
    std::vector<std::uint64_t>& content_;
    BlockRange rows_;
};

}  // namespace

TableView slice(const TableView& table, std::size_t begin, std::size_t count) {
    if (begin == 0 && count == table.row_count()) return table;
    std::vector<NamedColumn> columns;
    for (const NamedColumn& column : table.columns()) {
        std::vector<ColumnChunk> chunks;
        std::size_t first = 0;
        for (const ColumnChunk& chunk : column.column.chunks()) {
            const std::size_t from = std::max(first, begin), until = std::min(first + chunk.length, begin + count);
            if (from < until || chunks.empty()) {
                ColumnChunk part = chunk;
                part.offset += from < until ? from - first : 0;
                part.length = from < until ? until - from : 0;
                if (!chunks.empty() && chunks.front().length == 0) chunks.clear();  // it only stood for the type
                chunks.push_back(std::move(part));
            }
            first += chunk.length;
        }
        columns.push_back({column.name, ColumnView(std::move(chunks))});
    }
    return {std::move(columns), count};
}

FoldBatch::FoldBatch(const TableView& view, const Schema& schema, const TimeZone& zone, Instant from, Instant until, Clock clock,
                     const Execution& execution)
    : table(view, schema, zone, execution) {
    std::vector<TableReader::Task>& tasks = table.reader.tasks();
    for_each_block(tasks.size(), execution, [&](std::size_t task) { tasks[task](); });
    table.settle(execution);
    if (schema.window.from.given() || schema.window.until.given()) table.leave_outside(table.rows().at, from, until);

    const std::size_t count = table.row_count(), blocks = block_count(count, rows_per_block);
    id_hash.resize(count);
    content.assign(count, 0);
    if (clock == Clock::read) {
        visit_day.resize(count);
        week_part.resize(count);
    }
    rows_of_shard.resize(blocks);
    std::vector<Instant> firsts(blocks, Instant::max());
    const InteractionRows& rows = table.rows();
    const InteractionWords& words = table.words();
    const std::vector<std::uint64_t> offerings = hashes_of(words.offerings), channels = hashes_of(words.channels), staff = hashes_of(words.staff);
    const std::vector<std::uint64_t> notes = hashes_of(words.notes), companions = hashes_of(words.companions), observed = hashes_of(words.observations);
    for_each_block(blocks, execution, [&](std::size_t block) {
        ContentHash hash(content, block_range(block, count, rows_per_block));
        hash.add(rows.kind);
        hash.add(rows.amount);
        for (const std::vector<double>& discount : rows.discounts) hash.add(discount);
        hash.add(rows.offering, offerings);
        hash.add(rows.channel, channels);
        hash.add(rows.staff, staff);
        hash.add(rows.note, notes);
        hash.add(rows.companions, companions);
        hash.add(rows.observations, observed);
        for (const std::vector<double>* numbers : {&rows.quantity, &rows.party_size, &rows.duration_minutes, &rows.satisfaction}) hash.add(*numbers);
        hash.add(rows.planned);
        hash.add(table.fingerprint);
        prepare(block, zone, clock, firsts[block]);
    });
    for (const Instant here : firsts) first = std::min(first, here);
}

void FoldBatch::prepare(std::size_t block, const TimeZone& zone, Clock clock, Instant& first_here) {
    const BlockRange range = block_range(block, table.row_count(), rows_per_block);
    auto& shards = rows_of_shard[block];
    for (auto& rows : shards) rows.reserve(range.size() / fold_shards * 9 / 8);
    for (std::size_t row = range.begin; row < range.end; ++row) {
        if (!table.usable[row]) continue;
        if (is_visit(row)) first_here = std::min(first_here, table.rows().at[row]);
        id_hash[row] = has_text_ids() ? hash_of(table.customer_text[row]) : hash_of(table.customer_number[row]);
        shards[shard_of(id_hash[row])].push_back(static_cast<std::uint32_t>(row));
    }
    if (clock == Clock::none) return;
    for (std::size_t row = range.begin; row < range.end; ++row) {
        if (!table.usable[row]) continue;
        const LocalTime local = zone.local(table.rows().at[row]);
        visit_day[row] = static_cast<std::int32_t>(dangol::visit_day(local).time_since_epoch().count());
        week_part[row] = static_cast<std::uint8_t>(weekday_from_monday(local) * 4 + static_cast<unsigned>(daypart(local)));
    }
}

}  // namespace dangol::inline v0
