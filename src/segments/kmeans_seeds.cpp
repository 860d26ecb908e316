#include "segments/kmeans_seeds.hpp"

#include <dangol/core/error.hpp>

#include "core/largest_number.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"
#include "core/simd.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t sample_at_least = 65536;
constexpr std::size_t rows_per_group = 256;  // of many groups, so that each is seen in the sample
constexpr std::size_t seed_rows_per_block = 2048;

std::size_t padded(std::size_t width) noexcept { return (width + simd::virtual_lanes - 1) / simd::virtual_lanes * simd::virtual_lanes; }

/// distances[i] = squared distance of row i to the centre, or `nearest[i]` where that is less; rows are padded with zeros to
/// eight virtual lanes, NaN adds nothing.
struct DistancesToOne {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const double* rows, std::size_t count, std::size_t width, const double* centre,
                                                  const double* nearest, double* distances) noexcept {
        constexpr std::size_t parts = simd::virtual_lanes / simd::width<Lanes>;
        for (std::size_t i = 0; i < count; ++i) {
            Lanes sums[parts] = {};
            for (std::size_t j = 0; j < width; j += simd::virtual_lanes)
                for (std::size_t p = 0; p < parts; ++p) {
                    Lanes x, c;
                    simd::load(x, rows + i * width + j + p * simd::width<Lanes>);
                    simd::load(c, centre + j + p * simd::width<Lanes>);
                    const Lanes difference = x - c, square = difference * difference;
                    sums[p] += square == square ? square : Lanes{};
                }
            double lanes[simd::virtual_lanes];
            for (std::size_t p = 0; p < parts; ++p) simd::store(lanes + p * simd::width<Lanes>, sums[p]);
            const double sum = simd::sum_of_eight(lanes);
            distances[i] = sum < nearest[i] ? sum : nearest[i];
        }
    }
};

/// The rows that seeds are drawn from.
class Sample {
public:
    template <class T>
    Sample(const CentredRows<T>& rows, std::size_t groups, Random& random) : width_(rows.points.columns()) {
        const std::vector<std::size_t> chosen = choose(rows, std::max(sample_at_least, rows_per_group * groups), random);
        values_ = Matrix(chosen.size(), padded(width_));
        Room<T> room;
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            weights_.push_back(rows.weight(chosen[i]));
            const std::span<const T> from = rows.points.row(chosen[i], room);
            for (std::size_t j = 0; j < width_; ++j) {
                const auto x = static_cast<double>(from[j]);
                if (x == x && !is_usable(x)) throw InvalidArgument("points", x, within_largest_number, "give NaN where it is not known, remove the row or clip the value");
                values_(i, j) = static_cast<double>(from[j]) - rows.shift[j];
            }
        }
    }

    std::size_t size() const noexcept { return values_.rows(); }
    std::size_t width() const noexcept { return width_; }
    const std::vector<double>& weights() const noexcept { return weights_; }

    /// A row as a centre.
    std::vector<double> centre(std::size_t row) const {
        std::vector<double> centre(values_.row(row).begin(), values_.row(row).end());
        for (double& c : centre) c = c == c ? c : 0;
        return centre;
    }

    /// Squared distances to the centre or the nearest so far; returns Σ weight · distance.
    double distances(const std::vector<double>& centre, const std::vector<double>& nearest, std::vector<double>& out, const Execution& execution) const {
        out.resize(size());
        return reduce_blocks(
            block_count(size(), seed_rows_per_block), execution,
            [&](std::size_t block) {
                const BlockRange range = block_range(block, size(), seed_rows_per_block);
                simd::dispatch<DistancesToOne>(values_.row(range.begin).data(), range.size(), values_.columns(), centre.data(),
                                               nearest.data() + range.begin, out.data() + range.begin);
                double sum = 0;
                for (std::size_t i = range.begin; i < range.end; ++i) sum += weights_[i] * out[i];
                return sum;
            },
            [](double& into, double&& from) { into += from; });
    }

private:
    /// Rows with weight: one of each of `enough` equal stretches, or all where that leaves too few.
    template <class T>
    static std::vector<std::size_t> choose(const CentredRows<T>& rows, std::size_t enough, Random& random) {
        const std::size_t n = rows.points.rows();
        std::vector<std::size_t> chosen;
        if (n > enough) {
            for (std::size_t i = 0; i < enough; ++i) {
                const std::size_t begin = i * n / enough, end = (i + 1) * n / enough, row = begin + random.below(end - begin);
                if (rows.weight(row) > 0) chosen.push_back(row);
            }
            if (chosen.size() > enough / 2) return chosen;
            chosen.clear();
        }
        for (std::size_t i = 0; i < n; ++i)
            if (rows.weight(i) > 0) chosen.push_back(i);
        return chosen;
    }

    std::size_t width_;
    Matrix values_;
    std::vector<double> weights_;
};

/// Rows ∝ their mass; where nothing has mass, any rows.
std::vector<std::size_t> draw(const std::vector<double>& weights, const std::vector<double>& nearest, std::size_t count, Random& random) {
    std::vector<double> cumulated(weights.size());
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) cumulated[i] = sum += weights[i] * (nearest[i] < math::infinity ? nearest[i] : 1);
    if (!(sum > 0)) {
        sum = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) cumulated[i] = sum += weights[i];
    }
    std::vector<std::size_t> rows(count);
    for (std::size_t& row : rows) {
        const auto at = std::ranges::upper_bound(cumulated, random.uniform() * sum);
        row = std::min(static_cast<std::size_t>(at - cumulated.begin()), weights.size() - 1);
    }
    return rows;
}

}  // namespace

template <class T>
Matrix draw_seeds(const CentredRows<T>& rows, std::size_t groups, Random random, const Execution& execution) {
    const double nothing_yet = 0;
    const Execution step = telling(execution, "k-means", nothing_yet);  // how far it is, the iterations tell
    report(execution, "k-means", 0);
    const Sample sample(rows, groups, random);
    const auto candidates = 2 + static_cast<std::size_t>(math::log(static_cast<double>(groups)));
    std::vector<double> nearest(sample.size(), math::infinity), trial, best_trial;
    Matrix centres(groups, sample.width());
    for (std::size_t k = 0; k < groups; ++k) {
        check_stop(execution);
        double least = math::infinity;
        std::vector<double> best;
        for (const std::size_t row : draw(sample.weights(), nearest, k == 0 ? 1 : candidates, random)) {
            const std::vector<double> centre = sample.centre(row);
            const double inertia = sample.distances(centre, nearest, trial, step);
            if (!best.empty() && !(inertia < least)) continue;
            least = inertia;
            best = centre;
            std::swap(trial, best_trial);
        }
        std::swap(nearest, best_trial);
        for (std::size_t j = 0; j < sample.width(); ++j) centres(k, j) = best[j] + rows.shift[j];
    }
    return centres;
}

template Matrix draw_seeds(const CentredRows<double>&, std::size_t, Random, const Execution&);
template Matrix draw_seeds(const CentredRows<float>&, std::size_t, Random, const Execution&);

}  // namespace dangol::inline v0
