#include "scoring/few_people.hpp"

#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::size_t k = 20;
constexpr Language en = Language::english, ko = Language::korean;

struct Group {
    std::size_t contacts = 0, answered = 0;
};

/// Contacts by kind and time; the first kind is set aside. What belongs to no kind stands with the later ones.
struct World {
    std::vector<Group> earlier = {};
    Group aside_later = {}, others_later = {};

    Group all() const {
        Group sum{aside_later.contacts + others_later.contacts, aside_later.answered + others_later.answered};
        for (const Group& group : earlier) sum = {sum.contacts + group.contacts, sum.answered + group.answered};
        return sum;
    }

    NegativePersonaSet judged() const {
        NegativePersonaSet set{.break_even_rate = 0.05, .options = {.contact_cost = 3, .conversion_margin = 60}};
        const double common = static_cast<double>(all().answered) / static_cast<double>(all().contacts);
        for (std::size_t i = 0; i < earlier.size(); ++i) {
            // As a posterior does, it borrows from all others.
            const double rate = (static_cast<double>(earlier[i].answered) + 30 * common) / (static_cast<double>(earlier[i].contacts) + 30);
            set.responses.push_back({.segment = {static_cast<std::uint32_t>(i)}, .customers = 40, .contacts = earlier[i].contacts, .conversions = earlier[i].answered,
                                     .conversion_rate = {rate, Interval{0.8 * rate, 1.2 * rate}}, .value_per_contact = {60 * rate - 3}, .probability_not_worth = 1 - rate});
        }
        set.personas = {{.id = {0}, .persona = {0}, .response = set.responses[0]}};
        if (aside_later.contacts > 0) {
            const auto of = [&](std::size_t all) {
                return Estimate{static_cast<double>(aside_later.answered) / static_cast<double>(all), wilson_interval(static_cast<double>(aside_later.answered), static_cast<double>(all))};
            };
            set.personas[0].errors = {.would_convert = of(aside_later.contacts), .converters_lost = of(aside_later.answered + others_later.answered),
                                      .contacts = aside_later.contacts, .later_data = true};
        }
        return set;
    }

    /// All that texts and pages may tell of these numbers.
    std::string told() const {
        const NegativePersonaSet set = judged();
        std::string text;
        for (const SegmentResponse& response : set.responses) {
            const ResponseTold of = told_of(response, set, k);
            text += count_among(of.answered, of.contacts, k, en) + " of " + std::to_string(of.contacts) + " " + limits_text(of, set, en) + " " + worth_text(of, set, en) + std::to_string(of.certainty);
            if (of.rate) text += " " + std::to_string(of.rate->value) + " " + std::to_string(of.rate->interval->low) + " " + std::to_string(of.rate->interval->high);
            text += "\n";
        }
        const ErrorsTold errors = told_of(set.personas[0], set, k);
        text += (errors.would_at_most ? std::to_string(*errors.would_at_most) : "-") + " " + (errors.lost_at_most ? std::to_string(*errors.lost_at_most) : "-") + "\n";
        const TotalTold total = total_told(set, earlier.size(), all().contacts, all().answered, k);
        return text + std::to_string(static_cast<int>(total.as)) + " " + std::to_string(total.least) + " " + std::to_string(total.most) + " " + std::to_string(total.rate.low) + " " + std::to_string(total.rate.high) + (hides_any(set, earlier.size(), k) ? " hidden" : "");
    }
};

}  // namespace

TEST_CASE("k: by difference of a total and the others nothing is learned of a hidden number of answers", "[correctness]") {
    Random random(11);
    for (int trial = 0; trial < 200; ++trial) {
        const auto up_to = [&](std::size_t n) { return static_cast<std::size_t>(random.uniform() * static_cast<double>(n)); };
        World world{.earlier = {{50 + up_to(600), 0}}, .aside_later = {trial % 3 == 0 ? 0 : 40 + up_to(200), 0}, .others_later = {trial % 4 == 0 ? 0 : 60 + up_to(900), 0}};
        world.others_later.answered = up_to(world.others_later.contacts + 1);
        for (std::size_t others = 1 + up_to(4); others > 0; --others) {
            const std::size_t contacts = 60 + up_to(1000);
            world.earlier.push_back({contacts, k + up_to(contacts - 2 * k)});
        }
        const std::string none = world.told();
        std::size_t consistent = 0, around = 0;
        for (std::size_t earlier = 0; earlier < k; ++earlier) {
            for (const std::size_t later : {std::size_t{0}, std::size_t{1}, k - 1}) {
                World other = world;
                other.earlier[0].answered = earlier;
                if (world.aside_later.contacts > 0) other.aside_later.answered = later;
                consistent += other.told() == none;
                const TotalTold total = total_told(other.judged(), other.earlier.size(), other.all().contacts, other.all().answered, k);
                around += total.as == Told::nothing || (total.as == Told::between && total.least <= other.all().answered && other.all().answered <= total.most);
            }
        }
        CAPTURE(trial, none);
        CHECK(consistent == 3 * k);
        CHECK(around == 3 * k);  // and what is told is true, whatever is hidden
        World more = world;  // the total is not silent: many more answers of a group that is told do show
        more.earlier[1].answered = more.earlier[1].contacts - k;
        if (more.earlier[1].answered > world.earlier[1].answered + k) CHECK(more.told() != none);
    }
}

