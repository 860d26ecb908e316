#pragma once

/// A world as the text a shop would hand over: what goes into the CSV files, and where dirt is added.

#include "world.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::worlds {

/// Rows of cells; every row has one cell per column, a missing value is an empty cell.
struct TextTable {
    std::string name = {};
    std::vector<std::string> columns = {};
    std::vector<std::vector<std::string>> rows = {};

    std::size_t column(std::string_view column_name) const;  ///< @throws std::invalid_argument
};

struct TextTables {
    TextTable customers = {}, interactions = {}, leads = {}, consent = {};
    std::array<TextTable*, 4> all() { return {&customers, &interactions, &leads, &consent}; }
};

/// Times as the shop's clock showed them: "2024-03-09 14:20:00".
[[nodiscard]] TextTables text_tables(const World& world);

/// What the library is never shown: customer_id and kind; lead_id and probability.
[[nodiscard]] TextTable customer_truth(const World& world);
[[nodiscard]] TextTable lead_truth(const World& world);

}  // namespace dangol::worlds
