#include "segments/null_population.hpp"

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "segments/circle.hpp"
#include "segments/shrinkage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t grid_size = 512;
constexpr double largest_correlation = 0.99;
constexpr double least_reliability = 0.3;
constexpr double least_eigenvalue = 1e-6;

struct Moments {
    double mean = 0, variance = 0;
};

Moments moments(std::span<const double> values) {
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

/// Normal scores of ranks; equal values are ranked in random order. NaN stays NaN.
std::vector<double> scores_of(std::span<const double> values, Random& random) {
    std::vector<std::pair<double, double>> key(values.size());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < values.size(); ++i) {
        key[i] = {values[i], random.uniform()};
        if (!std::isnan(values[i])) order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
    std::vector<double> scores(values.size(), missing);
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        scores[order[rank]] = math::normal_quantile((static_cast<double>(rank) + 0.5) / static_cast<double>(order.size()));
    return scores;
}

/// Correlation over the rows where both are known; 0 with fewer than three.
double correlation_where_known(std::span<const double> a, std::span<const double> b) {
    double n = 0, sum_a = 0, sum_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) || std::isnan(b[i])) continue;
        ++n;
        sum_a += a[i];
        sum_b += b[i];
    }
    if (n < 3) return 0;
    double aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) || std::isnan(b[i])) continue;
        const double x = a[i] - sum_a / n, y = b[i] - sum_b / n;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

std::size_t code_at(std::span<const double> cumulated, double probability) {
    const auto found = std::upper_bound(cumulated.begin(), cumulated.end(), probability);
    return std::min(static_cast<std::size_t>(found - cumulated.begin()), cumulated.size() - 1);
}

}  // namespace

