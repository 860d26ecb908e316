#pragma once

#include <dangol/core/language.hpp>
#include <dangol/personas/trait.hpp>

#include <string>

/// The two sides of a claim, and how they are told so that they make the effect that stands beside them.
namespace dangol::inline v0 {

struct Sides {
    double here = 0, elsewhere = 0;
};

/// What the effect compares: the groups as they are, or customers placed without the column.
Sides compared(const Trait&);

struct ToldSides {
    std::string here = {}, elsewhere = {};
};

/// Both sides as a reader wants them, in one unit. Where their rounding would not make the ratio that is shown ("2 weeks against 8 days,
/// 1.6 times") they have as many decimals as it takes.
ToldSides told_sides(const Trait&, const FeatureColumn&, Language);

}  // namespace dangol::inline v0
