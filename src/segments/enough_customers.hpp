#pragma once

#include <dangol/features/feature_table.hpp>

#include <algorithm>
#include <cstddef>

namespace dangol::inline v0 {

/// Below so many customers a basis column what is found by looking in many places is as often chance: nothing is called natural, and no columns are selected (of noise in eight
/// columns of thirty customers selection made two kinds in nine worlds of forty; without it none).
inline constexpr std::size_t enough_customers_per_column = 60;

inline bool has_enough_customers(const FeatureTable& table) {
    return table.customer_count() >= enough_customers_per_column * std::max<std::size_t>(table.columns_with(Role::basis).size(), 1);
}

/// Customers with a weight above 0: the others are placed, but nothing is found out from them.
inline std::size_t customers_who_count(const FeatureTable& table) {
    return static_cast<std::size_t>(std::ranges::count_if(table.weights(), [](double weight) { return weight > 0; }));
}

}  // namespace dangol::inline v0
