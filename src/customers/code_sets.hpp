#pragma once

#include <dangol/customers/customer_base.hpp>

#include "customers/codes.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

/// Lists in cells, encoded twice: words into codes, and each distinct set of codes into a code of its own, so that a row costs four bytes
/// however long its list is.
class CodeSets {
public:
    std::uint32_t word(std::string_view word) { return words_.code(word); }
    std::uint32_t set(std::vector<std::uint32_t>& words);  ///< sorts them, and drops repetitions
    std::vector<std::uint32_t> words_of(std::uint32_t set) const;
    std::string_view text(std::uint32_t word) const noexcept { return words_.text(word); }
    std::size_t set_count() const noexcept { return sets_.size(); }

    const TextCodes& words() const noexcept { return words_; }

private:
    TextCodes words_ = {};
    TextCodes sets_ = {};  // the bytes of the codes of its words
};

/// Words in the order of their bytes, and sets in the order of their words, so that neither depends on the order of rows.
struct SortedSets {
    std::vector<std::string> names = {};
    std::vector<std::vector<std::uint32_t>> members = {};  ///< of each set, as positions in names
    std::vector<std::uint32_t> rank_of_code = {};          ///< of each set
};
SortedSets sorted_sets(const CodeSets& sets);

/// The sets of `codes` that still occur, and their words; codes follow.
CodeSets used_sets(const CodeSets& sets, std::vector<std::uint32_t>& codes);

/// The members of a list in a cell, without spaces around them; empty ones are not members.
std::vector<std::string_view> members_of(std::string_view cell, std::string_view separator);

/// Rows of sets, spread out.
CodeLists code_lists(const SortedSets& sets, std::span<const std::uint32_t> sets_of_rows);

}  // namespace dangol::inline v0
