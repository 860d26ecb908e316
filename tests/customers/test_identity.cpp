#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/customers/identity.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using Texts = std::vector<std::string>;

namespace {

IdentityKey phone(std::string value) { return {KeyKind::phone, std::move(value)}; }
IdentityKey email(std::string value) { return {KeyKind::email, std::move(value)}; }

struct Shop {
    Texts id{"m1", "m2", "m3"}, member_phone{"010-1111-1111", "010-2222-2222", ""}, member_mail{"Ann@x.kr", "", "cho@x.kr"};
    Texts till_phone{"01011111111", "", "02-555-0000", "02-555-0000", "02-555-0000", "+82 10 2222 2222", "1044444444"};
    Texts till_card{"9400-1", "9400-1", "9400-2", "9400-3", "9400-4", "9400-4", ""};
    Texts till_mail{"", "", "dan@x.kr", "eva@x.kr", "fay@x.kr", "", ""};

    KeyedTable members() const {
        return {"members", {{"id", id}, {"phone", member_phone}, {"mail", member_mail}},
                {{"id", KeyKind::customer_id}, {"phone", KeyKind::phone}, {"mail", KeyKind::email}}};
    }
    KeyedTable till() const {
        return {"till", {{"phone", till_phone}, {"card", till_card}, {"mail", till_mail}},
                {{"phone", KeyKind::phone}, {"card", KeyKind::card}, {"mail", KeyKind::email}}};
    }
};

}  // namespace

TEST_CASE("phone numbers become E.164 however they are written") {
    for (const char* written : {"010-1234-5678", "01012345678", "1012345678", "1012345678.0", "+82-10-1234-5678", "+82 (0)10 1234 5678", "0082 10 1234 5678", "82 10-1234-5678",
                                " 010.1234.5678 "}) {
        CHECK(normalised_phone(written) == "+821012345678");
    }
    CHECK(normalised_phone("02-123-4567") == "+8221234567");
    CHECK(normalised_phone("02-1234-5678") == "+82212345678");
    CHECK(normalised_phone("031-123-4567") == "+82311234567");
    CHECK(normalised_phone("070-1234-5678") == "+827012345678");
    CHECK(normalised_phone("1588-1234") == "+8215881234");
    CHECK(normalised_phone("+1 (415) 555-2671") == "+14155552671");
    CHECK(normalised_phone("0044 20 7946 0958") == "+442079460958");
    CHECK(normalised_phone("415-555-2671", "1") == "+14155552671");
    for (const char* none : {"", "12", "010-1234-567x", "없음", "+82 1", "+0012345678", "010123456789012345", "++8210"}) CHECK_FALSE(normalised_phone(none));
}

TEST_CASE("e-mail addresses are compared in small letters and nothing is guessed") {
    CHECK(normalised_email(" Ann.Lee+shop@Example.COM ") == "ann.lee+shop@example.com");
    CHECK(normalised_email("mailto:a@b.kr") == "a@b.kr");
    for (const char* none : {"", "ann", "@x.kr", "a@b", "a@@b.kr", "a@b.kr, c@d.kr", "a b@c.kr", "a@.kr", "a@b."}) CHECK_FALSE(normalised_email(none));
}

TEST_CASE("keys in one row are of one customer, chains of rows too, but never through a key that too many share") {
    const Shop shop;
    const Identities found = link_identities(std::vector{shop.members(), shop.till()});
    CHECK(found.customers("members") == Texts{"m1", "m2", "m3"});
    const Texts till = found.customers("till");
    CHECK(till[0] == "m1");
    CHECK(till[1] == "m1");  // by the card
    CHECK(found.shared() == std::vector<SharedKey>{{phone("+8225550000"), 3}});
    CHECK(std::set<std::string>(till.begin() + 2, till.begin() + 5).size() == 3);  // the shop's own phone joins nobody
    CHECK(till[5] == till[4]);
    CHECK(till[5] == "m2");  // fay's card and the phone of m2
    CHECK(till[6].starts_with("p"));
    CHECK(found.customer_of(phone("+8225550000")) == std::nullopt);
    CHECK(found.keys_of("m2") == std::vector<IdentityKey>{{KeyKind::customer_id, "m2"}, phone("+821022222222"), email("fay@x.kr"), {KeyKind::card, "94004"}});
    CHECK(found.unreadable_keys() == 0);
}

