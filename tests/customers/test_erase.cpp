#include <dangol/customers/erase.hpp>

#include "customers/dirty_tables.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using namespace dangol::tests;
using Texts = std::vector<std::string>;

namespace {

/// Rows of a till and of a web shop in which a few people share numbers, cards, names and addresses.
struct Keys {
    Texts phone, card, name, mail, cookie;

    Keys(std::uint64_t seed, std::size_t rows) {
        Dice dice(seed);
        const auto some = [&](const char* before, const char* after) { return dice.below(3) == 0 ? std::string{} : before + std::to_string(dice.below(rows / 3)) + after; };
        for (std::size_t row = 0; row < rows; ++row) {
            phone.push_back(dice.below(6) == 0 ? "02-555-0100" : some("010-1000-10", "0"));
            if (!phone.back().empty() && phone.back().size() < 13) phone.back().insert(phone.back().size() - 1, 13 - phone.back().size(), '7');
            card.push_back(some("9400-", ""));
            name.push_back(dice.any({"Kim", "Lee", "Park", ""}));
            mail.push_back(some("m", "@x.kr"));
            cookie.push_back(dice.below(4) == 0 ? "tablet" : some("cookie", ""));
        }
    }
    Keys() = default;

    std::vector<KeyedTable> tables() const {
        return {{"till", {{"phone", phone}, {"card", card}, {"name", name}}, {{"phone", KeyKind::phone}, {"card", KeyKind::card}, {"name", KeyKind::booking_name}}},
                {"web", {{"mail", mail}, {"cookie", cookie}}, {{"mail", KeyKind::email}, {"cookie", KeyKind::cookie}}}};
    }
    /// Without the rows of some customers, who are given per row.
    Keys without(const Texts& till, const Texts& web, const Texts& gone) const {
        Keys left;
        const auto stays = [&](const std::string& id) { return std::ranges::find(gone, id) == gone.end(); };
        for (std::size_t row = 0; row < phone.size(); ++row) {
            if (stays(till[row])) left.phone.push_back(phone[row]), left.card.push_back(card[row]), left.name.push_back(name[row]);
            if (stays(web[row])) left.mail.push_back(mail[row]), left.cookie.push_back(cookie[row]);
        }
        return left;
    }
};

}  // namespace

TEST_CASE("a base without erased customers is the base of tables without their rows") {
    for (std::uint64_t seed = 200; seed < 240; ++seed) {
        const std::size_t rows = 40 + seed % 30;
        const Dirty all(seed, rows);
        const Texts gone{"c1", "c3", "c4", "nobody"};
        const Dirty left = all.without([&](const std::string& id) { return std::ranges::find(gone, id) != gone.end(); });
        const Schema schema = schema_with(seed % 3 == 0 ? CustomerList::complete : CustomerList::open, seed % 2 == 0 ? "receipt" : "");
        const CustomerBase base = seed % 4 == 0 ? collect(all.part(0, 20).records(), schema).with(all.part(20, rows).records()) : collect(all.records(), schema);
        const Erasure erased = erase(base, gone);
        CHECK(erased.base == collect(left.records(), schema));
        CHECK(std::get<Texts>(erased.not_found) == Texts{"nobody"});
        CHECK(erased.customers == 3);
        for (const TableAccount& table : erased.base.account().tables) CHECK(table.adds_up());
        std::size_t rows_gone = 0;
        for (const ErasedRows& table : erased.tables) rows_gone += table.rows;
        CHECK(rows_gone == 4 * rows - left.id.size() - left.visitor.size() - left.lead.size() - left.asked.size());
        CHECK(erase(erased.base, gone).customers == 0);
    }
}

TEST_CASE("notes and rows set aside of an erased customer are gone, and the account of it says so") {
    const Texts who{"ann", "bob", "ann"}, at{"2024-01-01", "2024-01-02", "2024-02-30"}, note{"allergic to wool", "blue", "wool!"};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .note = "note"}};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"note", note}}}, schema);
    CHECK(base.set_aside().rows.size() == 1);
    const Erasure erased = erase(base, Texts{"ann", "zoe"});
    CHECK(erased.base.permitting(Purpose::analysis).visits().notes == Texts{"blue"});
    CHECK(erased.base.set_aside() == Quarantine{});
    CHECK(erased.tables == std::vector<ErasedRows>{{TableKind::interactions, 2, 1}});
    CHECK(erased.notes == 2);
    CHECK(to_text(erased, Language::english) == "1 customer erased.\n- interaction table: 2 rows, 1 of them had been set aside\n- 2 notes\n1 id was not found.");
    CHECK(to_text(erased, Language::korean) == "고객 1명을 지웠습니다.\n- 방문 기록 표: 2행 (그중 1행은 제외되어 있던 행)\n- 메모 2건\n찾을 수 없는 고객 번호 1개.");
    CHECK(std::get<Texts>(erase(base, std::vector<std::int64_t>{1}).base.permitting(Purpose::analysis).customers()) == Texts{"ann", "bob"});
}

