#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/study/study.hpp>

#include "support/world_records.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

using namespace dangol;
using namespace std::chrono;
using dangol::worlds::World;
using dangol_tests::WorldRecords;
using dangol_tests::world_schema;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

/// A shop whose leads or consents will not do: what they carry is left out and told as it is, what they do not carry is not lost.
namespace {

const CalendarMoment tested_from{2024y / 7 / 1};
constexpr sys_days early{2024y / 2 / 1}, late{2024y / 8 / 1};  // before and after the day of the test

World tailor() { return worlds::generate({.trade = worlds::Trade::hanbok, .customers = 80, .seed = 5}); }

/// Every lead contacted on one day and answered, or not, within the month.
template <class Answers>
World with_leads(sys_days contacted, Answers answers) {
    World world = tailor();
    for (std::size_t i = 0; i < world.leads.size(); ++i) {
        world.leads.contacted_at[i] = contacted;
        world.leads.window_closes[i] = contacted + days{30};
        world.leads.converted[i] = answers(i) ? 1 : 0;
        world.leads.converted_at[i] = answers(i) ? sys_seconds{contacted + days{3}} : worlds::never;
    }
    return world;
}

bool every_other(std::size_t lead) { return lead % 2 == 0; }

Study study_of(World world, StudyOptions options, const FeaturePlan& plan = {.features = {Frequency{}, MonetaryValue{}}}) {
    const WorldRecords records(std::move(world));
    options.count = {.most = 2};
    options.judge = {.bootstrap_samples = 5};
    options.evidence = {.bootstrap_samples = 20};
    options.quality = {.bootstrap_samples = 40};
    options.negatives = NegativePersonaOptions{.contact_cost = 3'000, .conversion_margin = 60'000};
    return study(collect(records.records(), world_schema()), plan, options);
}

bool notes(const Study& found, StudyNote note) { return std::ranges::count(found.notes, note) == 1; }

}  // namespace

TEST_CASE("notes: fewer customers with a known outcome than folds cost the score, not the personas") {
    World world = with_leads(early, every_other);
    std::set<std::string> first_eight;
    for (std::string& customer : world.leads.customer_id) {
        if (first_eight.size() < 8) first_eight.insert(customer);
        if (!first_eight.contains(customer)) customer = *first_eight.begin();
    }
    const Study few = study_of(world, {});
    CHECK_FALSE(few.personas.personas.empty());
    CHECK_FALSE(few.scorer);
    CHECK(notes(few, StudyNote::no_outcomes));
    CHECK_THAT(to_text(few, Language::english), ContainsSubstring("Too few customers have a lead whose outcome was known in time"));

    const Study asked_for = study_of(world, {.scorer = {.folds = 4}});
    CHECK(asked_for.scorer);
    CHECK_FALSE(notes(asked_for, StudyNote::no_outcomes));
}

TEST_CASE("notes: where nobody answered, or everybody did, it is said that they did") {
    const Study none = study_of(with_leads(early, [](std::size_t) { return false; }), {});
    CHECK_FALSE(none.scorer);
    CHECK(notes(none, StudyNote::none_converted));
    CHECK_THAT(to_text(none, Language::english), ContainsSubstring("Too few of the leads to learn from responded, if any") && !ContainsSubstring("Too few customers have a lead"));
    CHECK_THAT(to_text(none, Language::korean), ContainsSubstring("응답한 것이 없거나 너무 적어"));

    const Study all = study_of(with_leads(early, [](std::size_t) { return true; }), {});
    CHECK_FALSE(all.scorer);
    CHECK(notes(all, StudyNote::all_converted));
}

TEST_CASE("notes: leads that the days leave out are not said to be missing") {
    for (const Study& found : {study_of(with_leads(late, every_other), {.test_leads_from = tested_from}), study_of(tailor(), {.leads_from = CalendarMoment(2099y / 1 / 1)})}) {
        CHECK_FALSE(found.personas.personas.empty());
        CHECK(notes(found, StudyNote::no_leads_to_learn_from));
        CHECK_FALSE(notes(found, StudyNote::no_leads));
        CHECK_THAT(to_text(found, Language::english), !ContainsSubstring("No leads were given"));
    }
}

