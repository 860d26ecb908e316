#include <dangol/segments/mixture_statistics.hpp>

#include <dangol/core/error.hpp>

#include "segments/column_match.hpp"
#include "segments/mixture_fit.hpp"
#include "segments/mixture_statistics_state.hpp"
#include "segments/sums.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace dangol::inline v0 {
namespace {

using State = MixtureStatistics::State;

SlotKey key_of(const PreparedColumn& column, std::size_t slot) {
    if (column.part_begin.empty()) return {0, column.values[column.value_of_slot[slot]], column.exposures[column.exposure_of_slot[slot]]};
    const auto part = std::ranges::upper_bound(column.part_begin, slot) - column.part_begin.begin() - 1;
    return {static_cast<std::uint32_t>(part), column.values[slot], 0};
}

ColumnSums sums_of_column(const PreparedColumn& column, ColumnFrame frame, std::span<const double> dense, const Sums& sums, std::size_t segments) {
    ColumnSums out{.center = frame.center, .scale = frame.scale};
    for (std::size_t f = 0; f < column.feature_count; ++f) {
        for (std::size_t k = 0; k < segments; ++k) out.features.push_back(dense[(column.first_dense + f) * segments + k]);
    }
    std::vector<std::pair<SlotKey, std::size_t>> keys(column.slot_count);
    for (std::size_t slot = 0; slot < keys.size(); ++slot) keys[slot] = {column.coded ? SlotKey{} : key_of(column, slot), slot};
    std::ranges::sort(keys);
    for (const auto& [key, slot] : keys) {
        const double* row = sums.slots.data() + (column.first_slot + slot) * kernel::padded(segments);
        out.slots.insert(out.slots.end(), row, row + segments);
        if (column.coded) continue;
        out.parts.push_back(key.part);
        out.values.push_back(key.value);
        out.exposures.push_back(key.exposure);
    }
    return out;
}

BlockSums sums_of_pattern(const PreparedBlock& block, std::vector<std::uint32_t> observed, std::span<const Moments> segments, const Matrix& gram) {
    const std::size_t size = observed.size();
    BlockSums out{.observed = std::move(observed), .sums = Matrix(segments.size(), size), .grams = Matrix(block.covariances(segments.size()) * size, size)};
    for (std::size_t k = 0; k < segments.size(); ++k) {
        out.counts.push_back(segments[k].count);
        std::ranges::copy(segments[k].sum, out.sums.row(k).begin());
        if (block.is_free) std::ranges::copy(segments[k].gram.values(), out.grams.data() + k * size * size);
    }
    if (!block.is_free) std::ranges::copy(gram.values(), out.grams.data());
    return out;
}

void add_scaled(std::span<double> into, std::span<const double> from, double times) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] += times * from[i];
}

void scale(BlockSums& sums, double times) {
    for (double& x : sums.counts) x *= times;
    for (double& x : sums.sums.values()) x *= times;
    for (double& x : sums.grams.values()) x *= times;
}

void add(BlockSums& into, const BlockSums& from, double times) {
    add_scaled(into.counts, from.counts, times);
    add_scaled(into.sums.values(), from.sums.values(), times);
    add_scaled(into.grams.values(), from.grams.values(), times);
}

using Patterns = std::map<std::vector<std::uint32_t>, BlockSums>;

void add(Patterns& patterns, const BlockSums& sums, double times) {
    const auto [at, added] = patterns.try_emplace(sums.observed, sums);
    if (added) return scale(at->second, times);
    add(at->second, sums, times);
}

std::vector<BlockSums> listed(Patterns&& patterns) {
    std::vector<BlockSums> out;
    for (auto& [observed, sums] : patterns) out.push_back(std::move(sums));
    return out;
}

std::vector<BlockSums> sums_of_block(const PreparedBlock& block, const Sums& sums, std::size_t segments) {
    Patterns patterns;
    if (block.complete.count > 0) {
        std::vector<Moments> complete;
        for (std::size_t k = 0; k < segments; ++k) complete.push_back(sums.complete_moments(block, k));
        add(patterns, sums_of_pattern(block, everything(block).observed, complete, block.complete.gram), 1);
    }
    for (const PatternSums& part : sums.patterns) {
        const std::vector<std::uint32_t>& observed = block.patterns[part.pattern].observed;
        add(patterns, sums_of_pattern(block, observed, part.segments, part.gram), 1);
    }
    return listed(std::move(patterns));
}

