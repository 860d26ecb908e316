#include <dangol/core/error.hpp>
#include <dangol/segments/segment_counts.hpp>
#include <dangol/segments/validity.hpp>

#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <span>

using namespace dangol;
using namespace dangol::testing;

namespace {

FeatureTable clouds(std::size_t customers, std::size_t groups, double distance) {
    Random random(1);
    std::vector<double> x, y;
    for (std::size_t i = 0; i < customers; ++i) {
        x.push_back(random.normal(distance * static_cast<double>(i % groups), 1));
        y.push_back(random.normal(distance * static_cast<double>(i % groups == 1 ? 1 : 0), 1));
    }
    return table_of({numbers("x", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y)});
}

SegmentCountTableOptions quick(std::size_t most) {
    return {.range = {.most = most, .covariance = CovarianceShape::diagonal, .mixture = {.starts_at_most = 8}}, .folds = 3, .bootstrap_samples = 4, .null_worlds = 4};
}

}  // namespace

TEST_CASE("planted truth: every column of the table points at three kinds, and the choice says why") {
    const SegmentCountTable table = tabulate_segment_counts(clouds(450, 3, 7), quick(4));
    CHECK(table.chosen == 3);
    CHECK(table.reason == CountReason::smallest_bic);
    REQUIRE(table.rows.size() == 4);
    const auto& three = table.rows[2];
    for (const SegmentCountRow& row : table.rows) {
        CHECK(row.bic >= three.bic);
        CHECK(row.icl >= three.icl);
        CHECK(row.held_out <= three.held_out + 2 * three.held_out_error);
        CHECK(row.weakest_jaccard.has_value() == (row.segment_count > 1));
    }
    CHECK(*three.weakest_jaccard > .95);
    CHECK(three.gain > 10 * *three.null_gain);
    CHECK(to_text(table, Language::english) == "3 segments: the smallest BIC, and more than populations without kinds gain.");
    CHECK(to_text(table, Language::korean).find("유형 3개") == 0);
}

TEST_CASE("planted truth: one population is one segment, the same for any number of threads") {
    const FeatureTable one = clouds(300, 1, 0);
    const SegmentCountTable table = tabulate_segment_counts(one, quick(3), {.threads = 1});
    CHECK(table.chosen == 1);
    CHECK((table.reason == CountReason::one_is_best || table.reason == CountReason::null_does_as_well));
    CHECK(tabulate_segment_counts(one, quick(3), {.threads = 4}) == table);
}

TEST_CASE("customers of weight 0 are in no fold: the others are held out as if they were alone") {
    const FeatureTable few = clouds(60, 2, 8), all = clouds(200, 2, 8);
    std::vector<double> weights(200, 0);
    std::fill_n(weights.begin(), 60, 1.0);
    SegmentCountTableOptions how = quick(2);
    how.null_worlds = 0;
    const SegmentCountTable alone = tabulate_segment_counts(few, how), among = tabulate_segment_counts(all.with_weights(weights), how);
    REQUIRE(alone.rows.size() == among.rows.size());
    for (std::size_t at = 0; at < alone.rows.size(); ++at) {
        CHECK(std::fabs(alone.rows[at].held_out - among.rows[at].held_out) < 1e-6);
        CHECK(alone.rows[at].held_out_error > 0);
    }
}

TEST_CASE("bad input: a table of counts says what it needs") {
    CHECK_THROWS_WITH(tabulate_segment_counts(clouds(50, 2, 3), {.folds = 1}), Catch::Matchers::ContainsSubstring("folds is 1"));
    CHECK_THROWS_AS(tabulate_segment_counts(clouds(3, 1, 0), {}), InsufficientData);
    std::vector<double> weights(50, 0);
    weights[0] = weights[1] = 1;
    CHECK_THROWS_WITH(tabulate_segment_counts(clouds(50, 2, 3).with_weights(weights), {}), Catch::Matchers::ContainsSubstring("with weight"));
}
