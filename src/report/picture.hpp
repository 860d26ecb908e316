#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/personas/persona.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Pictures drawn from the numbers, as SVG that needs nothing else. `label` is read to who cannot see them.
namespace dangol::inline v0::reporting {

/// The daypart (of four) that sets a persona apart, as its title has it: where its picture has a light. None: no time of day does.
std::optional<std::size_t> light_of(const Persona&, std::span<const FeatureColumn>);

/// How many waves its picture has: the more, the more often they come. 0 where that is not known.
int waves_of(const Persona&);

/// An abstract view drawn from when and how often they come, never a face. 120 × 120.
std::string portrait(const Persona&, std::span<const FeatureColumn>, bool negative, std::string_view label);

/// Weekday × daypart: dark where many visits fall, framed where clearly more than those of others do. 219 × 104.
std::string week(const Routine&, std::string_view label, Language);
bool has_frames(const Routine&);  ///< anything in it is framed

/// How far the pictures of effects reach to either side, one round number a measure for all personas, so that their lines compare.
struct EffectReach {
    double log_ratio = 0, standard_deviations = 0, share = 0;
};
EffectReach effect_reach(const PersonaSet&);

/// An effect with its interval against everyone else, who are the line in the middle; the dot is open where it is less. The ends of the scale are
/// told below; what lies beyond them has an arrow. 120 × 26.
std::string effect_line(const Trait&, const EffectReach&, std::string_view label, Language);

/// A response rate with its interval; the line is the break-even. 240 × 26.
std::string rate_line(const Estimate& rate, double break_even, std::string_view label);

/// Limits of a rate that is not told: a line without a dot. 240 × 26.
std::string rate_within_line(const Interval& limits, double break_even, std::string_view label);

/// A place on the scale of points with what it means.
struct PointMark {
    int points = 0;
    std::string words = {};
};

/// How many leads have how many points: bars over an axis in points, with marks. 460 × 92. `sorted`, at least one.
std::string point_scale(std::span<const int> sorted, std::span<const PointMark>, std::string_view label);

/// What runs through a ledger: from the lowest to the highest sum, and even odds if they are on the way.
struct LedgerScale {
    double low = 0;
    double high = 0;
};

/// One step of a running sum of log-odds; the bar is open where it lowers the sum. 340 × 16.
std::string step_bar(double before, double after, bool is_base, LedgerScale, std::string_view label);
std::string total_mark(double total, LedgerScale, std::string_view label);

/// Legends: what filled and open dots of effects mean, and filled and open bars of ledgers. As wide as their words, 16 high.
std::string effect_key(Language);
std::string step_key(double points_at_even_odds, Language);

}  // namespace dangol::inline v0::reporting
