#include <dangol/segments/kprototypes.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>

#include "core/largest_number.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/coordinates.hpp"
#include "segments/kprototypes_pass.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view kprototypes_stage = "k-prototypes";

constexpr std::size_t seed_rows_at_most = 65536;

std::size_t row_count(const MixedRows& rows) noexcept { return rows.numbers.columns() > 0 ? rows.numbers.rows() : rows.codes.rows(); }

void check(const MixedRows& rows, std::span<const double> weights, const KPrototypesOptions& options, std::size_t groups) {
    const std::size_t n = row_count(rows);
    if (rows.numbers.columns() + rows.codes.columns() == 0) throw InvalidArgument("rows", 0, "of at least one column", "give numbers, codes, or both");
    if (rows.codes.columns() > 0 && rows.codes.rows() != n) throw InvalidArgument("codes", rows.codes.rows(), "as many rows as numbers, " + std::to_string(n), "give both for every row");
    if (!weights.empty() && weights.size() != n) throw InvalidArgument("weights", weights.size(), "one per row, " + std::to_string(n), "give as many weights as rows, or none");
    std::size_t with_weight = weights.empty() ? n : 0;
    for (const double weight : weights) {
        if (!(weight >= 0 && is_usable(weight))) throw InvalidArgument("weights", weight, "at least 0 and finite", "leave rows out by weight 0");
        with_weight += weight > 0 ? 1 : 0;
    }
    for (std::size_t i = 0; i < rows.numbers.rows(); ++i)
        for (const double x : rows.numbers.row(i))
            if (x == x && !is_usable(x)) throw InvalidArgument("numbers", x, within_largest_number, "give NaN where it is not known, remove the row or clip the value");
    if (groups == 0) throw InvalidArgument("segment_count", 0, "at least 1", "ask for one segment or more");
    if (groups > with_weight) throw InvalidArgument("segment_count", groups, "at most the number of rows with weight, " + std::to_string(with_weight), "ask for fewer segments");
    if (options.gamma && !(*options.gamma >= 0 && std::isfinite(*options.gamma))) throw InvalidArgument("gamma", *options.gamma, "at least 0", "leave it out to have it taken from the data");
    if (options.starts == 0) throw InvalidArgument("starts", 0, "at least 1", "take 10");
    if (options.iterations_at_most == 0) throw InvalidArgument("iterations_at_most", 0, "at least 1", "take 100");
}

/// Half of the mean standard deviation of the numbers.
double gamma_of(const MixedRows& rows, const Execution& execution) {
    if (rows.numbers.columns() == 0) return 1;
    double sum = 0;
    for (const double variance : variances_of(centred_rows(rows.numbers, {}), execution)) sum += std::sqrt(variance);
    return sum / 2 / static_cast<double>(rows.numbers.columns());
}

double cost_between(const MixedRows& rows, std::size_t a, std::size_t b, double gamma) noexcept {
    double cost = 0;
    for (std::size_t j = 0; j < rows.numbers.columns(); ++j) {
        const double difference = rows.numbers(a, j) - rows.numbers(b, j);
        cost += difference == difference ? difference * difference : 0;
    }
    for (std::size_t q = 0; q < rows.codes.columns(); ++q) {
        const std::uint32_t here = rows.codes(a, q), there = rows.codes(b, q);
        cost += here != there && here != unobserved_code && there != unobserved_code ? gamma : 0;
    }
    return cost;
}

