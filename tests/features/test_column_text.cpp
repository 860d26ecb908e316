#include <dangol/features/build_features.hpp>
#include <dangol/features/column_text.hpp>

#include "small_shop.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <utility>

using namespace dangol;
using namespace dangol::tests;

TEST_CASE("labels: what the shop wrote is shown under the names that its owner gives it in each language, the rest as it was written") {
    SmallShop shop;
    shop.customers = {{.id = "kim"}};
    shop.lines = {{.customer = "kim", .at = "2024-01-05 10:00", .offering = "MEAT-PCKGD"}, {.customer = "kim", .at = "2024-01-06 10:00", .offering = "SALAD_BAR"}};
    shop.display_names = {{"MEAT-PCKGD", {"packaged meat", "포장육"}}, {"coupon", {"the coupon booklet", "쿠폰북"}}, {"age_band", {"age", "나이"}}, {"young", {"under 40", "40세 미만"}}};
    const FeatureTable table = build_features(shop.base(), {.features = {OfferingMix{.parts_at_most = 3}, DiscountDepth{"coupon", {}}, OfferingShare{"MEAT-PCKGD", {}}, Attribute{"age_band", {}}}});
    const auto columns = table.columns();
    CHECK(level_label(columns[0], LevelIndex{0}, Language::english) == "packaged meat");
    CHECK(level_label(columns[0], LevelIndex{0}, Language::korean) == "포장육");
    CHECK(level_label(columns[0], LevelIndex{1}, Language::korean) == "salad bar");
    CHECK(label(columns[1], Language::english) == "share of the price saved by the coupon booklet");
    CHECK(label(columns[1], Language::korean) == "쿠폰북으로 아낀 비율");
    CHECK(label(columns[2], Language::korean) == "포장육을 찾은 방문");
    CHECK(label(columns[3], Language::korean) == "나이");
    CHECK(level_label(columns[3], LevelIndex{0}, Language::korean) == "40세 미만");
    CHECK(level_label(columns[3], LevelIndex{1}, Language::korean) == "old");
    CHECK(columns[0].display_names.size() == 1);  // its own only
}

TEST_CASE("labels: common attributes that nobody named are told in the reader's language, and the rest as they were written") {
    const auto both = [](const FeatureColumn& column) { return std::pair(label(column, Language::english), label(column, Language::korean)); };
    using Pair = std::pair<std::string, std::string>;
    CHECK(both({.name = "age_band", .detail = "age_band"}) == Pair{"age band", "나이대"});
    CHECK(both({.name = "나이대"}) == Pair{"age band", "나이대"});
    CHECK(both({.name = "distance_km", .unit = "km"}) == Pair{"distance", "거리"});  // its values carry the unit
    CHECK(both({.name = "lead_source", .kind = ColumnKind::category, .construct = Construct::lead_attribute}) == Pair{"lead source", "유입 경로"});
    CHECK(both({.name = "Campaign Type", .kind = ColumnKind::category, .construct = Construct::lead_attribute}) == Pair{"Campaign Type", "캠페인 종류"});
    CHECK(both({.name = "children", .kind = ColumnKind::count}) == Pair{"children", "자녀 수"});
    CHECK(both({.name = "children", .kind = ColumnKind::flag}).second == "children");  // whether, not how many
    CHECK(both({.name = "town", .kind = ColumnKind::category}) == Pair{"town", "도시"});  // no other English word for it
    CHECK(both({.name = "favourite_fabric"}) == Pair{"favourite fabric", "favourite fabric"});
    CHECK(both({.name = "age_band", .detail = "age_band", .display_names = {{"age_band", {"generation", "세대"}}}}) == Pair{"generation", "세대"});  // its owner's word
}

TEST_CASE("labels: every built-in feature has words of its own in Korean and in English") {
    for (int c = 0; c <= static_cast<int>(Construct::event_frequency); ++c) {
        const auto construct = static_cast<Construct>(c);
        if (construct == Construct::attribute || construct == Construct::lead_attribute) continue;
        for (const ColumnKind kind : {ColumnKind::numeric, ColumnKind::positive, ColumnKind::count, ColumnKind::share, ColumnKind::composition}) {
            const FeatureColumn column{.name = "english_name", .kind = kind, .construct = construct, .detail = "누빔"};
            const std::string english = label(column, Language::english), korean = label(column, Language::korean);
            CAPTURE(c, english, korean);
            CHECK(english != "english name");
            CHECK(std::ranges::none_of(korean, [](char letter) { return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'); }));
        }
    }
}
