#pragma once

#include <dangol/features/feature_table.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// A column cut into few bins, whatever its kind: levels, or up to 20 ranges of numbers, of which a value more frequent than that is one of
/// its own. The last bin is of cells that were not observed.
struct OutcomeBins {
    std::vector<std::uint32_t> bin_of_row = {};
    std::vector<std::string> names = {};  ///< "7", "0.5 … 2", "yes"; empty: not observed
};

/// Of these rows of a table, in their order.
OutcomeBins outcome_bins(const FeatureTable& table, ColumnIndex column, std::span<const std::uint32_t> rows);

}  // namespace dangol::inline v0
