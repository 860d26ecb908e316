#include "scoring/nearest_kind.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "lead_world.hpp"
#include "scoring/segment_rates.hpp"

using namespace dangol;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr Language en = Language::english, ko = Language::korean;
constexpr double break_even = 0.1;

const PersonaSet& personas() {
    static const PersonaSet set = [] {
        Random random(1);
        return lead_world::personas_of(random);
    }();
    return set;
}

PersonaSet with_verdict(Verdict verdict) {
    PersonaSet set = personas();
    set.segmentation.verdict = verdict;
    return set;
}

struct Counted {
    std::size_t contacts = 0, answered = 0;
};

/// Two kinds, their rates drawn together as find_negative_personas() does; a quarter of the contacts only tests.
NegativePersonaSet judged(Counted first, Counted second) {
    NegativePersonaSet set{.earlier_contacts = first.contacts + second.contacts, .break_even_rate = break_even, .options = {.contact_cost = 1, .conversion_margin = 10}};
    set.later_contacts = set.earlier_contacts / 3;
    const std::size_t answered_in_all = first.answered + second.answered + set.later_contacts / 10;
    set.overall_rate = {static_cast<double>(answered_in_all) / static_cast<double>(set.earlier_contacts + set.later_contacts)};
    std::vector<GroupContacts> groups;
    for (const Counted& counted : {first, second}) {
        const auto contacts = static_cast<double>(counted.contacts), answered = static_cast<double>(counted.answered);
        groups.push_back({.customers = counted.contacts, .contacts = contacts, .conversions = answered, .trials = contacts, .successes = answered});
    }
    const SegmentRates rates(groups);
    for (std::size_t i = 0; i < 2; ++i) {
        const Counted& counted = i == 0 ? first : second;
        set.responses.push_back({.segment = personas().segmentation.ids[i], .customers = counted.contacts, .contacts = counted.contacts, .conversions = counted.answered,
                                 .conversion_rate = {rates.mean(i), rates.interval(i)}, .probability_not_worth = rates.probability_below(i, break_even)});
    }
    return set;
}

}  // namespace

TEST_CASE("the kind nearest to being set aside is named, with its probability and with about as many contacts as decide at the same rate") {
    const PersonaSet cut = with_verdict(Verdict::constructed);
    for (const Counted first : {Counted{300, 24}, Counted{500, 43}, Counted{1000, 92}, Counted{800, 69}}) {
        CAPTURE(first.contacts);
        const NegativePersonaSet set = judged(first, {900, 180});
        const std::optional<NearestKind> nearest = nearest_kind(set, cut);
        REQUIRE(nearest);
        CHECK(nearest->persona == cut.personas[0].id);
        CHECK(nearest->certainty == set.responses[0].probability_not_worth);
        REQUIRE(nearest->certainty < 0.95);
        REQUIRE(nearest->more_contacts);
        const double times = 1 + 0.75 * static_cast<double>(*nearest->more_contacts) / static_cast<double>(first.contacts);  // of the new ones too a quarter only tests
        const auto of = [&](double factor) { return Counted{static_cast<std::size_t>(factor * static_cast<double>(first.contacts)), static_cast<std::size_t>(std::lround(factor * static_cast<double>(first.answered)))}; };
        const double then = judged(of(times), {900, 180}).responses[0].probability_not_worth;  // the others draw on it less and less: rather too many than too few
        CHECK(then >= 0.95);
        CHECK(then < 0.98);
    }
    const NegativePersonaSet set = judged({300, 24}, {900, 180});
    CHECK_THAT(to_text(set, cut, en), ContainsSubstring("Nearest comes “") && ContainsSubstring("where 95% is asked for. About ") && ContainsSubstring(" more contacts with others of this kind, answered at the same rate, would be enough to set it aside."));
    CHECK_THAT(to_text(set, cut, ko), ContainsSubstring("제외에 가장 가까운 유형은 “") && ContainsSubstring("95% 이상일 때만 제외합니다. 이 유형의 다른 고객들과 연락이 약 "));
}

