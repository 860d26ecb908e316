#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// What segments do that did not make them, corrected for customers being placed with error. An outcome averaged over the customers who were placed in a
/// segment is drawn towards everyone else; because the memberships say how often who is placed wrongly, that can be undone.
///
/// Step one is the mixture, step two placing everyone, step three these functions (Bolck, Croon & Hagenaars 2004; Vermunt 2010; Bakk, Tekle & Vermunt 2013).
/// They assume that the outcome depends on the segment alone, not on the columns that made it. Results are StepMix's (tests/python/test_three_step.py), but for
/// maximum likelihood with proportional placement: there a customer counts in each place with that part, outside the logarithm (Vermunt 2010, §4), where
/// StepMix weights inside it and keeps a bias.
namespace dangol::inline v0 {

/// How customers are placed in step two.
enum class Placement : std::uint8_t {
    proportional,  ///< in every segment, with their membership
    modal          ///< in the most probable one
};

/// Eₖₗ = Σᵢ wᵢ rᵢₖ pᵢₗ / Σᵢ wᵢ rᵢₖ, the share of segment k that is placed in l: K × K, rows sum to 1. `membership` r is customers × K, rows sum to 1; p is
/// who was placed where. `weights`: one per customer, or none. All here throw InvalidArgument for rows that are negative or do not sum to 1 and for weights
/// that are negative, not finite or all 0, InsufficientData without customers, and Cancelled.
DANGOL_EXPORT Matrix placement_error(MatrixView<const double> membership, std::span<const double> weights, Placement placement,
                                     const Execution& = {});

/// P E⁻¹: weights whose sums are those of the segments themselves (BCH). They may be negative. Empty when segments overlap so much that the error cannot
/// be undone: E is singular, or an element of the diagonal of E⁻¹ exceeds `sharpened_at_most` and the correction would add more noise than it removes bias.
DANGOL_EXPORT std::optional<Matrix> corrected_membership(MatrixView<const double> membership, std::span<const double> weights,
                                                         Placement placement = Placement::proportional, double sharpened_at_most = 1e6,
                                                         const Execution& = {});

/// How wrong placement is undone.
enum class Correction : std::uint8_t {
    bch,                ///< one step
    maximum_likelihood  ///< EM with the placement error held; more exact where its distribution of the outcome is right, and never impossible
};

/// How outcomes are described by segment.
struct ThreeStepOptions {
    Correction correction = Correction::bch;
    Placement placement = Placement::modal;
    std::size_t iterations_at_most = 2000;  ///< of maximum likelihood
    double tolerance = 1e-10;               ///< of maximum likelihood: stop when an iteration gains less, in nats per customer
    bool operator==(const ThreeStepOptions&) const = default;
};

/// A number in one segment.
struct OutcomeInSegment {
    Estimate mean = {};     ///< with its 95 % interval
    double variance = 0;    ///< within the segment; bch may find it below 0, and then says 0
    bool operator==(const OutcomeInSegment&) const = default;
};

/// Shares with their 95 % intervals, segments × levels each.
struct LevelsBySegment {
    Matrix shares = {};             ///< rows sum to 1
    Matrix low = {}, high = {};     ///< NaN where there is no interval
    bool operator==(const LevelsBySegment&) const = default;
};

// Intervals are the sandwich's (White 1982; Bakk, Oberski & Vermunt 2014): robust where the outcome is not distributed as maximum_likelihood takes it. They
// hold memberships, and so the placement error, for known. Where they are, 95 % intervals held the truth 92 to 99 times in a hundred; where the mixture was fitted on the same customers, two
// columns with kinds 1.5 deviations apart, 70 to 90 times (bch's of means least): too narrow. Honest ones come of drawing customers anew and repeating both steps, as test_personas() does for what
// personas say; bootstrap_segments() says how surely the segments themselves are known. Those of shares by maximum_likelihood are made of log-odds. There is none behind a share of less than half a customer, nor where segments × free parameters exceed 64.

/// Mean and variance of a number in each segment; maximum_likelihood takes it for normal. NaN: not known, left out. A segment to which none of the others
/// belong has the mean NaN. Memory beyond its arguments: O(K²).
/// @throws InvalidArgument for lengths that differ and outcomes beyond ±1e100; InsufficientData where nobody's outcome is known, and when bch cannot undo
/// the placement error
DANGOL_EXPORT std::vector<OutcomeInSegment> outcome_by_segment(MatrixView<const double> membership, std::span<const double> outcome, std::span<const double> weights,
                                                               const ThreeStepOptions& = {}, const Execution& = {});

/// Share of each level of a category (or flag) in each segment. bch may find shares outside 0 … 1 and says so by them;
/// maximum_likelihood never does. A code not below `levels` is not known, and left out.
DANGOL_EXPORT LevelsBySegment levels_by_segment(MatrixView<const double> membership, std::span<const std::uint32_t> codes, std::size_t levels, std::span<const double> weights,
                                                const ThreeStepOptions& = {}, const Execution& = {});

}  // namespace dangol::inline v0
