#include <dangol/customers/customer_base.hpp>
#include <dangol/customers/erase.hpp>

#include "customers/id_ranges.hpp"
#include "customers/row_numbers.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Rows lie in an order of their own once they are read: what is said of them is said by the numbers that their owner knows.
using namespace dangol;

namespace {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

/// Rows of customers in no order, of which every 97th has no customer, every 101st an amount below 0, and every 103rd a customer nobody listed.
struct Till {
    std::vector<std::int64_t> id = {};
    std::vector<Time> at = {};
    std::vector<double> paid = {};

    explicit Till(std::size_t rows) {
        std::mt19937_64 random(rows);
        for (std::size_t row = 0; row < rows; ++row) {
            id.push_back(row % 103 == 0 ? -7 : static_cast<std::int64_t>(random() % 9'000 * 1'000'003));
            at.push_back(Time{std::chrono::minutes{row}});
            paid.push_back(row % 101 == 0 ? -1 : 2);
        }
    }
    std::optional<UnusableReason> reason(std::size_t row) const {
        if (row % 97 == 0) return UnusableReason::missing_customer;
        if (row % 101 == 0) return UnusableReason::negative_amount;
        if (row % 103 == 0) return UnusableReason::unknown_customer;
        return std::nullopt;
    }
};

std::vector<std::int64_t> listed() {
    std::vector<std::int64_t> ids;
    for (std::int64_t customer = 0; customer < 9'000; ++customer) ids.push_back(customer * 1'000'003);
    return ids;
}

Schema complete() {
    Schema schema{.interaction = {.customer = "who", .time = "at", .amount = "paid"}, .customer_list = CustomerList::complete};
    schema.customer.id = "id";
    return schema;
}

/// Rows [begin, end) of a till, whose ids are decimal numbers where one is missing, as pandas has them. With the list, or without.
CustomerBase collected(const Till& till, std::size_t begin, std::size_t end, const CustomerBase* before = nullptr) {
    const auto part = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
    std::vector<double> ids;
    for (std::size_t row = begin; row < end; ++row) ids.push_back(row % 97 == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(till.id[row]));
    const std::vector<std::int64_t> all = listed();
    Records records{.interactions = {{"who", ids}, {"at", part(till.at)}, {"paid", part(till.paid)}}};
    if (before != nullptr) return before->with(records);
    records.customers = TableView{{"id", all}};
    return collect(records, complete());
}

}  // namespace

TEST_CASE("rows set aside are told by the numbers they were read with") {
    const Till till(120'000);
    const std::size_t rows = till.id.size();
    const CustomerBase base = collected(till, 0, rows), first = collected(till, 0, 50'000);
    for (const CustomerBase& told : {base, collected(till, 50'000, rows, &first)}) {
        std::size_t next = 0, wrong = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            const auto reason = till.reason(row);
            if (!reason) continue;
            const SetAsideRow& unusable = told.set_aside().rows.at(next++);
            wrong += unusable.row == row && unusable.reason == *reason ? 0 : 1;
        }
        CHECK(wrong == 0);
        CHECK(next == told.set_aside().rows.size());
        CHECK(told.visit_count() == rows - next);
    }
}

TEST_CASE("rows that are left after an erasure are counted anew, as if the others had never been there") {
    const Till till(120'000);
    const auto stays = [](std::int64_t id) { return id % 5 != 0 || id < 0; };
    Till left(0);
    std::vector<std::int64_t> gone, others;
    for (const std::int64_t id : listed()) (stays(id) ? others : gone).push_back(id);
    for (std::size_t row = 0; row < till.id.size(); ++row) {
        if (row % 97 == 0 || !stays(till.id[row])) continue;
        left.id.push_back(till.id[row]), left.at.push_back(till.at[row]), left.paid.push_back(till.paid[row]);
    }
    Till known(0);  // without rows of nobody, who cannot be erased
    for (std::size_t row = 0; row < till.id.size(); ++row) {
        if (row % 97 != 0) known.id.push_back(till.id[row]), known.at.push_back(till.at[row]), known.paid.push_back(till.paid[row]);
    }
    const auto base_of = [](const Till& rows, const std::vector<std::int64_t>& list) {
        return collect({.customers = {{"id", list}}, .interactions = {{"who", rows.id}, {"at", rows.at}, {"paid", rows.paid}}}, complete());
    };
    const Erasure erased = erase(base_of(known, listed()), gone);
    const CustomerBase never = base_of(left, others);
    CHECK(erased.base == never);
    CHECK(never.set_aside().rows.size() > 100);
    std::size_t expected = 0;
    for (std::size_t row = 0; row < known.id.size(); ++row) expected += !stays(known.id[row]) && known.paid[row] < 0 ? 1 : 0;
    CHECK(erased.tables.at(1).set_aside == expected);
    const std::vector<std::int64_t> one_more{others.front()};
    CHECK(erase(erased.base, one_more).base == erase(never, one_more).base);
}

TEST_CASE("a slip in a year is told by the number of its row") {
    Till till(80'000);
    till.at[70'003] = Time{std::chrono::sys_days{std::chrono::year{1900} / 1 / 1}};
    till.at[70'001] = till.at[70'003];
    const CustomerBase base = collect({.interactions = {{"who", till.id}, {"at", till.at}, {"paid", till.paid}}}, {.interaction = {.customer = "who", .time = "at", .amount = "paid"}});
    REQUIRE(base.account().stray_times.size() == 1);
    CHECK(base.account().stray_times.front().rows == 2);
    CHECK(base.account().stray_times.front().row == 70'001);
}

TEST_CASE("texts too alike to be cut into ranges are customers as well") {
    std::mt19937_64 random(5);
    std::vector<std::string> who;
    std::vector<Time> at;
    std::map<std::string, std::size_t> visits;
    for (std::size_t row = 0; row < 300'000; ++row) {
        who.push_back((random() % 2 == 0 ? "A/2024/shop/" : "B/2024/shop/") + std::to_string(random() % 7'000));
        at.push_back(Time{std::chrono::minutes{row}});
        ++visits[who.back()];
    }
    const Records records{.interactions = {{"who", who}, {"at", at}}};
    const Schema schema{.interaction = {.customer = "who", .time = "at"}};
    const CustomerBase base = collect(records, schema, {.threads = 2});
    const PermittedBase permitted = base.permitting(Purpose::analysis);
    const auto& keys = std::get<std::vector<std::string>>(permitted.customers());
    REQUIRE(keys.size() == visits.size());
    std::size_t customer = 0, wrong = 0;
    for (const auto& [id, count] : visits) {
        const auto& first = permitted.visits().first_of_customer;
        wrong += keys[customer] == id && first[customer + 1] - first[customer] == count ? 0 : 1;
        ++customer;
    }
    CHECK(wrong == 0);
    CHECK(collect(records, schema, {.threads = 1}) == base);
}

TEST_CASE("ranges keep the order of ids and hold about as many each, and say when a sample has no more than a few") {
    std::mt19937_64 random(3);
    std::vector<std::uint64_t> sample;
    for (std::size_t i = 0; i < 1'024; ++i) sample.push_back(order_key(static_cast<std::int64_t>(random())));
    const IdRanges ranges(sample, 64);
    CHECK(ranges.tell_apart());
    std::ranges::sort(sample);
    std::vector<std::size_t> count(64);
    for (const std::uint64_t key : sample) ++count[ranges.of(key)];
    CHECK(std::ranges::is_sorted(sample, {}, [&](std::uint64_t key) { return ranges.of(key); }));
    CHECK(*std::ranges::max_element(count) == 16);
    CHECK(order_key(-1) < order_key(0));

    CHECK_FALSE(IdRanges(std::vector<std::uint64_t>(1'024, 7), 64).tell_apart());
    CHECK(IdRanges({}, 1).of(5) == 0);
}

TEST_CASE("keys of texts stand in their order, with what they begin with or without") {
    const TextOrderKeys keys({"member-0012", "member-9", "member-10"});
    const std::vector<std::string> in_order{"", "a", "memb", "member-", "member-0", "member-0012", "member-1", "member-9", "member-\xea\xb0\x80", "zeta"};
    CHECK(std::ranges::is_sorted(in_order, {}, keys));
    CHECK(keys("member-0012") < keys("member-9"));
    CHECK(keys("member-0") > keys("a"));
}
