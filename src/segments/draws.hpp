#pragma once

#include <dangol/core/random.hpp>

#include "segments/family_operations.hpp"

#include <span>
#include <vector>

namespace dangol::inline v0 {

/// One value of a column as a segment's parameters say it varies, through the exposure of `like`: so many trials or events, so long a time. Parts of a
/// composition are written into `parts`, which the cell looks at. Not for columns of a block, which vary together.
Cell draw_cell(Family family, std::span<const double> parameters, const Cell& like, Random& random, std::vector<float>& parts);

}  // namespace dangol::inline v0
