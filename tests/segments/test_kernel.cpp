#include "core/math.hpp"
#include "core/simd.hpp"
#include "segments/kernel.hpp"

#include <dangol/core/random.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <vector>

// Each kernel against plain loops, and the same bits from every instruction set.
using namespace dangol;

namespace {

constexpr std::size_t width = kernel::tile_rows;

std::vector<double> normals(std::size_t count, std::uint64_t seed) {
    Random random(seed);
    std::vector<double> values(count);
    for (double& value : values) value = random.normal();
    return values;
}

/// Runs `work`, which returns what a kernel wrote, with every instruction set; all must agree with the first to the last bit.
template <class Work>
std::vector<double> with_every_set(Work&& work) {
    std::vector<double> first;
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        const std::vector<double> result = work();
        if (first.empty()) first = result;
        REQUIRE(result == first);
    }
    return first;
}

void check_close(double a, double b) { REQUIRE(std::fabs(a - b) < 1e-11 * (1 + std::fabs(b))); }

}  // namespace

TEST_CASE("multiply and accumulate are matrix products") {
    const std::size_t features = GENERATE(1U, 3U, 4U, 9U), segments = GENERATE(1U, 2U, 3U, 4U, 7U, 8U), rows = GENERATE(8U, 40U, 64U);
    const std::vector<double> x = normals(features * width, 1), c = normals(features * segments, 2), start = normals(segments, 3);
    const std::vector<double> w = normals(segments * width, 4);
    const std::vector<double> out = with_every_set([&] {
        std::vector<double> values(segments * width);
        kernel::multiply(x.data(), features, rows, c.data(), start.data(), segments, values.data());
        kernel::multiply(x.data(), features, rows, c.data(), nullptr, segments, values.data());  // adds
        return values;
    });
    const std::vector<double> sums = with_every_set([&] {
        std::vector<double> values(features * segments * kernel::lanes, 0.25);
        kernel::accumulate(x.data(), features, rows, w.data(), segments, values.data());
        return values;
    });
    for (std::size_t k = 0; k < segments; ++k) {
        for (std::size_t i = 0; i < rows; ++i) {
            double sum = start[k];
            for (std::size_t p = 0; p < features; ++p) sum += 2 * x[p * width + i] * c[p * segments + k];
            check_close(out[k * width + i], sum);
        }
        for (std::size_t p = 0; p < features; ++p) {
            double sum = 2;  // eight lanes began with a quarter
            for (std::size_t i = 0; i < rows; ++i) sum += x[p * width + i] * w[k * width + i];
            check_close(simd::sum_of_eight(sums.data() + (p * segments + k) * kernel::lanes), sum);
        }
    }
}

TEST_CASE("memberships are those of Bayes, and the gain is the log-likelihood") {
    const std::size_t segments = GENERATE(1U, 2U, 5U), rows = GENERATE(8U, 64U);
    std::vector<double> logs = normals(segments * width, 5), weights = normals(width, 6);
    for (double& log : logs) log *= 40;  // some far below others
    for (double& weight : weights) weight = std::fabs(weight);
    weights[3] = 0;
    if (segments > 1) logs[width + 1] = kernel::impossible;
    if (segments > 1) logs[2] = logs[width + 2] = 100;  // equals: the first takes all of it
    for (const bool hard : {false, true}) {
        kernel::Gain gain;
        const std::vector<double> out = with_every_set([&] {
            std::vector<double> values = logs;
            gain = hard ? kernel::hard_memberships(values.data(), rows, segments, weights.data())
                        : kernel::soft_memberships(values.data(), rows, segments, weights.data());
            values.insert(values.end(), {gain.mixture, gain.classification, gain.entropy});
            return values;
        });
        double mixture = 0, classification = 0, entropy = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            double most = logs[i], sum = 0;
            std::size_t best = 0;
            for (std::size_t k = 1; k < segments; ++k) {
                if (logs[k * width + i] > most) most = logs[k * width + i], best = k;
            }
            for (std::size_t k = 0; k < segments; ++k) sum += std::exp(logs[k * width + i] - most);
            mixture += weights[i] * (most + std::log(sum));
            classification += weights[i] * most;
            for (std::size_t k = 0; k < segments; ++k) {
                const double r = std::exp(logs[k * width + i] - most) / sum;
                if (r > 0) entropy -= weights[i] * r * std::log(r);
                check_close(out[k * width + i], weights[i] * (hard ? (k == best ? 1 : 0) : r));
            }
        }
        check_close(gain.mixture, mixture);
        check_close(gain.classification, classification);
        REQUIRE(std::fabs(gain.entropy - entropy) < 1e-9);
    }
}

