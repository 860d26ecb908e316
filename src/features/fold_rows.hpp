#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// Rows on their way from the reader to the shards of a fold: words, those of one row behind those of the other.
namespace dangol::inline v0 {

/// Customers belong to one of these by the hash of their id; shards have nothing in common, so that each can be folded by any thread. They are
/// many so that the dictionary and the records of one stay in the cache of a core while its rows are folded: some 4,000 of 10⁶ customers.
inline constexpr std::size_t fold_shards = 256;
inline std::size_t shard_of(std::uint64_t hash) noexcept { return static_cast<std::size_t>(hash >> 56); }

using FoldWord = std::uint64_t;

/// What every row begins with.
struct FoldRow {
    std::uint64_t tag = 0;  ///< hash of the id
    std::int64_t at = 0;    ///< microseconds
};

/// What a row says of its moment and kind, in one word; where nobody asks it is left out.
struct FoldOccasion {
    std::int32_t day = 0;        ///< days since 1970, from 5 to 5 on the wall clock, where a feature wants it
    std::uint8_t week_part = 0;  ///< weekday × 4 + daypart, or 28 + weekday of what is only dated; likewise
    std::uint8_t is_visit = 1;   ///< and not another kind of event
    std::uint8_t kind = 0;       ///< InteractionKind, or a kind of the user's own
    std::uint8_t unused = 0;     ///< no byte without a value
};

/// Adds to the hash of what a row says what it says besides.
constexpr std::uint64_t combined(std::uint64_t hash, std::uint64_t more) noexcept {
    hash = (hash ^ more) * 0x9e37'79b9'7f4a'7c15ULL;
    return hash ^ (hash >> 32);
}
constexpr std::uint64_t combined(std::uint64_t hash, double number) noexcept {
    return combined(hash, number == number ? std::bit_cast<std::uint64_t>(number) : std::uint64_t{1});
}

/// Where the words of a row stand: first FoldRow, then the inputs of the features, then its content, then a text that is an id.
struct FoldRowLayout {
    static constexpr std::size_t head = sizeof(FoldRow) / sizeof(FoldWord);
    std::size_t inputs = 0;
    std::optional<std::size_t> amount = {};  ///< which input that is
    bool says_only_amount = false;           ///< and nothing besides, if that: then a row does without a word for its content
    bool text_ids = false;

    std::size_t words() const noexcept { return text() + (text_ids ? 2 : 0); }
    std::size_t content() const noexcept { return head + inputs; }
    std::size_t text() const noexcept { return head + inputs + (says_only_amount ? 0 : 1); }
};

inline const FoldRow& head_of(const FoldWord* row) noexcept { return *reinterpret_cast<const FoldRow*>(row); }
inline FoldRow& head_of(FoldWord* row) noexcept { return *reinterpret_cast<FoldRow*>(row); }
inline FoldOccasion occasion_of(FoldWord word) noexcept { return std::bit_cast<FoldOccasion>(word); }
inline double number_of(FoldWord word) noexcept { return std::bit_cast<double>(word); }

/// Hash of all that a row says but customer and time.
inline std::uint64_t content_of(const FoldWord* row, const FoldRowLayout& layout) noexcept {
    if (!layout.says_only_amount) return row[layout.content()];
    return layout.amount ? combined(0, number_of(row[FoldRowLayout::head + *layout.amount])) : 0;
}

/// The text of a row: it lies in the user's memory.
inline std::string_view text_of(const FoldWord* row, const FoldRowLayout& layout) noexcept {
    return {reinterpret_cast<const char*>(row[layout.text()]), static_cast<std::size_t>(row[layout.text() + 1])};
}

/// One input of some rows: which row of the table each is, and where its word goes.
class FoldInput {
public:
    FoldInput(std::span<const std::uint32_t> rows, FoldWord* first, std::size_t stride) : rows_(rows), first_(first), stride_(stride) {}

    template <class WordOf>
    void write(const WordOf& word_of) const {
        FoldWord* to = first_;
        for (const std::uint32_t row : rows_) {
            *to = word_of(row);
            to += stride_;
        }
    }
    void write(const std::vector<double>& values) const {
        write([&](std::uint32_t row) { return std::bit_cast<FoldWord>(values[row]); });
    }
    FoldInput next() const noexcept { return {rows_, first_ + 1, stride_}; }

private:
    std::span<const std::uint32_t> rows_;
    FoldWord* first_;
    std::size_t stride_;
};

/// Where the rows of the shards begin in a block: of shard s, rows [first[s], first[s + 1]).
using ShardBounds = std::array<std::uint32_t, fold_shards + 1>;

}  // namespace dangol::inline v0
