#include "segments/mixture_fit.hpp"

#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/enough_customers.hpp"
#include "segments/kernel.hpp"
#include "segments/membership_check.hpp"
#include "segments/mixture_state.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <thread>

namespace dangol::inline v0 {
namespace {

// A round: of all its starts those that lead after a few iterations go on, and the best of these are finished. Where nothing is known
// yet, a round is of sixteen: with eight, two starts agreed on a lower optimum of four classes of the carcinoma ratings with 28 of 400
// seeds, so with 1. Where the fit with one segment fewer tells where to begin, eight do.
constexpr std::size_t starts_per_round = 16, starts_beside_further_ones = 8, continued_per_round = 8, finished_per_round = 2;
constexpr EmLimits first_run{.iterations_at_most = 8, .tolerance = 1e-4}, second_run{.iterations_at_most = 7, .tolerance = 1e-4},
    both_runs{.iterations_at_most = 15, .tolerance = 1e-4};
constexpr std::size_t rows_worth_a_team = 16384;  // below, threads take whole starts instead of rows

EmLimits limits_of(const MixtureOptions& options) { return {options.iterations_at_most, options.tolerance}; }

/// Two runs found the same optimum when they lead to values that differ by less than EM's own slack.
double slack(double log_posterior) { return 1e-2 + 1e-6 * std::fabs(log_posterior); }

double bic_of(const PreparedTable& table, const FitRun& run) {
    const double parameters = static_cast<double>(table.free_parameters(run.state.shares.size()));
    return -2 * run.log_likelihood + parameters * math::log(table.total_weight);
}

bool better(const FitRun& a, const FitRun& b) {
    if (a.degenerate != b.degenerate) return b.degenerate;
    return a.log_posterior() > b.log_posterior();
}

}  // namespace

void order_by_share(FitRun& run) {
    const std::size_t segments = run.state.shares.size();
    std::vector<std::size_t> order(segments);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return run.state.shares[a] > run.state.shares[b]; });
    const FitState before = run.state;
    for (std::size_t k = 0; k < segments; ++k) {
        run.state.shares[k] = before.shares[order[k]];
        std::ranges::copy(before.parameters.row(order[k]), run.state.parameters.row(k).begin());
    }
    const std::size_t size = before.covariance.columns();
    for (std::size_t k = 0; k < segments && before.covariance.rows() > size; ++k) {
        for (std::size_t a = 0; a < size; ++a) {
            std::ranges::copy(before.covariance.row(order[k] * size + a), run.state.covariance.row(k * size + a).begin());
        }
    }
}

namespace {

/// Runs several EMs at once: small tables a run per thread, large ones one run after the other with all threads on its rows.
/// Progress is told from the calling thread, while it runs an EM itself.
template <class Run>
std::vector<FitRun> run_all(std::size_t count, std::size_t rows, const Execution& execution, Run&& run) {
    std::vector<FitRun> runs(count);
    if (rows >= rows_worth_a_team) {
        for (std::size_t i = 0; i < count; ++i) {
            const double all = static_cast<double>(count);
            runs[i] = run(i, part_of(execution, static_cast<double>(i) / all, static_cast<double>(i + 1) / all));
        }
        return runs;
    }
    const auto caller = std::this_thread::get_id();
    const Execution quiet{.threads = execution.threads, .stop = execution.stop};
    double fraction = 0;
    const Execution alone = on_this_thread(execution), told{.threads = 1, .stop = execution.stop, .progress = [&](const Progress& progress) {
        report(execution, mixture_stage, fraction = std::max(fraction, progress.fraction));
    }};
    for_each_block(count, quiet, [&](std::size_t i) { runs[i] = run(i, std::this_thread::get_id() == caller ? told : alone); });
    return runs;
}

/// Starts, and how often the best log-posterior was reached.
class Search {
public:
    Search(const PreparedTable& table, const MixtureOptions& options) : table_(table), options_(options) {}