TEST_CASE("slots are looked up and added to, row by row") {
    const std::size_t segments = GENERATE(1U, 3U, 4U, 6U, 9U), stride = kernel::padded(segments), rows = 13, slot_count = 5;
    const std::vector<double> entries = normals(slot_count * stride, 7), before = normals(segments * width, 8);
    std::vector<std::uint32_t> slots, begin{0};
    Random random(9);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::uint64_t s = random.below(4); s > 0; --s) slots.push_back(static_cast<std::uint32_t>(random.below(slot_count)));
        begin.push_back(static_cast<std::uint32_t>(slots.size()));
    }
    const kernel::TileSlots tile{slots.data(), begin.data()};
    const std::vector<double> out = with_every_set([&] {
        std::vector<double> values = before;
        kernel::add_entries(tile, rows, entries.data(), segments, values.data());
        return values;
    });
    const std::vector<double> sums = with_every_set([&] {
        std::vector<double> values(slot_count * stride);
        kernel::add_to_slots(tile, rows, before.data(), segments, values.data());
        return values;
    });
    std::vector<double> expected(slot_count * stride);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t k = 0; k < segments; ++k) {
            double sum = before[k * width + i];
            for (std::uint32_t s = begin[i]; s < begin[i + 1]; ++s) {
                sum += entries[slots[s] * stride + k];
                expected[slots[s] * stride + k] += before[k * width + i];
            }
            check_close(out[k * width + i], sum);
        }
    }
    for (std::size_t e = 0; e < expected.size(); ++e) check_close(sums[e], expected[e]);
}

TEST_CASE("squares and Gram matrices are those of plain loops") {
    const std::size_t size = GENERATE(1U, 3U, 4U, 8U, 9U, 17U), rows = GENERATE(8U, 64U), stride = kernel::gram_width(size);
    const std::vector<double> values = normals(size * width, 10), factor = normals(size * size, 11), weights = normals(width, 12);
    std::vector<double> shift = normals(kernel::padded(size), 13), packed(kernel::packed_size(size)), by_row(stride * width);
    std::fill(shift.begin() + static_cast<std::ptrdiff_t>(size), shift.end(), 0.0);
    kernel::pack_rows_of_four(factor.data(), size, packed.data());
    for (std::size_t i = 0; i < width; ++i) {
        for (std::size_t a = 0; a < size; ++a) by_row[i * stride + a] = values[a * width + i];
    }
    const std::vector<double> out = with_every_set([&] {
        std::vector<double> logs(width, 1.5);
        kernel::subtract_squares(values.data(), size, rows, packed.data(), shift.data(), -.25, logs.data());
        return logs;
    });
    const std::vector<double> gram = with_every_set([&] {
        std::vector<double> sums(stride * stride), scratch(stride * width);
        kernel::add_gram(by_row.data(), size, rows, weights.data(), scratch.data(), sums.data());
        return sums;
    });
    for (std::size_t i = 0; i < rows; ++i) {
        double squares = 0;
        for (std::size_t a = 0; a < size; ++a) {
            double sum = -shift[a];
            for (std::size_t b = 0; b <= a; ++b) sum += factor[a * size + b] * values[b * width + i];
            squares += sum * sum;
        }
        check_close(out[i], 1.25 - squares / 2);
    }
    for (std::size_t a = 0; a < size; ++a) {
        for (std::size_t b = 0; b <= a; ++b) {
            double sum = 0;
            for (std::size_t i = 0; i < rows; ++i) sum += weights[i] * values[a * width + i] * values[b * width + i];
            check_close(gram[a * stride + b], sum);
        }
    }
}
