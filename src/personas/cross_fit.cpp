#include "personas/cross_fit.hpp"

#include <dangol/core/random.hpp>

#include "core/parallel.hpp"
#include "personas/groups.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dangol::inline v0 {
namespace {

constexpr double fewest_customers = 20;  // on each side of a contrast: from fewer its error cannot be estimated

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
CrossFittedContrast measure(const Claim& claim, const GroupWeights& group) {
    const std::size_t customers = group.here.size();
    double below_here = 0, below_elsewhere = 0;
    WeightSum here, elsewhere;
    for (std::size_t i = 0; i < customers; ++i) {
        if (!(claim.denominator[i] > 0)) continue;
        here.add(group.here[i]);
        elsewhere.add(group.elsewhere[i]);
        below_here += group.here[i] * claim.denominator[i];
        below_elsewhere += group.elsewhere[i] * claim.denominator[i];
    }
    if (here.effective() < fewest_customers || elsewhere.effective() < fewest_customers) return {};
    const Contrast found = contrast(claim, group.here, group.elsewhere);
    double scale_here = 1, scale_elsewhere = 1;  // derivative of the symmetric scale
    if (claim.measure == EffectMeasure::standardised_difference) scale_here = scale_elsewhere = 1 / claim.spread;
    if (claim.measure == EffectMeasure::rate_ratio) {
        if (!(found.here > 0) || !(found.elsewhere > 0)) return {};
        scale_here = 1 / found.here;
        scale_elsewhere = 1 / found.elsewhere;
    }
    double of_effect = 0, of_here = 0;
    for (std::size_t i = 0; i < customers; ++i) {
        const double x = claim.numerator[i], d = claim.denominator[i];
        const double change_here = group.here[i] * (x - found.here * d) / below_here;
        const double change = scale_here * change_here - scale_elsewhere * group.elsewhere[i] * (x - found.elsewhere * d) / below_elsewhere;
        of_here += change_here * change_here;
        of_effect += change * change;
    }
    return {found, found.effect(claim), std::sqrt(of_effect), std::sqrt(of_here)};
}

std::array<std::vector<std::uint32_t>, 2> halves_of(std::size_t customers, std::uint64_t seed) {
    std::array<std::vector<std::uint32_t>, 2> halves;
    const std::vector<std::size_t> order = Random(seed, 1).permutation(customers);
    for (std::size_t i = 0; i < customers; ++i) halves[i % 2].push_back(static_cast<std::uint32_t>(order[i]));
    return halves;
}

}  // namespace

std::vector<std::vector<CrossFittedContrast>> cross_fitted_contrasts(const Refit& refit, const FeatureTable& table, std::span<const Claim> claims,
                                                                     std::span<const char> compared, std::uint64_t seed, const Execution& execution) {
    const std::size_t segments = refit.membership().columns();
    const std::vector<ColumnIndex> basis = table.columns_with(Role::basis);
    std::vector<std::vector<CrossFittedContrast>> found(segments, std::vector<CrossFittedContrast>(claims.size()));
    if (basis.size() < 2) return found;  // nothing is left to place anyone by

    const auto halves = halves_of(table.customer_count(), seed);
    std::array<Mixture, 2> fitted;
    std::array<FeatureTable, 2> others;  // the half that the fit has not seen
    for (std::size_t half = 0; half < 2; ++half) {
        fitted[half] = refit.on_rows(halves[half], seed + half, part_of(execution, 0.35 * static_cast<double>(half), 0.35 * static_cast<double>(half + 1)));
        others[half] = table.rows(halves[1 - half]);
    }
    const Execution placing = part_of(execution, 0.7, 1);
    for_each_block(basis.size(), placing, [&](std::size_t left_out) {
        std::vector<ColumnIndex> seen;
        for (std::size_t j = 0; j < basis.size(); ++j)
            if (j != left_out) seen.push_back(basis[j]);
        Matrix membership(table.customer_count(), segments);
        for (std::size_t half = 0; half < 2; ++half) {
            const Matrix placed = fitted[half].membership(others[half].with_columns(seen), on_this_thread(placing));
            for (std::size_t i = 0; i < placed.rows(); ++i) std::copy_n(placed.row(i).data(), segments, membership.row(halves[1 - half][i]).data());
        }
        for (std::size_t k = 0; k < segments; ++k) {
            const GroupWeights group = group_weights(membership, table.weights(), k, compared);
            for (std::size_t c = 0; c < claims.size(); ++c)
                if (claims[c].column == basis[left_out]) found[k][c] = measure(claims[c], group);
        }
    });
    return found;
}

}  // namespace dangol::inline v0
