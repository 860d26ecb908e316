#include "segments/hard_cut.hpp"

#include "core/parallel.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t iterations_at_most = 100;
constexpr std::size_t starts_per_sample = 3;

/// Distances from one row to a centre over what is observed of it.
double squared_distance(const double* x, const char* observed, const double* centre, std::size_t width) noexcept {
    double sum = 0;
    for (std::size_t j = 0; j < width; ++j) {
        const double difference = observed[j] != 0 ? x[j] - centre[j] : 0;
        sum += difference * difference;
    }
    return sum;
}

class KMeans {
public:
    KMeans(const Coordinates& points, std::span<const double> weights, std::size_t groups)
        : points_(points), weights_(weights), groups_(groups), rows_(points.values.rows()), width_(points.values.columns()) {}

    HardCut run(Random& random, const Execution& execution) {
        HardCut cut;
        cut.centres = seeds(random);
        cut.group.assign(rows_, 0);
        for (std::size_t iteration = 0; iteration < iterations_at_most; ++iteration) {
            check_stop(execution);
            const bool moved = assign(cut);
            if (!moved && iteration > 0) break;
            update(cut);
        }
        return cut;
    }

private:
    const double* row(std::size_t i) const noexcept { return points_.values.data() + i * width_; }
    const char* mask(std::size_t i) const noexcept { return points_.observed.data() + i * width_; }

    /// Each further centre is a row drawn with probability ∝ weight · squared distance to the nearest centre so far.
    Matrix seeds(Random& random) const {
        Matrix centres(groups_, width_);
        std::vector<double> nearest(rows_, 1.0), cumulated(rows_);
        for (std::size_t k = 0; k < groups_; ++k) {
            double sum = 0;
            for (std::size_t i = 0; i < rows_; ++i) cumulated[i] = sum += weights_[i] * nearest[i];
            if (!(sum > 0))  // every row already is a centre: any row will do
                for (std::size_t i = 0; i < rows_; ++i) cumulated[i] = sum += weights_[i];
            const auto drawn = std::upper_bound(cumulated.begin(), cumulated.end(), random.uniform() * sum);
            const auto chosen = std::min(static_cast<std::size_t>(drawn - cumulated.begin()), rows_ - 1);
            std::copy_n(row(chosen), width_, centres.row(k).data());
            for (std::size_t i = 0; i < rows_; ++i) {
                const double distance = squared_distance(row(i), mask(i), centres.row(k).data(), width_);
                nearest[i] = k == 0 ? distance : std::min(nearest[i], distance);
            }
        }
        return centres;
    }

    bool assign(HardCut& cut) const noexcept {
        bool moved = false;
        cut.inertia = 0;
        for (std::size_t i = 0; i < rows_; ++i) {
            double least = std::numeric_limits<double>::infinity();
            std::uint32_t best = 0;
            for (std::size_t k = 0; k < groups_; ++k) {
                const double distance = squared_distance(row(i), mask(i), cut.centres.row(k).data(), width_);
                if (distance < least) {
                    least = distance;
                    best = static_cast<std::uint32_t>(k);
                }
            }
            moved |= cut.group[i] != best;
            cut.group[i] = best;
            cut.inertia += weights_[i] * least;
        }
        return moved;
    }

    void update(HardCut& cut) const {
        Matrix sums(groups_, width_), mass(groups_, width_);
        for (std::size_t i = 0; i < rows_; ++i) {
            if (!(weights_[i] > 0)) continue;
            const auto into = sums.row(cut.group[i]), weight = mass.row(cut.group[i]);
            const double* x = row(i);
            const char* observed = mask(i);
            for (std::size_t j = 0; j < width_; ++j) {
                const double w = observed[j] != 0 ? weights_[i] : 0;
                into[j] += w * x[j];
                weight[j] += w;
            }
        }
        for (std::size_t k = 0; k < groups_; ++k)  // a group without a row, or a coordinate unknown in it, keeps its place
            for (std::size_t j = 0; j < width_; ++j)
                if (mass(k, j) > 0) cut.centres(k, j) = sums(k, j) / mass(k, j);
    }

    const Coordinates& points_;
    std::span<const double> weights_;
    std::size_t groups_, rows_, width_;
};

}  // namespace

HardCut cut_points(const Coordinates& points, std::span<const double> weights, std::size_t groups, std::size_t starts, Random random,
                   const Execution& execution) {
    const std::uint64_t seed = random.next();
    std::vector<HardCut> cuts(starts);
    for_each_block(starts, execution, [&](std::size_t start) {
        Random own(seed, start);
        cuts[start] = KMeans(points, weights, groups).run(own, on_this_thread(execution));
    });
    const auto best = std::min_element(cuts.begin(), cuts.end(), [](const HardCut& a, const HardCut& b) { return a.inertia < b.inertia; });
    return std::move(*best);
}

std::vector<double> best_jaccard(std::span<const std::uint32_t> groups, std::size_t group_count, std::span<const std::uint32_t> others,
                                 std::size_t other_count, std::span<const char> counts) {
    std::vector<double> both(group_count * other_count, 0), here(group_count, 0), there(other_count, 0);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (counts[i] == 0) continue;
        ++both[groups[i] * other_count + others[i]];
        ++here[groups[i]];
        ++there[others[i]];
    }
    std::vector<double> best(group_count, 0);
    for (std::size_t k = 0; k < group_count; ++k)
        for (std::size_t l = 0; l < other_count; ++l) {
            const double shared = both[k * other_count + l];
            if (shared > 0) best[k] = std::max(best[k], shared / (here[k] + there[l] - shared));
        }
    return best;
}

std::vector<double> bootstrap_jaccard(const Coordinates& points, std::span<const double> weights, const HardCut& cut, std::size_t samples,
                                      std::uint64_t seed, const Execution& execution) {
    const std::size_t rows = points.values.rows(), groups = cut.centres.rows();
    std::vector<std::vector<double>> similarity(samples);
    for_each_block(samples, execution, [&](std::size_t sample) {
        Random random(seed, sample);
        std::vector<double> multiplicity(rows, 0);
        std::vector<char> drawn(rows, 0);
        for (std::size_t i = 0; i < rows; ++i) {
            const std::size_t chosen = random.below(rows);
            multiplicity[chosen] += weights[chosen];
            drawn[chosen] = 1;
        }
        const HardCut again = cut_points(points, multiplicity, groups, starts_per_sample, random, on_this_thread(execution));
        similarity[sample] = best_jaccard(cut.group, groups, again.group, groups, drawn);
    });
    std::vector<double> mean(groups, 0);
    for (const auto& values : similarity)
        for (std::size_t k = 0; k < groups; ++k) mean[k] += values[k] / static_cast<double>(samples);
    return mean;
}

}  // namespace dangol::inline v0
