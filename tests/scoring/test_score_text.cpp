#include "lead_world.hpp"
#include "scoring/lead_scorer_state.hpp"

#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

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
    CHECK_THAT(entry(lead, "visit_rhythm", en), ContainsSubstring("Weekday and time of visits: what counts most is ") && ContainsSubstring(" (usually "));
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
