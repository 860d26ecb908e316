#include <dangol/customers/customer_base.hpp>

#include "customers/written_numbers.hpp"
#include "customers/written_times.hpp"

#include <chrono>
#include <cmath>
#include <initializer_list>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

std::string read(const char* text, DateOrder order = DateOrder::undeclared) {
    const Reading<WrittenTime> time = read_written_time(text, order);
    if (time.fault == UnusableReason::ambiguous_time) return "ambiguous";
    if (time.fault == UnusableReason::unreadable_time) return "unreadable";
    if (time.fault == UnusableReason::contradicting_weekday) return "contradictory";
    return time.value.date_only ? iso_date(time.value.local) : iso_text(time.value.local);
}

std::string number(const char* text, DecimalMark mark = DecimalMark::point, const std::string& currency = "KRW", bool money = true) {
    const Reading<double> read = read_written_number(text, mark, money ? &currency : nullptr);
    if (read.fault == UnusableReason::ambiguous_number) return "ambiguous";
    if (read.fault == UnusableReason::unreadable_number) return "unreadable";
    if (read.fault == UnusableReason::other_currency) return "other currency";
    if (read.fault == UnusableReason::not_finite) return "not finite";
    const double cents = std::round(100 * read.value);
    return cents == 100 * read.value ? std::to_string(static_cast<long long>(cents)) : "not in cents";
}

}  // namespace

TEST_CASE("dates are read as shops write them, the year first") {
    for (const char* text : {"2024.01.02", "2024.1.2", "2024. 1. 2.", "2024.1.2.", "2024/1/2", "2024/01/02", "2024-1-2", "20240102", "2024년 1월 2일", "2024년1월2일", "2024년 01월 02일"}) {
        CAPTURE(text);
        CHECK(read(text) == "2024-01-02");
        CHECK(read(text, DateOrder::day_first) == "2024-01-02");
    }
}

TEST_CASE("hours are those of a clock of 24, or of a dial that says which half") {
    for (const char* text : {"2024-01-02 14:05", "2024.1.2 14:05:00", "2024-1-2T14:05", "2024. 1. 2. 오후 2:05", "2024-01-02 오후 2:05:00", "2024/1/2 2:05 PM", "2024-1-2 2:05pm",
                             "2024년 1월 2일 14시 5분", "2024년 1월 2일 오후 2시 5분"}) {
        CAPTURE(text);
        CHECK(read(text) == "2024-01-02 14:05:00");
    }
    for (const char* text : {"2024-01-02 오전 12:30", "2024-01-02 오전 0:30", "2024.1.2 오전 0시 30분", "2024-01-02 0:30 AM"}) {
        CAPTURE(text);
        CHECK(read(text) == "2024-01-02 00:30:00");
    }
    CHECK(read("2024-01-02 12:30 PM") == "2024-01-02 12:30:00");
    CHECK(read("2024.1.2 9시") == "2024-01-02 09:00:00");
    CHECK(read("2024.1.2 9시 5분 7초") == "2024-01-02 09:05:07");
}

TEST_CASE("seconds may have a fraction behind a dot, which is cut to microseconds") {
    CHECK(read("2024.01.02 14:05:07.25") == "2024-01-02 14:05:07.25");
    CHECK(read("2024/1/2 14:05:07.000001") == "2024-01-02 14:05:07.000001");
    CHECK(read("2024/1/2 14:05:07.123456789") == "2024-01-02 14:05:07.123456");
    CHECK(read("2024. 1. 2. 오후 2:05:07.5") == "2024-01-02 14:05:07.5");
    CHECK(read("1/31/2024 2:05:07.5 PM") == "2024-01-31 14:05:07.5");
    for (const char* text : {"2024.1.2 14:05.5", "2024.1.2 14:05:07.", "2024.1.2 14:05:07.25.5", "2024.1.2 14:05:7.25", "2024.1.2 14:05:07,25", "2024.1.2 14:05:07.1234567890"}) {
        CAPTURE(text);
        CHECK(read(text) == "unreadable");
    }
}

