#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/segments/mixture.hpp>

#include "segments/expressed.hpp"
#include "segments/sums.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

/// Expectation–maximisation on a prepared table (Dempster, Laird & Rubin 1977), soft or hard.
///
/// The prior is the base itself: every customer belongs to each segment with the further weight prior_customers / total weight.
/// So it has the data's scale whatever the units, every family has it without a line of its own, and what EM raises is
///
///     Σᵢ wᵢ log Σₖ πₖ p(xᵢ | k)  +  Σₖ prior_customers · Σᵢ wᵢ log p(xᵢ | k) / Σ wᵢ
namespace dangol::inline v0 {

/// What progress calls it.
inline constexpr std::string_view mixture_stage = "fitting a mixture";

struct FitRun {
    FitState state = {};
    std::vector<double> trace = {};   ///< log-posterior at each E step
    double log_likelihood = 0;
    double entropy = 0;               ///< −Σ weight · r log r
    std::size_t iterations = 0;
    Termination termination = Termination::not_run;
    bool degenerate = false;
    std::size_t steps = 0;            ///< how many of the trace's last gains are of one step each: those since the last leap

    double log_posterior() const noexcept { return trace.empty() ? -1e300 : trace.back(); }
    double gain(std::size_t back = 0) const noexcept { return trace[trace.size() - 1 - back] - trace[trace.size() - 2 - back]; }
    bool gains_shrink() const noexcept { return steps >= 2 && gain() > 0 && gain(1) > gain(); }
    /// Where the trace leads, its gains continued as a geometric series (Aitken; Böhning et al. 1994).
    double limit() const noexcept;
};

struct EmLimits {
    std::size_t iterations_at_most = 500;
    double tolerance = 1e-8;   ///< nats per unit of weight
    double hopeless = -1e300;  ///< a run that leads to less than this is abandoned
    bool leaps = false;        ///< see leap.hpp
};

/// What families and the block know of everyone's log-density in every segment, times the prior: the log-posterior beyond the likelihood.
double log_prior(const PreparedTable& table, const Expressed& expressed, const Sums& sums, double prior, double prior_customers);

/// Memberships → the state that describes them: one M step, of at most so many rounds where there is no closed form.
FitState describe(const PreparedTable& table, const GivenMemberships& memberships, std::size_t rounds, const MixtureOptions& options,
                  const Execution& execution);

/// EM from `start` until it gains less than the tolerance. With iterations_at_most = 0 only the E step is done.
FitRun run_em(const PreparedTable& table, FitState start, const MixtureOptions& options, const EmLimits& limits, const Execution& execution);

/// Per column, Σᵢ wᵢ Σₖ rᵢₖ (log p(xᵢⱼ | k) − log Σₗ πₗ p(xᵢⱼ | l)) as a share of all columns: what separates the segments.
/// Estimated on at most 8,192 evenly spaced rows.
std::vector<double> separation_shares(const PreparedTable& table, const FitState& state);

}  // namespace dangol::inline v0
