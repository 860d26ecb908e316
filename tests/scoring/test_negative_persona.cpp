#include "scoring/contact_period.hpp"
#include "scoring/contacts.hpp"

#include "kinds_apart.hpp"

#include <dangol/core/error.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

using namespace dangol;
using kinds_apart::Kinds;
using lead_world::day;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

const NegativePersonaOptions two_percent{.contact_cost = 1, .conversion_margin = 50};  // break-even 2 %

}  // namespace

TEST_CASE("of ten equal segments at twice the break-even none is flagged in 95 % of worlds") {
    // Trial 8, short: 150 contacts with each, of which three quarters flag. Unpooled, P(rate < 2 %) ≥ .95 would flag some in one world of six.
    const Kinds ten(10);
    Random random(8);
    int flagged = 0;
    constexpr int worlds = 60;
    for (int world = 0; world < worlds; ++world) {
        const LeadTable leads = ten.contact(random, std::vector(10, 0.04), 200);
        flagged += find_negative_personas(ten.personas, leads, two_percent).personas.empty() ? 0 : 1;
    }
    CHECK(flagged <= 5);  // 3 expected at most; beyond 5 would be significant
}

TEST_CASE("a true negative among ten segments is found in 90 % of worlds, and only it") {
    const Kinds ten(10);
    Random random(9);
    int found = 0, wrong = 0;
    constexpr int worlds = 30;
    for (int world = 0; world < worlds; ++world) {
        std::vector<double> rates(10, 0.04);
        rates[3] = 0.005;
        const auto set = find_negative_personas(ten.personas, ten.contact(random, rates, 2000), two_percent);
        for (const NegativePersona& negative : set.personas) (negative.persona == PersonaId{3} ? found : wrong) += 1;
    }
    CHECK(found >= 27);
    CHECK(wrong == 0);
}

TEST_CASE("both errors are measured on later contacts, with intervals that contain the truth") {
    const Kinds two(2);
    Random random(10);
    const LeadTable leads = two.contact(random, {0.02, 0.30}, 3000);
    const NegativePersonaOptions options{.contact_cost = 5, .conversion_margin = 50, .errors_from = day(60)};
    const NegativePersonaSet set = find_negative_personas(two.personas, leads, options);
    REQUIRE(set.personas.size() == 1);
    const NegativePersona& negative = set.personas[0];
    CHECK(negative.persona == PersonaId{0});
    CHECK(negative.errors.later_data);
    CHECK(negative.response.contacts == Approx(1800).margin(120));
    CHECK(negative.errors.contacts == Approx(1200).margin(120));
    CHECK(negative.errors.would_convert->value == Approx(0.02).margin(0.012));
    CHECK(negative.errors.would_convert->interval->contains(0.02));
    CHECK(negative.errors.converters_lost->interval->contains(0.02 / 0.32));
    CHECK(set.break_even_rate == Approx(0.1));
    CHECK(set.overall_rate.interval->contains(0.16));
    CHECK(negative.response.value_per_contact.value == Approx(negative.response.conversion_rate.value * 50 - 5));
    CHECK(negative.response.probability_not_worth > 0.99);
    CHECK(set.responses.size() == 2);
    CHECK(set.responses[1].probability_not_worth < 0.01);
    CHECK(set == find_negative_personas(two.personas, leads, options, {.threads = 4}));
}

TEST_CASE("contacts of two campaigns are told apart, however large the first; only those of one moment leave nothing to test with") {
    const Kinds two(2);
    Random random(10);
    const LeadTable made = two.contact(random, {0.02, 0.30}, 520);
    const auto at = [&](std::size_t first) {
        std::vector<Instant> times(made.lead_count(), day(6));
        for (std::size_t i = first; i < times.size(); ++i) times[i] = day(20);
        return find_negative_personas(two.personas, LeadTable(made.features(), times, {made.outcomes().begin(), made.outcomes().end()}), {.contact_cost = 5, .conversion_margin = 50});
    };
    const NegativePersonaSet twice = at(800), once = at(1040);
    CHECK(twice.earlier_contacts == 800);
    CHECK(twice.later_contacts == 240);
    CHECK_THAT(contacts_of_a_kind(twice, two.personas, Language::english), ContainsSubstring("the first 800 of the 1,040") && !ContainsSubstring("at one time"));
    CHECK(once.earlier_contacts == 1040);
    CHECK(once.later_contacts == 0);
    CHECK_THAT(contacts_of_a_kind(once, two.personas, Language::english), ContainsSubstring("at one time"));
}

TEST_CASE("errors are not identified where the group is never contacted later") {
    const Kinds two(2);
    Random random(11);
    const LeadTable all = two.contact(random, {0.01, 0.30}, 2000);
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < all.lead_count(); ++i) {
        if (i >= 2000 || all.contacted_at()[i] < day(60)) rows.push_back(i);  // set aside from day 60 on
    }
    const auto set = find_negative_personas(two.personas, all.rows(rows), {.contact_cost = 5, .conversion_margin = 50, .errors_from = day(60)});
    REQUIRE(set.personas.size() == 1);
    CHECK_FALSE(set.personas[0].errors.would_convert.has_value());
    CHECK_FALSE(set.personas[0].errors.converters_lost.has_value());
    CHECK(set.personas[0].errors.contacts == 0);
    REQUIRE(set.warnings.size() == 1);
    CHECK(set.warnings[0].kind == WarningKind::loss_not_identified);
}

