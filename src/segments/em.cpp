#include "segments/em.hpp"

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/kernel.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t tile_rows = 64;  // a tile's features and memberships stay in the first cache

/// Where the mean stands among the parameters of a column of the block; its variance follows.
std::size_t mean_position(const PreparedColumn& column) { return column.family == Family::log_normal_hurdle ? 1 : 0; }

class Em {
public:
    Em(const PreparedTable& table, std::size_t segments, const MixtureOptions& options, const Execution& execution)
        : table_(table),
          options_(options),
          execution_{.threads = execution.threads, .stop = execution.stop},  // progress is told by whoever knows the whole
          segments_(segments),
          padded_(kernel::padded(segments)),
          prior_(options.prior_customers / table.total_weight),
          memberships_(table.rows(), padded_),
          coefficients_(segments, table.feature_count),
          entries_(segments, table.slot_count),
          dense_coefficients_(table.features.columns(), padded_),
          start_(padded_, kernel::impossible),
          entries_by_slot_(table.slot_count, padded_),
          feature_statistics_(segments, table.feature_count),
          slot_statistics_(segments, table.slot_count),
          counts_(padded_),
          unit_sums_(units(), table.features.columns() * padded_),
          unit_counts_(units(), padded_),
          unit_gains_(units()),
          chunk_sums_(table.block ? table.chunks.size() : 0, table.block ? table.block->width() * padded_ : 0),
          pattern_sums_(table.block ? table.block->patterns.size() : 0) {}

    Matrix& memberships() { return memberships_; }

    /// Weights memberships that were given, and sums them up.
    void adopt_memberships() {
        for (std::size_t row = 0; row < table_.rows(); ++row) {
            for (double& r : memberships_.row(row)) r *= table_.weights[row];
        }
        for_each_block(units(), execution_, [&](std::size_t unit) {
            clear(unit);
            for_each_tile(unit, [&](std::size_t chunk, std::size_t begin, std::size_t rows) { sum_tile(unit, chunk, begin, rows); });
        });
        merge();
    }

    /// Memberships under `state`, their sums, and the log-posterior of `state`.
    double expect(const FitState& state) {
        express(state);
        for_each_block(units(), execution_, [&](std::size_t unit) {
            clear(unit);
            for_each_tile(unit, [&](std::size_t chunk, std::size_t begin, std::size_t rows) {
                unit_gains_[unit] += expect_tile(chunk, begin, rows);
                sum_tile(unit, chunk, begin, rows);
            });
        });
        merge();
        if (table_.block) gain_ += {terms_.log_likelihood, terms_.log_likelihood};
        return (options_.assignment == Assignment::hard ? gain_.classification : gain_.mixture) + log_prior(state);
    }

    /// The M step.
    void maximise(FitState& state) {
        update_shares(state);
        update_block_of(state);
        update_columns(state, 1);
    }

    void update_shares(FitState& state) const {
        for (std::size_t k = 0; k < segments_; ++k) state.shares[k] = counts_[k] / table_.total_weight;
    }

    /// Rounds above 1 repeat the Newton steps of the families that have them.
    void update_columns(FitState& state, std::size_t rounds) {
        const Execution here = on_this_thread(execution_);
        const bool worth_a_team = table_.slot_count > 4096;
        for_each_block(segments_, worth_a_team ? execution_ : here, [&](std::size_t k) {
            for (const PreparedColumn& column : table_.columns) {
                if (column.in_block) continue;
                Statistics statistics = statistics_of(k, column);
                if (rounds == 1) statistics.entries = entries_.row(k).subspan(column.first_slot, column.slot_count);
                const auto parameters = state.parameters.row(k).subspan(column.first_parameter, column.parameter_width);
                if (rounds == 1) {
                    operations_of(column.family).update(column, statistics, parameters);
                } else {
                    update_fully(column, statistics, rounds, parameters);
                }
            }
        });
    }

    double log_likelihood() const noexcept { return gain_.mixture; }

    FitState everyone() const {
        FitState state{.parameters = Matrix(segments_, table_.parameter_count),
                       .shares = std::vector<double>(segments_, 1.0 / static_cast<double>(segments_))};
        for (std::size_t k = 0; k < segments_; ++k) {
            std::copy(table_.base_parameters.begin(), table_.base_parameters.end(), state.parameters.row(k).begin());
        }
        if (table_.block) {
            state.covariance = Matrix(table_.block->size(), table_.block->size());
            for (std::size_t b = 0; b < table_.block->size(); ++b) state.covariance(b, b) = 1;
        }
        return state;
    }

