#include "tables.hpp"

#include <dangol/core/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <stop_token>

using namespace dangol;
using namespace dangol::testing;

namespace {

using Clock = std::chrono::steady_clock;

/// Numbers around corners of a cube, row i around corner i mod segments.
FeatureTable clouds(std::size_t rows, std::size_t columns, std::size_t segments, std::uint64_t seed = 1) {
    Random random(seed);
    std::vector<FeatureData> data;
    for (std::size_t c = 0; c < columns; ++c) {
        data.push_back(numbers(std::to_string(c), ColumnKind::numeric, {}));
        for (std::size_t row = 0; row < rows; ++row) {
            const bool far = ((row % segments) >> (c % 4)) % 2 == 1;
            data.back().numbers.push_back((far ? 7 : 0) + random.normal());
        }
    }
    return table_of(std::move(data));
}

/// Planted segment of each row, which also lies in the pattern with which a table repeats itself.
std::vector<std::uint32_t> in_turn(std::size_t rows, std::uint32_t segments) {
    std::vector<std::uint32_t> truth(rows);
    for (std::uint32_t row = 0; row < rows; ++row) truth[row] = row % segments;
    return truth;
}

}  // namespace

TEST_CASE("where a sample makes the starts, all customers make the fit") {
    const FeatureTable table = clouds(60'000, 2, 4);
    MixtureOptions how = options(4);
    how.starts_at_most = 8;
    const Mixture fit = checked_fit(table, how);
    CHECK(adjusted_rand(labels(fit.membership(table)), in_turn(60'000, 4)) > .9);
    CHECK(fit.report().starts_at_best >= 2);
    double sum = 0;
    for (const double log_likelihood : fit.log_likelihood(table)) sum += log_likelihood;
    CHECK(std::fabs(fit.report().log_likelihood - sum) < 1e-9 * std::fabs(sum));
}

TEST_CASE("a hundred thousand levels are a column like others") {
    constexpr std::size_t rows = 40'000, level_count = 100'000;
    Random random(2);
    FeatureData visitor = codes("offering", ColumnKind::category, {}, {});
    visitor.meaning.levels.reserve(level_count);
    for (std::size_t level = 0; level < level_count; ++level) visitor.meaning.levels.push_back(std::to_string(level));
    std::vector<double> x;
    for (std::size_t row = 0; row < rows; ++row) {
        const bool second = row % 2 == 1;
        x.push_back(random.normal(second ? 4 : 0, 1));
        visitor.codes.push_back(static_cast<std::uint32_t>(random.below(level_count / 2) + (second ? level_count / 2 : 0)));
    }
    const FeatureTable table = table_of({visitor, numbers("x", ColumnKind::numeric, x)});
    Matrix start(rows, 2);
    for (std::size_t row = 0; row < rows; ++row) start(row, x[row] > 2 ? 1 : 0) = 1;
    MixtureOptions how = options(2);
    how.iterations_at_most = 5;
    const Mixture fit = checked_fit(table, start, how);
    CHECK(adjusted_rand(labels(fit.membership(table)), in_turn(rows, 2)) > .9);
    CHECK(fit.level_probabilities(0, ColumnIndex{0}).size() == level_count);
}

TEST_CASE("customers of weight 0 change nothing") {
    const FeatureTable table = clouds(400, 3, 2);
    std::vector<std::uint32_t> some;
    std::vector<double> weights(400, 0.0);
    Matrix start(400, 2), start_of_some(200, 2);
    for (std::uint32_t row = 0; row < 400; ++row) {
        start(row, row % 2) = 1;
        if (row % 4 > 1) continue;
        start_of_some(some.size(), row % 2) = 1;
        some.push_back(row);
        weights[row] = 1;
    }
    for (const CovarianceShape shape : {CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block}) {
        MixtureOptions how = options(2);
        how.covariance = shape;
        const Mixture all = checked_fit(table.with_weights(weights), start, how), fewer = checked_fit(table.rows(some), start_of_some, how);
        CHECK(std::fabs(all.report().log_likelihood - fewer.report().log_likelihood) < 1e-9 * std::fabs(fewer.report().log_likelihood));
        CHECK(std::fabs(all.expected_value(0, ColumnIndex{0}) - fewer.expected_value(0, ColumnIndex{0})) < 1e-9);
    }
}

TEST_CASE("a long fit tells how far it is, never less than before, and ends when it is asked to") {
    // 200 ms on a machine of its own; tests share theirs, hence the room.
    constexpr auto soon = std::chrono::milliseconds(1000);
    for (const std::size_t rows : {3000U, 120'000U}) {  // threads take starts, and rows
        const FeatureTable table = clouds(rows, 6, 3, 5);
        MixtureOptions how = options(12);
        how.tolerance = 0;
        how.iterations_at_most = 100'000;
        std::stop_source source;
        double fraction = 0;
        bool falls = false;
        auto last = Clock::now(), asked = Clock::time_point();
        auto longest = Clock::duration::zero();
        std::size_t told = 0;
        const Execution execution{.threads = 2, .stop = source.get_token(), .progress = [&](const Progress& progress) {
            const auto now = Clock::now();
            if (told++ > 0) longest = std::max(longest, now - last);
            last = now;
            falls = falls || progress.fraction < fraction || progress.fraction > 1;
            fraction = progress.fraction;
            if (told == 40) {
                asked = now;
                source.request_stop();
            }
        }};
        CHECK_THROWS_AS(fit_mixture(table, how, execution), Cancelled);
        CHECK(told >= 40);
        CHECK_FALSE(falls);
        CHECK(Clock::now() - asked < soon);
        CHECK(longest < soon);
    }
}
