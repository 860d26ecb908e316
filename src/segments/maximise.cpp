#include <dangol/segments/mixture_statistics.hpp>

#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "segments/distinct.hpp"
#include "segments/em.hpp"
#include "segments/maximisation.hpp"
#include "segments/mixture_fit.hpp"
#include "segments/mixture_state.hpp"
#include "segments/mixture_statistics_state.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

using State = MixtureStatistics::State;

/// The slots of a column as its family reads them, rebuilt of their keys.
void install_slots(const ColumnSums& sums, std::size_t segments, PreparedColumn& column) {
    column.slot_count = sums.slots.size() / segments;
    if (column.coded) return;
    if (!column.part_begin.empty()) {  // a count of a part each
        column.values = sums.values;
        for (std::size_t part = 0; part < column.part_begin.size(); ++part) {
            column.part_begin[part] = static_cast<std::size_t>(std::ranges::lower_bound(sums.parts, part) - sums.parts.begin());
        }
        return;
    }
    column.values = distinct(sums.values);
    column.exposures = distinct(sums.exposures);
    column.value_of_slot.clear();
    column.exposure_of_slot.clear();
    for (std::size_t slot = 0; slot < column.slot_count; ++slot) {
        column.value_of_slot.push_back(position_of(column.values, sums.values[slot]));
        column.exposure_of_slot.push_back(position_of(column.exposures, sums.exposures[slot]));
    }
}

/// Sums in all segments → of everyone.
std::vector<double> over_segments(std::span<const double> sums, std::size_t segments) {
    std::vector<double> out(sums.size() / segments);
    for (std::size_t i = 0; i < sums.size(); ++i) out[i / segments] += sums[i];
    return out;
}

/// Everyone's moments of a pattern.
Moments everyone_in(const BlockSums& sums, bool is_free) {
    const std::size_t size = sums.observed.size(), segments = sums.counts.size();
    Moments out{.sum = std::vector<double>(size), .gram = Matrix(size, size)};
    for (std::size_t k = 0; k < segments; ++k) {
        out.count += sums.counts[k];
        for (std::size_t b = 0; b < size; ++b) out.sum[b] += sums.sums(k, b);
    }
    for (std::size_t v = 0; v < (is_free ? segments : 1); ++v) {
        for (std::size_t i = 0; i < size * size; ++i) out.gram.values()[i] += sums.grams.values()[v * size * size + i];
    }
    return out;
}

/// Standard deviations of everyone in each column of the block: its sums then have the unit that priors and floors are told in.
std::vector<double> spreads_of_block(const State& state, std::size_t size, bool is_free) {
    std::vector<double> count(size), sum(size), squares(size);
    for (const BlockSums& pattern : state.block) {
        const Moments all = everyone_in(pattern, is_free);
        for (std::size_t b = 0; b < pattern.observed.size(); ++b) {
            count[pattern.observed[b]] += all.count;
            sum[pattern.observed[b]] += all.sum[b];
            squares[pattern.observed[b]] += all.gram(b, b);
        }
    }
    std::vector<double> spreads(size, 1.0);
    for (std::size_t b = 0; b < size; ++b) {
        if (!(count[b] > 0)) continue;
        const double mean = sum[b] / count[b];
        spreads[b] = std::sqrt(std::max(squares[b] / count[b] - mean * mean, 1e-12));
    }
    return spreads;
}

BlockSums in_units_of(BlockSums sums, std::span<const double> spreads) {
    const std::size_t size = sums.observed.size();
    for (std::size_t row = 0; row < sums.sums.rows(); ++row) {
        for (std::size_t b = 0; b < size; ++b) sums.sums(row, b) /= spreads[sums.observed[b]];
    }
    for (std::size_t row = 0; row < sums.grams.rows(); ++row) {
        for (std::size_t b = 0; b < size; ++b) sums.grams(row, b) /= spreads[sums.observed[row % size]] * spreads[sums.observed[b]];
    }
    return sums;
}

/// One M step on sums whose rows are not there: a table without rows, and the sums as a pass over rows leaves them.
class Step {
public:
    Step(const State& state, double prior_customers)
        : given_(state),
          segments_(state.counts.size()),
          prior_(prior_customers / state.weight),
          table_(layout_of(state.mixture.state(), state.frames())) {
        table_.total_weight = state.weight;
        lay_out(prior_customers);
        if (table_.block) begin_block(prior_customers);
        fit_ = fit_state_of(table_, state.mixture.state());
        before_ = express(table_, fit_);
        if (table_.block) fill_in();
        log_posterior_ = state.log_likelihood + log_prior(table_, before_, sums_, prior_, prior_customers) +
                         prior_ * static_cast<double>(segments_) * log_unit_;
    }

