#include "lead_world.hpp"

#include <dangol/core/statistics.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr Language en = Language::english, ko = Language::korean;

const PersonaSet& personas() {
    static const PersonaSet set = [] {
        Random random(1);
        return lead_world::personas_of(random);
    }();
    return set;
}

}  // namespace

TEST_CASE("whom not to chase, with both errors, or that nobody qualifies") {
    NegativePersonaSet set{.overall_rate = {0.1, Interval{0.09, 0.11}}, .break_even_rate = 1.2 / 18, .options = {.contact_cost = 1.2, .conversion_margin = 18}, .currency = "USD"};
    CHECK_THAT(to_text(set, personas(), en), ContainsSubstring("no contacts with a known outcome"));
    set.responses = {{.segment = {7}, .customers = 200, .contacts = 251, .conversions = 4, .conversion_rate = {0.0194, Interval{0.007, 0.043}},
                      .value_per_contact = {-0.85, Interval{-1, -0.4}}, .probability_not_worth = 0.998},
                     {.segment = {9}, .customers = 300, .contacts = 500, .conversions = 70, .conversion_rate = {0.14, {}}, .probability_not_worth = 0.01}};
    CHECK_THAT(to_text(set, personas(), en), ContainsSubstring("Nobody is set aside") && ContainsSubstring("How many of all contacts were answered is not told") && !ContainsSubstring("10%"));
    set.responses[0].conversions = 25;  // none is hidden
    CHECK_THAT(to_text(set, personas(), en), ContainsSubstring(" contacts counted here, earlier and later ones together, 10% (95% interval 9% to 11%) were answered."));
    CHECK_THAT(to_text(set, personas(), ko), ContainsSubstring("앞선 것과 나중 것을 모두 합쳐"));
    set.responses[0].conversions = 4;
    CHECK(how_we_know(set, personas(), en).empty());
    CHECK_THAT(to_text(set, personas(), ko), ContainsSubstring("제외할 유형이 없습니다"));

    NegativePersona negative{.id = {3}, .persona = {3}, .response = set.responses[0]};
    set.personas = {negative};
    set.earlier_contacts = 1'001;
    CHECK_THAT(to_text(set, personas(), en), ContainsSubstring("Counted among all 1,001 contacts whose outcome is known, which were made at one time, those at least 50% certain to be of the kind when contacted; none is left to test this."));
    CHECK_THAT(to_text(set, personas(), ko), ContainsSubstring("연락은 결과를 아는 1,001건 (모두 한때에 한 연락) 가운데, 연락할 때 그 유형일 확률이 50% 이상이던 것만 세었습니다. 이 판단을 시험할 나중의 연락은 없습니다."));
    set.earlier_contacts = 751;
    set.later_contacts = 250;
    const std::string plain = to_text(set, personas(), en), blind = how_we_know(set, personas(), en);
    CHECK_THAT(plain, ContainsSubstring(": few (under 20) of 251 contacts were answered; with at least 95% certainty too few for a contact to pay "
                                        "(a contact pays from 6.7% on: assumed are $1.20 a contact and $18 margin an answer). A contact loses money on average, even if it caused every answer. "));
    CHECK_THAT(plain, ContainsSubstring("they are served like everyone"));
    // Counts of a kind, of its test and of everybody are of different contacts: each says of which.
    CHECK_THAT(plain, ContainsSubstring("Counted among the first 751 of the 1,001 contacts whose outcome is known, those at least 50% certain to be of the kind when contacted; the 250 after them only test this."));
    CHECK_THAT(to_text(set, personas(), ko), ContainsSubstring("연락은 결과를 아는 1,001건 가운데 앞선 751건에서, 연락할 때 그 유형일 확률이 50% 이상이던 것만 세었습니다. 그 뒤의 250건은 이 판단이 맞는지 보는 데만 씁니다") &&
                                                               ContainsSubstring("여기서 센 연락 1,001건 가운데 응답한 것은 앞선 것과 나중 것을 모두 합쳐 90~120건(8%~12%)입니다"));
    CHECK_THAT(plain, !ContainsSubstring("probability") && !ContainsSubstring("identified"));
    CHECK_THAT(to_text(set, personas(), ko), ContainsSubstring("연락 251건 중 응답은 소수(20건 미만)이며, 95% 이상의 확률로 연락 비용을 회수하지 못합니다 (응답률 6.7%부터") && ContainsSubstring("누구나 똑같이 모십니다"));
    CHECK_THAT(blind, ContainsSubstring("has a probability of at least 95%, as is asked for; the estimated rate would give away a number under 20."));
    CHECK_THAT(blind, ContainsSubstring("not identified"));
    CHECK_THAT(blind, ContainsSubstring("Among the leads 5% of this kind, drawn at random, are marked “contact as a sample”: contact them all the same"));
    CHECK_THAT(how_we_know(set, personas(), ko), ContainsSubstring("알 수 없습니다"));

    set.personas[0].errors = {.would_convert = Estimate{0.031, Interval{0.008, 0.11}}, .converters_lost = Estimate{0.009, Interval{0.003, 0.033}}, .contacts = 65, .later_data = true};
    const std::string measured = how_we_know(set, personas(), en);
    CHECK_THAT(measured, ContainsSubstring("Of 65 later contacts with it few (under 20) were answered all the same; the group gave at most 15% of all answers."));  // 2 of 65: fewer than k
    set.personas[0].errors = {.would_convert = Estimate{0.04, Interval{0.027, 0.06}}, .converters_lost = Estimate{0.2, Interval{0.13, 0.28}}, .contacts = 650, .later_data = true};
    CHECK_THAT(how_we_know(set, personas(), en), ContainsSubstring("Of 650 later contacts with it 4% (95% interval 2.7% to 6%) were answered all the same; the group gave 20%"));
    SegmentResponse& counted = set.personas[0].response;  // 25 answers may be told, and with them rate, money and certainty
    counted.conversions = set.responses[0].conversions = 25;
    CHECK_THAT(to_text(set, personas(), en), ContainsSubstring(": 25 of 251 contacts were answered, about 1.9%, at most 4.3% (") && ContainsSubstring("A contact loses about $0.85 on average, even if"));
    CHECK_THAT(how_we_know(set, personas(), en), ContainsSubstring("estimated response rate 1.9% (95% interval 0.7% to 4.3%)") && ContainsSubstring("has probability 99.8%, where 95% is asked for"));
    counted.value_per_contact.value = 0.6;
    CHECK_THAT(to_text(set, personas(), en), ContainsSubstring("A contact loses money on average") && !ContainsSubstring("more than it costs"));  // the mean of a skewed rate may be beyond what the decision says
    counted.conversions = set.responses[0].conversions = 19;
    counted.contacts = 4000;  // the limit of 19 lies below what pays
    CHECK_THAT(to_text(set, personas(), en), ContainsSubstring(": few (under 20) of 4,000 contacts were answered; as far as can be told the true rate is below 0.7% (") && ContainsSubstring("A contact loses at least $1.07 on average"));
    CHECK_THAT(to_text(set, personas(), ko), ContainsSubstring("연락 한 번에 평균 적어도 1.07달러 손해입니다"));
    set.responses[1].probability_not_worth = 0.99;
    CHECK_THAT(to_text(set, personas(), en), ContainsSubstring("nobody"));
    CHECK_THAT(to_text(set, personas(), ko), ContainsSubstring("누구에게 연락해도"));
}