    /// Short runs from `count` starts, the best ones finished. `make(i)` gives start number i, from any thread.
    template <class Make>
    void round(std::size_t count, Make&& make, std::optional<double> bic_to_beat, const Execution& execution) {
        starts_ += count;
        const bool in_two = count > continued_per_round;
        const EmLimits limits_of_first = count == 1 ? limits_of(options_) : in_two ? first_run : both_runs;
        std::vector<FitRun> begun = run_all(count, table_.rows(), part_of(execution, 0, .4), [&](std::size_t i, const Execution& how) {
            const Start start = make(i);
            report(how, mixture_stage, 0);
            return run_em(table_, describe(table_, start.given(), 3, options_, how), options_, limits_of_first, how);
        });
        if (begun.size() == 1) return keep(std::move(begun.front()));
        std::stable_sort(begun.begin(), begun.end(), better);
        if (in_two) {
            go_on(begun, continued_per_round, second_run, part_of(execution, .4, .6));
            std::stable_sort(begun.begin(), begun.end(), better);
        }
        hopeless_ = bic_to_beat && is_far_behind(begun, *bic_to_beat);
        EmLimits limits = limits_of(options_);
        limits.leaps = options_.assignment == Assignment::soft;
        if (!reached_.empty() && !best_.degenerate) limits.hopeless = best_.log_posterior() - slack(best_.log_posterior());
        const std::size_t finished = hopeless_ ? 1 : finished_per_round;
        go_on(begun, finished, limits, part_of(execution, .6, 1));
        for (std::size_t i = 0; i < finished; ++i) keep(std::move(begun[i]));
    }

    std::size_t starts() const noexcept { return starts_; }
    bool hopeless() const noexcept { return hopeless_; }
    std::size_t starts_at_best() const noexcept {
        const double best = best_.limit();
        return static_cast<std::size_t>(
            std::count_if(reached_.begin(), reached_.end(), [&](double reached) { return reached >= best - slack(best); }));
    }
    FitRun& best() noexcept { return best_; }

private:
    /// The first `count` runs, continued.
    void go_on(std::vector<FitRun>& runs, std::size_t count, const EmLimits& limits, const Execution& execution) const {
        std::vector<FitRun> further = run_all(count, table_.rows(), execution, [&](std::size_t i, const Execution& how) {
            return run_em(table_, std::move(runs[i].state), options_, limits, how);
        });
        for (std::size_t i = 0; i < count; ++i) {
            std::vector<double> trace = std::move(runs[i].trace);
            trace.insert(trace.end(), further[i].trace.begin() + 1, further[i].trace.end());  // the first one repeats the last
            further[i].trace = std::move(trace);
            further[i].iterations += runs[i].iterations;
            runs[i] = std::move(further[i]);
        }
    }

    bool is_far_behind(const std::vector<FitRun>& begun, double bic_to_beat) const {
        const double spread = begun.front().log_posterior() - begun.back().log_posterior();
        const double left = std::max(begun.front().limit() - begun.front().log_posterior(), 0.0);
        const double behind = (bic_of(table_, begun.front()) - bic_to_beat) / 2;
        return begun.size() >= starts_beside_further_ones && behind > 5 + 2 * spread + 4 * left;
    }

    void keep(FitRun&& run) {
        if (run.degenerate == false || best_.degenerate || reached_.empty()) {
            if (!run.degenerate && best_.degenerate) reached_.clear();
            reached_.push_back(run.limit());
        }
        if (best_.trace.empty() || better(run, best_)) best_ = std::move(run);
    }

