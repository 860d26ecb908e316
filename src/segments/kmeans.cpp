#include <dangol/segments/kmeans.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>

#include "core/largest_number.hpp"
#include "core/parallel.hpp"
#include "segments/kmeans_of.hpp"
#include "segments/kmeans_pass.hpp"
#include "segments/kmeans_seeds.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view kmeans_stage = "k-means";
constexpr std::size_t rows_for_starts_side_by_side = 16384;  // below, a pass is too short to share

void check_options(const KMeansOptions& options) {
    if (options.segment_count == 0) throw InvalidArgument("segment_count", 0, "at least 1", "ask for one segment or more");
    if (options.starts == 0) throw InvalidArgument("starts", 0, "at least 1", "take 10");
    if (options.iterations_at_most == 0) throw InvalidArgument("iterations_at_most", 0, "at least 1", "take 300");
    if (!(options.tolerance >= 0 && std::isfinite(options.tolerance))) throw InvalidArgument("tolerance", options.tolerance, "at least 0", "take 1e-4");
}

template <class T>
void check_rows(const PointRows<T>& points, std::span<const double> weights, std::size_t groups) {
    if (points.columns() == 0) throw InvalidArgument("points", 0, "of at least one column", "give rows × coordinates");
    if (!weights.empty() && weights.size() != points.rows())
        throw InvalidArgument("weights", weights.size(), "one per row, " + std::to_string(points.rows()), "give as many weights as rows, or none");
    std::size_t with_weight = weights.empty() ? points.rows() : 0;
    for (const double weight : weights) {
        if (!(weight >= 0 && is_usable(weight))) throw InvalidArgument("weights", weight, "at least 0 and finite", "leave rows out by weight 0");
        with_weight += weight > 0 ? 1 : 0;
    }
    if (with_weight < groups)
        throw InvalidArgument("segment_count", groups, "at most the number of rows with weight, " + std::to_string(with_weight), "ask for fewer segments");
}

void check_start(MatrixView<const double> start, std::size_t columns) {
    if (start.rows() == 0) throw InvalidArgument("start", 0, "at least one centre", "give segments × coordinates");
    if (start.columns() != columns)
        throw InvalidArgument("start", start.columns(), "as wide as the points, " + std::to_string(columns), "give one number per coordinate");
    for (std::size_t k = 0; k < start.rows(); ++k)
        for (const double c : start.row(k))
            if (!is_usable(c)) throw InvalidArgument("start", c, within_largest_number, "give centres whose every coordinate is known");
}

[[noreturn]] void refuse_point(double x) { throw InvalidArgument("points", x, within_largest_number, "give NaN where it is not known, remove the row or clip the value"); }

template <class T>
double mean_variance(const CentredRows<T>& rows, const Execution& execution) {
    const std::vector<double> all = variances_of(rows, execution);
    return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
}

template <class T>
class Fit {
public:
    Fit(CentredRows<T> rows, const KMeansOptions& options, const Execution& execution) : rows_(std::move(rows)), options_(options) {
        if (options.tolerance > 0) smallest_move_ = options.tolerance * mean_variance(rows_, execution);
    }

    const CentredRows<T>& rows() const noexcept { return rows_; }

    KMeans run(Matrix centres, Random random, const Execution& execution) const {
        return options_.batch_rows == 0 ? lloyd(std::move(centres), execution) : in_batches(std::move(centres), random, execution);
    }

private:
    KMeans lloyd(Matrix centres, const Execution& execution) const {
        KMeans fit{.centres = std::move(centres), .groups = nobody(rows_.points.rows()), .termination = Termination::iteration_limit};
        CentredRows<T> rows = rows_;
        Steps step(options_.iterations_at_most, execution);
        std::optional<ByteRows> bytes;
        if (ByteRows::worthwhile(rows, options_.iterations_at_most)) bytes.emplace(rows);
        PassSums all;
        for (; fit.iterations < options_.iterations_at_most && fit.termination != Termination::converged; ++fit.iterations) {
            step.begin(fit.iterations);
            rows.anew = fit.iterations % passes_to_sum_anew == 0;
            PassSums pass = assign(rows, fit.centres, fit.groups, step.how, bytes);
            const std::size_t changed = pass.changed;
            if (changed == 0 && !rows.sums_anew()) {
                rows.anew = true;
                pass = assign(rows, fit.centres, fit.groups, step.how, bytes);
            }
            if (rows.sums_anew())
                all = std::move(pass);
            else
                all.merge(std::move(pass));
            const Matrix before = fit.centres;
            move_centres(rows, with_empty_refilled(rows, all, fit, step.how), fit.centres);
            double moved = 0;
            for (std::size_t i = 0; i < before.values().size(); ++i) {
                const double difference = fit.centres.values()[i] - before.values()[i];
                moved += difference * difference;
            }
            if (changed == 0 || (options_.tolerance > 0 && moved <= smallest_move_)) fit.termination = Termination::converged;
        }
        return finish(rows, std::move(fit), step.how, bytes);
    }

