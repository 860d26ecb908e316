#pragma once

#include "core/large_array.hpp"
#include "features/fold_block.hpp"

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

    /// In the order of time; of equal times in that in which they came, which does not matter.
    std::vector<const FoldWord*> rows_of(std::size_t shard) const;

private:
    std::vector<FoldBlock> blocks_ = {};
    FoldRowLayout layout_ = {};
    bool by_time_ = true;
};

}  // namespace dangol::inline v0
