#include "personas/tables.hpp"

#include <dangol/features/column_text.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>

using namespace dangol;
using namespace dangol::testing;

namespace {

constexpr double month = 30.4375;  // days

struct Said {
    std::string english = {}, korean = {};
    bool operator==(const Said&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Said& said) { return out << said.english << " | " << said.korean; }
};

/// What is said of a trait of this column: `here` against `elsewhere`, `effect` with an interval, 212 customers.
Said said(FeatureColumn column, double here, double elsewhere, EffectMeasure measure, double effect, std::optional<Interval> interval,
          std::optional<LevelIndex> level = {}, std::optional<RhythmPart> rhythm = {}) {
    const Trait trait{.level = level, .rhythm = rhythm, .here = {here}, .elsewhere = elsewhere, .measure = measure, .effect = {effect, interval}, .customers = 212};
    const std::vector<FeatureColumn> columns{std::move(column)};
    return {to_text(trait, columns, Language::english), to_text(trait, columns, Language::korean)};
}

Said ratio(FeatureColumn column, double here, double elsewhere, double effect, Interval interval, std::optional<LevelIndex> level = {}) {
    return said(std::move(column), here, elsewhere, EffectMeasure::rate_ratio, effect, interval, level);
}

}  // namespace

TEST_CASE("text of traits: when they come, more often and less often") {
    const FeatureColumn rhythm{.name = "visit_rhythm", .kind = ColumnKind::composition, .construct = Construct::visit_rhythm};
    const auto part = [&](double effect, std::optional<Interval> interval, RhythmPart when) { return said(rhythm, 0.3, 0.1, EffectMeasure::rate_ratio, effect, interval, {}, when); };
    CHECK(part(3.04, Interval{2.41, 3.66}, RhythmPart::weekday_morning) == Said{"Comes on weekday mornings 3 times as often as others: 30% of visits against 10% (95% interval 2.4 to 3.7; 212 customers).",
                                                                               "평일 아침 방문의 비율이 다른 고객의 3배입니다: 30%, 다른 고객 10% (95% 구간 2.4~3.7; 고객 212명)."});
    CHECK(part(0.4, Interval{0.33, 0.47}, RhythmPart::evening) == Said{"Comes in the evening 40% as often as others: 30% of visits against 10% (95% interval 33 to 47%; 212 customers).",
                                                                      "저녁 방문의 비율이 다른 고객의 40%입니다: 30%, 다른 고객 10% (95% 구간 33~47%; 고객 212명)."});
    CHECK(part(1.52, {}, RhythmPart::weekend) == Said{"Comes on weekends 1.5 times as often as others: 30% of visits against 10% (212 customers).", "주말 방문의 비율이 다른 고객의 1.5배입니다: 30%, 다른 고객 10% (고객 212명)."});
    CHECK(part(100, {}, RhythmPart::midday) == Said{"Comes at midday, which others hardly ever do: 30% of visits against 10% (212 customers).", "낮 방문이 30%입니다. 다른 고객은 10%로 거의 없습니다 (고객 212명)."});
    CHECK(part(0.01, {}, RhythmPart::weekend) == Said{"Hardly ever comes on weekends: 30% of visits against 10% (212 customers).", "주말 방문이 거의 없습니다: 30%, 다른 고객 10% (고객 212명)."});
}

TEST_CASE("text of traits: where one side hardly does it no ratio is told, and of the interval the end that is one") {
    const FeatureColumn rhythm{.name = "visit_rhythm", .kind = ColumnKind::composition, .construct = Construct::visit_rhythm};
    const auto weekend = [&](double effect, Interval interval) { return said(rhythm, 0.3, 0.001, EffectMeasure::rate_ratio, effect, interval, {}, RhythmPart::weekend); };
    CHECK(weekend(100, {10.4, 963.3}) == Said{"Comes on weekends, which others hardly ever do: 30% of visits against less than 1% (95% interval at least 10 times that of others; 212 customers).",
                                              "주말 방문이 30%입니다. 다른 고객은 1% 미만으로 거의 없습니다 (95% 구간 적어도 다른 고객의 10배; 고객 212명)."});
    CHECK(weekend(100, {100, 963.3}) == Said{"Comes on weekends, which others hardly ever do: 30% of visits against less than 1% (212 customers).", "주말 방문이 30%입니다. 다른 고객은 1% 미만으로 거의 없습니다 (고객 212명)."});
    CHECK(weekend(0.01, {0.001, 0.03}) == Said{"Hardly ever comes on weekends: 30% of visits against less than 1% (95% interval at most 3% of that of others; 212 customers).",
                                               "주말 방문이 거의 없습니다: 30%, 다른 고객 1% 미만 (95% 구간 많아야 다른 고객의 3%; 고객 212명)."});
    CHECK(weekend(0.01, {0.004, 0.01}) == Said{"Hardly ever comes on weekends: 30% of visits against less than 1% (212 customers).", "주말 방문이 거의 없습니다: 30%, 다른 고객 1% 미만 (고객 212명)."});
    CHECK(weekend(0.02, {0.018, 0.0221}).english == "Comes on weekends 2% as often as others: 30% of visits against less than 1% (95% interval 1.8 to 2.2%; 212 customers).");  // not "2 to 2%"
    CHECK(weekend(40, {12, 130}).english == "Comes on weekends 40 times as often as others: 30% of visits against less than 1% (95% interval 12 to 100 or more; 212 customers).");
    CHECK(weekend(1.5, {0.009, 250}).english == "Comes on weekends 1.5 times as often as others: 30% of visits against less than 1% (95% interval 0.01 or less to 100 or more; 212 customers).");
}

