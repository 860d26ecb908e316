#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/segmentation.hpp>

#include "core/math.hpp"
#include "segments/coordinates.hpp"
#include "segments/tables.hpp"
#include "segments/valley.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <numeric>
#include <string>
#include <utility>

using namespace dangol;
using dangol::testing::checked_search;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

std::vector<std::int64_t> keys(std::size_t count) {
    std::vector<std::int64_t> ids(count);
    std::iota(ids.begin(), ids.end(), 0);
    return ids;
}

/// Groups in four numeric columns with correlation r inside each, `distance` standard deviations apart in all of them.
FeatureTable groups_of(std::size_t customers, std::size_t groups, double distance, double r, std::uint64_t seed) {
    Random random(seed);
    std::vector<FeatureData> columns;
    for (const char* name : {"a", "b", "c", "d"}) columns.push_back({.meaning = {.name = name}});
    for (std::size_t i = 0; i < customers; ++i) {
        const double shared = random.normal();
        const std::size_t group = i % groups;
        for (std::size_t j = 0; j < 4; ++j) {
            const bool up = group != 0 && (j + group) % groups == 0;
            columns[j].numbers.push_back(std::sqrt(r) * shared + std::sqrt(1 - r) * random.normal() + (up ? distance : 0));
        }
    }
    return FeatureTable(keys(customers), columns);
}

/// Three kinds far apart in three columns; the fourth goes from little to much in each of them.
FeatureTable three_kinds_apart(std::size_t customers, std::uint64_t seed) {
    Random random(seed);
    std::vector<FeatureData> columns;
    for (const char* name : {"a", "b", "c", "how much"}) columns.push_back({.meaning = {.name = name}});
    for (std::size_t i = 0; i < customers; ++i) {
        for (std::size_t j = 0; j < 3; ++j) columns[j].numbers.push_back(random.normal() + (i % 3 == j ? 8 : 0));
        columns[3].numbers.push_back(random.normal());
    }
    return FeatureTable(keys(customers), columns);
}

/// One population with skewed amounts and rates over unequal exposure.
FeatureTable skewed_population(std::size_t customers, std::uint64_t seed) {
    Random random(seed);
    FeatureData spend{.meaning = {.name = "spend", .kind = ColumnKind::positive}};
    FeatureData visits{.meaning = {.name = "visits", .kind = ColumnKind::count}};
    FeatureData evening{.meaning = {.name = "evening", .kind = ColumnKind::share}};
    for (std::size_t i = 0; i < customers; ++i) {
        const double factor = random.normal();
        const double days = random.uniform(60, 360);
        spend.numbers.push_back(20 * random.gamma(1.5 * math::exp(0.2 * factor)) + 1);
        visits.numbers.push_back(static_cast<double>(random.poisson(0.08 * days * math::exp(0.5 * factor + 0.4 * random.normal()))));
        visits.exposures.push_back(days);
        const auto trials = 1 + random.below(40);
        evening.numbers.push_back(static_cast<double>(random.binomial(trials, random.beta(1.5, 4))));
        evening.exposures.push_back(static_cast<double>(trials));
    }
    return FeatureTable(keys(customers), {spend, visits, evening});
}

Matrix halves(std::size_t rows) {
    Matrix membership(rows, 2);
    for (std::size_t i = 0; i < rows; ++i) membership(i, i % 2) = 1;
    return membership;
}

constexpr JudgeOptions quick{.bootstrap_samples = 20, .cut_most = 4};

}  // namespace

TEST_CASE("correctness: a valley lies between two heaps, none within one") {
    const FeatureTable two = groups_of(600, 2, 4, 0.4, 1);
    CHECK(valley_ratio(KeptPoints(two).rows(), halves(600), 0, 1) < 0.3);

    // One heap, cut at its middle.
    Random random(3);
    FeatureData x{.meaning = {.name = "x"}};
    Matrix cut(600, 2);
    for (std::size_t i = 0; i < 600; ++i) {
        x.numbers.push_back(random.normal());
        cut(i, x.numbers.back() > 0 ? 1 : 0) = 1;
    }
    CHECK(valley_ratio(KeptPoints(FeatureTable(keys(600), {x})).rows(), cut, 0, 1) > 0.8);
}

