#include <dangol/segments/validity.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>

#include "core/largest_number.hpp"
#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"

#include <algorithm>
#include <array>
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

double sum_of_squares(std::span<const double> values) {
    double sum = 0;
    for (const double value : values) sum += value * value;
    return sum;
}

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// The inverse of a symmetric matrix where it has one, 0 along directions where it has none: groupings repeat each other.
struct PseudoInverse {
    Matrix values;
    std::size_t rank = 0;

    explicit PseudoInverse(const Matrix& matrix) : values(matrix.rows(), matrix.rows()) {
        if (matrix.rows() == 0) return;
        const SymmetricEigen eigen = eigen_of_symmetric(matrix);
        for (std::size_t e = 0; e < eigen.values.size(); ++e) {
            if (!(eigen.values[e] > 1e-9 * eigen.values.back())) continue;
            ++rank;
            for (std::size_t a = 0; a < values.rows(); ++a)
                for (std::size_t b = 0; b < values.rows(); ++b) values(a, b) += eigen.vectors(e, a) * eigen.vectors(e, b) / eigen.values[e];
        }
    }
    std::vector<double> times(std::span<const double> x) const {
        std::vector<double> y(x.size());
        for (std::size_t a = 0; a < y.size(); ++a) y[a] = dot(values.row(a), x);
        return y;
    }
};

/// Least squares on the indicators of several groupings, so that their effects add up. Knows them by their cross tables alone.
class AdditiveFit {
public:
    explicit AdditiveFit(std::span<const std::vector<std::uint32_t>> groupings) : groupings_(groupings), inverse_(cross_tables(groupings)) {}

    std::size_t rank() const noexcept { return inverse_.rank; }

    /// What the groupings leave of the values.
    std::vector<double> residuals(std::span<const double> values) const {
        std::vector<double> sums(inverse_.values.rows(), 0), left(values.begin(), values.end());
        std::size_t first = 0;
        for (const auto& grouping : groupings_) {
            for (std::size_t i = 0; i < values.size(); ++i) sums[first + grouping[i]] += values[i];
            first += count_of(grouping);
        }
        const std::vector<double> effects = inverse_.times(sums);
        first = 0;
        for (const auto& grouping : groupings_) {
            for (std::size_t i = 0; i < values.size(); ++i) left[i] -= effects[first + grouping[i]];
            first += count_of(grouping);
        }
        return left;
    }

private:
    static Matrix cross_tables(std::span<const std::vector<std::uint32_t>> groupings) {
        std::size_t width = 0;
        for (const auto& grouping : groupings) width += count_of(grouping);
        Matrix counts(width, width);
        std::size_t first = 0;
        for (const auto& one : groupings) {
            std::size_t other_first = 0;
            for (const auto& other : groupings) {
                for (std::size_t i = 0; i < one.size(); ++i) ++counts(first + one[i], other_first + other[i]);
                other_first += count_of(other);
            }
            first += count_of(one);
        }
        return counts;
    }

    std::span<const std::vector<std::uint32_t>> groupings_;
    PseudoInverse inverse_;
};

/// A share explained, against the same with values shuffled.
struct AgainstShuffles {
    double explained = 0, at_random = 0, p_value = 1;
};

/// `share` of values in an order; the values are drawn into random orders.
template <class Share>
AgainstShuffles against_shuffles(std::span<const double> values, std::size_t shuffles, std::uint64_t seed, const Execution& execution, Share&& share) {
    AgainstShuffles result{.explained = share(values)};
    std::vector<double> random_ones(shuffles);
    for_each_block(shuffles, execution, [&](std::size_t shuffle) {
        Random random(seed, shuffle);
        std::vector<double> shuffled(values.begin(), values.end());
        random.shuffle(std::span(shuffled));
        random_ones[shuffle] = share(std::span<const double>(shuffled));
    });
    const auto as_much = std::ranges::count_if(random_ones, [&](double r) { return r >= result.explained * (1 - 1e-12); });
    result.at_random = mean(random_ones);
    result.p_value = static_cast<double>(as_much + 1) / static_cast<double>(shuffles + 1);
    return result;
}

/// What groups explain of what the baseline leaves, both groups and outcome freed of the baseline first.
class PartialShare {
public:
    PartialShare(std::span<const std::uint32_t> groups, const AdditiveFit& baseline) : baseline_(baseline), indicators_(indicators(groups, baseline)), inverse_(squares(indicators_)) {}

    double operator()(std::span<const double> values) const {
        std::vector<double> sums;
        for (const auto& indicator : indicators_) sums.push_back(dot(indicator, values));
        const double left = sum_of_squares(baseline_.residuals(values));
        return left > 0 ? dot(sums, inverse_.times(sums)) / left : 0;
    }

private:
    static std::vector<std::vector<double>> indicators(std::span<const std::uint32_t> groups, const AdditiveFit& baseline) {
        std::vector<std::vector<double>> all;
        for (std::uint32_t group = 0; group < count_of(groups); ++group) {
            std::vector<double> members(groups.size());
            for (std::size_t i = 0; i < groups.size(); ++i) members[i] = groups[i] == group ? 1 : 0;
            const double before = sum_of_squares(members);
            members = baseline.residuals(members);
            if (sum_of_squares(members) > 1e-9 * before) all.push_back(std::move(members));  // else the baseline knows the group
        }
        return all;
    }
    static Matrix squares(const std::vector<std::vector<double>>& of) {
        Matrix products(of.size(), of.size());
        for (std::size_t a = 0; a < of.size(); ++a)
            for (std::size_t b = 0; b < of.size(); ++b) products(a, b) = dot(of[a], of[b]);
        return products;
    }

