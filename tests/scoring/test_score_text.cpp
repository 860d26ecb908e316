#include "lead_world.hpp"
#include "scoring/lead_scorer_state.hpp"

#include <dangol/core/statistics.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/negative_persona.hpp>
#include <dangol/scoring/ranking_quality.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

using namespace dangol;
using namespace lead_world;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

constexpr Language en = Language::english, ko = Language::korean;

const LeadScorer& scorer() {
    static const LeadScorer fitted = [] {
        Random random(1);
        const PersonaSet personas = personas_of(random);
        return fit_lead_scorer(personas, {}, make(random, personas, {.customers = 800}).leads, {.folds = 4});
    }();
    return fitted;
}

Lead known_lead() {
    Lead lead = scorer().blank_lead(day(300));
    const auto column = [](const char* name) { return scorer().column(name); };
    lead.set(column("visits"), 52, 200);
    lead.set(column("spend_per_visit"), 18.5);
    lead.set(column("recency_days"), 3);
    lead.set(column("past_responses"), 3, 5);
    lead.set(column("age"), scorer().level(column("age"), "old"));
    lead.set(column("campaign"), scorer().level(column("campaign"), "B"));
    const std::vector<float> rhythm{0.7F, 0.1F, 0.2F};
    lead.set(column("visit_rhythm"), rhythm, 52);
    return lead;
}

std::string entry(const Lead& lead, const char* name, Language language) {
    const ColumnIndex column = scorer().column(name);
    for (const LedgerEntry& e : scorer().explain(lead).entries) {
        if (e.source == LedgerEntry{.source = column}.source) return to_text(e, scorer(), lead, language);
    }
    return "no such entry";
}

}  // namespace

TEST_CASE("each reason is told with the value that made it") {
    Lead lead = known_lead();
    CHECK_THAT(entry(lead, "past_responses", en), StartsWith("Responded to 3 of 5 past contacts; ") && EndsWith("% would change nothing"));
    CHECK_THAT(entry(lead, "past_responses", ko), StartsWith("지난 연락 5번 중 3번 응답, ") && EndsWith("%라면 점수는 그대로"));
    Lead asked_lately = known_lead();
    asked_lately.set(scorer().column("past_responses"), 2, 3.4);
    CHECK_THAT(entry(asked_lately, "past_responses", en), StartsWith("Responded to 2 of about 3 past contacts, some still open"));
    CHECK_THAT(entry(asked_lately, "past_responses", ko), StartsWith("지난 연락 약 3번 중 2번 응답 (일부는 아직 진행 중)"));
    CHECK(entry(lead, "visits", en) == "52 visits in 7 months");
    CHECK(entry(lead, "visits", ko) == "7개월 동안 52번 방문");
    CHECK(entry(lead, "recency_days", en) == "Last visit 3 days ago");
    CHECK(entry(lead, "recency_days", ko) == "마지막 방문 3일 전");
    CHECK(entry(lead, "spend_per_visit", en) == "$18.50 a visit");
    CHECK(entry(lead, "spend_per_visit", ko) == "방문당 18.50달러");
    CHECK(entry(lead, "age", en) == "Age: old");
    CHECK(entry(lead, "campaign", en) == "Campaign: B");
    CHECK_THAT(entry(lead, "visit_rhythm", en), ContainsSubstring("Weekday and time of visits: ") && ContainsSubstring(", usually "));
    lead.set(scorer().column("past_responses"), 0, 0);
    CHECK(entry(lead, "past_responses", en) == "No past contact whose outcome is known");
    lead.forget(scorer().column("age"));
    CHECK(entry(lead, "age", en) == "Not known: age");
    CHECK(entry(lead, "age", ko) == "알 수 없음: 나이");
}

