#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/core/random.hpp>

#include <span>
#include <vector>

namespace dangol::inline v0 {

/// How the mixes of one population vary: parts ∝ exp(level), levels normal (the logistic normal law, Aitchison & Shen 1980). What varies together is few
/// directions: a shop whose customers go from all day trousers to all day dresses has one, however many goods lie between.
struct LawOfParts {
    std::vector<double> centre = {};  ///< levels of the customer in the middle
    Matrix directions = {};           ///< directions × parts: what one standard deviation of each adds to the levels; the longest first
};

/// The law whose mixes have the means and, as nearly as it can, the covariances of those of the customers beyond chance: these come of pairs of different
/// events of a customer, in which no chance is. `parts` is customers × parts, `events` how many each is of; who has fewer than two says nothing.
/// @throws Cancelled
LawOfParts law_of_parts(MatrixView<const float> parts, std::span<const double> events, Random&, const Execution& = {});

}  // namespace dangol::inline v0