    const AdditiveFit& baseline_;
    std::vector<std::vector<double>> indicators_;
    PseudoInverse inverse_;
};

/// Of n values of which a fit explains a share: less what so many groups explain of anything (Ezekiel 1930), never below 0.
double adjusted(double share, std::size_t n, std::size_t rank) {
    return n > rank ? std::max(0.0, 1 - (1 - share) * static_cast<double>(n - 1) / static_cast<double>(n - rank)) : 0;
}

}  // namespace

CriterionValidity criterion_validity(std::span<const std::uint32_t> groups, std::span<const double> outcome,
                                     std::span<const std::vector<std::uint32_t>> baseline, std::size_t shuffles, std::uint64_t seed, const Execution& execution) {
    const std::size_t n = groups.size();
    const std::string each = "one per customer, " + std::to_string(n);
    if (n == 0) throw InsufficientData("customers with an outcome", 0, 1, "give at least one");
    if (outcome.size() != n) throw InvalidArgument("outcome", outcome.size(), each, "give what each of them did");
    for (const auto& grouping : baseline)
        if (grouping.size() != n) throw InvalidArgument("baseline", grouping.size(), each, "give a group for each of them");
    if (shuffles == 0) throw InvalidArgument("shuffles", 0, "at least 1", "take 199");
    for (const double y : outcome)
        if (!is_usable(y)) throw InvalidArgument("outcome", y, within_largest_number, "leave out customers whose outcome is not known");
    const double centre = mean(outcome);
    std::vector<double> centred(outcome.begin(), outcome.end());
    for (double& value : centred) value -= centre;
    const double squares = sum_of_squares(centred);
    const std::size_t count = count_of(groups);
    const AgainstShuffles alone = against_shuffles(centred, shuffles, seed, part_of(execution, 0, .5),
                                                   [&](std::span<const double> values) { return explained_by(groups, count, values, squares); });

    std::vector<std::vector<std::uint32_t>> with_mean(baseline.begin(), baseline.end());
    with_mean.emplace_back(n, 0);  // everyone: without a baseline the mean is left out
    const AdditiveFit fit(with_mean);
    const std::vector<double> left = fit.residuals(centred);
    const AgainstShuffles beyond = against_shuffles(left, shuffles, seed + 1, part_of(execution, .5, 1), PartialShare(groups, fit));
    return {.explained = alone.explained, .explained_at_random = alone.at_random, .p_value = alone.p_value,
            .explained_by_baseline = squares > 0 ? adjusted(1 - sum_of_squares(left) / squares, n, fit.rank()) : 0, .explained_beyond = beyond.explained,
            .beyond_at_random = beyond.at_random, .p_value_beyond = beyond.p_value};
}

namespace {

/// Ascending; blocks are sorted and merged by threads.
std::vector<double> sorted_in_blocks(std::span<const double> values, const Execution& execution) {
    constexpr std::size_t rows_per_block = 65'536;
    return reduce_blocks(
        std::max<std::size_t>(block_count(values.size(), rows_per_block), 1), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, values.size(), rows_per_block);
            std::vector<double> some(values.begin() + static_cast<std::ptrdiff_t>(range.begin), values.begin() + static_cast<std::ptrdiff_t>(range.end));
            std::ranges::sort(some);
            return some;
        },
        [](std::vector<double>& into, std::vector<double>&& from) {
            std::vector<double> both(into.size() + from.size());
            std::ranges::merge(into, from, both.begin());
            into = std::move(both);
        },
        "sorting customers");
}

/// The fifth of each value by its rank, of which equal values share the mean.
std::vector<std::uint32_t> fifths_of(std::span<const double> values, const Execution& execution) {
    for (const double value : values)
        if (!std::isfinite(value)) throw InvalidArgument("a value to cut into fifths", value, "finite", "leave out customers without visits");
    const std::vector<double> sorted = sorted_in_blocks(values, execution);
    std::array<double, 4> least_of;  // of the fifths above the first; a fifth that nobody is in begins where the next one does
    least_of.fill(math::infinity);
    for (std::size_t first = 0, last = 0; first < sorted.size(); first = last) {
        while (last < sorted.size() && sorted[last] == sorted[first]) ++last;
        const double rank = 0.5 * static_cast<double>(first + 1 + last);
        const auto fifth = static_cast<std::size_t>(std::clamp(std::floor(5 * (rank - 0.5) / static_cast<double>(values.size())), 0.0, 4.0));
        for (std::size_t f = 0; f < fifth; ++f) least_of[f] = std::min(least_of[f], sorted[first]);
    }
    std::vector<std::uint32_t> fifths(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        fifths[i] = static_cast<std::uint32_t>(std::ranges::count_if(least_of, [&](double least) { return values[i] >= least; }));
    return fifths;
}

}  // namespace

std::vector<std::vector<std::uint32_t>> rfm_quintiles(std::span<const double> recency, std::span<const double> frequency, std::span<const double> monetary,
                                                      const Execution& execution) {
    const std::size_t n = recency.size();
    if (frequency.size() != n) throw InvalidArgument("frequency", frequency.size(), "as long as recency, " + std::to_string(n), "give one per customer");
    if (monetary.size() != n) throw InvalidArgument("monetary", monetary.size(), "as long as recency, " + std::to_string(n), "give one per customer");
    std::vector<std::vector<std::uint32_t>> fifths;
    for (const auto values : {recency, frequency, monetary}) {
        const double done = static_cast<double>(fifths.size()) / 3;
        fifths.push_back(fifths_of(values, part_of(execution, done, done + 1.0 / 3)));
    }
    return fifths;
}

}  // namespace dangol::inline v0
