#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/features/feature_fold.hpp>
#include <dangol/features/fold_erasure.hpp>

#include "features/feature_fold_state.hpp"
#include "same_table.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <vector>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;

const Execution alone{.threads = 1};
const Permission everybody = Permission::not_recorded(Purpose::profiling);

/// A log in which rows say everything that a row can say, or nothing of it: visits and events, many of one moment, some only dated, some twice.
struct RichLog {
    std::vector<std::int64_t> customer = {};
    std::vector<LocalTime> at = {};
    Texts kind = {}, offering = {}, channel = {}, planned = {}, companions = {}, seen = {};
    Numbers paid = {}, coupon = {}, party = {}, pieces = {}, minutes = {}, answer = {};

    RichLog() = default;
    RichLog(std::uint64_t seed, std::size_t customers, std::size_t rows) {
        Random random(seed);
        const auto one_of = [&](std::initializer_list<const char*> words) { return std::string(words.begin()[random.below(words.size())]); };
        const auto number = [&](std::uint64_t below) { return random.chance(0.2) ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(random.below(below)) / 4; };
        std::vector<std::uint64_t> hours(rows);
        for (auto& hour : hours) hour = random.below(120 * 24);
        std::ranges::sort(hours);
        for (std::size_t row = 0; row < rows; ++row) {
            if (row > 0 && random.chance(0.1)) {  // twice, or all but
                append(*this, row - 1);
                if (random.chance(0.5)) answer.back() = number(20);
                if (random.chance(0.5)) kind.back() = one_of({"complaint", "purchase", "booking"});
                continue;
            }
            customer.push_back(row == 0 ? 99 : static_cast<std::int64_t>(random.below(customers)));
            const std::uint64_t hour = row > 0 && random.chance(0.2) ? hours[row - 1] : hours[row];
            at.push_back(LocalTime{std::chrono::local_days{2024y / 1 / 1} + std::chrono::hours{random.chance(0.3) ? hour / 24 * 24 : hour}});
            kind.push_back(row == 0 ? "" : one_of({"", "", "purchase", "complaint", "returned", "no_show", "booking", "fitting", "trying on"}));
            offering.push_back(one_of({"tea", "bread", "milk", "eggs", ""}));
            channel.push_back(one_of({"web", "shop", "telephone", ""}));
            planned.push_back(one_of({"yes", "no", ""}));
            companions.push_back(one_of({"child", "friend", "friend;child", ""}));
            seen.push_back(one_of({"hurry", "late;hurry", "late", ""}));
            paid.push_back(number(400)), coupon.push_back(number(9)), party.push_back(number(16) + 1), pieces.push_back(number(30));
            minutes.push_back(number(300)), answer.push_back(number(20));
        }
        at.front() = LocalTime{std::chrono::local_days{2023y / 12 / 30}} + 12h;
        std::vector<std::size_t> by_time(at.size());
        std::iota(by_time.begin(), by_time.end(), std::size_t{0});
        std::ranges::stable_sort(by_time, {}, [&](std::size_t row) { return at[row]; });
        *this = rows_at(by_time);
    }

    std::size_t size() const { return at.size(); }
    RichLog rows_at(std::span<const std::size_t> rows) const {
        RichLog taken;
        for (const std::size_t row : rows) taken.append(*this, row);
        return taken;
    }
    template <class Keep>
    RichLog where(const Keep& keep) const {
        std::vector<std::size_t> rows;
        for (std::size_t row = 0; row < size(); ++row) {
            if (keep(row)) rows.push_back(row);
        }
        return rows_at(rows);
    }
    TableView rows(std::size_t begin, std::size_t end) const {
        const auto part = [&](const auto& column) { return ColumnView(std::span(column).subspan(begin, end - begin)); };
        return TableView({{"customer", part(customer)}, {"at", part(at)}, {"kind", part(kind)}, {"offering", part(offering)}, {"channel", part(channel)}, {"planned", part(planned)},
                          {"companions", part(companions)}, {"seen", part(seen)}, {"paid", part(paid)}, {"coupon", part(coupon)}, {"party", part(party)}, {"pieces", part(pieces)},
                          {"minutes", part(minutes)}, {"answer", part(answer)}});
    }
    TableView all() const { return rows(0, size()); }

private:
    void append(const RichLog& from, std::size_t row) {
        customer.push_back(from.customer[row]), at.push_back(from.at[row]), kind.push_back(from.kind[row]), offering.push_back(from.offering[row]);
        channel.push_back(from.channel[row]), planned.push_back(from.planned[row]), companions.push_back(from.companions[row]), seen.push_back(from.seen[row]);
        paid.push_back(from.paid[row]), coupon.push_back(from.coupon[row]), party.push_back(from.party[row]), pieces.push_back(from.pieces[row]);
        minutes.push_back(from.minutes[row]), answer.push_back(from.answer[row]);
    }
};