    const PreparedTable& table_;
    const MixtureOptions& options_;
    FitRun best_ = {};
    std::vector<double> reached_ = {};
    std::size_t starts_ = 0;
    bool hopeless_ = false;
};

std::vector<FitWarning> warnings_of(const PreparedTable& table, const FitRun& run, const FitReport& report) {
    std::vector<FitWarning> warnings = table.warnings;
    const auto warn = [&](WarningKind kind, std::size_t value) { warnings.push_back({.kind = kind, .value = static_cast<double>(value)}); };
    const std::size_t segments = run.state.shares.size();
    if (run.degenerate) warnings.push_back({WarningKind::segment_degenerate});
    if (report.termination == Termination::iteration_limit) warn(WarningKind::not_converged, report.iterations);
    if (segments > 1 && report.starts > 1 && report.starts_at_best < 2) warn(WarningKind::best_start_unconfirmed, report.starts);
    for (std::size_t k = 0; k < segments; ++k) {
        if (run.state.shares[k] * table.total_weight < 0.5) warn(WarningKind::segment_empty, k);
    }
    for (std::size_t c = 0; c < table.columns.size() && segments > 1 && table.columns.size() > 1; ++c) {
        if (report.separation_share[c] > 0.5) warnings.push_back({WarningKind::column_dominates, table.meanings[c].name, report.separation_share[c]});
    }
    return warnings;
}

FitRun run_from(const PreparedTable& table, MatrixView<const double> memberships, std::size_t rounds, const MixtureOptions& options,
                const EmLimits& limits, const Execution& execution) {
    check_memberships(table, memberships, execution);
    return run_em(table, describe(table, {.values = memberships}, rounds, options, execution), options, limits, execution);
}

/// For memberships of so many segments, which must be as many as were asked for, if any were.
MixtureOptions with_segments(MixtureOptions options, std::size_t segments) {
    if (options.segment_count && *options.segment_count != segments) {
        throw InvalidArgument("segment_count", *options.segment_count, "left out, or as many as the memberships have columns, " + std::to_string(segments),
                              "leave it out, or give a column for every segment");
    }
    options.segment_count = segments;
    return options;
}

}  // namespace

void check_options(const MixtureOptions& options, std::size_t customers) {
    const std::size_t segments = segment_count_of(options);
    if (segments == 0) throw InvalidArgument("segment_count", 0, "at least 1", "ask for one segment or more");
    if (segments > customers && customers > 0) {
        throw InvalidArgument("segment_count", segments, "at most the number of customers, " + std::to_string(customers),
                              "ask for fewer segments");
    }
    if (!options.block.empty() && !options.covariance) {
        throw InvalidArgument("block", options.block.front(), "given together with a covariance in which columns vary together",
                              "write covariance = shared_block or free_block, or leave the block out");
    }
    if (!(options.prior_customers >= 0 && std::isfinite(options.prior_customers))) {
        throw InvalidArgument("prior_customers", options.prior_customers, "at least 0 and finite", "leave it out for 1");
    }
    if (options.starts_at_most == 0) throw InvalidArgument("starts_at_most", 0, "at least 1", "leave it out for 50");
    if (options.iterations_at_most == 0) throw InvalidArgument("iterations_at_most", 0, "at least 1", "leave it out for 500");
    if (!(options.tolerance >= 0)) throw InvalidArgument("tolerance", options.tolerance, "at least 0", "leave it out for 1e-8");
}

void check_weights_suffice(std::string_view name, std::size_t segments, const FeatureTable& table) {
    const std::size_t count = customers_who_count(table);
    if (segments <= count || count == 0) return;  // nobody at all is another mistake
    throw InvalidArgument(std::string(name), segments, "at most the number of customers with a weight above 0, " + std::to_string(count), "ask for fewer segments");
}

void check_memberships(const PreparedTable& table, MatrixView<const double> memberships, const Execution& execution) {
    if (memberships.rows() != table.rows()) {
        throw InvalidArgument("rows of the membership", memberships.rows(), "one per customer, " + std::to_string(table.rows()),
                              "give a row for every customer of the table");
    }
    check_memberships(memberships, execution);
}