TEST_CASE("no order of rows or tables matters") {
    Shop shop;
    const Identities found = link_identities(std::vector{shop.members(), shop.till()});
    Texts expected = found.customers("till");
    for (Texts* column : {&shop.till_phone, &shop.till_card, &shop.till_mail}) std::ranges::reverse(*column);
    std::ranges::reverse(expected);
    const Identities other = link_identities(std::vector{shop.till(), shop.members()});
    CHECK(other.customers("till") == expected);
    CHECK(other.shared() == found.shared());
}

TEST_CASE("a tablet with many people is shared, a person with many cookies is not") {
    const Texts mail{"a@x.kr", "b@x.kr", "c@x.kr", "a@x.kr", "a@x.kr", "a@x.kr", ""}, cookie{"tablet", "tablet", "tablet", "k1", "k2", "k3", "tablet"};
    const KeyedTable web{"web", {{"mail", mail}, {"cookie", cookie}}, {{"mail", KeyKind::email}, {"cookie", KeyKind::cookie}}};
    const Identities found = link_identities(std::vector{web});
    const Texts ids = found.customers("web");
    CHECK(found.shared() == std::vector<SharedKey>{{{KeyKind::cookie, "tablet"}, 3}});
    CHECK((ids[0] == ids[3] && ids[0] == ids[4] && ids[0] == ids[5]));
    CHECK((ids[0] != ids[1] && ids[1] != ids[2]));
    CHECK(ids[6].empty());  // nobody in particular
    CHECK(link_identities(std::vector{web}, {.people_at_most = 3}).customer_count() == 1);
    CHECK_THROWS_AS(link_identities(std::vector{web}, {.people_at_most = 0}), InvalidArgument);
}

TEST_CASE("each link is explained, and undoing one loses no row") {
    const Shop shop;
    const Identities found = link_identities(std::vector{shop.members(), shop.till()});
    const auto chain = found.explain(email("fay@x.kr"), {KeyKind::customer_id, "m2"});
    REQUIRE(chain.size() == 3);
    CHECK(chain[0] == KeyLink{email("fay@x.kr"), {KeyKind::card, "94004"}, LinkGround::same_row, "till", 4, 1});
    CHECK(chain[1].other == phone("+821022222222"));
    CHECK(chain[2].table == "members");
    CHECK(to_text(chain[1], Language::english) == "00000 – +000000000000: in one row of till, first in row 5 (1 row)");
    CHECK(to_text(chain[0], Language::korean) == "xxx@x.xx – 00000: till 표 4번째 행에 함께 있음 (1행)");

    const Identities parted = found.without({KeyKind::card, "94004"}, phone("+821022222222"));
    const Texts before = found.customers("till"), after = parted.customers("till");
    CHECK(parted.customer_of(email("fay@x.kr")) != parted.customer_of(phone("+821022222222")));
    CHECK(parted.explain(email("fay@x.kr"), {KeyKind::customer_id, "m2"}).empty());
    CHECK(parted.customer_count() == found.customer_count() + 1);
    CHECK(std::ranges::count(after, "") == std::ranges::count(before, ""));  // every row still has somebody
    CHECK(after[5] == "m2");                                                 // by its phone
    CHECK(found.customers("till") == before);

    const Texts at(before.size(), "2024-01-01");
    const Schema schema{.interaction = {.customer = "who", .time = "at"}};
    const auto rows_used = [&](const Texts& who) {
        const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"phone", shop.till_phone}, {"card", shop.till_card}, {"mail", shop.till_mail}}}, schema);
        return base.account().tables[0].used;
    };
    CHECK(rows_used(before) == before.size());
    CHECK(rows_used(after) == before.size());
}

