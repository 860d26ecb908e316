#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// So many rows that they are taken in by several blocks and partitions, against what a map and a sort make of them.
using namespace dangol;
using namespace std::chrono_literals;

namespace {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

template <class Id>
struct Till {
    std::vector<Id> who = {};
    std::vector<Time> at = {};
    std::vector<double> paid = {};

    Records rows(std::size_t begin, std::size_t end) const {
        const auto part = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
        return {.interactions = {{"who", part(who)}, {"at", part(at)}, {"paid", part(paid)}}};
    }
};

std::int64_t id_of(std::size_t customer, const std::int64_t*) { return static_cast<std::int64_t>(customer * 0x9e37'79b9'7f4a'7c15ULL); }
std::string id_of(std::size_t customer, const std::string*) { return (customer % 3 == 0 ? "회원 " : "member-") + std::to_string(customer * 7919); }

/// By time or not, some rows twice, some without a customer (text) or with a broken amount, one customer with a tenth of all.
template <class Id>
Till<Id> till(std::size_t rows, std::size_t customers, bool by_time) {
    std::mt19937_64 random(rows + customers);
    Till<Id> till;
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t customer = random() % 10 == 0 ? 0 : random() % customers;
        till.who.push_back(id_of(customer, static_cast<const Id*>(nullptr)));
        till.at.push_back(Time{std::chrono::seconds{by_time ? 60 * row / 7 : random() % 100'000}});
        till.paid.push_back(static_cast<double>(random() % 1'000) / 4);
        if (row > 0 && random() % 50 == 0) {
            till.who.back() = till.who[row / 2], till.at.back() = till.at[row / 2], till.paid.back() = till.paid[row / 2];
        }
        if (random() % 1'000 == 0) till.paid.back() = -1;
        if constexpr (std::is_same_v<Id, std::string>) {
            if (random() % 500 == 0) till.who.back() = "-";
        }
    }
    return till;
}

const Schema schema{.interaction = {.customer = "who", .time = "at", .amount = "paid"}, .time_zone = "Asia/Seoul"};

template <class Id>
void check(const Till<Id>& till) {
    std::map<Id, std::set<std::pair<Time, double>>> expected;
    std::size_t sound = 0, kept = 0;
    for (std::size_t row = 0; row < till.who.size(); ++row) {
        if constexpr (std::is_same_v<Id, std::string>) {
            if (till.who[row] == "-") continue;
        }
        if (till.paid[row] < 0) continue;
        ++sound;
        expected[till.who[row]].insert({till.at[row], till.paid[row]});
    }
    const CustomerBase base = collect(till.rows(0, till.who.size()), schema, {.threads = 2});
    const PermittedBase permitted = base.permitting(Purpose::analysis);
    const VisitColumns& visits = permitted.visits();
    const auto& keys = std::get<std::vector<Id>>(permitted.customers());
    REQUIRE(keys.size() == expected.size());
    std::size_t customer = 0, wrong = 0;
    for (const auto& [id, rows] : expected) {
        wrong += keys[customer] == id && visits.first_of_customer[customer + 1] - visits.first_of_customer[customer] == rows.size() ? 0 : 1;
        std::size_t visit = visits.first_of_customer[customer++];
        for (const auto& [at, paid] : rows) {
            wrong += visits.at[visit] == at && visits.amount[visit] == paid ? 0 : 1;
            ++visit;
        }
        kept += rows.size();
    }
    CHECK(wrong == 0);
    const TableAccount& account = base.account().tables.front();
    CHECK(account.used == kept);
    CHECK(account.folded == sound - kept);
    CHECK(account.set_aside == till.who.size() - sound);
    CHECK(permitted.first_record() == *std::ranges::min_element(visits.at));

    CHECK(collect(till.rows(0, till.who.size()), schema, {.threads = 1}) == base);
    const std::size_t first = till.who.size() / 3;
    CHECK(collect(till.rows(0, first), schema).with(till.rows(first, till.who.size())) == base);
    CHECK(collect(till.rows(0, 10), schema).with(till.rows(10, till.who.size())) == base);
}

}  // namespace

TEST_CASE("many rows by time are those of a map") { check(till<std::int64_t>(150'000, 9'000, true)); }
TEST_CASE("many rows in no order are those of a map") { check(till<std::int64_t>(150'000, 60'000, false)); }
TEST_CASE("many rows of customers with text for ids are those of a map") { check(till<std::string>(150'000, 9'000, false)); }

TEST_CASE("customers of two tables are the same customers") {
    const Till<std::int64_t> rows = till<std::int64_t>(100'000, 40'000, false);
    std::vector<std::int64_t> listed;
    for (std::size_t customer = 0; customer < 80'000; customer += 2) listed.push_back(id_of(customer, static_cast<const std::int64_t*>(nullptr)));
    Records records = rows.rows(0, rows.who.size());
    records.customers = TableView{{"id", listed}};
    Schema both = schema;
    both.customer.id = "id";
    const CustomerBase base = collect(records, both);
    std::set<std::int64_t> all(listed.begin(), listed.end()), came;
    for (std::size_t row = 0; row < rows.who.size(); ++row) {
        if (rows.paid[row] >= 0) came.insert(rows.who[row]);
    }
    all.insert(came.begin(), came.end());
    CHECK(base.customer_count() == all.size());
    CHECK(base.account().customers_without_row == all.size() - listed.size());
}

TEST_CASE("customers of a list who never came stand behind the last visit") {
    const Till<std::int64_t> rows = till<std::int64_t>(50'000, 3'000, true);
    std::vector<std::int64_t> listed = rows.who;
    for (std::int64_t never = 0; never < 20'000; ++never) listed.push_back(std::numeric_limits<std::int64_t>::max() - never);
    Records records = rows.rows(0, rows.who.size());
    records.customers = TableView{{"id", listed}};
    Schema both = schema;
    both.customer.id = "id";
    const PermittedBase base = collect(records, both).permitting(Purpose::analysis);
    CHECK(base.visits().first_of_customer.back() == base.visits().size());
    CHECK(base.visits().first_of_customer[base.customer_count() - 20'000] == base.visits().size());
    CHECK(base.visits() != collect(rows.rows(0, 10), schema).permitting(Purpose::analysis).visits());
}

TEST_CASE("taking many rows in is stopped in the middle") {
    const Till<std::int64_t> rows = till<std::int64_t>(150'000, 9'000, false);
    for (const double where : {.1, .55, .65}) {
        CAPTURE(where);
        std::stop_source source;
        const auto stop_there = [&](const Progress& progress) {
            if (progress.fraction >= where) source.request_stop();
        };
        CHECK_THROWS_AS(collect(rows.rows(0, rows.who.size()), schema, {.threads = 2, .stop = source.get_token(), .progress = stop_there}), Cancelled);
    }
}

namespace {

/// Lines of baskets in no order, no two the same, of visits and complaints; companions and a discount in some of them.
struct Baskets {
    static constexpr std::size_t rows = 70'000;
    std::vector<std::int64_t> who = {}, receipt = {};
    std::vector<Time> at = {};
    std::vector<double> paid = {}, saved = {};
    std::vector<std::string> kind = {}, what = {}, with = {};

    Baskets() {
        std::mt19937_64 random(11);
        const std::vector<std::string> company{"", "child", "partner; child", "friend"};
        for (std::size_t row = 0; row < rows; ++row) {
            const auto basket = static_cast<std::int64_t>(random() % (rows / 3));
            who.push_back(id_of(static_cast<std::size_t>(basket) % 5'000, static_cast<const std::int64_t*>(nullptr)));
            receipt.push_back(basket);
            at.push_back(Time{std::chrono::minutes{basket}});
            paid.push_back(static_cast<double>(row));
            saved.push_back(row % 3 == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(row % 11));
            kind.push_back(basket % 7 == 0 ? "complaint" : "visit");
            what.push_back("thing " + std::to_string(random() % 40));
            with.push_back(company[random() % company.size()]);
        }
    }
    CustomerBase collected(std::size_t threads) const {
        return collect({.interactions = {{"who", who}, {"receipt", receipt}, {"at", at}, {"paid", paid}, {"saved", saved}, {"kind", kind}, {"what", what}, {"with", with}}},
                       {.interaction = {.customer = "who", .time = "at", .visit = "receipt", .amount = "paid", .discounts = {"saved"}, .offering = "what", .kind = "kind", .companions = "with"}},
                       {.threads = threads});
    }
    void reverse() {
        const auto turn = [](auto&... columns) { (std::ranges::reverse(columns), ...); };
        turn(who, receipt, at, paid, saved, kind, what, with);
    }
};

/// What a basket holds, added up by a map.
struct Basket {
    Time at = {};
    std::size_t lines = 0;
    double paid = 0, saved = 0;
    bool saving_known = false;
    std::set<std::string> with = {};
};

void check_baskets(const Baskets& all, const PermittedBase& base, const VisitColumns& columns, bool complaints) {
    std::map<std::int64_t, std::map<std::int64_t, Basket>> expected;  // of a customer, by time
    for (std::size_t row = 0; row < Baskets::rows; ++row) {
        if ((all.kind[row] == "complaint") != complaints) continue;
        Basket& basket = expected[all.who[row]][all.receipt[row]];
        basket.at = all.at[row];
        ++basket.lines;
        basket.paid += all.paid[row];
        if (all.saved[row] == all.saved[row]) basket.saved += all.saved[row], basket.saving_known = true;
        if (all.with[row] == "partner; child") basket.with.insert({"partner", "child"});
        else if (!all.with[row].empty()) basket.with.insert(all.with[row]);
    }
    const auto& keys = std::get<std::vector<std::int64_t>>(base.customers());
    std::size_t visit = 0, wrong = 0;
    for (std::size_t customer = 0; customer < keys.size(); ++customer) {
        wrong += columns.first_of_customer[customer] == visit ? 0 : 1;
        for (const auto& [receipt, basket] : expected[keys[customer]]) {
            std::set<std::string> with;
            for (const std::uint32_t code : columns.companions.of(visit)) with.insert(columns.companions.names[code]);
            const double saved = columns.discounts[0][visit];
            const bool same = columns.at[visit] == basket.at && columns.amount[visit] == basket.paid && columns.line_end(visit) - columns.line_begin(visit) == basket.lines &&
                              with == basket.with && (basket.saving_known ? saved == basket.saved : saved != saved);
            wrong += same ? 0 : 1;
            ++visit;
        }
    }
    CHECK(wrong == 0);
    CHECK(visit == columns.size());
    CHECK(visit > Baskets::rows / 30);
}

}  // namespace

TEST_CASE("many lines of receipts, and events between them, are those of a map, in any order of rows and with any number of threads") {
    Baskets baskets;
    const CustomerBase base = baskets.collected(4);
    CHECK(baskets.collected(1) == base);
    const PermittedBase permitted = base.permitting(Purpose::analysis);
    check_baskets(baskets, permitted, permitted.visits(), false);
    check_baskets(baskets, permitted, permitted.events(), true);
    CHECK(permitted.visits().line_count() + permitted.events().line_count() == Baskets::rows);
    baskets.reverse();
    CHECK(baskets.collected(2) == base);
}
