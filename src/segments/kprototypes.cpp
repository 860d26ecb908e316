#include <dangol/segments/kprototypes.hpp>

#include <dangol/core/error.hpp>

#include "core/largest_number.hpp"
#include "core/parallel.hpp"
#include "segments/kprototypes_seeds.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view kprototypes_stage = "k-prototypes";

MixedPoints points_of(const MixedRows& rows) { return {.numbers = rows.numbers, .codes = rows.codes}; }

void check_columns(const MixedPoints& points) {
    const std::size_t n = points.rows();
    if (points.numbers.columns() + points.codes.columns() == 0) throw InvalidArgument("rows", 0, "of at least one column", "give numbers, codes, or both");
    if (points.codes.columns() > 0 && points.codes.rows() != n) throw InvalidArgument("codes", points.codes.rows(), "as many rows as numbers, " + std::to_string(n), "give both for every row");
}

void check(const MixedPoints& points, std::span<const double> weights, const KPrototypesOptions& options, std::size_t groups) {
    check_columns(points);
    const std::size_t n = points.rows();
    if (!weights.empty() && weights.size() != n) throw InvalidArgument("weights", weights.size(), "one per row, " + std::to_string(n), "give as many weights as rows, or none");
    std::size_t with_weight = weights.empty() ? n : 0;
    for (const double weight : weights) {
        if (!(weight >= 0 && is_usable(weight))) throw InvalidArgument("weights", weight, "at least 0 and finite", "leave rows out by weight 0");
        with_weight += weight > 0 ? 1 : 0;
    }
    if (groups == 0) throw InvalidArgument("segment_count", 0, "at least 1", "ask for one segment or more");
    if (groups > with_weight) throw InvalidArgument("segment_count", groups, "at most the number of rows with weight, " + std::to_string(with_weight), "ask for fewer segments");
    if (options.gamma && !(*options.gamma >= 0 && std::isfinite(*options.gamma))) throw InvalidArgument("gamma", *options.gamma, "at least 0", "leave it out to have it taken from the data");
    if (options.starts == 0) throw InvalidArgument("starts", 0, "at least 1", "take 10");
    if (options.iterations_at_most == 0) throw InvalidArgument("iterations_at_most", 0, "at least 1", "take 100");
}

void check_numbers(MatrixView<const double> numbers, const Execution& execution) {
    constexpr std::size_t rows_per_block = 8192;
    for_each_block(block_count(numbers.rows(), rows_per_block), execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, numbers.rows(), rows_per_block);
        for (std::size_t i = range.begin; i < range.end; ++i)
            for (const double x : numbers.row(i))
                if (x == x && !is_usable(x)) throw InvalidArgument("numbers", x, within_largest_number, "give NaN where it is not known, remove the row or clip the value");
    });
}

/// What was asked for, or half of the mean standard deviation of the numbers.
double gamma_of(const PointRows<double>& numbers, const KPrototypesOptions& options, const Execution& execution) {
    if (options.gamma) return *options.gamma;
    if (numbers.columns() == 0) return 1;
    double sum = 0;
    for (const double variance : variances_of(centred_rows(numbers, {}), execution)) sum += std::sqrt(variance);
    return sum / 2 / static_cast<double>(numbers.columns());
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
    KPrototypes fit{.groups = std::vector<std::uint32_t>(rows.points.rows(), no_group), .gamma = rows.gamma, .termination = Termination::iteration_limit, .starts = 1};
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

KPrototypes fit_from_seeds(const MixedPoints& points, std::span<const double> weights, const KPrototypesOptions& options, const Execution& execution) {
    const double nothing_yet = 0;
    const Execution step = telling(execution, kprototypes_stage, nothing_yet);
    const PlacedRows placed(points, weights, gamma_of(points.numbers, options, step), step);
    KPrototypes best;
    double begun = 0;
    const Execution drawing = telling(execution, kprototypes_stage, begun);
    for (std::size_t start = 0; start < options.starts; ++start) {
        const auto part = [&](std::size_t done) { return static_cast<double>(done) / static_cast<double>(options.starts); };
        begun = part(start);
        Prototypes drawn = draw_prototypes(placed, weights, options.segment_count, Random(options.seed, start), drawing);
        KPrototypes fit = run(placed, std::move(drawn), options.iterations_at_most, part_of(execution, part(start), part(start + 1)));
        if (start == 0 || fit.cost < best.cost) best = std::move(fit);
    }
    best.starts = options.starts;
    return best;
}

}  // namespace

