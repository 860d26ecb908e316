#include "same_table.hpp"
#include "visit_log.hpp"

#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/features/feature_fold.hpp>

#include "features/feature_fold_state.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <utility>

using namespace dangol;
using namespace dangol::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const Permission everybody = Permission::not_recorded(Purpose::profiling);

FeatureTable built(const VisitLog& log, bool text_ids, const FeaturePlan& plan) {
    return build_features(collect({.interactions = log.all(text_ids)}, log_schema()).permitting(Purpose::profiling), plan);
}

FeatureFold folded(const VisitLog& log, bool text_ids, const FeaturePlan& plan, std::size_t rows_per_chunk, const Execution& execution = {}) {
    FeatureFold fold(log_schema(), plan, everybody);
    for (std::size_t begin = 0; begin < log.size(); begin += rows_per_chunk) {
        fold.fold(log.rows(text_ids, begin, std::min(begin + rows_per_chunk, log.size())), execution);
    }
    return fold;
}

FeaturePlan windowed(FeaturePlan plan) {
    using namespace std::chrono_literals;
    plan.window = {.from = 2024y / 2 / 25, .until = 2024y / 7 / 1};
    return plan;
}

}  // namespace

TEST_CASE("chunks folded one by one give the table that all records together give") {
    const auto seed = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
    const bool text_ids = GENERATE(false, true);
    const VisitLog log = random_log(static_cast<std::uint64_t>(seed), 40, 900, seed % 2 == 0 ? 0.0 : 0.2);
    for (FeaturePlan plan : {folded_plan(), windowed(folded_plan())}) {
        plan.observed_from = seed % 3 == 0 ? ObservedFrom::first_visit : ObservedFrom::joining;
        plan.visits_at_least = seed % 4 == 0 ? 5 : seed % 4 == 1 ? 0 : 1;
        const FeatureTable whole = built(log, text_ids, plan);
        REQUIRE(whole.customer_count() > 10);
        for (const std::size_t rows : {std::size_t{1}, std::size_t{37}, std::size_t{400}, log.size()}) check_same(folded(log, text_ids, plan, rows).finish(), whole);
    }
}

TEST_CASE("windows that begin and end within a day see of the days with dates alone what all records together show") {
    using namespace std::chrono_literals;
    VisitLog log = random_log(31, 12, 3000, 0.1, 60);
    Random random(31);
    for (std::string& at : log.at) {
        if (at.size() > 10 && random.chance(0.4)) at.resize(10);
    }
    std::vector<std::size_t> by_time(log.size());
    std::iota(by_time.begin(), by_time.end(), std::size_t{0});
    std::ranges::stable_sort(by_time, {}, [&](std::size_t row) { return log.at[row] + (log.at[row].size() == 10 ? " 00:00:00" : ""); });
    log = log.ordered(by_time);
    for (const int hour : {0, 9, 23}) {
        FeaturePlan plan = folded_plan();
        plan.window = {.from = LocalTime{std::chrono::local_days{2024y / 2 / 1}} + std::chrono::hours{hour}, .until = LocalTime{std::chrono::local_days{2024y / 3 / 1}} + std::chrono::hours{hour}};
        plan.observed_from = hour == 9 ? ObservedFrom::first_visit : ObservedFrom::joining;
        for (const std::size_t rows : {std::size_t{100}, log.size()}) check_same(folded(log, false, plan, rows).finish(), built(log, false, plan));
    }
}

TEST_CASE("within a chunk rows stand in any order, and chunks may be whole customers") {
    const VisitLog log = random_log(21, 60, 2000, 0.1);
    const FeatureTable whole = built(log, false, folded_plan());
    check_same(folded(log.shuffled(5), false, folded_plan(), log.size()).finish(), whole);

    std::vector<std::size_t> by_customer(log.size());
    std::iota(by_customer.begin(), by_customer.end(), std::size_t{0});
    std::ranges::stable_sort(by_customer, {}, [&](std::size_t row) { return log.number[row]; });
    check_same(folded(log.ordered(by_customer), false, folded_plan(), 100).finish(), whole);
}

