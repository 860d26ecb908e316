#include "personas/cross_fit.hpp"

#include <dangol/core/random.hpp>

#include "core/parallel.hpp"
#include "personas/groups.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr double fewest_customers = 10;  // on each side of a contrast in each half: from fewer its error cannot be estimated

/// How many customers of equal weight know as much (Kish 1965).
struct WeightSum {
    double sum = 0, squares = 0;
    void add(double weight) {
        sum += weight;
        squares += weight * weight;
    }
    double effective() const { return squares > 0 ? sum * sum / squares : 0; }
};

/// The contrast and, from what each customer adds to it, its standard error.
MeasuredEffect measure(const Claim& claim, const GroupWeights& group, std::span<const std::uint32_t> rows) {
    double above_here = 0, below_here = 0, above_elsewhere = 0, below_elsewhere = 0;
    WeightSum here, elsewhere;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!(claim.denominator[rows[i]] > 0)) continue;
        here.add(group.here[i]);
        elsewhere.add(group.elsewhere[i]);
        above_here += group.here[i] * claim.numerator[rows[i]];
        below_here += group.here[i] * claim.denominator[rows[i]];
        above_elsewhere += group.elsewhere[i] * claim.numerator[rows[i]];
        below_elsewhere += group.elsewhere[i] * claim.denominator[rows[i]];
    }
    if (here.effective() < fewest_customers || elsewhere.effective() < fewest_customers) return {};
    const Contrast found{.here = above_here / below_here, .elsewhere = above_elsewhere / below_elsewhere};
    double scale_here = 1, scale_elsewhere = 1;  // derivative of the symmetric scale
    if (claim.measure == EffectMeasure::standardised_difference) scale_here = scale_elsewhere = 1 / claim.spread;
    if (claim.measure == EffectMeasure::rate_ratio) {
        if (!(found.here > 0) || !(found.elsewhere > 0)) return {};
        scale_here = 1 / found.here;
        scale_elsewhere = 1 / found.elsewhere;
    }
    double variance = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double x = claim.numerator[rows[i]], d = claim.denominator[rows[i]];
        const double change = scale_here * group.here[i] * (x - found.here * d) / below_here -
                              scale_elsewhere * group.elsewhere[i] * (x - found.elsewhere * d) / below_elsewhere;
        variance += change * change;
    }
    return {found.effect(claim), std::sqrt(variance)};
}

std::array<std::vector<std::uint32_t>, 2> halves_of(std::size_t customers, std::uint64_t seed) {
    std::array<std::vector<std::uint32_t>, 2> halves;
    const std::vector<std::size_t> order = Random(seed, 1).permutation(customers);
    for (std::size_t i = 0; i < customers; ++i) halves[i % 2].push_back(static_cast<std::uint32_t>(order[i]));
    return halves;
}

}  // namespace

std::vector<std::vector<MeasuredEffect>> cross_fitted_effects(const Refit& refit, const FeatureTable& table, std::span<const Claim> claims,
                                                              std::span<const char> compared, std::uint64_t seed, const Execution& execution) {
    const std::size_t segments = refit.membership().columns();
    const std::vector<ColumnIndex> basis = table.columns_with(Role::basis);
    std::vector<std::vector<MeasuredEffect>> effects(segments, std::vector<MeasuredEffect>(claims.size()));
    if (basis.size() < 2) return effects;  // nothing is left to place anyone by

    const auto halves = halves_of(table.customer_count(), seed);
    std::array<std::vector<std::vector<MeasuredEffect>>, 2> by_half{effects, effects};
    for (std::size_t half = 0; half < 2; ++half) {
        const Execution of_half = part_of(execution, 0.5 * static_cast<double>(half), 0.5 * static_cast<double>(half + 1));
        const Execution fitting = part_of(of_half, 0, 0.7), placing = part_of(of_half, 0.7, 1);
        const Mixture mixture = refit.on_rows(halves[half], seed + half, fitting);
        const std::span<const std::uint32_t> others = halves[1 - half];
        const FeatureTable rows = table.rows(others);
        for_each_block(basis.size(), placing, [&](std::size_t left_out) {
            std::vector<ColumnIndex> seen;
            for (std::size_t j = 0; j < basis.size(); ++j)
                if (j != left_out) seen.push_back(basis[j]);
            const Matrix membership = mixture.membership(rows.with_columns(seen), on_this_thread(placing));
            for (std::size_t k = 0; k < segments; ++k) {
                const GroupWeights group = group_weights(membership, rows.weights(), k, compared);
                for (std::size_t c = 0; c < claims.size(); ++c)
                    if (claims[c].column == basis[left_out]) by_half[half][k][c] = measure(claims[c], group, others);
            }
        });
    }
    for (std::size_t k = 0; k < segments; ++k)
        for (std::size_t c = 0; c < claims.size(); ++c) {
            const MeasuredEffect &a = by_half[0][k][c], &b = by_half[1][k][c];
            if (a.standard_error > 0 && b.standard_error > 0)
                effects[k][c] = {(a.effect + b.effect) / 2, std::sqrt(a.standard_error * a.standard_error + b.standard_error * b.standard_error) / 2};
        }
    return effects;
}

}  // namespace dangol::inline v0
