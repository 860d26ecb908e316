#include <worlds/world.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

using namespace dangol::worlds;

namespace {

World small(Trade trade, std::uint64_t seed = 1) {
    return generate({.trade = trade, .customers = 200, .seed = seed});
}

std::unordered_map<std::string, std::uint32_t> kind_by_id(const World& world) {
    std::unordered_map<std::string, std::uint32_t> result;
    for (std::size_t i = 0; i < world.customers.size(); ++i) {
        result.emplace(world.customers.customer_id[i], world.truth.kind_of_customer[i]);
    }
    return result;
}

/// Share of each kind's interactions for which `of_row` holds.
template <typename Predicate>
std::vector<double> share_by_kind(const World& world, Predicate of_row) {
    const auto kind = kind_by_id(world);
    std::vector<double> hits(world.truth.kinds.size()), rows(world.truth.kinds.size());
    for (std::size_t row = 0; row < world.interactions.size(); ++row) {
        const std::uint32_t of = kind.at(world.interactions.customer_id[row]);
        ++rows[of];
        hits[of] += of_row(row) ? 1 : 0;
    }
    for (std::size_t i = 0; i < hits.size(); ++i) hits[i] /= rows[i];
    return hits;
}

auto is_a(const World& world, std::string_view kind) {
    return [&world, kind](std::size_t row) { return world.interactions.kind[row] == kind; };
}

std::int64_t hour_of(std::chrono::sys_seconds instant) {
    const auto shop_clock = instant + korean_offset;
    return (shop_clock - std::chrono::floor<std::chrono::days>(shop_clock)) / std::chrono::hours{1};
}

bool at_weekend(std::chrono::sys_seconds instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant + korean_offset);
    return std::chrono::weekday{day}.iso_encoding() >= 6;
}

}  // namespace

TEST_CASE("the same options give the same world, another seed another one") {
    const Trade trade = GENERATE(Trade::hanbok, Trade::alteration, Trade::null_skewed, Trade::online_class);
    const World world = small(trade), again = small(trade), other = small(trade, 2);
    CHECK(world.interactions.visited_at == again.interactions.visited_at);
    CHECK(world.interactions.amount_krw == again.interactions.amount_krw);
    CHECK(world.interactions.note == again.interactions.note);
    CHECK(world.leads.converted_at == again.leads.converted_at);
    CHECK(world.consent.granted == again.consent.granted);
    CHECK(world.truth.kinds == again.truth.kinds);
    CHECK(world.interactions.visited_at != other.interactions.visited_at);
    CHECK(world.truth.kind_of_customer != (trade == Trade::null_skewed ? std::vector<std::uint32_t>{} : other.truth.kind_of_customer));
}

TEST_CASE("a person of a larger world does not change with its size") {
    const World few = generate({.trade = Trade::null_factor, .customers = 30}), many = generate({.trade = Trade::null_factor, .customers = 60});
    CHECK(std::equal(few.customers.distance_km.begin(), few.customers.distance_km.end(), many.customers.distance_km.begin(),
                     [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }));
}

TEST_CASE("no two worlds share their random numbers, whatever their trades and seeds") {
    for (const Trade trade : {Trade::candle, Trade::leather, Trade::repair, Trade::online_class}) {
        for (const std::uint64_t seed : {1u, 2u}) {
            CHECK(small(trade, 1).customers.joined_on != small(Trade::hanbok, seed).customers.joined_on);
        }
    }
}