    FitState run(std::size_t rounds) {
        const Maximisation step(table_, before_, sums_, prior_, segments_);
        FitState next = fit_;
        step.update_shares(next);
        step.update_block(next);
        step.update_columns(next, rounds, {.threads = 1});
        return next;
    }

    const PreparedTable& table() const noexcept { return table_; }
    double log_posterior() const noexcept { return log_posterior_; }

private:
    void lay_out(double prior_customers) {
        for (std::size_t c = 0; c < table_.columns.size(); ++c) install_slots(given_.columns[c], segments_, table_.columns[c]);
        place_columns(table_);
        const std::size_t padded = kernel::padded(segments_);
        sums_.features.assign((table_.dense_count + 1) * segments_ * kernel::lanes, 0.0);
        sums_.slots.assign(table_.slot_count * padded, 0.0);
        for (std::size_t k = 0; k < segments_; ++k) sums_.features[(table_.dense_count * segments_ + k) * kernel::lanes] = given_.counts[k];
        for (std::size_t c = 0; c < table_.columns.size(); ++c) {
            PreparedColumn& column = table_.columns[c];
            const ColumnSums& own = given_.columns[c];
            for (std::size_t i = 0; i < own.features.size(); ++i) sums_.features[(column.first_dense * segments_ + i) * kernel::lanes] = own.features[i];
            for (std::size_t i = 0; i < own.slots.size(); ++i) sums_.slots[(column.first_slot + i / segments_) * padded + i % segments_] = own.slots[i];
            const std::vector<double> features = over_segments(own.features, segments_), slots = over_segments(own.slots, segments_);
            table_.base_features.insert(table_.base_features.end(), features.begin(), features.end());
            table_.base_slots.insert(table_.base_slots.end(), slots.begin(), slots.end());
            column.variance_floor = variance_floor(prior_customers);
            ColumnDraft unit;
            if (!column.in_block) operations_of(column.family).settle({.features = features, .slots = slots, .entries = {}}, column, unit);
            log_unit_ += unit.log_base;
        }
    }

    void begin_block(double prior_customers) {
        PreparedBlock& block = *table_.block;
        block.ridge = covariance_ridge(prior_customers);
        const std::vector<double> spreads = spreads_of_block(given_, block.size(), block.is_free);
        for (std::size_t b = 0; b < block.size(); ++b) table_.columns[block.columns[b]].scale *= spreads[b];
        for (const BlockSums& pattern : given_.block) patterns_.push_back(in_units_of(pattern, spreads));
        block.complete = {.sum = std::vector<double>(block.size()), .gram = Matrix(block.size(), block.size())};
        block.patterns.clear();
    }

    /// Sums of complete rows as they are, those of others filled in as the mixture before says.
    void fill_in() {
        PreparedBlock& block = *table_.block;
        const std::size_t size = block.size(), stride = kernel::gram_width(size);
        sums_.block_values.assign((size + 1) * segments_ * kernel::lanes, 0.0);
        if (block.is_free) sums_.block_grams.assign(segments_ * stride * stride, 0.0);
        for (const BlockSums& sums : patterns_) {
            if (sums.observed.size() < size) {
                fill_in(sums);
                continue;
            }
            block.complete = everyone_in(sums, block.is_free);
            for (std::size_t k = 0; k < segments_; ++k) {
                for (std::size_t b = 0; b < size; ++b) sums_.block_values[(b * segments_ + k) * kernel::lanes] = sums.sums(k, b);
                sums_.block_values[(size * segments_ + k) * kernel::lanes] = sums.counts[k];
                for (std::size_t a = 0; a < size && block.is_free; ++a) {
                    std::ranges::copy(sums.grams.row(k * size + a), sums_.block_grams.data() + (k * stride + a) * stride);
                }
            }
        }
    }

    void fill_in(const BlockSums& sums) {
        const PreparedBlock& block = *table_.block;
        const std::size_t size = sums.observed.size();
        MissingPattern pattern{.observed = sums.observed};
        for (std::uint32_t b = 0; b < block.size(); ++b) {
            if (!std::ranges::binary_search(sums.observed, b)) pattern.missing.push_back(b);
        }
        const PatternTerms terms = express_pattern(block, pattern, before_.means, before_.covariance);
        Moments everyone = everyone_in(sums, block.is_free);
        std::vector<Moments> segments;
        for (std::size_t k = 0; k < segments_; ++k) {
            Moments& own = segments.emplace_back(Moments{.count = sums.counts[k] + prior_ * everyone.count, .sum = std::vector<double>(size)});
            for (std::size_t b = 0; b < size; ++b) own.sum[b] = sums.sums(k, b) + prior_ * everyone.sum[b];
            if (!block.is_free) continue;
            own.gram = Matrix(size, size);
            for (std::size_t i = 0; i < size * size; ++i) own.gram.values()[i] = sums.grams.values()[k * size * size + i] + prior_ * everyone.gram.values()[i];
        }
        if (prior_ > 0) sums_.block_base += expected_log_density(pattern, terms, before_.means, everyone);
        for (double& g : everyone.gram.values()) g *= 1 + prior_ * static_cast<double>(segments_);
        if (sums_.filled.counts.empty()) sums_.filled = BlockStatistics(block, segments_);
        sums_.filled.add(block, pattern, terms, before_.means, segments, everyone.gram);
    }

