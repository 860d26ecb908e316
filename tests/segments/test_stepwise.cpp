#include <dangol/core/error.hpp>
#include <dangol/segments/segment_erasure.hpp>
#include <dangol/segments/stepwise.hpp>

#include "segments/every_family.hpp"
#include "segments/mixture_state.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dangol;
using namespace dangol::testing;

namespace {

/// Two kinds in two numbers and a rate; `drift` moves the first kind's first number.
FeatureTable two_kinds(std::size_t rows, std::uint64_t seed, double drift = 0) {
    Random random(seed);
    std::vector<double> x(rows), y(rows), visits(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const bool a = random.uniform() < 0.65;
        x[i] = (a ? drift : 5 + drift) + random.normal();
        y[i] = (a ? 0 : 2) + random.normal();
        double sum = random.exponential(), mean = a ? 2 : 6;
        for (visits[i] = 0; sum < mean; sum += random.exponential()) ++visits[i];
    }
    return table_of({numbers("x", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y), numbers("visits", ColumnKind::count, visits)});
}

MixtureOptions two() { return {.segment_count = 2, .families = {{"visits", Family::poisson}}, .tolerance = 1e-12}; }

Segmentation fitted(const FeatureTable& table, const MixtureOptions& options = two()) {
    return {.mixture = checked_fit(table, options), .ids = {id_at<SegmentId>(4), id_at<SegmentId>(9)}, .verdict = Verdict::natural};
}

FeatureTable together(const std::vector<FeatureTable>& groups) {
    std::vector<FeatureData> columns;
    for (std::size_t c = 0; c < 3; ++c) {
        std::vector<double> values;
        for (const FeatureTable& group : groups) {
            const auto own = group.numbers(id_at<ColumnIndex>(c));
            values.insert(values.end(), own.begin(), own.end());
        }
        columns.push_back(numbers(groups[0].columns()[c].name, groups[0].columns()[c].kind, values));
    }
    return table_of(std::move(columns));
}

double furthest(const Mixture& a, const Mixture& b) {
    double most = 0;
    const auto p = a.state().parameters.values(), q = b.state().parameters.values();
    for (std::size_t i = 0; i < p.size(); ++i) most = std::max(most, std::fabs(p[i] - q[i]));
    return std::max(most, std::fabs(a.shares()[0] - b.shares()[0]));
}

}  // namespace

