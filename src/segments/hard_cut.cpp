#include "segments/hard_cut.hpp"

#include <dangol/core/error.hpp>
#include <dangol/segments/validity.hpp>

#include "core/watched.hpp"
#include "segments/kmeans_of.hpp"

#include <algorithm>
#include <string>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t starts_per_sample = 3;

KMeans cut_rows(const PointRows<double>& points, std::span<const double> weights, std::size_t groups, std::size_t starts, std::uint64_t seed,
                const Execution& execution) {
    return kmeans_of(points, weights, {.segment_count = groups, .starts = starts, .iterations_at_most = 100, .tolerance = 0, .seed = seed}, execution);
}

}  // namespace

KMeans cut_points(const PointRows<double>& points, std::span<const double> weights, std::size_t groups, std::size_t starts, Random random,
                  const Execution& execution) {
    const auto with_weight = static_cast<std::size_t>(std::ranges::count_if(weights, [](double weight) { return weight > 0; }));
    return cut_rows(points, weights, std::min(groups, with_weight), starts, random.next(), execution);
}

std::vector<double> best_jaccard(std::span<const std::uint32_t> groups, std::size_t group_count, std::span<const std::uint32_t> others,
                                 std::size_t other_count, std::span<const char> counts) {
    std::vector<double> both(group_count * other_count, 0), here(group_count, 0), there(other_count, 0);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (counts[i] == 0) continue;
        ++both[groups[i] * other_count + others[i]];
        ++here[groups[i]];
        ++there[others[i]];
    }
    std::vector<double> best(group_count, 0);
    for (std::size_t k = 0; k < group_count; ++k)
        for (std::size_t l = 0; l < other_count; ++l) {
            const double shared = both[k * other_count + l];
            if (shared > 0) best[k] = std::max(best[k], shared / (here[k] + there[l] - shared));
        }
    return best;
}

std::vector<double> bootstrap_jaccard(const PointRows<double>& points, std::span<const double> weights, const KMeans& cut, std::size_t samples,
                                      std::uint64_t seed, const Execution& execution) {
    const std::size_t rows = points.rows(), groups = cut.centres.rows();
    const auto cut_again = [&](std::span<const double> times_drawn, std::size_t sample) {
        std::vector<double> drawn_weights(rows);
        std::size_t with_weight = 0;
        for (std::size_t i = 0; i < rows; ++i) with_weight += (drawn_weights[i] = weights[i] * times_drawn[i]) > 0 ? 1 : 0;
        if (with_weight == 0) return std::vector<std::uint32_t>(rows, 0);
        return cut_rows(points, drawn_weights, std::min(groups, with_weight), starts_per_sample, Random(seed, samples + sample).next(), on_this_thread(execution)).groups;
    };
    return bootstrap_stability(cut.groups, groups, samples, cut_again, seed, execution);
}

std::vector<double> bootstrap_stability(std::span<const std::uint32_t> groups, std::size_t group_count, std::size_t samples,
                                        const std::function<std::vector<std::uint32_t>(std::span<const double>, std::size_t)>& regroup,
                                        std::uint64_t seed, const Execution& execution) {
    const std::size_t rows = groups.size();
    if (samples == 0) throw InvalidArgument("samples", 0, "at least 1", "take 50");
    for (const std::uint32_t group : groups)
        if (group >= group_count) throw InvalidArgument("groups", group, "below the number of groups, " + std::to_string(group_count), "number groups from 0");
    std::vector<std::vector<double>> similarity(samples);
    for_each_long_block(samples, execution, [&](std::size_t sample) {
        Random random(seed, sample);
        std::vector<double> times_drawn(rows, 0);
        std::vector<char> drawn(rows, 0);
        for (std::size_t i = 0; i < rows; ++i) {
            const std::size_t chosen = random.below(rows);
            ++times_drawn[chosen];
            drawn[chosen] = 1;
        }
        const std::vector<std::uint32_t> again = regroup(times_drawn, sample);
        if (again.size() != rows) throw InvalidArgument("what regroup returned", again.size(), "a group for every row, " + std::to_string(rows), "place the rows that were not drawn as well");
        const std::size_t again_count = again.empty() ? 0 : std::size_t{*std::ranges::max_element(again)} + 1;
        similarity[sample] = best_jaccard(groups, group_count, again, again_count, drawn);
    });
    std::vector<double> mean(group_count, 0);
    for (const auto& values : similarity)
        for (std::size_t k = 0; k < group_count; ++k) mean[k] += values[k];
    for (double& value : mean) value /= static_cast<double>(samples);  // divided last: of ones the mean is one
    return mean;
}

}  // namespace dangol::inline v0
