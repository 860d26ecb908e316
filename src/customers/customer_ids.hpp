#pragma once

#include <dangol/core/execution.hpp>

#include "core/large_array.hpp"
#include "customers/row_numbers.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

/// The rows of each code, in the order in which they came; those without a code are in none.
struct RowsByCode {
    struct Part {
        std::uint32_t begin = 0, count = 0;
    };
    std::vector<Part> parts = {};  ///< per code, of `rows`
    LargeNumbers<std::uint32_t> rows = {};
    bool given() const noexcept { return !rows.empty(); }
    std::span<const std::uint32_t> of(std::uint32_t code) const noexcept { return {rows.data() + parts[code].begin, parts[code].count}; }
    std::span<std::uint32_t> of(std::uint32_t code) noexcept { return {rows.data() + parts[code].begin, parts[code].count}; }
};

/// Codes of rows that were put in the order of `numbers`: in each block those of neighbouring ids stand near each other.
struct EncodedRows {
    LargeNumbers<std::uint32_t> codes = {};
    RowNumbers numbers = {};
};

/// Customer ids of all tables in one dictionary, whole numbers or text. A code never changes; ids that come later get the next ones, mostly in
/// their order. Which of them gets which is settled by the ids and their rows, whatever the number of threads, and no result depends on it.
class CustomerIds {
public:
    std::size_t size() const noexcept { return numbers_.size() + ends_.size(); }  // one of the two is empty
    bool are_text() const noexcept { return !ends_.empty(); }
    std::int64_t number(std::uint32_t code) const noexcept { return numbers_[code]; }
    std::string_view text(std::uint32_t code) const noexcept {
        const std::size_t begin = code == 0 ? 0 : ends_[code - 1];
        return std::string_view(bytes_).substr(begin, ends_[code] - begin);
    }
    std::string shown(std::uint32_t code) const;  ///< masked

    /// The codes of a column of ids. `nobody`: rows without an id, ascending; their code is unobserved_code. `by_code`, unless null: the rows of
    /// each code, which come up by the way, as they stand now. @throws BadInput, Cancelled
    EncodedRows encode(std::span<const std::int64_t> ids, std::span<const std::size_t> nobody, RowsByCode* by_code, const Execution& execution);
    EncodedRows encode(std::span<const std::string_view> ids, std::span<const std::size_t> nobody, RowsByCode* by_code, const Execution& execution);

    /// Without those that `gone` marks; the others keep their order.
    CustomerIds without(const std::vector<std::uint8_t>& gone) const;

private:
    template <class Id>
    friend class IdEncoder;

    std::vector<std::int64_t> numbers_ = {};
    std::string bytes_ = {};
    std::vector<std::size_t> ends_ = {};
};

}  // namespace dangol::inline v0
