#pragma once

#include <span>
#include <vector>

namespace dangol::inline v0 {

/// Over the values that are known (not NaN); the variance by n. 0 of none.
struct KnownMoments {
    double mean = 0, variance = 0;
};
KnownMoments known_moments(std::span<const double> values);

/// A distribution with one mode as near to given values as a normal kernel makes it: the smallest bandwidth under which their
/// density has one mode (Silverman 1981), shrunk towards the mean so that the variance stays.
class SmoothedMargin {
public:
    explicit SmoothedMargin(std::vector<double> values);  ///< not empty; all equal: that value for ever
    double quantile(double probability) const noexcept;

private:
    double first_ = 0, step_ = 0;
    std::vector<double> distribution_ = {};  ///< at first_ + i · step_; from 0 to 1
};

}  // namespace dangol::inline v0