TEST_CASE("any number of threads gives the same bits") {
    const VisitLog log = random_log(3, 3000, 300'000, 0.01, 700);
    FeaturePlan plan{.features = {Recency{}, Frequency{}, MonetaryValue{}, VisitIntervals{}, VisitRhythm{}}};
    const FeatureFold one = folded(log, false, plan, log.size(), {.threads = 1});
    const FeatureTable table = one.finish({.threads = 1});
    for (const std::size_t threads : {2U, 4U}) {
        const FeatureFold more = folded(log, false, plan, log.size(), {.threads = threads});
        CHECK(more == one);
        check_same(more.finish({.threads = threads}), table);
    }
    check_same(folded(log.shuffled(1), false, plan, log.size()).finish(), table);
}

namespace {

/// More rows than a fold makes ready at once, by time: two batches of the same size.
struct LargeChunk {
    static constexpr std::size_t rows = (std::size_t{1} << 22) + 70'000;
    std::vector<std::int64_t> customer = std::vector<std::int64_t>(rows);
    std::vector<Instant> at = std::vector<Instant>(rows);
    std::vector<double> paid = std::vector<double>(rows);

    LargeChunk() {
        for (std::size_t row = 0; row < rows; ++row) {
            customer[row] = static_cast<std::int64_t>(row * 0x9e37'79b9'7f4a'7c15ULL >> 54);
            at[row] = Instant{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1}} + std::chrono::seconds{2 * row};
            paid[row] = static_cast<double>(row % 1'000) / 8;
        }
    }
    TableView part(std::size_t begin, std::size_t end) const {
        const auto of = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
        return {{"customer", of(customer)}, {"at", of(at)}, {"paid", of(paid)}};
    }
    TableView all() const { return part(0, rows); }
    static FeatureFold nothing() {
        const Schema schema{.interaction = {.customer = "customer", .time = "at", .amount = "paid"}};
        return FeatureFold(schema, {.features = {Recency{}, Frequency{}, MonetaryValue{}, VisitIntervals{}}}, everybody);
    }
};

}  // namespace

TEST_CASE("a chunk larger than a batch may stand in any order") {
    LargeChunk chunk;
    FeatureFold by_time = LargeChunk::nothing(), turned = LargeChunk::nothing();
    by_time.fold(chunk.all());
    REQUIRE(by_time.customer_count() == 1'024);
    std::ranges::rotate(chunk.customer, chunk.customer.begin() + 3'000);  // the last batch goes back in time
    std::ranges::rotate(chunk.at, chunk.at.begin() + 3'000);
    std::ranges::rotate(chunk.paid, chunk.paid.begin() + 3'000);
    turned.fold(chunk.all());
    CHECK(turned == by_time);
}

TEST_CASE("a chunk larger than a batch is folded whole, with rows repeated between its batches, or not at all") {
    LargeChunk chunk;
    constexpr std::size_t begun = 1'000, border = begun + (LargeChunk::rows - begun + 1) / 2;
    for (const std::size_t again : {border, border + 1}) {  // as the last row of the first batch
        chunk.customer[again] = chunk.customer[border - 1];
        chunk.at[again] = chunk.at[border - 1];
        chunk.paid[again] = chunk.paid[border - 1];
    }
    FeatureFold fold = LargeChunk::nothing(), in_pieces = LargeChunk::nothing();
    fold.fold(chunk.part(0, begun));
    const FeatureFold before = fold;
    const std::size_t late = LargeChunk::rows - 10;
    const Instant then = std::exchange(chunk.at[late], chunk.at[0]);
    const std::int64_t who = std::exchange(chunk.customer[late], chunk.customer[begun - 1]);
    CHECK_THROWS_WITH(fold.fold(chunk.part(begun, LargeChunk::rows)), ContainsSubstring("lies before one of the same customer"));
    CHECK(fold == before);

    chunk.at[late] = then;
    chunk.customer[late] = who;
    fold.fold(chunk.part(begun, LargeChunk::rows));
    for (std::size_t begin = 0; begin < LargeChunk::rows; begin += border) in_pieces.fold(chunk.part(begin, std::min(begin + border, LargeChunk::rows)));
    CHECK(fold == in_pieces);
    CHECK(fold.account().tables.front().folded == 2);
}

TEST_CASE("folds merge: in either order, in any grouping, of times or of customers") {
    const bool text_ids = GENERATE(false, true);
    const VisitLog log = random_log(8, 50, 1500, 0.1);
    const FeaturePlan plan = windowed(folded_plan());
    std::vector<std::size_t> cuts{0};
    for (const std::size_t wanted : {std::size_t{300}, std::size_t{900}, std::size_t{1200}}) {
        std::size_t cut = wanted;  // between two moments
        while (cut < log.size() && (log.at[cut].size() < 16 || log.at[cut - 1].size() < 16 || log.at[cut] == log.at[cut - 1])) ++cut;
        cuts.push_back(cut);
    }
    cuts.push_back(log.size());
    std::vector<FeatureFold> parts;
    for (std::size_t p = 0; p + 1 < cuts.size(); ++p) {
        FeatureFold part(log_schema(), plan, everybody);
        part.fold(log.rows(text_ids, cuts[p], cuts[p + 1]));
        parts.push_back(part);
    }
    const FeatureTable whole = built(log, text_ids, plan);
    FeatureFold forward = parts[0];
    for (std::size_t p = 1; p < parts.size(); ++p) forward.merge(parts[p]);
    check_same(forward.finish(), whole);

    FeatureFold left = parts[1], right = parts[3];
    left.merge(parts[0]);
    right.merge(parts[2]);
    right.merge(left);
    check_same(right.finish(), whole);
    CHECK(right.state().records == forward.state().records);
    CHECK(right.state().keys == forward.state().keys);
    CHECK(right.account() == forward.account());

    FeatureFold even(log_schema(), plan, everybody), odd(log_schema(), plan, everybody);
    std::vector<std::size_t> evens, odds;
    for (std::size_t row = 0; row < log.size(); ++row) (log.text[row].size() % 2 == 0 ? evens : odds).push_back(row);
    std::erase_if(evens, [&](std::size_t row) { return log.text[row].empty() && !text_ids; });
    if (text_ids) {
        even.fold(log.ordered(evens).all(true));
        odd.fold(log.ordered(odds).all(true));
        odd.merge(even);
        check_same(odd.finish(), whole);
    }
}

TEST_CASE("a fold that is merged with one that overlaps in time stays as it was") {
    const VisitLog log = random_log(8, 10, 400, 0);
    const FeaturePlan plan = folded_plan();
    FeatureFold whole = folded(log, false, plan, 50), part(log_schema(), plan, everybody);
    const FeatureFold before = whole;
    part.fold(log.rows(false, 100, 300));
    CHECK_THROWS_WITH(whole.merge(part), ContainsSubstring("times overlap"));
    CHECK(whole == before);
    CHECK_THROWS_WITH(whole.merge(whole), ContainsSubstring("the fold itself"));
    CHECK_THROWS_WITH(whole.merge(FeatureFold(log_schema(), windowed(plan), everybody)), ContainsSubstring("another schema, plan or permission"));
    CHECK_THROWS_WITH(whole.merge(FeatureFold(log_schema(), plan, Permission::not_recorded(Purpose::marketing))), ContainsSubstring("permission"));
}

TEST_CASE("every row is found again, as collect() finds it") {
    const auto seed = GENERATE(1, 2, 3);
    const bool text_ids = GENERATE(false, true);
    const VisitLog log = random_log(static_cast<std::uint64_t>(seed), 30, 1200, 0.5);
    const CustomerBase base = collect({.interactions = log.all(text_ids)}, log_schema());
    const FeatureFold fold = folded(log, text_ids, folded_plan(), 77);
    CHECK(fold.account() == base.account());
    CHECK(fold.set_aside() == base.set_aside());
    REQUIRE(fold.account().tables.front().adds_up());
    CHECK(fold.account().tables.front().set_aside > 50);
    CHECK(fold.account().tables.front().folded > 20);
    CHECK(fold.row_count() == log.size());
}

TEST_CASE("events that are no visits are used and make no visit; rows outside the schema's window are counted") {
    using namespace std::chrono_literals;
    const bool windowed_schema = GENERATE(false, true);
    const VisitLog log = random_log(31, 25, 900, 0.3);
    std::vector<std::string> kind, seen;
    for (std::size_t row = 0; row < log.size(); ++row) {
        kind.push_back(row % 7 == 0 ? "complaint" : row % 11 == 0 ? "booking" : row % 13 == 0 ? "dance" : row % 2 == 0 ? "" : "purchase");
        seen.push_back(row % 3 == 0 ? "hurry;child" : row % 3 == 1 ? "child;hurry" : "");
    }
    Schema schema = log_schema();
    schema.interaction.kind = "kind";
    schema.interaction.observations = "seen";
    if (windowed_schema) schema.window = {.from = 2024y / 2 / 10, .until = 2024y / 6 / 1};
    const auto rows = [&](std::size_t begin, std::size_t end) {
        const TableView plain = log.rows(false, begin, end);
        std::vector<NamedColumn> columns(plain.columns().begin(), plain.columns().end());
        columns.push_back({"kind", ColumnView(std::span(kind).subspan(begin, end - begin))});
        columns.push_back({"seen", ColumnView(std::span(seen).subspan(begin, end - begin))});
        return TableView(std::move(columns));
    };
    FeaturePlan plan = folded_plan();
    std::erase_if(plan.features, [](const Feature& feature) { return std::holds_alternative<Satisfaction>(feature); });  // events hold answers as well
    FeatureFold fold(schema, plan, everybody);
    for (std::size_t begin = 0; begin < log.size(); begin += 90) fold.fold(rows(begin, begin + 90));
    const CustomerBase base = collect({.interactions = rows(0, log.size())}, schema);
    REQUIRE(base.event_count() > 50);
    check_same(fold.finish(), build_features(base.permitting(Purpose::profiling), plan));
    CHECK(fold.account() == base.account());
    CHECK(fold.set_aside() == base.set_aside());
    CHECK((fold.account().tables.front().outside > 0) == windowed_schema);
}

TEST_CASE("who has not agreed leaves nothing but a count") {
    const VisitLog log = random_log(4, 30, 600, 0.0);
    std::vector<std::int64_t> customer;
    std::vector<std::string> purpose, granted;
    for (const std::int64_t id : log.number) {
        customer.push_back(id);
        purpose.push_back(id / 0x1234'5678'9abc % 3 == 0 ? "profiling" : "marketing");
        granted.push_back("yes");
    }
    const TableView consents{{"customer", customer}, {"purpose", purpose}, {"granted", granted}};
    const PermittedBase base = collect({.interactions = log.all(false), .consents = consents}, log_schema()).permitting(Purpose::profiling);
    const Permission permission = Permission::of(consents, log_schema(), Purpose::profiling);
    FeatureFold fold(log_schema(), folded_plan(), permission);
    fold.fold(log.rows(false, 0, 250));
    fold.fold(log.rows(false, 250, log.size()));
    REQUIRE(base.customer_count() > 0);
    REQUIRE(base.account().tables.front().refused > 0);
    check_same(fold.finish(), build_features(base, folded_plan()));
    CHECK(fold.account() == base.account());
    CHECK(std::get<std::vector<std::int64_t>>(fold.state().keys).size() == base.customer_count());

    FeatureFold nobody(log_schema(), windowed(folded_plan()), Permission());
    nobody.fold(log.all(false));
    CHECK(nobody.account().tables.front().refused == log.size());
    CHECK(nobody.state().records.empty());
}

TEST_CASE("where nobody agreed, a fold says so, as build_features() does, and asks for no window") {
    const VisitLog log = random_log(4, 3, 60, 0.0);
    const std::vector<std::int64_t> customer(log.number.begin(), log.number.end());
    const std::vector<std::string> purpose(log.size(), "profiling"), granted(log.size(), "no");
    const TableView consents{{"customer", customer}, {"purpose", purpose}, {"granted", granted}};
    const std::string who = "customers who permit profiling is 0, but must be at least 1: everybody refused or has no decision in the table of consents (60 rows";
    const PermittedBase base = collect({.interactions = log.all(false), .consents = consents}, log_schema()).permitting(Purpose::profiling);
    CHECK_THROWS_WITH(build_features(base, folded_plan()), ContainsSubstring(who));
    for (const FeaturePlan& plan : {folded_plan(), windowed(folded_plan())}) {
        FeatureFold nobody(log_schema(), plan, Permission::of(consents, log_schema(), Purpose::profiling));
        nobody.fold(log.all(false));
        CHECK_THROWS_WITH(nobody.finish(), ContainsSubstring(who));
    }
}

TEST_CASE("a fold that is kept as a state goes on as if nothing had happened") {
    const bool text_ids = GENERATE(false, true);
    const VisitLog log = random_log(13, 40, 1000, 0.4, 20);
    FeatureFold straight = folded(log, text_ids, folded_plan(), 100), kept(log_schema(), folded_plan(), everybody);
    for (std::size_t begin = 0; begin < log.size(); begin += 100) {
        auto state = std::make_shared<FeatureFold::State>(kept.state());
        state->check();
        kept = FeatureFold(std::shared_ptr<const FeatureFold::State>(state));
        kept.fold(log.rows(text_ids, begin, begin + 100));
    }
    CHECK(kept == straight);
    check_same(kept.finish(), built(log, text_ids, folded_plan()));
}

TEST_CASE("a chunk that cannot be folded whole is not folded at all") {
    const VisitLog log = random_log(17, 20, 600, 0.3, 30);
    FeatureFold fold(log_schema(), folded_plan(), everybody);
    fold.fold(log.rows(false, 100, 400));
    const FeatureFold before = fold;
    CHECK_THROWS_WITH(fold.fold(log.rows(false, 0, 100)), ContainsSubstring("lies before one of the same customer"));
    CHECK(fold == before);

    VisitLog large = log;
    large.paid[500] = 1e200;
    large.at[500] = large.at[501] = "2024-12-01 12:00";
    CHECK_THROWS_WITH(fold.fold(large.rows(false, 400, 600)), ContainsSubstring("too large to be added exactly"));
    CHECK(fold == before);
    CHECK_THROWS_WITH(fold.fold(log.rows(true, 400, 600)), ContainsSubstring("but were whole numbers before"));
    CHECK_THROWS_AS(fold.fold(TableView{{"customer", log.number}}), UnknownColumn);
    CHECK(fold == before);

    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(fold.fold(log.rows(false, 400, 600), {.stop = stop.get_token()}), Cancelled);
    CHECK(fold == before);
    fold.fold(log.rows(false, 400, 600));
    FeatureFold straight(log_schema(), folded_plan(), everybody);
    straight.fold(log.rows(false, 100, 600));
    CHECK(fold == straight);
}

TEST_CASE("what a fold cannot hold is said before the first row") {
    Schema schema = log_schema();
    const auto with = [](Feature feature) { return FeaturePlan{.features = {feature}}; };
    schema.interaction.offering = "thing";
    CHECK_THROWS_WITH(FeatureFold(schema, with(OfferingMix{}), everybody), ContainsSubstring("OfferingMix") && ContainsSubstring("collect() and build_features()"));
    CHECK_THROWS_WITH(FeatureFold(schema, with(ChannelMix{}), everybody), ContainsSubstring("ChannelMix"));
    CHECK_THROWS_WITH(FeatureFold(schema, with(Attribute{"age"}), everybody), ContainsSubstring("Attribute"));
    CHECK_THROWS_AS(FeatureFold(schema, with(DiscountShare{"voucher"}), everybody), UnknownColumn);
    schema.interaction.amount = "";
    CHECK_THROWS_AS(FeatureFold(schema, with(MonetaryValue{}), everybody), UnknownColumn);
    schema.interaction.visit = "receipt";
    CHECK_THROWS_WITH(FeatureFold(schema, with(Recency{}), everybody), ContainsSubstring("receipt"));
    schema = log_schema();
    schema.customer_list = CustomerList::complete;
    CHECK_THROWS_WITH(FeatureFold(schema, with(Recency{}), everybody), ContainsSubstring("customer table"));
    CHECK_THROWS_WITH(FeatureFold(log_schema(), folded_plan(), everybody).finish(), ContainsSubstring("No row was folded"));

    VisitLog log = random_log(1, 5, 20, 0);
    std::ranges::fill(log.text, "");
    FeatureFold fold(log_schema(), folded_plan(), everybody);
    fold.fold(log.all(true));
    CHECK_THROWS_WITH(fold.finish(), ContainsSubstring("no customer id in any row"));
}