    const State& given_;
    const std::size_t segments_;
    const double prior_;
    PreparedTable table_;
    std::vector<BlockSums> patterns_ = {};
    Sums sums_ = {};
    FitState fit_ = {};
    Expressed before_ = {};
    double log_unit_ = 0;  // of everyone's log-density, of its features' unit
    double log_posterior_ = 0;
};

}  // namespace

Mixture maximise(const MixtureStatistics& statistics, const MaximisationOptions& options) {
    const State& given = statistics.state();
    const double prior = options.prior_customers.value_or(given.mixture.state().prior_customers);
    if (!(prior >= 0 && std::isfinite(prior))) throw InvalidArgument("prior_customers", prior, "at least 0 and finite", "leave it out");
    if (options.rounds == 0) throw InvalidArgument("rounds", 0, "at least 1", "leave it out for 1");
    if (!(given.weight > 0)) throw InsufficientData("weight of the customers", 0, 1, "merge the statistics of at least one customer");
    Step step(given, prior);
    auto next = std::make_shared<Mixture::State>(given.mixture.state());
    put_fit_state(step.table(), step.run(options.rounds), *next);
    next->prior_customers = prior;
    FitReport& report = next->report;
    report = {.termination = Termination::one_step,
              .iterations = 1,
              .log_posterior = {step.log_posterior()},
              .log_likelihood = given.log_likelihood,
              .parameter_count = step.table().free_parameters(given.counts.size()),
              .starts = 1,
              .starts_at_best = 1,
              .separation_share = given.mixture.report().separation_share};
    report.bic = -2 * report.log_likelihood + static_cast<double>(report.parameter_count) * math::log(given.weight);
    next->check();
    next->derive();
    return Mixture(std::move(next));
}

Mixture fit_from_statistics(const Mixture& start, const StatisticsSource& of_all, const MixtureOptions& options, const Execution& execution) {
    if (options.iterations_at_most == 0) throw InvalidArgument("iterations_at_most", 0, "at least 1", "leave it out for 500");
    if (options.segment_count && *options.segment_count != start.segment_count()) {
        throw InvalidArgument("segment_count", *options.segment_count, "left out, or as many as the start has, " + std::to_string(start.segment_count()), "leave it out, or begin with another mixture");
    }
    if (options.covariance && *options.covariance != start.covariance()) {
        throw InvalidArgument("covariance", "another than the start's", "left out, because the start decides it", "leave it out, or begin with another mixture");
    }
    if (!(options.tolerance >= 0)) throw InvalidArgument("tolerance", options.tolerance, "at least 0", "leave it out for 1e-8");
    Mixture mixture = start, next = start;
    FitReport report{.termination = Termination::iteration_limit};
    for (;;) {
        check_stop(execution);
        dangol::report(execution, mixture_stage, static_cast<double>(report.iterations) / static_cast<double>(options.iterations_at_most + 1));
        const MixtureStatistics statistics = of_all(mixture);
        if (!(statistics.mixture() == mixture)) {
            throw InvalidArgument("mixture of the statistics", "another", "the one that was asked about", "pass on the mixture that the source is given");
        }
        next = maximise(statistics, {.prior_customers = options.prior_customers});
        const double objective = next.report().log_posterior.front();
        const bool settled = !report.log_posterior.empty() && objective - report.log_posterior.back() < options.tolerance * statistics.weight();
        report.log_posterior.push_back(objective);
        report.log_likelihood = next.report().log_likelihood;
        report.parameter_count = next.report().parameter_count;
        report.bic = next.report().bic;
        if (settled) report.termination = Termination::converged;
        if (settled || report.iterations >= options.iterations_at_most) break;
        mixture = next;
        ++report.iterations;
    }
    report.starts = report.starts_at_best = 1;
    report.separation_share = mixture.report().separation_share;
    if (report.termination == Termination::iteration_limit) report.warnings.push_back({.kind = WarningKind::not_converged, .value = static_cast<double>(report.iterations)});
    auto state = std::make_shared<Mixture::State>(mixture.state());
    state->report = std::move(report);
    state->assignment = Assignment::soft;
    state->prior_customers = options.prior_customers;
    return Mixture(std::move(state));
}

}  // namespace dangol::inline v0
