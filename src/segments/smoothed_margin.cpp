#include "segments/smoothed_margin.hpp"

#include "core/math.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t grid_size = 512;

/// Density on the grid: the histogram, each cell spread by a normal kernel `bandwidth` cells wide.
std::vector<double> smooth(std::span<const double> histogram, double bandwidth) {
    std::vector<double> kernel(grid_size);
    for (std::size_t d = 0; d < grid_size; ++d) {
        const double z = static_cast<double>(d) / bandwidth;
        kernel[d] = z > 8 ? 0 : math::exp(-z * z / 2);
    }
    std::vector<double> density(grid_size, 0);
    for (std::size_t from = 0; from < grid_size; ++from) {
        if (histogram[from] == 0) continue;
        for (std::size_t at = 0; at < grid_size; ++at) density[at] += histogram[from] * kernel[at > from ? at - from : from - at];
    }
    return density;
}

/// One hill between the two cells; single customers in the tails make none.
bool has_one_mode(std::span<const double> density, std::size_t from, std::size_t to) {
    bool falling = false;
    for (std::size_t i = from + 1; i <= to; ++i) {
        if (density[i] < density[i - 1]) falling = true;
        if (falling && density[i] > density[i - 1] * (1 + 1e-9)) return false;
    }
    return true;
}

}  // namespace

KnownMoments known_moments(std::span<const double> values) {
    double sum = 0, count = 0, spread = 0;
    for (const double x : values)
        if (!std::isnan(x)) {
            sum += x;
            ++count;
        }
    if (count == 0) return {};
    const double mean = sum / count;
    for (const double x : values)
        if (!std::isnan(x)) spread += (x - mean) * (x - mean);
    return {mean, spread / count};
}

SmoothedMargin::SmoothedMargin(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto [mean, variance] = known_moments(values);
    const double range = values.back() - values.front();
    if (!(variance > 0) || !(range > 0)) {
        first_ = mean;
        distribution_ = {0, 1};
        return;
    }
    step_ = range * 1.5 / static_cast<double>(grid_size - 1);
    first_ = values.front() - range * 0.25;
    const auto cell = [&](double x) { return static_cast<std::size_t>(std::clamp((x - first_) / step_ + 0.5, 0.0, static_cast<double>(grid_size - 1))); };
    std::vector<double> histogram(grid_size, 0);
    for (const double x : values) ++histogram[cell(x)];

    const std::size_t n = values.size();
    const std::size_t from = cell(values[n / 200]), to = cell(values[n - 1 - n / 200]);
    // Silverman's rule as the least; doubled until there is one mode, then halved back to where that just holds.
    const double least = std::max(0.9 * std::sqrt(variance) * math::pow(static_cast<double>(n), -0.2) / step_, 1.0);
    double enough = least, too_little = 0;
    while (!has_one_mode(smooth(histogram, enough), from, to) && enough < static_cast<double>(grid_size)) {
        too_little = enough;
        enough *= 2;
    }
    if (too_little > 0)
        for (int halving = 0; halving < 10; ++halving) {
            const double middle = (too_little + enough) / 2;
            (has_one_mode(smooth(histogram, middle), from, to) ? enough : too_little) = middle;
        }
    const std::vector<double> density = smooth(histogram, enough);

    distribution_.assign(grid_size, 0);
    for (std::size_t i = 1; i < grid_size; ++i) distribution_[i] = distribution_[i - 1] + (density[i] + density[i - 1]) / 2;
    for (double& p : distribution_) p /= distribution_.back();
    // What the grid now holds has its own mean and variance; bring both back to those of the values.
    double grid_mean = 0, grid_square = 0;
    for (std::size_t i = 1; i < grid_size; ++i) {
        const double x = first_ + step_ * (static_cast<double>(i) - 0.5), p = distribution_[i] - distribution_[i - 1];
        grid_mean += p * x;
        grid_square += p * x * x;
    }
    const double shrink = std::sqrt(variance / (grid_square - grid_mean * grid_mean));
    first_ = mean + (first_ - grid_mean) * shrink;
    step_ *= shrink;
}

double SmoothedMargin::quantile(double probability) const noexcept {
    const auto above = std::upper_bound(distribution_.begin(), distribution_.end(), probability);
    const std::size_t i = std::clamp<std::size_t>(static_cast<std::size_t>(above - distribution_.begin()), 1, distribution_.size() - 1);
    const double mass = distribution_[i] - distribution_[i - 1];
    const double within = mass > 0 ? std::clamp((probability - distribution_[i - 1]) / mass, 0.0, 1.0) : 0.5;
    return first_ + step_ * (static_cast<double>(i - 1) + within);
}

}  // namespace dangol::inline v0
