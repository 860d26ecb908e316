#include "report/report_json.hpp"
#include "report/sample_study.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace dangol;
using namespace report_json;

namespace {

/// Every number of a text, without thousands separators: "2,000 … 0.5 %" → "2000", "0.5".
std::vector<std::string> numbers_in(const std::string& text) {
    std::vector<std::string> found;
    std::string number;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ' ';
        const bool inside = !number.empty() && i + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[i + 1]));
        if (std::isdigit(static_cast<unsigned char>(c)) || (c == '.' && inside)) {
            number += c;
        } else if (!(c == ',' && inside) && !number.empty()) {
            found.push_back(std::exchange(number, {}));
        }
    }
    return found;
}

std::string everything_to_do(const json& card) {
    std::string told;
    for (const json& block : card.at("action")) {
        told += en(block.at("heading")) + "\n";
        for (const json& item : block.at("items")) told += en(item) + "\n";
    }
    return told;
}

}  // namespace

TEST_CASE("to_json: a card says what the facts say") {
    const PersonaSet set = report_sample::personas();
    const json report = json::parse(to_json(set));
    CHECK(report.at("format") == "dangol report");
    CHECK(report.at("version") == 1);
    CHECK(report.at("verdict").at("kind") == "reproducible");
    CHECK(en(report.at("verdict").at("sentence")) == to_text(set.segmentation, Language::english));
    CHECK(en(report.at("subtitle")) == "2,000 customers, seen as of 1 April 2024");
    CHECK(report.at("summary").empty());
    REQUIRE(report.at("cards").size() == 2);

    const json& ada = card(report, 3);
    CHECK(en(ada.at("title")) == title(set.personas[0], set, Language::english));
    CHECK(en(ada.at("eyebrow")).find("“Ada”") != std::string::npos);
    CHECK(en(ada.at("figures").at(0).at("value")) == "22%");
    CHECK(en(ada.at("figures").at(0).at("note")) == "95% interval 19% to 25%");
    CHECK(en(ada.at("figures").at(1).at("value")) == "37%");
    CHECK(en(ada.at("figures").at(2).at("value")) == "about " + number_text(set.personas[0].customers));  // rounded: the kinds need not add up, and the page says so
    CHECK(en(ada.at("figures").at(2).at("note")) == "of 2,000");
    CHECK(en(report.at("notes").at(1)).find("need not add up") != std::string::npos);
    CHECK(en(ada.at("verdict")) == "A reproducible cut · found again in customers drawn anew, overlapping 91%");
    CHECK(en(ada.at("facts").at(0).at("value")) == "every 6 weeks");
    CHECK(en(ada.at("routine").at("caption")).find("Tuesday morning") != std::string::npos);

    REQUIRE(ada.at("traits").size() == 3);
    const json& mornings = ada.at("traits").at(0);
    CHECK(en(mornings.at("sentence")) == "Comes on weekday mornings 3 times as often as others: 60% of visits against 20%");
    CHECK(en(mornings.at("value")) == "3.0 [2.4, 3.7] times");
    CHECK(en(mornings.at("ground")) == "used to form the kinds");
    CHECK(mornings.at("less") == false);
    CHECK(ada.at("traits").at(1).at("less") == true);
    // What colour tells, shape tells as well, and a legend says what both mean.
    const auto is_open = [](const json& svg) { return en(svg).find(R"(fill="#fff" stroke="currentColor")") != std::string::npos; };
    CHECK_FALSE(is_open(mornings.at("svg")));
    CHECK(is_open(ada.at("traits").at(1).at("svg")));
    CHECK(is_open(report.at("labels").at("effect_key")));
    CHECK(en(report.at("labels").at("effect_key")).find(">less than others<") != std::string::npos);
    CHECK(report.at("labels").at("effect_key").at("ko").get<std::string>().find(">다른 고객보다 적음<") != std::string::npos);
    CHECK(en(ada.at("traits").at(2).at("value")) == "+22 [+15, +29] points");
    CHECK(en(ada.at("traits").at(2).at("ground")) == "tested");
    // The whole sentence, with interval and customers, is the evidence.
    CHECK(en(ada.at("evidence").at("sentences").at(0)) == to_text(set.personas[0].traits[0], set.columns, Language::english));
    CHECK(en(ada.at("evidence").at("sentences").at(2)).ends_with(" Tested, q = 0.031."));
    CHECK(en(report.at("how_we_know").at("sentences").at(0)).find("Jaccard similarity of a kind with itself, found anew in resampled customers: 0.82 to 0.91") != std::string::npos);
    CHECK(en(report.at("verdict").at("sentence")).find("Jaccard") == std::string::npos);  // one fold deeper
    CHECK(en(ada.at("prevalence")) == "Of the customers of this kind 61% match more than half of the traits and 22% match all.");
    CHECK(ada.at("prevalence").at("ko") == "이 유형의 고객 가운데 61%가 특징의 절반 넘게 들어맞고, 모두 들어맞는 고객은 22%입니다.");
    CHECK(en(ada.at("to_find_out").at(0)) == "Garden: known of nobody");
    CHECK(everything_to_do(ada).find("Have the last order at hand") != std::string::npos);

    const json& bo = card(report, 5);
    CHECK(bo.at("traits").empty());
    CHECK(bo.at("routine").is_null());
    CHECK_FALSE(bo.contains("evidence"));
}

TEST_CASE("to_json: no number stands in a card that is not in the facts") {
    const json report = json::parse(to_json(report_sample::personas()));
    // Shares, effects, intervals and counts of the sample, rounded as they are shown; and what is fixed: 95 % intervals.
    const std::vector<std::string> facts = {"95", "22", "19", "25", "37", "32", "42", "1000", "2000", "3", "3.0", "2.4", "3.7", "0.5", "0.50", "0.4", "0.40", "0.6",
                                            "0.60", "60", "50", "12.50", "12.5", "63", "41", "15", "29", "210", "950", "180", "0.031", "0.91", "91", "6", "2.1", "61", "40", "2", "44", "1", "12",
                                            "5", "20", "2023", "2024"};
    const json& ada = card(report, 3);
    for (const char* part : {"title", "lede", "figures", "verdict", "facts", "traits", "evidence", "prevalence", "to_find_out", "footer"}) {
        json shown = ada.at(part);
        if (shown.is_array())
            for (json& item : shown)
                if (item.is_object()) item.erase("svg");
        each_text(shown, [&](const json& text) {
            for (const std::string& number : numbers_in(en(text))) {
                CAPTURE(part, en(text), number);
                CHECK(std::find(facts.begin(), facts.end(), number) != facts.end());
            }
        });
    }
}

TEST_CASE("to_json: a negative persona has a card of its own, with both errors, the rule, the appeal and the end") {
    const Study study = report_sample::study();
    const json report = json::parse(to_json(study));
    REQUIRE(report.at("cards").size() == 2);  // Ada, and Bo once, as whom not to chase
    CHECK(report.at("cards").at(0).at("id") == 3);
    const std::string told = everything_to_do(card(report, 5, true));
    CAPTURE(told);
    for (const char* part : {"Few (under 20) of 251 contacts were answered; as far as can be told the true rate is below the 6.7% at which a contact pays", "A contact loses money on average, even if it caused every answer",
                             "That a contact does not pay is at least 95% certain",
                             "few (under 20) of 90 later contacts; too few to tell more without pointing at persons", "5% of these leads, drawn at random, are marked “contact as a sample”: contact them", "How to appeal", "The rule in words", "When it expires"}) {
        CAPTURE(part);
        CHECK(told.find(part) != std::string::npos);
    }
    CHECK(told.find("lost by leaving them alone") == std::string::npos);  // of so few answers no share may be told
    CHECK(en(card(report, 5, true).at("lede")).find("they are served like everyone") != std::string::npos);
    CHECK(everything_to_do(card(report, 3)).find("60 of 300 contacts were answered") != std::string::npos);
    const auto notes = [&](const json& of) {
        std::string told;
        for (const json& block : of.at("action"))
            if (block.contains("note")) told += en(block.at("note")) + "\n";
        return told;
    };
    CHECK(notes(card(report, 3)).find("Counted among the first 560 of the 740 contacts whose outcome is known, those at least 50% certain to be of the kind when contacted; the 180 after them only test this") != std::string::npos);
    CHECK(notes(card(report, 5, true)).find("Later contacts: of the 180 that test this, the 90 with this kind") != std::string::npos);
    CHECK(everything_to_do(card(report, 3)).find("A contact brings in $2.40 more than it costs, if it caused the answers") != std::string::npos);
    CHECK(report.at("leads").is_null());
}

TEST_CASE("to_json: a card says from which probability on a lead is of its kind: .9 where kinds are natural, .5 in a cut") {
    for (const auto& [verdict, from] : {std::pair{Verdict::natural, std::string("90%")}, std::pair{Verdict::reproducible, std::string("50%")}}) {
        Study study = report_sample::study();
        study.personas.segmentation.verdict = verdict;
        const json report = json::parse(to_json(study));
        for (const json& block : card(report, 5, true).at("action")) {
            if (en(block.at("heading")) != "The rule in words") continue;
            CHECK(en(block.at("items").at(0)).find("it is at least " + from + " certain to be “") != std::string::npos);
            CHECK(block.at("items").at(0).at("ko").get<std::string>().find("일 확률이 " + from + " 이상이면 연락하지 않습니다") != std::string::npos);
        }
        const std::string whole = to_json(study);
        CHECK(whole.find("those at least " + from + " certain to be of the kind when contacted") != std::string::npos);
        CHECK(whole.find("than not") == std::string::npos);
    }
}

TEST_CASE("to_json: errors that the data cannot tell are said to be so") {
    Study study = report_sample::study();
    study.negatives.personas[0].errors = {};
    CHECK(everything_to_do(card(json::parse(to_json(study)), 5, true)).find("Not known (not identified): there are no later contacts") != std::string::npos);
}

TEST_CASE("to_json: a fact and a trait about one thing have one number") {
    PersonaSet set = report_sample::personas();
    Trait& spends = set.personas[0].traits[1];  // $12.50 against $25 in the groups as they are
    spends.cross_fitted = CrossFitted{{15}, 24};
    spends.ground = Ground::tested;
    const json report = json::parse(to_json(set));
    const json& ada = card(report, 3);
    const auto fact = std::find_if(ada.at("facts").begin(), ada.at("facts").end(), [](const json& each) { return en(each.at("label")) == "Spend per visit"; });
    REQUIRE(fact != ada.at("facts").end());
    CHECK(en(fact->at("value")) == "$15");
    CHECK(en(fact->at("note")) == "others $24");
    CHECK(en(ada.at("traits").at(1).at("sentence")).find("$15 against $24") != std::string::npos);
}

TEST_CASE("to_json: a card tells what its customers spend and come for, though it sets them apart from nobody") {
    PersonaSet set = report_sample::personas();
    set.currency = "USD";
    set.columns.push_back({.name = "offering_mix", .kind = ColumnKind::composition, .levels = {"rental", "fabric"}, .construct = Construct::offering_mix});
    Persona& ada = set.personas[0];
    ada.traits.clear();
    ada.spend_per_visit = Estimate{34.5};
    ada.sought = {{.column = id_at<ColumnIndex>(set.columns.size() - 1), .level = {1}, .share = 0.62}, {.column = id_at<ColumnIndex>(set.columns.size() - 1), .level = {0}, .share = 0.3}};
    const auto value_of = [&](std::string_view label) {
        const json report = json::parse(to_json(set));
        for (const json& fact : card(report, 3).at("facts"))
            if (en(fact.at("label")) == label) return en(fact.at("value"));
        return std::string{};
    };
    CHECK(value_of("Spend per visit") == "$34.50");
    CHECK(value_of("Come for") == "Fabric 62% and rental 30%");
    ada.traits = {report_sample::spends_less()};  // told already, beside others
    CHECK(value_of("Spend per visit") != "$34.50");
}

TEST_CASE("to_json: effects of different size are drawn at different places, as far as tenfold") {
    PersonaSet set = report_sample::personas();
    const auto dot = [&](double ratio) {
        set.personas[0].traits[0].effect = {ratio, Interval{ratio / 1.1, ratio * 1.1}};
        set.personas[0].traits[1].effect = {0.125, Interval{0.12, 0.13}};  // the whole reaches so far
        const std::string picture = en(card(json::parse(to_json(set)), 3).at("traits").at(0).at("svg"));
        return std::stod(picture.substr(picture.find("cx=\"") + 4));
    };
    CHECK(dot(1) == 60);
    CHECK(dot(3) < dot(4.8));
    CHECK(dot(4.8) < dot(7.9));
    CHECK(dot(7.9) <= 114);
}

TEST_CASE("to_json: the line of an effect says what lies at its ends, and an effect beyond them has an arrow") {
    PersonaSet set = report_sample::personas();
    const auto drawn = [&](EffectMeasure measure, Estimate effect, const char* language) {
        set.personas[0].traits[0].measure = measure;
        set.personas[0].traits[0].effect = effect;
        return card(json::parse(to_json(set)), 3).at("traits").at(0).at("svg").at(language).get<std::string>();
    };
    const auto dot = [](const std::string& picture) { return std::stod(picture.substr(picture.find("cx=\"") + 4)); };
    const auto says = [](const std::string& picture, const std::string& text) { return picture.find(">" + text + "</text>") != std::string::npos; };
    const std::string ratio = drawn(EffectMeasure::rate_ratio, {5.0, Interval{4.2, 5.0}}, "en");
    CHECK((says(ratio, "1/5") && says(ratio, "same") && says(ratio, "5×")));
    CHECK(dot(ratio) == 114);  // five times is where "5×" stands
    CHECK(ratio.find("<path") == std::string::npos);
    const std::string between = drawn(EffectMeasure::rate_ratio, {3.0, Interval{2.4, 3.7}}, "ko");
    CHECK((says(between, "1/4") && says(between, "같음") && says(between, "4배")));
    CHECK(std::fabs(dot(between) - (60 + 54 * std::log(3.0) / std::log(4.0))) < 0.06);  // of four times, not of the 3.7 that is drawn
    const std::string deviations = drawn(EffectMeasure::standardised_difference, {-1.2, Interval{-1.5, -0.9}}, "en");
    CHECK((says(deviations, "−2") && says(deviations, "+2 SD")));
    CHECK(dot(deviations) == 27.6);  // 60 − 54 · 1.2 / 2
    const std::string points = drawn(EffectMeasure::risk_difference, {0.3, Interval{0.25, 0.35}}, "ko");
    CHECK((says(points, "−40") && says(points, "+40%p")));
    const std::string beyond = drawn(EffectMeasure::rate_ratio, {40.0, Interval{8, 100}}, "en");
    CHECK((says(beyond, "10×") && beyond.find("<path") != std::string::npos));
}

TEST_CASE("to_json: of whom nothing sets apart for certain it is said that what looks different may be chance") {
    PersonaSet set = report_sample::personas();
    set.personas[0].traits.clear();
    const json lede = card(json::parse(to_json(set)), 3).at("lede");
    CHECK(en(lede) == "No difference from others is sure enough to be told: what looks different here may be chance.");
    CHECK(lede.at("ko").get<std::string>().ends_with("우연일 수 있습니다."));
}

TEST_CASE("to_json: shares that are told in coarse steps, for kinds are withheld, say so and say the step") {
    PersonaSet set = report_sample::personas();
    const auto first = [&] { return en(card(json::parse(to_json(set)), 3).at("figures").at(0).at("value")); };
    const auto notes = [&] {
        std::string all;
        const json report = json::parse(to_json(set));
        for (const json& note : report.at("notes")) all += en(note) + "\n";
        return all;
    };
    CHECK(first() == "22%");
    CHECK(notes().find("shares to steps") == std::string::npos);
    set.too_few = 1;
    set.options.smallest_group = 20;
    set.customers = 100;
    CHECK(first() == "about 22%");
    CHECK(notes().find("shares to steps of about 20%, so that nobody can be singled out: neither need add up to the whole") != std::string::npos);
    CHECK(to_text(set.personas[0], set, Language::english).find(": about 22% (") != std::string::npos);
    CHECK(to_text(set.personas[0], set, Language::korean).find("설명한 고객의 약 22%") != std::string::npos);
}

TEST_CASE("to_json: no label of the week is cut off") {
    const std::string picture = en(card(json::parse(to_json(report_sample::personas())), 3).at("routine").at("svg"));
    const std::size_t label = picture.find(">afternoon<");
    REQUIRE(label != std::string::npos);
    const std::size_t at = picture.rfind(" x=\"", label);
    // Nine letters of 8.5, none of a usual sans-serif wider on average than 0.6 of its size, end here.
    CHECK(std::stod(picture.substr(at + 4)) >= 9 * 8.5 * 0.6);
}

TEST_CASE("to_json: of whom no visit is on record it is not told what they did instead") {
    PersonaSet set = report_sample::personas();
    set.columns[3].construct = Construct::recency;
    set.personas[0].customers = 150;
    set.personas[0].to_find_out = {{.column = {3}, .known_of = 50}};
    const json report = json::parse(to_json(set));
    const json& came = card(report, 3).at("facts").at(0);
    CHECK(en(came.at("label")) == "Have come");
    CHECK(en(came.at("value")) == "about 50");
    CHECK(en(came.at("note")) == "of about 150 in this time; of the others no visit is on record in it");  // they may have come before
    CHECK(came.at("note").at("ko").get<std::string>() == "약 150명 중. 나머지는 이 기간의 방문 기록 없음");
}

TEST_CASE("to_json: counts below k cannot be read from it") {
    PersonaSet set = report_sample::personas();
    set.personas[0].customers = 100;
    set.personas[0].prevalence = {.all = 0.03, .most = 0.95};  // 3 customers, and all but 5
    set.personas[0].to_find_out = {{.column = {3}, .known_of = 1}};
    const json report = json::parse(to_json(set));
    CHECK(en(card(report, 3).at("prevalence")) == "Of the customers of this kind nearly all match more than half of the traits and few match all.");
    CHECK(en(card(report, 3).at("to_find_out").at(0)) == "Garden: known of a few only");

    Study study = report_sample::study();
    study.negatives.responses[0].customers = 19;  // and 300 contacts
    CHECK(everything_to_do(card(json::parse(to_json(study)), 3)).find("contacts were answered") == std::string::npos);

    set.too_few = 2;
    CHECK(en(json::parse(to_json(set)).at("summary").at(0)).find("too few customers") != std::string::npos);

    PersonaSet small = set;
    small.personas.clear();
    small.customers = 12;
    const json too_small = json::parse(to_json(small));
    CHECK(too_small.at("cards").empty());
    REQUIRE(too_small.at("summary").size() == 1);
    CHECK(en(too_small.at("subtitle")).starts_with("fewer than 20 customers"));
}

TEST_CASE("to_json: what cannot be drawn is drawn in the middle, never as a number that is none") {
    PersonaSet set = report_sample::personas();
    set.personas[0].traits[0].effect = {std::nan(""), Interval{0, std::numeric_limits<double>::infinity()}};
    const std::string picture = en(card(json::parse(to_json(set)), 3).at("traits").at(0).at("svg"));
    const std::string shapes = picture.substr(picture.find('>'));
    CHECK(shapes.find("nan") == std::string::npos);
    CHECK(shapes.find("inf") == std::string::npos);
}

TEST_CASE("to_json: a ratio to others who never do it has no size") {
    PersonaSet set = report_sample::personas();
    set.personas[0].traits[0].effect = {100, Interval{40, 100}};
    set.personas[0].traits[1].effect = {0.01, Interval{0.01, 0.02}};
    const json report = json::parse(to_json(set));
    const json& traits = card(report, 3).at("traits");
    CHECK(en(traits.at(0).at("sentence")) == claim_text(set.personas[0].traits[0], set.columns, Language::english));
    CHECK(en(traits.at(0).at("value")) == "others hardly any [at least 40 times]");
    CHECK(traits.at(0).at("value").at("ko") == "다른 고객에게는 거의 없음 [적어도 40배]");
    CHECK(en(traits.at(1).at("value")) == "hardly any [at most 0.02 times]");
    CHECK(traits.at(1).at("value").at("ko") == "거의 없음 [많아야 0.02배]");
}
