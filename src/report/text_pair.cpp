#include <dangol/core/estimate.hpp>

#include <charconv>
#include <cmath>
#include <string>

#include "report/text_pair.hpp"

namespace dangol::inline v0::reporting {

std::string percent_range(const Estimate& share, Language language, int decimals) {
    if (!share.interval) return {};
    return range_text(percent_text(share.interval->low, language, decimals), percent_text(share.interval->high, language, decimals), language);
}

std::string signed_text(double value, int decimals) {
    char digits[64];
    const auto [end, problem] = std::to_chars(digits, digits + sizeof digits, std::fabs(value), std::chars_format::fixed, decimals);
    return std::string(value < 0 ? "−" : "+").append(digits, end);
}

std::string points_text(int points) { return points < 0 ? signed_text(points, 0) : std::to_string(points); }

}  // namespace dangol::inline v0::reporting