TEST_CASE("a weekday may stand behind the date in brackets, and has to be the date's") {
    for (const char* text : {"2024.1.2(화) 10:00", "2024.1.2(화)10:00", "2024. 1. 2. (화) 오전 10:00", "2024-01-02 (화요일) 10:00", "2024/1/2 (Tue) 10:00", "2024-01-02 (tuesday) 10:00 AM",
                             "2024-01-02 (Tue.) 10:00", "2024년 1월 2일(화) 10시", "20240102( 화 ) 10:00", "1/2/2024 (Tue) 10:00"}) {
        CAPTURE(text);
        CHECK(read(text) == "2024-01-02 10:00:00");
    }
    CHECK(read("2024.1.2(화)") == "2024-01-02");
    for (const char* text : {"2024.1.2(수) 10:00", "2024-01-02 (Mon)", "2024년 1월 2일(월요일)", "31.12.2024 (Sun)"}) {
        CAPTURE(text);
        CHECK(read(text) == "contradictory");
    }
    CHECK(read("3.4.2024(수)") == "2024-04-03");  // the other reading, the fourth of March, was a Monday
    CHECK(read("3.4.2024(월)") == "2024-03-04");
    CHECK(read("3.4.2024(목)") == "contradictory");
    CHECK(read("3.4.2024(월)", DateOrder::day_first) == "contradictory");
    CHECK(read("1.8.2024(월)") == "2024-01-08");
    CHECK(read("1.6.2024(토)") == "ambiguous");     // the sixth of January and the first of June were Saturdays
    CHECK(read("24.1.2(화)") == "ambiguous");       // two digits of a year, whatever the weekday
    for (const char* text : {"2024.1.2()", "2024.1.2(화", "2024.1.2 화)", "2024.1.2(휴)", "2024.1.2(화)(화)", "2024.1.2(화) 25:00", "2024.1.2(화)x", "2024.2.30(금)", "2024.1.2(화요)", "2024.1.2(2)"}) {
        CAPTURE(text);
        CHECK(read(text) == "unreadable");
    }
}

TEST_CASE("a year that stands last is read in the one way there is, or as declared, and else is ambiguous") {
    CHECK(read("31.12.2024") == "2024-12-31");
    CHECK(read("12/31/2024 18:05") == "2024-12-31 18:05:00");
    CHECK(read("2.2.2024") == "2024-02-02");
    for (const char* text : {"3.4.2024", "03/04/2024", "03-04-2024 10:00"}) {
        CAPTURE(text);
        CHECK(read(text) == "ambiguous");
        CHECK(read(text, DateOrder::day_first).substr(0, 10) == "2024-04-03");
        CHECK(read(text, DateOrder::month_first).substr(0, 10) == "2024-03-04");
    }
    CHECK(read("12/31/2024", DateOrder::day_first) == "unreadable");  // it says otherwise than declared
    CHECK(read("31/12/2024", DateOrder::month_first) == "unreadable");
}

TEST_CASE("two digits of a year are read where their place is declared, as of 1970 to 2069, and of no attribute") {
    for (const char* text : {"24.01.02", "1/2/24", "24년 1월 2일", "24. 1. 2. 14:05"}) {
        CAPTURE(text);
        CHECK(read(text) == "ambiguous");
        CHECK(read_written_time(text, DateOrder::year_first, ShortYears::never).fault == UnusableReason::ambiguous_time);
    }
    CHECK(read("24.01.02", DateOrder::year_first) == "2024-01-02");
    CHECK(read("24. 1. 2. 14:05", DateOrder::year_first) == "2024-01-02 14:05:00");
    CHECK(read("24.1.2(화)", DateOrder::year_first) == "2024-01-02");
    CHECK(read("24.1.2(수)", DateOrder::year_first) == "contradictory");
    CHECK(read("24년 1월 2일", DateOrder::year_first) == "2024-01-02");
    CHECK(read("1/2/24", DateOrder::month_first) == "2024-01-02");
    CHECK(read("2.1.24", DateOrder::day_first) == "2024-01-02");
    CHECK(read("70.1.2", DateOrder::year_first) == "1970-01-02");
    CHECK(read("69.1.2", DateOrder::year_first) == "2069-01-02");
    for (const char* text : {"24.13.02", "24.02.30", "4.1.2"}) {  // another order than declared, no such day, no year
        CAPTURE(text);
        CHECK(read(text, DateOrder::year_first) == "unreadable");
    }
    CHECK(read("3.4.2024", DateOrder::year_first) == "ambiguous");
    CHECK(read("31.12.2024", DateOrder::year_first) == "2024-12-31");
}

TEST_CASE("a birthday wants four digits of its year, whatever was declared of visits") {
    const std::vector<std::string> id{"ann"}, born{"58.03.04"}, at{"24.01.02"};
    const CustomerBase base = collect({.customers = {{"id", id}, {"born", born}}, .interactions = {{"id", id}, {"at", at}}},
                                      {.customer = {.id = "id", .attributes = {{"born", ColumnKind::date}}}, .interaction = {.customer = "id", .time = "at"}, .date_order = DateOrder::year_first});
    CHECK(base.visit_count() == 1);
    REQUIRE(base.set_aside().counts.size() == 1);
    CHECK(base.set_aside().counts[0].reason == UnusableReason::ambiguous_time);
}

