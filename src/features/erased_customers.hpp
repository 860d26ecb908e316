#pragma once

#include <dangol/core/error.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <string_view>
#include <unordered_set>
#include <variant>

namespace dangol::inline v0 {

inline std::size_t count_of(const CustomerKeys& keys) noexcept {
    return std::visit([](const auto& list) { return list.size(); }, keys);
}

/// @throws InvalidArgument where some of the erased are still among those who should be left, or ids are of the other kind; it does not say who
inline void check_erased(const CustomerKeys& left, const CustomerKeys& erased, std::string_view field) {
    if (count_of(left) > 0 && count_of(erased) > 0 && left.index() != erased.index()) {
        throw InvalidArgument("ids of the erased", "of another kind than the others'", "text where ids are text, numbers where they are numbers",
                              "give them as they stand in the records");
    }
    std::size_t found = 0;
    std::visit(
        [&]<class Keys>(const Keys& gone) {
            const std::unordered_set<typename Keys::value_type> ids(gone.begin(), gone.end());
            if (const auto* all = std::get_if<Keys>(&left))
                for (const auto& id : *all) found += ids.contains(id) ? 1 : 0;
        },
        erased);
    if (found > 0) throw InvalidArgument(field, found, "without the erased", "erase them from the records first, and build the table of who is left");
}

}  // namespace dangol::inline v0
