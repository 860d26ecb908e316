#include <dangol/scoring/score_ledger.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "scoring/point_scale.hpp"

namespace dangol::inline v0 {

double ScoreLedger::log_odds() const noexcept {
    double sum = 0;
    for (const LedgerEntry& entry : entries) sum += entry.log_odds;
    return sum;
}

std::vector<int> ScoreLedger::points() const {
    std::vector<int> whole(entries.size());
    if (entries.empty()) return whole;
    std::vector<double> remainder(entries.size());
    std::int64_t left = whole_points(log_odds(), scale);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double exact = points_per_log_odds(scale) * entries[i].log_odds + (i == 0 ? scale.points_at_even_odds : 0);
        const double below = std::floor(std::clamp(exact, -5e8, 5e8));  // as whole_points(): an int holds it
        whole[i] = static_cast<int>(below);
        remainder[i] = exact - below;
        left -= whole[i];
    }
    std::vector<std::size_t> order(entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) {
        return remainder[a] > remainder[b] || (remainder[a] == remainder[b] && a < b);
    });
    // One point each to the largest remainders, the first of equals. By rounding `left` may be one beyond either end, and no end where points
    // are beyond what an int holds: then everyone gets the same first.
    const auto count = static_cast<std::int64_t>(entries.size());
    const std::int64_t to_each = left >= 0 ? left / count : -((count - 1 - left) / count);
    for (int& points : whole) points += static_cast<int>(to_each);
    for (std::int64_t i = 0; i < left - to_each * count; ++i) ++whole[order[static_cast<std::size_t>(i)]];
    return whole;
}

}  // namespace dangol::inline v0