TEST_CASE("what is no time is unreadable, never repaired") {
    for (const char* text : {"2024.02.30", "2024-13-01", "20240230", "2024년 2월 30일", "31.02.2024", "2024.01", "2024", "2024.1.2.3", "2024-1/2", "어제", "2024-01-02 25:00", "2024-01-02 14:5",
                             "2024-01-02 14:05:", "2024-01-02 14:05:0", "2024-01-02 14:60", "2024-01-02 오후 14:05", "2024-01-02 오후 0:05", "2024-01-02 0:05 PM", "2024-01-02 오전 13:05", "2024-01-02 오후", "2024-01-02x", "2024-01-0214:05",
                             "2024년 1월", "2024년 1월 2일 14시 5", "1704164700", "3.4.2024 25:00", ""}) {
        CAPTURE(text);
        CHECK(read(text) == "unreadable");
    }
}

TEST_CASE("amounts are read as shops write them, in the currency of the shop") {
    for (const char* text : {"12,000", "12,000원", "₩12,000", "￦ 12,000", "12000원", "12000 won", "KRW 12,000", "12,000 krw", "12,000.00", "₩12,000원", "￦ 12,000 원",
                             "KRW 12,000원", "₩12,000 won"}) {
        CAPTURE(text);
        CHECK(number(text) == "1200000");
    }
    for (const char* text : {"-12,000원", "-₩12,000", "₩-12,000", "-₩12,000원", "₩-12,000원"}) CHECK(number(text) == "-1200000");
    for (const char* text : {"+₩12,000", "₩+12,000"}) CHECK(number(text) == "1200000");
    for (const char* text : {"-₩-5", "- ₩ - 5", "--5원", "+₩-5", "-₩+5", "+₩+5", "-$-5"}) {
        CAPTURE(text);
        CHECK(number(text) == "unreadable");  // one sign too many
    }
    CHECK(number("1,234,567.5") == "123456750");
    CHECK(number("$1,234.50", DecimalMark::point, "USD") == "123450");
    CHECK(number("€12", DecimalMark::point, "eur") == "1200");
    CHECK(number("$12 USD", DecimalMark::point, "USD") == "1200");
    CHECK(number("$12 USD", DecimalMark::point, "CAD") == "other currency");
    for (const char* text : {"$12", "12 €", "¥1,200", "$12원", "₩12 USD"}) CHECK(number(text) == "other currency");
    for (const char* text : {"₩₩12", "12원원", "₩12,000 원 KRW", "KRW ₩12"}) CHECK(number(text) == "unreadable");
    CHECK(number("12,000원", DecimalMark::point, "") == "other currency");                     // nobody said that the shop counts in won
    CHECK(number("12,000원", DecimalMark::point, "KRW", false) == "unreadable");               // no column of money
    CHECK(number("12,000", DecimalMark::point, "KRW", false) == "1200000");
}

TEST_CASE("the mark of the decimals is declared, not guessed") {
    for (const char* text : {"1.234,50", "1,5", "12,00", "1,2345", "1234,567", "1.234.567"}) {
        CAPTURE(text);
        CHECK(number(text) == "ambiguous");
    }
    CHECK(number("1.234,50", DecimalMark::comma) == "123450");
    CHECK(number("1,5", DecimalMark::comma) == "150");
    CHECK(number("1.234", DecimalMark::comma) == "123400");
    CHECK(number("1.234.567", DecimalMark::comma) == "123456700");
    CHECK(number("1,234.50", DecimalMark::comma) == "ambiguous");
    CHECK(number("1.5", DecimalMark::comma) == "ambiguous");
    for (const char* text : {"", "-", "원", "1,23,456", ",123", "2024.01.02", "12천원", "1 2", "--5", "12,000,", "0x1F", "1,000e3", "무료"}) {
        CAPTURE(text);
        CHECK(number(text) == "unreadable");
    }
    CHECK(number((std::string(400, '9') + ",999").c_str()) == "ambiguous");
    CHECK(number(("1" + [] { std::string thousands; for (int i = 0; i < 110; ++i) thousands += ",000"; return thousands; }()).c_str()) == "not finite");
}

TEST_CASE("thousands are not grouped behind a leading 0") {
    CHECK(number("0,500") == "ambiguous");
    CHECK(number("00,500") == "ambiguous");
    CHECK(number("-0,500원") == "ambiguous");
    CHECK(number("0.500", DecimalMark::comma) == "ambiguous");
    CHECK(number("0,500,000") == "unreadable");  // a comma of decimals does not come twice
    CHECK(number("0.500.000", DecimalMark::comma) == "unreadable");
    CHECK(number("0,500.25") == "unreadable");
    CHECK(number("0,500", DecimalMark::comma) == "50");
    CHECK(number("0.50") == "50");
    CHECK(number("007") == "700");  // no mark, nothing to mistake
}

