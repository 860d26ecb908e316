#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/core/random.hpp>
#include <dangol/features/feature_table.hpp>

#include "segments/law_of_parts.hpp"
#include "segments/smoothed_margin.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// One population that looks like the table's basis in everything but kinds: each column's latent level (a rate, a proportion,
/// a direction in which mixes vary) has a margin with one mode, levels are correlated by a normal copula, and every customer keeps what was
/// observed of them and for how long. Events are then drawn anew from the level and the exposure. How much levels are correlated is found by drawing: so
/// that what is seen of them (counts, shares, flags, however coarse) goes together in the null worlds as it does in the table.
/// After Hennig & Lin (2015), "Flexible parametric bootstrap for testing homogeneity against clustering".
/// Categories without order take part by the order of their codes: their margins are kept, their dependence only roughly.
class NullPopulation {
public:
    NullPopulation(const FeatureTable&, std::uint64_t seed, const Execution& = {});  ///< tells while it looks at the table @throws Cancelled

    /// The basis columns in null world number `world`; the same world for the same number.
    FeatureTable draw(std::size_t world) const;

private:
    struct Level {                       ///< one latent number of a column; of a mix, standard normal: how far along one of its directions
        std::size_t column = 0;          ///< position among the basis columns
        double zero_share = 0;           ///< of a positive column
        double cut = 0;                  ///< of a cyclic column: the place opposite to where most are
        std::vector<SmoothedMargin> margin = {};  ///< one, or none for codes and mixes
        std::vector<double> cumulated = {};       ///< of codes: P(code ≤ c)
    };
    Level level_of(std::size_t position) const;
    std::vector<double> levels_in(const FeatureTable&, const Level&, Random* drawn) const;
    std::vector<double> levels_of_mix(const FeatureTable&, std::size_t position, std::span<const double> exposure) const;
    Matrix correlations_in(const FeatureTable&) const;
    void correlate(const Execution&);
    FeatureTable drawn(Random&) const;

    FeatureTable basis_;
    std::uint64_t seed_ = 0;
    std::vector<Level> levels_ = {};
    std::vector<LawOfParts> laws_ = {};  ///< of each basis column that is a mix; else empty
    Matrix factor_ = {};                 ///< lower triangular: correlations = factor · factorᵀ
};

}  // namespace dangol::inline v0
