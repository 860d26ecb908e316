#include <dangol/core/language.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

using namespace dangol;
using namespace std::chrono_literals;

namespace {
constexpr Language english = Language::english, korean = Language::korean;

std::string all_particles(std::string_view word) {
    std::string text;
    for (const Particle p : {Particle::topic, Particle::subject, Particle::object, Particle::together, Particle::towards}) {
        text += std::string(particle_after(word, p)) + ' ';
    }
    return text;
}
const std::string after_vowel = "는 가 를 와 로 ", after_consonant = "은 이 을 과 으로 ", after_rieul = "은 이 을 과 로 ",
                  unknown = "은(는) 이(가) 을(를) 와(과) (으)로 ";
}  // namespace

TEST_CASE("particles follow the sound of Hangul") {
    CHECK(with_particle("단골", Particle::topic) == "단골은");
    CHECK(with_particle("손님", Particle::subject) == "손님이");
    CHECK(with_particle("서울", Particle::towards) == "서울로");
    CHECK(all_particles("아침") == after_consonant);
    CHECK(all_particles("한복") == after_consonant);
    CHECK(all_particles("가게") == after_vowel);
    CHECK(all_particles("지하철") == after_rieul);
    CHECK(all_particles("힣") == after_consonant);
    CHECK(all_particles("가") == after_vowel);
    CHECK(all_particles("ㅎ") == after_consonant);
    CHECK(all_particles("ㄹ") == after_rieul);
    CHECK(all_particles("ㅠ") == after_vowel);
}

TEST_CASE("particles follow numbers as they are read") {
    const std::vector<std::pair<std::string, std::string>> numbers = {
        {"0", after_consonant}, {"1", after_rieul},     {"2", after_vowel},         {"3", after_consonant},
        {"4", after_vowel},     {"5", after_vowel},     {"6", after_consonant},     {"7", after_rieul},
        {"8", after_rieul},     {"9", after_vowel},     {"10", after_consonant},    {"1,200", after_consonant},
        {"3.5", after_vowel},   {"24%", after_vowel},   {"30,000원", after_consonant}, {"5,000,000,000,000", after_vowel},
        {"18", after_rieul},    {"25℃", after_vowel}};
    for (const auto& [number, particles] : numbers) {
        INFO(number);
        CHECK(all_particles(number) == particles);
    }
}

TEST_CASE("particles follow Latin letters and words") {
    for (const char* word : {"L", "R", "URL", "PR", "email", "sale", "CRM rule"}) {
        INFO(word);
        CHECK(all_particles(word) == after_rieul);
    }
    for (const char* word : {"M", "N", "RFM", "LAN", "coupon", "shopping", "game", "wine", "shop", "market", "web", "book", "pack"}) {
        INFO(word);
        CHECK(all_particles(word) == after_consonant);
    }
    for (const char* word : {"A", "SMS", "VIP", "store", "service", "mart", "blog", "cookie", "Cluster A", "card"}) {
        INFO(word);
        CHECK(all_particles(word) == after_vowel);
    }
}

TEST_CASE("particles look through quotation marks and past brackets") {
    CHECK(with_particle("‘단골’", Particle::subject) == "‘단골’이");
    CHECK(with_particle("\"가게\"", Particle::object) == "\"가게\"를");
    CHECK(all_particles("아침 손님(212명)") == after_consonant);
    CHECK(all_particles("가게 (구 서울 [본점])") == after_vowel);
    CHECK(all_particles("(지하철)") == after_rieul);
    CHECK(all_particles("「나무」.") == after_vowel);
}

TEST_CASE("where the sound cannot be known both forms are given") {
    for (const char* word : {"", "()", "漢", "❤", "\x80\x80", "\xFF", "\"\""}) {
        INFO(word);
        CHECK(all_particles(word) == unknown);
    }
}

TEST_CASE("numbers have their thousands apart and no idle decimals") {
    CHECK(number_text(1234567.0, english) == "1,234,567");
    CHECK(number_text(-1234.5, english, 2) == "-1,234.5");
    CHECK(number_text(999.96, english, 1) == "1,000");
    CHECK(number_text(100.0, english, 2) == "100");
    CHECK(number_text(-0.3, korean) == "0");
    CHECK(number_text(0.05, korean, 2) == "0.05");
    CHECK(number_text(1e21, english) == "1,000,000,000,000,000,000,000");
    CHECK(number_text(NAN, korean) == "알 수 없음");
    CHECK(number_text(NAN, english) == "unknown");
    CHECK(number_text(-INFINITY, english) == "-∞");
    CHECK(number_text(std::size_t{1000}) == "1,000");
    CHECK(number_text(std::size_t{999}) == "999");
    CHECK(number_text(std::size_t{0}) == "0");
    CHECK(counted_text(1, "visit", "visits") == "1 visit");
    CHECK(counted_text(0, "visit", "visits") == "0 visits");
    CHECK(counted_text(1200, "visit", "visits") == "1,200 visits");
}

TEST_CASE("percentages do not call a few nobody") {
    CHECK(percent_text(0.24, english) == "24%");
    CHECK(percent_text(0.2449, korean, 1) == "24.5%");
    CHECK(percent_text(0, english) == "0%");
    CHECK(percent_text(1, english) == "100%");
    CHECK(percent_text(0.004, english) == "less than 1%");
    CHECK(percent_text(0.004, korean) == "1% 미만");
    CHECK(percent_text(0.0004, english, 1) == "less than 0.1%");
    CHECK(percent_text(0.998, english) == "more than 99%");
    CHECK(percent_text(0.998, korean) == "99% 초과");
    CHECK(percent_text(NAN, english) == "unknown");
}