TEST_CASE("the base and the fit are told with their probabilities") {
    const Lead lead = known_lead();
    const ScoreLedger ledger = scorer().explain(lead);
    CHECK_THAT(to_text(ledger.entries[0], scorer(), lead, en), ContainsSubstring("Where every lead starts (") && ContainsSubstring("%)"));
    CHECK_THAT(to_text(ledger.entries[0], scorer(), lead, ko), ContainsSubstring("모든 리드의 출발점 ("));
    CHECK_THAT(to_text(ledger.entries[1], scorer(), lead, en), ContainsSubstring("Fits the kind “"));
    CHECK_THAT(to_text(ledger.entries[1], scorer(), lead, ko), ContainsSubstring("” 유형에 가까움 ("));
}

TEST_CASE("a lead that is less likely to be of its closest kind than not fits none clearly, and is told no kind") {
    // The kind it most probably is of has too few customers to be shown: of those that are, the closest is far.
    Random random(1);
    PersonaSet personas = personas_of(random);
    personas.personas.pop_back();
    const LeadScorer shows_one = fit_lead_scorer(personas, {}, make(random, personas, {.customers = 400}).leads, {.penalty = 1.0, .folds = 2});
    const auto fit_of = [&](double visits, double spend) {
        Lead lead = shows_one.blank_lead(day(300));
        lead.set(shows_one.column("visits"), visits, 200);
        lead.set(shows_one.column("spend_per_visit"), spend);
        const LeadScore score = shows_one.score(lead);
        const LedgerEntry fit = shows_one.explain(lead).entries[1];
        return std::tuple(score, to_text(fit, shows_one, lead, en), to_text(fit, shows_one, lead, ko));
    };
    const auto [close, close_en, close_ko] = fit_of(70, 14);
    REQUIRE(close.closest_probability > 0.5);
    CHECK_THAT(close_en, StartsWith("Fits the kind “"));
    CHECK_THAT(to_text(close, shows_one, en), ContainsSubstring(" Closest persona: “"));
    const auto [far, far_en, far_ko] = fit_of(2, 60);
    REQUIRE(far.closest_probability > 0);
    REQUIRE(far.closest_probability < 0.02);
    CHECK(far_en == "Fits none of the kinds clearly");
    CHECK(far_ko == "뚜렷하게 가까운 유형이 없음");
    CHECK_THAT(to_text(far, shows_one, en), ContainsSubstring("Fits none of the kinds clearly. Advice: ") && !ContainsSubstring("Closest persona"));
    CHECK_THAT(to_text(far, shows_one, ko), ContainsSubstring("뚜렷하게 가까운 유형이 없음. 제안: ") && !ContainsSubstring("가장 가까운"));
}

TEST_CASE("leads that read alike beside the break-even get the same advice, and a small break-even is told exactly enough") {
    Random random(1);
    const PersonaSet personas = personas_of(random);
    const LeadTable leads = make(random, personas, {.customers = 400}).leads;
    const auto costing = [&](double break_even) {
        return fit_lead_scorer(personas, {.break_even_rate = break_even, .options = {.contact_cost = break_even, .conversion_margin = 1}}, leads, {.penalty = 1.0, .folds = 2});
    };
    std::vector<double> chances;
    for (const LeadScore& score : costing(0.15).score(leads)) chances.push_back(score.probability);
    std::ranges::sort(chances);
    const double told = std::round(1000 * chances[chances.size() / 2]) / 1000;  // where leads are many
    REQUIRE((told > 0.05 && told < 0.5));
    for (const double off : {-3e-5, -1e-12, 0.0, 1e-12, 3e-5}) {
        const double break_even = told + off;  // 16.2% and a little more, or less
        const LeadScorer scorer = costing(break_even);
        const std::string bar = percent_text(break_even, en, 1);
        CHECK(bar == percent_text(told, en, 1));
        std::size_t just_below = 0, just_above = 0;
        for (const LeadScore& score : scorer.score(leads)) {
            const bool alike = percent_text(score.probability, en, 1) == bar;
            (score.probability < break_even ? just_below : just_above) += alike ? 1 : 0;
            CHECK((score.disposition == Disposition::pursue) == (alike || score.probability > break_even));
            const std::string why = why_this_advice(score, scorer, en);
            CHECK(why.ends_with(": not now.") == (score.disposition == Disposition::nurture));
        }
        CHECK((just_below > 0 && just_above > 0));
    }
    CHECK_THAT(why_this_advice({.probability = 0.0042, .disposition = Disposition::nurture}, costing(0.0044), en), StartsWith("Here 0.42%; a contact pays from 0.44% on: not now."));
}

