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

    /// Puts words in the order of their bytes and sets in the order of their words, as they then are; codes of rows change with them.
    /// @returns the words
    std::vector<std::string> settle(std::vector<std::uint32_t>& codes_of_rows);

private:
    TextCodes words_ = {};
    TextCodes sets_ = {};  // the bytes of the codes of its words
};

/// The members of a list in a cell, without spaces around them; empty ones are not members.
std::vector<std::string_view> members_of(std::string_view cell, std::string_view separator);

/// Rows of sets, spread out.
CodeLists code_lists(const CodeSets& sets, std::span<const std::uint32_t> sets_of_rows, std::vector<std::string> names);

}  // namespace dangol::inline v0