Schema rich_schema(const char* zone = "Asia/Seoul") {
    return {.interaction = {.customer = "customer", .time = "at", .amount = "paid", .discounts = {"coupon"}, .offering = "offering", .channel = "channel", .party_size = "party",
                            .planned = "planned", .satisfaction = "answer", .kind = "kind", .kinds = {{.word = "fitting", .counts_as = CountsAs::visit}, {.word = "trying on"}},
                            .quantity = "pieces", .companions = "companions", .duration_minutes = "minutes", .observations = "seen"},
            .currency = "KRW",
            .time_zone = zone};
}

/// Every feature that a fold can take.
FeaturePlan rich_plan(Window window) {
    return {.window = window,
            .features = {Recency{}, Frequency{}, Frequency{.last_days = 9}, MonetaryValue{}, MonetaryValue{.last_days = 9}, Tenure{}, Repeat{}, VisitIntervals{.intervals_at_least = 4},
                         VisitVariability{}, Overdue{}, VisitRhythm{.holidays = HolidayRule::own_part}, RhythmShare{RhythmPart::weekend, {}, HolidayRule::as_weekend},
                         RhythmShare{RhythmPart::evening}, RhythmShare{RhythmPart::holiday}, DiscountShare{}, DiscountDepth{}, Companionship{}, CompanyMix{}, Planning{}, SuddenVisits{},
                         Satisfaction{}, LastSatisfaction{}, VisitDuration{}, UnitsPerVisit{}, OfferingShare{"tea"}, ObservationShare{"hurry"}, OfferingMix{.parts_at_most = 3},
                         ChannelMix{.parts_at_most = 2}, ChannelMix{.counted = CountedInteractions::all}, Complaints{}, Returns{}, NoShows{}, EventFrequency{},
                         EventFrequency{"booking"}, EventFrequency{"trying on"}},
            .holidays = {2024y / 2 / 9, 2024y / 2 / 10, 2024y / 3 / 1}};
}

Window between(std::chrono::year_month_day from, std::chrono::year_month_day until, int hour) {
    return {.from = LocalTime{std::chrono::local_days{from}} + std::chrono::hours{hour}, .until = LocalTime{std::chrono::local_days{until}} + std::chrono::hours{hour}};
}

PermittedBase collected(const RichLog& log, const Schema& schema) { return collect({.interactions = log.all()}, schema).permitting(Purpose::profiling); }

FeatureFold folded(const RichLog& log, const Schema& schema, const FeaturePlan& plan, std::size_t rows_per_chunk, const Execution& execution = {.threads = 1}) {
    FeatureFold fold(schema, plan, everybody);
    for (std::size_t begin = 0; begin < log.size(); begin += rows_per_chunk) fold.fold(log.rows(begin, std::min(begin + rows_per_chunk, log.size())), execution);
    return fold;
}

/// The parts of the mixes as the first half of the log has them: the second half says words that are none.
FeaturePlan settled(const FeaturePlan& plan, const RichLog& log, const Schema& schema) {
    FeaturePlan settled = plan;
    const std::size_t half = log.size() / 2;
    settled.settled_columns = build_features(collected(log.where([&](std::size_t row) { return row < half && log.channel[row] != "telephone" && log.offering[row] != "milk"; }), schema), plan)
                                  .plan()
                                  .settled_columns;
    return settled;
}

}  // namespace

