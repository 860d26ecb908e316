#include "profile.hpp"

namespace dangol::worlds {

/// A leather workshop. Some buy with their hands, others for the next twenty years. Nobody here is not worth a contact: an answer
/// that sets a kind aside is wrong.
TradeProfile leather_profile() {
    const KindProfile touch{
        .id = "touch",
        .korean = "촉감형",
        .share = .52,
        .conversion_rate = .22,
        .gap_days = 28,
        .gap_shape = 1.15,
        .weekdays = {.5, .6, .7, .8, 1.2, 3, 2.4},
        .dayparts = {.4, 1, 3.2, 1},
        .offerings = {3.6, 2.6, .5, .4, 2.6, .3},
        .channels = {7, 1.6, 1, .3},
        .orders = .60,
        .price_factor = 1.1,
        .discounts = .34,
        .company = .46,
        .appointments = .22,
        .satisfaction = 4.3,
        .unpaid = {4, 1.8, .6, .3},
        .ages = {2.4, 3, 1.8, .8, .3},
        .children = .9,
        .distance_km = 7,
        .women = .66,
        .phrases = {"가죽을 손등으로 오래 쓸어 보심.", "“이 결이 참 좋네요”라고 하심.", "눈을 감고 두 가죽을 견주어 만져 보심.",
                    "시간이 지나면 색이 어떻게 변하는지 물으심.", "가죽 냄새가 좋다고 하심.", "가장 부드러운 것으로 골라 달라고 하심.",
                    "태닝 전 가죽을 보고 싶어 하심."}};
    const KindProfile durability{
        .id = "durability",
        .korean = "내구성형",
        .share = .48,
        .conversion_rate = .15,
        .gap_days = 34,
        .gap_shape = 1.8,
        .weekdays = {1.2, 1.5, 1.5, 1.5, 1.2, .8, .1},
        .dayparts = {3.4, 1.2, .8, .5},
        .offerings = {.6, .4, 3.2, 3.4, .4, 2.6},
        .channels = {5, .8, 1, 2.4},
        .orders = .80,
        .price_factor = 1,
        .discounts = .12,
        .company = .08,
        .appointments = .70,
        .satisfaction = 4.2,
        .trust = .05,
        .unpaid = {5, .2, 2.2, .2},
        .loyalty_to_staff = .6,
        .ages = {.3, 1, 2.2, 2.6, 1.8},
        .children = 1.6,
        .distance_km = 5,
        .women = .34,
        .phrases = {"박음질이 몇 땀인지 세어 보심.", "“십 년은 써야지요”라고 하심.", "보증 기간과 수선 값을 먼저 물으심.",
                    "쇠장식을 여러 번 당겨 보심.", "물에 젖어도 되는지 확인하심.", "전에 산 가방이 아직 멀쩡하다고 하심.",
                    "두꺼운 통가죽으로 해 달라고 하심."}};
    return {.id_prefix = "L",
            .korean = "가죽 공방",
            .offerings = {{"지갑", 95'000}, {"손가방", 260'000}, {"서류 가방", 380'000}, {"허리띠", 85'000}, {"여권집", 60'000}, {"수선", 35'000}},
            .channels = {"공방", "온라인", "카카오톡", "전화"},
            .staff = {"공방장", "재단사", "제자"},
            .campaigns = {{"문자", 0}, {"카카오톡", .15}, {"가죽 조각 우편", .3}, {"전화", -.1}},
            .unpaid = {{.name = "문의"},
                       {.name = "웹 조회", .presence = Presence::logged, .channel = 1},
                       {.name = "불만", .phrases = {"실밥이 풀렸다고 가져오심.", "쇠장식이 헐거워졌다고 하심."}},
                       {.name = "노쇼", .presence = Presence::absent, .channel = 0}},
            .kinds = {touch, durability},
            .common_phrases = {"{상품} 이야기를 나눔.", "이름을 새기고 싶다고 하심.", "색을 고르지 못해 견본을 빌려 가심.", "값을 물어보심.",
                               "손질 크림을 하나 더 챙겨드림.", "선물할 것이라고 하심.", "만드는 데 걸리는 날을 말씀드림.",
                               "바쁘신 듯 짧게 말씀하심.", "기분이 좋아 보이심."},
            .contact_cost_krw = 3'000,
            .conversion_margin_krw = 60'000};
}

}  // namespace dangol::worlds