TEST_CASE("a ledger names what is not known, and what the score does not say") {
    Lead lead = known_lead();
    lead.forget(scorer().column("recency_days"));
    lead.forget(scorer().column("campaign"));
    const ScoreLedger ledger = scorer().explain(lead);
    const std::string english = to_text(ledger, scorer(), lead, en), korean = to_text(ledger, scorer(), lead, ko);
    CHECK_THAT(english, ContainsSubstring("Not known of this lead: days since the last visit and campaign."));
    CHECK_THAT(english, ContainsSubstring("  Score: responds when contacted\n"));
    CHECK_THAT(what_scores_say(en), ContainsSubstring("not whom the contact changes"));  // once for a page, not below each ledger
    CHECK_THAT(english, !ContainsSubstring("not whom the contact changes"));
    CHECK_THAT(english, !ContainsSubstring("because of the contact"));
    CHECK_THAT(korean, ContainsSubstring("이 리드에 대해 알지 못하는 것: 마지막 방문 이후 일수, 캠페인."));
    CHECK_THAT(what_scores_say(ko), ContainsSubstring("효과"));
    CHECK(english.find("Where every lead starts") < english.find("Responded to 3 of 5"));
}

TEST_CASE("a score in one paragraph") {
    const LeadScore score{.log_odds = 0.45, .probability = 0.61, .points = 83, .probability_interval = {0.47, 0.73}, .grade = {'A', 1},
                          .disposition = Disposition::pursue, .closest_persona = {3}, .closest_probability = 0.72};
    const std::string english = to_text(score, scorer(), en);
    CHECK_THAT(english, ContainsSubstring("83 points: responds when contacted with probability 61% (95% interval 47% to 73%), grade A1."));
    CHECK_THAT(english, ContainsSubstring("(72%). Advice: pursue."));
    const std::string korean = to_text(score, scorer(), ko);
    CHECK_THAT(korean, ContainsSubstring("83점: 연락했을 때 응답할 확률 61% (95% 구간 47%~73%), 등급 A1."));
    CHECK_THAT(korean, ContainsSubstring("제안: 연락 권장."));
    for (const Disposition d : {Disposition::pursue, Disposition::nurture, Disposition::set_aside, Disposition::explore}) {
        CHECK_FALSE(to_text(d, en).empty());
        CHECK(to_text(d, en) != to_text(d, ko));
    }
}

