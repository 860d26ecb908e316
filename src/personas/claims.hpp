#pragma once

#include <dangol/features/feature_table.hpp>
#include <dangol/features/visit_rhythm.hpp>
#include <dangol/personas/trait.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// Something that can be said of a group: a column, a level of it, or a part of the week. Whatever the kind, it is a ratio of two
/// sums over customers, Σ weight · numerator / Σ weight · denominator:
///
///     numeric, positive    x / 1            mean
///     count                x / exposure     rate of the group
///     share                (s / t) / 1      mean proportion of its customers
///     level, flag          1[code] / 1      proportion
///     part of a mix        p / 1            mean part
///
/// so that describing, resampling, correcting and cross-fitting are the same sums with other weights.
struct Claim {
    Aspect aspect = Aspect::who;
    ColumnIndex column = {};
    std::optional<LevelIndex> level = {};
    std::optional<RhythmPart> rhythm = {};
    EffectMeasure measure = EffectMeasure::standardised_difference;
    bool is_proportion = false;             ///< of customers: what k protects with its complement
    std::vector<double> numerator = {};
    std::vector<double> denominator = {};   ///< 0 where not observed
    double spread = 0;                      ///< standard deviation between customers
    double least = 0, most = 0;             ///< of a single customer: no group's mean can lie outside
};

/// Every claim that a table allows: protected columns and outcomes make none.
std::vector<Claim> possible_claims(const FeatureTable&);

/// One group against everyone else.
struct Contrast {
    double here = 0, elsewhere = 0;
    double customers_here = 0, customers_elsewhere = 0;  ///< weight of those observed

    double standardised(const Claim&) const noexcept;  ///< (here − elsewhere) / spread: how telling it is
    /// On the scale where it is symmetric: logarithm of a ratio, else the difference. Ratios end at 100 and 1/100: beyond, data of
    /// customers say no more than "hardly ever", and the logarithm of a rate that is nearly 0 would drown everything.
    double effect(const Claim&) const noexcept;
};

/// `here` and `elsewhere`: weight of each customer in the group and in what it is compared with; corrections may make them negative.
Contrast contrast(const Claim&, std::span<const double> here, std::span<const double> elsewhere);

/// Whether both means are ones that customers can have. Corrected weights may be negative, and so may what they make.
bool is_possible(const Claim&, const Contrast&) noexcept;
Contrast made_possible(const Claim&, Contrast) noexcept;

/// From the symmetric scale to the one that is shown: ratio or difference.
double shown_effect(EffectMeasure, double effect) noexcept;

}  // namespace dangol::inline v0
