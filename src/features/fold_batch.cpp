#include "features/fold_batch.hpp"

#include "core/copy_past_cache.hpp"
#include "core/parallel.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t rows_per_block = 16'384;  // what is read and written of them stays in the cache of a core: some 80 bytes a row

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

FoldWord* FoldMemory::words(std::size_t count) {
    if (size_ < count) {
        bytes_.reset();
        size_ = 0;
        bytes_ = make_large_array(count * sizeof(FoldWord));
        size_ = count;
    }
    return reinterpret_cast<FoldWord*>(bytes_.get());
}

void FoldMemory::forget(std::size_t keep_at_most) noexcept {
    if (byte_count() <= keep_at_most) {
        wipe_past_cache(bytes_.get(), byte_count());
    } else {
        bytes_.reset();
        size_ = 0;
    }
}

FoldBatch::FoldBatch(FoldReader& reader, const TableView& rows, const FoldRowLayout& layout, FoldMemory& memory, const Execution& execution)
    : layout_(layout) {
    const std::size_t count = rows.row_count();
    blocks_.resize(std::max<std::size_t>(block_count(count, rows_per_block), 1));  // a table without rows has columns to be checked
    FoldWord* const words = memory.words(count * layout.words());
    for_each_block(blocks_.size(), execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, count, rows_per_block);
        blocks_[block] = reader.read(slice(rows, range.begin, range.size()), layout, words + range.begin * layout.words(), count, on_this_thread(execution));
    });
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (const FoldBlock& block : blocks_) {
        if (block.used == 0) continue;
        by_time_ = by_time_ && block.by_time && last <= block.first_at;
        last = block.last_at;
    }
}

std::size_t FoldBatch::row_count(std::size_t shard) const noexcept {
    std::size_t count = 0;
    for (const FoldBlock& block : blocks_) count += block.bounds[shard + 1] - block.bounds[shard];
    return count;
}

std::vector<const FoldWord*> FoldBatch::sorted_rows(std::size_t shard) const {
    std::vector<const FoldWord*> rows;
    rows.reserve(row_count(shard));
    for (const FoldBlock& block : blocks_) {
        const FoldWord* const end = rows_until(block, shard + 1);
        for (const FoldWord* row = rows_until(block, shard); row != end; row += layout_.words()) rows.push_back(row);
    }
    const auto at = [](const FoldWord* row) { return head_of(row).at; };
    if (!std::ranges::is_sorted(rows, {}, at)) std::ranges::stable_sort(rows, {}, at);
    return rows;
}

}  // namespace dangol::inline v0
