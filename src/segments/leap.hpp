#pragma once

#include "segments/expressed.hpp"
#include "segments/prepared_table.hpp"

#include <cstddef>
#include <vector>

/// Where segments overlap EM goes on for hundreds of steps, each a little shorter than the one before and in nearly the same direction: where that leads can
/// be foreseen. A leap goes there at once. It is tried where the steps shrink at a steady rate, and kept where the objective does not fall, so that
/// EM still never decreases; how short the steps have to become before it ends is as before. (Aitken's acceleration, which Laird, Lange & Stram 1987 and
/// Jamshidian & Jennrich 1993 use for EM; here on scales without ends, each parameter bounded.)
namespace dangol::inline v0 {

class LeapPlan {
public:
    LeapPlan() = default;  ///< of no column
    explicit LeapPlan(const PreparedTable& table);

    /// From `after`, `steps` times as far again as from `before` to `after`. Every parameter is in its range, no further away than a factor of two or .7
    /// standard deviations; one that stood still stays.
    FitState leap(const FitState& before, const FitState& after, double steps) const;

private:
    enum class Scale : unsigned char { line, circle, log, logit };
    struct Coordinate {
        std::size_t parameter = 0;
        Scale scale = Scale::line;
        double unit = 1;             ///< of a line: a standard deviation of everyone; of a circle: a radian
        double least = 0, most = 0;  ///< of what has a logarithm
    };
    struct Levels {                  ///< probabilities that sum to 1
        std::size_t first = 0, count = 0;
    };
    void add(const PreparedColumn& column);

    std::vector<Coordinate> coordinates_ = {};
    std::vector<Levels> levels_ = {};
};

/// How many times as far as the last step the rest of the way is, if gains go on shrinking by the same factor. A gain shrinks by the square of what a step does.
double steps_left(double gain, double gain_before) noexcept;

}  // namespace dangol::inline v0