TEST_CASE("text of traits: nobody is told to look at web pages 1% as often, or a hundred times as often, as who does not") {
    const FeatureColumn views{.name = "web_views", .kind = ColumnKind::count, .construct = Construct::event_frequency, .detail = "web_view", .unit = "days"};
    CHECK(ratio(views, 0, 0.03 / month, 0.01, {0.001, 0.82}) == Said{"Hardly any web views: 0 a month against 0.03 a month (95% interval at most 82% of that of others; 212 customers).",
                                                                    "웹 조회가 거의 없습니다: 한 달에 0번, 다른 고객 한 달에 0.03번 (95% 구간 많아야 다른 고객의 82%; 고객 212명)."});
    CHECK(ratio(views, 2 / month, 0, 100, {20, 900}) == Said{"Web views, of which others have hardly any: 2 a month against 0 a month (95% interval at least 20 times that of others; 212 customers).",
                                                            "웹 조회가 한 달에 2번 있습니다. 다른 고객은 한 달에 0번으로 거의 없습니다 (95% 구간 적어도 다른 고객의 20배; 고객 212명)."});
    CHECK(ratio(views, 0.002 / month, 0.1 / month, 0.02, {0.015, 0.03}).english.find(": less than 0.01 a month against 0.1 a month") != std::string::npos);  // no "0" of what happens
    CHECK(ratio(views, 0.8 / month, 0.3 / month, 2.7, {2.4, 3}).english == "Web views 2.7 times as often as others: 0.8 a month against 0.3 a month (95% interval 2.4 to 3.0; 212 customers).");
    const FeatureColumn spend{.name = "spend_per_visit", .kind = ColumnKind::positive, .construct = Construct::monetary_value, .unit = "KRW"};
    CHECK(ratio(spend, 100, 90'000, 0.01, {0.001, 0.01}) == Said{"Spends hardly anything per visit: ₩100 against ₩90,000 (212 customers).", "방문당 금액이 거의 없습니다: 100원, 다른 고객 9만 원 (고객 212명)."});
    const FeatureColumn mix{.name = "offering_mix", .kind = ColumnKind::composition, .levels = {"빵"}, .construct = Construct::offering_mix};
    CHECK(ratio(mix, 0.00004, 0.3991, 0.01, {0.001, 0.02}, LevelIndex{0}).english.find("less than 1% against 40%") != std::string::npos);
    CHECK(ratio(mix, 0.3, 0, 100, {30, 900}, LevelIndex{0}).english.starts_with("Comes for 빵, which others hardly ever do: 30% against 0% of what they come for"));
    CHECK(ratio(mix, 0.4, 0.002, 100, {41.5, 900}, LevelIndex{0}).korean == "빵을 찾는 비율이 40%입니다. 다른 고객은 1% 미만으로 거의 찾지 않습니다 (95% 구간 적어도 다른 고객의 42배; 고객 212명).");
    CHECK(ratio(mix, 0, 0.3, 0.01, {0, 0.01}, LevelIndex{0}).korean.starts_with("빵을 찾는 일이 거의 없습니다: 0%, 다른 고객 30%"));
    const FeatureColumn discount{.name = "visits_with_discount", .kind = ColumnKind::share, .construct = Construct::discount_share};
    CHECK(ratio(discount, 0.9, 0.002, 100, {41.5, 900}).korean.starts_with("할인을 이용하는 비율이 90%입니다. 다른 고객은 1% 미만으로 거의 이용하지 않습니다"));
    CHECK(ratio(discount, 0.001, 0.3, 0.01, {0.001, 0.02}).korean.starts_with("할인 이용이 거의 없습니다"));
}

TEST_CASE("text of traits: how often, how long ago, how long, how regularly") {
    CHECK(ratio({.name = "visits", .kind = ColumnKind::count, .construct = Construct::frequency, .unit = "days"}, 3.2 / month, 1.6 / month, 2, {1.8, 2.26}) ==
          Said{"Visits 2 times as often as others: 3.2 a month against 1.6 a month (95% interval 1.8 to 2.3; 212 customers).",
               "방문 횟수가 다른 고객의 2배입니다: 한 달에 3.2번, 다른 고객 한 달에 1.6번 (95% 구간 1.8~2.3; 고객 212명)."});
    CHECK(ratio({.name = "recency_days", .kind = ColumnKind::positive, .construct = Construct::recency, .unit = "days"}, 6, 12, 0.5, {0.4, 0.6}) ==
          Said{"The last visit was 50% as long ago as that of others: 6 days against 12 days (95% interval 40 to 60%; 212 customers).",
               "마지막 방문 뒤 지난 기간이 다른 고객의 50%입니다: 6일, 다른 고객 12일 (95% 구간 40~60%; 고객 212명)."});
    CHECK(ratio({.name = "tenure_days", .kind = ColumnKind::positive, .construct = Construct::tenure, .unit = "days"}, 1096, 548, 2, {1.5, 2.5}) ==
          Said{"Has been a customer 2 times as long as others: 36 months against 18 months (95% interval 1.5 to 2.5; 212 customers).",
               "고객으로 지낸 기간이 다른 고객의 2배입니다: 36개월, 다른 고객 18개월 (95% 구간 1.5~2.5; 고객 212명)."});
    CHECK(ratio({.name = "visit_interval_days", .kind = ColumnKind::positive, .construct = Construct::visit_interval, .unit = "days"}, 12, 4, 3, {2, 4}) ==
          Said{"Stays away 3 times as long as others: 12 days against 4 days on average (95% interval 2.0 to 4.0; 212 customers).",
               "방문 간격이 다른 고객의 3배입니다: 평균 12일, 다른 고객 4일 (95% 구간 2.0~4.0; 고객 212명)."});
    CHECK(ratio({.name = "visit_interval_days", .kind = ColumnKind::positive, .construct = Construct::visit_interval, .unit = "days"}, 5, 10, 0.5, {0.4, 0.6}) ==
          Said{"Comes back sooner than others, in half the time: 5 days against 10 days on average (95% interval 40 to 60%; 212 customers).",
               "방문 간격이 다른 고객의 50%입니다: 평균 5일, 다른 고객 10일 (95% 구간 40~60%; 고객 212명)."});
    CHECK(ratio({.name = "visit_regularity", .kind = ColumnKind::positive, .construct = Construct::visit_regularity}, 4, 2, 2, {1.5, 2.5}) ==
          Said{"Visits 2 times as regularly as others (95% interval 1.5 to 2.5; 212 customers).", "방문의 규칙성이 다른 고객의 2배입니다 (95% 구간 1.5~2.5; 고객 212명)."});
}

TEST_CASE("text of traits: beside the days between visits no visits a month, which are another average") {
    const std::vector<FeatureColumn> columns{{.name = "visits", .kind = ColumnKind::count, .construct = Construct::frequency},
                                             {.name = "visit_interval_days", .kind = ColumnKind::positive, .construct = Construct::visit_interval, .unit = "days"}};
    const Trait trait{.column = {0}, .here = {4 / month}, .elsewhere = 6.6 / month, .standardised = -1, .measure = EffectMeasure::rate_ratio, .effect = {0.61}, .customers = 390};
    CHECK(Said{claim_text(trait, columns, Language::english), claim_text(trait, columns, Language::korean)} == Said{"Visits 61% as often as others", "방문 횟수가 다른 고객의 61%입니다"});
    CHECK(claim_text(trait, std::span(columns).first(1), Language::english) == "Visits 61% as often as others: 4 a month against 6.6 a month");
}

TEST_CASE("text of traits: a range that ends near no difference does not seem to touch it") {
    const FeatureColumn rhythm{.name = "visit_rhythm", .kind = ColumnKind::composition, .construct = Construct::visit_rhythm};
    CHECK(said(rhythm, 0.3, 0.2, EffectMeasure::rate_ratio, 1.4, Interval{1.02, 1.84}, {}, RhythmPart::weekend).english ==
          "Comes on weekends 1.4 times as often as others: 30% of visits against 20% (95% interval 1.02 to 1.8; 212 customers).");
}

TEST_CASE("text of traits: how much more is said of the end of the interval that is nearer to none") {
    const auto mood = [](double effect, Interval interval) {
        return said({.name = "satisfaction", .construct = Construct::satisfaction}, 2.9, 3.78, EffectMeasure::standardised_difference, effect, interval);
    };
    CHECK(mood(-1.16, {-2.296, -0.031}) == Said{"Somewhat lower satisfaction than others: 2.9 against 3.78 (95% interval -2.3 to -0.03 standard deviations; 212 customers).",
                                                 "만족도가 다른 고객보다 다소 낮습니다: 2.9, 다른 고객 3.78 (95% 구간 -2.3~-0.03 표준편차; 고객 212명)."});
    CHECK(mood(1.16, {0.6, 1.7}).english.starts_with("Clearly higher"));
    CHECK(mood(1.16, {0.85, 1.5}).korean.find("훨씬 높습니다") != std::string::npos);
    CHECK(mood(0.3, {-0.002, 0.6}).english.starts_with("Somewhat higher satisfaction than others: 2.9 against 3.78 (95% interval -0.002 to 0.6 "));
}

TEST_CASE("text of traits: what they spend, buy and use") {
    CHECK(ratio({.name = "spend_per_visit", .kind = ColumnKind::positive, .construct = Construct::monetary_value, .unit = "KRW"}, 48000, 12000, 4, {3.5, 4.5}) ==
          Said{"Spends 4 times as much per visit as others: ₩48,000 against ₩12,000 (95% interval 3.5 to 4.5; 212 customers).",
               "방문당 금액이 다른 고객의 4배입니다: 4만 8,000원, 다른 고객 1만 2,000원 (95% 구간 3.5~4.5; 고객 212명)."});
    const FeatureColumn mix{.name = "offering_mix", .kind = ColumnKind::composition, .levels = {"bread", "PRODUCE"}, .construct = Construct::offering_mix};
    CHECK(ratio(mix, 0.24, 0.08, 3, {2, 4}, LevelIndex{1}) == Said{"Comes for produce 3 times as often as others: 24% against 8% of what they come for (95% interval 2.0 to 4.0; 212 customers).",
                                                                  "produce를 찾는 비율이 다른 고객의 3배입니다: 24%, 다른 고객 8% (95% 구간 2.0~4.0; 고객 212명)."});
    CHECK(ratio({.name = "visits_with_hem", .kind = ColumnKind::share, .construct = Construct::offering_mix, .detail = "hem", .unit = "visits"}, 0.24, 0.08, 3, {2, 4}) ==
          Said{"Comes for hem 3 times as often as others: 24% of visits against 8% (95% interval 2.0 to 4.0; 212 customers).", "hem을 찾는 비율이 다른 고객의 3배입니다: 24%, 다른 고객 8% (95% 구간 2.0~4.0; 고객 212명)."});
    const FeatureColumn channels{.name = "channel_mix", .kind = ColumnKind::composition, .levels = {"phone"}, .construct = Construct::channel_mix};
    CHECK(ratio(channels, 0.6, 0.2, 3, {2, 4}, LevelIndex{0}) == Said{"Comes by phone 3 times as often as others: 60% of visits against 20% (95% interval 2.0 to 4.0; 212 customers).",
                                                                     "phone 이용이 다른 고객의 3배입니다: 60%, 다른 고객 20% (95% 구간 2.0~4.0; 고객 212명)."});
    CHECK(ratio({.name = "visits_with_coupon", .kind = ColumnKind::share, .construct = Construct::discount_share, .detail = "coupon", .unit = "visits"}, 0.1, 0.4, 0.25, {0.2, 0.3}) ==
          Said{"Uses coupon 25% as often as others: 10% of visits against 40% (95% interval 20 to 30%; 212 customers).", "coupon 이용이 다른 고객의 25%입니다: 10%, 다른 고객 40% (95% 구간 20~30%; 고객 212명)."});
    CHECK(said({.name = "discount_depth", .construct = Construct::discount_share}, 0.12, 0.06, EffectMeasure::standardised_difference, 0.6, Interval{0.4, 0.8}) ==
          Said{"Saves somewhat more of the price by discounts than others: 12% against 6% (95% interval 0.4 to 0.8 standard deviations; 212 customers).",
               "할인으로 아낀 비율이 다른 고객보다 다소 높습니다: 12%, 다른 고객 6% (95% 구간 0.4~0.8 표준편차; 고객 212명)."});
}

TEST_CASE("text of traits: with whom, planned, in what mood, and after a contact") {
    CHECK(ratio({.name = "visits_in_company", .kind = ColumnKind::share, .construct = Construct::companionship, .unit = "visits"}, 0.6, 0.2, 3, {2, 4}) ==
          Said{"Comes in company 3 times as often as others: 60% of visits against 20% (95% interval 2.0 to 4.0; 212 customers).", "동반 방문이 다른 고객의 3배입니다: 60%, 다른 고객 20% (95% 구간 2.0~4.0; 고객 212명)."});
    CHECK(ratio({.name = "planned_visits", .kind = ColumnKind::share, .construct = Construct::planning, .unit = "visits"}, 0.6, 0.2, 3, {2, 4}) ==
          Said{"Plans visits 3 times as often as others: 60% of visits against 20% (95% interval 2.0 to 4.0; 212 customers).", "미리 정한 방문이 다른 고객의 3배입니다: 60%, 다른 고객 20% (95% 구간 2.0~4.0; 고객 212명)."});
    const auto mood = [](double effect) { return said({.name = "satisfaction", .construct = Construct::satisfaction}, 3.5, 4.25, EffectMeasure::standardised_difference, effect, {}); };
    CHECK(mood(-0.3) == Said{"Somewhat lower satisfaction than others: 3.5 against 4.25 (212 customers).", "만족도가 다른 고객보다 다소 낮습니다: 3.5, 다른 고객 4.25 (고객 212명)."});
    CHECK(mood(-0.9).english.starts_with("Much lower"));
    CHECK(mood(-0.9).korean.find("훨씬 낮습니다") != std::string::npos);
    const auto contact = [](std::string detail, ColumnKind kind, double here, double elsewhere, std::string unit) {
        return said({.name = "past", .kind = kind, .construct = Construct::contact_history, .detail = std::move(detail), .unit = std::move(unit)}, here, elsewhere, EffectMeasure::rate_ratio, 2, {});
    };
    CHECK(contact("contacts", ColumnKind::count, 2 / month, 1 / month, "days") == Said{"Was contacted 2 times as often as others: 2 a month against 1 a month (212 customers).",
                                                                                     "연락받은 횟수가 다른 고객의 2배입니다: 한 달에 2번, 다른 고객 한 달에 1번 (고객 212명)."});
    CHECK(contact("responses", ColumnKind::share, 0.4, 0.2, "contacts") == Said{"Responded to contacts 2 times as often as others: 40% of them against 20% (212 customers).",
                                                                              "연락에 답한 비율이 다른 고객의 2배입니다: 40%, 다른 고객 20% (고객 212명)."});
    CHECK(contact("days_since_response", ColumnKind::positive, 10, 5, "days") == Said{"Last responded 2 times as long ago as others: 10 days against 5 days (212 customers).",
                                                                                    "마지막 응답 뒤 지난 기간이 다른 고객의 2배입니다: 10일, 다른 고객 5일 (고객 212명)."});
}

TEST_CASE("text of traits: attributes in the user's own words") {
    CHECK(said({.name = "age_band", .kind = ColumnKind::ordered_category, .levels = {"19-34", "60+"}}, 0.45, 0.2, EffectMeasure::risk_difference, 0.25, Interval{0.18, 0.32}, LevelIndex{1}) ==
          Said{"Age band 60+: 45% against 20% of others (95% interval 18 to 32 points; 212 customers).", "나이대 60+: 45%, 다른 고객 20% (95% 구간 18~32%p; 고객 212명)."});
    CHECK(said({.name = "member", .kind = ColumnKind::flag}, 0.45, 0.2, EffectMeasure::risk_difference, 0.25, {}, LevelIndex{1}) ==
          Said{"Member: 45% against 20% of others (212 customers).", "member: 45%, 다른 고객 20% (고객 212명)."});
    CHECK(ratio({.name = "children", .kind = ColumnKind::count}, 1.2, 0.6, 2, {1.5, 2.5}) ==
          Said{"Children: 1.2 against 0.6 of others, 2 times as much (95% interval 1.5 to 2.5; 212 customers).", "자녀 수가 다른 고객의 2배입니다: 1.2, 다른 고객 0.6 (95% 구간 1.5~2.5; 고객 212명)."});
    CHECK(said({.name = "children", .kind = ColumnKind::count}, 0, 0.52, EffectMeasure::rate_ratio, 0.01, {}).english == "Children: 0 against 0.52 of others (212 customers).");
    CHECK(ratio({.name = "distance_km", .kind = ColumnKind::positive, .detail = "distance", .unit = "km"}, 2.5, 5, 0.5, {0.4, 0.6}) ==
          Said{"Distance: 2.5 km against 5 km of others, 50% as much (95% interval 40 to 60%; 212 customers).", "거리가 다른 고객의 50%입니다: 2.5 km, 다른 고객 5 km (95% 구간 40~60%; 고객 212명)."});
}

TEST_CASE("text of traits: an attribute gets a common name only where its values are of what the name says") {
    const auto amount = [](std::string name, std::string unit = {}) { return ratio({.name = name, .kind = ColumnKind::positive, .detail = name, .unit = unit}, 7, 3.5, 2, {1.5, 2.5}); };
    const auto level = [](std::string name) { return said({.name = name, .kind = ColumnKind::category, .levels = {"x", "y"}}, 0.45, 0.2, EffectMeasure::risk_difference, 0.25, {}, LevelIndex{1}); };
    CHECK(amount("area", "m2").korean.starts_with("area"));  // square metres are no region
    CHECK(amount("region").korean.starts_with("region"));
    CHECK(amount("등급").english.starts_with("등급"));
    CHECK(amount("회원 등급").english.starts_with("회원 등급"));
    CHECK(level("등급").english.starts_with("등급 y"));
    CHECK(level("source").korean.starts_with("source y"));
    CHECK(level("children").korean.starts_with("children y"));  // no number of children
    CHECK(level("region").korean.starts_with("지역 y"));
    CHECK(level("회원 등급").english.starts_with("Membership tier y"));
}

TEST_CASE("text of traits: the numbers that are shown make the ratio that is shown") {
    const FeatureColumn interval{.name = "visit_interval_days", .kind = ColumnKind::positive, .construct = Construct::visit_interval, .unit = "days"};
    CHECK(said(interval, 14.1, 8.8, EffectMeasure::rate_ratio, 14.1 / 8.8, {}).english == "Stays away 1.6 times as long as others: 14 days against 9 days on average (212 customers).");
    CHECK(said(interval, 5.45, 10.9, EffectMeasure::rate_ratio, 0.5, {}).korean == "방문 간격이 다른 고객의 50%입니다: 평균 5.5일, 다른 고객 11일 (고객 212명).");
    const FeatureColumn mix{.name = "offering_mix", .kind = ColumnKind::composition, .levels = {"bread"}, .construct = Construct::offering_mix};
    CHECK(said(mix, 0.0413, 0.0529, EffectMeasure::rate_ratio, 0.0413 / 0.0529, {}, LevelIndex{0}).english ==
          "Comes for bread 78% as often as others: 4.1% against 5.3% of what they come for (212 customers).");
    // Durations and shares of every size: what a reader divides is what he reads.
    for (double here = 0.3; here < 900; here *= 1.37) {
        for (const double effect : {0.26, 0.41, 0.5, 0.78, 1.26, 1.6, 2.4, 7.7, 23.0}) {
            const std::string text = said(interval, here, here / effect, EffectMeasure::rate_ratio, effect, {}).korean;  // "… 3배입니다: 12일, 다른 고객 4일 …"
            CAPTURE(here, effect, text);
            const auto days_at = [&](std::string_view before) {
                const char* at = text.c_str() + text.find(before) + before.size();
                char* end = nullptr;
                const double amount = std::strtod(at, &end);
                const std::string_view unit(end);
                return amount * (unit.starts_with("시간") ? 1.0 / 24 : unit.starts_with("일") ? 1 : unit.starts_with("주") ? 7 : unit.starts_with("개월") ? 30.436875 : 365.2425);
            };
            const double ratio = days_at("평균 ") / days_at(", 다른 고객 ");
            if (effect < 1) CHECK(std::fabs(ratio - effect) < 0.016);
            else CHECK(std::fabs(ratio - effect) < (effect < 3 ? 0.1001 : effect < 9.95 ? 0.1001 + 0.025 * effect : 1.001));
        }
    }
}

namespace {

struct Shown {
    FeatureColumn column = {};
    double sign = 1;   ///< of what is compared with others
    double here = 1;   ///< the persona's own number
};

/// A set of three personas with these traits.
PersonaSet with_traits(const std::vector<std::vector<Shown>>& traits) {
    const auto kinds = blocks({50, 50, 50});
    Random random(1);
    const FeatureTable table = table_of(150, {basis("a", kinds, {0, 20, 40}, random)});
    PersonaSet set = describe_personas(natural_segments(table, kinds, 3), table);
    set.columns.clear();
    for (std::size_t p = 0; p < traits.size(); ++p) {
        Persona& persona = *std::find_if(set.personas.begin(), set.personas.end(), [&](const Persona& x) { return x.segment.value == p; });
        persona.traits.clear();
        for (const auto& [column, sign, here] : traits[p]) {
            Trait trait{.column = id_at<ColumnIndex>(set.columns.size()), .here = {here}, .standardised = sign, .measure = EffectMeasure::rate_ratio, .effect = {2}, .customers = 50};
            if (column.construct == Construct::visit_rhythm) trait.rhythm = RhythmPart::weekday_morning;
            if (!column.levels.empty()) trait.level = LevelIndex{0};
            set.columns.push_back(column);
            persona.traits.push_back(trait);
        }
    }
    return set;
}

Said title_of(const PersonaSet& set, std::uint32_t segment) {
    return {title(*persona_of(set, segment), set, Language::english), title(*persona_of(set, segment), set, Language::korean)};
}

}  // namespace

TEST_CASE("titles: short, natural in both languages, and different from each other") {
    const FeatureColumn rhythm{.construct = Construct::visit_rhythm}, often{.kind = ColumnKind::count, .construct = Construct::frequency}, spend{.construct = Construct::monetary_value},
        discount{.kind = ColumnKind::share, .construct = Construct::discount_share}, offering{.kind = ColumnKind::composition, .levels = {"빵"}, .construct = Construct::offering_mix};
    const double weekly = 1.0 / 7, every_six_weeks = 1.0 / 42;
    const PersonaSet set = with_traits({{{rhythm, 1}, {often, 1, weekly}}, {{spend, 1}, {rhythm, 1}, {often, -1, every_six_weeks}}, {{discount, 1}, {spend, -1}, {often, 1, weekly}}});
    CHECK(title_of(set, 0) == Said{"Weekday-morning regular", "평일 아침 단골"});
    CHECK(title_of(set, 1) == Said{"Big-basket weekday-morning visitor, every 6 weeks", "한 번에 많이 쓰고 6주마다 평일 아침에 오는 고객"});
    CHECK(title_of(set, 2) == Said{"Bargain-minded regular", "할인을 챙기는 단골"});

    const PersonaSet alike = with_traits({{{discount, 1}, {spend, -1}}, {{discount, 1}, {offering, 1}}, {{discount, 1}}});
    CHECK(title_of(alike, 0) == Said{"Bargain-minded small-basket customer", "할인을 챙기고 조금씩 쓰는 고객"});
    CHECK(title_of(alike, 1) == Said{"Bargain-minded customer for 빵", "할인을 챙기고 빵을 찾는 고객"});
    CHECK(title_of(alike, 2) == Said{"Bargain-minded customer", "할인을 챙기는 고객"});
}

TEST_CASE("titles: where of most no visit is on record, the few who came do not stand for all") {
    PersonaSet set = with_traits({{{{.construct = Construct::visit_rhythm}, 1}, {{.kind = ColumnKind::composition, .levels = {"대여"}, .construct = Construct::offering_mix}, 1}}, {}, {}});
    Persona& seldom = *std::find_if(set.personas.begin(), set.personas.end(), [](const Persona& persona) { return persona.segment.value == 0; });
    CHECK(title_of(set, 0) == Said{"Weekday-morning customer for 대여", "대여를 찾는 평일 아침 고객"});
    seldom.customers = 120;  // and a visit is on record of 50
    CHECK(title_of(set, 0) == Said{"Weekday-morning customer for 대여, if they come", "온다면 대여를 찾는 평일 아침 고객"});
}

TEST_CASE("titles: no word stands in one that the persona's own number does not bear out") {
    const auto one = [](FeatureColumn column, double sign, double here) { return title_of(with_traits({{{std::move(column), sign, here}}, {}, {}}), 0); };
    const FeatureColumn visits{.kind = ColumnKind::count, .construct = Construct::frequency};
    CHECK(one(visits, 1, 1.0 / 9) == Said{"Regular", "단골"});
    CHECK(one(visits, 1, 1.0 / 35) == Said{"Visitor, every 5 weeks", "5주마다 오는 고객"});  // more often than others, and no regular
    CHECK(one(visits, -1, 1.0 / 5) == Said{"Visitor, every 5 days", "5일마다 오는 고객"});   // less often than others, and not seldom
    CHECK(one({.kind = ColumnKind::positive, .construct = Construct::recency}, 1, 90) == Said{"Customer, away for longer than others", "남보다 오래 오지 않는 고객"});  // no days: it hangs on a wall

    const FeatureColumn all_discounts{.kind = ColumnKind::share, .construct = Construct::discount_share}, coupons{.kind = ColumnKind::share, .construct = Construct::discount_share, .detail = "coupon"};
    const FeatureColumn depth{.construct = Construct::discount_share}, rhythm{.construct = Construct::visit_rhythm}, bread{.kind = ColumnKind::composition, .levels = {"빵"}, .construct = Construct::offering_mix};
    CHECK(one(all_discounts, -1, 0.05) == Said{"Full-price customer", "거의 정가에 사는 고객"});
    CHECK(one(depth, -1, 0.02).english == "Full-price customer");
    // What it does not bear out compares, and says so.
    CHECK(one(all_discounts, -1, 0.12) == Said{"Customer, using discounts less than others", "남보다 할인을 덜 쓰는 고객"});
    CHECK(one(depth, -1, 0.12).english == "Customer, using discounts less than others");
    CHECK(one(coupons, -1, 0.01) == Said{"Customer, using coupon less than others", "남보다 coupon을 덜 쓰는 고객"});  // they may use every other discount
    CHECK(one(coupons, 1, 0.02).english == "Customer, using coupon more than others");
    CHECK(one(rhythm, 1, 0.12) == Said{"Customer, more on weekday mornings than others", "남보다 평일 아침에 더 오는 고객"});  // one in eight visits
    CHECK(one(rhythm, -1, 0.12) == Said{"Customer, less on weekday mornings than others", "평일 아침에는 덜 오는 고객"});
    CHECK(one(bread, 1, 0.03) == Said{"Customer, more for 빵 than others", "남보다 빵을 더 찾는 고객"});
    CHECK(one({.construct = Construct::companionship}, 1, 0.2).english == "Customer, more often in company than others");
    CHECK(one({.construct = Construct::tenure}, 1, 60).english == "Customer, known for longer than others");
    CHECK(one({.construct = Construct::visit_regularity}, 1, 1.2).english == "Customer, steadier than others");  // "at uneven intervals" on the card
    CHECK(one({.construct = Construct::contact_history, .detail = "responses"}, 1, 0.13).english == "Customer, answering more often than others");
}

TEST_CASE("titles: two telling parts where there are two, and honest words where nothing tells") {
    const FeatureColumn visits{.kind = ColumnKind::count, .construct = Construct::frequency}, discount{.kind = ColumnKind::share, .construct = Construct::discount_share},
        spend{.construct = Construct::monetary_value}, hem{.kind = ColumnKind::share, .construct = Construct::offering_mix, .detail = "밑단", .unit = "visits"},
        zip{.kind = ColumnKind::share, .construct = Construct::offering_mix, .detail = "지퍼", .unit = "visits"};
    const double quarterly = 1.0 / 91;
    const PersonaSet set = with_traits({{{visits, -1, quarterly}, {hem, -1, 0.02}}, {{hem, 1, 0.4}, {zip, 1, 0.3}, {spend, -1}}, {}});
    CHECK(title_of(set, 0) == Said{"Visitor, every 3 months, less for 밑단 than others", "남보다 밑단을 덜 찾고 3개월마다 오는 고객"});
    CHECK(title_of(set, 1) == Said{"Customer for 밑단 and 지퍼", "밑단과 지퍼를 찾는 고객"});
    CHECK(title_of(set, 2) == Said{"Customer with no sure difference", "차이가 확실하지 않은 고객"});
    CHECK(title_of(with_traits({{}, {}, {}}), 0) == Said{"Customer with no sure difference (Robin)", "차이가 확실하지 않은 고객 (하늘)"});

    // What has no word that stands by itself is compared, where nothing else tells; whoever differs is never said not to.
    const FeatureColumn asked{.kind = ColumnKind::count, .construct = Construct::event_frequency, .detail = "inquiry"}, own{.kind = ColumnKind::count, .construct = Construct::event_frequency, .detail = "checkout"},
        kept{.kind = ColumnKind::share, .construct = Construct::no_shows}, stay{.kind = ColumnKind::numeric, .construct = Construct::spend_trend};
    CHECK(title_of(with_traits({{{asked, 1, 0.02}}, {}, {}}), 0) == Said{"Customer, with more inquiries than others", "남보다 문의 횟수가 많은 고객"});
    CHECK(title_of(with_traits({{{own, -1, 0.02}}, {}, {}}), 0) == Said{"Customer, with fewer checkout than others", "남보다 checkout 횟수가 적은 고객"});
    CHECK(title_of(with_traits({{{kept, -1, 0}}, {}, {}}), 0) == Said{"Customer, keeping more appointments than others", "남보다 예약을 잘 지키는 고객"});
    CHECK(title_of(with_traits({{{asked, 1, 0.02}, {spend, -1}}, {}, {}}), 0) == Said{"Small-basket customer", "조금씩 쓰는 고객"});
    CHECK(title_of(with_traits({{{stay, 1, 0.02}}, {}, {}}), 0) == Said{"Customer with few differences", "다른 점이 적은 고객"});

    PersonaSet with_children = with_traits({{{{.name = "children", .kind = ColumnKind::flag}, 1, 0.7}, {visits, -1, quarterly}}, {}, {}});
    for (Persona& persona : with_children.personas)
        for (Trait& trait : persona.traits)
            if (with_children.columns[trait.column.value].kind == ColumnKind::flag) trait.measure = EffectMeasure::risk_difference;
    CHECK(title_of(with_children, 0) == Said{"Visitor with children, every 3 months", "children이고 3개월마다 오는 고객"});
}

TEST_CASE("titles: how often they come is told as on the card, whatever the traits compare") {
    const FeatureColumn visits{.kind = ColumnKind::count, .construct = Construct::frequency};
    for (const double days : {1.5, 4.0, 9.9, 10.1, 21.0, 35.0, 90.0, 400.0}) {
        PersonaSet set = with_traits({{{visits, 1, 0.25}}, {}, {}});
        for (Persona& persona : set.personas) persona.routine.interval_days = Estimate{days};  // what "Comes every …" says
        const Said said = title_of(set, 0);
        CAPTURE(days, said.english, said.korean);
        const bool is_regular = said.english == "Regular";
        CHECK(is_regular == (days <= 10));
        if (!is_regular) CHECK(said == Said{"Visitor, every " + duration_text(days, Language::english), duration_text(days, Language::korean) + "마다 오는 고객"});
    }
}

TEST_CASE("text of traits: of an effect that is hardly known no more figures are told than are known, and an age is so many years less") {
    const FeatureColumn interval{.name = "visit_interval_days", .kind = ColumnKind::positive, .construct = Construct::visit_interval, .unit = "days"};
    CHECK(ratio(interval, 103.7, 48, 2.16, {1.8, 2.6}).english.find(": 15 weeks against 7 weeks on average (") != std::string::npos);
    CHECK(ratio(interval, 103.7, 48, 2.16, {2.1, 2.2}).english.find(": 15 weeks against 6.9 weeks on average (") != std::string::npos);
    const FeatureColumn mix{.name = "offering_mix", .kind = ColumnKind::composition, .levels = {"빵"}, .construct = Construct::offering_mix};
    CHECK(ratio(mix, 0.3404, 0.0117, 29.1, {4.9, 100}, LevelIndex{0}).korean.find(": 34%, 다른 고객 1.2% (") != std::string::npos);
    const FeatureColumn age{.name = "age", .kind = ColumnKind::positive}, height{.name = "height", .kind = ColumnKind::positive};
    CHECK(ratio(age, 28.8, 41.7, 0.69, {0.65, 0.73}) == Said{"Age: 28.8 against 41.7 of others, 12.9 years younger (95% interval 65 to 73%; 212 customers).",
                                                             "나이가 다른 고객보다 12.9세 적습니다: 28.8, 다른 고객 41.7 (95% 구간 65~73%; 고객 212명)."});
    CHECK(ratio(age, 50, 40, 1.25, {1.2, 1.3}).korean.starts_with("나이가 다른 고객보다 10세 많습니다"));
    CHECK(ratio(height, 28.8, 41.7, 0.69, {0.65, 0.73}).english.starts_with("Height: 28.8 against 41.7 of others, 69% as much"));
}

TEST_CASE("text of a persona: where kinds are withheld, shares are of those described") {
    PersonaSet set = with_traits({{}, {}, {}});
    set.personas[0].share_of_customers = {0.6};
    set.personas[0].share_of_value = Estimate{0.8};
    const auto shares = [&](Language language) { return to_text(set.personas[0], set, language); };
    CHECK(shares(Language::english).find(": 60% of customers, 80% of what is spent.") != std::string::npos);
    set.too_few = 1;
    CHECK(shares(Language::english).find(": about 60% of the customers described, about 80% of what they spend.") != std::string::npos);
    CHECK(shares(Language::korean).find(": 설명한 고객의 약 60%, 그 매출의 약 80%.") != std::string::npos);
}

TEST_CASE("text of a persona: who, how much, what differs, how often") {
    PersonaSet set = with_traits({{}, {}, {}});
    set.columns = {{.name = "visits", .kind = ColumnKind::count, .construct = Construct::frequency}};
    Persona& persona = set.personas[0];
    persona.share_of_customers = {0.24, Interval{0.2, 0.28}};
    persona.share_of_value = Estimate{0.4};
    persona.routine.interval_days = Estimate{9};
    persona.traits = {{.here = {4 / month}, .elsewhere = 2 / month, .standardised = 1, .measure = EffectMeasure::rate_ratio, .effect = {2}, .customers = 50}};
    CHECK(Said{to_text(persona, set, Language::english), to_text(persona, set, Language::korean)} ==
          Said{"Regular · called Robin: 24% (95% interval 20% to 28%) of customers, 40% of what is spent. Visits 2 times as often as others: 4 a month against 2 a month (50 customers). "
               "Usually comes every 9 days.",
               "단골 · 별칭 하늘: 고객의 24%(95% 구간 20%~28%), 매출의 40%. 방문 횟수가 다른 고객의 2배입니다: 한 달에 4번, 다른 고객 한 달에 2번 (고객 50명). 보통 9일마다 옵니다."});
}
