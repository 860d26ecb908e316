#pragma once

/// What is planted in a world, as JSON: for tests in other languages and for whoever wants to check an answer.

#include "dirt.hpp"
#include "world.hpp"

#include <string>
#include <vector>

namespace dangol::worlds {

/// Kinds with shares and rates, costs, numbers of clean rows, decisions about consent, and the dirt counted by table and defect.
[[nodiscard]] std::string truth_json(const World& world, const std::vector<DirtMark>& dirt);

/// The marks as a table: table, row, column, value, defect.
[[nodiscard]] TextTable dirt_table(const std::vector<DirtMark>& dirt);

/// Customers whose last decision on a purpose is yes; the others refused, withdrew or were never asked.
[[nodiscard]] std::size_t customers_permitting(const World& world, std::string_view purpose);

}  // namespace dangol::worlds