TEST_CASE("columns of a table are equally long, in time and in order of time") {
    const World world = small(GENERATE(Trade::hanbok, Trade::alteration, Trade::null_factor, Trade::candle, Trade::leather, Trade::repair,
                                       Trade::online_class));
    const Interactions& visits = world.interactions;
    for (const std::size_t length : {visits.customer_id.size(), visits.visited_at.size(), visits.kind.size(), visits.channel.size(),
                                     visits.offering.size(), visits.amount_krw.size(), visits.discount_krw.size(),
                                     visits.party_size.size(), visits.planned.size(), visits.satisfaction.size(),
                                     visits.staff.size(), visits.note.size()}) {
        CHECK(length == visits.size());
    }
    CHECK(std::is_sorted(visits.visited_at.begin(), visits.visited_at.end()));
    CHECK(std::is_sorted(world.leads.contacted_at.begin(), world.leads.contacted_at.end()));
    CHECK(visits.visited_at.front() >= world.from);
    CHECK(visits.visited_at.back() < world.until);
    CHECK(std::set(visits.visit_id.begin(), visits.visit_id.end()).size() == visits.size());
    CHECK(std::set(world.leads.lead_id.begin(), world.leads.lead_id.end()).size() == world.leads.size());
    const auto known = kind_by_id(world);
    CHECK(known.size() == world.customers.size());
    CHECK(std::all_of(visits.customer_id.begin(), visits.customer_id.end(), [&](const auto& id) { return known.contains(id); }));
    CHECK(std::all_of(world.leads.customer_id.begin(), world.leads.customer_id.end(), [&](const auto& id) { return known.contains(id); }));
}

TEST_CASE("nothing precedes the customer, shops keep hours, and values stay in their ranges") {
    const Trade trade = GENERATE(Trade::hanbok, Trade::alteration, Trade::null_skewed, Trade::candle, Trade::leather, Trade::repair,
                                 Trade::online_class);
    const World world = small(trade);
    const int opens = trade == Trade::online_class ? 7 : 9, closes = trade == Trade::online_class ? 24 : 21;
    const std::set<std::string> paid{"주문", "구매", "수리", "결제"};
    std::unordered_map<std::string, std::chrono::sys_days> joined;
    for (std::size_t i = 0; i < world.customers.size(); ++i) {
        joined.emplace(world.customers.customer_id[i], world.customers.joined_on[i]);
    }
    const Interactions& visits = world.interactions;
    bool after_joining = true, open = true, in_range = true, paid_means_order = true;
    for (std::size_t row = 0; row < visits.size(); ++row) {
        const auto shop_clock = visits.visited_at[row] + korean_offset;
        const auto hour = (shop_clock - std::chrono::floor<std::chrono::days>(shop_clock)) / std::chrono::hours{1};
        after_joining = after_joining && shop_clock >= joined.at(visits.customer_id[row]);
        open = open && hour >= opens && hour < closes;
        const double content = visits.satisfaction[row];
        in_range = in_range && visits.amount_krw[row] >= 0 && visits.discount_krw[row] >= 0 && visits.party_size[row] >= 1 &&
                   (std::isnan(content) || (content >= 1 && content <= 5 && content == std::floor(content)));
        paid_means_order = paid_means_order && (visits.amount_krw[row] > 0) == paid.contains(visits.kind[row]);
    }
    CHECK(after_joining);
    CHECK(open);
    CHECK(in_range);
    CHECK(paid_means_order);
    for (const double distance : world.customers.distance_km) CHECK((std::isnan(distance) || distance > 0));
}

TEST_CASE("the truth adds up: kinds have their shares, contacts and conversions are counted over closed windows") {
    const World world = generate({.trade = GENERATE(Trade::hanbok, Trade::alteration, Trade::online_class), .customers = 601});
    const auto kind = kind_by_id(world);
    std::vector<std::size_t> customers(world.truth.kinds.size()), contacts(customers.size()), conversions(customers.size());
    for (const std::uint32_t of : world.truth.kind_of_customer) ++customers[of];
    std::size_t open = 0;
    for (std::size_t row = 0; row < world.leads.size(); ++row) {
        const bool closed = world.leads.window_closes[row] <= world.until;
        open += closed ? 0 : 1;
        contacts[kind.at(world.leads.customer_id[row])] += closed ? 1 : 0;
        conversions[kind.at(world.leads.customer_id[row])] += closed && world.leads.converted[row] == 1 ? 1 : 0;
    }
    CHECK(open > 0);
    for (std::size_t k = 0; k < customers.size(); ++k) {
        const KindTruth& truth = world.truth.kinds[k];
        CHECK(truth.customers == customers[k]);
        CHECK(truth.contacts == contacts[k]);
        CHECK(truth.conversions == conversions[k]);
        CHECK(std::abs(static_cast<double>(customers[k]) - truth.share * 601) < 1);
    }
}

