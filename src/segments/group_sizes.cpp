#include "segments/group_sizes.hpp"

#include <dangol/core/error.hpp>

#include "core/largest_number.hpp"

#include <algorithm>
#include <string>

namespace dangol::inline v0 {

std::vector<double> rows_of_groups(std::span<const std::uint32_t> groups, std::size_t rows) {
    if (groups.size() != rows) throw InvalidArgument("groups", groups.size(), "one per row, " + std::to_string(rows), "give a group for every row");
    std::vector<double> sizes;
    for (const std::uint32_t group : groups) {
        if (group >= sizes.size()) {
            if (group > groups.size() && group > 1'000'000) throw InvalidArgument("groups", group, "numbered from 0 without gaps", "number the groups anew");
            sizes.resize(std::size_t{group} + 1, 0);
        }
        ++sizes[group];
    }
    const auto filled = static_cast<std::size_t>(std::ranges::count_if(sizes, [](double size) { return size > 0; }));
    if (filled < 2) throw InvalidArgument("groups", filled, "at least 2 that hold rows", "one group has nothing to be told apart from");
    if (filled == rows) throw InvalidArgument("groups", filled, "fewer than rows, " + std::to_string(rows), "put rows together: a row by itself is near nobody");
    return sizes;
}

void check_point(std::span<const double> point) {
    for (const double x : point)
        if (!is_usable(x)) throw InvalidArgument("points", x, within_largest_number, "fill or leave out what is not known");
}

}  // namespace dangol::inline v0