TEST_CASE("k: the study of a rental shop, where a share of 15.8% and a total of 539 told that 10 answered") {
    const World shop{.earlier = {{581, 7}, {1019, 107}, {898, 260}}, .aside_later = {166, 3}, .others_later = {667, 162}};
    REQUIRE(shop.all().answered == 539);
    const NegativePersonaSet set = shop.judged();
    const TotalTold total = total_told(set, shop.earlier.size(), shop.all().contacts, shop.all().answered, k);
    CHECK(total.as == Told::between);  // 107 + 260 + 162, and up to 19 twice
    CHECK((total.least == 520 && total.most == 570));
    CHECK((total.rate.low == 0.15 && total.rate.high == 0.18));  // of 3,331
    REQUIRE(told_of(set.personas[0], set, k).lost_at_most);
    CHECK(*told_of(set.personas[0], set, k).lost_at_most == 0.2);
}

TEST_CASE("k: a total is exact where nothing is hidden, else from the least to the most that is left open") {
    const World open{.earlier = {{600, 30}, {1000, 200}}, .aside_later = {200, 25}, .others_later = {500, 90}};
    const TotalTold exact = total_told(open.judged(), open.earlier.size(), open.all().contacts, open.all().answered, k);
    const TotalTold with_another = total_told(open.judged(), open.earlier.size() + 1, open.all().contacts, open.all().answered, k);
    CHECK((with_another.as == Told::between && with_another.least == 340 && with_another.most == 350));  // of one kind nothing is told: as the sentence beside it has it
    CHECK(exact.as == Told::exactly);
    CHECK((exact.least == 345 && exact.most == 345));
    CHECK_FALSE(hides_any(open.judged(), 2, k));
    CHECK(hides_any(open.judged(), 3, k));  // of the third kind nothing is told: it has the contacts of too few
    CHECK(told_of(open.judged().personas[0], open.judged(), k).lost);
    World rest = open;
    rest.others_later = {30, 4};  // answers of no kind, fewer than k: the difference would tell them
    CHECK(total_told(rest.judged(), rest.earlier.size(), rest.all().contacts, rest.all().answered, k).as == Told::between);
    World hidden = open;
    hidden.earlier[0].answered = 3;
    const TotalTold range = total_told(hidden.judged(), hidden.earlier.size(), hidden.all().contacts, hidden.all().answered, k);
    CHECK(range.as == Told::between);
    CHECK((range.least == 310 && range.most == 340));  // 315 and up to 19 of the hidden kind
    CHECK(total_told({}, 2, 100, k, k).as == Told::exactly);  // no kinds are told of: nothing to take a difference from
    for (std::size_t answered = 1; answered < k; ++answered) {  // but the total is itself a number below k, or all but one
        const TotalTold few = total_told({}, 2, 100, answered, k), all_but_few = total_told({}, 2, 100, 100 - answered, k);
        CHECK((few.as == Told::few && few.most == 0 && few.rate == Interval{0, 0}));
        CHECK((all_but_few.as == Told::few && all_but_few.least == 100 && all_but_few.rate == Interval{1, 1}));
    }
}

TEST_CASE("k: of contacts of which little may be told no total is told, from which to which would say nothing") {
    World small{.earlier = {{14, 1}, {14, 2}, {30, 9}}};  // few of two kinds, and twelve in all: from 9 to 17
    const auto told = [&] { return total_told(small.judged(), small.earlier.size(), small.all().contacts, small.all().answered, 5); };
    CHECK(told().as == Told::nothing);
    CHECK((told().least == 0 && told().most == 0 && told().rate == Interval{}));
    small.earlier = {{140, 1}, {300, 90}};
    CHECK((told().as == Told::between && told().least == 90 && told().most == 96));
}

TEST_CASE("k: a rate of all that is told holds the true one: 129 of 519 were told as about 140, 27%") {
    const World shop{.earlier = {{130, 1}, {180, 78}, {209, 50}}};
    REQUIRE(shop.all().answered == 129);
    const TotalTold total = total_told(shop.judged(), 3, 519, 129, k);
    CHECK((total.as == Told::between && total.least == 120 && total.most == 150));
    CHECK((total.rate.low == 0.23 && total.rate.high == 0.29));
}

TEST_CASE("k of one hides nothing: a zero is told as zero") {
    const World shop{.earlier = {{14, 0}, {14, 3}}};
    const TotalTold total = total_told(shop.judged(), 3, 28, 3, 1);
    CHECK((total.as == Told::exactly && total.least == 3));
    CHECK(count_among(0, 14, 1, en) == "0");
    CHECK(count_among(14, 14, 1, ko) == "14건");
    CHECK(told_of(shop.judged().responses[0], shop.judged(), 1).rate.has_value());
    CHECK_FALSE(hides_any(shop.judged(), 3, 1));
}

