#include "segments/kprototypes_pass.hpp"

#include <dangol/core/error.hpp>

#include "core/parallel.hpp"
#include "core/simd.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t lanes = simd::virtual_lanes;
constexpr std::size_t fewest_rows_per_block = 8192;
constexpr double infinity = std::numeric_limits<double>::infinity();

struct BlockPlacement {
    const MixedRows* rows;
    std::span<const double> weights;
    const PrototypeLanes* prototypes;
    std::span<const std::size_t> offsets;
    std::span<std::uint32_t> groups;
    BlockRange range;
    PrototypeSums* out;

    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const BlockPlacement* self) noexcept {
        for (std::size_t row = self->range.begin; row < self->range.end; ++row) {
            double least = infinity;
            std::uint32_t best = 0;
            for (std::size_t first = 0; first < self->prototypes->padded; first += lanes) self->template eight<Lanes>(row, first, least, best);
            self->add(row, best, least);
        }
    }

    /// Costs of the row with eight prototypes, and whether one of them is the best so far.
    template <class Lanes>
    [[gnu::always_inline]] inline void eight(std::size_t row, std::size_t first, double& least, std::uint32_t& best) const noexcept {
        using Bits = typename simd::BitsOf<Lanes>::Type;
        constexpr std::size_t width = simd::width<Lanes>, parts = lanes / width;
        const std::size_t padded = prototypes->padded;
        Lanes cost[parts];
        for (std::size_t p = 0; p < parts; ++p) simd::load(cost[p], prototypes->start.data() + first + p * width);
        const double* x = rows->numbers.data() + row * rows->numbers.row_stride();
        for (std::size_t j = 0; j < rows->numbers.columns(); ++j) {
            const Lanes value = Lanes{} + (x[j] == x[j] ? x[j] : 0.0);
            const double counts = x[j] == x[j] ? 1.0 : 0.0;
            for (std::size_t p = 0; p < parts; ++p) {
                Lanes centre;
                simd::load(centre, prototypes->centres.data() + j * padded + first + p * width);
                const Lanes difference = value - centre;
                cost[p] += difference * difference * counts;
            }
        }
        const Lanes price = Lanes{} + prototypes->gamma;
        const std::uint32_t* codes = rows->codes.data() + row * rows->codes.row_stride();
        for (std::size_t q = 0; q < rows->codes.columns(); ++q) {
            if (codes[q] == unobserved_code) continue;
            const Bits code = Bits{} + std::uint64_t{codes[q]};
            for (std::size_t p = 0; p < parts; ++p) {
                Bits mode;
                std::memcpy(&mode, prototypes->modes.data() + q * padded + first + p * width, sizeof mode);
                cost[p] += mode == code ? Lanes{} : price;
            }
        }
        double costs[lanes];
        for (std::size_t p = 0; p < parts; ++p) simd::store(costs + p * width, cost[p]);
        // Without branches: which prototype is nearest is what no processor can foresee.
        const auto lesser = [](double a, double b) { return a < b ? a : b; };
        const double smallest = lesser(lesser(lesser(costs[0], costs[1]), lesser(costs[2], costs[3])), lesser(lesser(costs[4], costs[5]), lesser(costs[6], costs[7])));
        unsigned equal = 0;
        for (unsigned k = 0; k < lanes; ++k) equal |= static_cast<unsigned>(costs[k] == smallest) << k;
        if (smallest < least) {
            least = smallest;
            best = static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(std::countr_zero(equal));
        }
    }

    [[gnu::always_inline]] inline void add(std::size_t row, std::uint32_t group, double cost) const noexcept {
        out->changed += groups[row] != group;
        groups[row] = group;
        const double weight = weights.empty() ? 1.0 : weights[row];
        out->cost += weight > 0 ? weight * cost : 0.0;
        out->weight[group] += weight;
        const double* x = rows->numbers.data() + row * rows->numbers.row_stride();
        double* sums = out->sums.data() + group * rows->numbers.columns();
        double* mass = out->mass.data() + group * rows->numbers.columns();
        for (std::size_t j = 0; j < rows->numbers.columns(); ++j) {
            const bool known = x[j] == x[j];
            sums[j] += known ? weight * x[j] : 0.0;
            mass[j] += known ? weight : 0.0;
        }
        const std::uint32_t* codes = rows->codes.data() + row * rows->codes.row_stride();
        double* levels = out->levels.data() + group * offsets.back();
        for (std::size_t q = 0; q < rows->codes.columns(); ++q)
            if (codes[q] != unobserved_code) levels[offsets[q] + codes[q]] += weight;
    }
};

}  // namespace

