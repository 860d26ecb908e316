#include "segments/law_of_parts.hpp"

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "core/watched.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t mixes_drawn = 1024, steps_at_most = 60, steps_without_gain = 8, parts_apart = 64;
constexpr double near_enough = 0.002;     // of the covariances, summed without their signs
constexpr double least_direction = 0.02;  // of the variance of all levels: less is mostly chance of the covariances

constexpr double doubt = 0.5;  // a customer, spread over the parts: what nobody has keeps a logarithm

/// The mean of each part over customers of at least two events.
std::vector<double> means_of(MatrixView<const float> parts, std::span<const double> events) {
    const std::size_t width = parts.columns();
    std::vector<double> mean(width, doubt / static_cast<double>(width));
    double customers = doubt;
    for (std::size_t i = 0; i < parts.rows(); ++i) {
        if (!(events[i] > 1)) continue;
        ++customers;
        for (std::size_t l = 0; l < width; ++l) mean[l] += static_cast<double>(parts(i, l));
    }
    for (double& share : mean) share /= customers;
    return mean;
}

/// Which number each part has among those that vary apart: of very many, those that few have share the last.
std::vector<std::size_t> numbers_of(const std::vector<double>& mean) {
    std::vector<std::size_t> order(mean.size()), number(mean.size());
    std::iota(order.begin(), order.end(), 0);
    if (mean.size() > parts_apart) std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return mean[a] > mean[b]; });
    for (std::size_t place = 0; place < order.size(); ++place) number[order[place]] = std::min(place, parts_apart - 1);
    return number;
}

/// Means of the parts that vary apart, and their covariances between different events of a customer.
struct PartMoments {
    std::vector<double> mean = {};
    Matrix covariances = {};
};

PartMoments part_moments_of(MatrixView<const float> parts, std::span<const double> events, const std::vector<double>& means, const std::vector<std::size_t>& number,
                            const Execution& execution) {
    const std::size_t width = number.empty() ? 0 : *std::max_element(number.begin(), number.end()) + 1;
    PartMoments moments{.mean = std::vector<double>(width, 0), .covariances = Matrix(width, width, 0)};
    for (std::size_t l = 0; l < number.size(); ++l) moments.mean[number[l]] += means[l];
    std::vector<double> mix(width);
    double pairs = 0;
    for (std::size_t i = 0; i < parts.rows(); ++i) {
        if (i % 1024 == 0) check_stop(execution);
        const double n = events[i];
        if (!(n > 1)) continue;
        pairs += 1 - 1 / n;
        std::fill(mix.begin(), mix.end(), 0);
        for (std::size_t l = 0; l < number.size(); ++l) mix[number[l]] += static_cast<double>(parts(i, l));
        for (std::size_t l = 0; l < width; ++l) {
            if (mix[l] == 0) continue;
            for (std::size_t m = 0; m <= l; ++m) moments.covariances(l, m) += mix[l] * mix[m];
            moments.covariances(l, l) -= mix[l] / n;
        }
    }
    for (std::size_t l = 0; l < width; ++l)
        for (std::size_t m = 0; m <= l; ++m) {
            const double together = pairs > 0 ? std::max(moments.covariances(l, m) / pairs, 0.0) : moments.mean[l] * moments.mean[m];
            moments.covariances(l, m) = moments.covariances(m, l) = together - moments.mean[l] * moments.mean[m];
        }
    return moments;
}

double sum_without_signs(const Matrix& matrix) {
    double sum = 0;
    for (std::size_t l = 0; l < matrix.rows(); ++l)
        for (const double x : matrix.row(l)) sum += std::fabs(x);
    return sum;
}

double trace(const Matrix& matrix) {
    double sum = 0;
    for (std::size_t l = 0; l < matrix.rows(); ++l) sum += matrix(l, l);
    return sum;
}

/// Covariances of levels that make these of parts where little varies: C with J C J = these, J = diag(mean) − mean meanᵀ.
Matrix of_levels(const Matrix& of_parts, const std::vector<double>& mean) {
    const std::size_t width = mean.size();
    const auto size = static_cast<double>(width);
    Matrix levels(width, width);
    std::vector<double> of_row(width, 0);
    double all = 0;
    for (std::size_t l = 0; l < width; ++l)
        for (std::size_t m = 0; m < width; ++m) {
            levels(l, m) = of_parts(l, m) / (mean[l] * mean[m]);
            of_row[l] += levels(l, m) / size;
        }
    for (const double x : of_row) all += x / size;
    for (std::size_t l = 0; l < width; ++l)
        for (std::size_t m = 0; m < width; ++m) levels(l, m) += all - of_row[l] - of_row[m];
    return levels;
}

/// Directions that make these covariances, without those that would make negative variance.
Matrix directions_of(const Matrix& covariances) {
    SymmetricEigen eigen = eigen_of_symmetric(covariances);
    const std::size_t width = covariances.rows();
    double all = 0;
    for (const double value : eigen.values) all += std::max(value, 0.0);
    std::size_t kept = 0;
    while (kept < width && eigen.values[width - 1 - kept] > least_direction * all) ++kept;
    Matrix directions(kept, width);
    for (std::size_t d = 0; d < kept; ++d)
        for (std::size_t l = 0; l < width; ++l) directions(d, l) = std::sqrt(eigen.values[width - 1 - d]) * eigen.vectors(width - 1 - d, l);
    return directions;
}

