#include <dangol/core/error.hpp>
#include <dangol/segments/agreement.hpp>

#include "core/math.hpp"
#include "segments/membership_check.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace dangol::inline v0 {
namespace {

/// Sizes of the groups that equal keys form, keys in ascending order.
std::vector<double> sizes_of(std::vector<std::uint64_t> keys) {
    std::vector<double> sizes;
    if (const std::uint64_t most = keys.empty() ? 0 : std::ranges::max(keys); most < keys.size()) {  // as a rule: counted without sorting
        sizes.resize(most + 1, 0);
        for (const std::uint64_t key : keys) ++sizes[key];
        std::erase(sizes, 0);
        return sizes;
    }
    std::ranges::sort(keys);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (i == 0 || keys[i] != keys[i - 1]) sizes.push_back(0);
        ++sizes.back();
    }
    return sizes;
}

/// Sizes of the groups of two groupings, and of their intersections.
struct Sizes {
    Sizes(std::span<const std::uint32_t> first, std::span<const std::uint32_t> second) : n(static_cast<double>(first.size())) {
        if (first.size() != second.size()) {
            throw InvalidArgument("the second grouping", second.size(), "as long as the first, " + std::to_string(first.size()),
                                  "give one label per customer in both");
        }
        std::vector<std::uint64_t> keys(first.begin(), first.end());
        a = sizes_of(keys);
        std::copy(second.begin(), second.end(), keys.begin());
        b = sizes_of(keys);
        const std::uint64_t width = first.empty() ? 1 : std::uint64_t{std::ranges::max(second)} + 1;  // pairs of few labels stay few
        for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = first[i] * width + second[i];
        both = sizes_of(std::move(keys));
    }
    double n;
    std::vector<double> a, b, both;
};

double pairs(double n) noexcept { return n * (n - 1) / 2; }

double pairs_within(const std::vector<double>& sizes) noexcept {
    double sum = 0;
    for (const double size : sizes) sum += pairs(size);
    return sum;
}

double entropy(const std::vector<double>& sizes, double n) noexcept {
    double sum = 0;
    for (const double size : sizes) sum -= size / n * math::log(size / n);
    return sum;
}

}  // namespace

double adjusted_rand(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    const Sizes sizes(a, b);
    const double together = pairs_within(sizes.both), in_a = pairs_within(sizes.a), in_b = pairs_within(sizes.b);
    const double by_chance = sizes.n > 1 ? in_a * in_b / pairs(sizes.n) : 0, most = (in_a + in_b) / 2;
    return most == by_chance ? 1 : (together - by_chance) / (most - by_chance);
}

double normalized_mutual_information(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    const Sizes sizes(a, b);
    const double of_a = entropy(sizes.a, sizes.n), of_b = entropy(sizes.b, sizes.n);
    if (of_a + of_b == 0) return 1;
    return std::clamp(2 * (of_a + of_b - entropy(sizes.both, sizes.n)) / (of_a + of_b), 0.0, 1.0);
}

double variation_of_information(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    const Sizes sizes(a, b);
    return std::max(0.0, 2 * entropy(sizes.both, sizes.n) - entropy(sizes.a, sizes.n) - entropy(sizes.b, sizes.n));
}

double relative_entropy(MatrixView<const double> membership) {
    if (membership.rows() == 0 || membership.columns() == 0) return 1;
    check_memberships(membership, {.threads = 1});
    if (membership.columns() == 1) return 1;
    double sum = 0;
    for (std::size_t row = 0; row < membership.rows(); ++row)
        for (const double r : membership.row(row)) sum -= r > 0 ? r * math::log(r) : 0;
    return 1 - sum / (static_cast<double>(membership.rows()) * math::log(static_cast<double>(membership.columns())));
}

}  // namespace dangol::inline v0