TEST_CASE("why an advice: where the lead lies beside what pays, and that a good lead is set aside for its group") {
    static const NegativePersonaSet negatives = [] {
        const SegmentResponse response{.segment = {7}, .customers = 200, .contacts = 251, .conversions = 4, .conversion_rate = {0.019}, .probability_not_worth = 0.998};
        return NegativePersonaSet{.personas = {{.id = {3}, .persona = {3}, .response = response}}, .responses = {response}, .overall_rate = {0.1}, .break_even_rate = 1.2 / 18,
                                  .options = {.contact_cost = 1.2, .conversion_margin = 18}, .currency = "USD"};
    }();
    Random random(1);
    const PersonaSet personas = personas_of(random);
    const LeadScorer with_costs = fit_lead_scorer(personas, negatives, make(random, personas, {.customers = 400}).leads, {.penalty = 1.0, .folds = 2});
    const auto why = [&](double probability, Disposition disposition, bool of_negative) {
        const LeadScore score{.probability = probability, .disposition = disposition, .closest_persona = {3}, .closest_probability = 0.7,
                              .negative_match = of_negative ? std::optional(NegativePersonaId{3}) : std::nullopt};
        return std::pair(why_this_advice(score, with_costs, en), why_this_advice(score, with_costs, ko));
    };
    CHECK(why(0.61, Disposition::pursue, false).first == "Here 61%; a contact pays from 6.7% on.");
    CHECK(why(0.066, Disposition::nurture, false).first == "Here 6.6%; a contact pays from 6.7% on: not now.");
    CHECK(why(0.066, Disposition::nurture, false).second == "이 리드는 6.6%, 연락 비용은 6.7%부터 회수됩니다. 지금은 연락하지 않습니다.");
    const auto [aside, aside_korean] = why(0.15, Disposition::set_aside, true);
    CHECK_THAT(aside, ContainsSubstring("Here 15%; a contact pays from 6.7% on, so by itself it would be contacted. It is set aside since it most probably belongs to “"));
    CHECK_THAT(aside, ContainsSubstring("may decide otherwise"));
    CHECK_THAT(aside_korean, ContainsSubstring("이 리드만 보면 연락할 만하지만 제외합니다"));
    CHECK_THAT(why(0.03, Disposition::set_aside, true).first, !ContainsSubstring("by itself it would be contacted"));
    CHECK_THAT(why(0.03, Disposition::explore, true).first, ContainsSubstring("drawn at random to be contacted all the same"));
    CHECK_THAT(why_this_advice({.probability = 0.9, .disposition = Disposition::pursue}, scorer(), en), ContainsSubstring("of all earlier leads"));  // costs are not known
}