TEST_CASE("conversion rates are the planted ones, and only the negative kind lies below break-even: a leather workshop has none") {
    const Trade trade = GENERATE(Trade::hanbok, Trade::alteration, Trade::candle, Trade::leather, Trade::repair, Trade::online_class);
    const World world = generate({.trade = trade, .seed = GENERATE(1u, 2u, 3u)});
    CHECK(world.leads.size() >= 1'500);
    const auto kind = kind_by_id(world);
    std::vector<double> probability(world.truth.kinds.size()), rows(probability.size());
    for (std::size_t row = 0; row < world.leads.size(); ++row) {
        probability[kind.at(world.leads.customer_id[row])] += world.truth.conversion_probability[row];
        ++rows[kind.at(world.leads.customer_id[row])];
    }
    std::size_t negatives = 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const KindTruth& truth = world.truth.kinds[k];
        CHECK_THAT(probability[k] / rows[k], Catch::Matchers::WithinAbs(truth.conversion_rate, 1e-9));
        const auto n = static_cast<double>(truth.contacts);
        const double seen = static_cast<double>(truth.conversions) / n;
        const double noise = std::sqrt(truth.conversion_rate * (1 - truth.conversion_rate) / n);
        CHECK(std::abs(seen - truth.conversion_rate) < 4 * noise);
        const bool negative = truth.negative != NegativeGround::none;
        negatives += negative ? 1 : 0;
        CHECK(negative == (truth.conversion_rate < world.truth.break_even_rate()));
    }
    CHECK(negatives == (trade == Trade::leather ? 0 : 1));
}

TEST_CASE("a lead converts inside its window and before the records end") {
    const World world = small(Trade::hanbok);
    for (std::size_t row = 0; row < world.leads.size(); ++row) {
        const bool converted = world.leads.converted[row] == 1;
        REQUIRE(converted == (world.leads.converted_at[row] != never));
        if (!converted) continue;
        REQUIRE(world.leads.converted_at[row] > world.leads.contacted_at[row]);
        REQUIRE(world.leads.converted_at[row] <= world.leads.window_closes[row]);
        REQUIRE(world.leads.converted_at[row] < world.until);
    }
}