TEST_CASE("every feature that can be folded is the one that all records together give") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3, 4, 5, 6, 7, 8));
    const Schema schema = rich_schema(seed % 2 == 0 ? "Asia/Seoul" : "America/New_York");
    const RichLog log(seed, 12, 900);
    const PermittedBase base = collected(log, schema);
    REQUIRE(base.events().at.size() > 300);
    for (const int hour : {0, 9, 23}) {
        FeaturePlan plan = settled(rich_plan(between(2024y / 1 / 20, 2024y / 4 / 2, hour)), log, schema);
        plan.observed_from = seed % 3 == 0 ? ObservedFrom::joining : ObservedFrom::first_visit;
        plan.counted = seed % 4 < 2 ? CountedInteractions::visits : CountedInteractions::all;
        plan.visits_at_least = seed % 5 == 0 ? 0 : seed % 5 == 1 ? 20 : 1;
        const FeatureTable whole = build_features(base, plan);
        REQUIRE(whole.customer_count() > 3);
        const FeatureFold one_by_one = folded(log, schema, plan, 1), at_once = folded(log, schema, plan, log.size(), {.threads = 3});
        check_same(one_by_one.finish(alone), whole);
        check_same(at_once.finish({.threads = 2}), whole);
        CHECK(one_by_one == at_once);
        CHECK(folded(log, schema, plan, 41) == at_once);
    }
}

TEST_CASE("a log of a few customers shows every order of visits and events") {
    const auto seed = static_cast<std::uint64_t>(GENERATE(Catch::Generators::range(100, 130)));
    const RichLog log(seed, 3, 2 + seed % 23);
    const Schema schema = rich_schema();
    FeaturePlan plan = rich_plan(between(2024y / 1 / 15, 2024y / 4 / 20, seed % 2 == 0 ? 0 : 10));
    std::erase_if(plan.features, [](const Feature& feature) {
        return std::holds_alternative<OfferingMix>(feature) || std::holds_alternative<ChannelMix>(feature) || std::holds_alternative<OfferingShare>(feature) ||
               std::holds_alternative<ObservationShare>(feature);
    });
    plan.visits_at_least = 0;
    const PermittedBase base = collected(log, schema);
    for (const ObservedFrom observed_from : {ObservedFrom::joining, ObservedFrom::first_visit}) {
        for (const CountedInteractions counted : {CountedInteractions::visits, CountedInteractions::all}) {
            plan.observed_from = observed_from;
            plan.counted = counted;
            const FeatureTable whole = build_features(base, plan, alone);
            const FeatureFold at_once = folded(log, schema, plan, log.size());
            check_same(folded(log, schema, plan, 1).finish(alone), whole);
            for (std::size_t cut = 1 + seed % 3; cut < log.size(); cut += 3) {
                if (log.at[cut - 1] == log.at[cut]) continue;
                FeatureFold begin(schema, plan, everybody), end(schema, plan, everybody);
                begin.fold(log.rows(0, cut), alone);
                end.fold(log.rows(cut, log.size()), alone);
                FeatureFold forward = begin, backward(std::make_shared<const FeatureFold::State>(end.state()));
                forward.merge(end, alone);
                backward.merge(begin, alone);
                check_same(backward.finish(alone), whole);
                CHECK(forward.state().records == at_once.state().records);
                CHECK(backward.state().records == at_once.state().records);
            }
        }
    }
}