TEST_CASE("a shop's own file is read whole, and what could be read in two ways is set aside with the remedy") {
    const std::vector<std::string> who{"a", "b", "c", "d"}, at{"2024.01.02", "2024년 1월 3일 오후 2:05", "4.1.2024", "2024-01-05"}, paid{"12,000원", "₩7,500", "900", "1.234,50"};
    Schema schema{.interaction = {.customer = "who", .time = "at", .amount = "paid"}, .currency = "KRW", .time_zone = "Asia/Seoul"};
    const Records records{.interactions = {{"who", who}, {"at", at}, {"paid", paid}}};
    const CustomerBase base = collect(records, schema);
    const PermittedBase permitted = base.permitting(Purpose::analysis);
    CHECK(permitted.visits().at == std::vector<Instant>{Instant{sys_days{2024y / 1 / 1} + 15h}, Instant{sys_days{2024y / 1 / 3} + 5h + 5min}});
    CHECK(permitted.visits().amount == std::vector<double>{12'000, 7'500});
    CHECK(to_text(base.set_aside(), Language::english) ==
          "Set aside:\n"
          "- interaction table: a date that can be read in two ways (write the year first, in four digits, or say in the settings whether day or month comes first), 1 row\n"
          "- interaction table: a number that can be read in two ways (say in the settings whether a point or a comma stands before decimals), 1 row");

    schema.date_order = DateOrder::day_first;
    schema.decimal_mark = DecimalMark::comma;
    const CustomerBase declared = collect(records, schema);
    CHECK(declared.permitting(Purpose::analysis).visits().amount == std::vector<double>{12, 7.5, 900, 1234.5});  // now "12,000" is twelve
}

TEST_CASE("numbers that are numbers are not touched by the decimal mark") {
    const std::vector<std::string> who{"a"}, at{"2024-01-02"};
    const std::vector<double> paid{1234.5};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"paid", paid}}},
                                      {.interaction = {.customer = "who", .time = "at", .amount = "paid"}, .decimal_mark = DecimalMark::comma});
    CHECK(base.permitting(Purpose::analysis).visits().amount == std::vector<double>{1234.5});
}

TEST_CASE("amounts of won are read in 만, 억, 천 and 백, as they are said") {
    const auto won = [](const char* text) { return number(text); };  // in cents
    for (const char* text : {"4만5천원", "4만5천", "4만 5천 원", "4만 5,000원", "4만5000", "₩4만5천", "4.5만원", "45,000원"}) {
        CAPTURE(text);
        CHECK(won(text) == "4500000");
    }
    CHECK(won("1만 2천") == "1200000");
    CHECK(won("3만") == "3000000");
    CHECK(won("5천원") == "500000");
    CHECK(won("5천5백원") == "550000");
    CHECK(won("8백원") == "80000");
    CHECK(won("3만 5천 500원") == "3550000");
    CHECK(won("3만500원") == "3050000");
    CHECK(won("120만원") == "120000000");
    CHECK(won("1,200만원") == "1200000000");
    CHECK(won("2천만원") == "2000000000");
    CHECK(won("1억 2천만원") == "12000000000");
    CHECK(won("1억2,500만 3천원") == "12500300000");
    CHECK(won("3억") == "30000000000");
    CHECK(won("1.25억") == "12500000000");
    CHECK(won("-4만5천원") == "-4500000");
    CHECK(number("4,5만원", DecimalMark::comma) == "4500000");
}

TEST_CASE("an amount in 만 that may mean another, or nothing, is not read") {
    for (const char* text : {"4만5", "4만 50원", "5천5", "5백5원", "12천원", "1억 5000", "1억5천원", "만원", "천원", "3만2만", "5천 2만", "1만 2억", "0만", "05만원", "4만 0500", "4만5천쯤", "약 3만원", "3~4만원", "1.234만원", "1.5만 2천",
                             "12345만", "1,23만원", "4만.5", "4,5만원", "3만,", "1.만", "2조"}) {
        CAPTURE(text);
        CHECK(number(text) == "unreadable");
    }
    CHECK(number("3만", DecimalMark::point, "USD") == "unreadable");  // of which currency nobody says
    CHECK(number("3만원", DecimalMark::point, "USD") == "other currency");
    CHECK(number("3만원", DecimalMark::point, "") == "other currency");
    CHECK(number("$3만") == "other currency");
    CHECK(number("3만", DecimalMark::point, "KRW", false) == "unreadable");  // no money
}