    /// With memberships fixed, fills in what is missing in the block until its means and covariance stand still.
    void settle_block(FitState& state, std::size_t rounds) {
        if (!table_.block) return;
        for (std::size_t round = 0; round < rounds; ++round) {
            const Matrix before = state.covariance;
            terms_ = express_block(*table_.block, block_means(state), state.covariance);
            update_block_of(state);
            double change = 0;
            for (std::size_t i = 0; i < before.values().size(); ++i) {
                change = std::max(change, std::fabs(before.values()[i] - state.covariance.values()[i]));
            }
            if (change < 1e-10) return;
        }
    }

private:
    std::size_t units() const noexcept { return table_.units_begin.size() - 1; }

    template <class Work>
    void for_each_tile(std::size_t unit, Work&& work) {
        for (std::size_t chunk = table_.units_begin[unit]; chunk < table_.units_begin[unit + 1]; ++chunk) {
            const RowChunk rows = table_.chunks[chunk];
            for (std::size_t begin = rows.begin; begin < rows.end; begin += tile_rows) {
                work(chunk, begin, std::min(tile_rows, rows.end - begin));
            }
        }
    }

    void clear(std::size_t unit) {
        std::ranges::fill(unit_sums_.row(unit), 0.0);
        std::ranges::fill(unit_counts_.row(unit), 0.0);
        unit_gains_[unit] = {};
        if (!table_.block) return;
        for (std::size_t chunk = table_.units_begin[unit]; chunk < table_.units_begin[unit + 1]; ++chunk) {
            std::ranges::fill(chunk_sums_.row(chunk), 0.0);
        }
    }

    kernel::Gain expect_tile(std::size_t chunk, std::size_t begin, std::size_t rows) noexcept {
        double* out = memberships_.row(begin).data();
        kernel::multiply(table_.features.row(begin).data(), rows, table_.features.columns(), dense_coefficients_.data(), start_.data(),
                         padded_, out);
        if (table_.block) {
            const Matrix& coefficients = terms_.patterns[table_.chunks[chunk].pattern].coefficients;
            kernel::multiply(table_.block->values.row(begin).data(), rows, table_.block->width(), coefficients.data(), nullptr, padded_, out);
        }
        if (table_.slot_count > 0) {
            for (std::size_t i = 0; i < rows; ++i) {
                kernel::add_entries(table_.slots_of(begin + i), entries_by_slot_.data(), padded_, out + i * padded_);
            }
        }
        const auto memberships = options_.assignment == Assignment::hard ? kernel::hard_memberships : kernel::soft_memberships;
        return memberships(out, rows, padded_, table_.weights.data() + begin, table_.log_base.data() + begin);
    }

