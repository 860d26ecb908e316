#pragma once

#include <dangol/core/matrix.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// What contacts with groups of leads brought. One customer brings many contacts, and they answer alike: so many contacts are worth
/// fewer independent trials.
namespace dangol::inline v0 {

struct GroupContacts {
    double contacts = 0;     ///< weighted by membership
    double conversions = 0;
    double trials = 0;       ///< contacts / design effect (Kish 1965): the independent trials that tell as much
    double successes = 0;    ///< conversions / design effect
};

/// `membership` is leads × groups, ≥ 0; a lead whose row is all zeros is left out. The design effect of a group is
/// 1 + ρ (Σ m² / Σ m − 1), m the contacts of each customer with it; the correlation ρ ≥ 0 of two answers of one customer is estimated
/// by moments from the pairs of all groups together.
std::vector<GroupContacts> count_contacts(MatrixView<const double> membership, std::span<const std::uint8_t> converted,
                                          std::span<const std::uint32_t> customer_of);

/// One column of a membership matrix: 1 for the leads meant.
Matrix only(std::span<const std::uint8_t> leads);

/// Each lead wholly in its most probable group, the first of equals. A row of zeros stays one.
Matrix most_probable(MatrixView<const double> membership);

}  // namespace dangol::inline v0