TEST_CASE("ids stay when data arrive later, and the older one remains where two turn out to be one") {
    const Texts phones{"010-1111-1111", "010-2222-2222"}, mails{"a@x.kr", "b@x.kr"};
    const std::vector<KeyColumn> keys{{"phone", KeyKind::phone}, {"mail", KeyKind::email}};
    const Identities first = link_identities(std::vector{KeyedTable{"shop", {{"phone", phones}, {"mail", mails}}, keys}});
    const Texts ids = first.customers("shop");
    const Texts id{"m7", ""}, later_phone{"010-1111-1111", "010-3333-3333"}, later_mail{"", "new@x.kr"};
    const Identities second = first.with(std::vector{KeyedTable{"members", {{"id", id}, {"phone", later_phone}, {"mail", later_mail}},
                                                                {{"id", KeyKind::customer_id}, {"phone", KeyKind::phone}, {"mail", KeyKind::email}}}});
    CHECK(second.customers("shop") == ids);
    CHECK(second.customers("members")[0] == ids[0]);
    CHECK(second.customer_count() == 3);
    const Texts both_phone{"010-1111-1111"}, both_mail{"b@x.kr"};
    const Identities third = second.with(std::vector{KeyedTable{"shop", {{"phone", both_phone}, {"mail", both_mail}}, keys}});
    CHECK(third.customers("shop") == Texts{ids[0], ids[0], ids[0]});
    CHECK(third.without(phone("+821011111111"), email("b@x.kr")).customers("shop")[1] == ids[1]);  // and it comes back when they part
}

TEST_CASE("an id stays with who has the other keys where the key that it was made of turns out to be shared") {
    const std::string tel = "010-1111-2222";
    const Texts phones{tel, ""}, mails{"a@x.kr", "a@x.kr"}, later_phones{tel, tel}, later_mails{"b@x.kr", "c@x.kr"};
    const std::vector<KeyColumn> keys{{"phone", KeyKind::phone}, {"mail", KeyKind::email}};
    const Identities first = link_identities(std::vector{KeyedTable{"a", {{"phone", phones}, {"mail", mails}}, keys}});
    const Identities second = first.with(std::vector{KeyedTable{"b", {{"phone", later_phones}, {"mail", later_mails}}, keys}});
    REQUIRE(second.shared().size() == 1);
    CHECK(second.customers("a") == first.customers("a"));
    CHECK(second.customer_count() == 3);
    // Of two parts one keeps it, the one with the first key.
    const Texts cards{"94001", "94002"}, both{tel, tel}, three{tel, tel, tel}, three_mails{"b@x.kr", "c@x.kr", "d@x.kr"};
    const std::vector<KeyColumn> of_cards{{"phone", KeyKind::phone}, {"card", KeyKind::card}};
    const Identities one = link_identities(std::vector{KeyedTable{"till", {{"phone", both}, {"card", cards}}, of_cards}});
    const Identities parts = one.with(std::vector{KeyedTable{"b", {{"phone", three}, {"mail", three_mails}}, keys}});
    REQUIRE(one.customer_count() == 1);
    CHECK(parts.customer_of({KeyKind::card, "94001"}) == one.customer_of({KeyKind::card, "94001"}));
    CHECK(parts.customer_of({KeyKind::card, "94002"}) != one.customer_of({KeyKind::card, "94001"}));
}

TEST_CASE("one link is undone at a time, and what is none is refused") {
    const Texts id{"m2"}, tel{"010-1001-5678"}, mail{"a2@x.kr"};
    const Identities found = link_identities(std::vector{KeyedTable{"a", {{"id", id}, {"tel", tel}, {"mail", mail}},
                                                                    {{"id", KeyKind::customer_id}, {"tel", KeyKind::phone}, {"mail", KeyKind::email}}}});
    const IdentityKey member{KeyKind::customer_id, "m2"}, number = phone("+821010015678"), address = email("a2@x.kr");
    const Identities once = found.without(member, number);
    CHECK(once.explain(member, number).size() == 2);  // by the address
    const Identities twice = once.without(address, number);
    CHECK(twice.explain(member, number).empty());
    CHECK(twice.customer_of(member) != twice.customer_of(number));
    CHECK_THROWS_AS(found.without(member, phone("+8210999")), InvalidArgument);
    const Texts same{"m3", "m3"}, other_mails{"x@x.kr", "y@x.kr"};
    const Identities chain = twice.with(std::vector{KeyedTable{"b", {{"id", same}, {"mail", other_mails}}, {{"id", KeyKind::customer_id}, {"mail", KeyKind::email}}}});
    CHECK_THROWS_AS(chain.without(email("x@x.kr"), email("y@x.kr")), InvalidArgument);  // joined by the id, and by no link of their own
}

