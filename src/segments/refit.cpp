#include "segments/refit.hpp"

#include <dangol/segments/groups.hpp>

#include "segments/hard_cut.hpp"
#include "segments/mixture_fit.hpp"
#include "segments/mixture_state.hpp"

#include <algorithm>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t cut_starts = 4;
constexpr std::size_t exact_assignment_at_most = 12;  // segments; 2ᴷ states beyond that are too many, and greedy has to do

/// assignment[k] = l maximising Σ overlap(k, assignment[k]): the best over subsets of the l already given away.
std::vector<std::size_t> best_assignment(const Matrix& overlap) {
    const std::size_t size = overlap.rows(), subsets = std::size_t{1} << size;
    std::vector<double> best(subsets, -1);
    std::vector<std::size_t> last(subsets, 0);
    best[0] = 0;
    for (std::size_t used = 0; used < subsets; ++used) {
        std::size_t k = 0;
        for (std::size_t l = 0; l < size; ++l) k += (used >> l) & 1U;
        for (std::size_t l = 0; l < size && k < size; ++l) {
            const std::size_t next = used | (std::size_t{1} << l);
            if (next == used || best[used] + overlap(k, l) <= best[next]) continue;
            best[next] = best[used] + overlap(k, l);
            last[next] = l;
        }
    }
    std::vector<std::size_t> assignment(size);
    std::size_t used = subsets - 1;
    for (std::size_t k = size; k-- > 0;) {
        assignment[k] = last[used];
        used ^= std::size_t{1} << last[used];
    }
    return assignment;
}

std::vector<std::size_t> greedy_assignment(Matrix overlap) {
    const std::size_t size = overlap.rows();
    std::vector<std::size_t> assignment(size, 0);
    for (std::size_t step = 0; step < size; ++step) {
        const auto values = overlap.values();
        const auto most = static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
        const std::size_t k = most / size, l = most % size;
        assignment[k] = l;
        for (std::size_t i = 0; i < size; ++i) overlap(k, i) = overlap(i, l) = -1;
    }
    return assignment;
}

bool is_basis(const FeatureTable& features, const std::string& name) {
    return std::ranges::any_of(features.columns(), [&](const FeatureColumn& column) { return column.name == name && column.role == Role::basis; });
}

/// Columns of `again` in the order in which they match `original`.
Matrix reordered(const Matrix& again, std::span<const std::size_t> order) {
    Matrix sorted(again.rows(), again.columns());
    for (std::size_t i = 0; i < again.rows(); ++i)
        for (std::size_t k = 0; k < order.size(); ++k) sorted(i, k) = again(i, order[k]);
    return sorted;
}

}  // namespace

std::vector<double> resampled(std::span<const double> weights, Random& random) {
    std::vector<double> drawn(weights.size(), 0);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const std::size_t chosen = random.below(weights.size());
        drawn[chosen] += weights[chosen];
    }
    return drawn;
}

std::vector<std::size_t> match_segments(MatrixView<const double> original, MatrixView<const double> again, std::span<const double> weights) {
    const std::size_t size = original.columns();
    Matrix overlap(size, size);
    for (std::size_t i = 0; i < original.rows(); ++i) {
        if (!(weights[i] > 0)) continue;
        for (std::size_t k = 0; k < size; ++k)
            for (std::size_t l = 0; l < size; ++l) overlap(k, l) += weights[i] * original(i, k) * again(i, l);
    }
    return size <= exact_assignment_at_most ? best_assignment(overlap) : greedy_assignment(std::move(overlap));
}

bool Refit::is_cut(const Segmentation& segmentation) noexcept {
    if (segmentation.verdict == Verdict::reproducible) return true;
    return (segmentation.verdict == Verdict::constructed || segmentation.verdict == Verdict::untested) && !segmentation.cuts.empty();
}

Refit::Refit(const Segmentation& segmentation, const FeatureTable& features, const Execution& execution)
    : features_(features),
      options_(segmentation.mixture.options()),
      cut_(is_cut(segmentation)),
      given_(segmentation.verdict == Verdict::constructed && segmentation.cuts.empty()) {
    for (const std::string& name : segmentation.mixture.shared_columns()) {
        if (is_basis(features, name)) continue;  // it has no say, and may be a descriptor by now
        std::erase(options_.shared_columns, name);
        std::erase_if(options_.families, [&](const FamilyChoice& choice) { return choice.column == name; });
    }
    if (cut_) points_.emplace(features, 0, execution);
    membership_ = segmentation.mixture.membership(features, execution);
}

Mixture Refit::fit(const FeatureTable& table, const PointRows<double>& points, MatrixView<const double> start, std::uint64_t seed, const Execution& execution) const {
    if (given_) return describe_groups(table, start, options_, execution);
    const std::size_t segments = segment_count_of(options_);
    if (segments == 1 || !cut_) return fit_mixture(table, start, options_, execution);
    const KMeans cut = cut_points(points, table.weights(), segments, cut_starts, Random(seed), execution);
    const Matrix groups = membership_of(cut.groups, segments);
    return describe_groups(table, reordered(groups, match_segments(start, groups, table.weights())), options_, execution);
}

Mixture Refit::with_weights(std::span<const double> weights, std::uint64_t seed, const Execution& execution) const {
    return fit(features_.with_weights({weights.begin(), weights.end()}), points_ ? points_->rows() : PointRows<double>(), membership_, seed, execution);
}

Mixture Refit::on_rows(std::span<const std::uint32_t> rows, std::uint64_t seed, const Execution& execution) const {
    const FeatureTable table = features_.rows(rows);
    Matrix start(rows.size(), membership_.columns());
    for (std::size_t i = 0; i < rows.size(); ++i) std::copy_n(membership_.row(rows[i]).data(), start.columns(), start.row(i).data());
    if (!cut_) return fit(table, {}, start, seed, execution);
    return fit(table, KeptPoints(table, 0, execution).rows(), start, seed, execution);
}

}  // namespace dangol::inline v0