TEST_CASE("contacts of few customers flag less than as many of many") {
    const Kinds two(2);
    Random random(12);
    double many = 0, few = 0;
    for (int world = 0; world < 20; ++world) {
        many += find_negative_personas(two.personas, two.contact(random, {0.03, 0.3}, 800, 1), {.contact_cost = 2.5, .conversion_margin = 50}).responses[0].probability_not_worth;
        few += find_negative_personas(two.personas, two.contact(random, {0.03, 0.3}, 800, 20), {.contact_cost = 2.5, .conversion_margin = 50}).responses[0].probability_not_worth;
    }
    CHECK(many / 20 > 0.9);
    CHECK(few < many - 1);
}

TEST_CASE("a lead counts with a segment that holds it more likely than not, and only while something of it is known") {
    const auto column_of = [](std::vector<double> numbers) {
        FeatureData column;
        column.meaning = {.name = "kind"};
        column.numbers = std::move(numbers);
        std::vector<std::int64_t> keys;
        for (std::size_t i = 0; i < column.numbers.size(); ++i) keys.push_back(static_cast<std::int64_t>(i));
        return FeatureTable(keys, {column});
    };
    const std::vector<double> shares{0.7, 0.3};
    const Mixture apart = Kinds(2).personas.segmentation.mixture.with_shares(shares);
    CHECK(placed_wholly(known_membership(apart, column_of({0, 100, std::nan("")})), 0.5) == Matrix::of_rows({{1, 0}, {0, 1}, {0, 0}}));

    std::vector<double> crowd;
    Matrix thirds(300, 3);
    Random random(15);
    for (std::size_t i = 0; i < 300; ++i) {
        crowd.push_back(random.normal());
        thirds(i, i % 3) = 1;
    }
    const Mixture alike = describe_groups(column_of(crowd), thirds, {.segment_count = 3});
    CHECK(placed_wholly(known_membership(alike, column_of({0.1})), 0.5) == Matrix(1, 3));  // known, but held by no segment with probability .5
}

TEST_CASE("strangers move no segment's contacts, and a lead of whom nothing is known is never set aside") {
    const Kinds two(2);
    Random random(16);
    LeadTable known = two.contact(random, {0.01, 0.30}, 1000);
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < 1428; ++i) rows.push_back(i);  // .7 of them of the kind that hardly answers
    known = known.rows(rows);

    std::vector<std::int64_t> keys;
    std::vector<Instant> times(known.contacted_at().begin(), known.contacted_at().end());
    std::vector<LeadOutcome> outcomes(known.outcomes().begin(), known.outcomes().end());
    FeatureData column;
    column.meaning = {.name = "kind"};
    const auto numbers = known.features().numbers(known.features().column("kind"));
    column.numbers.assign(numbers.begin(), numbers.end());
    for (int stranger = 0; stranger < 600; ++stranger) {
        column.numbers.push_back(std::nan(""));
        times.push_back(day(static_cast<int>(random.below(100))));
        outcomes.push_back(random.chance(0.3) ? LeadOutcome::converted : LeadOutcome::not_converted);
    }
    for (std::size_t i = 0; i < times.size(); ++i) keys.push_back(static_cast<std::int64_t>(i));
    const LeadTable all(FeatureTable(keys, {column}), times, outcomes);

    const NegativePersonaOptions options{.contact_cost = 5, .conversion_margin = 50, .exploration_share = 0, .errors_from = day(60)};
    const NegativePersonaSet without = find_negative_personas(two.personas, known, options), with = find_negative_personas(two.personas, all, options);
    REQUIRE(without.personas.size() == 1);
    REQUIRE(with.personas.size() == 1);
    CHECK(with.personas[0].persona == PersonaId{0});
    CHECK(with.personas[0].errors.contacts == without.personas[0].errors.contacts);
    for (std::size_t k = 0; k < 2; ++k) {
        CHECK(with.responses[k].contacts == without.responses[k].contacts);
        CHECK(with.responses[k].conversions == without.responses[k].conversions);
        CHECK(with.responses[k].customers == without.responses[k].customers);
    }

    const LeadScorer scorer = fit_lead_scorer(two.personas, without, known, {});
    Lead lead = scorer.blank_lead(day(100));
    CHECK(scorer.score(lead).closest_probability > 0.5);  // it only repeats the shares
    CHECK(scorer.score(lead).disposition != Disposition::set_aside);
    CHECK_FALSE(scorer.score(lead).negative_match.has_value());
    lead.set(scorer.column("kind"), 0.0);
    CHECK(scorer.score(lead).disposition == Disposition::set_aside);
}

