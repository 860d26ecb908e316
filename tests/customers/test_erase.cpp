#include <dangol/customers/erase.hpp>

#include "customers/dirty_tables.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using namespace dangol::tests;
using Texts = std::vector<std::string>;

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
