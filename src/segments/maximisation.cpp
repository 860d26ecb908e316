#include "segments/maximisation.hpp"

#include "core/parallel.hpp"

#include <algorithm>

namespace dangol::inline v0 {

Maximisation::Maximisation(const PreparedTable& table, const Expressed& before, const Sums& sums, double prior, std::size_t segments)
    : table_(table), before_(before), sums_(sums), prior_(prior), segments_(segments), by_feature_(segments, table.feature_count),
      by_slot_(segments, table.slot_count) {
    const std::vector<double> dense = sums.ended_features();
    counts_.assign(dense.end() - static_cast<std::ptrdiff_t>(segments), dense.end());
    const std::size_t padded = kernel::padded(segments);
    for (std::size_t k = 0; k < segments; ++k) {
        for (const PreparedColumn& column : table.columns) {
            const auto into = by_feature_.row(k).subspan(column.first_feature, column.feature_count);
            for (std::size_t f = 0; f < column.dense_count(); ++f) into[f] = dense[(column.first_dense + f) * segments + k];
            if (column.last_is_constant) into.back() = column.last_constant * counts_[k];
        }
        for (std::size_t f = 0; f < table.feature_count; ++f) by_feature_(k, f) += prior * table.base_features[f];
        for (std::size_t slot = 0; slot < table.slot_count; ++slot) {
            by_slot_(k, slot) = sums.slots[slot * padded + k] + prior * table.base_slots[slot];
        }
    }
}

void Maximisation::update_shares(FitState& state) const {
    for (std::size_t k = 0; k < segments_; ++k) state.shares[k] = counts_[k] / table_.total_weight;
}

void Maximisation::update_block(FitState& state) const {
    if (!table_.block) return;
    const PreparedBlock& block = *table_.block;
    const double all_times = 1 + prior_ * static_cast<double>(segments_);
    BlockStatistics statistics(block, segments_);
    if (block.complete.count > 0) {
        std::vector<Moments> moments;
        for (std::size_t k = 0; k < segments_; ++k) {
            Moments& own = moments.emplace_back(sums_.complete_moments(block, k));
            own.count += prior_ * block.complete.count;
            for (std::size_t b = 0; b < block.size(); ++b) own.sum[b] += prior_ * block.complete.sum[b];
            for (std::size_t i = 0; i < own.gram.values().size(); ++i) own.gram.values()[i] += prior_ * block.complete.gram.values()[i];
        }
        Matrix gram_of_all = block.complete.gram;
        for (double& g : gram_of_all.values()) g *= all_times;
        statistics.add(block, everything(block), before_.complete, before_.means, moments, gram_of_all);
    }
    if (!sums_.filled.counts.empty()) statistics.add(sums_.filled);
    Matrix means = before_.means;
    dangol::update_block(block, statistics, table_.total_weight * all_times, means, state.covariance);
    set_block_means(table_, means, state);
}

/// Over all segments together memberships are 1: the sums are everyone's, and the prior only multiplies them.
void Maximisation::update_shared_columns(FitState& state, std::size_t rounds) const {
    for (const PreparedColumn& column : table_.columns) {
        if (!column.shared || !column.speaks()) continue;
        Statistics statistics{std::span(table_.base_features).subspan(column.first_feature, column.feature_count),
                              std::span(table_.base_slots).subspan(column.first_slot, column.slot_count)};
        const auto parameters = state.parameters.row(0).subspan(column.first_parameter, column.parameter_width);
        if (rounds == 1) {
            statistics.entries = before_.by_slot.row(0).subspan(column.first_slot, column.slot_count);
            operations_of(column.family).update(column, statistics, parameters);
        } else {
            update_fully(column, statistics, rounds, parameters);
        }
        for (std::size_t k = 1; k < segments_; ++k) std::ranges::copy(parameters, state.parameters.row(k).subspan(column.first_parameter).begin());
    }
}

void Maximisation::update_columns(FitState& state, std::size_t rounds, const Execution& execution) const {
    update_shared_columns(state, rounds);
    const bool worth_a_team = table_.slot_count > 4096;
    for_each_block(segments_, worth_a_team ? execution : on_this_thread(execution), [&](std::size_t k) {
        for (const PreparedColumn& column : table_.columns) {
            if (column.shared || !column.speaks()) continue;
            Statistics statistics{by_feature_.row(k).subspan(column.first_feature, column.feature_count),
                                  by_slot_.row(k).subspan(column.first_slot, column.slot_count)};
            const auto parameters = state.parameters.row(k).subspan(column.first_parameter, column.parameter_width);
            if (rounds == 1) {
                statistics.entries = before_.by_slot.row(k).subspan(column.first_slot, column.slot_count);
                operations_of(column.family).update(column, statistics, parameters);
            } else {
                update_fully(column, statistics, rounds, parameters);
            }
        }
    });
}

std::vector<double> Maximisation::gains_of_own_parameters(const FitState& state) const {
    std::vector<double> gains;
    for (const PreparedColumn& column : table_.columns) {
        std::vector<double> own(column.feature_count), everyones(column.feature_count), own_entries(column.slot_count), everyones_entries(column.slot_count);
        double gain = 0;
        const auto express = operations_of(column.family).express;
        if (column.speaks()) express(column, std::span(table_.base_parameters).subspan(column.first_parameter, column.parameter_width), everyones, everyones_entries);
        for (std::size_t k = 0; k < segments_ && column.speaks(); ++k) {
            express(column, state.parameters.row(k).subspan(column.first_parameter, column.parameter_width), own, own_entries);
            for (std::size_t f = 0; f < own.size(); ++f) {
                const std::size_t at = column.first_feature + f;
                gain += (by_feature_(k, at) - prior_ * table_.base_features[at]) * (own[f] - everyones[f]);
            }
            for (std::size_t s = 0; s < own_entries.size(); ++s) {
                const std::size_t at = column.first_slot + s;
                gain += (by_slot_(k, at) - prior_ * table_.base_slots[at]) * (own_entries[s] - everyones_entries[s]);
            }
        }
        gains.push_back(gain);
    }
    return gains;
}

}  // namespace dangol::inline v0
