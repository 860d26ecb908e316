#pragma once

#include <dangol/customers/customer_base.hpp>

#include "customers/codes.hpp"
#include "customers/instants.hpp"
#include "customers/row_order.hpp"
#include "customers/table_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// An attribute while its table is read: cells by row. Stays where it is, since the tasks of the reader write into it.
class AttributeCells {
public:
    explicit AttributeCells(const AttributeColumn& meaning) : meaning_(meaning) {}

    void read(TableReader& reader, const Schema& schema, const TimeZone& zone);  ///< names the column; the reader's tasks fill it
    void settle();                                      ///< after the tasks: codes in the order of the levels
    CompareRows order() const;
    std::size_t known(std::size_t row) const noexcept;  ///< 1 or 0
    std::string shown(std::size_t row) const;           ///< masked; after settle()
    void adopt_words(const AttributeCells& earlier) { words_ = earlier.words_; }
    void prepend(const AttributeCells& earlier);
    void remove(const std::vector<std::uint8_t>& gone);
    AttributeValues values(std::span<const std::uint32_t> rows) const;  ///< row 0xffffffff: not known

private:
    AttributeColumn meaning_;
    TextCodes words_ = {};
    std::vector<double> numbers_ = {};
    std::vector<std::uint32_t> codes_ = {};
    std::vector<std::uint8_t> flags_ = {};
    std::vector<Instant> times_ = {};
    std::vector<std::string> texts_ = {};
};

inline constexpr std::uint32_t no_row = 0xffff'ffffU;

}  // namespace dangol::inline v0
