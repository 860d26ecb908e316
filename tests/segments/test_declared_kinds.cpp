#include <dangol/core/error.hpp>
#include <dangol/segments/declared_kinds.hpp>

#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <array>
#include <cmath>

using namespace dangol;
using namespace dangol::testing;

namespace {

/// A tailor's customers: brides come once and spend much, regulars come often and spend little. Row i is a bride where i % 3 == 0.
FeatureTable tailor(std::size_t rows, std::uint64_t seed) {
    Random random(seed);
    std::vector<double> spend(rows), visits(rows), years(rows, 1), age(rows), referred(rows), notes(rows);
    std::vector<std::uint32_t> member(rows), garment(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const bool bride = i % 3 == 0;
        spend[i] = std::exp((bride ? 7 : 5) + 0.4 * random.normal());
        double sum = random.exponential(), mean = bride ? 1 : 6;
        for (visits[i] = 0; sum < mean; sum += random.exponential()) ++visits[i];
        age[i] = (bride ? 29 : 55) + 5 * random.normal();
        notes[i] = 4;
        for (int note = 0; note < 4; ++note) referred[i] += random.uniform() < (bride ? 0.7 : 0.2) ? 1 : 0;
        member[i] = random.uniform() < (bride ? 0.1 : 0.8) ? 1 : 0;
        garment[i] = static_cast<std::uint32_t>(random.categorical(bride ? std::array{.9, .1} : std::array{.2, .8}));
    }
    return table_of({numbers("spend", ColumnKind::positive, spend), numbers("visits", ColumnKind::count, visits, years), numbers("age", ColumnKind::numeric, age),
                     numbers("referred", ColumnKind::share, referred, notes), codes("member", ColumnKind::flag, {}, member),
                     codes("garment", ColumnKind::category, {"wedding", "daily"}, garment)});
}

std::vector<DeclaredKind> as_they_are() {
    return {{.name = "brides", .expectations = {{.column = "spend", .value = 1100}, {.column = "visits", .value = 1}, {.column = "age", .value = 29},
                                                {.column = "referred", .value = 0.7}, {.column = "member", .value = 0.1},
                                                {.column = "garment", .value = 0.9, .level = "wedding"}}},
            {.name = "regulars", .expectations = {{.column = "spend", .value = 150}, {.column = "visits", .value = 6}, {.column = "age", .value = 55}}}};
}

std::size_t count(const DeclaredSegments& declared, Standing standing) {
    std::size_t n = 0;
    for (const KindEvidence& kind : declared.kinds)
        for (const ExpectationEvidence& each : kind.expectations) n += each.standing == standing ? 1 : 0;
    return n;
}

}  // namespace

TEST_CASE("thirty customers and two kinds that staff described: everyone is placed, and nothing true is contradicted") {
    std::size_t right = 0, confirmed = 0, contradicted = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const FeatureTable table = tailor(30, 60 + seed);
        const DeclaredSegments declared = fit_declared_kinds(table, as_they_are());
        CHECK(declared.segmentation.verdict == Verdict::constructed);
        const std::vector<std::uint32_t> placed = labels(declared.segmentation.mixture.membership(table));
        for (std::size_t i = 0; i < 30; ++i) right += placed[i] == (i % 3 == 0 ? 0U : 1U) ? 1 : 0;
        confirmed += count(declared, Standing::confirmed);
        contradicted += count(declared, Standing::contradicted);
        CHECK(declared.more_for_natural == 60 * 6 - 30);
        CHECK(std::fabs(declared.kinds[0].customers + declared.kinds[1].customers - 30) < 1e-9);
        CHECK(declared.segmentation.ids == std::vector{id_at<SegmentId>(0), id_at<SegmentId>(1)});
    }
    CHECK(right >= 590);             // of 600
    CHECK(contradicted <= 180 / 20);  // of 180 true statements, with 95 % intervals that also have to lie beyond half a deviation
    CHECK(confirmed >= 40);
}