TEST_CASE("a booking name joins nobody, and a row with nothing else belongs to the only customer of that name") {
    const Texts name{"Kim Mina", "kim  mina", "Lee Jun", "Lee Jun", "Lee Jun", "Park"}, mail{"mina@x.kr", "", "jun1@x.kr", "jun2@x.kr", "", ""};
    const KeyedTable book{"book", {{"name", name}, {"mail", mail}}, {{"name", KeyKind::booking_name}, {"mail", KeyKind::email}}};
    const Texts ids = link_identities(std::vector{book}).customers("book");
    CHECK(ids[0] == ids[1]);
    CHECK(ids[2] != ids[3]);
    CHECK((ids[4] != ids[2] && ids[4] != ids[3] && !ids[4].empty()));
    CHECK(!ids[5].empty());
}

TEST_CASE("pairs from outside join, and what is no key is counted") {
    const Texts mails{"a@x.kr", "b@x.kr", "nonsense"};
    const std::vector<double> phones{1011112222, 1033334444, 7};
    const KeyedTable table{"t", {{"mail", mails}, {"phone", phones}}, {{"mail", KeyKind::email}, {"phone", KeyKind::phone}}};
    const Identities found = link_identities(std::vector{table}, {.together = {{email("a@x.kr"), email("b@x.kr")}}});
    CHECK(found.customer_of(phone("+821011112222")) == found.customer_of(phone("+821033334444")));
    CHECK(found.unreadable_keys() == 2);
    CHECK(found.customers("t")[2].empty());
    CHECK(found.explain(email("a@x.kr"), email("b@x.kr"))[0].ground == LinkGround::given);
    CHECK_THROWS_AS(found.customers("other"), InvalidArgument);
    CHECK_THROWS_AS(link_identities(std::vector{KeyedTable{"t", {{"mail", mails}}, {{"phone", KeyKind::phone}}}}), UnknownColumn);
    const std::vector<KeyColumn> too_many(65, {"mail", KeyKind::email});
    CHECK_THROWS_AS(link_identities(std::vector{KeyedTable{"t", {{"mail", mails}}, too_many}}), InvalidArgument);
}

TEST_CASE("a number that the till writes beside the cards of many people joins nobody, though it stands beside no other number") {
    const std::string shop = "02-555-0100";
    std::vector<std::string> phone, card;
    const auto row = [&](const std::string& number, const std::string& with) { phone.push_back(number), card.push_back(with); };
    for (int person = 0; person < 5; ++person) {
        const std::string own = "010-1000-000" + std::to_string(person), first = "9400-000" + std::to_string(person);
        row(own, first);
        row(shop, first);  // the phone was left empty, and somebody typed the shop's
    }
    row("010-1000-0000", "9400-1111"), row("010-1000-0000", "9400-2222"), row("010-1000-0000", "9400-3333");  // one person with four cards
    const std::vector<KeyedTable> tables{{"till", {{"phone", phone}, {"card", card}}, {{"phone", KeyKind::phone}, {"card", KeyKind::card}}}};
    const Identities found = link_identities(tables);
    CHECK(found.customer_count() == 5);
    REQUIRE(found.shared().size() == 1);
    CHECK(found.shared()[0].key.value == "+8225550100");
    CHECK(found.shared()[0].people == 4);  // of the fifth, all cards hang on one number with many
    CHECK(found.customer_of({KeyKind::card, "94003333"}) == found.customer_of({KeyKind::phone, "+821010000000"}));
    const std::vector<std::string> rows = found.customers("till");
    CHECK(rows[0] == rows[1]);
    CHECK(rows[0] != rows[3]);
}
