#include <dangol/core/error.hpp>
#include <dangol/segments/groups.hpp>

#include <string>

namespace dangol::inline v0 {

Matrix membership_of(std::span<const std::uint32_t> groups, std::size_t count) {
    Matrix membership(groups.size(), count);
    for (std::size_t row = 0; row < groups.size(); ++row) {
        if (groups[row] >= count) {
            throw InvalidArgument("the group of row " + std::to_string(row), groups[row], "below the number of groups, " + std::to_string(count),
                                  "number groups from 0");
        }
        membership(row, groups[row]) = 1;
    }
    return membership;
}

}  // namespace dangol::inline v0