TEST_CASE("whom not to chase, with both errors, or that nobody qualifies") {
    NegativePersonaSet set{.overall_rate = {0.1, Interval{0.09, 0.11}}, .break_even_rate = 1.2 / 18, .options = {.contact_cost = 1.2, .conversion_margin = 18}, .currency = "USD"};
    CHECK_THAT(to_text(set, scorer().personas(), en), ContainsSubstring("no contacts with a known outcome"));
    set.responses = {{.segment = {7}, .customers = 200, .contacts = 251, .conversions = 4, .conversion_rate = {0.0194, Interval{0.007, 0.043}},
                      .value_per_contact = {-0.85, Interval{-1, -0.4}}, .probability_not_worth = 0.998},
                     {.segment = {9}, .customers = 300, .contacts = 500, .conversions = 70, .conversion_rate = {0.14, {}}, .probability_not_worth = 0.01}};
    CHECK_THAT(to_text(set, scorer().personas(), en), ContainsSubstring("Nobody is set aside") && ContainsSubstring("How many of all contacts were answered is not told") && !ContainsSubstring("10%"));
    set.responses[0].conversions = 25;  // none is hidden
    CHECK_THAT(to_text(set, scorer().personas(), en), ContainsSubstring(" contacts counted here, earlier and later ones together, 10% (95% interval 9% to 11%) were answered."));
    CHECK_THAT(to_text(set, scorer().personas(), ko), ContainsSubstring("앞선 것과 나중 것을 모두 합쳐"));
    set.responses[0].conversions = 4;
    CHECK(how_we_know(set, scorer().personas(), en).empty());
    CHECK_THAT(to_text(set, scorer().personas(), ko), ContainsSubstring("제외할 유형이 없습니다"));

    NegativePersona negative{.id = {3}, .persona = {3}, .response = set.responses[0]};
    set.personas = {negative};
    set.earlier_contacts = 1'001;
    CHECK_THAT(to_text(set, scorer().personas(), en), ContainsSubstring("Counted among all 1,001 contacts whose outcome is known, which were made at one time, those at least 50% certain to be of the kind when contacted; none is left to test this."));
    CHECK_THAT(to_text(set, scorer().personas(), ko), ContainsSubstring("연락은 결과를 아는 1,001건 (모두 한때에 한 연락) 가운데, 연락할 때 그 유형일 확률이 50% 이상이던 것만 세었습니다. 이 판단을 시험할 나중의 연락은 없습니다."));
    set.earlier_contacts = 751;
    set.later_contacts = 250;
    const std::string plain = to_text(set, scorer().personas(), en), blind = how_we_know(set, scorer().personas(), en);
    CHECK_THAT(plain, ContainsSubstring(": few (under 20) of 251 contacts were answered; with at least 95% certainty too few for a contact to pay "
                                        "(a contact pays from 6.7% on: assumed are $1.20 a contact and $18 margin an answer). A contact loses money on average, even if it caused every answer. "));
    CHECK_THAT(plain, ContainsSubstring("they are served like everyone"));
    // Counts of a kind, of its test and of everybody are of different contacts: each says of which.
    CHECK_THAT(plain, ContainsSubstring("Counted among the first 751 of the 1,001 contacts whose outcome is known, those at least 50% certain to be of the kind when contacted; the 250 after them only test this."));
    CHECK_THAT(to_text(set, scorer().personas(), ko), ContainsSubstring("연락은 결과를 아는 1,001건 가운데 앞선 751건에서, 연락할 때 그 유형일 확률이 50% 이상이던 것만 세었습니다. 그 뒤의 250건은 이 판단이 맞는지 보는 데만 씁니다") &&
                                                               ContainsSubstring("여기서 센 연락 1,001건 가운데 응답한 것은 앞선 것과 나중 것을 모두 합쳐 90~120건(8%~12%)입니다"));
    CHECK_THAT(plain, !ContainsSubstring("probability") && !ContainsSubstring("identified"));
    CHECK_THAT(to_text(set, scorer().personas(), ko), ContainsSubstring("연락 251건 중 응답은 소수(20건 미만)이며, 95% 이상의 확률로 연락 비용을 회수하지 못합니다 (응답률 6.7%부터") && ContainsSubstring("누구나 똑같이 모십니다"));
    CHECK_THAT(blind, ContainsSubstring("has a probability of at least 95%, as is asked for; the estimated rate would give away a number under 20."));
    CHECK_THAT(blind, ContainsSubstring("not identified"));
    CHECK_THAT(blind, ContainsSubstring("Among the leads 5% of this kind, drawn at random, are marked “contact as a sample”: contact them all the same"));
    CHECK_THAT(how_we_know(set, scorer().personas(), ko), ContainsSubstring("알 수 없습니다"));

    set.personas[0].errors = {.would_convert = Estimate{0.031, Interval{0.008, 0.11}}, .converters_lost = Estimate{0.009, Interval{0.003, 0.033}}, .contacts = 65, .later_data = true};
    const std::string measured = how_we_know(set, scorer().personas(), en);
    CHECK_THAT(measured, ContainsSubstring("Of 65 later contacts with it few (under 20) were answered all the same; as far as can be told the true rate is below 41.2%; the group gave at most 15% of all answers."));  // 2 of 65: fewer than k
    set.personas[0].errors = {.would_convert = Estimate{0.04, Interval{0.027, 0.06}}, .converters_lost = Estimate{0.2, Interval{0.13, 0.28}}, .contacts = 650, .later_data = true};
    CHECK_THAT(how_we_know(set, scorer().personas(), en), ContainsSubstring("Of 650 later contacts with it 4% (95% interval 2.7% to 6%) were answered all the same; the group gave 20%"));
    SegmentResponse& counted = set.personas[0].response;  // 25 answers may be told, and with them rate, money and certainty
    counted.conversions = set.responses[0].conversions = 25;
    CHECK_THAT(to_text(set, scorer().personas(), en), ContainsSubstring(": 25 of 251 contacts were answered, about 1.9%, at most 4.3% (") && ContainsSubstring("A contact loses about $0.85 on average, even if"));
    CHECK_THAT(how_we_know(set, scorer().personas(), en), ContainsSubstring("estimated response rate 1.9% (95% interval 0.7% to 4.3%)") && ContainsSubstring("has probability 99.8%, where 95% is asked for"));
    counted.value_per_contact.value = 0.6;
    CHECK_THAT(to_text(set, scorer().personas(), en), ContainsSubstring("A contact loses money on average") && !ContainsSubstring("more than it costs"));  // the mean of a skewed rate may be beyond what the decision says
    counted.conversions = set.responses[0].conversions = 19;
    counted.contacts = 4000;  // the limit of 19 lies below what pays
    CHECK_THAT(to_text(set, scorer().personas(), en), ContainsSubstring(": few (under 20) of 4,000 contacts were answered; as far as can be told the true rate is below 0.7% (") && ContainsSubstring("A contact loses at least $1.07 on average"));
    CHECK_THAT(to_text(set, scorer().personas(), ko), ContainsSubstring("연락 한 번에 평균 적어도 1.07달러 손해입니다"));
    set.responses[1].probability_not_worth = 0.99;
    CHECK_THAT(to_text(set, scorer().personas(), en), ContainsSubstring("nobody"));
    CHECK_THAT(to_text(set, scorer().personas(), ko), ContainsSubstring("누구에게 연락해도"));
}

