#include <dangol/segments/validity.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>

#include "core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace dangol::inline v0 {
namespace {

std::size_t count_of(std::span<const std::uint32_t> groups) {
    std::uint32_t most = 0;
    for (const std::uint32_t group : groups) most = std::max(most, group);
    if (most > groups.size() && most > 1'000'000) throw InvalidArgument("groups", most, "numbered from 0 without gaps", "number the groups anew");
    return std::size_t{most} + 1;
}

/// Share of the sum of squares of values with mean 0 that lies between groups.
double explained_by(std::span<const std::uint32_t> groups, std::size_t count, std::span<const double> centred, double squares) {
    std::vector<double> sum(count, 0), size(count, 0);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        sum[groups[i]] += centred[i];
        ++size[groups[i]];
    }
    double between = 0;
    for (std::size_t k = 0; k < count; ++k) between += size[k] > 0 ? sum[k] * sum[k] / size[k] : 0;
    return squares > 0 ? between / squares : 0;
}

std::vector<double> minus_means(std::span<const std::uint32_t> groups, std::size_t count, std::span<const double> values) {
    std::vector<double> sum(count, 0), size(count, 0), left(values.begin(), values.end());
    for (std::size_t i = 0; i < groups.size(); ++i) {
        sum[groups[i]] += values[i];
        ++size[groups[i]];
    }
    for (std::size_t i = 0; i < groups.size(); ++i) left[i] -= sum[groups[i]] / size[groups[i]];
    return left;
}

double sum_of_squares(std::span<const double> values) {
    double sum = 0;
    for (const double value : values) sum += value * value;
    return sum;
}

/// What groups explain of values whose mean is 0, against the same groups shuffled within cells.
struct AgainstShuffles {
    double explained = 0, at_random = 0, p_value = 1;
};

AgainstShuffles compare(std::span<const std::uint32_t> groups, std::span<const double> centred, std::span<const std::uint32_t> cells, std::size_t shuffles,
                        std::uint64_t seed, const Execution& execution) {
    const std::size_t count = count_of(groups), n = groups.size();
    const double squares = sum_of_squares(centred);
    std::vector<std::vector<std::uint32_t>> rows_of_cell(count_of(cells));
    for (std::size_t i = 0; i < n; ++i) rows_of_cell[cells[i]].push_back(static_cast<std::uint32_t>(i));
    AgainstShuffles result{.explained = explained_by(groups, count, centred, squares)};
    std::vector<double> random_ones(shuffles);
    for_each_block(shuffles, execution, [&](std::size_t shuffle) {
        Random random(seed, shuffle);
        std::vector<std::uint32_t> shuffled(n), own;
        for (const auto& rows : rows_of_cell) {
            own.clear();
            for (const std::uint32_t row : rows) own.push_back(groups[row]);
            random.shuffle(std::span(own));
            for (std::size_t i = 0; i < rows.size(); ++i) shuffled[rows[i]] = own[i];
        }
        random_ones[shuffle] = explained_by(shuffled, count, centred, squares);
    });
    const auto as_much = std::ranges::count_if(random_ones, [&](double r) { return r >= result.explained * (1 - 1e-12); });
    result.at_random = mean(random_ones);
    result.p_value = static_cast<double>(as_much + 1) / static_cast<double>(shuffles + 1);
    return result;
}

}  // namespace

CriterionValidity criterion_validity(std::span<const std::uint32_t> groups, std::span<const double> outcome, std::span<const std::uint32_t> baseline,
                                     std::size_t shuffles, std::uint64_t seed, const Execution& execution) {
    const std::size_t n = groups.size();
    if (n == 0) throw InsufficientData("customers with an outcome", 0, 1, "give at least one");
    if (outcome.size() != n) throw InvalidArgument("outcome", outcome.size(), "one per customer, " + std::to_string(n), "give what each of them did");
    if (baseline.size() != n) throw InvalidArgument("baseline", baseline.size(), "one per customer, " + std::to_string(n), "give a group for each of them");
    if (shuffles == 0) throw InvalidArgument("shuffles", 0, "at least 1", "take 199");
    for (const double y : outcome)
        if (!std::isfinite(y)) throw InvalidArgument("outcome", y, "finite", "leave out customers whose outcome is not known");
    const std::vector<std::uint32_t> everyone(n, 0);
    const std::vector<double> centred = minus_means(everyone, 1, outcome);
    const std::size_t cells = count_of(baseline);
    const AgainstShuffles alone = compare(groups, centred, everyone, shuffles, seed, part_of(execution, 0, .5));
    const AgainstShuffles beyond = compare(groups, minus_means(baseline, cells, centred), baseline, shuffles, seed + 1, part_of(execution, .5, 1));
    return {.explained = alone.explained, .explained_at_random = alone.at_random, .p_value = alone.p_value,
            .explained_by_baseline = explained_by(baseline, cells, centred, sum_of_squares(centred)), .explained_beyond = beyond.explained,
            .beyond_at_random = beyond.at_random, .p_value_beyond = beyond.p_value};
}

std::vector<std::uint32_t> rfm_quintiles(std::span<const double> recency, std::span<const double> frequency, std::span<const double> monetary) {
    const std::size_t n = recency.size();
    if (frequency.size() != n) throw InvalidArgument("frequency", frequency.size(), "as long as recency, " + std::to_string(n), "give one per customer");
    if (monetary.size() != n) throw InvalidArgument("monetary", monetary.size(), "as long as recency, " + std::to_string(n), "give one per customer");
    std::vector<std::uint32_t> cells(n, 0);
    for (const auto values : {recency, frequency, monetary}) {
        for (const double value : values)
            if (!std::isfinite(value)) throw InvalidArgument("a value to cut into fifths", value, "finite", "leave out customers without visits");
        const std::vector<double> rank = ranks(values);
        for (std::size_t i = 0; i < n; ++i) {
            const double fifth = std::floor(5 * (rank[i] - 0.5) / static_cast<double>(n));
            cells[i] = cells[i] * 5 + static_cast<std::uint32_t>(std::clamp(fifth, 0.0, 4.0));
        }
    }
    return cells;
}

}  // namespace dangol::inline v0
