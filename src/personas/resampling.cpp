#include "personas/resampling.hpp"

#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/segments/most_probable.hpp>
#include <dangol/segments/three_step.hpp>

#include "core/parallel.hpp"
#include "segments/hard_cut.hpp"

#include <optional>

namespace dangol::inline v0 {
namespace {

constexpr double most_sharpened = 4;  // largest (E⁻¹)ₖₖ: two equal segments with .57 placed right; beyond, the correction adds more noise than it removes bias

}  // namespace

GroupReading read(MatrixView<const double> membership, std::span<const double> weights, const ReadingSource& source, const GroupReading* first) {
    GroupReading reading;
    const Execution one_thread{.threads = 1};  // samples are read side by side
    const auto corrected = source.correct ? corrected_membership(membership, weights, Placement::proportional, most_sharpened, one_thread) : std::nullopt;
    reading.corrected = corrected.has_value() || !source.correct;
    for (std::size_t k = 0; k < membership.columns(); ++k) {
        const GroupWeights plain = group_weights(membership, weights, k, source.compared);
        const GroupWeights mended = corrected ? group_weights(*corrected, weights, k, source.compared) : plain;
        reading.shares.push_back(group_shares(plain, source.money));
        auto& contrasts = reading.contrasts.emplace_back();
        auto& was_mended = reading.mended.emplace_back(source.claims.size(), 0);
        for (std::size_t c = 0; c < source.claims.size(); ++c) {
            const Claim& claim = source.claims[c];
            const bool basis = source.features.columns()[claim.column.value].role == Role::basis;
            const Contrast best = basis ? Contrast{} : contrast(claim, mended.here, mended.elsewhere);
            was_mended[c] = !basis && corrected && (first != nullptr ? first->mended[k][c] != 0 : is_possible(claim, best)) ? 1 : 0;
            contrasts.push_back(was_mended[c] != 0 ? made_possible(claim, best) : contrast(claim, plain.here, plain.elsewhere));
        }
    }
    return reading;
}

Resampling::Resampling(const Refit& refit, const ReadingSource& source, const GroupReading& first, std::size_t samples, std::uint64_t seed, const Execution& execution)
    : readings_(samples), jaccard_(samples) {
    const FeatureTable& table = source.features;
    const std::size_t customers = table.customer_count(), segments = refit.membership().columns();
    const std::vector<std::uint32_t> group = most_probable(refit.membership());
    for_each_block(samples, execution, [&](std::size_t s) {
        Random random(seed, s + 100);
        std::vector<double> weights(customers, 0);
        std::vector<char> drawn(customers, 0);
        for (std::size_t i = 0; i < customers; ++i) {
            const std::size_t chosen = random.below(customers);
            weights[chosen] += table.weights()[chosen];
            drawn[chosen] = 1;
        }
        const Execution here = on_this_thread(execution);
        const Matrix membership = refit.with_weights(weights, random.next(), here).membership(table, here);
        readings_[s] = read(membership, weights, source, &first);
        jaccard_[s] = best_jaccard(group, segments, most_probable(membership), segments, drawn);
    });
}

double Resampling::mean_jaccard(std::size_t segment) const {
    double sum = 0;
    for (const auto& jaccard : jaccard_) sum += jaccard[segment];
    return sum / static_cast<double>(jaccard_.size());
}

double Resampling::standard_deviation(std::span<const double> values) { return values.size() < 2 ? 0 : std::sqrt(variance(values)); }

}  // namespace dangol::inline v0