TEST_CASE("correctness: what setting aside loses is told in the same words for every number of answers below k") {
    const SegmentResponse response{.segment = {7}, .customers = 200, .contacts = 251, .conversions = 4, .conversion_rate = {0.0194, Interval{0.007, 0.043}}, .probability_not_worth = 0.998};
    NegativePersonaSet set{.personas = {{.id = {3}, .persona = {3}, .response = response}}, .responses = {response}, .options = {.contact_cost = 1.2, .conversion_margin = 18}};
    const auto told = [&](double answered, double contacts, double others, Language language) {
        const auto of = [](double count, double all) { return Estimate{count / all, wilson_interval(count, all)}; };
        set.personas[0].errors = {.would_convert = of(answered, contacts), .converters_lost = of(answered, others + answered),
                                  .contacts = static_cast<std::size_t>(contacts), .later_data = true};
        return how_we_know(set, scorer().personas(), language);
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
    CHECK_THAT(told(30, 650, 3, en), ContainsSubstring("were answered all the same.") && !ContainsSubstring("of all answers"));  // the 3 others are fewer than k
}

TEST_CASE("ranking quality in a sentence that claims only what its intervals allow") {
    RankingQuality quality{.leads = 1133, .conversions = 214, .customers = 1133, .base_rate = 214.0 / 1133, .auc = {0.8421, Interval{0.811, 0.873}},
                           .calibration_intercept = {0.02, Interval{-0.2, 0.2}}, .calibration_slope = {1.06, Interval{0.93, 1.21}}, .lift_at_tenth = {3.85, {}}};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("On 1,133 leads of 1,133 customers, of which 214 responded (18.9%)") &&
                                         ContainsSubstring("the one that responded has the higher score 84 (81 to 87) times in 100.") && ContainsSubstring("Nothing shows that the probabilities are too high or too low."));
    CHECK_THAT(to_text(quality, ko), ContainsSubstring("100번 중 84 (81~87)번은 응답한 쪽의 점수가 높습니다"));
    CHECK_THAT(how_we_know(quality, en), ContainsSubstring("AUC 0.842 (0.811 to 0.873)") && ContainsSubstring("calibration slope 1.06 (0.93 to 1.21) (1 is right)"));
    CHECK_THAT(how_we_know(quality, ko), ContainsSubstring("AUC 0.842 (0.811~0.873)") && ContainsSubstring("보정 기울기 1.06 (0.93~1.21) (1이 알맞음)"));
    RankingQuality faultless = quality;  // scores that part the two outcomes leave the slope open: nothing is right about it
    faultless.calibration_slope = {std::nan(""), {}};
    CHECK_THAT(how_we_know(faultless, en), ContainsSubstring("calibration slope not determined (scores have to differ, and to be wrong now and then), intercept 0.02") && !ContainsSubstring("(1 is right)"));
    CHECK_THAT(how_we_know(faultless, ko), ContainsSubstring("보정 기울기 정할 수 없음 (점수가 서로 다르고 가끔은 틀려야 정해짐), 보정 절편 0.02") && !ContainsSubstring("(1이 알맞음)"));
    CHECK_THAT(to_text(quality, en), ContainsSubstring("The tenth with the highest scores") && !ContainsSubstring("chance"));
    RankingQuality few = quality;
    few.leads = 115;
    few.conversions = 40;
    few.auc = {0.57, Interval{0.45, 0.7}};
    CHECK_THAT(to_text(few, en), !ContainsSubstring("tenth") && ContainsSubstring("Whether that is better than chance cannot be told from so few."));
    quality.calibration_slope.interval = Interval{0.5, 0.8};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("too bold"));
    quality.calibration_slope.interval = Interval{1.05, 1.4};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("too timid"));
    quality.calibration_slope.interval = Interval{0.9, 1.1};
    quality.calibration_intercept.interval = Interval{0.1, 0.3};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("More responded than the probabilities said"));
    quality.calibration_intercept.interval = Interval{-0.3, -0.1};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("Fewer responded"));
}

