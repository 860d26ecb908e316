#include "segments/kprototypes_pass.hpp"

#include <dangol/core/error.hpp>

#include "core/parallel.hpp"
#include "core/simd.hpp"
#include "segments/nearest_tile.hpp"
#include "segments/row_sums.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t fewest_rows_per_block = 8192;
constexpr std::size_t rows_per_stretch = 512;
constexpr std::size_t rows_ahead = 128;  // that are fetched

/// Whether some number is not known.
bool has_holes(const PointRows<double>& numbers, const Execution& execution) {
    const std::size_t n = numbers.rows();
    if (n == 0 || numbers.columns() == 0) return false;
    return reduce_blocks(
        block_count(n, fewest_rows_per_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, n, fewest_rows_per_block);
            Room<double> room;
            const MatrixView<const double> here = numbers.stretch(range.begin, range.size(), room);
            bool holes = false;
            for (std::size_t i = 0; i < here.rows(); ++i)
                for (const double x : here.row(i)) holes |= !(x == x);
            return holes;
        },
        [](bool& into, bool&& from) { into |= from; });
}

/// Where each category's levels begin among all levels.
std::vector<std::size_t> level_offsets(const CodeRows& codes, const Execution& execution) {
    const std::size_t n = codes.rows(), categories = codes.columns();
    std::vector<std::size_t> offsets(categories + 1, 0);
    if (categories == 0 || n == 0) return offsets;
    const std::vector<std::uint32_t> levels = reduce_blocks(
        block_count(n, fewest_rows_per_block), execution,
        [&](std::size_t block) {
            std::vector<std::uint32_t> most(categories, 0);
            const BlockRange range = block_range(block, n, fewest_rows_per_block);
            Room<std::uint32_t> room;
            const MatrixView<const std::uint32_t> here = codes.stretch(range.begin, range.size(), room);
            for (std::size_t i = 0; i < here.rows(); ++i)
                for (std::size_t q = 0; q < categories; ++q) {
                    const std::uint32_t code = here(i, q);
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

struct BlockPlacement {
    const PlacedRows* rows;
    const Prototypes* prototypes;
    const PrototypeTable* table;
    std::span<std::uint32_t> groups;
    PrototypeSums* out;
    std::vector<float> features;  // of the tile that is worked on
    std::vector<std::int32_t> codes;
    std::vector<double> last_numbers;
    std::vector<std::uint32_t> last_codes;
    MixedStretch here = {};       // rows that are worked on, and which of all they are
    BlockRange range = {};

    void place(BlockRange block) {
        for (std::size_t begin = block.begin; begin < block.end; begin = range.end) {
            range = {begin, std::min(begin + rows_per_stretch, block.end)};
            here.read(rows->points, begin, range.size());
            simd::dispatch<BlockPlacement>(this);
        }
    }

    template <class Lanes>
    [[gnu::always_inline]] static inline void run(BlockPlacement* self) noexcept {
        for (std::size_t first = 0; first < self->range.size(); first += tile_rows) self->template tile<Lanes>(first);
    }

    /// `first`: among the rows that are here.
    template <class Lanes>
    [[gnu::always_inline]] inline void tile(std::size_t first) noexcept {
        const std::size_t count = std::min(tile_rows, range.size() - first), width = here.numbers.columns(), categories = here.codes.columns();
        const double* number = here.numbers.data() + first * here.numbers.row_stride();
        const std::uint32_t* code = here.codes.data() + first * here.codes.row_stride();
        std::size_t number_stride = here.numbers.row_stride(), code_stride = here.codes.row_stride();
        if (count < tile_rows) {  // the last rows of all, with copies of the first of them to fill the tile
            for (std::size_t r = 0; r < tile_rows; ++r) {
                std::copy_n(number + (r < count ? r : 0) * number_stride, width, last_numbers.data() + r * width);
                std::copy_n(code + (r < count ? r : 0) * code_stride, categories, last_codes.data() + r * categories);
            }
            number = last_numbers.data();
            code = last_codes.data();
            number_stride = width;
            code_stride = categories;
        }
        TransposeTile::run<Lanes>(number, number_stride, width, rows->numbers.shift.data(), features.data());
        if (rows->numbers.holes) mark_holes(features.data(), width);
        transpose_codes(code, code_stride, categories, codes.data());
        std::int32_t nearest[tile_rows], sure[tile_rows];
        const std::size_t fetches = table->template fetches<Lanes>();
        FetchAhead fetch{reinterpret_cast<const char*>(number + rows_ahead * number_stride), (tile_rows * number_stride * sizeof(double) + fetches - 1) / fetches};
        NearestOfTile::run<Lanes>(features.data(), codes.data(), *table, fetch, nearest, sure);
        for (std::size_t r = 0; r < count; ++r) {
            const std::size_t row = range.begin + first + r;
            const std::uint32_t group = sure[r] != 0 ? static_cast<std::uint32_t>(nearest[r]) : decide(first + r);
            const std::uint32_t before = std::exchange(groups[row], group);
            out->changed += before != group;
            const double weight = rows->numbers.weight(row);
            if (rows->numbers.sums_anew()) {
                add<Lanes>(number + r * number_stride, code + r * code_stride, group, weight);
            } else if (before != group) {
                add<Lanes>(number + r * number_stride, code + r * code_stride, group, weight);
                if (before != no_group) add<Lanes>(number + r * number_stride, code + r * code_stride, before, -weight);
            }
        }
    }

    template <class Lanes>
    [[gnu::always_inline]] inline void add(const double* number, const std::uint32_t* code, std::uint32_t group, double weight) const noexcept {
        const std::size_t width = here.numbers.columns(), categories = here.codes.columns();
        if (rows->numbers.holes) {
            add_row_with_holes<double>({number, width}, rows->numbers.shift, weight, out->sums.row(group), out->mass.row(group));
        } else {
            out->mass(group, 0) += weight;
            add_row<Lanes>(number, rows->numbers.shift.data(), width, weight, out->sums.row(group).data());
        }
        const std::size_t* offsets = rows->offsets.data();
        double* levels = out->levels.data() + group * offsets[categories];
        for (std::size_t q = 0; q < categories; ++q)
            if (code[q] != unobserved_code) levels[offsets[q] + code[q]] += weight;
    }

    [[gnu::noinline]] std::uint32_t decide(std::size_t i) const noexcept {
        double least = std::numeric_limits<double>::infinity();
        std::uint32_t best = 0;
        for (std::size_t k = 0; k < prototypes->centres.rows(); ++k) {
            const double cost = cost_between(here.numbers.row(i), here.codes.row(i), prototypes->centres.row(k), prototypes->mode(k), rows->gamma);
            if (cost < least) {
                least = cost;
                best = static_cast<std::uint32_t>(k);
            }
        }
        return best;
    }
};

}  // namespace

double cost_between(std::span<const double> numbers, std::span<const std::uint32_t> codes, std::span<const double> centre,
                    std::span<const std::uint32_t> mode, double gamma) noexcept {
    double cost = 0;
    for (std::size_t j = 0; j < numbers.size(); ++j) {
        const double difference = numbers[j] - centre[j];
        cost += difference == difference ? difference * difference : 0;
    }
    for (std::size_t q = 0; q < codes.size(); ++q) cost += codes[q] != unobserved_code && codes[q] != mode[q] ? gamma : 0;
    return cost;
}

PlacedRows::PlacedRows(const MixedPoints& all, std::span<const double> weights, double cost_of_one, const Execution& execution)
    : points(all), numbers(centred_rows(all.numbers, weights)), gamma(cost_of_one), offsets(level_offsets(all.codes, execution)) {
    numbers.holes = has_holes(all.numbers, execution);
}

void PrototypeSums::merge(PrototypeSums&& from) {
    const auto add = [](std::span<double> into, std::span<const double> more) {
        for (std::size_t i = 0; i < into.size(); ++i) into[i] += more[i];
    };
    add(sums.values(), from.sums.values());
    add(mass.values(), from.mass.values());
    add(levels, from.levels);
    changed += from.changed;
}

PrototypeSums place_and_sum(const PlacedRows& rows, const Prototypes& prototypes, std::span<std::uint32_t> groups, const Execution& execution) {
    const std::size_t n = groups.size(), k = prototypes.centres.rows(), width = rows.points.numbers.columns(), categories = rows.points.codes.columns();
    const PrototypeTable table(rows.numbers, prototypes.centres, {.codes = prototypes.modes, .categories = categories, .cost = rows.gamma});
    // A block's table of levels should be small beside its rows.
    const std::size_t rows_per_block = std::max(fewest_rows_per_block, k * rows.offsets.back() / tile_rows * tile_rows);
    return reduce_blocks(
        block_count(n, rows_per_block), execution,
        [&](std::size_t block) {
            PrototypeSums part{.sums = Matrix(k, width), .mass = Matrix(k, rows.numbers.holes ? width : 1),
                               .levels = std::vector<double>(k * rows.offsets.back(), 0)};
            BlockPlacement placement{.rows = &rows, .prototypes = &prototypes, .table = &table, .groups = groups, .out = &part,
                                     .features = std::vector<float>(table.features * tile_rows), .codes = std::vector<std::int32_t>(categories * tile_rows),
                                     .last_numbers = std::vector<double>(width * tile_rows), .last_codes = std::vector<std::uint32_t>(categories * tile_rows)};
            placement.place(block_range(block, n, rows_per_block));
            return part;
        },
        [](PrototypeSums& into, PrototypeSums&& from) { into.merge(std::move(from)); });
}

double cost_of(const PlacedRows& rows, const Prototypes& prototypes, std::span<const std::uint32_t> groups, const Execution& execution) {
    return reduce_blocks(
        block_count(groups.size(), fewest_rows_per_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, groups.size(), fewest_rows_per_block);
            MixedStretch here;
            here.read(rows.points, range.begin, range.size());
            double sum = 0;
            for (std::size_t i = 0; i < range.size(); ++i) {
                const std::uint32_t group = groups[range.begin + i];
                sum += rows.numbers.weight(range.begin + i) *
                       cost_between(here.numbers.row(i), here.codes.row(i), prototypes.centres.row(group), prototypes.mode(group), rows.gamma);
            }
            return sum;
        },
        [](double& into, double&& from) { into += from; });
}

}  // namespace dangol::inline v0