Mixture mixture_of(const PreparedTable& table, const FitRun& run, const MixtureOptions& options, std::size_t starts,
                   std::size_t starts_at_best) {
    auto state = std::make_shared<Mixture::State>();
    state->columns = table.meanings;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        state->families.push_back(table.columns[c].family);
        if (table.columns[c].shared) state->shared.push_back(static_cast<std::uint32_t>(c));
    }
    state->shape = covariance_of(options);
    state->assignment = options.assignment;
    state->prior_customers = options.prior_customers;
    put_fit_state(table, run.state, *state);
    FitReport& report = state->report;
    report.termination = run.termination;
    report.iterations = run.iterations;
    report.log_posterior = run.trace;
    report.log_likelihood = run.log_likelihood;
    report.parameter_count = table.free_parameters(run.state.shares.size());
    report.bic = bic_of(table, run);
    report.starts = starts;
    report.starts_at_best = starts_at_best;
    report.separation_share = separation_shares(table, run.state);
    report.warnings = warnings_of(table, run, report);
    state->check();
    state->derive();
    return Mixture(std::move(state));
}

FittedMixture fit_prepared(const PreparedTable& table, const Starts& starts, const MixtureOptions& options,
                           const std::vector<Start>& further_starts, std::optional<double> bic_to_beat, const Execution& execution) {
    Search search(table, options);
    const std::size_t most = segment_count_of(options) == 1 ? 1 : options.starts_at_most;
    const std::vector<char> silent = table.shared_columns();
    std::size_t made = 0;
    while (search.starts() < most && search.starts_at_best() < 2 && !search.hopeless()) {
        const double begun = static_cast<double>(search.starts()), all = static_cast<double>(most);
        report(execution, mixture_stage, begun / all);
        const Execution part = part_of(execution, begun / all, std::min(1.0, (begun + static_cast<double>(starts_per_round)) / all));
        const std::size_t count = std::min(most - search.starts(), further_starts.empty() ? starts_per_round : starts_beside_further_ones);
        const std::size_t given = made == 0 && most > 1 ? std::min(further_starts.size(), count) : 0;
        const auto make = [&](std::size_t i) {
            check_stop(execution);
            return i < given ? further_starts[i] : starts.make(made + i - given, segment_count_of(options), options.seed, silent);
        };
        search.round(count, make, bic_to_beat, part);
        made += count - given;
    }
    order_by_share(search.best());
    FittedMixture fitted;
    fitted.mixture = mixture_of(table, search.best(), options, search.starts(), search.starts_at_best());
    fitted.run = std::move(search.best());
    return fitted;
}

Mixture fit_mixture(const FeatureTable& source, const MixtureOptions& options, const Execution& execution) {
    check_options(options, source.customer_count());
    check_weights_suffice("segment_count", segment_count_of(options), source);
    const PreparedTable table = prepare(source, options, execution);
    return fit_prepared(table, Starts(source, execution), options, {}, {}, execution).mixture;
}

Mixture fit_mixture(const FeatureTable& source, MatrixView<const double> start, const MixtureOptions& given, const Execution& execution) {
    const MixtureOptions options = with_segments(given, std::max<std::size_t>(start.columns(), 1));
    check_options(options, source.customer_count());
    const PreparedTable table = prepare(source, options, execution);
    const FitRun run = run_from(table, start, 3, options, limits_of(options), execution);
    return mixture_of(table, run, options, 1, 1);
}

Mixture describe_groups(const FeatureTable& source, MatrixView<const double> membership, const MixtureOptions& given,
                        const Execution& execution) {
    const MixtureOptions options = with_segments(given, std::max<std::size_t>(membership.columns(), 1));
    check_options(options, source.customer_count());
    const PreparedTable table = prepare(source, options, execution);
    FitRun run = run_from(table, membership, rounds_at_most, options, {.iterations_at_most = 0}, execution);
    run.termination = Termination::one_step;
    run.iterations = 1;
    return mixture_of(table, run, options, 1, 1);
}

}  // namespace dangol::inline v0
