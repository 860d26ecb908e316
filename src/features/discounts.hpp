#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/missing_value.hpp"

namespace dangol::inline v0 {

/// Positions among InteractionColumns::discounts: the one that is named, or all where none is; empty: there is none of this name.
inline std::vector<std::size_t> discounts_named(const std::string& name, std::span<const std::string> discounts) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < discounts.size(); ++i) {
        if (name.empty() || discounts[i] == name) chosen.push_back(i);
    }
    return chosen;
}

/// What was saved on a row of records, of lines or of visits, over the chosen discounts that are known; NaN: none is.
template <class Records, class Row>
double saved_on(const Records& records, std::span<const std::size_t> chosen, Row row) {
    double sum = 0;
    bool known = false;
    for (const std::size_t discount : chosen) {
        const double here = records.discounts[discount][row];
        if (std::isnan(here)) continue;
        sum += here;
        known = true;
    }
    return known ? sum : missing_value;
}

}  // namespace dangol::inline v0
