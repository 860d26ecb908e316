#pragma once

#include "core/large_array.hpp"
#include "features/fold_block.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

/// Some rows of a chunk, read and made ready: what the shards of a fold take their rows from.
namespace dangol::inline v0 {

/// A view of the rows [begin, begin + count) of another.
TableView slice(const TableView& table, std::size_t begin, std::size_t count);

/// Memory for the rows of a batch, which the next batch uses again; a copy has none yet.
class FoldMemory {
public:
    FoldMemory() = default;
    FoldMemory(const FoldMemory&) noexcept {}
    FoldMemory& operator=(const FoldMemory&) noexcept { return *this; }

    FoldWord* words(std::size_t count);
    void forget(std::size_t keep_at_most) noexcept;  ///< what it holds; so many bytes may stay, wiped
    std::size_t byte_count() const noexcept { return size_ * sizeof(FoldWord); }

private:
    LargeArray bytes_ = {};
    std::size_t size_ = 0;  ///< words
};

class FoldBatch {
public:
    FoldBatch(FoldReader& reader, const TableView& rows, const FoldRowLayout& layout, FoldMemory& memory, const Execution& execution);

    const std::vector<FoldBlock>& blocks() const noexcept { return blocks_; }
    const FoldRowLayout& layout() const noexcept { return layout_; }

    std::size_t row_count(std::size_t shard) const noexcept;

    static constexpr std::size_t run = 128;

    /// Calls use(rows) for the rows of a shard, `run` at a time, until it says false: in the order of time; of equal times in that in which they
    /// came, which does not matter.
    template <class Use>
    void for_each_run(std::size_t shard, const Use& use) const {
        if (!by_time_) {
            const std::vector<const FoldWord*> rows = sorted_rows(shard);
            for (std::size_t begin = 0; begin < rows.size(); begin += run) {
                if (!use(std::span(rows).subspan(begin, std::min(run, rows.size() - begin)))) return;
            }
            return;
        }
        std::array<const FoldWord*, run> rows{};
        std::size_t count = 0;
        for (std::size_t block = 0; block < blocks_.size(); ++block) {
            if (block + 1 < blocks_.size()) ask_for_rows(blocks_[block + 1], shard);
            const FoldWord* const end = rows_until(blocks_[block], shard + 1);
            for (const FoldWord* row = rows_until(blocks_[block], shard); row != end; row += layout_.words()) {
                rows[count++] = row;
                if (count < run) continue;
                if (!use(std::span<const FoldWord* const>(rows))) return;
                count = 0;
            }
        }
        if (count > 0) use(std::span<const FoldWord* const>(rows).first(count));
    }

private:
    const FoldWord* rows_until(const FoldBlock& block, std::size_t shard) const noexcept { return block.rows + block.bounds[shard] * layout_.words(); }
    void ask_for_rows(const FoldBlock& block, std::size_t shard) const noexcept {
        const auto* const end = reinterpret_cast<const std::byte*>(rows_until(block, shard + 1));
        for (const auto* line = reinterpret_cast<const std::byte*>(rows_until(block, shard)); line < end; line += 64) __builtin_prefetch(line);
    }
    std::vector<const FoldWord*> sorted_rows(std::size_t shard) const;

    std::vector<FoldBlock> blocks_ = {};
    FoldRowLayout layout_ = {};
    bool by_time_ = true;
};

}  // namespace dangol::inline v0