KPrototypes fit_kprototypes(const MixedRows& rows, std::span<const double> weights, const KPrototypesOptions& options, const Execution& execution) {
    const MixedPoints points = points_of(rows);
    check(points, weights, options, options.segment_count);
    const double nothing_yet = 0;
    check_numbers(rows.numbers, telling(execution, kprototypes_stage, nothing_yet));
    return fit_from_seeds(points, weights, options, execution);
}

KPrototypes fit_kprototypes(const MixedRows& rows, std::span<const double> weights, MatrixView<const double> centres, std::span<const std::uint32_t> modes,
                            const KPrototypesOptions& options, const Execution& execution) {
    const std::size_t categories = rows.codes.columns(), groups = rows.numbers.columns() > 0 ? centres.rows() : modes.size() / std::max<std::size_t>(categories, 1);
    const MixedPoints points = points_of(rows);
    check(points, weights, options, groups);
    if (rows.numbers.columns() > 0 && centres.columns() != rows.numbers.columns())
        throw InvalidArgument("centres", centres.columns(), "as wide as the numbers, " + std::to_string(rows.numbers.columns()), "give one per column");
    if (modes.size() != groups * categories) throw InvalidArgument("modes", modes.size(), "segments × categories, " + std::to_string(groups * categories), "give one per segment and category");
    Prototypes start{Matrix(groups, rows.numbers.columns()), {modes.begin(), modes.end()}};
    for (std::size_t k = 0; k < groups; ++k)
        for (std::size_t j = 0; j < start.centres.columns(); ++j) start.centres(k, j) = centres(k, j);
    const double nothing_yet = 0;
    const Execution step = telling(execution, kprototypes_stage, nothing_yet);
    check_numbers(rows.numbers, step);
    return run(PlacedRows(points, weights, gamma_of(points.numbers, options, step), step), std::move(start), options.iterations_at_most, execution);
}

KPrototypes fit_kprototypes(const FeatureTable& table, const KPrototypesOptions& options, const Execution& execution) {
    const auto is_code = [&](ColumnIndex column) {
        const ColumnKind kind = table.columns()[column.value].kind;
        return kind == ColumnKind::flag || kind == ColumnKind::category;
    };
    std::vector<ColumnIndex> categories, others;
    for (const ColumnIndex column : table.columns_with(Role::basis)) (is_code(column) ? categories : others).push_back(column);
    const KeptPoints numbers(table, others, 0, execution);
    const MixedPoints points{.numbers = numbers.rows(), .codes = CodeRows(table, categories)};
    check(points, table.weights(), options, options.segment_count);
    return fit_from_seeds(points, table.weights(), options, execution);
}

std::vector<std::uint32_t> nearest_prototypes(const MixedRows& rows, const KPrototypes& prototypes, const Execution& execution) {
    const MixedPoints points = points_of(rows);
    check_columns(points);
    std::vector<std::uint32_t> groups(points.rows(), no_group);
    if (groups.empty()) return groups;
    Execution quiet = execution;
    quiet.progress = {};
    check_numbers(rows.numbers, quiet);
    place_and_sum(PlacedRows(points, {}, prototypes.gamma, quiet), {prototypes.centres, prototypes.modes}, groups, execution);
    return groups;
}

}  // namespace dangol::inline v0
