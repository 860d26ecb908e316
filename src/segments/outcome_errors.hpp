#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/step_two.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

/// How surely maximum likelihood knows what the segments do, placement error and shares held: the sandwich A⁻¹ B A⁻¹ (White 1982, Econometrica 50), which
/// Bakk, Oberski & Vermunt (2014, Political Analysis 22) take for three steps. With the score of customer i, sᵢ = wᵢ Σₗ pᵢₗ Σₖ τₖᵢₗ ∂ log f(yᵢ | k),
///
///     B = Σᵢ sᵢ sᵢᵀ     A = −Σᵢ wᵢ Σₗ pᵢₗ (Σₖ τₖ (∂² log f + ∂ log f ∂ log fᵀ) − g gᵀ),  g = Σₖ τₖ ∂ log f     (Louis 1982)
namespace dangol::inline v0 {

inline constexpr std::size_t parameters_with_errors = 64;  ///< at most: each customer costs their square

/// Σ over customers, of weights that sum to 1.
struct OutcomeInformation {
    Matrix bread = {}, filling = {};
    double weight = 0;
};

/// The covariance of the parameters of all segments. `outcome` says how many each segment has, and writes a customer's scores and the second derivatives:
/// free_parameters(k), slopes_and_bends(i, k, slopes, first, bends), where the segment's bends begin at (first, first). Empty where there are none or too many, or the data do not tell them apart.
/// `belong(i, l, τ)` writes where customer i belongs, having been placed in l.
template <class Outcome, class Belong>
std::optional<Matrix> outcome_covariance(const StepTwo& step_two, const Outcome& outcome, Belong&& belong, const Execution& execution) {
    std::vector<std::size_t> first{0};
    for (std::size_t k = 0; k < step_two.size(); ++k) first.push_back(first.back() + outcome.free_parameters(k));
    const std::size_t size = first.back(), rows = step_two.rows();
    if (size == 0 || size > parameters_with_errors) return {};
    const std::size_t in_block = rows_per_block(step_two.size(), 2 * size * size);
    OutcomeInformation all = reduce_blocks(
        block_count(rows, in_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, rows, in_block);
            OutcomeInformation part{.bread = Matrix(size, size), .filling = Matrix(size, size)};
            std::vector<double> where(step_two.size()), belongs(step_two.size()), slopes(size), of_place(size), score(size);
            Matrix bends(size, size);  // only blocks on its diagonal are used
            for (std::size_t i = range.begin; i < range.end; ++i) {
                if (!outcome.known(i)) continue;
                step_two.place(i, where);
                part.weight += step_two.weight(i);
                std::ranges::fill(score, 0.0);
                for (std::size_t k = 0; k < step_two.size(); ++k)
                    outcome.slopes_and_bends(i, k, std::span(slopes).subspan(first[k], first[k + 1] - first[k]), first[k], bends);
                for (std::size_t l = 0; l < where.size(); ++l) {
                    const double times = step_two.weight(i) * where[l];
                    if (!(times > 0)) continue;
                    belong(i, l, belongs);
                    for (std::size_t k = 0; k < belongs.size(); ++k)
                        for (std::size_t a = first[k]; a < first[k + 1]; ++a) of_place[a] = belongs[k] * slopes[a];
                    for (std::size_t a = 0; a < size; ++a) score[a] += times * of_place[a];
                    for (std::size_t a = 0; a < size; ++a)
                        for (std::size_t b = 0; b < size; ++b) part.bread(a, b) += times * of_place[a] * of_place[b];
                    for (std::size_t k = 0; k < belongs.size(); ++k)
                        for (std::size_t a = first[k]; a < first[k + 1]; ++a)
                            for (std::size_t b = first[k]; b < first[k + 1]; ++b) part.bread(a, b) -= times * belongs[k] * (bends(a, b) + slopes[a] * slopes[b]);
                }
                for (std::size_t a = 0; a < size; ++a)
                    for (std::size_t b = 0; b < size; ++b) part.filling(a, b) += score[a] * score[b];
            }
            return part;
        },
        [](OutcomeInformation& into, OutcomeInformation&& from) {
            std::ranges::transform(into.bread.values(), from.bread.values(), into.bread.values().begin(), std::plus<>());
            std::ranges::transform(into.filling.values(), from.filling.values(), into.filling.values().begin(), std::plus<>());
            into.weight += from.weight;
        });
    for (double& value : all.bread.values()) value /= all.weight;
    for (double& value : all.filling.values()) value /= all.weight * all.weight;
    const auto inverse = inverse_of(std::move(all.bread));
    if (!inverse) return {};
    const auto product = [size](const Matrix& left, const Matrix& right) {
        Matrix out(size, size);
        for (std::size_t a = 0; a < size; ++a)
            for (std::size_t m = 0; m < size; ++m)
                for (std::size_t b = 0; b < size; ++b) out(a, b) += left(a, m) * right(m, b);
        return out;
    };
    return product(product(*inverse, all.filling), *inverse);
}

}  // namespace dangol::inline v0
