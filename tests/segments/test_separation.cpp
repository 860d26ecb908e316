#include <dangol/core/error.hpp>
#include <dangol/segments/separation.hpp>

#include "segments/every_family.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

/// Kinds at (0, 0), (8, 0) and (0, 8), and a column that says nothing; missing now and then.
FeatureTable three_kinds() {
    Random random(1);
    std::vector<double> x, y, noise;
    for (int i = 0; i < 900; ++i) {
        x.push_back(random.chance(0.1) ? missing : random.normal(i % 3 == 1 ? 8 : 0, 1));
        y.push_back(random.normal(i % 3 == 2 ? 8 : 0, 1));
        noise.push_back(random.normal());
    }
    return table_of({numbers("x", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y), numbers("noise", ColumnKind::numeric, noise)});
}

/// The segment at a place.
std::size_t at(const Mixture& mixture, double x, double y) {
    std::size_t nearest = 0;
    for (std::size_t k = 0; k < mixture.segment_count(); ++k) {
        const auto away = [&](std::size_t l) { return std::hypot(mixture.expected_value(l, ColumnIndex{0}) - x, mixture.expected_value(l, ColumnIndex{1}) - y); };
        if (away(k) < away(nearest)) nearest = k;
    }
    return nearest;
}

}  // namespace

TEST_CASE("planted truth: each pair of segments is separated by the column that separates it") {
    const FeatureTable table = three_kinds();
    const Mixture mixture = checked_fit(table, options(3));
    const std::size_t middle = at(mixture, 0, 0), right = at(mixture, 8, 0), top = at(mixture, 0, 8);
    const auto by_x = separation(mixture, middle, right, table), by_y = separation(mixture, middle, top, table), by_both = separation(mixture, right, top, table);
    CHECK(by_x[0].column == "x");
    CHECK(by_x[0].share > 0.95);
    CHECK(by_y[1].share > 0.95);
    CHECK_THAT(by_both[0].share, WithinAbs(0.48, 0.05));
    CHECK_THAT(by_both[1].share, WithinAbs(0.52, 0.05));
    for (const auto& pair : {by_x, by_y, by_both}) CHECK(pair[2].nats < 0.02);
    // Whoever's value is known is told apart for certain: the entropy of two equal shares.
    CHECK_THAT(by_y[1].nats, WithinAbs(std::log(2), 0.01));
    CHECK_THAT(by_x[0].nats, WithinAbs(0.9 * std::log(2), 0.03));
    const auto other_way = separation(mixture, right, middle, table);
    for (std::size_t c = 0; c < 3; ++c) CHECK_THAT(other_way[c].nats, WithinAbs(by_x[c].nats, 1e-12));
}

TEST_CASE("of two segments the shares are the report's, for every family, in a block and with weights") {
    for (const CovarianceShape shape : {CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block}) {
        const FeatureTable table = every_family(400, 2);
        const Mixture mixture = checked_fit(table, {.segment_count = 2, .covariance = shape, .families = one_of_each(), .starts_at_most = 4});
        const auto pair = separation(mixture, 0, 1, table);
        for (std::size_t c = 0; c < pair.size(); ++c) {
            CAPTURE(pair[c].column);
            CHECK_THAT(pair[c].share, WithinAbs(mixture.report().separation_share[c], 1e-6));
        }
    }
}

TEST_CASE("bad input: a separation is between two segments, and of customers") {
    const FeatureTable table = three_kinds();
    const Mixture mixture = checked_fit(table, options(2));
    CHECK_THROWS_WITH(separation(mixture, 0, 2, table), ContainsSubstring("segment is 2"));
    CHECK_THROWS_WITH(separation(mixture, 1, 1, table), ContainsSubstring("another than the first"));
    CHECK_THROWS_AS(separation(mixture, 0, 1, table.rows(std::vector<std::uint32_t>{})), InsufficientData);
}
