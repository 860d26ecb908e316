#include "scoring/contact_period.hpp"

#include "kinds_apart.hpp"

#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <array>
#include <vector>

using namespace dangol;
using kinds_apart::Kinds;
using lead_world::day;
using Catch::Matchers::ContainsSubstring;

/// Natural kinds overlap: who is placed with one may be of another.
namespace {

/// Two kinds that overlap on the one measurement of which they are known, each contacted 500 times; break-even 5 % unless told.
NegativePersonaSet of_overlapping(Random& random, const Kinds& two, Verdict verdict, std::array<double, 2> rates, double apart, double break_even = 0.05) {
    FeatureData known, contacted;
    known.meaning = contacted.meaning = {.name = "kind"};
    std::vector<std::int64_t> customers, leads;
    std::vector<Instant> times;
    std::vector<LeadOutcome> outcomes;
    Matrix membership(1000, 2);
    for (std::size_t i = 0; i < 1000; ++i) {
        const std::size_t kind = i % 2;
        membership(i, kind) = 1;
        customers.push_back(static_cast<std::int64_t>(i));
        known.numbers.push_back(apart * static_cast<double>(kind) + random.normal());
        leads.push_back(static_cast<std::int64_t>(i));
        contacted.numbers.push_back(apart * static_cast<double>(kind) + random.normal());
        times.push_back(day(static_cast<int>(random.below(100))));
        outcomes.push_back(random.chance(rates[kind]) ? LeadOutcome::converted : LeadOutcome::not_converted);
    }
    PersonaSet personas = two.personas;
    personas.segmentation.verdict = verdict;
    personas.segmentation.mixture = describe_groups(FeatureTable(customers, {known}), membership, {.segment_count = 2});
    return find_negative_personas(personas, LeadTable(FeatureTable(leads, {contacted}), times, outcomes), {.contact_cost = 50 * break_even, .conversion_margin = 50});
}

}  // namespace

TEST_CASE("a natural kind that hardly answers is found by its own rate where others are placed with it; of a cut those placed decide") {
    const Kinds two(2);
    int natural = 0, cut = 0;
    for (std::uint64_t world = 0; world < 30; ++world) {
        Random first(world), second(world);
        const NegativePersonaSet own = of_overlapping(first, two, Verdict::natural, {0.005, 0.25}, 2.4), placed = of_overlapping(second, two, Verdict::reproducible, {0.005, 0.25}, 2.4);
        natural += own.personas.size() == 1 && own.personas[0].persona == PersonaId{0} ? 1 : 0;
        cut += placed.personas.empty() ? 0 : 1;
        for (std::size_t k = 0; k < 2; ++k) CHECK(own.responses[k].contacts < placed.responses[k].contacts);  // of the natural kind only those that are surely of it
    }
    CAPTURE(natural, cut);
    CHECK(natural >= 20);
    CHECK(cut <= natural - 8);
}

TEST_CASE("of a natural kind only who is surely of it is set aside, of a cut who is nearer to it than to others") {
    for (const Verdict verdict : {Verdict::natural, Verdict::reproducible}) {
        Kinds two(2);
        two.personas.segmentation.verdict = verdict;
        Random random(17);
        const LeadTable leads = two.contact(random, {0.01, 0.30}, 1000);
        const NegativePersonaSet negatives = find_negative_personas(two.personas, leads, {.contact_cost = 5, .conversion_margin = 50, .exploration_share = 0});
        REQUIRE(negatives.personas.size() == 1);
        const LeadScorer scorer = fit_lead_scorer(two.personas, negatives, leads, {});
        Lead lead = scorer.blank_lead(day(100));
        const auto at = [&](double probability) {  // between the two kinds, where a lead is of the first with that probability
            double low = 0, high = 100;
            for (int step = 0; step < 60; ++step) {
                const double middle = 0.5 * (low + high);
                lead.set(scorer.column("kind"), middle);
                const LeadScore score = scorer.score(lead);
                const double first = score.closest_persona == PersonaId{0} ? score.closest_probability : 1 - score.closest_probability;
                (first > probability ? low : high) = middle;
            }
            return scorer.score(lead);
        };
        CHECK(at(0.93).disposition == Disposition::set_aside);
        CHECK((at(0.80).disposition == Disposition::set_aside) == (verdict != Verdict::natural));
        CHECK(at(0.40).disposition != Disposition::set_aside);
        CHECK_THAT(contacts_of_a_kind(negatives, two.personas, Language::english), ContainsSubstring(verdict == Verdict::natural ? "those at least 90% certain to be of the kind" : "those at least 50% certain to be of the kind"));
        CHECK_THAT(contacts_of_a_kind(negatives, two.personas, Language::korean), ContainsSubstring(verdict == Verdict::natural ? "확률이 90% 이상이던 것만" : "확률이 50% 이상이던 것만"));
    }
}

TEST_CASE("a natural kind among whose contacts others answer so often that they pay is not set aside") {
    const Kinds two(2);
    int flagged = 0;
    for (std::uint64_t world = 0; world < 40; ++world) {
        Random random(world);
        flagged += of_overlapping(random, two, Verdict::natural, {0.005, 0.60}, 2, 0.02).personas.empty() ? 0 : 1;  // 2.7 % of those that are of it with a probability of .9 or more answer
    }
    CHECK(flagged <= 2);
}

TEST_CASE("where the contacts counted could pay as far as their interval says, the text says that others may be among them") {
    PersonaSet personas = Kinds(2).personas;
    NegativePersonaSet set{.overall_rate = {.value = 0.1, .interval = Interval{0.09, 0.11}}, .break_even_rate = 0.05, .options = {.contact_cost = 2.5, .conversion_margin = 50}, .currency = "USD"};
    NegativePersona negative{.id = {0}, .persona = {0}, .response = {.segment = {0}, .customers = 200, .contacts = 533, .conversions = 23,
        .conversion_rate = {.value = 0.043, .interval = Interval{0.028, 0.062}}, .value_per_contact = {.value = -0.35, .interval = Interval{-1.1, 0.6}}, .probability_not_worth = 0.97}};
    set.personas = {negative};
    set.responses = {negative.response, {.segment = {1}, .customers = 300, .contacts = 600, .conversions = 200, .conversion_rate = {.value = 0.33, .interval = Interval{0.3, 0.37}}}};
    const auto said = [&](Language language) { return to_text(negative, set, personas, language); };
    CHECK_THAT(said(Language::english), ContainsSubstring("23 of 533 contacts were answered, about 4.3%, at most 6.2%") && !ContainsSubstring("other kinds"));
    personas.segmentation.verdict = Verdict::natural;
    CHECK_THAT(said(Language::english), ContainsSubstring("All the same contacts with this kind do not pay, with at least 95% certainty: that allows for those among them that may have been with other kinds."));
    CHECK_THAT(said(Language::korean), ContainsSubstring("그래도 이 유형과의 연락이 비용을 회수하지 못할 확률은 95% 이상입니다. 다른 유형과의 연락이 섞였을 수 있음을 감안한 확률입니다."));
    set.personas[0].response.conversion_rate.interval = negative.response.conversion_rate.interval = set.responses[0].conversion_rate.interval = Interval{0.028, 0.049};
    CHECK_THAT(said(Language::english), !ContainsSubstring("other kinds"));
}
