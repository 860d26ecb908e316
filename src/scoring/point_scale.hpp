#pragma once

#include <dangol/scoring/score_ledger.hpp>

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {

inline double points_per_log_odds(const PointScale& scale) noexcept { return scale.points_to_double_odds / 0x1.62e42fefa39efp-1; }

/// Points of a whole score, rounded half up. Kept within what an int holds, which no score of real leads approaches.
inline int whole_points(double log_odds, const PointScale& scale) noexcept {
    const double exact = scale.points_at_even_odds + points_per_log_odds(scale) * log_odds;
    return static_cast<int>(std::floor(std::clamp(exact, -1e9, 1e9) + 0.5));
}

}  // namespace dangol::inline v0
