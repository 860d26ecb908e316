#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// The table with its basis columns those that have a say in the mixture, whatever they were called since: a column that made the segments must not
/// pass for a descriptor. One that all segments share did not make them and is a descriptor. That it was chosen because it differs little makes
/// a test of it no bolder.
FeatureTable with_roles_of(const Mixture&, FeatureTable);

/// Segments that others are compared with, 1 each: those that are shown. Were the others among them, they could be worked out from
/// two comparisons. Where only one is shown it has to be compared with everyone.
std::vector<char> compared_segments(std::vector<char> shown);

/// How much each customer belongs to one segment, and how much to those it is compared with.
struct GroupWeights {
    std::vector<double> here = {}, elsewhere = {};
};

GroupWeights group_weights(MatrixView<const double> membership, std::span<const double> weights, std::size_t segment, std::span<const char> compared);

/// Customers by most probable segment.
std::vector<std::size_t> group_sizes(std::span<const std::uint32_t> group, std::size_t groups);

/// Money each customer spent in the window, visits times spend per visit; empty when the table cannot say.
std::vector<double> money_spent(const FeatureTable&);

/// The same by most probable segment: 1 where a customer is counted.
struct GroupMembers {
    std::vector<char> here = {}, elsewhere = {};
};

GroupMembers members_of(std::span<const std::uint32_t> group, std::size_t segment, std::span<const char> compared);

/// Share of the weight, and of the money, of a segment and those it is compared with: who is in no comparison is in no whole either.
/// The second is NaN when `money` is empty or nothing was spent.
struct GroupShares {
    double customers = 0, value = 0;
};
GroupShares group_shares(const GroupWeights&, std::span<const double> money);

}  // namespace dangol::inline v0
