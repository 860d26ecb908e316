#pragma once

#include <dangol/personas/persona.hpp>

#include <optional>
#include <span>

/// The time in the week that sets a persona apart: one rule for the word in its title and the light in its picture.
namespace dangol::inline v0 {

inline constexpr double much_of_visits = 0.3;         ///< "evening", "weekend", a channel: from this share of visits on
inline constexpr double much_of_a_narrow_part = 0.2;  ///< "weekend afternoon", "holiday"

/// Whether so large a share of visits bears a word out by itself, whatever others do.
inline bool holds_much(RhythmPart part, double share_of_visits) {
    const bool narrow = part == RhythmPart::weekend_afternoon || part == RhythmPart::holiday;
    return share_of_visits >= (narrow ? much_of_a_narrow_part : much_of_visits);
}

/// The first trait's that says when they come more than others and holds much of their visits, as the title has it; else the first that says
/// when they come more. None where no time sets them apart.
inline std::optional<RhythmPart> telling_time(const Persona& persona, std::span<const FeatureColumn> columns) {
    std::optional<RhythmPart> compared;
    for (const Trait& trait : persona.traits) {
        if (columns[trait.column.value].construct != Construct::visit_rhythm || !trait.rhythm || !(trait.standardised > 0)) continue;
        if (holds_much(*trait.rhythm, trait.here.value)) return trait.rhythm;
        if (!compared) compared = trait.rhythm;
    }
    return compared;
}

}  // namespace dangol::inline v0