TEST_CASE("kinds behave as the article describes them") {
    SECTION("a tradition keeper comes on weekdays, a modern adopter at weekends, and who asks for rental prices never orders") {
        const World world = small(Trade::hanbok);
        const auto weekend = share_by_kind(world, [&](std::size_t row) { return at_weekend(world.interactions.visited_at[row]); });
        const auto orders = share_by_kind(world, [&](std::size_t row) { return world.interactions.amount_krw[row] > 0; });
        CHECK(weekend[0] < .15);
        CHECK(weekend[1] > .50);
        CHECK(orders[0] > .60);
        CHECK(orders[2] < .08);
    }
    SECTION("families come together and at weekends; who is never content says so") {
        const World world = small(Trade::alteration);
        const auto company = share_by_kind(world, [&](std::size_t row) { return world.interactions.party_size[row] > 1; });
        const auto unhappy = share_by_kind(world, [&](std::size_t row) { return world.interactions.satisfaction[row] <= 2; });
        CHECK(company[2] > 3 * company[0]);
        CHECK(unhappy[3] > .25);
        CHECK(unhappy[1] < .05);
    }
    SECTION("who seeks solace comes in the evening and alone; a lover of scents brings some back; who asks how it is made buys nothing") {
        const World world = small(Trade::candle);
        const auto evening = share_by_kind(world, [&](std::size_t row) { return hour_of(world.interactions.visited_at[row]) >= 18; });
        const auto returns = share_by_kind(world, is_a(world, "반품"));
        const auto buys = share_by_kind(world, is_a(world, "구매"));
        CHECK(evening[1] > .50);
        CHECK(evening[0] < .30);
        CHECK(returns[0] > 4 * returns[1]);
        CHECK(buys[2] < .08);
    }
    SECTION("who buys by touch looks often and in company; who buys to last plans, and complains when a seam gives way") {
        const World world = small(Trade::leather);
        const auto company = share_by_kind(world, [&](std::size_t row) { return world.interactions.party_size[row] > 1; });
        const auto planned = share_by_kind(world, [&](std::size_t row) { return world.interactions.planned[row] == 1; });
        const auto complaints = share_by_kind(world, is_a(world, "불만"));
        CHECK(company[0] > 3 * company[1]);
        CHECK(planned[1] > 2 * planned[0]);
        CHECK(complaints[1] > .02);
    }
    SECTION("who is in a hurry complains and does not turn up; who asks for estimates has nothing repaired") {
        const World world = small(Trade::repair);
        const auto complaints = share_by_kind(world, is_a(world, "불만"));
        const auto absent = share_by_kind(world, is_a(world, "노쇼"));
        const auto repairs = share_by_kind(world, is_a(world, "수리"));
        CHECK(complaints[1] > 3 * complaints[0]);
        CHECK(absent[1] > 3 * absent[0]);
        CHECK(repairs[2] < .08);
    }
    SECTION("some stop at the payment page, some struggle with questions, some watch only what is free") {
        const World world = small(Trade::online_class);
        const auto checkout = share_by_kind(world, is_a(world, "결제 시작"));
        const auto questions = share_by_kind(world, is_a(world, "문의"));
        const auto payments = share_by_kind(world, is_a(world, "결제"));
        CHECK(checkout[2] > .40);
        CHECK(payments[2] < .12);
        CHECK(payments[0] > .35);
        CHECK(questions[1] > 4 * questions[0]);
        CHECK(payments[3] < .06);
    }
}

TEST_CASE("the first visit is explained and the next one remembered, and who is remembered grows content") {
    const World world = generate({.trade = Trade::repair});
    std::unordered_map<std::string, std::size_t> before;
    std::unordered_map<std::string, std::string> brought;
    const auto kind = kind_by_id(world);
    const Interactions& visits = world.interactions;
    double early = 0, early_asked = 0, late = 0, late_asked = 0;
    std::size_t explained = 0, remembered = 0;
    for (std::size_t row = 0; row < visits.size(); ++row) {
        const std::string& id = visits.customer_id[row];
        const std::size_t nth = before[id]++;
        if (visits.note[row].find("첫 방문이라") != std::string::npos) {
            REQUIRE(nth == 0);
            ++explained;
        }
        if (const auto at = visits.note[row].find(" 수리 이력을"); at != std::string::npos) {
            REQUIRE(nth > 0);
            REQUIRE(visits.note[row].substr(0, at).ends_with(brought[id]));
            ++remembered;
        }
        brought[id] = visits.offering[row];
        if (kind.at(id) != 0 || std::isnan(visits.satisfaction[row])) continue;
        (nth < 2 ? early : late) += visits.satisfaction[row];
        (nth < 2 ? early_asked : late_asked) += 1;
    }
    CHECK(explained > 10);
    CHECK(remembered > 100);
    CHECK(late / late_asked > early / early_asked + .2);
}

TEST_CASE("what only a machine saw has no note, no opinion, no company; who did not come had booked") {
    const World world = small(GENERATE(Trade::candle, Trade::leather, Trade::repair, Trade::online_class));
    const Interactions& visits = world.interactions;
    const std::set<std::string> logged{"웹 조회", "앱 사용", "결제 시작"};
    std::size_t seen = 0, absent = 0;
    for (std::size_t row = 0; row < visits.size(); ++row) {
        const bool by_machine = logged.contains(visits.kind[row]), no_show = visits.kind[row] == "노쇼";
        seen += by_machine ? 1 : 0;
        absent += no_show ? 1 : 0;
        REQUIRE(visits.staff[row].empty() == (by_machine || no_show));
        if (!by_machine && !no_show) continue;
        REQUIRE(std::isnan(visits.satisfaction[row]));
        REQUIRE(visits.party_size[row] == 1);
        if (by_machine) REQUIRE(visits.note[row].empty());
        if (no_show) REQUIRE(visits.planned[row] == 1);
    }
    CHECK((seen > 0) == (world.options.trade != Trade::repair));
    CHECK((absent > 0) == (world.options.trade != Trade::online_class));
}

