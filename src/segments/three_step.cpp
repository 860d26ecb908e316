#include <dangol/segments/three_step.hpp>

#include <dangol/core/error.hpp>
#include <dangol/segments/groups.hpp>
#include <dangol/segments/most_probable.hpp>

#include "core/math.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

void check(MatrixView<const double> membership, std::span<const double> weights, std::size_t outcomes) {
    const std::size_t n = membership.rows();
    if (membership.columns() == 0) throw InvalidArgument("membership", 0, "of at least one segment", "give customers × segments");
    if (!weights.empty() && weights.size() != n) throw InvalidArgument("weights", weights.size(), "one per customer, " + std::to_string(n), "give as many, or none");
    if (outcomes != n) throw InvalidArgument("outcome", outcomes, "one per customer, " + std::to_string(n), "give NaN for those whose outcome is not known");
}

double weight_of(std::span<const double> weights, std::size_t i) noexcept { return weights.empty() ? 1.0 : weights[i]; }

Matrix placed(MatrixView<const double> membership, Placement placement) {
    if (placement == Placement::modal) return membership_of(most_probable(membership), membership.columns());
    Matrix same(membership.rows(), membership.columns());
    for (std::size_t i = 0; i < same.rows(); ++i) std::ranges::copy(membership.row(i), same.row(i).begin());
    return same;
}

/// Gauss–Jordan with pivoting; K × K is small.
std::optional<Matrix> inverse_of(Matrix a) {
    const std::size_t size = a.rows();
    Matrix inverse(size, size);
    for (std::size_t k = 0; k < size; ++k) inverse(k, k) = 1;
    for (std::size_t k = 0; k < size; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k + 1; i < size; ++i)
            if (std::fabs(a(i, k)) > std::fabs(a(pivot, k))) pivot = i;
        if (!(std::fabs(a(pivot, k)) > 1e-12)) return {};
        for (std::size_t j = 0; j < size; ++j) {
            std::swap(a(k, j), a(pivot, j));
            std::swap(inverse(k, j), inverse(pivot, j));
        }
        const double scale = 1 / a(k, k);
        for (std::size_t j = 0; j < size; ++j) a(k, j) *= scale, inverse(k, j) *= scale;
        for (std::size_t i = 0; i < size; ++i) {
            const double factor = a(i, k);
            if (i == k || factor == 0) continue;
            for (std::size_t j = 0; j < size; ++j) a(i, j) -= factor * a(k, j), inverse(i, j) -= factor * inverse(k, j);
        }
    }
    return inverse;
}

Matrix bch_weights(MatrixView<const double> membership, std::span<const double> weights, Placement placement) {
    auto corrected = corrected_membership(membership, weights, placement);
    if (!corrected) throw InsufficientData("customers placed surely enough to correct for the rest", 0, 1, "take fewer segments, or maximum likelihood");
    return std::move(*corrected);
}

/// Step two as step three sees it: who was placed where, and log πₖ Eₖₗ of every segment and place, which do not change any more.
struct Placed {
    Placed(MatrixView<const double> membership, std::span<const double> weights, Placement placement)
        : where(placed(membership, placement)), log_joint(placement_error(membership, weights, placement)) {
        constexpr double surely = 1e-15;  // a segment nobody is placed in by error would forbid itself
        const std::size_t size = membership.columns();
        std::vector<double> share(size, 0);
        double total = 0;
        for (std::size_t i = 0; i < membership.rows(); ++i)
            for (std::size_t k = 0; k < size; ++k) share[k] += weight_of(weights, i) * membership(i, k), total += weight_of(weights, i) * membership(i, k);
        for (std::size_t k = 0; k < size; ++k)
            for (double& e : log_joint.row(k)) e = math::log(std::clamp(e, surely, 1 - surely)) + math::log(std::max(share[k] / total, surely));
    }
    Matrix where, log_joint;
};

/// EM over what the segments do. Who is placed in several segments counts in each with that part (Vermunt 2010, §4): the likelihood is
/// Σᵢ wᵢ Σₗ pᵢₗ log Σₖ πₖ Eₖₗ f(yᵢ | k). `log_density(i, k)` is log f, `update(posterior)` makes f likelier.
template <class Density, class Update>
void maximise(const Placed& step_two, std::span<const double> weights, std::span<const char> known, const ThreeStepOptions& options, Density&& log_density, Update&& update) {
    const std::size_t rows = step_two.where.rows(), size = step_two.where.columns();
    Matrix posterior(rows, size);
    std::vector<double> density(size), joint(size);
    double before = -math::infinity, total = 0;
    for (std::size_t i = 0; i < rows; ++i) total += known[i] != 0 ? weight_of(weights, i) : 0;
    for (std::size_t iteration = 0; iteration < options.iterations_at_most; ++iteration) {
        double gain = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            if (known[i] == 0) continue;
            for (std::size_t k = 0; k < size; ++k) density[k] = log_density(i, k);
            std::ranges::fill(posterior.row(i), 0.0);
            for (std::size_t l = 0; l < size; ++l) {
                const double part = weight_of(weights, i) * step_two.where(i, l);
                if (!(part > 0)) continue;
                double most = -math::infinity, sum = 0;
                for (std::size_t k = 0; k < size; ++k) most = std::max(most, joint[k] = step_two.log_joint(k, l) + density[k]);
                for (std::size_t k = 0; k < size; ++k) sum += joint[k] = math::exp(joint[k] - most);
                for (std::size_t k = 0; k < size; ++k) posterior(i, k) += part * joint[k] / sum;
                gain += part * (most + math::log(sum));
            }
        }
        update(std::as_const(posterior));
        if (std::fabs(gain - before) < options.tolerance * total) return;
        before = gain;
    }
}

