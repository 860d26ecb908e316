#include "customers/row_numbers.hpp"

namespace dangol::inline v0 {

RowNumbers RowNumbers::behind(const RowNumbers& earlier, std::size_t earlier_rows, std::size_t rows) const {
    if (as_read() && earlier.as_read()) return {};
    LargeNumbers<std::int16_t> moved(earlier_rows + rows);
    std::fill(moved.begin(), moved.end(), std::int16_t{0});
    if (!earlier.as_read()) std::ranges::copy(*earlier.moved_, moved.begin());
    if (!as_read()) std::ranges::copy(*moved_, moved.begin() + earlier_rows);
    return RowNumbers(std::move(moved));
}

std::vector<std::uint8_t> RowNumbers::by_number(const std::vector<std::uint8_t>& marks) const {
    std::vector<std::uint8_t> of_number(marks.size());
    for (std::size_t row = 0; row < marks.size(); ++row) of_number[number(row)] = marks[row];
    return of_number;
}

RowNumbers RowNumbers::without(const std::vector<std::uint8_t>& gone, const std::vector<std::size_t>& number_now) const {
    if (as_read()) return {};
    LargeNumbers<std::int16_t> moved(static_cast<std::size_t>(std::ranges::count(gone, 0)));
    std::size_t next = 0;
    for (std::size_t row = 0; row < gone.size(); ++row) {
        if (gone[row]) continue;
        moved[next] = static_cast<std::int16_t>(static_cast<std::ptrdiff_t>(number_now[number(row)]) - static_cast<std::ptrdiff_t>(next));
        ++next;
    }
    return RowNumbers(std::move(moved));
}

}  // namespace dangol::inline v0
