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
    using Rows = std::span<const FoldWord* const>;

    /// Calls use(rows, next, after) for the rows of a shard, `run` at a time, until it says false: in the order of time; of equal times in that
    /// in which they came, which does not matter. The rows behind them are shown so that they can be asked for: who does that never waits for memory.
    template <class Use>
    void for_each_run(std::size_t shard, const Use& use) const {
        const std::vector<const FoldWord*> sorted = by_time_ ? std::vector<const FoldWord*>{} : sorted_rows(shard);
        std::size_t taken = 0, block = 0;
        const FoldWord* row = blocks_.empty() ? nullptr : rows_until(blocks_[0], shard);
        const auto take = [&](std::array<const FoldWord*, run>& rows) {
            std::size_t count = 0;
            if (!by_time_) {
                for (; count < run && taken < sorted.size(); ++count) rows[count] = sorted[taken++];
                return Rows(rows).first(count);
            }
            while (block < blocks_.size()) {
                const FoldWord* const end = rows_until(blocks_[block], shard + 1);
                for (; row != end && count < run; row += layout_.words()) rows[count++] = row;
                if (row != end) break;
                if (++block < blocks_.size()) row = rows_until(blocks_[block], shard);
            }
            return Rows(rows).first(count);
        };
        std::array<std::array<const FoldWord*, run>, 3> memory{};
        std::array<Rows, 3> rows{take(memory[0]), take(memory[1]), {}};
        for (std::size_t here = 0; !rows[here].empty(); here = (here + 1) % 3) {
            const std::size_t next = (here + 1) % 3, after = (here + 2) % 3;
            rows[after] = take(memory[after]);
            if (!use(rows[here], rows[next], rows[after])) return;
        }
    }

private:
    const FoldWord* rows_until(const FoldBlock& block, std::size_t shard) const noexcept { return block.rows + block.bounds[shard] * layout_.words(); }
    std::vector<const FoldWord*> sorted_rows(std::size_t shard) const;

    std::vector<FoldBlock> blocks_ = {};
    FoldRowLayout layout_ = {};
    bool by_time_ = true;
};

}  // namespace dangol::inline v0