TEST_CASE("k: the lift is not told where it says that fewer than k of the best tenth, or of all others, answered, or of it did not") {
    const auto told = [](std::size_t leads, std::size_t conversions, double in_tenth) {
        const double rate = static_cast<double>(conversions) / static_cast<double>(leads);
        const RankingQuality quality{.leads = leads, .conversions = conversions, .customers = leads, .base_rate = rate, .auc = {0.7, Interval{0.6, 0.8}},
                                     .lift_at_tenth = {10 * in_tenth / static_cast<double>(leads) / rate, {}}};
        for (const Language language : {en, ko}) {
            const bool said = to_text(quality, language).find("10%") != std::string::npos || to_text(quality, language).find("tenth") != std::string::npos;
            CHECK(said == lift_may_be_told(quality, 20));
            CHECK((how_we_know(quality, language).find(language == en ? "lift" : "향상도") != std::string::npos) == said);
        }
        return lift_may_be_told(quality, 20);
    };
    CHECK(told(1000, 200, 50));
    CHECK_FALSE(told(1000, 200, 19));
    CHECK_FALSE(told(1000, 200, 81));
    CHECK_FALSE(told(1000, 60, 41));
}

TEST_CASE("k: of the quality of scores nothing is told that fewer than k customers, answers or others made") {
    const auto told = [](std::size_t customers, std::size_t leads, std::size_t answered, std::size_t k = 20) {
        const double rate = static_cast<double>(answered) / static_cast<double>(leads);
        const RankingQuality quality{.leads = leads, .conversions = answered, .customers = customers, .base_rate = rate, .auc = {0.5 + rate / 3, Interval{0.5, 0.9}}};
        return to_text(quality, en, k) + "\n" + to_text(quality, ko, k) + "\n" + how_we_know(quality, en, k) + how_we_know(quality, ko, k);
    };
    const std::string few = told(210, 221, 4);
    CHECK(few == "On 221 leads of 210 customers, of which few (under 20) responded: too few to say how good the scores are without telling of persons.\n"
                 "고객 210명의 리드 221건 중 소수(20건 미만)가 응답했습니다. 너무 적어, 점수가 얼마나 맞는지 말하면 개인이 드러날 수 있습니다.\n");
    for (std::size_t answered = 0; answered < 20; ++answered) {
        CHECK(told(210, 221, answered) == few);
        CHECK(told(210, 221, 221 - answered) == told(210, 221, 221));
        CHECK(told(1 + answered % 19, 90 + answered, 30) == told(19, 90, 40));
    }
    CHECK_THAT(told(210, 221, 221), ContainsSubstring("of which all but few (under 20) responded") && ContainsSubstring("소수(20건 미만)를 뺀 모두가 응답했습니다"));
    CHECK_THAT(told(19, 90, 40), ContainsSubstring("on leads of fewer than 20 customers only") && !ContainsSubstring("90"));
    CHECK(told(20, 221, 20) != told(20, 221, 21));
    CHECK_THAT(told(4, 21, 4, 3), ContainsSubstring("4 responded (19%)"));
}