TEST_CASE("ratios") {
    CHECK(times_text(1.94, english) == "1.9 times");
    CHECK(times_text(1.94, korean) == "1.9배");
    CHECK(times_text(3.0, korean) == "3배");
    CHECK(times_text(12.4, english) == "12 times");
    CHECK(times_text(9.97, english) == "10 times");
    CHECK(times_text(0.04, korean) == "0.04배");
}

TEST_CASE("money") {
    CHECK(money_text(9900, "KRW", korean) == "9,900원");
    CHECK(money_text(123400, "KRW", korean) == "12만 3,400원");
    CHECK(money_text(120000, "KRW", korean) == "12만 원");
    CHECK(money_text(9999.6, "KRW", korean) == "1만 원");
    CHECK(money_text(345'006'000, "KRW", korean) == "3억 4,501만 원");
    CHECK(money_text(300'000'000, "KRW", korean) == "3억 원");
    CHECK(money_text(-50000, "KRW", korean) == "-5만 원");
    CHECK(money_text(123400, "KRW", english) == "₩123,400");
    CHECK(money_text(1234.5, "USD", english) == "$1,234.50");
    CHECK(money_text(18, "USD", english) == "$18");
    CHECK(money_text(1.2, "USD", korean) == "1.20달러");
    CHECK(money_text(-0.001, "USD", english) == "$0");
    CHECK(money_text(-1.2, "USD", english) == "-$1.20");
    CHECK(money_text(1234.5, "EUR", english) == "€1,234.50");
    CHECK(money_text(1234.5, "EUR", korean) == "1,234.50유로");
    CHECK(money_text(-131.08, "GBP", english) == "-£131.08");
    CHECK(money_text(131.08, "GBP", korean) == "131.08파운드");
    CHECK(money_text(131.08, "CHF", english) == "CHF 131.08");
    CHECK(money_text(1234.5, "JPY", korean) == "1,234엔");
    CHECK(money_text(5, "", english) == "5");
    CHECK(money_text(NAN, "USD", english) == "unknown");
}

TEST_CASE("dates and weekdays") {
    CHECK(date_text(2017y / 10 / 30, english) == "30 October 2017");
    CHECK(date_text(2017y / 10 / 30, korean) == "2017년 10월 30일");
    CHECK(date_text(2017y / 1 / 1, english) == "1 January 2017");
    CHECK(date_text(parse_iso_time("2017-12-31 23:59").value().local, korean) == "2017년 12월 31일");
    CHECK(weekday_text(std::chrono::Monday, english) == "Monday");
    CHECK(weekday_text(std::chrono::Sunday, korean) == "일요일");
    CHECK(weekday_text(std::chrono::Saturday, korean) == "토요일");
}

TEST_CASE("durations in the unit a person would use") {
    const std::vector<std::pair<double, std::string>> english_texts = {
        {0, "0 days"},   {0.2, "5 hours"}, {1.0 / 24, "1 hour"}, {1, "1 day"},     {13, "13 days"},   {13.9, "2 weeks"},
        {35, "5 weeks"}, {60, "9 weeks"},  {62, "2 months"},     {365, "12 months"}, {715.2, "23 months"}, {730, "2 years"},
        {913, "2.5 years"}, {15, "2 weeks"}, {17.6, "18 days"}, {24, "24 days"}, {32, "5 weeks"}, {64, "2 months"}, {76.5, "11 weeks"}, {104, "15 weeks"}, {131, "4 months"}};
    for (const auto& [days, text] : english_texts) CHECK(duration_text(days, english) == text);
    for (double days = 0.5; days < 2000; days *= 1.01) {  // no rounding is off by more than a tenth, but of a day or two
        const std::string text = duration_text(days, english);
        const double told = std::strtod(text.c_str(), nullptr);
        const auto is_in = [&](std::string_view unit) { return text.find(unit) != std::string::npos; };
        const double unit = is_in("hour") ? 1.0 / 24 : is_in("day") ? 1 : is_in("week") ? 7 : is_in("month") ? 30.436875 : 365.2425;
        CAPTURE(days, text);
        if (days > 5) CHECK(std::fabs(told * unit / days - 1) < 0.101);
    }
    CHECK(duration_text(0.2, korean) == "5시간");
    CHECK(duration_text(3, korean) == "3일");
    CHECK(duration_text(35, korean) == "5주");
    CHECK(duration_text(120, korean) == "4개월");
    CHECK(duration_text(913, korean) == "2.5년");
    CHECK(duration_text(NAN, english) == "unknown");
}

TEST_CASE("lists and ranges") {
    const std::vector<std::string> items = {"A", "B", "C"};
    CHECK(list_text(items, english) == "A, B and C");
    CHECK(list_text(items, korean) == "A, B, C");
    CHECK(list_text(std::span(items).first(2), english) == "A and B");
    CHECK(list_text(std::span(items).first(1), english) == "A");
    CHECK(list_text({}, english).empty());
    CHECK(range_text("2.4", "3.7", english) == "2.4 to 3.7");
    CHECK(range_text("2.4", "3.7", korean) == "2.4~3.7");
}