TEST_CASE("a stream from one population leads to the optimum of everyone together, in groups looked at once") {
    std::vector<FeatureTable> groups;
    for (std::uint64_t g = 0; g < 60; ++g) groups.push_back(two_kinds(200, 100 + g));
    const Mixture batch = checked_fit(together(groups), two());
    const Segmentation first = fitted(groups[0]);
    // The last step γ = 60^−exponent leaves about √(γ/2) of what one group of 200 varies by: at most .3, the rate of the smaller kind. Bounds
    // are three and a half times that; with exponent 1 every customer counts alike, and only early memberships are left.
    for (const auto& [exponent, bound] : {std::pair{0.6, 0.22}, {0.8, 0.15}, {1.0, 0.03}}) {
        CAPTURE(exponent);
        RunningSegmentation running = begin_stepwise(first, groups[0]);
        for (std::size_t g = 1; g < groups.size(); ++g) running = update_segments(running, groups[g], {.exponent = exponent});
        CHECK(furthest(first.mixture, batch) > 0.25);  // 200 customers know less
        CHECK(furthest(running.segmentation.mixture, batch) < bound);
        CHECK(running.updates == 59);
        CHECK(running.customers == 12'000);
        CHECK(std::fabs(running.statistics.weight() - 12'000) < 1e-6);
        CHECK(running.segmentation.ids == first.ids);
        CHECK(running.segmentation.verdict == Verdict::untested);
    }
}

TEST_CASE("with exponent 1 and memberships that never change, the stream is the batch") {
    std::vector<FeatureTable> groups;
    for (std::uint64_t g = 0; g < 5; ++g) groups.push_back(two_kinds(40, 7 + g));
    const Segmentation first{.mixture = checked_fit(groups[0], {.segment_count = 1, .families = two().families}), .ids = {id_at<SegmentId>(0)}};
    RunningSegmentation running = begin_stepwise(first, groups[0]);
    for (std::size_t g = 1; g < 5; ++g) running = update_segments(running, groups[g], {.exponent = 1});
    CHECK(furthest(running.segmentation.mixture, checked_fit(together(groups), {.segment_count = 1, .families = two().families})) < 1e-10);
}

TEST_CASE("a step that is never small follows customers who change, ids and order with them") {
    RunningSegmentation following = begin_stepwise(fitted(two_kinds(400, 1)), two_kinds(400, 1)), remembering = following;
    const auto x_of_larger = [](const RunningSegmentation& running) { return running.segmentation.mixture.expected_value(0, ColumnIndex{0}); };
    CHECK(std::fabs(x_of_larger(following)) < 0.3);
    for (std::uint64_t g = 1; g <= 60; ++g) {
        const FeatureTable group = two_kinds(200, 50 + g, 0.1 * static_cast<double>(g));  // ends at 6, past where the other kind began
        following = update_segments(following, group, {.least_step = 0.3});
        remembering = update_segments(remembering, group, {.exponent = 1});
    }
    CHECK(std::fabs(x_of_larger(following) - 6) < 0.5);
    CHECK(x_of_larger(remembering) < 5);
    CHECK(following.segmentation.mixture.shares()[0] > 0.55);
}

TEST_CASE("what a step cannot mean is refused, and nobody changes nothing") {
    const FeatureTable table = two_kinds(100, 3);
    const RunningSegmentation running = begin_stepwise(fitted(table), table);
    CHECK(update_segments(running, table.rows({})) == running);
    CHECK_THROWS_AS(update_segments(running, table, {.exponent = 0.5}), InvalidArgument);
    CHECK_THROWS_AS(update_segments(running, table, {.exponent = 1.1}), InvalidArgument);
    CHECK_THROWS_AS(update_segments(running, table, {.least_step = -0.1}), InvalidArgument);
    CHECK_THROWS_AS(update_segments(RunningSegmentation{}, table), InvalidArgument);
    CHECK_THROWS_AS(begin_stepwise(fitted(table), table.rows({})), InsufficientData);
}

TEST_CASE("after erasing by a refit nothing is left of a customer but one part in a million") {
    const FeatureTable table = two_kinds(300, 21);
    std::vector<std::uint32_t> left(299);
    std::iota(left.begin(), left.end(), 1U);
    const FeatureTable remaining = table.rows(left);
    const Segmentation before = fitted(table);
    const SegmentErasure erasure = erase_by_refit(before, remaining, 1);
    CHECK(erasure.way == ErasureWay::refitted);
    CHECK(erasure.same_optimum);
    CHECK(erasure.difference >= 0);
    CHECK(erasure.difference <= 1e-6);
    CHECK(erasure.segmentation.ids == before.ids);
    CHECK(furthest(erasure.segmentation.mixture, before.mixture) > 1e-5);  // one customer was felt
    CHECK(erasure.too_small.empty());
    CHECK_THAT(to_text(erasure, Language::english), Catch::Matchers::ContainsSubstring("never saw them"));
    CHECK(erase_by_refit(before, remaining, 1, {.smallest_group = 150}).too_small == std::vector{before.ids[1]});
    CHECK_THROWS_AS(erase_by_refit(before, table.rows({}), 300), InsufficientData);

    SECTION("without the others' records, one step is closer to that than doing nothing") {
        MixtureStatistics kept = expected_statistics(before.mixture, table);
        const std::vector<std::uint32_t> gone{0};
        const SegmentErasure subtracted = erase_by_subtraction(before, kept, table.rows(gone));
        CHECK(subtracted.way == ErasureWay::subtracted);
        CHECK(subtracted.difference == -1);
        CHECK(std::fabs(kept.weight() - 299) < 1e-9);
        CHECK(furthest(subtracted.segmentation.mixture, erasure.segmentation.mixture) < 0.5 * furthest(before.mixture, erasure.segmentation.mixture));
        MixtureStatistics of_another = expected_statistics(subtracted.segmentation.mixture, table);
        CHECK_THROWS_AS(erase_by_subtraction(before, of_another, table.rows(gone)), InvalidArgument);
        CHECK_THAT(to_text(subtracted, Language::korean), Catch::Matchers::ContainsSubstring("흔적"));
    }
    SECTION("a cut is made anew, as often as somebody asks, and no number of its tests is kept") {
        Segmentation cut = before;
        cut.verdict = Verdict::reproducible;
        cut.trials = {{.segment_count = 2, .bic = 1234.5}};
        cut.valley_test = ValleyTest{.candidate_segments = 2, .separated_segments = 1};
        cut.null_test = NullTest{.gain = 12};
        cut.cuts = {{.segment_count = 2, .jaccard = {.8, .9}, .smallest_group = 140}, {.segment_count = 3, .jaccard = {.5, .5, .5}}};
        cut.stability = {.8, .9};
        cut.cut_agreement = {.9, .9};
        cut.warnings = {{.kind = WarningKind::unequal_weights}};
        MixtureStatistics kept = expected_statistics(before.mixture, table);
        const std::vector<std::uint32_t> gone{0};
        const SegmentErasure anew = erase_by_refit(cut, remaining, 1), subtracted = erase_by_subtraction(cut, kept, table.rows(gone));
        CHECK(anew.difference == 0);
        for (const SegmentErasure* erased : {&anew, &subtracted}) {
            Segmentation nothing_else{.mixture = erased->segmentation.mixture, .ids = cut.ids, .next_id = cut.next_id};
            nothing_else.cuts = {{.segment_count = 2}};
            CHECK(erased->segmentation == nothing_else);
            CHECK(how_we_know(erased->segmentation, Language::english).empty());
            CHECK_THAT(to_text(erased->segmentation, Language::english), Catch::Matchers::ContainsSubstring("has not been tested"));
            CHECK_THAT(to_text(*erased, Language::english), Catch::Matchers::ContainsSubstring("to be asked again"));
        }
        CHECK(erase_by_refit(anew.segmentation, table.rows(std::vector<std::uint32_t>(left.begin() + 1, left.end())), 1).difference == 0);
    }
    SECTION("that the owner chose a cut stays known") {
        Segmentation chosen = before;
        chosen.verdict = Verdict::constructed;
        chosen.cuts = {{.segment_count = 2, .jaccard = {.4, .5}, .smallest_group = 140}};
        const SegmentErasure anew = erase_by_refit(chosen, remaining, 1);
        CHECK(anew.difference == 0);
        CHECK(anew.segmentation.verdict == Verdict::constructed);
        CHECK(anew.segmentation.cuts == std::vector{CutTrial{.segment_count = 2}});
    }
}
