#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Which pairs of columns still go together inside the segments, though the mixture says that they do not. Such a pair makes segments that are
/// nothing but its correlation; numbers are better put into a covariance block.
///
/// Each pair has a score test (modification index) of one dependence that all segments share: with gᵢⱼₖ the standardised residual of cell j
/// in segment k, U = Σᵢ wᵢ Σₖ rᵢₖ gᵢⱼₖ gᵢₗₖ. For two normal columns that is the score of a shared covariance, for categories that of an
/// association in every segment (there g has an entry per level). U is divided by its variance with the estimation of the two columns and of the
/// shares projected out, from outer products. Oberski, van Kollenburg & Vermunt (2013, Adv. Data Anal. Classif. 7, 267–279) found the score test to hold
/// its level where the usual bivariate residual, referred to χ², does not.
namespace dangol::inline v0 {

/// What is left between two columns inside the segments.
struct BivariateResidual {
    ColumnIndex first = {}, second = {};     ///< of the mixture, first < second
    double statistic = 0;                    ///< about χ² where the columns are independent inside segments
    std::size_t degrees_of_freedom = 1;
    double p_value = 1;
    double q_value = 1;                      ///< false discovery rate over all pairs (Benjamini & Hochberg 1995)
    double correlation = 0;                  ///< inside segments: of two numbers or flags −1 … 1; with a category the size alone (Cramér's V, correlation ratio)
    bool suggested = false;                  ///< q and size pass the options: the pair should be modelled
    bool can_join_block = false;             ///< both are normal, or amounts by their logs without zeros
    bool operator==(const BivariateResidual&) const = default;
};

/// Every pair that was looked at, and the block that they suggest.
struct BivariateResiduals {
    std::vector<BivariateResidual> pairs = {};   ///< the largest size first among the suggested, then the others
    std::vector<std::string> block = {};         ///< columns to vary together: those of the mixture's block, and of suggested pairs that can join
    std::vector<std::string> left_out = {};      ///< columns that are not looked at: compositions, positions on a circle, more than 8 levels, constants
    std::size_t customers = 0;                   ///< rows that were used
    bool operator==(const BivariateResiduals&) const = default;
};

/// How much must be left before a pair is suggested.
struct BivariateResidualOptions {
    double false_discovery_rate = 0.05;
    double smallest_correlation = 0.1;           ///< less is not worth a parameter, however many customers make it certain
    std::size_t rows_at_most = 20'000;           ///< evenly spaced; more find smaller correlations
    bool operator==(const BivariateResidualOptions&) const = default;
};

/// Pairs that the mixture's covariance block holds already are left out. Cost: rows × pairs × segments². @throws ColumnKindMismatch,
/// UnknownLevel, Cancelled
[[nodiscard]] DANGOL_EXPORT BivariateResiduals bivariate_residuals(const Mixture&, const FeatureTable&, const BivariateResidualOptions& = {},
                                                                   const Execution& = {});

/// Adopts the suggestion: segments found anew, their number too, with these columns in a shared covariance block. Verdict: untested.
/// @throws InvalidArgument where no block is suggested
[[nodiscard]] DANGOL_EXPORT Segmentation adopt_block(const BivariateResiduals&, const FeatureTable&, const SegmentCountOptions& how_segments_were_found = {},
                                                     const Execution& = {});

/// "degrees and height go together inside the segments (correlation 0.62): let them vary together."
DANGOL_EXPORT std::string to_text(const BivariateResiduals&, const Mixture&, Language);

}  // namespace dangol::inline v0