    void sum_tile(std::size_t unit, std::size_t chunk, std::size_t begin, std::size_t rows) noexcept {
        const double* memberships = memberships_.row(begin).data();
        kernel::accumulate(table_.features.row(begin).data(), rows, table_.features.columns(), memberships, padded_,
                           unit_sums_.row(unit).data());
        double* counts = unit_counts_.row(unit).data();
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t k = 0; k < padded_; ++k) counts[k] += memberships[i * padded_ + k];
        }
        if (table_.block) {
            kernel::accumulate(table_.block->values.row(begin).data(), rows, table_.block->width(), memberships, padded_,
                               chunk_sums_.row(chunk).data());
        }
    }

    /// Units are added in a fixed tree, neighbours first, whoever computed them.
    void merge() {
        for (std::size_t stride = 1; stride < units(); stride *= 2) {
            for (std::size_t left = 0; left + stride < units(); left += 2 * stride) {
                add(unit_sums_.row(left), unit_sums_.row(left + stride));
                add(unit_counts_.row(left), unit_counts_.row(left + stride));
                unit_gains_[left] += unit_gains_[left + stride];
            }
        }
        gain_ = unit_gains_[0];
        std::ranges::copy(unit_counts_.row(0), counts_.begin());
        for (std::size_t k = 0; k < segments_; ++k) {
            for (std::size_t f = 0; f < table_.feature_count; ++f) {
                const std::uint32_t dense = table_.dense_of_feature[f];
                const double sum = dense == PreparedTable::is_constant ? table_.constant_of_feature[f] * counts_[k]
                                                                       : unit_sums_(0, dense * padded_ + k);
                feature_statistics_(k, f) = sum + prior_ * table_.base_features[f];
            }
        }
        sum_slots();
        if (table_.block) sum_patterns();
    }

    static void add(std::span<double> into, std::span<const double> from) noexcept {
        for (std::size_t i = 0; i < into.size(); ++i) into[i] += from[i];
    }

    void sum_slots() {
        if (table_.slot_count == 0) return;
        const std::size_t slots_per_block = table_.slot_count / 64 + 1;
        for_each_block(block_count(table_.slot_count, slots_per_block), execution_, [&](std::size_t block) {
            std::vector<double> sums(padded_);
            const BlockRange range = block_range(block, table_.slot_count, slots_per_block);
            for (std::size_t slot = range.begin; slot < range.end; ++slot) {
                std::ranges::fill(sums, 0.0);
                const auto rows = std::span(table_.rows_of_slot).subspan(table_.rows_begin[slot], table_.rows_begin[slot + 1] - table_.rows_begin[slot]);
                kernel::add_entries(rows, memberships_.data(), padded_, sums.data());
                for (std::size_t k = 0; k < segments_; ++k) slot_statistics_(k, slot) = sums[k] + prior_ * table_.base_slots[slot];
            }
        });
    }

    void sum_patterns() {
        for (Matrix& sums : pattern_sums_) sums = {};
        for (std::size_t chunk = 0; chunk < table_.chunks.size(); ++chunk) {
            const std::size_t p = table_.chunks[chunk].pattern;
            Matrix& sums = pattern_sums_[p];
            if (sums.empty()) {
                sums = Matrix(table_.block->width(), padded_);
                for (std::size_t c = 0; c < sums.rows(); ++c) {
                    for (std::size_t k = 0; k < segments_; ++k) sums(c, k) = prior_ * table_.block->patterns[p].sums[c];
                }
            }
            add(sums.values(), chunk_sums_.row(chunk));
        }
    }

    void express(const FitState& state) {
        for (std::size_t k = 0; k < segments_; ++k) {
            for (const PreparedColumn& column : table_.columns) {
                operations_of(column.family)
                    .express(column, std::span(state.parameters.row(k)).subspan(column.first_parameter, column.parameter_width),
                             coefficients_.row(k).subspan(column.first_feature, column.feature_count),
                             entries_.row(k).subspan(column.first_slot, column.slot_count));
            }
            start_[k] = state.shares[k] > 0 ? math::log(state.shares[k]) : kernel::impossible;
            for (std::size_t f = 0; f < table_.feature_count; ++f) {
                const std::uint32_t dense = table_.dense_of_feature[f];
                if (dense == PreparedTable::is_constant) {
                    start_[k] += table_.constant_of_feature[f] * coefficients_(k, f);
                } else {
                    dense_coefficients_(dense, k) = coefficients_(k, f);
                }
            }
            for (std::size_t slot = 0; slot < table_.slot_count; ++slot) entries_by_slot_(slot, k) = entries_(k, slot);
        }
        if (table_.block) terms_ = express_block(*table_.block, block_means(state), state.covariance);
    }

    double log_prior(const FitState& state) const {
        double sum = 0;
        for (std::size_t k = 0; k < segments_; ++k) {
            for (std::size_t f = 0; f < table_.feature_count; ++f) sum += table_.base_features[f] * coefficients_(k, f);
            for (std::size_t slot = 0; slot < table_.slot_count; ++slot) sum += table_.base_slots[slot] * entries_(k, slot);
        }
        double ridge = 0;
        if (table_.block) {
            for (std::size_t p = 0; p < terms_.patterns.size(); ++p) {
                const std::vector<double>& sums = table_.block->patterns[p].sums;
                const Matrix& coefficients = terms_.patterns[p].coefficients;
                for (std::size_t c = 0; c < sums.size(); ++c) {
                    for (std::size_t k = 0; k < segments_; ++k) sum += sums[c] * coefficients(c, k);
                }
            }
            const double all_segments = static_cast<double>(state.shares.size());
            sum += all_segments * terms_.log_likelihood;
            ridge = (table_.total_weight + options_.prior_customers * all_segments) * terms_.log_prior;
        }
        return prior_ * sum + ridge;
    }

    Statistics statistics_of(std::size_t k, const PreparedColumn& column) const {
        return {feature_statistics_.row(k).subspan(column.first_feature, column.feature_count),
                slot_statistics_.row(k).subspan(column.first_slot, column.slot_count)};
    }

    Matrix block_means(const FitState& state) const {
        Matrix means(segments_, table_.block->size());
        for (std::size_t b = 0; b < table_.block->size(); ++b) {
            const PreparedColumn& column = table_.columns[table_.block->columns[b]];
            const std::size_t position = column.first_parameter + mean_position(column);
            for (std::size_t k = 0; k < segments_; ++k) means(k, b) = (state.parameters(k, position) - column.center) / column.scale;
        }
        return means;
    }

    void update_block_of(FitState& state) {
        if (!table_.block) return;
        Matrix means = block_means(state);
        const double grams_times = 1 + prior_ * static_cast<double>(segments_);
        update_block(*table_.block, terms_, pattern_sums_, grams_times, means, state.covariance);
        for (std::size_t b = 0; b < table_.block->size(); ++b) {
            const PreparedColumn& column = table_.columns[table_.block->columns[b]];
            const std::size_t position = column.first_parameter + mean_position(column);
            for (std::size_t k = 0; k < segments_; ++k) {
                state.parameters(k, position) = column.center + column.scale * means(k, b);
                state.parameters(k, position + 1) = column.scale * column.scale * state.covariance(b, b);
            }
        }
    }

    const PreparedTable& table_;
    const MixtureOptions& options_;
    const Execution execution_;
    const std::size_t segments_, padded_;
    const double prior_;  // weight with which each customer belongs to each segment beforehand

    Matrix memberships_;                              // rows × padded, times weight
    Matrix coefficients_, entries_;                   // segments × …: as families write them
    Matrix dense_coefficients_;                       // … × padded: as the kernel reads them
    std::vector<double> start_;
    Matrix entries_by_slot_;
    Matrix feature_statistics_, slot_statistics_;     // segments × …
    std::vector<double> counts_;
    Matrix unit_sums_, unit_counts_;
    std::vector<kernel::Gain> unit_gains_;
    Matrix chunk_sums_;
    std::vector<Matrix> pattern_sums_;
    BlockTerms terms_;
    kernel::Gain gain_;
};

