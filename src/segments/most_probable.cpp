#include <dangol/segments/most_probable.hpp>

#include <algorithm>

namespace dangol::inline v0 {

MostProbable most_probable(std::span<const double> membership) noexcept {
    const auto most = std::max_element(membership.begin(), membership.end());
    if (most == membership.end()) return {};
    return {static_cast<std::size_t>(most - membership.begin()), *most};
}

std::vector<std::uint32_t> most_probable(MatrixView<const double> membership) {
    std::vector<std::uint32_t> segment(membership.rows());
    for (std::size_t row = 0; row < segment.size(); ++row) segment[row] = static_cast<std::uint32_t>(most_probable(membership.row(row)).segment);
    return segment;
}

}  // namespace dangol::inline v0