TEST_CASE("correctness: what setting aside loses is told in the same words for every number of answers below k") {
    const SegmentResponse response{.segment = {7}, .customers = 200, .contacts = 251, .conversions = 4, .conversion_rate = {0.0194, Interval{0.007, 0.043}}, .probability_not_worth = 0.998};
    NegativePersonaSet set{.personas = {{.id = {3}, .persona = {3}, .response = response}}, .responses = {response}, .break_even_rate = 1.2 / 18,
                           .options = {.contact_cost = 1.2, .conversion_margin = 18}};
    const auto told = [&](double answered, double contacts, double others, Language language) {
        const auto of = [](double count, double all) { return Estimate{count / all, wilson_interval(count, all)}; };
        set.personas[0].errors = {.would_convert = of(answered, contacts), .converters_lost = of(answered, others + answered),
                                  .contacts = static_cast<std::size_t>(contacts), .later_data = true};
        return how_we_know(set, personas(), language);
    };
    for (const Language language : {en, ko}) {
        for (const double contacts : {42.0, 65.0, 650.0}) {
            for (const double others : {3.0, 30.0, 200.0, 5000.0}) {
                for (int answered = 1; answered < 20; ++answered) {
                    CAPTURE(contacts, others, answered);
                    CHECK(told(answered, contacts, others, language) == told(0, contacts, others, language));
                }
            }
        }
    }
    CHECK_THAT(told(1, 42, 200, en), ContainsSubstring("Of 42 later contacts with it few (under 20) were answered all the same: too few to tell more without pointing at persons."));
    CHECK_THAT(told(1, 42, 200, ko), ContainsSubstring("소수(20건 미만)입니다. 너무 적어 더 말하면 개인이 드러날 수 있습니다."));
    CHECK_THAT(told(7, 650, 200, en), ContainsSubstring("few (under 20) were answered all the same; as far as can be told the true rate is below 4.5%; the group gave at most 15% of all answers."));
    CHECK_THAT(told(7, 650, 200, ko), ContainsSubstring("소수(20건 미만)이며, 알 수 있는 한 실제 응답률은 4.5% 미만이고, 전체 응답 가운데 이 집단의 몫은 많아야 15%입니다."));
    CHECK_THAT(told(7, 250, 200, en), ContainsSubstring("few (under 20) were answered all the same; the group gave at most 15% of all answers."));  // below 11.6% is no news beside 6.7%
    CHECK_THAT(told(30, 650, 3, en), ContainsSubstring("were answered all the same.") && !ContainsSubstring("of all answers"));  // the 3 others are fewer than k
}