ColumnSums combine(const ColumnSums& a, double times_a, const ColumnSums& b, double times_b) {
    ColumnSums out{.center = b.center, .scale = b.scale, .features = b.features};
    for (double& x : out.features) x *= times_b;
    add_scaled(out.features, a.features, times_a);
    if (a.parts.empty() && b.parts.empty()) {  // levels, or no slots at all: the same places on both sides
        out.slots = b.slots;
        for (double& x : out.slots) x *= times_b;
        add_scaled(out.slots, a.slots, times_a);
        return out;
    }
    const std::size_t segments = a.parts.empty() ? b.slots.size() / b.parts.size() : a.slots.size() / a.parts.size();
    for (std::size_t i = 0, j = 0; i < a.parts.size() || j < b.parts.size();) {
        const bool from_a = j == b.parts.size() || (i < a.parts.size() && a.key(i) <= b.key(j));
        const bool from_b = i == a.parts.size() || (j < b.parts.size() && b.key(j) <= a.key(i));
        const SlotKey key = from_a ? a.key(i) : b.key(j);
        out.parts.push_back(key.part);
        out.values.push_back(key.value);
        out.exposures.push_back(key.exposure);
        for (std::size_t k = 0; k < segments; ++k) {
            out.slots.push_back((from_a ? times_a * a.slots[i * segments + k] : 0.0) + (from_b ? times_b * b.slots[j * segments + k] : 0.0));
        }
        i += from_a ? 1 : 0;
        j += from_b ? 1 : 0;
    }
    return out;
}

/// Weights that were taken out again leave rounding behind, which must not be below 0; more than that was never in.
void end_subtraction(State& state, double weight_before) {
    const double slack = 1e-9 * weight_before;
    const auto clear = [&](double& weight) {
        if (weight < -slack) {
            throw InvalidArgument("customers to take out, what they would leave", weight, "at least 0, as of customers whom the statistics hold",
                                  "take out nobody who was never added, or was taken out before");
        }
        weight = std::max(weight, 0.0);
    };
    clear(state.weight);
    for (double& count : state.counts) clear(count);
    for (ColumnSums& column : state.columns) {
        for (double& slot : column.slots) clear(slot);
    }
    for (BlockSums& pattern : state.block) {
        for (double& count : pattern.counts) clear(count);
    }
}

void check_same_mixture(const State& a, const State& b) {
    if (a.mixture == b.mixture) return;
    throw InvalidArgument("mixture of the other statistics", "another", "that of these",
                          "take the statistics of all customers under one mixture, then merge, then maximise");
}

}  // namespace

std::vector<ColumnFrame> State::frames() const {
    std::vector<ColumnFrame> out;
    for (const ColumnSums& column : columns) out.push_back({column.center, column.scale});
    return out;
}

PreparedTable layout_of(const Mixture::State& state, std::span<const ColumnFrame> frames) {
    return prepare_part(state, frames, as_fitted(state, FeatureTable()), {.threads = 1});
}

