#include "segments/separated.hpp"

#include "features/without_cut_times.hpp"
#include "segments/point_rows.hpp"
#include "segments/valley.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

/// Memberships of so many copies of every customer, who all together weigh as much as before.
Matrix repeated(const Matrix& membership, std::size_t copies) {
    Matrix all(membership.rows() * copies, membership.columns());
    for (std::size_t i = 0; i < all.rows(); ++i)
        for (std::size_t k = 0; k < all.columns(); ++k) all(i, k) = membership(i % membership.rows(), k) / static_cast<double>(copies);
    return all;
}

/// Of the first copy of every customer, as memberships again.
Matrix of_customers(const Matrix& all, std::size_t copies) {
    Matrix membership(all.rows() / copies, all.columns());
    for (std::size_t i = 0; i < membership.rows(); ++i)
        for (std::size_t k = 0; k < membership.columns(); ++k) membership(i, k) = all(i, k) * static_cast<double>(copies);
    return membership;
}

/// The columns that have a say in the mixture: segments do not differ in the others, where a direction to tell them apart would find chance.
FeatureTable telling_columns(const FeatureTable& table, const Mixture& mixture) {
    const std::vector<std::string> shared = mixture.shared_columns();
    if (shared.empty()) return table;
    std::vector<ColumnIndex> kept;
    for (const ColumnIndex column : table.columns_with(Role::basis)) {
        if (std::ranges::find(shared, table.columns()[column.value].name) == shared.end()) kept.push_back(column);
    }
    return table.with_columns(kept);
}

}  // namespace

SeparatedParts separated_parts(const Mixture& mixture, const FeatureTable& table, const JudgeOptions& judge, const Execution& execution) {
    constexpr std::size_t most_copies = 8, rows_at_most = 8192;
    const std::size_t copies = std::clamp<std::size_t>(rows_at_most / table.customer_count(), 1, most_copies);
    const FeatureTable telling = telling_columns(table, mixture), without_times = without_cut_times(telling);
    const auto put_together = [&](const FeatureTable& seen, Matrix membership) {
        const KeptPoints points(seen, copies, execution);
        return merge_without_valley(points.rows(), std::move(membership), judge.valley_ratio_at_most, static_cast<double>(judge.smallest_group), execution);
    };
    SeparatedSegments separated = put_together(telling, repeated(mixture.membership(table, execution), copies));
    ValleyTest test{.candidate_segments = mixture.segment_count(), .separated_by_times_too = separated.membership.columns()};
    if (separated.membership.columns() > 1 && !(without_times == telling)) {
        const double weakest_ratio = separated.weakest_ratio;
        separated = put_together(without_times, std::move(separated.membership));
        separated.weakest_ratio = std::max(separated.weakest_ratio, weakest_ratio);
    }
    test.separated_segments = separated.membership.columns();
    if (test.separated_segments > 1) test.weakest_ratio = separated.weakest_ratio;
    return {.membership = of_customers(separated.membership, copies), .test = test};
}

}  // namespace dangol::inline v0