TEST_CASE("how many contacts are missing is not said where that cannot be told") {
    const PersonaSet cut = with_verdict(Verdict::constructed);
    const auto more = [](const NegativePersonaSet& set, const PersonaSet& of) { return nearest_kind(set, of).value().more_contacts; };
    NegativePersonaSet set = judged({300, 24}, {900, 180});
    REQUIRE(more(set, cut));
    CHECK(more(set, with_verdict(Verdict::natural)).has_value() == (set.responses[0].probability_not_worth >= 0.8));
    set.responses[0].probability_not_worth = 0.79;  // another probability decides, and is not known
    CHECK(more(set, cut));
    CHECK_FALSE(more(set, with_verdict(Verdict::natural)));
    set.responses[0].probability_not_worth = 0.6;  // more than ten times as many: by then the rate is another
    CHECK_FALSE(more(set, cut));
    set.responses[0].probability_not_worth = 0.3;
    CHECK_FALSE(more(set, cut));
    CHECK_THAT(to_text(set, cut, en), ContainsSubstring("has a probability of 30%, where 95% is asked for. Of the "));
    set.responses[0].probability_not_worth = 0.9;
    set.options.errors_from = Instant{};  // new contacts would only test
    CHECK_FALSE(more(set, cut));
}

TEST_CASE("a probability that is high enough, of too few contacts, lacks contacts; one just below is not rounded up to what is asked for") {
    const PersonaSet cut = with_verdict(Verdict::constructed);
    NegativePersonaSet set = judged({300, 24}, {900, 180});
    set.responses[0].probability_not_worth = 0.97;
    set.options.contacts_at_least = 450;
    REQUIRE(nearest_kind(set, cut));
    CHECK(nearest_kind(set, cut)->more_contacts == 200);  // 450 of 600, and 300 of 400 there are
    CHECK_THAT(to_text(set, cut, en), ContainsSubstring("probability of 97%, where 95% is asked for, of more contacts than there are. About 200 more contacts"));
    CHECK_THAT(to_text(set, cut, ko), ContainsSubstring("다만 아직 연락이 모자랍니다. ") && ContainsSubstring("연락이 약 200건 더 있고 응답률이 지금과 같다면, 제외하기에 충분합니다."));
    set.responses[0].probability_not_worth = 0.9496;
    CHECK_THAT(to_text(set, cut, en), ContainsSubstring("a probability of 94.9%, where 95%"));
    set.responses[0].probability_not_worth = 0.0004;
    set.responses[1].probability_not_worth = 0.0001;
    CHECK_THAT(to_text(set, cut, en), ContainsSubstring("a probability of less than 0.1%"));
}

TEST_CASE("which kind is nearest is not told where k hides the answers of any: whatever the hidden number is the text is the same") {
    const PersonaSet cut = with_verdict(Verdict::constructed);
    const std::string none = to_text(judged({200, 15}, {900, 100}), cut, en), korean = to_text(judged({200, 15}, {900, 100}), cut, ko);
    CHECK_THAT(none, ContainsSubstring("Which kind comes nearest is not told: it would give away a number under 20."));
    CHECK_THAT(korean, ContainsSubstring("어느 유형이 가장 가까운지는 말하지 않습니다. 20건 미만의 수가 드러나기 때문입니다."));
    for (const std::size_t answered : {14U, 16U, 19U}) {
        CHECK_FALSE(nearest_kind(judged({200, answered}, {900, 100}), cut));
        CHECK(to_text(judged({200, answered}, {900, 100}), cut, en) == none);
    }
    NegativePersonaSet one = judged({300, 24}, {900, 180});
    one.responses.pop_back();  // of the other nothing is told
    CHECK_FALSE(nearest_kind(one, cut));
    PersonaSet unseen = cut;
    unseen.personas.erase(unseen.personas.begin());  // nobody is named who is not shown
    CHECK_FALSE(nearest_kind(judged({300, 24}, {900, 180}), unseen));
    CHECK_THAT(to_text(judged({300, 24}, {900, 180}), unseen, en), !ContainsSubstring("earest"));
}