TEST_CASE("leads of people whom no other table knows are refused before the work") {
    World world = tailor();
    for (std::string& customer : world.leads.customer_id) customer = "crm-" + customer;
    const WorldRecords records(std::move(world));
    const CustomerBase base = collect(records.records(), world_schema());
    bool began = false;
    const Execution watched{.threads = 1, .progress = [&](const Progress& progress) { began = began || progress.stage == "looking for kinds of customer"; }};
    CHECK_THROWS_MATCHES(study(base, {.features = {Frequency{}, MonetaryValue{}}}, {}, watched), BadInput, MessageMatches(ContainsSubstring("customers of the leads has a row in the other tables")));
    CHECK_FALSE(began);
}

TEST_CASE("notes: why scores were not measured depends on what is there on the day of the test") {
    const auto half_and_half = [](auto later) {  // learned from early leads, measured on late ones
        World world = with_leads(early, every_other);
        const std::size_t first_late = world.leads.size() / 2;
        for (std::size_t i = first_late; i < world.leads.size(); ++i) later(world.leads, i);
        return world;
    };
    const auto contacted_late = [](worlds::Leads& leads, std::size_t i) {
        leads.contacted_at[i] = late;
        leads.window_closes[i] = late + days{30};
        leads.converted[i] = 0;
        leads.converted_at[i] = worlds::never;
    };
    const auto still_open = [&](worlds::Leads& leads, std::size_t i) {
        contacted_late(leads, i);
        leads.window_closes[i] = sys_days{2030y / 1 / 1};
    };
    const StudyOptions tested{.test_leads_from = tested_from};
    const Study unanswered = study_of(half_and_half(contacted_late), tested);
    CHECK(unanswered.scorer);
    CHECK_FALSE(unanswered.quality);
    CHECK(notes(unanswered, StudyNote::one_test_outcome));
    CHECK(notes(study_of(half_and_half(still_open), tested), StudyNote::no_test_outcomes));
    CHECK(notes(study_of(with_leads(early, every_other), tested), StudyNote::no_test_outcomes));
    const Study not_named = study_of(half_and_half(contacted_late), {});
    CHECK(notes(not_named, StudyNote::no_test_leads));
    CHECK_THAT(to_text(not_named, Language::english), ContainsSubstring("a day can be named"));
    CHECK_THAT(to_text(unanswered, Language::english), !ContainsSubstring("a day can be named"));
}

TEST_CASE("notes: where nobody was contacted, whom not to chase is not identified, and the study says so") {
    World world = tailor();
    world.leads = {};
    const Study found = study_of(std::move(world), {});
    CHECK(notes(found, StudyNote::no_leads));
    CHECK_THAT(to_text(found, Language::english), ContainsSubstring("whom not to chase cannot be told"));
    CHECK_THAT(to_text(found, Language::korean), ContainsSubstring("누구에게 연락하지 않을지도 말할 수 없습니다"));
    CHECK(found.leads.recorded == 0);
}

TEST_CASE("notes: leads of nobody who agreed are counted and told as such, and not as missing") {
    World world = tailor();
    for (std::size_t i = 0; i < world.consent.size(); ++i)
        if (world.consent.purpose[i] == "marketing") world.consent.granted[i] = 0;
    const std::size_t leads = world.leads.size();
    const Study found = study_of(std::move(world), {});
    CHECK(found.leads.recorded > leads / 2);  // a few rows cannot be used
    CHECK(found.leads.not_permitted == found.leads.recorded);
    CHECK(notes(found, StudyNote::no_permitted_leads));
    CHECK_FALSE(notes(found, StudyNote::no_leads));
    CHECK_THAT(to_text(found, Language::english), ContainsSubstring("None of the leads is of a customer who agreed to both profiling and marketing"));
    CHECK_THAT(to_text(found.leads, Language::english), ContainsSubstring("are of customers who did not agree"));
}

