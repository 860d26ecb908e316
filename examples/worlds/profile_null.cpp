#include "profile.hpp"

namespace dangol::worlds {

/// A shop whose customers are one population. People differ more here than within a planted kind, so that there is something
/// to be tempted by; every contact, of anybody at any time, is answered with the same probability.
TradeProfile null_profile(Trade trade) {
    const KindProfile everybody{
        .id = "everybody",
        .korean = "모든 손님",
        .share = 1,
        .conversion_rate = .08,
        .gap_days = 32,
        .gap_shape = 1.3,
        .weekdays = {1, 1, 1, 1, 1.2, 1.6, .8},
        .dayparts = {1.2, 1, 1.6, .9},
        .offerings = {1.5, 1.5, 1, 1, 1, 1},
        .channels = {5, 1.5, 2, 1},
        .orders = .75,
        .discounts = .3,
        .company = .3,
        .appointments = .5,
        .satisfaction = 4,
        .ages = {1.2, 1.6, 1.8, 1.5, 1},
        .children = 1.4,
        .distance_km = 4,
        .women = .6,
        .phrases = {}};
    TradeProfile profile{
        .id_prefix = "N",
        .korean = "구조가 없는 가게",
        .offerings = {{"기장", 9'000}, {"품", 18'000}, {"지퍼", 12'000}, {"리폼", 55'000}, {"복원", 70'000}, {"아이옷", 8'000}},
        .channels = {"매장", "전화", "카카오톡", "온라인"},
        .staff = {"사장", "실장", "주말 직원"},
        .campaigns = {{"문자", 0}, {"카카오톡", 0}, {"쿠폰", 0}, {"전화", 0}},
        .kinds = {everybody},
        .common_phrases = {"바지 두 벌을 맡기겠다고 하심.", "찾아가실 날을 정함.", "비가 와서 늦는다고 하심.", "값을 물어보심.",
                           "{상품} 작업을 설명드림.", "옷감 상태를 말씀하심.", "급하지 않다고 하심.", "기분이 좋아 보이심."},
        .spread = {.loading = 0, .log_scale = .45, .logit = .7, .concentration = 8},
        .response = {.per_30_days_since_visit = 0, .person = 0, .campaign = 0},
        .contact_cost_krw = 1'500,
        .conversion_margin_krw = 30'000};
    if (trade == Trade::null_factor) profile.spread.loading = .6324555320336759;  // √.4: any two habits correlate by .4
    if (trade == Trade::null_skewed) profile.spread.tail = Tail::skewed;
    return profile;
}

}  // namespace dangol::worlds