double entropy_of(const PreparedTable& table, const Matrix& memberships, std::size_t segments) {
    double entropy = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        for (std::size_t k = 0; k < segments; ++k) {
            const double weighted = memberships(row, k);
            if (weighted > 0) entropy -= weighted * math::log(weighted / table.weights[row]);
        }
    }
    return entropy;
}

bool is_degenerate(const PreparedTable& table, const FitState& state) {
    for (const PreparedColumn& column : table.columns) {
        const auto degenerate = operations_of(column.family).degenerate;
        if (degenerate == nullptr || column.in_block) continue;
        for (std::size_t k = 0; k < state.shares.size(); ++k) {
            if (degenerate(column, state.parameters.row(k).subspan(column.first_parameter, column.parameter_width))) return true;
        }
    }
    return false;
}

}  // namespace

FitState describe(const PreparedTable& table, Matrix memberships, std::size_t segments, std::size_t rounds,
                  const MixtureOptions& options, const Execution& execution) {
    Em em(table, segments, options, execution);
    em.memberships() = std::move(memberships);
    em.adopt_memberships();
    FitState state = em.everyone();
    em.update_shares(state);
    em.settle_block(state, rounds);
    em.update_columns(state, rounds);
    return state;
}

double FitRun::limit() const noexcept {
    if (trace.size() < 3) return log_posterior();
    const std::size_t last = trace.size() - 1;
    const double gain = trace[last] - trace[last - 1], before = trace[last - 1] - trace[last - 2];
    if (!(gain > 0) || !(before > 0)) return trace[last];
    const double rate = std::min(gain / before, 0.999);
    return trace[last] + gain * rate / (1 - rate);
}

FitRun run_em(const PreparedTable& table, FitState start, const MixtureOptions& options, const EmLimits& limits, const Execution& execution) {
    const std::size_t segments = start.shares.size();
    Em em(table, segments, options, execution);
    FitRun run{.state = std::move(start), .termination = Termination::iteration_limit};
    for (;;) {
        check_stop(execution);
        const double objective = em.expect(run.state);
        const bool settled = !run.trace.empty() && objective - run.trace.back() < limits.tolerance * table.total_weight;
        run.trace.push_back(objective);
        if (settled) run.termination = Termination::converged;
        if (settled || run.iterations >= limits.iterations_at_most) break;
        // Four times the gain that seems to be left, because EM is slow where it passes a saddle.
        const bool hopeless = run.trace.size() > 10 && objective + 4 * (run.limit() - objective) < limits.hopeless;
        if (hopeless) break;
        em.maximise(run.state);
        ++run.iterations;
    }
    run.log_likelihood = em.log_likelihood();
    run.entropy = entropy_of(table, em.memberships(), segments);
    run.degenerate = is_degenerate(table, run.state);
    run.memberships = std::move(em.memberships());
    return run;
}

}  // namespace dangol::inline v0
