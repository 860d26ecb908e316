#include "segments/mixture_fit.hpp"

#include <dangol/core/random.hpp>

#include "segments/coordinates.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <array>

namespace dangol::inline v0 {

namespace {

// A hard partition begins at the edge of what is possible and misses optima that softer ones reach (four classes of the
// carcinoma ratings: 1 of 12 seeds against 12 of 12).
constexpr std::array<double, 3> hardness_in_turn{1.0, 0.6, 0.3};

constexpr std::size_t start_rows_at_most = 50'000;

double squared_distance(std::span<const double> a, std::span<const double> b, std::span<const double> scale) {
    double sum = 0;
    for (std::size_t c = 0; c < a.size(); ++c) sum += scale[c] * (a[c] - b[c]) * (a[c] - b[c]);
    return sum;
}

}  // namespace

Starts::Starts(const FeatureTable& source, const Execution& execution) : basis_(source.columns_with(Role::basis)), column_count_(source.columns().size()) {
    const std::size_t customers = source.customer_count();
    FeatureTable seen = source;
    if (customers > start_rows_at_most) {  // one of each stretch of the table, at random: what repeats itself there must not hide
        Random random(0, customers);
        row_of_.assign(customers, GivenMemberships::nowhere);
        for (std::size_t i = 0; i < start_rows_at_most; ++i) {
            const std::size_t begin = i * customers / start_rows_at_most, end = (i + 1) * customers / start_rows_at_most;
            sample_.push_back(static_cast<std::uint32_t>(begin + random.below(end - begin)));
            row_of_[sample_.back()] = static_cast<std::uint32_t>(i);
        }
        while_telling(execution, "reading the columns", 0, [&] { seen = source.rows(sample_); });
    }
    weights_.assign(seen.weights().begin(), seen.weights().end());
    double all = 0, sampled = 0;
    for (const double weight : source.weights()) all += weight;
    for (const double weight : weights_) sampled += weight;
    if (sampled > 0) times_ = all / sampled;
    const TablePoints points(seen, basis_, 0, execution);
    while_telling(execution, "reading the columns", 0, [&] { coordinates_ = points.all(); });
    for (double& x : coordinates_.values()) x = x == x ? x : 0;
    for (const Coordinate& coordinate : points.meaning()) column_of_coordinate_.push_back(coordinate.column.value);
}

std::vector<double> Starts::scale_of(std::span<const double> strength, std::span<const char> silent) const {
    std::vector<double> of_column(strength.begin(), strength.end());
    for (std::size_t c = 0; c < silent.size(); ++c) {
        if (silent[c] != 0) of_column[basis_[c].value] = 0;
    }
    std::vector<double> scale;
    for (const std::uint32_t column : column_of_coordinate_) scale.push_back(of_column[column]);
    return scale;
}

Start Starts::make(std::size_t number, std::size_t segments, std::uint64_t seed, std::span<const char> silent) const {
    const std::size_t rows = coordinates_.rows(), width = coordinates_.columns();
    Random random(seed, number + 1000 * segments);
    // The first start sees all columns alike; the others let columns speak at random strength, so that structure in
    // few of many columns is found too. Every third draws its seeds without regard to distance.
    std::vector<double> strength(column_count_, 1.0);
    if (number > 0) {
        for (double& s : strength) s = random.exponential();
    }
    const bool by_distance = number % 3 != 2;
    const std::vector<double> scale = scale_of(strength, silent);

    // k-means++ seeding (Arthur & Vassilvitskii 2007): each seed with probability ∝ squared distance to those before.
    std::vector<double> distance(rows, 1e300), chance(weights_);
    std::vector<std::uint32_t> nearest(rows, 0);
    for (std::size_t k = 0; k < segments; ++k) {
        double total = 0;
        for (const double c : chance) total += c;
        const std::size_t seed_row = random.categorical(total > 0 ? std::span<const double>(chance) : std::span<const double>(weights_));
        const std::span<const double> center = coordinates_.row(seed_row);
        for (std::size_t row = 0; row < rows; ++row) {
            const std::span<const double> point = coordinates_.row(row);
            double sum = 0;
            for (std::size_t c = 0; c < width; ++c) sum += scale[c] * (point[c] - center[c]) * (point[c] - center[c]);
            if (sum >= distance[row]) continue;
            distance[row] = sum;
            nearest[row] = static_cast<std::uint32_t>(k);
        }
        if (by_distance) {
            for (std::size_t row = 0; row < rows; ++row) chance[row] = weights_[row] * distance[row];
        }
    }
    Matrix memberships(rows, segments);
    const double hardness = hardness_in_turn[number % hardness_in_turn.size()];
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t k = 0; k < segments; ++k) memberships(row, k) = (1 - hardness) / static_cast<double>(segments);
        memberships(row, nearest[row]) += hardness;
    }
    return {std::move(memberships), row_of_, times_};
}

Start Starts::with_one_more(const Matrix& memberships, std::size_t number, std::size_t segments, std::uint64_t seed, std::span<const char> silent) const {
    const std::size_t rows = coordinates_.rows(), width = coordinates_.columns();
    const std::vector<double> scale = scale_of(std::vector<double>(column_count_, 1.0), silent);
    Matrix centers(segments - 1, width);
    std::vector<double> counts(segments - 1);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t k = 0; k + 1 < segments; ++k) {
            const double weight = weights_[row] * memberships(customer_of(row), k);
            counts[k] += weight;
            for (std::size_t c = 0; c < width; ++c) centers(k, c) += weight * coordinates_(row, c);
        }
    }
    for (std::size_t k = 0; k + 1 < segments; ++k) {
        for (double& coordinate : centers.row(k)) coordinate /= counts[k] > 0 ? counts[k] : 1;
    }
    std::vector<double> distance(rows, 1e300), chance(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t k = 0; k + 1 < segments; ++k) {
            distance[row] = std::min(distance[row], squared_distance(coordinates_.row(row), centers.row(k), scale));
        }
        chance[row] = weights_[row] * distance[row];
    }
    Random random(seed, 1'000'000 + number + 1000 * segments);
    double total = 0;
    for (const double c : chance) total += c;
    const std::size_t center = random.categorical(total > 0 ? std::span<const double>(chance) : std::span<const double>(weights_));
    Matrix out(rows, segments);
    for (std::size_t row = 0; row < rows; ++row) {
        const bool moves = row == center || squared_distance(coordinates_.row(row), coordinates_.row(center), scale) < distance[row];
        if (moves) {
            out(row, segments - 1) = 1;
        } else {
            std::copy_n(memberships.row(customer_of(row)).begin(), segments - 1, out.row(row).begin());
        }
    }
    return {std::move(out), row_of_, times_};
}

}  // namespace dangol::inline v0