SmoothedMargin::SmoothedMargin(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto [mean, variance] = moments(values);
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

NullPopulation::NullPopulation(const FeatureTable& table, std::uint64_t seed)
    : basis_(table.with_columns(table.columns_with(Role::basis))), seed_(seed) {
    Random random(seed, 0);
    const std::size_t rows = basis_.customer_count();
    std::vector<std::vector<double>> scores;
    for (std::size_t j = 0; j < basis_.columns().size(); ++j) {
        const std::size_t first = levels_.size();
        const std::vector<double> values = levels_of(basis_, j, random);  // rows × the column's levels
        const std::size_t width = levels_.size() - first;
        for (std::size_t l = 0; l < width; ++l) {
            std::vector<double> one(rows);
            for (std::size_t i = 0; i < rows; ++i) one[i] = values[i * width + l];
            scores.push_back(scores_of(one, random));
            std::erase_if(one, [](double x) { return !std::isfinite(x); });
            if (levels_[first + l].cumulated.empty()) levels_[first + l].margin.emplace_back(one.empty() ? std::vector<double>{0} : std::move(one));
        }
    }
    correlate(scores);
}

/// Draws each customer's level from what their events leave possible (a posterior draw has the spread of true levels, where an
/// average would have less and an observed rate more), and notes margins of codes and zeros. −∞ stands for an amount of zero.
std::vector<double> NullPopulation::levels_of(const FeatureTable& table, std::size_t position, Random& random) {
    const ColumnIndex j = id_at<ColumnIndex>(position);
    const FeatureColumn& column = table.columns()[position];
    const std::size_t rows = table.customer_count();
    const BitView observed = table.observed(j);
    const auto e = table.exposures(j);
    std::vector<double> exposure(rows);
    for (std::size_t i = 0; i < rows; ++i) exposure[i] = observed[i] ? e[i] : 0;
    Level level{.column = position};
    std::vector<double> values(rows, missing), expected(rows, missing);

    switch (column.kind) {
        case ColumnKind::cyclic: {  // cut open opposite to where most are
            const auto x = table.numbers(j);
            const double angle = 2 * math::pi / column.period;
            double cosine = 0, sine = 0;
            for (std::size_t i = 0; i < rows; ++i) {
                if (!observed[i]) continue;
                cosine += math::cos(angle * x[i]);
                sine += math::sin(angle * x[i]);
            }
            const double cut = circle::direction(cosine, sine, column.period) - column.period / 2;
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) values[i] = cut + circle::wrapped(x[i] - cut, column.period);
            break;
        }
        case ColumnKind::numeric: {
            const auto x = table.numbers(j);
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) values[i] = x[i];
            break;
        }
        case ColumnKind::positive: {
            const auto x = table.numbers(j);
            double zeros = 0, known = 0;
            for (std::size_t i = 0; i < rows; ++i) {
                if (!observed[i]) continue;
                ++known;
                zeros += x[i] > 0 ? 0 : 1;
                values[i] = x[i] > 0 ? math::log(x[i]) : -std::numeric_limits<double>::infinity();
            }
            level.zero_share = known > 0 ? zeros / known : 0;
            break;
        }
        case ColumnKind::count: {
            const auto x = table.numbers(j);
            const RatePrior prior = estimate_rate_prior(x, exposure);
            for (std::size_t i = 0; i < rows; ++i) {
                if (!(exposure[i] > 0)) continue;
                values[i] = math::log(std::max(random.gamma(x[i] + prior.shape) / (exposure[i] + prior.exposure), 1e-300));
                expected[i] = math::log(prior.rate(x[i], exposure[i]));
            }
            break;
        }
        case ColumnKind::share: {
            const auto x = table.numbers(j);
            const ProportionPrior prior = estimate_proportion_prior(x, exposure);
            for (std::size_t i = 0; i < rows; ++i) {
                if (!(exposure[i] > 0)) continue;
                const double yes = random.gamma(x[i] + prior.trials * prior.proportion);
                const double no = random.gamma(exposure[i] - x[i] + prior.trials * (1 - prior.proportion));
                values[i] = math::log(std::max(yes, 1e-300)) - math::log(std::max(no, 1e-300));
                expected[i] = math::logit(prior.shrunk(x[i], exposure[i]));
            }
            break;
        }
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: {
            const auto codes = table.codes(j);
            std::vector<double> count(std::max<std::size_t>(column.levels.size(), 2), 0);
            for (std::size_t i = 0; i < rows; ++i)
                if (observed[i]) {
                    values[i] = static_cast<double>(codes[i]);
                    ++count[codes[i]];
                }
            level.cumulated.resize(count.size());
            std::inclusive_scan(count.begin(), count.end(), level.cumulated.begin());
            const double total = std::max(level.cumulated.back(), 1.0);
            for (double& p : level.cumulated) p /= total;
            break;
        }
        case ColumnKind::date:  // no feature has it
        case ColumnKind::text: break;
        case ColumnKind::composition: {
            const auto parts = table.compositions(j);
            const std::size_t width = parts.columns();
            const CompositionPrior prior = estimate_composition_prior(parts, exposure);
            values.assign(rows * width, missing);
            for (std::size_t i = 0; i < rows; ++i) {
                if (!(exposure[i] > 0)) continue;
                double* row = values.data() + i * width;
                double mean = 0;
                for (std::size_t l = 0; l < width; ++l) {
                    const double shape = exposure[i] * static_cast<double>(parts(i, l)) + prior.concentration * prior.pooled[l];
                    mean += row[l] = math::log(std::max(random.gamma(shape), 1e-300));
                }
                for (std::size_t l = 0; l < width; ++l) row[l] -= mean / static_cast<double>(width);
            }
            levels_.insert(levels_.end(), width, level);
            return values;
        }
    }
    const bool drawn_anew = column.kind == ColumnKind::count || column.kind == ColumnKind::share;
    if (const double drawn = moments(values).variance; drawn_anew && drawn > 0)
        level.reliability = std::clamp(moments(expected).variance / drawn, least_reliability, 1.0);
    levels_.push_back(std::move(level));
    return values;
}

/// Drawn levels of two columns are less correlated than true ones, by what each draw adds of its own: that is taken back.
void NullPopulation::correlate(const std::vector<std::vector<double>>& scores) {
    const std::size_t size = scores.size();
    Matrix correlations(size, size);
    for (std::size_t a = 0; a < size; ++a) {
        correlations(a, a) = 1;
        for (std::size_t b = 0; b < a; ++b) {
            double r = correlation_where_known(scores[a], scores[b]);
            if (levels_[a].column != levels_[b].column) r /= levels_[a].reliability * levels_[b].reliability;
            correlations(a, b) = correlations(b, a) = std::clamp(r, -largest_correlation, largest_correlation);
        }
    }
    if (size == 0) return;
    // Pairwise correlations need not fit together: negative directions are set to almost nothing, the diagonal back to one.
    const SymmetricEigen eigen = eigen_of_symmetric(correlations);
    Matrix mended(size, size);
    for (std::size_t v = 0; v < size; ++v)
        for (std::size_t a = 0; a < size; ++a)
            for (std::size_t b = 0; b < size; ++b)
                mended(a, b) += std::max(eigen.values[v], least_eigenvalue) * eigen.vectors(v, a) * eigen.vectors(v, b);
    std::vector<double> scale(size);
    for (std::size_t a = 0; a < size; ++a) scale[a] = 1 / std::sqrt(mended(a, a));
    for (std::size_t a = 0; a < size; ++a)
        for (std::size_t b = 0; b < size; ++b) mended(a, b) *= scale[a] * scale[b];
    factor_ = Cholesky::of(mended).value().lower();
}