Prototypes draw_prototypes(const MixedRows& rows, std::span<const double> weights, double gamma, std::size_t groups, Random random, const Execution& execution) {
    report(execution, kprototypes_stage, 0);
    std::vector<std::size_t> sample;
    for (std::size_t i = 0; i < row_count(rows); ++i)
        if (weights.empty() || weights[i] > 0) sample.push_back(i);
    if (sample.size() > seed_rows_at_most) {
        for (std::size_t i = 0; i < seed_rows_at_most; ++i) std::swap(sample[i], sample[i + random.below(sample.size() - i)]);
        sample.resize(seed_rows_at_most);
    }
    const std::size_t categories = rows.codes.columns();
    Prototypes drawn{Matrix(groups, rows.numbers.columns()), std::vector<std::uint32_t>(groups * categories)};
    std::vector<double> nearest(sample.size(), 1.0), cumulated(sample.size());
    for (std::size_t k = 0; k < groups; ++k) {
        check_stop(execution);
        double sum = 0;
        for (std::size_t i = 0; i < sample.size(); ++i) cumulated[i] = sum += (weights.empty() ? 1 : weights[sample[i]]) * nearest[i];
        if (!(sum > 0))
            for (std::size_t i = 0; i < sample.size(); ++i) cumulated[i] = sum += 1;
        const auto at = static_cast<std::size_t>(std::ranges::upper_bound(cumulated, random.uniform() * sum) - cumulated.begin());
        const std::size_t chosen = sample[std::min(at, sample.size() - 1)];
        for (std::size_t j = 0; j < drawn.centres.columns(); ++j) drawn.centres(k, j) = std::isnan(rows.numbers(chosen, j)) ? 0 : rows.numbers(chosen, j);
        for (std::size_t q = 0; q < categories; ++q) drawn.modes[k * categories + q] = rows.codes(chosen, q);
        for (std::size_t i = 0; i < sample.size(); ++i) {
            const double cost = cost_between(rows, sample[i], chosen, gamma);
            nearest[i] = k == 0 ? cost : std::min(nearest[i], cost);
        }
    }
    return drawn;
}

/// A group without rows, a number unknown in it, a category unknown in it: as they were.
void move_prototypes(const PlacedRows& rows, const PrototypeSums& all, Prototypes& prototypes) {
    const std::vector<std::size_t>& offsets = rows.offsets;
    const std::size_t categories = offsets.size() - 1;
    for (std::size_t k = 0; k < prototypes.centres.rows(); ++k) {
        for (std::size_t j = 0; j < prototypes.centres.columns(); ++j) {
            const double mass = all.mass(k, rows.numbers.holes ? j : 0);
            if (mass > 0) prototypes.centres(k, j) = all.sums(k, j) / mass + rows.numbers.shift[j];
        }
        const double* levels = all.levels.data() + k * offsets.back();
        for (std::size_t q = 0; q < categories; ++q) {
            const auto commonest = std::max_element(levels + offsets[q], levels + offsets[q + 1]);
            if (commonest != levels + offsets[q + 1] && *commonest > 0) prototypes.modes[k * categories + q] = static_cast<std::uint32_t>(commonest - (levels + offsets[q]));
        }
    }
}

KPrototypes run(PlacedRows rows, Prototypes prototypes, std::size_t iterations_at_most, const Execution& execution) {
    double done = 0;
    const Execution step = telling(execution, kprototypes_stage, done);
    KPrototypes fit{.groups = std::vector<std::uint32_t>(rows.count(), no_group), .gamma = rows.gamma, .termination = Termination::iteration_limit, .starts = 1};
    PrototypeSums all;
    while (fit.iterations < iterations_at_most && fit.termination != Termination::converged) {
        done = static_cast<double>(fit.iterations) / static_cast<double>(iterations_at_most);
        report(execution, kprototypes_stage, done);
        rows.numbers.anew = fit.iterations % passes_to_sum_anew == 0;
        PrototypeSums pass = place_and_sum(rows, prototypes, fit.groups, step);
        ++fit.iterations;
        if (pass.changed == 0) {
            fit.termination = Termination::converged;
            rows.numbers.anew = true;
            pass = place_and_sum(rows, prototypes, fit.groups, step);
        }
        if (rows.numbers.sums_anew())
            all = std::move(pass);
        else
            all.merge(std::move(pass));
        move_prototypes(rows, all, prototypes);
    }
    place_and_sum(rows, prototypes, fit.groups, step);
    fit.cost = cost_of(rows, prototypes, fit.groups, step);
    fit.centres = std::move(prototypes.centres);
    fit.modes = std::move(prototypes.modes);
    return fit;
}

double gamma_for(const MixedRows& rows, const KPrototypesOptions& options, const Execution& execution) {
    return options.gamma ? *options.gamma : gamma_of(rows, execution);
}

}  // namespace

