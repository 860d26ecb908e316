#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// The basis of a table as points between which distances make sense: for choosing starts and for hard cuts. Every column has mean 0
/// and total variance 1, however many coordinates it takes; what was not observed is 0. Amounts enter as log(1 + x / mean), counts as
/// √rate, categories as indicators, compositions as √parts.
struct StandardisedBasis {
    Matrix coordinates = {};                               ///< customers × coordinates
    std::vector<std::uint32_t> column_of_coordinate = {};  ///< position among the basis columns
};

StandardisedBasis standardise_basis(const FeatureTable& table);

}  // namespace dangol::inline v0