TEST_CASE("identities without erased customers are those of tables without their rows") {
    std::size_t erased_ones = 0, kept = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const Keys all(seed, 20 + seed % 20);
        const Identities before = link_identities(all.tables());
        const Texts till = before.customers("till"), web = before.customers("web");
        Texts gone{till[0], web[1], "nobody"};
        std::erase(gone, "");
        const IdentityErasure erased = erase(before, gone);
        const Identities never = link_identities(all.without(till, web, gone).tables());
        for (const char* table : {"till", "web"}) {
            const Texts now = erased.identities.customers(table), anew = never.customers(table);
            Texts then = before.customers(table);
            std::erase_if(then, [&](const std::string& id) { return std::ranges::find(gone, id) != gone.end(); });
            REQUIRE((now.size() == anew.size() && now.size() == then.size()));
            for (std::size_t row = 0; row < now.size(); ++row) {
                CHECK(now[row].empty() == anew[row].empty());
                CHECK(erased.identities.keys_of(now[row]) == never.keys_of(anew[row]));
                const bool same_keys = before.keys_of(then[row]) == never.keys_of(anew[row]);
                CHECK((!same_keys || now[row] == then[row]));
                kept += same_keys && !then[row].empty() ? 1 : 0;
            }
        }
        CHECK(erased.identities.shared() == never.shared());
        CHECK(erased.identities.customer_count() == never.customer_count());
        CHECK(erased.not_found == Texts{"nobody"});
        CHECK(erased.tables.at(0).rows + erased.tables.at(1).rows == till.size() + web.size() - never.customers("till").size() - never.customers("web").size());
        for (const std::string& id : erased.identities.customers("till")) CHECK(std::ranges::find(gone, id) == gone.end());
        erased_ones += erased.customers;
    }
    CHECK(erased_ones > 60);
    CHECK(kept > 1000);
}

TEST_CASE("who stays keeps an id of before, and no key of an erased customer stays behind") {
    const Texts phone{"010-1111-1111", "010-2222-2222", "010-3333-3333"}, mail{"a@x.kr", "b@x.kr", "c@x.kr"}, id{"a1", "a2"}, of{"010-1111-1111", "010-2222-2222"};
    const std::vector<KeyColumn> keys{{"phone", KeyKind::phone}, {"mail", KeyKind::email}};
    const IdentityKey address{KeyKind::email, "b@x.kr"}, number{KeyKind::phone, "+821022222222"};
    const Identities before = link_identities(std::vector{KeyedTable{"shop", {{"phone", phone}, {"mail", mail}}, keys}})
                                  .with(std::vector{KeyedTable{"members", {{"id", id}, {"phone", of}}, {{"id", KeyKind::customer_id}, {"phone", KeyKind::phone}}}});
    const Texts ids = before.customers("shop");
    const Identities after = erase(before, std::span(ids).subspan(2)).identities;
    CHECK(after.customers("shop") == Texts{ids[0], ids[1]});
    CHECK(after.customers("members") == Texts{ids[0], ids[1]});  // not a1 and a2, as linking anew would say

    const Identities parted = before.without(address, number);    // the row of the number holds somebody else's address
    const std::string others = parted.customer_of(address).value();
    REQUIRE(others != parted.customer_of(number));
    const IdentityErasure erased = erase(parted, std::vector{others});
    CHECK(erased.identities.customer_of(address) == std::nullopt);
    CHECK(erased.identities.customers("shop") == parted.customers("shop"));
    CHECK(erased.keys == 1);
    CHECK(to_text(erased, Language::english) == "1 customer erased.\n- 1 key");
    const IdentityErasure both = erase(parted, std::vector{ids[1], std::string("zoe")});
    CHECK(to_text(both, Language::english) == "1 customer erased.\n- 3 keys\n- shop: 1 row\n- members: 1 row\n1 id was not found.");
    CHECK(to_text(both, Language::korean) == "고객 1명을 지웠습니다.\n- 연락처 등 식별 정보 3개\n- shop 표: 1행\n- members 표: 1행\n찾을 수 없는 고객 번호 1개.");
}
