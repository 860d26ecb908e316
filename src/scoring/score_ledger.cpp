#include <dangol/scoring/score_ledger.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
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
    int left = whole_points(log_odds(), scale);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double exact = points_per_log_odds(scale) * entries[i].log_odds + (i == 0 ? scale.points_at_even_odds : 0);
        const double below = std::floor(exact);
        whole[i] = static_cast<int>(below);
        remainder[i] = exact - below;
        left -= whole[i];
    }
    // One point each to the largest remainders, the first of equals; by rounding `left` may be one beyond either end.
    std::vector<std::size_t> order(entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) {
        return remainder[a] > remainder[b] || (remainder[a] == remainder[b] && a < b);
    });
    for (std::size_t i = 0; left > 0; i = (i + 1) % order.size(), --left) ++whole[order[i]];
    for (std::size_t i = order.size() - 1; left < 0; i = (i == 0 ? order.size() : i) - 1, ++left) --whole[order[i]];
    return whole;
}

}  // namespace dangol::inline v0