std::vector<OutcomeInSegment> moments(const Matrix& membership, std::span<const double> outcome, std::span<const double> weights, std::span<const char> known) {
    std::vector<OutcomeInSegment> segments(membership.columns());
    for (std::size_t k = 0; k < segments.size(); ++k) {
        double mass = 0, sum = 0, squares = 0, sandwich = 0;
        for (std::size_t i = 0; i < outcome.size(); ++i)
            if (known[i] != 0) mass += weight_of(weights, i) * membership(i, k), sum += weight_of(weights, i) * membership(i, k) * outcome[i];
        const double mean = sum / mass;
        for (std::size_t i = 0; i < outcome.size(); ++i) {
            if (known[i] == 0) continue;
            const double w = weight_of(weights, i) * membership(i, k), left = outcome[i] - mean;
            squares += w * left * left;
            sandwich += w * w * left * left;
        }
        const double half = math::two_sided_95 * std::sqrt(sandwich) / std::fabs(mass);
        segments[k] = {.mean = {.value = mean, .interval = Interval{mean - half, mean + half}}, .variance = std::max(0.0, squares / mass)};
    }
    return segments;
}

}  // namespace

Matrix placement_error(MatrixView<const double> membership, std::span<const double> weights, Placement placement) {
    check(membership, weights, membership.rows());
    const std::size_t size = membership.columns();
    const Matrix where = placed(membership, placement);
    Matrix error(size, size);
    std::vector<double> total(size, 0);
    for (std::size_t i = 0; i < membership.rows(); ++i)
        for (std::size_t k = 0; k < size; ++k) {
            const double r = weight_of(weights, i) * membership(i, k);
            total[k] += r;
            for (std::size_t l = 0; l < size; ++l) error(k, l) += r * where(i, l);
        }
    for (std::size_t k = 0; k < size; ++k)
        for (std::size_t l = 0; l < size; ++l) error(k, l) = total[k] > 0 ? error(k, l) / total[k] : 0;
    return error;
}

std::optional<Matrix> corrected_membership(MatrixView<const double> membership, std::span<const double> weights, Placement placement, double sharpened_at_most) {
    const auto inverse = inverse_of(placement_error(membership, weights, placement));
    if (!inverse) return {};
    const std::size_t size = membership.columns();
    for (std::size_t k = 0; k < size; ++k)
        if (!((*inverse)(k, k) <= sharpened_at_most)) return {};
    const Matrix where = placed(membership, placement);
    Matrix corrected(membership.rows(), size);
    for (std::size_t i = 0; i < membership.rows(); ++i)
        for (std::size_t k = 0; k < size; ++k) {
            double sum = 0;
            for (std::size_t l = 0; l < size; ++l) sum += where(i, l) * (*inverse)(l, k);
            corrected(i, k) = sum;
        }
    return corrected;
}

std::vector<OutcomeInSegment> outcome_by_segment(MatrixView<const double> membership, std::span<const double> outcome, std::span<const double> weights,
                                                 const ThreeStepOptions& options) {
    check(membership, weights, outcome.size());
    std::vector<char> known(outcome.size());
    for (std::size_t i = 0; i < outcome.size(); ++i) known[i] = std::isfinite(outcome[i]) ? 1 : 0;
    if (options.correction == Correction::bch) return moments(bch_weights(membership, weights, options.placement), outcome, weights, known);

    auto segments = moments(placed(membership, Placement::proportional), outcome, weights, known);
    const Placed step_two(membership, weights, options.placement);
    double smallest = 0;  // of everyone's variance: a segment of one value would have infinite density
    for (const OutcomeInSegment& segment : segments) smallest = std::max(smallest, segment.variance * 1e-9);
    maximise(
        step_two, weights, known, options,
        [&](std::size_t i, std::size_t k) {
            const double variance = std::max(segments[k].variance, smallest), left = outcome[i] - segments[k].mean.value;
            return -0.5 * (math::log(2 * math::pi * variance) + left * left / variance);
        },
        [&](const Matrix& posterior) { segments = moments(posterior, outcome, {}, known); });
    for (OutcomeInSegment& segment : segments) segment.mean.interval.reset();
    return segments;
}

Matrix levels_by_segment(MatrixView<const double> membership, std::span<const std::uint32_t> codes, std::size_t levels, std::span<const double> weights,
                         const ThreeStepOptions& options) {
    check(membership, weights, codes.size());
    const std::size_t size = membership.columns();
    std::vector<char> known(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) known[i] = codes[i] < levels ? 1 : 0;
    const auto shares = [&](const Matrix& belongs, std::span<const double> mass) {
        Matrix counted(size, levels);
        for (std::size_t k = 0; k < size; ++k) {
            double total = 0;
            for (std::size_t i = 0; i < codes.size(); ++i)
                if (known[i] != 0) total += weight_of(mass, i) * belongs(i, k), counted(k, codes[i]) += weight_of(mass, i) * belongs(i, k);
            for (double& share : counted.row(k)) share /= total;
        }
        return counted;
    };
    if (options.correction == Correction::bch) return shares(bch_weights(membership, weights, options.placement), weights);

    Matrix found = shares(placed(membership, Placement::proportional), weights);
    const Placed step_two(membership, weights, options.placement);
    maximise(step_two, weights, known, options, [&](std::size_t i, std::size_t k) { return math::log(std::max(found(k, codes[i]), 1e-15)); },
             [&](const Matrix& posterior) { found = shares(posterior, {}); });
    return found;
}

}  // namespace dangol::inline v0
