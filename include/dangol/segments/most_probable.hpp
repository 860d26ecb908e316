#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// The segment that a customer most probably belongs to.
struct MostProbable {
    std::size_t segment = 0;  ///< position among the segments of the mixture
    double probability = 0;
    bool operator==(const MostProbable&) const = default;
};

/// Of one row of Mixture::membership(). Of equals the first, so that everything that asks gets the same answer; {} of an empty row.
DANGOL_EXPORT MostProbable most_probable(std::span<const double> membership) noexcept;

/// Of all rows: one segment each.
DANGOL_EXPORT std::vector<std::uint32_t> most_probable(MatrixView<const double> membership);

}  // namespace dangol::inline v0