    /// Each centre is the mean of all rows that were ever given to it.
    KMeans in_batches(Matrix centres, Random random, const Execution& execution) const {
        constexpr std::size_t quiet_batches = 10;
        const std::size_t n = rows_.points.rows(), width = rows_.points.columns(), batch = std::min(options_.batch_rows, n);
        KMeans fit{.centres = std::move(centres), .groups = nobody(n), .termination = Termination::iteration_limit};
        CentredRows<T> rows = rows_;
        Steps step(options_.iterations_at_most, execution);
        std::vector<T> values(batch * width);
        Room<T> room;
        std::vector<double> weights(batch);
        std::vector<std::uint32_t> groups(batch, no_group);
        Matrix mass;
        std::size_t quiet = 0;
        std::optional<ByteRows> no_bytes;
        for (; fit.iterations < options_.iterations_at_most && quiet < quiet_batches; ++fit.iterations) {
            step.begin(fit.iterations);
            for (std::size_t i = 0; i < batch; ++i) {
                const std::size_t drawn = random.below(n);
                std::ranges::copy(rows.points.row(drawn, room), values.begin() + static_cast<std::ptrdiff_t>(i * width));
                weights[i] = rows.weight(drawn);
            }
            CentredRows<T> some = rows;
            some.points = MatrixView<const T>(values.data(), batch, width);
            some.weights = weights;
            std::ranges::fill(groups, no_group);
            PassSums pass = assign(some, fit.centres, groups, step.how, no_bytes);
            rows.holes = some.holes;
            if (mass.columns() != pass.mass.columns()) mass = widened(mass, pass.mass.rows(), pass.mass.columns());
            double moved = 0;
            for (std::size_t k = 0; k < fit.centres.rows(); ++k)
                for (std::size_t j = 0; j < width; ++j) {
                    const std::size_t at = some.holes ? j : 0;
                    const double here = pass.mass(k, at), all = mass(k, at) + here;
                    if (!(here > 0)) continue;
                    const double step = (pass.sums(k, j) - here * (fit.centres(k, j) - rows.shift[j])) / all;
                    fit.centres(k, j) += step;
                    moved += step * step;
                }
            for (std::size_t i = 0; i < mass.values().size(); ++i) mass.values()[i] += pass.mass.values()[i];
            quiet = moved <= smallest_move_ ? quiet + 1 : 0;
        }
        if (quiet == quiet_batches) fit.termination = Termination::converged;
        return finish(rows, std::move(fit), step.how, no_bytes);
    }

    static std::vector<std::uint32_t> nobody(std::size_t rows) { return std::vector<std::uint32_t>(rows, no_group); }

    static Matrix widened(const Matrix& mass, std::size_t rows, std::size_t columns) {
        Matrix wide(rows, columns);
        for (std::size_t k = 0; k < mass.rows(); ++k)
            for (std::size_t j = 0; j < columns; ++j) wide(k, j) = mass(k, 0);
        return wide;
    }

    /// Tells again and again, within passes too, how many iterations are done.
    struct Steps {
        const double most;
        double done = 0;
        const Execution how;
        Steps(std::size_t at_most, const Execution& whole) : most(static_cast<double>(at_most)), how(telling(whole, kmeans_stage, done)) {}
        void begin(std::size_t iteration) {
            check_stop(how);
            done = static_cast<double>(iteration) / most;
            report(how, kmeans_stage, done);
        }
    };