TEST_CASE("notes: leads of which nothing could be learned are not said to have been learned from") {
    const Study none = study_of(with_leads(early, [](std::size_t) { return false; }), {});
    CHECK_FALSE(none.scorer);
    CHECK(none.leads.learned > 0);
    CHECK_THAT(to_text(none.leads, Language::english), !ContainsSubstring("were learned from"));
    CHECK_THAT(to_text(none.leads, Language::korean), !ContainsSubstring("학습에 쓴 것"));
}

TEST_CASE("consent: a shop whose customers all refused, or whose decisions cannot be read, is told so and not of windows") {
    World refused = tailor(), unread = tailor();
    std::ranges::fill(refused.consent.granted, 0);
    std::ranges::fill(unread.consent.purpose, "Freundschaft");
    const std::string rows = std::to_string(refused.consent.size());
    const FeaturePlan open_window{.features = {Frequency{}, MonetaryValue{}}};
    FeaturePlan whole_window = open_window;
    whole_window.window = {.from = 2023y / 1 / 1, .until = 2025y / 1 / 1};
    for (const FeaturePlan& plan : {open_window, whole_window}) {
        CHECK_THROWS_MATCHES(study_of(refused, {}, plan), InsufficientData,
                             MessageMatches(ContainsSubstring("customers who permit profiling is 0") && ContainsSubstring(rows + " rows, 0 of them set aside")));
        CHECK_THROWS_MATCHES(study_of(unread, {}, plan), InsufficientData, MessageMatches(ContainsSubstring(rows + " rows, " + rows + " of them set aside")));
    }
    const WorldRecords records(refused);
    const CustomerBase base = collect(records.records(), world_schema());
    CHECK_THROWS_MATCHES(build_leads(base.permitting_both(Purpose::marketing, Purpose::profiling), open_window), InsufficientData, MessageMatches(ContainsSubstring("consents")));
}

TEST_CASE("warnings: a table that lost one row in twenty stands where one should be careful, and a smaller loss does not") {
    const auto warned = [](std::size_t lost, Language language) {
        const Study study{.account = {.tables = {{.table = TableKind::interactions, .read = 1000, .used = 1000 - lost, .set_aside = lost}}, .consent_recorded = true, .customers = 2000}};
        return warning_texts(study, language);
    };
    CHECK(warned(0, Language::english).empty());
    CHECK(warned(49, Language::english).empty());
    CHECK(warned(50, Language::english) == std::vector<std::string>{"Interaction table: 5% of the rows could not be used and were set aside. All that is said rests on the others: look at the reasons first."});
    CHECK(warned(378, Language::korean) == std::vector<std::string>{"방문 기록 표: 행의 38%를 쓸 수 없어 제외했습니다. 여기 적은 것은 모두 나머지 행에서 나왔으니, 제외한 까닭부터 봐 주십시오."});
    CHECK(warned(1000, Language::english).front().starts_with("Interaction table: 100% of the rows"));
}

TEST_CASE("warnings: a record that lies years from all others stands where one should be careful, and once on a page") {
    const Study study{.account = {.tables = {{.table = TableKind::interactions, .read = 1000, .used = 1000}}, .consent_recorded = true, .customers = 2000,
                                  .stray_times = {{TableKind::interactions, 1, 366, "2052-07-09", "2025-06-30", true}}}};
    const std::vector<std::string> english = warning_texts(study, Language::english), korean = warning_texts(study, Language::korean);
    REQUIRE((english.size() == 1 && korean.size() == 1));
    CHECK_THAT(english[0], ContainsSubstring("2052-07-09, lies 27 years after all others"));
    CHECK_THAT(korean[0], ContainsSubstring("27년 뒤"));
}

TEST_CASE("what a study notes stands on its cover, in words of a shop and without names of settings") {
    for (int note = 0; note <= static_cast<int>(StudyNote::no_permitted_leads); ++note) {
        for (const Language language : {Language::english, Language::korean}) {
            const std::string text = to_text(static_cast<StudyNote>(note), language);
            INFO(text);
            CHECK(text.ends_with("."));
            CHECK(text.find('_') == std::string::npos);
        }
    }
}
