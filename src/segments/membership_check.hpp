#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include <cstddef>

namespace dangol::inline v0 {

/// @throws InvalidArgument, which names the first row that is no membership: unless all its entries are at least 0 and sum to 1; Cancelled
void check_memberships(MatrixView<const double> memberships, const Execution&);

}  // namespace dangol::inline v0