    /// A pass; again with holes in mind when it meets the first. Bytes that say too little, or nothing for holes, are given up.
    static PassSums assign(CentredRows<T>& rows, const Matrix& centres, std::vector<std::uint32_t>& groups, const Execution& execution, std::optional<ByteRows>& bytes) {
        PassSums pass = assign_and_sum(rows, centres, groups, execution, bytes ? &*bytes : nullptr);
        if (bytes && (pass.holes || 2 * pass.left_open > bytes->rows)) bytes.reset();
        if (pass.unusable != 0) refuse_point(pass.unusable);
        if (!pass.holes || rows.holes) return pass;
        rows.holes = true;
        std::ranges::fill(groups, no_group);
        return assign_and_sum(rows, centres, groups, execution);
    }

    static double mass_of(const PassSums& pass, std::size_t k) { return std::accumulate(pass.mass.row(k).begin(), pass.mass.row(k).end(), 0.0); }

    /// As if the rows that lie farthest from their centres were in the groups that have none.
    static PassSums with_empty_refilled(const CentredRows<T>& rows, PassSums pass, const KMeans& fit, const Execution& execution) {
        std::vector<std::size_t> empty;
        for (std::size_t k = 0; k < fit.centres.rows(); ++k)
            if (!(mass_of(pass, k) > 0)) empty.push_back(k);
        if (empty.empty()) return pass;
        const std::vector<std::size_t> far = farthest_rows(rows, fit.centres, fit.groups, empty.size(), execution);
        Room<T> room;
        for (std::size_t e = 0; e < far.size(); ++e) {
            const auto row = rows.points.row(far[e], room);
            const std::size_t to = empty[e], from = fit.groups[far[e]];
            const double weight = rows.weight(far[e]);
            for (std::size_t j = 0; j < row.size(); ++j) {
                const auto x = static_cast<double>(row[j]);
                if (!(x == x)) continue;
                pass.sums(from, j) -= weight * (x - rows.shift[j]);
                pass.sums(to, j) += weight * (x - rows.shift[j]);
                if (rows.holes) pass.mass(from, j) -= weight, pass.mass(to, j) += weight;
            }
            if (!rows.holes) pass.mass(from, 0) -= weight, pass.mass(to, 0) += weight;
        }
        return pass;
    }

    /// A group without a row, or a coordinate unknown in it, keeps its place.
    static void move_centres(const CentredRows<T>& rows, const PassSums& pass, Matrix& centres) {
        for (std::size_t k = 0; k < centres.rows(); ++k)
            for (std::size_t j = 0; j < centres.columns(); ++j) {
                const double mass = pass.mass(k, rows.holes ? j : 0);
                if (mass > 0) centres(k, j) = pass.sums(k, j) / mass + rows.shift[j];
            }
    }

    KMeans finish(CentredRows<T>& rows, KMeans fit, const Execution& execution, std::optional<ByteRows>& bytes) const {
        rows.anew = false;  // nobody asks for the sums
        assign(rows, fit.centres, fit.groups, execution, bytes);
        fit.inertia = inertia_of(rows, fit.centres, fit.groups, execution);
        fit.starts = 1;
        return fit;
    }

    CentredRows<T> rows_;
    const KMeansOptions& options_;
    double smallest_move_ = 0;
};

template <class T>
KMeans fit_from_seeds(PointRows<T> points, std::span<const double> weights, const KMeansOptions& options, const Execution& execution) {
    check_options(options);
    check_rows(points, weights, options.segment_count);
    const double nothing_yet = 0;
    const Fit<T> fit(centred_rows(points, weights), options, telling(execution, kmeans_stage, nothing_yet));
    const auto run = [&](std::size_t start, const Execution& how) {
        return fit.run(draw_seeds(fit.rows(), options.segment_count, Random(options.seed, start), how), Random(options.seed, options.starts + start), how);
    };
    KMeans best;
    const auto keep_better = [&best](KMeans&& other) {
        if (best.starts == 0 || other.inertia < best.inertia) best = std::move(other);
    };
    if (points.rows() <= rows_for_starts_side_by_side) {
        std::vector<KMeans> fits(options.starts);
        for_each_block(options.starts, execution, [&](std::size_t start) { fits[start] = run(start, on_this_thread(execution)); }, kmeans_stage);
        for (KMeans& other : fits) keep_better(std::move(other));
    } else {
        const auto part = [&](std::size_t start) { return static_cast<double>(start) / static_cast<double>(options.starts); };
        for (std::size_t start = 0; start < options.starts; ++start) keep_better(run(start, part_of(execution, part(start), part(start + 1))));
    }
    best.starts = options.starts;
    return best;
}

