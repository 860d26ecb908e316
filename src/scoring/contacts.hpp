#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// What contacts with groups of leads brought. One customer brings many contacts, and they answer alike: so many contacts are worth
/// fewer independent trials.
namespace dangol::inline v0 {

/// The probability from which on a lead counts with a segment, and may be set aside with it. Of natural kinds a lead is one or another, and who is placed
/// with a wrong one is given up, or answers, in its stead: so only leads that are surely of a kind. The groups of a cut are those who are nearest to them.
double placed_from(Verdict) noexcept;

/// That contacts counted with a natural kind are not worth their cost, before its own rate is asked.
inline constexpr double probably_not_worth = 0.8;

struct GroupContacts {
    std::size_t customers = 0;  ///< distinct, with any contact
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

/// p(segment | lead). All zeros where no column of the mixture is known: that would only repeat the shares.
Matrix known_membership(const Mixture&, const FeatureTable& leads, const Execution& = {});

/// Each lead wholly in the segment that holds it with probability `from` or more (the first of equals), or in none.
Matrix placed_wholly(MatrixView<const double> membership, double from);
/// The membership of leads that are in one; of the others zeros.
Matrix of_placed(MatrixView<const double> membership, MatrixView<const double> whole);

}  // namespace dangol::inline v0