TEST_CASE("a share of past responses is told with the one that would change nothing, and it does change nothing") {
    Lead lead = known_lead();
    const std::string text = entry(lead, "past_responses", en);
    const std::size_t from = text.find("; ") + 2;
    const double share = std::stod(text.substr(from)) / 100;
    const auto moved = [&](double successes, double trials) {
        lead.set(scorer().column("past_responses"), successes, trials);
        const ScoreLedger ledger = scorer().explain(lead);
        for (std::size_t i = 0; i < ledger.entries.size(); ++i)
            if (ledger.entries[i].source == LedgerEntry{.source = scorer().column("past_responses")}.source) return ledger.entries[i].log_odds;
        return std::nan("");
    };
    CHECK(std::fabs(moved(5 * share, 5)) < 0.02);  // the text is rounded to whole per cents
    CHECK(moved(5 * (share + 0.1), 5) * moved(5 * (share - 0.1), 5) < 0);
    // Of so few trials the common share has a say, so that another one changes nothing.
    const auto told = [&](double successes, double trials) {
        lead.set(scorer().column("past_responses"), successes, trials);
        return entry(lead, "past_responses", en);
    };
    const std::string of_many = told(600, 1000);
    CHECK(std::stod(of_many.substr(of_many.find("; ") + 2)) / 100 != share);
    CHECK(told(1, 1) == "Responded to 1 of 1 past contacts");  // one contact has no share
    double indifferent = 0;
    for (double successes = 0; successes <= 1000; ++successes)
        if (std::fabs(moved(successes, 1000)) < std::fabs(moved(indifferent, 1000))) indifferent = successes;
    CHECK(told(indifferent, 1000).find("change nothing") == std::string::npos);  // and what makes no point needs none
}

TEST_CASE("what happened at other times is told with the time it was counted over, what somebody has without") {
    const auto of = [](Construct construct) {
        auto state = std::make_shared<LeadScorer::State>(scorer().state());
        FeatureColumn& visits = state->columns[scorer().column("visits").value];
        visits.construct = construct;
        visits.detail = construct == Construct::event_frequency ? "inquiry" : "children";
        const LeadScorer changed(state);
        Lead lead = changed.blank_lead(day(300));
        lead.set(changed.column("visits"), 7, 577);
        for (const LedgerEntry& e : changed.explain(lead).entries)
            if (e.source == LedgerEntry{.source = changed.column("visits")}.source) return to_text(e, changed, lead, en) + " | " + to_text(e, changed, lead, ko);
        return std::string{};
    };
    CHECK(of(Construct::event_frequency) == "Inquiries: 7 in 19 months | 문의 횟수: 19개월 동안 7번");
    CHECK(of(Construct::attribute) == "Children: 7 | 자녀 수: 7");
}

TEST_CASE("where more past responses lower the score, the reason says so: three of four that lower it read as a slip") {
    Random random(3);
    const PersonaSet personas = personas_of(random);
    const auto reason = [&](double effect, Language language) {
        const LeadScorer fitted = fit_lead_scorer(personas, {}, make(random, personas, {.customers = 800, .response_effect = effect}).leads, {.folds = 4});
        Lead lead = fitted.blank_lead(day(300));
        lead.set(fitted.column("past_responses"), 3, 4);
        for (const LedgerEntry& e : fitted.explain(lead).entries)
            if (e.source == LedgerEntry{.source = fitted.column("past_responses")}.source) return to_text(e, fitted, lead, language);
        return std::string{};
    };
    CHECK_THAT(reason(-1.5, en), EndsWith(" (beside the other reasons, more answers lower it)"));
    CHECK_THAT(reason(-1.5, ko), EndsWith(" (다른 근거와 겹쳐, 여기서는 응답이 많을수록 낮아짐)"));
    CHECK_THAT(reason(1.5, en), !ContainsSubstring("lower it"));
}
