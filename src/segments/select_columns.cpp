#include "segments/select_columns.hpp"

#include "core/math.hpp"
#include "segments/em.hpp"
#include "segments/maximisation.hpp"
#include "segments/sums.hpp"

#include <algorithm>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t selections_at_most = 6, newton_rounds = 10;

/// Every column with parameters of its own in every segment, and which of them that does not pay.
struct Balance {
    FitState own = {};
    std::vector<char> shared = {};
};

Balance balance_of(const PreparedTable& table, const FitState& from, const Matrix& memberships, const MixtureOptions& options, const Execution& execution) {
    const std::size_t segments = memberships.columns();
    const double prior = options.prior_customers / table.total_weight;
    const Expressed before = express(table, from);
    const Sums sums = sum_given(table, before, {.values = memberships}, prior, execution);
    const Maximisation step(table, before, sums, prior, segments);
    Balance balance{.own = from};
    step.update_shares(balance.own);
    step.update_block(balance.own);
    step.update_columns(balance.own, newton_rounds, execution);
    const std::vector<double> gains = step.gains_of_own_parameters(balance.own);
    const double price_of_one = 0.5 * math::log(table.total_weight) * static_cast<double>(segments - 1);
    for (std::size_t c = 0; c < gains.size(); ++c) {
        const PreparedColumn& column = table.columns[c];
        const bool costs = column.speaks() && column.free_parameters > 0;
        balance.shared.push_back(costs && gains[c] < price_of_one * static_cast<double>(column.free_parameters) ? 1 : 0);
    }
    return balance;
}

/// Whether any column but those that are shared tells segments apart.
bool leaves_any(const PreparedTable& table, std::span<const char> shared) {
    if (table.block) return true;
    for (std::size_t c = 0; c < shared.size(); ++c) {
        if (shared[c] == 0 && table.columns[c].speaks() && table.columns[c].free_parameters > 0) return true;
    }
    return false;
}

}  // namespace

void select_columns(const PreparedTable& table, PlacedFit& fit, const MixtureOptions& options, const Execution& execution) {
    if (fit.memberships.columns() < 2) return;
    const EmLimits limits{options.iterations_at_most, options.tolerance};
    std::vector<char> shared(table.columns.size());
    for (const std::uint32_t c : fit.fitted.mixture.state().shared) shared[c] = table.columns[c].shared ? 0 : 1;
    PreparedTable selected;
    FitRun run = fit.fitted.run;
    Matrix memberships = fit.memberships;
    bool changed = false;
    for (std::size_t selection = 0; selection < selections_at_most; ++selection) {
        Balance balance = balance_of(table, run.state, memberships, options, execution);
        if (balance.shared == shared) break;
        if (!leaves_any(table, balance.shared)) return;
        shared = std::move(balance.shared);
        selected = with_shared_columns(table, shared, execution);
        run = run_em(selected, std::move(balance.own), options, limits, execution);
        order_by_share(run);
        memberships = memberships_of(selected, express(selected, run.state), options.assignment, execution);
        changed = true;
    }
    if (!changed) return;
    const FitReport& before = fit.fitted.mixture.report();
    const Mixture mixture = mixture_of(selected, run, options, before.starts, before.starts_at_best);
    if (!(mixture.report().bic < before.bic)) return;
    fit = {.fitted = {.mixture = mixture, .run = std::move(run)}, .memberships = std::move(memberships)};
}

}  // namespace dangol::inline v0