TEST_CASE("a fold of every feature is kept, merged and rid of customers") {
    const Schema schema = rich_schema();
    const RichLog log(77, 20, 1'500);
    const FeaturePlan plan = settled(rich_plan(between(2023y / 12 / 30, 2024y / 5 / 2, 12)), log, schema);  // nothing lies outside
    std::vector<std::size_t> cuts{0};
    for (std::size_t cut : {std::size_t{300}, std::size_t{800}, std::size_t{1'100}}) {
        while (log.at[cut - 1] == log.at[cut]) ++cut;
        cuts.push_back(cut);
    }
    cuts.push_back(log.size());
    std::vector<FeatureFold> parts;
    for (std::size_t part = 0; part + 1 < cuts.size(); ++part) {
        FeatureFold fold(schema, plan, everybody);
        fold.fold(log.rows(cuts[part], cuts[part + 1]));
        auto state = std::make_shared<FeatureFold::State>(fold.state());
        state->check();
        parts.emplace_back(std::shared_ptr<const FeatureFold::State>(state));
        CHECK(parts.back() == fold);
    }
    parts[3].merge(parts[2]);
    parts[0].merge(parts[1]);
    parts[3].merge(parts[0]);
    CHECK(parts[3].state().records == folded(log, schema, plan, 100).state().records);
    check_same(parts[3].finish(), build_features(collected(log, schema), plan));

    const std::vector<std::int64_t> gone{3, 5, 8};
    const RichLog left = log.where([&](std::size_t row) { return std::ranges::find(gone, log.customer[row]) == gone.end(); });
    const FoldErasure erased = erase(parts[3], gone);
    CHECK(erased.customers == 3);
    check_same(erased.fold.finish(), build_features(collected(left, schema), plan));
}

TEST_CASE("without a kind column everything is a visit, and answers are those of visits") {
    const RichLog log(5, 8, 600);
    Schema schema = rich_schema();
    schema.interaction.kind.clear();
    schema.interaction.kinds.clear();
    FeaturePlan plan = rich_plan({.from = 2024y / 2 / 1});
    std::erase_if(plan.features, [](const Feature& feature) {
        return std::holds_alternative<Complaints>(feature) || std::holds_alternative<Returns>(feature) || std::holds_alternative<NoShows>(feature) ||
               std::holds_alternative<EventFrequency>(feature) || feature == Feature{Frequency{.last_days = 9}} || feature == Feature{MonetaryValue{.last_days = 9}};
    });
    plan.counted = CountedInteractions::all;
    plan = settled(plan, log, schema);
    plan.window.until = {};
    check_same(folded(log, schema, plan, 50).finish(), build_features(collected(log, schema), plan));
}

TEST_CASE("where no end is given the window ends with the day of the last visit, or of the last event where these count") {
    RichLog log(6, 8, 300);
    log.kind.back() = "booking";
    log.at.back() += std::chrono::days{9};
    const Schema schema = rich_schema();
    FeaturePlan plan{.window = {.from = 2024y / 1 / 20}, .features = {Recency{}, EventFrequency{}, Complaints{}}, .counted = CountedInteractions::all};
    const FeatureTable all = build_features(collected(log, schema), plan);
    check_same(folded(log, schema, plan, 70).finish(), all);
    CHECK(all.plan().window.until.local_time() > log.at.back());

    plan.counted = CountedInteractions::visits;  // then the event at the end lies outside, which was not known when it came
    for (const std::vector<Feature>& features : {std::vector<Feature>{EventFrequency{}}, std::vector<Feature>{Complaints{}}}) {
        plan.features = features;
        CHECK_THROWS_WITH(folded(log, schema, plan, 70).finish(), ContainsSubstring("end with the day of the last visit") && ContainsSubstring("have an end"));
    }
    plan.features = {Recency{}, Repeat{}};
    check_same(folded(log, schema, plan, 70).finish(), build_features(collected(log, schema), plan));
}

TEST_CASE("events before the first visit of all are refused where they are counted, and nowhere else") {
    const std::vector<std::int64_t> customer{1, 1, 2};
    const Texts at{"2024-03-01 10:00", "2024-03-02 10:00", "2024-03-03 10:00"}, kind{"inquiry", "visit", "complaint"};
    const Schema schema{.interaction = {.customer = "customer", .time = "at", .kind = "kind"}};
    const TableView rows{{"customer", customer}, {"at", at}, {"kind", kind}};
    const auto fold_of = [&](const FeaturePlan& plan) {
        FeatureFold fold(schema, plan, everybody);
        fold.fold(rows);
        return fold;
    };
    FeaturePlan plan{.window = {.until = 2024y / 4 / 1}, .features = {EventFrequency{}}};
    CHECK_THROWS_WITH(fold_of(plan).finish(), ContainsSubstring("begin with the first visit, 2024-03-02 10:00") && ContainsSubstring("FeaturePlan::window"));
    plan.window.from = LocalTime{std::chrono::local_days{2024y / 3 / 2}} + 10h;
    CHECK(fold_of(plan).finish() == build_features(collect({.interactions = rows}, schema).permitting(Purpose::profiling), plan));
    plan = {.window = {.until = 2024y / 4 / 1}, .features = {Complaints{}, Recency{}}};
    CHECK(fold_of(plan).finish() == build_features(collect({.interactions = rows}, schema).permitting(Purpose::profiling), plan));
}

TEST_CASE("features that cannot be folded say why, and what to do") {
    const Schema schema = rich_schema();
    const auto refusal = [&](const Feature& feature) {
        try {
            FeatureFold(schema, {.features = {feature}}, everybody);
        } catch (const InvalidArgument& error) {
            return std::string(error.what());
        }
        return std::string("taken");
    };
    CHECK_THAT(refusal(OfferingBreadth{}), ContainsSubstring("every offering that somebody took"));
    CHECK_THAT(refusal(ChannelSwitching{}), ContainsSubstring("visits of one moment"));
    CHECK_THAT(refusal(StaffLoyalty{}), ContainsSubstring("visits of one moment"));
    CHECK_THAT(refusal(VisitTrend{}), ContainsSubstring("since when somebody is observed"));
    CHECK_THAT(refusal(Seasonality{}), ContainsSubstring("since when somebody is observed"));
    CHECK_THAT(refusal(SpendTrend{}), ContainsSubstring("point by point"));
    CHECK_THAT(refusal(SatisfactionTrend{}), ContainsSubstring("point by point"));
    CHECK_THAT(refusal(ContactHistory{}), ContainsSubstring("no table of leads"));
    CHECK_THAT(refusal(Attribute{"age"}), ContainsSubstring("no customer table") && ContainsSubstring("join it"));
    CHECK_THAT(refusal(ChannelMix{}), ContainsSubstring("settled") && ContainsSubstring("FeatureTable::plan()"));
    CHECK_THAT(refusal(Frequency{.last_days = 30}), ContainsSubstring("give FeaturePlan::window.until"));
}

TEST_CASE("features that read the same of a customer share it") {
    const Schema schema = rich_schema();
    const RichLog log(3, 5, 200);
    const auto words = [&](std::vector<Feature> features) {
        const FeatureFold fold = folded(log, schema, {.features = std::move(features)}, log.size());
        return fold.state().records.size() / fold.customer_count();
    };
    CHECK(words({VisitIntervals{}, VisitVariability{}, Overdue{}}) == words({Overdue{}}));
    CHECK(words({Planning{}, SuddenVisits{}}) == words({Planning{}}));
    CHECK(words({Planning{}, Companionship{}}) > words({Planning{}}));
}

TEST_CASE("a state whose events lie beyond all time is refused") {
    const Schema schema = rich_schema();
    const RichLog log(4, 3, 60);
    FeatureFold::State state = folded(log, schema, {.features = {Frequency{}}, .counted = CountedInteractions::all}, log.size()).state();
    CHECK_NOTHROW(state.check());
    const std::size_t words = state.records.size() / 4, clock = 6;  // customers 0, 1, 2 and 99; words of FoldClock before the clock of events
    for (const std::size_t word : {clock, clock + 1, clock + 2}) {
        FeatureFold::State forged = state;
        forged.records[words + word] = ~std::uint64_t{0};
        CHECK_THROWS_WITH(forged.check(), ContainsSubstring("events of a customer"));
    }
}

TEST_CASE("of events of one moment that start the clock, the first in the order of kinds is not counted") {
    const std::vector<std::int64_t> customer{9, 1, 1, 1};
    const Texts at{"2024-03-01 10:00", "2024-03-02 10:00", "2024-03-02 10:00", "2024-03-05 10:00"};
    const Schema schema{.interaction = {.customer = "customer", .time = "at", .kind = "kind"}};
    const FeaturePlan plan{.features = {EventFrequency{"booking"}, EventFrequency{"complaint"}}, .observed_from = ObservedFrom::first_visit, .counted = CountedInteractions::all};
    for (const Texts& kind : {Texts{"", "booking", "complaint", "booking"}, Texts{"", "complaint", "booking", "booking"}}) {
        const TableView rows{{"customer", customer}, {"at", at}, {"kind", kind}};
        FeatureFold fold(schema, plan, everybody);
        fold.fold(rows, alone);
        const FeatureTable table = fold.finish(alone);
        CHECK(table == build_features(collect({.interactions = rows}, schema).permitting(Purpose::profiling), plan));
        CHECK(table.numbers(ColumnIndex{0})[0] == 2);
        CHECK(table.numbers(ColumnIndex{1})[0] == 0);
    }
}
