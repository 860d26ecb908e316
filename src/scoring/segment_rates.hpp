#pragma once

#include <dangol/core/estimate.hpp>

#include <cstddef>
#include <span>
#include <vector>

#include "scoring/contacts.hpp"

/// Response rates of segments that belong to one business: of ten equal segments the lowest always looks bad, unless each is drawn
/// towards what they have in common.
///
///     successesₖ ~ binomial(trialsₖ, θₖ),   θₖ ~ beta(μM, (1 − μ)M)
///
/// with μ ~ beta(½, ½) and the correlation 1/(1 + M) of two answers within a segment uniform up to 1/11. Both are integrated out numerically on
/// fixed nodes: nothing is drawn at random. (A prior of M on the scale of the contacts, as the uniform shrinkage prior of Christiansen &
/// Morris 1997, draws a segment of 1 in 150 so far towards the others that it is hardly ever recognised; this one flags one of K equal
/// segments at twice the break-even in fewer than 1 % of worlds all the same.)
namespace dangol::inline v0 {

class SegmentRates {
public:
    /// `contacts` with `trials` > 0 somewhere. A segment without trials has what the others say.
    explicit SegmentRates(std::span<const GroupContacts> contacts);

    std::size_t size() const noexcept { return contacts_.size(); }
    double mean(std::size_t segment) const noexcept;                            ///< E[θ | data]
    double probability_below(std::size_t segment, double rate) const;           ///< P(θ < rate | data)
    Interval interval(std::size_t segment) const;                               ///< 95 %, equal tails

private:
    struct Node {
        double mean = 0, trials = 0;  ///< μ, M
        double weight = 0;            ///< posterior, sums to 1
    };
    double quantile(std::size_t segment, double p) const;
    std::vector<GroupContacts> contacts_;
    std::vector<Node> nodes_;
};

}  // namespace dangol::inline v0