FeatureTable NullPopulation::draw(std::size_t world) const {
    Random random(seed_, world + 1);
    const std::size_t rows = basis_.customer_count(), count = levels_.size();
    std::vector<FeatureData> columns;
    for (std::size_t j = 0; j < basis_.columns().size(); ++j) {
        FeatureData data{.meaning = basis_.columns()[j]};
        const auto exposures = basis_.exposures(id_at<ColumnIndex>(j));
        data.exposures.assign(exposures.begin(), exposures.end());
        const std::size_t levels = data.meaning.levels.size();
        switch (data.meaning.kind) {
            case ColumnKind::composition: data.compositions.assign(rows * levels, std::numeric_limits<float>::quiet_NaN()); break;
            case ColumnKind::flag:
            case ColumnKind::category:
            case ColumnKind::ordered_category: data.codes.assign(rows, unobserved_code); break;
            default: data.numbers.assign(rows, missing);
        }
        columns.push_back(std::move(data));
    }

    std::vector<double> independent(count), level(count), parts;
    for (std::size_t i = 0; i < rows; ++i) {
        for (double& x : independent) x = random.normal();
        for (std::size_t a = 0; a < count; ++a) {
            double z = 0;
            for (std::size_t b = 0; b <= a; ++b) z += factor_(a, b) * independent[b];
            const double probability = math::normal_cdf(z);
            const Level& meaning = levels_[a];
            if (!meaning.cumulated.empty())
                level[a] = static_cast<double>(code_at(meaning.cumulated, probability));
            else if (probability < meaning.zero_share)
                level[a] = -std::numeric_limits<double>::infinity();
            else
                level[a] = meaning.margin.front().quantile((probability - meaning.zero_share) / (1 - meaning.zero_share));
        }
        std::size_t first = 0;
        for (std::size_t j = 0; j < columns.size(); ++j) {
            FeatureData& data = columns[j];
            const bool known = basis_.observed(id_at<ColumnIndex>(j))[i];
            const double exposure = data.exposures[i];
            std::size_t width = 1;
            switch (data.meaning.kind) {
                case ColumnKind::cyclic:
                    if (known) data.numbers[i] = circle::wrapped(level[first], data.meaning.period);
                    break;
                case ColumnKind::numeric:
                    if (known) data.numbers[i] = level[first];
                    break;
                case ColumnKind::positive:
                    if (known) data.numbers[i] = std::isinf(level[first]) ? 0 : math::exp(level[first]);
                    break;
                case ColumnKind::count:
                    if (known) data.numbers[i] = static_cast<double>(random.poisson(math::exp(level[first]) * exposure));
                    break;
                case ColumnKind::share:
                    if (known) {
                        const auto trials = static_cast<std::uint64_t>(std::llround(exposure));
                        data.numbers[i] = static_cast<double>(random.binomial(trials, math::logistic(level[first])));
                    }
                    break;
                case ColumnKind::flag:
                case ColumnKind::category:
                case ColumnKind::ordered_category:
                    if (known) data.codes[i] = static_cast<std::uint32_t>(level[first]);
                    break;
                case ColumnKind::composition: {
                    width = data.meaning.levels.size();
                    if (!known) break;
                    const double most = *std::max_element(level.begin() + static_cast<std::ptrdiff_t>(first), level.begin() + static_cast<std::ptrdiff_t>(first + width));
                    parts.assign(width, 0);
                    double total = 0;
                    for (std::size_t l = 0; l < width; ++l) total += parts[l] = math::exp(level[first + l] - most);
                    for (double& p : parts) p /= total;
                    const auto events = std::max<std::uint64_t>(static_cast<std::uint64_t>(std::llround(exposure)), 1);
                    const auto drawn = random.multinomial(events, parts);
                    for (std::size_t l = 0; l < width; ++l)
                        data.compositions[i * width + l] = static_cast<float>(static_cast<double>(drawn[l]) / static_cast<double>(events));
                    break;
                }
                case ColumnKind::date:  // no feature has it
                case ColumnKind::text: break;
            }
            first += width;
        }
    }
    const auto weights = basis_.weights();
    std::vector<std::int64_t> keys(rows);
    std::iota(keys.begin(), keys.end(), 0);
    return FeatureTable(std::move(keys), std::move(columns), {weights.begin(), weights.end()});
}

}  // namespace dangol::inline v0