KPrototypes fit_kprototypes(const MixedRows& rows, std::span<const double> weights, const KPrototypesOptions& options, const Execution& execution) {
    check(rows, weights, options, options.segment_count);
    const double nothing_yet = 0;
    const Execution step = telling(execution, kprototypes_stage, nothing_yet);
    const PlacedRows placed(rows, weights, gamma_for(rows, options, step), step);
    KPrototypes best;
    const auto part = [&](std::size_t start) { return static_cast<double>(start) / static_cast<double>(options.starts); };
    for (std::size_t start = 0; start < options.starts; ++start) {
        const Execution own = part_of(execution, part(start), part(start + 1));
        KPrototypes fit = run(placed, draw_prototypes(rows, weights, placed.gamma, options.segment_count, Random(options.seed, start), own),
                              options.iterations_at_most, own);
        if (start == 0 || fit.cost < best.cost) best = std::move(fit);
    }
    best.starts = options.starts;
    return best;
}

KPrototypes fit_kprototypes(const MixedRows& rows, std::span<const double> weights, MatrixView<const double> centres, std::span<const std::uint32_t> modes,
                            const KPrototypesOptions& options, const Execution& execution) {
    const std::size_t categories = rows.codes.columns(), groups = rows.numbers.columns() > 0 ? centres.rows() : modes.size() / std::max<std::size_t>(categories, 1);
    check(rows, weights, options, groups);
    if (rows.numbers.columns() > 0 && centres.columns() != rows.numbers.columns())
        throw InvalidArgument("centres", centres.columns(), "as wide as the numbers, " + std::to_string(rows.numbers.columns()), "give one per column");
    if (modes.size() != groups * categories) throw InvalidArgument("modes", modes.size(), "segments × categories, " + std::to_string(groups * categories), "give one per segment and category");
    Prototypes start{Matrix(groups, rows.numbers.columns()), {modes.begin(), modes.end()}};
    for (std::size_t k = 0; k < groups; ++k)
        for (std::size_t j = 0; j < start.centres.columns(); ++j) start.centres(k, j) = centres(k, j);
    const double nothing_yet = 0;
    const Execution step = telling(execution, kprototypes_stage, nothing_yet);
    return run(PlacedRows(rows, weights, gamma_for(rows, options, step), step), std::move(start), options.iterations_at_most, execution);
}

KPrototypes fit_kprototypes(const FeatureTable& table, const KPrototypesOptions& options, const Execution& execution) {
    const auto is_code = [&](ColumnIndex column) {
        const ColumnKind kind = table.columns()[column.value].kind;
        return kind == ColumnKind::flag || kind == ColumnKind::category;
    };
    std::vector<ColumnIndex> categories, others;
    for (const ColumnIndex column : table.columns_with(Role::basis)) (is_code(column) ? categories : others).push_back(column);
    const TablePoints points(table, others, 0, execution);
    const std::size_t rows = table.customer_count(), width = points.meaning().size();
    Matrix numbers;
    while_telling(execution, kprototypes_stage, 0, [&] { numbers = Matrix(rows, width); });
    constexpr std::size_t rows_per_block = 4096;
    const double nothing_yet = 0;
    for_each_block(block_count(rows, rows_per_block), telling(execution, kprototypes_stage, nothing_yet), [&](std::size_t block) {
        const BlockRange range = block_range(block, rows, rows_per_block);
        points.read(range.begin, range.size(), numbers.row(range.begin).data());
    });
    std::vector<std::uint32_t> codes(rows * categories.size(), unobserved_code);
    for (std::size_t q = 0; q < categories.size(); ++q) {
        check_stop(execution);
        report(execution, kprototypes_stage, 0);
        const auto column = table.codes(categories[q]);
        const auto observed = table.observed(categories[q]);
        for (std::size_t i = 0; i < column.size(); ++i)
            if (observed[i]) codes[i * categories.size() + q] = column[i];
    }
    return fit_kprototypes(MixedRows{.numbers = numbers, .codes = {codes.data(), rows, categories.size()}}, table.weights(), options, execution);
}

std::vector<std::uint32_t> nearest_prototypes(const MixedRows& rows, const KPrototypes& prototypes, const Execution& execution) {
    check(rows, {}, {}, 1);
    std::vector<std::uint32_t> groups(row_count(rows), no_group);
    if (groups.empty()) return groups;
    Execution quiet = execution;
    quiet.progress = {};
    place_and_sum(PlacedRows(rows, {}, prototypes.gamma, quiet), {prototypes.centres, prototypes.modes}, groups, execution);
    return groups;
}

}  // namespace dangol::inline v0