State sum_rows(const Mixture& mixture, std::span<const ColumnFrame> frames, const FeatureTable& customers, const MatrixView<const double>* membership,
               const Execution& execution) {
    const Mixture::State& model = mixture.state();
    const std::size_t segments = mixture.segment_count();
    if (segments == 0) throw InvalidArgument("segments of the mixture", 0, "at least 1", "fit a mixture first, for example to a sample of the customers");
    const PreparedTable table = customers.customer_count() == 0 ? layout_of(model, frames) : prepare_part(model, frames, as_fitted(model, customers), execution);
    if (membership != nullptr) {
        check_memberships(table, *membership, execution);
        if (membership->columns() != segments) {
            throw InvalidArgument("columns of the membership", membership->columns(), "one per segment, " + std::to_string(segments), "give a column for each");
        }
    }
    State out{.mixture = mixture, .weight = table.total_weight, .counts = std::vector<double>(segments)};
    const Expressed expressed = express(table, fit_state_of(table, model));
    const GivenMemberships given{.values = membership != nullptr ? *membership : MatrixView<const double>()};
    Sums sums;
    if (table.rows() > 0) {
        sums = sum_part(table, expressed, membership != nullptr ? &given : nullptr, execution);
    } else {
        sums.features.assign((table.dense_count + 1) * segments * kernel::lanes, 0.0);
        sums.slots.assign(table.slot_count * kernel::padded(segments), 0.0);
    }
    const std::vector<double> dense = sums.ended_features();
    std::copy(dense.end() - static_cast<std::ptrdiff_t>(segments), dense.end(), out.counts.begin());
    for (std::size_t c = 0; c < table.columns.size(); ++c) out.columns.push_back(sums_of_column(table.columns[c], frames[c], dense, sums, segments));
    if (table.block && table.rows() > 0) out.block = sums_of_block(*table.block, sums, segments);
    if (membership != nullptr) {
        const std::vector<double> nats = mixture.log_likelihood(customers, execution);
        out.log_likelihood = std::inner_product(nats.begin(), nats.end(), customers.weights().begin(), 0.0);
    } else if (table.rows() > 0) {
        out.log_likelihood = sums.gain.mixture + table.log_base;
        if (table.block && !table.block->is_free) out.log_likelihood += sums.block_common + common_log_density(expressed.complete, table.block->complete);
    }
    return out;
}

State combine(const State& a, double times_a, const State& b, double times_b) {
    State out{.mixture = b.mixture,
              .weight = times_a * a.weight + times_b * b.weight,
              .log_likelihood = times_a * a.log_likelihood + times_b * b.log_likelihood,
              .counts = std::vector<double>(b.counts.size())};
    add_scaled(out.counts, a.counts, times_a);
    add_scaled(out.counts, b.counts, times_b);
    for (std::size_t c = 0; c < b.columns.size(); ++c) out.columns.push_back(combine(a.columns[c], times_a, b.columns[c], times_b));
    Patterns patterns;
    for (const BlockSums& sums : a.block) add(patterns, sums, times_a);
    for (const BlockSums& sums : b.block) add(patterns, sums, times_b);
    out.block = listed(std::move(patterns));
    return out;
}

MixtureStatistics::MixtureStatistics() : state_(std::make_shared<const State>()) {}
MixtureStatistics::MixtureStatistics(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

const Mixture& MixtureStatistics::mixture() const noexcept { return state_->mixture; }
double MixtureStatistics::weight() const noexcept { return state_->weight; }
std::span<const double> MixtureStatistics::segment_weights() const noexcept { return state_->counts; }
double MixtureStatistics::log_likelihood() const noexcept { return state_->log_likelihood; }

void MixtureStatistics::merge(const MixtureStatistics& other) {
    if (other.state_->counts.empty()) return;
    if (state_->counts.empty()) {
        state_ = other.state_;
        return;
    }
    check_same_mixture(*state_, *other.state_);
    state_ = std::make_shared<const State>(combine(*state_, 1, *other.state_, 1));
}

void MixtureStatistics::subtract(const MixtureStatistics& other) {
    if (other.state_->counts.empty()) return;
    check_same_mixture(*state_, *other.state_);
    State left = combine(*state_, 1, *other.state_, -1);
    end_subtraction(left, state_->weight);
    state_ = std::make_shared<const State>(std::move(left));
}

bool operator==(const MixtureStatistics& a, const MixtureStatistics& b) { return a.state_ == b.state_ || *a.state_ == *b.state_; }

MixtureStatistics expected_statistics(const Mixture& mixture, const FeatureTable& customers, const Execution& execution) {
    return MixtureStatistics(std::make_shared<const State>(sum_rows(mixture, frames_of(mixture.state()), customers, nullptr, execution)));
}

MixtureStatistics given_statistics(const Mixture& mixture, const FeatureTable& customers, MatrixView<const double> membership, const Execution& execution) {
    return MixtureStatistics(std::make_shared<const State>(sum_rows(mixture, frames_of(mixture.state()), customers, &membership, execution)));
}

}  // namespace dangol::inline v0