TEST_CASE("correctness: no valley lies between nobody's return, one and two, but between seldom and often") {
    const auto events = [](std::vector<double> rates, ColumnKind kind, std::uint64_t seed) {
        Random random(seed);
        FeatureData column{.meaning = {.name = "returns", .kind = kind}};
        for (std::size_t i = 0; i < 3000; ++i) {
            const double rate = rates[i % rates.size()] * math::exp(0.4 * random.normal());
            column.exposures.push_back(20);
            column.numbers.push_back(static_cast<double>(kind == ColumnKind::count ? random.poisson(20 * rate) : random.binomial(20, std::min(rate, 0.9))));
        }
        return FeatureTable(keys(3000), {column});
    };
    for (const ColumnKind kind : {ColumnKind::count, ColumnKind::share}) {
        const FeatureTable seldom = events({0.04}, kind, 1), two = events({0.04, 0.5}, kind, 2);
        Matrix some(3000, 2);  // those with an event, and those without
        for (std::size_t i = 0; i < 3000; ++i) some(i, seldom.numbers({0})[i] > 0 ? 1 : 0) = 1;
        CHECK(valley_ratio(KeptPoints(seldom).rows(), some, 0, 1) < 0.5);  // why they are spread
        CHECK(valley_ratio(KeptPoints(seldom, 1).rows(), some, 0, 1) > 0.8);
        CHECK(valley_ratio(KeptPoints(two, 1).rows(), halves(3000), 0, 1) < 0.5);
    }
}

TEST_CASE("invariance: neither the order of customers nor one more of them moves the valley between counts") {
    Random random(5);
    std::vector<double> visits(400), returns(400), exposures(400, 10);
    std::vector<std::size_t> order(400);
    for (std::size_t i = 0; i < 400; ++i) {
        visits[i] = static_cast<double>(random.poisson(i % 2 == 0 ? 2 : 6));
        returns[i] = static_cast<double>(random.poisson(i % 2 == 0 ? 1 : 4));
        order[i] = i;
    }
    for (std::size_t i = 400; i-- > 1;) std::swap(order[i], order[random.below(i + 1)]);
    const auto ratio = [&](const std::vector<std::size_t>& rows) {
        FeatureData a{.meaning = {.name = "visits", .kind = ColumnKind::count}}, b{.meaning = {.name = "returns", .kind = ColumnKind::count}};
        Matrix membership(8 * rows.size(), 2);
        for (std::size_t at = 0; at < 8 * rows.size(); ++at) membership(at, rows[at % rows.size()] % 2) = 1;
        for (const std::size_t row : rows) {
            a.numbers.push_back(visits[row]), a.exposures.push_back(exposures[row]);
            b.numbers.push_back(returns[row]), b.exposures.push_back(exposures[row]);
        }
        return valley_ratio(KeptPoints(FeatureTable(keys(rows.size()), {a, b}), 8).rows(), membership, 0, 1);
    };
    std::vector<std::size_t> as_they_are = order;
    std::sort(as_they_are.begin(), as_they_are.end());
    const double here = ratio(as_they_are);
    // Equal rows change places with each other's kind; nothing else may move.
    CHECK(std::fabs(ratio(order) - here) < 0.01);
    order.push_back(7);
    CHECK(std::fabs(ratio(order) - here) < 0.02);
}

TEST_CASE("correctness: segments without a valley are put together, others left") {
    const FeatureTable two = groups_of(600, 2, 5, 0, 2);
    const KeptPoints points(two);
    Matrix three(600, 3);  // the second heap split by a coin
    Random random(4);
    for (std::size_t i = 0; i < 600; ++i) three(i, i % 2 == 0 ? 0 : 1 + random.below(2)) = 1;
    const Matrix merged = merge_without_valley(points.rows(), three, 0.8, 20).membership;
    REQUIRE(merged.columns() == 2);
    for (std::size_t i = 0; i < 600; ++i) REQUIRE(merged(i, i % 2) == 1);
}

TEST_CASE("correctness: a few customers far out are no kind by themselves, unless kinds may be so few") {
    Random random(3);
    std::vector<FeatureData> columns{{.meaning = {.name = "a"}}, {.meaning = {.name = "b"}}};
    for (std::size_t i = 0; i < 612; ++i) {  // two kinds, and twelve customers beyond the second
        const double centre = i >= 600 ? 20 : i % 2 == 0 ? 0 : 7;
        for (FeatureData& column : columns) column.numbers.push_back(centre + random.normal());
    }
    const FeatureTable table(keys(612), columns);
    const SegmentCountOptions how{.most = 5};
    const Segmentation found = checked_search(table, how);
    REQUIRE(found.mixture.segment_count() == 3);
    const Segmentation judged = judge_segments(found, table, how, {.bootstrap_samples = 5});
    CHECK(judged.verdict == Verdict::natural);
    CHECK(judged.mixture.segment_count() == 2);
    CHECK(judge_segments(found, table, how, {.bootstrap_samples = 5, .smallest_group = 12}).mixture.segment_count() == 3);
}