Matrix covariances_of(const Matrix& directions, std::size_t width) {
    Matrix covariances(width, width, 0);
    for (std::size_t d = 0; d < directions.rows(); ++d)
        for (std::size_t l = 0; l < width; ++l)
            for (std::size_t m = 0; m < width; ++m) covariances(l, m) += directions(d, l) * directions(d, m);
    return covariances;
}

/// The same standard normal numbers for every law that is tried.
class TriedMixes {
public:
    TriedMixes(std::size_t width, Random& random) : normal_(mixes_drawn, width), mixes_(mixes_drawn, width) {
        for (std::size_t i = 0; i < mixes_drawn; ++i)
            for (double& z : normal_.row(i)) z = random.normal();
    }

    /// Covariances of the mixes of a law, whose centre is moved to where they have these means.
    Matrix covariances(LawOfParts& law, const std::vector<double>& mean) {
        constexpr int rounds = 4;
        const std::size_t width = mean.size();
        Matrix levels(mixes_drawn, width, 0);
        for (std::size_t i = 0; i < mixes_drawn; ++i)
            for (std::size_t d = 0; d < law.directions.rows(); ++d)
                for (std::size_t l = 0; l < width; ++l) levels(i, l) += normal_(i, d) * law.directions(d, l);
        std::vector<double> sum(width);
        for (int round = 0; round <= rounds; ++round) {
            std::fill(sum.begin(), sum.end(), 0);
            for (std::size_t i = 0; i < mixes_drawn; ++i) {
                const auto mix = mixes_.row(i);
                for (std::size_t l = 0; l < width; ++l) mix[l] = law.centre[l] + levels(i, l);
                const double most = *std::max_element(mix.begin(), mix.end());
                double total = 0;
                for (double& x : mix) total += x = math::exp(x - most);
                for (std::size_t l = 0; l < width; ++l) sum[l] += (mix[l] /= total) / mixes_drawn;
            }
            if (round == rounds) break;
            for (std::size_t l = 0; l < width; ++l) law.centre[l] += math::log(mean[l] / std::max(sum[l], 1e-9));
        }
        Matrix covariances(width, width, 0);
        for (std::size_t i = 0; i < mixes_drawn; ++i)
            for (std::size_t l = 0; l < width; ++l)
                for (std::size_t m = 0; m <= l; ++m) covariances(l, m) += (mixes_(i, l) - sum[l]) * (mixes_(i, m) - sum[m]) / mixes_drawn;
        for (std::size_t l = 0; l < width; ++l)
            for (std::size_t m = l + 1; m < width; ++m) covariances(l, m) = covariances(m, l);
        return covariances;
    }

private:
    Matrix normal_, mixes_;
};

LawOfParts matched_law(const PartMoments& wanted, Random& random, const Execution& execution) {
    const std::size_t width = wanted.mean.size();
    LawOfParts law{.centre = std::vector<double>(width)};
    for (std::size_t l = 0; l < width; ++l) law.centre[l] = math::log(wanted.mean[l]);
    if (width < 2 || !(trace(wanted.covariances) > 0)) return law;
    law.directions = directions_of(of_levels(wanted.covariances, wanted.mean));
    TriedMixes tried(width, random);
    LawOfParts nearest = law;
    double least = std::numeric_limits<double>::infinity();
    std::size_t of_least = 0;
    const double all = sum_without_signs(wanted.covariances);
    for (std::size_t step = 0; step < std::min(steps_at_most, of_least + steps_without_gain) && least > near_enough && law.directions.rows() > 0; ++step) {
        check_stop(execution);
        const Matrix here = tried.covariances(law, wanted.mean);
        Matrix missing(width, width);
        for (std::size_t l = 0; l < width; ++l)
            for (std::size_t m = 0; m < width; ++m) missing(l, m) = wanted.covariances(l, m) - here(l, m);
        if (const double distance = sum_without_signs(missing) / all; distance < least) {
            least = distance;
            nearest = law;
            of_least = step + 1;
        }
        // Nearer by half of what is missing where little varies; where mixes are nearly pure that is too little, and all grows by how much is missing.
        const double wider = std::sqrt(trace(wanted.covariances) / trace(here));
        Matrix next = covariances_of(law.directions, width);
        const Matrix more = of_levels(missing, wanted.mean);
        for (std::size_t l = 0; l < width; ++l)
            for (std::size_t m = 0; m < width; ++m) next(l, m) = wider * next(l, m) + more(l, m) / 2;
        law.directions = directions_of(next);
    }
    return nearest;
}

}  // namespace

LawOfParts law_of_parts(MatrixView<const float> parts, std::span<const double> events, Random& random, const Execution& execution) {
    const std::vector<double> means = means_of(parts, events);
    const std::vector<std::size_t> number = numbers_of(means);
    const PartMoments wanted = part_moments_of(parts, events, means, number, execution);
    const LawOfParts apart = matched_law(wanted, random, execution);
    LawOfParts law{.centre = std::vector<double>(means.size()), .directions = Matrix(apart.directions.rows(), means.size())};
    for (std::size_t l = 0; l < means.size(); ++l) {
        law.centre[l] = apart.centre[number[l]] + math::log(means[l] / wanted.mean[number[l]]);
        for (std::size_t d = 0; d < law.directions.rows(); ++d) law.directions(d, l) = apart.directions(d, number[l]);
    }
    return law;
}

}  // namespace dangol::inline v0