TEST_CASE("k: what everyone else gave is not told where another group set aside is hidden in it") {
    const World world{.earlier = {{600, 30}, {600, 25}, {1000, 200}}, .aside_later = {200, 25}, .others_later = {700, 90}};
    const auto with = [&](std::size_t theirs) {
        NegativePersonaSet set = world.judged();
        NegativePersona second{.id = {1}, .persona = {1}, .response = set.responses[1]};
        second.errors = {.would_convert = Estimate{static_cast<double>(theirs) / 150}, .converters_lost = Estimate{static_cast<double>(theirs) / (80.0 + 25 + static_cast<double>(theirs))}, .contacts = 150};
        set.personas[0].errors.converters_lost = Estimate{25 / (80.0 + 25 + static_cast<double>(theirs))};
        set.personas.push_back(second);
        return set;
    };
    CHECK_FALSE(told_of(with(7).personas[0], with(7), k).lost);
    CHECK(told_of(with(30).personas[0], with(30), k).lost);
}

TEST_CASE("k: rates of the others are of their own contacts alone where an answer is hidden, and the estimate itself where none is") {
    World world{.earlier = {{600, 30}, {300, 85}}, .aside_later = {200, 25}, .others_later = {700, 90}};
    const NegativePersonaSet open = world.judged();
    CHECK(told_of(open.responses[1], open, k).rate == open.responses[1].conversion_rate);
    world.earlier[0].answered = 2;
    const NegativePersonaSet hidden = world.judged();
    const ResponseTold told = told_of(hidden.responses[1], hidden, k);
    REQUIRE(told.rate);
    CHECK(told.rate->value == 85.0 / 300);
    CHECK(told.rate->interval->low < wilson_interval(85, 300).low);  // 40 customers, not 300 independent answers
    CHECK(told.rate->interval->high > wilson_interval(85, 300).high);
}

TEST_CASE("what a contact brings in is said to be unsure where its rate may lie on the other side of the break-even") {
    NegativePersonaSet set{.break_even_rate = 1.2 / 18, .options = {.contact_cost = 1.2, .conversion_margin = 18}, .currency = "USD"};
    const auto worth = [&](double rate, double low, double high, Language language) {
        const SegmentResponse response{.segment = {4}, .customers = 100, .contacts = 354, .conversions = 31, .conversion_rate = {rate, Interval{low, high}}, .value_per_contact = {18 * rate - 1.2}};
        return worth_text(told_of(response, set, k), set, language);
    };
    CHECK_THAT(worth(0.088, 0.06, 0.12, en), ContainsSubstring("brings in $0.38 more than it costs, if it caused the answers; a loss is possible too"));
    CHECK_THAT(worth(0.088, 0.06, 0.12, ko), ContainsSubstring("손해일 수도 있음"));
    CHECK_THAT(worth(0.088, 0.07, 0.12, en), !ContainsSubstring("possible"));
    CHECK_THAT(worth(0.088, 0.07, 0.12, ko), !ContainsSubstring("손해"));
    CHECK_THAT(worth(0.05, 0.03, 0.08, en), ContainsSubstring("it may also gain"));
    CHECK_THAT(worth(0.05, 0.03, 0.06, en), !ContainsSubstring("gain"));
}

TEST_CASE("of less than 2k contacts fewer than k answers may be most: they are not called few") {
    CHECK(count_among(5, 42, k, en) == "few (under 20)");
    CHECK(count_among(5, 39, k, en) == "fewer than 20");
    CHECK(count_among(30, 39, k, en) == "all but fewer than 20");
    CHECK(count_among(5, 39, k, ko) == "20건 미만");
    CHECK(count_among(20, 40, k, en) == "20");
}

TEST_CASE("how many of all contacts were answered is not told where the difference to the kinds would give away a number under k") {
    PersonaSet personas;
    personas.segmentation.ids = {{0}};
    NegativePersonaSet set{.break_even_rate = 0.05, .options = {.contact_cost = 3, .conversion_margin = 60}};
    set.responses = {{.segment = {0}, .customers = 40, .contacts = 54, .conversions = 21, .conversion_rate = {21.0 / 54, Interval{0.27, 0.52}}}};
    set.earlier_contacts = 54;
    set.later_contacts = 36;
    const auto with = [&](unsigned others) {
        set.overall_rate = {(21.0 + others) / 90, Interval{0.3, 0.5}};
        return to_text(set, personas, en);
    };
    CHECK(with(16).find("Of the ") == std::string::npos);  // from 21 to 40
    CHECK(with(16) == with(0));
    CHECK_THAT(with(21), ContainsSubstring("Of the 90 contacts counted here, earlier and later ones together, 30 to 60 were answered (33% to 67%)"));  // of 36 all but few: from 38 to 57
    CHECK(with(21) == with(36));
    set.later_contacts = 100;
    set.overall_rate = {(21.0 + 50) / 154, Interval{0.4, 0.55}};
    CHECK_THAT(to_text(set, personas, en), ContainsSubstring("Of the 154 contacts counted here, earlier and later ones together, 46.1%"));
}
