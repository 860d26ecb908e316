#include "segments/em.hpp"

#include "segments/leap.hpp"
#include "segments/maximisation.hpp"
#include "segments/sums.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// One E step after the other, and the M step between them.
class Em {
public:
    Em(const PreparedTable& table, const MixtureOptions& options, const Execution& execution)
        : table_(table),
          options_(options),
          execution_(telling(execution, mixture_stage, fraction_)),
          prior_(options.prior_customers / table.total_weight) {}

    /// Memberships under `state`, their sums, and the log-posterior of `state`.
    double expect(const FitState& state) {
        expressed_ = express(table_, state);
        sums_ = sum_expected(table_, expressed_, options_.assignment, prior_, execution_);
        common_ = table_.log_base;
        if (table_.block && !table_.block->is_free) common_ += sums_.block_common + common_log_density(expressed_.complete, table_.block->complete);
        const double gain = options_.assignment == Assignment::hard ? sums_.gain.classification : sums_.gain.mixture;
        return gain + common_ + log_prior(table_, expressed_, sums_, prior_, options_.prior_customers);
    }

    void maximise(FitState& state) const {
        const Maximisation step(table_, expressed_, sums_, prior_, state.segments());
        step.update_shares(state);
        step.update_block(state);
        step.update_columns(state, 1, execution_);
    }

    /// How much of all iterations was done, between 0 and 1.
    void note(double fraction) noexcept { fraction_ = fraction; }

    double log_likelihood() const noexcept { return sums_.gain.mixture + common_; }
    double entropy() const noexcept { return sums_.gain.entropy; }

private:
    const PreparedTable& table_;
    const MixtureOptions& options_;
    double fraction_ = 0;
    const Execution execution_;
    const double prior_;  // weight with which each customer belongs to each segment beforehand
    Expressed expressed_;
    Sums sums_;
    double common_ = 0;   // of the log-likelihood, whatever the memberships
};

double largest_difference(const Matrix& a, const Matrix& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.values().size(); ++i) most = std::max(most, std::fabs(a.values()[i] - b.values()[i]));
    return most;
}

/// A segment that has shrunk to a point in some column, or in so few customers that its own covariance is flat.
bool is_degenerate(const PreparedTable& table, const FitState& state, double prior_customers) {
    for (std::size_t k = 0; k < state.segments(); ++k) {
        for (const PreparedColumn& column : table.columns) {
            const auto degenerate = operations_of(column.family).degenerate;
            if (degenerate == nullptr || column.in_block || column.shared) continue;
            if (degenerate(column, state.parameters.row(k).subspan(column.first_parameter, column.parameter_width))) return true;
        }
        if (!table.block || !table.block->is_free || prior_customers > 0) continue;
        if (state.shares[k] * table.total_weight < static_cast<double>(table.block->size()) + 1) return true;
    }
    return false;
}

}  // namespace

double log_prior(const PreparedTable& table, const Expressed& expressed, const Sums& sums, double prior, double prior_customers) {
    const std::size_t segments = expressed.segments();
    double sum = table.log_shared * static_cast<double>(segments);
    for (std::size_t k = 0; k < segments; ++k) {
        for (std::size_t f = 0; f < table.feature_count; ++f) sum += table.base_features[f] * expressed.by_feature(k, f);
        for (std::size_t slot = 0; slot < table.slot_count; ++slot) sum += table.base_slots[slot] * expressed.by_slot(k, slot);
    }
    if (!table.block) return prior * sum;
    const PreparedBlock& block = *table.block;
    sum += expected_log_density(everything(block), expressed.complete, expressed.means, block.complete) + sums.block_base;
    const double weight = table.total_weight + prior_customers * static_cast<double>(segments);
    return prior * sum + covariance_log_prior(block, expressed.covariance, segments, weight);
}

FitState describe(const PreparedTable& table, const GivenMemberships& memberships, std::size_t rounds, const MixtureOptions& options,
                  const Execution& given) {
    const double nothing_yet = 0;
    const Execution execution = telling(given, mixture_stage, nothing_yet);
    const double prior = options.prior_customers / table.total_weight;
    FitState state = everyone(table, memberships.values.columns());
    for (std::size_t round = 0; round < rounds; ++round) {  // what is missing in the block is filled in until it stands still
        const Matrix before = state.covariance;
        const Expressed expressed = express(table, state);
        const Sums sums = sum_given(table, expressed, memberships, prior, execution);
        const Maximisation step(table, expressed, sums, prior, memberships.values.columns());
        step.update_block(state);
        if (round == 0) {
            step.update_shares(state);
            step.update_columns(state, rounds, execution);
        }
        if (sums.filled.counts.empty() || largest_difference(before, state.covariance) < 1e-10) break;
    }
    return state;
}

double FitRun::limit() const noexcept {
    if (steps < 2 || !(gain() > 0) || !(gain(1) > 0)) return log_posterior();
    const double rate = std::min(gain() / gain(1), 0.999);
    return log_posterior() + gain() * rate / (1 - rate);
}

namespace {

/// Gains that have shrunk slowly and at a steady rate.
bool is_time_to_leap(const FitRun& run) noexcept {
    constexpr double slow = 0.5, steady = 0.1;
    if (run.steps < 3 || !run.gains_shrink() || !(run.gain(2) > 0)) return false;
    const double rate = run.gain() / run.gain(1);
    return rate > slow && std::fabs(rate - run.gain(1) / run.gain(2)) <= steady;
}

}  // namespace

FitRun run_em(const PreparedTable& table, FitState start, const MixtureOptions& options, const EmLimits& limits, const Execution& execution) {
    Em em(table, options, execution);
    FitRun run{.state = std::move(start), .termination = Termination::iteration_limit};
    share_parameters(table, run.state);
    const LeapPlan plan = limits.leaps ? LeapPlan(table) : LeapPlan();
    std::optional<FitState> foot;  // where a leap began that was not judged yet
    for (;;) {
        check_stop(execution);
        em.note(static_cast<double>(run.iterations) / static_cast<double>(limits.iterations_at_most + 1));
        const double objective = em.expect(run.state);
        const bool leapt = foot.has_value();
        if (leapt) {
            const bool in_vain = !(objective >= run.trace.back());
            if (in_vain) run.state = std::move(*foot);
            foot.reset();
            run.steps = 0;
            if (in_vain) continue;
        }
        const bool settled = !leapt && !run.trace.empty() && objective - run.trace.back() < limits.tolerance * table.total_weight;
        if (!leapt && !run.trace.empty()) ++run.steps;
        run.trace.push_back(objective);
        if (settled) run.termination = Termination::converged;
        if (settled || run.iterations >= limits.iterations_at_most) break;
        // Four times the gain that seems to be left, because EM is slow where it passes a saddle.
        const bool hopeless = run.trace.size() > 10 && run.steps >= 2 && objective + 4 * (run.limit() - objective) < limits.hopeless;
        if (hopeless) break;
        const bool leaps = limits.leaps && is_time_to_leap(run);
        const FitState before = leaps ? run.state : FitState();
        em.maximise(run.state);
        ++run.iterations;
        if (!leaps) continue;
        foot = std::move(run.state);
        run.state = plan.leap(before, *foot, steps_left(run.gain(), run.gain(1)));
    }
    run.log_likelihood = em.log_likelihood();
    run.entropy = em.entropy();
    run.degenerate = is_degenerate(table, run.state, options.prior_customers);
    return run;
}

}  // namespace dangol::inline v0