TEST_CASE("planted truth: three correlated groups are natural, and there are three") {
    const FeatureTable table = groups_of(900, 3, 4.5, 0.4, 5);
    const SegmentCountOptions how{.most = 5};
    const Segmentation judged = judge_segments(checked_search(table, how), table, how, quick);
    CHECK(judged.verdict == Verdict::natural);
    CHECK(judged.mixture.segment_count() == 3);
    REQUIRE(judged.null_test);
    CHECK(judged.null_test->p_value <= 0.05);
    REQUIRE(judged.stability.size() == 3);
    for (const double jaccard : judged.stability) CHECK((jaccard > .9 && jaccard <= 1));
    CHECK_THAT(to_text(judged, Language::english), ContainsSubstring("3 kinds by nature"));
    CHECK_THAT(to_text(judged, Language::korean), ContainsSubstring("3개의 자연스러운 유형"));
}

TEST_CASE("correctness: a search that began above one segment is measured from one all the same") {
    const FeatureTable table = groups_of(600, 2, 5, 0.3, 15);
    const SegmentCountOptions how{.least = 2, .most = 3};
    const Segmentation judged = judge_segments(checked_search(table, how), table, how, quick);
    REQUIRE(judged.null_test);
    CHECK(std::isfinite(judged.null_test->gain));
    CHECK(judged.trials.front().segment_count == 1);
}

TEST_CASE("correctness: with unequal weights nothing is called natural") {
    const FeatureTable table = groups_of(600, 2, 6, 0, 16);
    std::vector<double> weights(600, 1);
    weights[0] = 2;
    const FeatureTable weighted = table.with_weights(weights);
    const Segmentation judged = judge_segments(checked_search(weighted, {.most = 3}), weighted, {.most = 3}, quick);
    CHECK(judged.verdict == Verdict::reproducible);
    CHECK(!judged.warnings.empty());
}

TEST_CASE("null worlds: neither one factor nor skewed rates of unequal exposure are natural kinds") {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {  // tests/honesty counts many
        for (const FeatureTable& table : {groups_of(600, 1, 0, 0.4, seed), skewed_population(600, seed)}) {
            const SegmentCountOptions how{.most = 4};
            const Segmentation judged = judge_segments(checked_search(table, how), table, how, quick);
            CHECK(judged.verdict != Verdict::natural);
            CHECK(judged.verdict != Verdict::untested);
        }
    }
}

TEST_CASE("correctness: what the owner wants beyond what is found again is constructed, and said to be") {
    const FeatureTable table = groups_of(400, 1, 0, 0.2, 9);
    const Segmentation judged = judge_segments(checked_search(table, {.most = 2}), table, {.most = 2},
                                               {.bootstrap_samples = 20, .smallest_group = 5, .segments_wanted = 7});
    CHECK(judged.verdict == Verdict::constructed);
    CHECK(judged.mixture.segment_count() == 7);
    CHECK(judged.cut_agreement.size() == 7);
    CHECK_THAT(to_text(judged, Language::english), ContainsSubstring("chosen by the owner"));
}

TEST_CASE("correctness: groups that are handed over are called their owner's choice, not said to be none, in either language") {
    const FeatureTable table = groups_of(300, 3, 8, 0, 5);  // far apart: judge_segments() calls such kinds natural
    const auto said = [&](std::size_t groups) {
        Matrix membership(300, groups);
        for (std::size_t i = 0; i < 300; ++i) membership(i, i % groups) = 1;
        const Segmentation adopted = adopt_groups(table, membership);
        return std::pair(to_text(adopted, Language::english), to_text(adopted, Language::korean));
    };
    CHECK(said(3) == std::pair<std::string, std::string>("These 3 kinds were chosen by the owner; that does not say that the records fall into them by themselves.",
                                                         "이 3개 유형은 주인이 정한 구분입니다. 자료가 스스로 이렇게 나뉜다는 뜻은 아닙니다."));
    CHECK(said(1) == std::pair<std::string, std::string>("That everyone is one kind was chosen by the owner; that does not say that the records show no more.",
                                                         "모두를 한 유형으로 본 것은 주인이 정한 것입니다. 자료에 유형이 더 없다는 뜻은 아닙니다."));
}