template <class T>
KMeans fit_from_start(MatrixView<const T> points, std::span<const double> weights, MatrixView<const double> start, const KMeansOptions& options,
                      const Execution& execution) {
    check_options(options);
    check_start(start, points.columns());
    check_rows<T>(points, weights, start.rows());
    Matrix centres(start.rows(), start.columns());
    for (std::size_t k = 0; k < start.rows(); ++k) std::ranges::copy(start.row(k), centres.row(k).begin());
    const double nothing_yet = 0;
    return Fit<T>(centred_rows(points, weights), options, telling(execution, kmeans_stage, nothing_yet)).run(std::move(centres), Random(options.seed), execution);
}

template <class T>
std::vector<std::uint32_t> nearest_of(MatrixView<const T> points, MatrixView<const double> centres, const Execution& execution) {
    check_start(centres, points.columns());
    Matrix own(centres.rows(), centres.columns());
    for (std::size_t k = 0; k < own.rows(); ++k) std::ranges::copy(centres.row(k), own.row(k).begin());
    std::vector<std::uint32_t> groups(points.rows(), no_group);
    if (groups.empty()) return groups;
    CentredRows<T> rows = centred_rows(points, {});
    const PassSums pass = assign_and_sum(rows, own, groups, execution);
    if (pass.unusable != 0) refuse_point(pass.unusable);
    return groups;
}

template <class T>
Matrix seeds_of(MatrixView<const T> points, std::span<const double> weights, std::size_t groups, std::uint64_t seed, std::size_t start,
                const Execution& execution) {
    check_options({.segment_count = groups});
    check_rows<T>(points, weights, groups);
    return draw_seeds(centred_rows(points, weights), groups, Random(seed, start), execution);
}

}  // namespace

KMeans fit_kmeans(MatrixView<const double> points, std::span<const double> weights, const KMeansOptions& options, const Execution& execution) {
    return fit_from_seeds<double>(points, weights, options, execution);
}
KMeans fit_kmeans(MatrixView<const float> points, std::span<const double> weights, const KMeansOptions& options, const Execution& execution) {
    return fit_from_seeds<float>(points, weights, options, execution);
}
KMeans fit_kmeans(MatrixView<const double> points, std::span<const double> weights, MatrixView<const double> start, const KMeansOptions& options,
                  const Execution& execution) {
    return fit_from_start(points, weights, start, options, execution);
}
KMeans fit_kmeans(MatrixView<const float> points, std::span<const double> weights, MatrixView<const double> start, const KMeansOptions& options,
                  const Execution& execution) {
    return fit_from_start(points, weights, start, options, execution);
}

KMeans fit_kmeans(const FeatureTable& table, const KMeansOptions& options, const Execution& execution) {
    const KeptPoints points(table, 0, execution);
    if (points.meaning().empty() && table.customer_count() > 0)
        throw InsufficientData("columns of the basis whose values differ", 0, 1, "give columns in which customers differ: without one there is nothing to tell them apart by");
    return kmeans_of(points.rows(), table.weights(), options, execution);
}

KMeans kmeans_of(const PointRows<double>& points, std::span<const double> weights, const KMeansOptions& options, const Execution& execution) {
    return fit_from_seeds(points, weights, options, execution);
}

std::vector<std::uint32_t> nearest_centres(MatrixView<const double> points, MatrixView<const double> centres, const Execution& execution) {
    return nearest_of(points, centres, execution);
}
std::vector<std::uint32_t> nearest_centres(MatrixView<const float> points, MatrixView<const double> centres, const Execution& execution) {
    return nearest_of(points, centres, execution);
}

Matrix kmeans_seeds(MatrixView<const double> points, std::span<const double> weights, std::size_t segment_count, std::uint64_t seed, std::size_t start,
                    const Execution& execution) {
    return seeds_of(points, weights, segment_count, seed, start, execution);
}
Matrix kmeans_seeds(MatrixView<const float> points, std::span<const double> weights, std::size_t segment_count, std::uint64_t seed, std::size_t start,
                    const Execution& execution) {
    return seeds_of(points, weights, segment_count, seed, start, execution);
}

}  // namespace dangol::inline v0
