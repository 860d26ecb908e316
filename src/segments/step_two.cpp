#include "segments/step_two.hpp"

#include <dangol/core/error.hpp>

#include "core/largest_number.hpp"
#include "core/parallel.hpp"
#include "segments/membership_check.hpp"
#include "segments/telling.hpp"

#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace dangol::inline v0 {

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

void check(const StepTwo& step_two, const Execution& execution) {
    const std::size_t n = step_two.rows();
    if (n == 0) throw InsufficientData("customers", 0, 1, "give memberships of at least one");
    check_memberships(step_two.membership, execution);
    if (step_two.weights.empty()) return;
    if (step_two.weights.size() != n) throw InvalidArgument("weights", step_two.weights.size(), "one per customer, " + std::to_string(n), "give as many, or none");
    double most = 0;
    for (const double weight : step_two.weights) {
        if (!(weight >= 0 && is_usable(weight))) throw InvalidArgument("weights", weight, "at least 0 and finite", "leave customers out by weight 0");
        most = std::max(most, weight);
    }
    if (most == 0) throw InvalidArgument("weights", 0, "above 0 for somebody", "leave weights out where all count alike");
}

Matrix error_of(const StepTwo& step_two, const Execution& execution) {
    const std::size_t size = step_two.size(), rows = step_two.rows(), in_block = rows_per_block(size);
    Matrix error = reduce_blocks(
        block_count(rows, in_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, rows, in_block);
            Matrix sums(size, size);
            std::vector<double> where(size);
            for (std::size_t i = range.begin; i < range.end; ++i) {
                step_two.place(i, where);
                for (std::size_t k = 0; k < size; ++k)
                    for (std::size_t l = 0; l < size; ++l) sums(k, l) += step_two.weight(i) * step_two.membership(i, k) * where[l];
            }
            return sums;
        },
        [](Matrix& into, Matrix&& from) { std::ranges::transform(into.values(), from.values(), into.values().begin(), std::plus<>()); });
    for (std::size_t k = 0; k < size; ++k) {
        double total = 0;
        for (const double e : error.row(k)) total += e;
        for (double& e : error.row(k)) e = total > 0 ? e / total : 0;
    }
    return error;
}

std::optional<Matrix> undoing_of(const StepTwo& step_two, double sharpened_at_most, const Execution& execution) {
    auto inverse = inverse_of(error_of(step_two, execution));
    for (std::size_t k = 0; inverse && k < step_two.size(); ++k)
        if (!((*inverse)(k, k) <= sharpened_at_most)) return {};
    return inverse;
}

Matrix placement_error(MatrixView<const double> membership, std::span<const double> weights, Placement placement, const Execution& execution) {
    const StepTwo step_two{membership, weights, placement};
    check(step_two, execution);
    return error_of(step_two, execution);
}

std::optional<Matrix> corrected_membership(MatrixView<const double> membership, std::span<const double> weights, Placement placement, double sharpened_at_most,
                                           const Execution& whole) {
    const double nothing_yet = 0;
    const Execution execution = telling(whole, outcomes_by_segment, nothing_yet);
    const StepTwo step_two{membership, weights, placement};
    check(step_two, execution);
    const auto inverse = undoing_of(step_two, sharpened_at_most, execution);
    if (!inverse) return {};
    Matrix corrected(step_two.rows(), step_two.size());
    const std::size_t in_block = rows_per_block(step_two.size());
    for_each_block(block_count(corrected.rows(), in_block), execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, corrected.rows(), in_block);
        std::vector<double> where(step_two.size());
        for (std::size_t i = range.begin; i < range.end; ++i) {
            step_two.place(i, where);
            undo(where, *inverse, corrected.row(i));
        }
    });
    return corrected;
}

}  // namespace dangol::inline v0