TEST_CASE("many contacts of fewer than k customers say nothing, and are not kept") {
    Kinds two(2);
    Random random(17);
    const LeadTable leads = two.contact(random, {0.0, 0.5}, 400, 25);  // 16 customers of each kind
    const NegativePersonaOptions options{.contact_cost = 5, .conversion_margin = 50};
    const NegativePersonaSet few = find_negative_personas(two.personas, leads, options);
    CHECK(few.responses.empty());
    CHECK(few.personas.empty());
    two.personas.options.smallest_group = 16;
    const NegativePersonaSet enough = find_negative_personas(two.personas, leads, options);
    REQUIRE(enough.responses.size() == 2);
    CHECK(enough.responses[0].customers == 16);
    CHECK(enough.responses[0].contacts > 100);
}

TEST_CASE("nobody is flagged who is not shown, too rarely contacted, or everyone") {
    Kinds two(2);
    Random random(13);
    const NegativePersonaOptions options{.contact_cost = 5, .conversion_margin = 50};
    const LeadTable leads = two.contact(random, {0.01, 0.30}, 1000);
    CHECK(find_negative_personas(two.personas, leads, options).personas.size() == 1);
    NegativePersonaOptions patient = options;
    patient.contacts_at_least = 1000;
    CHECK(find_negative_personas(two.personas, leads, patient).personas.empty());

    PersonaSet hidden = two.personas;
    hidden.personas.erase(hidden.personas.begin());
    const auto unseen = find_negative_personas(hidden, leads, options);
    CHECK(unseen.personas.empty());
    CHECK(unseen.warnings.size() == 1);

    const auto everyone = find_negative_personas(two.personas, leads, {.contact_cost = 45, .conversion_margin = 50});
    CHECK(everyone.personas.empty());
    REQUIRE(everyone.warnings.size() == 1);
    CHECK(everyone.warnings[0].kind == WarningKind::nobody_worth_contacts);

    NegativePersonaOptions expensive{.contact_cost = 45, .conversion_margin = 50, .contacts_at_least = 5000};
    PersonaSet open = two.personas;
    open.options.smallest_group = 1;
    const auto few_each = find_negative_personas(open, leads, expensive);  // however few the contacts, where their answers may be told: that is about the cost
    REQUIRE(few_each.warnings.size() == 1);
    CHECK(few_each.warnings[0].kind == WarningKind::nobody_worth_contacts);
    CHECK_THAT(to_text(few_each, open, Language::english), ContainsSubstring("Contacts with nobody are worth their cost"));
    CHECK_THAT(to_text(find_negative_personas(two.personas, leads, patient), two.personas, Language::english),
               ContainsSubstring("Nobody is set aside: of no kind of customer contacted at least 1,000 times is it sure that contacts are worth less than they cost"));
    CHECK_THAT(to_text(find_negative_personas(two.personas, leads, patient), two.personas, Language::korean), ContainsSubstring("제외할 유형이 없습니다. 1,000건 이상 연락한 유형 가운데"));

    const auto nothing = find_negative_personas(two.personas, lead_world::with_outcomes(leads, std::vector(leads.lead_count(), LeadOutcome::open)), options);
    CHECK(nothing.personas.empty());
    CHECK(nothing.warnings.size() == 1);
}

TEST_CASE("a segment made of a protected attribute is refused, and so are impossible options") {
    const Kinds two(2);
    Random random(14);
    const LeadTable leads = two.contact(random, {0.01, 0.30}, 200);
    FeatureData column;
    column.meaning = {.name = "kind", .sensitivity = Sensitivity::protected_attribute};
    const auto numbers = leads.features().numbers(leads.features().column("kind"));
    column.numbers.assign(numbers.begin(), numbers.end());
    const LeadTable marked(FeatureTable(leads.features().customers(), {column}), {leads.contacted_at().begin(), leads.contacted_at().end()},
                           {leads.outcomes().begin(), leads.outcomes().end()});
    CHECK_THROWS_AS(find_negative_personas(two.personas, marked, two_percent), ProtectedAttribute);

    PersonaSet nameless = two.personas;
    nameless.segmentation.ids.pop_back();
    CHECK_THROWS_WITH(find_negative_personas(nameless, leads, two_percent), ContainsSubstring("ids is 1"));

    const auto with = [&](auto change) {
        NegativePersonaOptions options = two_percent;
        change(options);
        return find_negative_personas(two.personas, leads, options);
    };
    CHECK_THROWS_WITH(with([](auto& o) { o.contact_cost = 0; }), ContainsSubstring("contact_cost is 0"));
    CHECK_THROWS_WITH(with([](auto& o) { o.contact_cost = o.conversion_margin; }), ContainsSubstring("contact_cost is 50, but must be below conversion_margin, 50: a contact that costs what an answer earns, or more, cannot pay"));
    CHECK_THROWS_WITH(with([](auto& o) { o.conversion_margin = -1; }), ContainsSubstring("conversion_margin is -1"));
    CHECK_THROWS_WITH(with([](auto& o) { o.certainty = 0.4; }), ContainsSubstring("certainty is 0.4"));
    CHECK_THROWS_WITH(with([](auto& o) { o.exploration_share = 2; }), ContainsSubstring("exploration_share is 2"));
}