PrototypeLanes::PrototypeLanes(const Matrix& of, std::span<const std::uint32_t> of_modes, std::size_t categories, double cost_of_one)
    : groups(of.rows()), padded((groups + lanes - 1) / lanes * lanes), gamma(cost_of_one), centres(of.columns() * padded, 0),
      modes(categories * padded, ~std::uint64_t{1}), start(padded, infinity) {
    std::fill_n(start.begin(), groups, 0.0);
    for (std::size_t k = 0; k < groups; ++k) {
        for (std::size_t j = 0; j < of.columns(); ++j) centres[j * padded + k] = of(k, j);
        for (std::size_t q = 0; q < categories; ++q) {
            const std::uint32_t mode = of_modes[k * categories + q];
            modes[q * padded + k] = mode == unobserved_code ? ~std::uint64_t{1} : mode;
        }
    }
}

void PrototypeSums::merge(PrototypeSums&& from) {
    const auto add = [](std::span<double> into, std::span<const double> more) {
        for (std::size_t i = 0; i < into.size(); ++i) into[i] += more[i];
    };
    add(sums.values(), from.sums.values());
    add(mass.values(), from.mass.values());
    add(levels, from.levels);
    add(weight, from.weight);
    cost += from.cost;
    changed += from.changed;
}

std::vector<std::size_t> level_offsets(const MixedRows& rows, const Execution& execution) {
    const std::size_t n = rows.codes.rows(), categories = rows.codes.columns();
    std::vector<std::size_t> offsets(categories + 1, 0);
    if (categories == 0 || n == 0) return offsets;
    const std::vector<std::uint32_t> levels = reduce_blocks(
        block_count(n, fewest_rows_per_block), execution,
        [&](std::size_t block) {
            std::vector<std::uint32_t> most(categories, 0);
            const BlockRange range = block_range(block, n, fewest_rows_per_block);
            for (std::size_t i = range.begin; i < range.end; ++i)
                for (std::size_t q = 0; q < categories; ++q) {
                    const std::uint32_t code = rows.codes(i, q);
                    most[q] = code != unobserved_code && code + 1 > most[q] ? code + 1 : most[q];
                }
            return most;
        },
        [](std::vector<std::uint32_t>& into, std::vector<std::uint32_t>&& from) {
            for (std::size_t q = 0; q < into.size(); ++q) into[q] = std::max(into[q], from[q]);
        });
    for (std::size_t q = 0; q < categories; ++q) {
        if (levels[q] > n && levels[q] > 1'000'000)
            throw InvalidArgument("codes", levels[q] - 1, "numbered from 0 without gaps", "encode the levels of each column anew");
        offsets[q + 1] = offsets[q] + levels[q];
    }
    return offsets;
}

PrototypeSums place_and_sum(const MixedRows& rows, std::span<const double> weights, const PrototypeLanes& prototypes,
                            std::span<const std::size_t> offsets, std::span<std::uint32_t> groups, const Execution& execution) {
    // A block's table of levels should be small beside its rows.
    const std::size_t n = groups.size(), rows_per_block = std::max(fewest_rows_per_block, prototypes.groups * offsets.back());
    return reduce_blocks(
        block_count(n, rows_per_block), execution,
        [&](std::size_t block) {
            const std::size_t k = prototypes.groups;
            PrototypeSums part{.sums = Matrix(k, rows.numbers.columns()), .mass = Matrix(k, rows.numbers.columns()),
                               .levels = std::vector<double>(k * offsets.back(), 0), .weight = std::vector<double>(k, 0)};
            const BlockPlacement placement{&rows, weights, &prototypes, offsets, groups, block_range(block, n, rows_per_block), &part};
            simd::dispatch<BlockPlacement>(&placement);
            return part;
        },
        [](PrototypeSums& into, PrototypeSums&& from) { into.merge(std::move(from)); });
}

}  // namespace dangol::inline v0