TEST_CASE("correctness: with too few customers nothing is natural, and everyone may be one kind") {
    const FeatureTable table = groups_of(30, 2, 6, 0, 11);
    const Segmentation judged = judge_segments(checked_search(table, {.most = 3}), table, {.most = 3}, {.bootstrap_samples = 20, .smallest_group = 20});
    CHECK(judged.verdict == Verdict::one_kind);
    CHECK(judged.mixture.segment_count() == 1);
    CHECK(!judged.warnings.empty());
}

TEST_CASE("planted truth: kinds that lie apart are not cut into pieces that are found again somehow") {
    std::size_t finer_if_allowed = 0;
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
        const FeatureTable table = three_kinds_apart(180, seed);  // too few customers a column to be called natural
        const Segmentation candidate = checked_search(table, {.most = 3});
        const auto cut = [&](double drop) { return judge_segments(candidate, table, {}, {.bootstrap_samples = 30, .jaccard_drop_at_most = drop, .cut_most = 6, .smallest_group = 10}); };
        const Segmentation judged = cut(0.1), finest = cut(1);
        CAPTURE(seed);
        CHECK(judged.verdict == Verdict::reproducible);
        CHECK(judged.mixture.segment_count() == 3);
        CHECK(*std::min_element(judged.stability.begin(), judged.stability.end()) > 0.95);
        CHECK(judged.cuts == finest.cuts);
        CHECK_THAT(how_we_know(judged, Language::english), ContainsSubstring("Why 3 kinds: of cuts into 2 to 6 with no kind too small, the finest that is found again about as well as the best."));
        CHECK_THAT(how_we_know(judged, Language::korean), ContainsSubstring("유형을 3개로 둔 까닭: 2~6개로 나누어 보고"));
        finer_if_allowed += finest.mixture.segment_count() > 3;
        for (const double j : finest.stability) CHECK(j >= 0.6);
    }
    CHECK(finer_if_allowed > 0);  // the finest that is found again is another
}

TEST_CASE("consistency: a judgement has the same bits for any number of threads") {
    const FeatureTable table = groups_of(400, 2, 4, 0.3, 13);
    const SegmentCountOptions how{.most = 3};
    const auto with = [&](std::size_t threads) {
        const Execution execution{.threads = threads};
        return judge_segments(checked_search(table, how, execution), table, how, quick, execution);
    };
    const Segmentation one = with(1);
    CHECK(one == with(2));
    CHECK(one == with(4));
    CHECK(one == with(16));
}

TEST_CASE("input checks: judging says which option is wrong") {
    const FeatureTable table = groups_of(100, 1, 0, 0, 1);
    const Segmentation found = checked_search(table, {.most = 2});
    CHECK_THROWS_AS(judge_segments(found, table, {}, {.null_worlds = 3}), InvalidArgument);
    CHECK_THROWS_AS(judge_segments(found, table, {}, {.significance = 0}), InvalidArgument);
    CHECK_THROWS_AS(judge_segments(found, table, {}, {.valley_ratio_at_most = 1}), InvalidArgument);
    CHECK_THROWS_AS(judge_segments(found, table, {}, {.bootstrap_samples = 0}), InvalidArgument);
    CHECK_THROWS_AS(judge_segments(found, table, {}, {.jaccard_at_least = 2}), InvalidArgument);
    for (const double drop : {-0.1, 1.1, std::nan("")}) CHECK_THROWS_WITH(judge_segments(found, table, {}, {.jaccard_drop_at_most = drop}), ContainsSubstring("jaccard_drop_at_most") && ContainsSubstring("from 0 to 1"));
    CHECK_THROWS_AS(judge_segments(found, table, {}, {.smallest_group = 0}), InvalidArgument);
    CHECK_THROWS_AS(judge_segments(found, table, {}, {.segments_wanted = 0}), InvalidArgument);
    CHECK_THROWS_WITH(judge_segments(found, table, {}, {.segments_wanted = 101}), ContainsSubstring("segments_wanted is 101, but must be at most the number of customers, 100"));
    CHECK_NOTHROW(judge_segments(found, table, {}, {.bootstrap_samples = 1, .segments_wanted = 100}));
}