TEST_CASE("what was said wrongly is contradicted by the records, the rest is not") {
    std::size_t caught = 0, wronged = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        std::vector<DeclaredKind> kinds = as_they_are();
        kinds[1].expectations[2].value = 25;  // regulars would be young
        const DeclaredSegments declared = fit_declared_kinds(tailor(45, 200 + seed), kinds);
        caught += declared.kinds[1].expectations[2].standing == Standing::contradicted ? 1 : 0;
        wronged += declared.kinds[1].expectations[0].standing == Standing::contradicted ? 1 : 0;
    }
    CHECK(caught >= 18);
    CHECK(wronged <= 2);
}

TEST_CASE("a description weighs as many customers as it says, exactly") {
    const FeatureTable table = table_of({numbers("age", ColumnKind::numeric, {20, 30, 40, 50}), codes("member", ColumnKind::flag, {}, {1, 1, 0, 0}),
                                         numbers("calls", ColumnKind::share, {1, 2, 3, 4}, {10, 10, 10, 10})});
    DeclaredKindOptions options{.mixture = {.families = {{"calls", Family::binomial}}, .prior_customers = 0}};
    const std::vector<DeclaredKind> one{{.name = "all", .expectations = {{.column = "age", .value = 60, .spread = 3}, {.column = "member", .value = 1},
                                                                         {.column = "calls", .value = 0.75}}, .customers = 6}};
    const Mixture mixture = fit_declared_kinds(table, one, options).segmentation.mixture;
    CHECK(std::fabs(mixture.expected_value(0, ColumnIndex{0}) - (140 + 6 * 60) / 10.0) < 1e-9);
    CHECK(std::fabs(mixture.expected_value(0, ColumnIndex{1}) - (2 + 6 * 1) / 10.0) < 1e-9);
    CHECK(std::fabs(mixture.expected_value(0, ColumnIndex{2}) - (10 + 6 * 7.5) / 100.0) < 1e-9);
    CHECK(never_falls(mixture.report()));
}

TEST_CASE("descriptions give way as customers come, and fewer customers more are needed") {
    std::vector<DeclaredKind> kinds = as_they_are();
    kinds[1].expectations[2].value = 45;  // ten years off: neither here nor there with few
    double before = 0;
    for (const std::size_t rows : {30U, 300U, 3000U}) {
        const FeatureTable table = tailor(rows, 5);
        const DeclaredSegments declared = fit_declared_kinds(table, kinds);
        double sum = 0, regulars = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            if (i % 3 == 0) continue;
            sum += table.numbers(ColumnIndex{2})[i];
            ++regulars;
        }
        const double off = std::fabs(declared.segmentation.mixture.expected_value(1, ColumnIndex{2}) - sum / regulars);
        if (rows > 30) CHECK(off < before);
        before = off;
        if (rows == 3000) {
            CHECK(off < 0.1);
            CHECK(declared.more_for_natural == 0);
            CHECK(declared.kinds[1].expectations[0].standing == Standing::confirmed);
        }
    }
    const DeclaredSegments few = fit_declared_kinds(tailor(12, 7), as_they_are());
    std::size_t asked = 0;
    for (const KindEvidence& kind : few.kinds)
        for (const ExpectationEvidence& each : kind.expectations) asked += each.more_needed.has_value() ? 1 : 0;
    CHECK(asked > 0);
    const std::string text = to_text(few, Language::english);
    CHECK_THAT(text, Catch::Matchers::ContainsSubstring("customers more would tell, if kinds stay as frequent"));
    CHECK_THAT(text, Catch::Matchers::ContainsSubstring("348 customers more are needed"));
    CHECK_THAT(to_text(few, Language::english, 20), !Catch::Matchers::ContainsSubstring("found") && Catch::Matchers::ContainsSubstring("fewer than 20 customers"));
    const DeclaredSegments many = fit_declared_kinds(tailor(50, 8), as_they_are());  // 17 brides: their number would follow from that of the regulars
    CHECK_THAT(to_text(many, Language::english, 20), Catch::Matchers::ContainsSubstring("brides: fewer than 20") && !Catch::Matchers::ContainsSubstring("about 33") &&
                                                         Catch::Matchers::ContainsSubstring("regulars:\n"));
    CHECK_THAT(to_text(many, Language::english), Catch::Matchers::ContainsSubstring("regulars: about 33 customers"));
    CHECK_THAT(to_text(few, Language::korean), Catch::Matchers::ContainsSubstring("말씀하신 값"));
}

