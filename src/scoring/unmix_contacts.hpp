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
/// so that an answer of others who were placed with a kind that hardly answers is not taken for its own. That supposes kinds: who may be of either of two is
/// of one of them and answers as it does, where the groups of a continuum shade into each other and nobody is misplaced. The likelihood of θ is concave; with a
/// prior of ten contacts a segment at the rate of all, Newton's method finds its one maximum. Trials are those of answers that are surely of segment k and say
/// as much: their likelihood falls as far as this one, the other rates free, between the maximum and the upper limit of θₖ. Then they are divided by the
/// design effect of count_contacts(). Where memberships tell nothing trials are few (but that no segment answers more than all answers together allow), and
/// where they are sure, everything is as count_contacts() says. Rates of segments that overlap go against each other; they are given as if they did not.
/// (Three-step estimation by maximum likelihood, Vermunt 2010, with the memberships themselves, taken for right, where that has a table of their errors.)
/// Rows of `membership` sum to 1, or are all zeros and left out. @throws Cancelled
std::vector<GroupContacts> unmix_contacts(MatrixView<const double> membership, std::span<const std::uint8_t> converted, std::span<const std::uint32_t> customer_of,
                                          const Execution& = {});

}  // namespace dangol::inline v0