TEST_CASE("words point at a kind without proving it: some are noted of everybody, others mostly of one kind") {
    const World world = generate({.trade = Trade::hanbok});
    const auto says = [&](std::string_view words) {
        return share_by_kind(world, [&](std::size_t row) { return world.interactions.note[row].find(words) != std::string::npos; });
    };
    for (const double share : says("돌잔치")) CHECK(share > .005);
    const auto of_tradition = says("동정"), of_fashion = says("청바지");
    CHECK(of_tradition[0] > 4 * of_tradition[1]);
    CHECK(of_fashion[1] > 4 * of_fashion[0]);
    CHECK(of_tradition[1] + of_tradition[2] > 0);
}

TEST_CASE("a few notes hold invented ways to reach somebody, and none holds a mark left unfilled") {
    const World world = generate({.trade = GENERATE(Trade::hanbok, Trade::alteration, Trade::null_factor, Trade::candle, Trade::leather,
                                                    Trade::repair, Trade::online_class)});
    const auto notes = [&](std::string_view words) {
        return std::count_if(world.interactions.note.begin(), world.interactions.note.end(),
                             [&](const std::string& note) { return note.find(words) != std::string::npos; });
    };
    CHECK(notes("010-0000-") > 0);
    CHECK(notes("@example.com") > 0);
    CHECK(notes("{") == 0);
    CHECK(notes("010-") == notes("010-0000-"));
}

TEST_CASE("consent is asked for five purposes, sometimes refused, sometimes withdrawn, sometimes never recorded") {
    const World world = generate({.customers = 600});
    std::map<std::pair<std::string, std::string>, int> decisions;
    for (std::size_t row = 0; row < world.consent.size(); ++row) {
        ++decisions[{world.consent.customer_id[row], world.consent.purpose[row]}];
    }
    CHECK(decisions.size() % 5 == 0);
    CHECK(decisions.size() < 5 * world.customers.size());
    CHECK(decisions.size() > 5 * world.customers.size() * 95 / 100);
    CHECK(std::any_of(decisions.begin(), decisions.end(), [](const auto& entry) { return entry.second == 2; }));
    CHECK(std::count(world.consent.granted.begin(), world.consent.granted.end(), 0) > 0);
}

TEST_CASE("a shop of one and of thirty customers is a world too; none is not") {
    CHECK(generate({.trade = Trade::hanbok, .customers = 1}).customers.size() == 1);
    const World thirty = generate({.trade = Trade::hanbok, .customers = 30});
    CHECK(thirty.truth.kinds[0].customers == 11);
    CHECK(thirty.truth.kinds[1].customers == 12);
    CHECK(thirty.truth.kinds[2].customers == 7);
    CHECK_THROWS_AS(generate({.customers = 0}), std::invalid_argument);
    CHECK_THROWS_AS(generate({.trade = static_cast<Trade>(99)}), std::invalid_argument);
}

TEST_CASE("a world is known by its name, and a wrong name is told what there is") {
    for (const Trade trade : {Trade::hanbok, Trade::alteration, Trade::candle, Trade::leather, Trade::repair, Trade::online_class,
                              Trade::null_independent, Trade::null_factor, Trade::null_skewed}) {
        CHECK(trade_named(name_of(trade)) == trade);
    }
    CHECK_THROWS_WITH(trade_named("candles"), Catch::Matchers::ContainsSubstring("candles") && Catch::Matchers::ContainsSubstring("hanbok"));
}
