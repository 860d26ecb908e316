#pragma once

#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace dangol::inline v0 {

/// Which distribution describes a column inside a segment.
enum class Family : std::uint8_t {
    normal,                 ///< mean and variance per segment
    log_normal_hurdle,      ///< zero or not (Bernoulli), and where not, log-normal
    poisson,                ///< counts with exposure as offset
    negative_binomial,      ///< counts with exposure, more spread than Poisson
    bernoulli,              ///< a flag
    binomial,               ///< successes over trials
    beta_binomial,          ///< successes over trials, more spread than binomial
    categorical,            ///< one of a set
    dirichlet_multinomial,  ///< compositions with effective counts, more spread than multinomial
    gamma_hurdle,           ///< zero or not (Bernoulli), and where not, gamma
    von_mises,              ///< a position on a circle
    adjacent_category,      ///< one of an ordered set, by one number per segment
    multinomial             ///< compositions with effective counts, every event alike
};

/// numeric → normal, positive → log_normal_hurdle, count → negative_binomial, share → beta_binomial, flag → bernoulli,
/// category and ordered_category → categorical, composition → dirichlet_multinomial, cyclic → von_mises.
DANGOL_EXPORT Family default_family(ColumnKind) noexcept;

/// Whether a family can describe a kind at all.
DANGOL_EXPORT bool suits(Family, ColumnKind) noexcept;

/// An exception to default_family() for one column.
struct FamilyChoice {
    std::string column = {};
    Family family = Family::normal;
    bool operator==(const FamilyChoice&) const = default;
};

DANGOL_EXPORT std::string_view to_text(Family) noexcept;

}  // namespace dangol::inline v0
