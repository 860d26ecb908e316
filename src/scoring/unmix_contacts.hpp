#pragma once

#include <dangol/core/matrix.hpp>

#include <cstdint>
#include <span>
#include <vector>

#include "scoring/contacts.hpp"

namespace dangol::inline v0 {

/// What contacts with each segment brought, where it is not sure whose they were. A lead that is of the segments with probabilities mᵢₖ answers with
///
///     pᵢ = Σₖ mᵢₖ θₖ
///
/// so that an answer of others who were placed with a kind that hardly answers is not taken for its own. The likelihood of θ is concave; with a prior of
/// ten contacts a segment at the rate of all, Newton's method finds its one maximum. Trials are those of answers that are surely of segment k and say as much:
/// their likelihood falls as far as this one, the other rates free, between the maximum and the upper limit of θₖ. Then they are divided by the design
/// effect of count_contacts(). Where memberships tell nothing trials are few, and where they are sure, everything is as count_contacts() says. (Three-step estimation
/// by maximum likelihood, Vermunt 2010, with the memberships themselves where that has a table of their errors: they are taken for right.)
/// Rows of `membership` sum to 1, or are all zeros and left out. @throws Cancelled
std::vector<GroupContacts> unmix_contacts(MatrixView<const double> membership, std::span<const std::uint8_t> converted, std::span<const std::uint32_t> customer_of,
                                          const Execution& = {});

}  // namespace dangol::inline v0