TEST_CASE("one column cannot confirm itself") {
    const FeatureTable table = table_of({numbers("age", ColumnKind::numeric, {20, 21, 22, 60, 61, 62})});
    const DeclaredSegments declared = fit_declared_kinds(table, {{.name = "young", .expectations = {{.column = "age", .value = 21}}},
                                                                 {.name = "old", .expectations = {{.column = "age", .value = 61}}}});
    CHECK(count(declared, Standing::undecided) == 2);
}

TEST_CASE("kinds that cannot be meant are refused") {
    const FeatureTable table = tailor(30, 1);
    const auto with = [&](Expectation expectation, double customers = 5) {
        return fit_declared_kinds(table, {{.name = "odd", .expectations = {std::move(expectation)}, .customers = customers}});
    };
    CHECK_THROWS_AS(fit_declared_kinds(table, {}), InvalidArgument);
    const std::vector<DeclaredKind> one{{.name = "old", .expectations = {{.column = "age", .value = 60}}}};
    CHECK_THROWS_WITH(fit_declared_kinds(table, one, {.mixture = {.segment_count = 4}}), Catch::Matchers::ContainsSubstring("every declared kind is a segment"));
    CHECK_THROWS_WITH(fit_declared_kinds(table, one, {.mixture = {.covariance = CovarianceShape::shared_block}}), Catch::Matchers::ContainsSubstring("described one by one"));
    CHECK_THROWS_AS(fit_declared_kinds(table, {{.name = "silent"}}), InvalidArgument);
    CHECK_THROWS_WITH(fit_declared_kinds(table, {one[0], one[0]}), Catch::Matchers::ContainsSubstring("name of a declared kind is \"old\", but must be another for each kind"));
    CHECK_THROWS_WITH(with({.column = "garment", .value = 0.5}), Catch::Matchers::ContainsSubstring("is \"left out\", but must be one of its levels"));
    CHECK_THROWS_AS(with({.column = "nothing", .value = 1}), UnknownColumn);
    CHECK_THROWS_AS(with({.column = "member", .value = 1.5}), InvalidArgument);
    CHECK_THROWS_AS(with({.column = "spend", .value = 0}), InvalidArgument);
    CHECK_THROWS_AS(with({.column = "visits", .value = -1}), InvalidArgument);
    CHECK_THROWS_AS(with({.column = "age", .value = 30, .spread = 0}), InvalidArgument);
    CHECK_THROWS_AS(with({.column = "garment", .value = 0.5, .level = "sport"}), UnknownLevel);
    CHECK_THROWS_AS(with({.column = "age", .value = 30}, 0), InvalidArgument);
    CHECK_THROWS_AS(fit_declared_kinds(table.rows({}), as_they_are()), InsufficientData);
    CHECK_THROWS_AS(fit_declared_kinds(table, as_they_are(), {.smallest_difference = 0}), InvalidArgument);
    const FeatureTable mixed = table_of({composition("mix", {"a", "b"}, {0.5F, 0.5F}, {4})});
    CHECK_THROWS_AS(fit_declared_kinds(mixed, {{.name = "odd", .expectations = {{.column = "mix", .value = 0.5, .level = "a"}}}}), InvalidArgument);
}
