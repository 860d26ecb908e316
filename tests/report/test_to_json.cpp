#include "report/sample_study.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace dangol;
using nlohmann::json;

namespace {

std::string en(const json& text) { return text.at("en").get<std::string>(); }

void each_text(const json& value, const std::function<void(const json&)>& visit) {
    if (value.is_object() && value.contains("en")) return visit(value);
    if (value.is_structured())
        for (const json& part : value) each_text(part, visit);
}

bool has_hangul(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xEA && static_cast<unsigned char>(c) <= 0xED; });
}

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

const json& card(const json& report, unsigned id, bool negative = false) {
    for (const json& card : report.at("cards"))
        if (card.at("id") == id && card.at("negative") == negative) return card;
    throw std::runtime_error("no such card");
}

/// "+15", "−3", "26".
int whole(std::string points) {
    if (points.starts_with("−")) return -std::stoi(points.substr(std::string("−").size()));
    return std::stoi(points);
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

TEST_CASE("to_json: every text is in both languages, and what differs is Korean") {
    LeadTable leads;
    const Study study = report_sample::study(&leads);
    const json report = json::parse(to_json(study, leads));
    std::size_t texts = 0;
    each_text(report, [&](const json& text) {
        ++texts;
        CAPTURE(text.dump());
        REQUIRE(text.size() == 2);
        CHECK_FALSE(has_hangul(en(text)));
        const auto korean = text.at("ko").get<std::string>();
        if (en(text) != korean && korean.find("%p") == std::string::npos) CHECK(has_hangul(korean));  // %p: points
    });
    CHECK(texts > 100);
}

TEST_CASE("to_json: the table of the number of segments has every column, and null where nothing was computed") {
    const SegmentCountTable table{.rows = {{.segment_count = 1, .bic = 9, .icl = 8, .aic3 = 7, .held_out = -3, .held_out_error = 0.5},
                                           {.segment_count = 2, .covariance = CovarianceShape::shared_block, .weakest_jaccard = 0.75, .gain = 4, .null_gain = 1.5}},
                                  .chosen = 2, .reason = CountReason::smallest_bic};
    const json report = json::parse(to_json(table));
    CHECK(report.at("chosen") == 2);
    CHECK(report.at("reason") == "smallest_bic");
    CHECK_FALSE(report.at("sentence").at("ko").get<std::string>().empty());
    const json& one = report.at("rows").at(0);
    for (const char* column : {"bic", "icl", "aic3", "held_out", "held_out_error", "gain"}) CHECK(one.at(column).is_number());
    CHECK(one.at("aic3") == 7);
    CHECK(one.at("weakest_jaccard").is_null());
    CHECK(one.at("null_gain").is_null());
    CHECK(report.at("rows").at(1).at("covariance") == "shared_block");
    CHECK(report.at("rows").at(1).at("null_gain") == 1.5);
}

TEST_CASE("to_json: the verdict comes with the numbers it rests on, but for numbers of fewer than k customers") {
    PersonaSet set = report_sample::personas();
    Segmentation& segments = set.segmentation;
    segments.valley_test = ValleyTest{.candidate_segments = 6, .separated_segments = 1, .weakest_ratio = 0};
    segments.null_test = NullTest{.gain = 12.5, .null_gains = {3, 14}, .p_value = 0.05};
    segments.cuts = {{.segment_count = 2, .jaccard = {0.9, 0.8}, .smallest_group = 126}, {.segment_count = 3, .jaccard = {0.9, 0.5, 0.4}, .smallest_group = 7}};
    segments.trials = {{.segment_count = 1, .covariance = CovarianceShape::shared_block, .bic = 250.5, .icl = 251, .confirmed = true, .smallest_group = 2000}};
    const json report = json::parse(to_json(set));
    const json& numbers = report.at("verdict").at("numbers");
    CHECK(numbers.at("segments") == segments.mixture.segment_count());
    CHECK(numbers.at("valley_test") == json{{"candidate_segments", 6}, {"separated_segments", 1}, {"weakest_ratio", 0.0}});
    CHECK(numbers.at("null_test") == json{{"gain", 12.5}, {"null_gains", {3.0, 14.0}}, {"p_value", 0.05}});
    CHECK(numbers.at("cuts").at(0) == json{{"segments", 2}, {"jaccard", {0.9, 0.8}}, {"smallest_group", 126}});
    CHECK(numbers.at("cuts").at(1).at("smallest_group").is_null());
    CHECK(numbers.at("trials").at(0).at("covariance") == "shared_block");
    CHECK(numbers.at("trials").at(0).at("bic") == 250.5);
    CHECK(numbers.at("stability") == json{0.91, 0.82});
    segments.valley_test.reset();
    CHECK(json::parse(to_json(set)).at("verdict").at("numbers").at("valley_test").is_null());
}

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
    CHECK(en(mornings.at("sentence")) == "Comes on weekday mornings 3 times as often as others");
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
    CHECK(en(ada.at("prevalence")) == "Of these customers 61% match more than half of the traits and 22% match all.");
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
                                            "0.60", "60", "50", "12.50", "12.5", "63", "41", "15", "29", "210", "180", "0.031", "0.91", "91", "6", "2.1", "61", "40", "2", "44", "1", "12",
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
                             "few (under 20) of 90 later contacts; as far as can be told the true rate is below 30.6%", "5% of them, drawn at random", "How to appeal", "The rule in words", "When it expires"}) {
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
    CHECK(notes(card(report, 3)).find("Counted: the earlier three quarters") != std::string::npos);
    CHECK(notes(card(report, 5, true)).find("Later contacts: the last quarter") != std::string::npos);
    CHECK(everything_to_do(card(report, 3)).find("A contact brings in $2.40 more than it costs, if it caused the answers") != std::string::npos);
    CHECK(report.at("leads").is_null());
}

TEST_CASE("to_json: errors that the data cannot tell are said to be so") {
    Study study = report_sample::study();
    study.negatives.personas[0].errors = {};
    CHECK(everything_to_do(card(json::parse(to_json(study)), 5, true)).find("Not known: there are no later contacts") != std::string::npos);
}

TEST_CASE("to_json: leads come best first, and a ledger ends at the score") {
    LeadTable leads;
    const Study study = report_sample::study(&leads);
    const json report = json::parse(to_json(study, leads, {.customer = {"Household", "가구"}, .leads_at_most = 5, .others_at_most = 0, .ledger_entries_at_most = 3}));
    const json& rows = report.at("leads").at("rows");
    REQUIRE(rows.size() == 5);
    std::vector<LeadScore> scores = study.scorer->score(leads);
    std::sort(scores.begin(), scores.end(), [](const LeadScore& a, const LeadScore& b) { return a.log_odds > b.log_odds; });
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(whole(en(rows.at(i).at("points"))) == scores[i].points);
        CHECK(en(rows.at(i).at("name")).starts_with("Household "));
        CHECK(rows.at(i).at("name").at("ko").get<std::string>().starts_with("가구 "));
    }
    const json& entries = rows.at(0).at("ledger").at("entries");
    REQUIRE(entries.size() == 6);  // base, three reasons, the others together, the total
    CHECK(en(entries.at(0).at("text")).starts_with("Where every lead starts"));
    CHECK(en(entries.at(4).at("text")).ends_with("smaller reasons together"));
    CHECK(entries.at(5).at("total") == true);
    CHECK(entries.at(5).at("probability") == rows.at(0).at("probability"));
    CHECK(entries.at(4).at("probability") == rows.at(0).at("probability"));
    for (const json& row : rows) {  // what is shown adds up to what is shown
        int sum = 0;
        for (const json& entry : row.at("ledger").at("entries"))
            if (!entry.at("total")) sum += whole(en(entry.at("points")));
        CHECK(sum == whole(en(row.at("points"))));
        CHECK(en(row.at("ledger").at("entries").back().at("points")) == en(row.at("points")));
        CHECK(en(row.at("ledger").at("advice")).starts_with("Here "));
    }
}

TEST_CASE("to_json: beside the probability from which a contact pays, that of a lead has one decimal more") {
    LeadTable leads;
    const Study study = report_sample::study(&leads);
    REQUIRE(study.negatives.break_even_rate > 0);
    const std::vector<LeadScore> scores = study.scorer->score(leads);
    const json rows = json::parse(to_json(study, leads, {.leads_at_most = leads.lead_count()})).at("leads").at("rows");
    std::vector<double> sorted;
    for (const LeadScore& score : scores) sorted.push_back(score.probability);
    std::sort(sorted.rbegin(), sorted.rend());
    REQUIRE(rows.size() == sorted.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const int decimals = std::fabs(sorted[i] - study.negatives.break_even_rate) < 0.01 ? 1 : 0;
        CHECK(en(rows.at(i).at("probability")) == percent_text(sorted[i], Language::english, decimals));
    }
}

TEST_CASE("to_json: where the best leads end and examples of the other advice begin, it is said") {
    LeadTable leads;
    const Study study = report_sample::study(&leads);
    const json rows = json::parse(to_json(study, leads, {.leads_at_most = 3, .others_at_most = 1})).at("leads").at("rows");
    REQUIRE(rows.size() > 3);
    for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows.at(i).at("before").is_null() == (i != 3));
    CHECK(en(rows.at(3).at("before")).starts_with("Above are the 3 best of " + std::to_string(leads.lead_count())));
    for (const json& row : json::parse(to_json(study, leads, {.leads_at_most = 3, .others_at_most = 0})).at("leads").at("rows")) CHECK(row.at("before").is_null());
}

TEST_CASE("to_json: a lead that is set aside although it would pay by itself says so, unfolded") {
    LeadTable leads;
    const Study study = report_sample::study(&leads);
    const json rows = json::parse(to_json(study, leads, {.leads_at_most = 40, .others_at_most = 40})).at("leads").at("rows");
    std::size_t set_aside = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool although = en(rows.at(i).at("ledger").at("advice")).find("so by itself it would be contacted. It is set aside since it most probably belongs to “") != std::string::npos;
        if (although) CHECK(rows.at(i).at("disposition") == "set_aside");
        CHECK(rows.at(i).at("ledger").at("open") == (although || i == 0));
        set_aside += although ? 1 : 0;
    }
    CHECK(set_aside > 0);
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

TEST_CASE("to_json: the overview and the foot of a card tell one overlap") {
    PersonaSet set = report_sample::personas();
    set.personas[0].found_again = 0.55;  // of refits that start from the kinds as they are: the evidence tells it
    set.segmentation.stability = {0.87, 1};
    const json report = json::parse(to_json(set));
    CHECK(en(card(report, 3).at("verdict")).ends_with("overlapping 87%"));
    CHECK(en(report.at("how_we_know").at("sentences").at(0)).find("0.87 to 1") != std::string::npos);
    set.segmentation.stability = {1, 0.87};
    CHECK(en(card(json::parse(to_json(set)), 3).at("verdict")).ends_with("overlapping more than 99%"));
    set.segmentation.stability.clear();
    CHECK(en(card(json::parse(to_json(set)), 3).at("verdict")).ends_with("overlapping 55%"));
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

TEST_CASE("to_json: what points, grades and brackets mean is said once for all leads") {
    LeadTable leads;
    const Study study = report_sample::study(&leads);
    const json report = json::parse(to_json(study, leads));
    const json& reading = report.at("leads").at("reading");
    CHECK(en(reading.at("sentences").at(0)).starts_with("Points: 60 is an even chance to respond; 12 points more double the odds"));
    CHECK(en(reading.at("sentences").at(1)).find("A contact pays from 14 points on (6.7%).") != std::string::npos);  // 60 + 12 log2(.0667 / .9333) = 14.3
    CHECK(reading.at("sentences").at(1).at("ko").get<std::string>().find("14점(6.7%)부터 연락 비용이 회수됩니다.") != std::string::npos);
    CHECK(en(reading.at("exact").at("sentences").at(0)).starts_with("Points = 60 + 17.3 · ln(p / (1 − p))"));
    CHECK(en(reading.at("svg")).find("a contact pays from 14") != std::string::npos);
    std::size_t said = 0;
    each_text(report.at("leads"), [&](const json& text) { said += en(text).find("not whom the contact changes") != std::string::npos ? 1 : 0; });
    CHECK(said == 1);
}

TEST_CASE("to_json: where fewer customers are described than there are records of, it is said how many and why") {
    Study study = report_sample::study();
    CHECK(en(json::parse(to_json(study)).at("account").at("sentences").back()) == "2,000 customers.");
    study.account.customers = 2469;
    study.plan.visits_at_least = 3;
    const json report = json::parse(to_json(study));
    CHECK(en(report.at("subtitle")) == "2,000 of 2,469 customers, seen as of 1 April 2024");
    CHECK(report.at("subtitle").at("ko") == "고객 2,469명 가운데 2,000명, 기준일 2024년 4월 1일");
    const json& why = report.at("account").at("sentences").back();
    CHECK(en(why) == "The personas describe 2,000 of these 2,469 customers: those who agreed to it and had at least 3 visits in the time that was studied.");
    CHECK(why.at("ko") == "페르소나는 이 고객 2,469명 가운데 2,000명을 다룹니다: 동의했고 살펴본 기간에 3번 이상 방문한 고객입니다.");
    study.personas.customers = 12;  // fewer than k
    CHECK(en(json::parse(to_json(study)).at("subtitle")).starts_with("fewer than 20 customers"));
}

TEST_CASE("to_json: no label of the week is cut off") {
    const std::string picture = en(card(json::parse(to_json(report_sample::personas())), 3).at("routine").at("svg"));
    const std::size_t label = picture.find(">afternoon<");
    REQUIRE(label != std::string::npos);
    const std::size_t at = picture.rfind(" x=\"", label);
    // Nine letters of 8.5, none of a usual sans-serif wider on average than 0.6 of its size, end here.
    CHECK(std::stod(picture.substr(at + 4)) >= 9 * 8.5 * 0.6);
}

TEST_CASE("to_json: leads of a study without a scorer are left out") {
    LeadTable leads;
    Study study = report_sample::study(&leads);
    study.scorer.reset();
    CHECK(json::parse(to_json(study, leads)).at("leads").is_null());
}

TEST_CASE("to_json: counts below k cannot be read from it") {
    PersonaSet set = report_sample::personas();
    set.personas[0].customers = 100;
    set.personas[0].prevalence = {.all = 0.03, .most = 0.95};  // 3 customers, and all but 5
    set.personas[0].to_find_out = {{.column = {3}, .known_of = 1}};
    const json report = json::parse(to_json(set));
    CHECK(en(card(report, 3).at("prevalence")) == "Of these customers nearly all match more than half of the traits and few match all.");
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

TEST_CASE("to_json: below k = 5 the report and every card say that they stay in the shop") {
    PersonaSet set = report_sample::personas();
    set.options.smallest_group = 3;
    const json report = json::parse(to_json(set));
    CHECK(en(report.at("summary").at(0)).find("not to be shared") != std::string::npos);
    CHECK(en(card(report, 3).at("footer").at(1)).find("not to be shared") != std::string::npos);
    CHECK(en(card(json::parse(to_json(report_sample::personas())), 3).at("footer").at(1)).find("not to be shared") == std::string::npos);
}

TEST_CASE("to_json: hostile names survive as text, and pictures stay well-formed") {
    PersonaSet set = report_sample::personas();
    const std::string name = "<script>alert(\"1\")</script> & '정미경'\n\x01";
    set = retitle(rename(set, {3}, name), {3}, name);
    const json report = json::parse(to_json(set, {.shop = {name, name}}));
    CHECK(en(report.at("title")).find(name) != std::string::npos);
    const json& ada = card(report, 3);
    CHECK(en(ada.at("title")) == name);
    const std::string picture = en(ada.at("portrait"));
    CHECK(picture.find("<script") == std::string::npos);
    CHECK(picture.find("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; '정미경'  ") != std::string::npos);

    set = rename(set, {3}, "broken \xff");
    CHECK(en(card(json::parse(to_json(set)), 3).at("eyebrow")).find("broken \xEF\xBF\xBD") != std::string::npos);
}

TEST_CASE("to_json: where everyone is one kind, nothing is compared with others who are not there") {
    PersonaSet set = report_sample::personas();
    const FeatureTable table(std::vector<std::int64_t>{1, 2, 3, 4}, {FeatureData{.meaning = {.name = "a"}, .numbers = {1, 2, 4, 8}}});
    set.segmentation.mixture = fit_mixture(table, {.segment_count = 1});
    set.segmentation.ids = {SegmentId{7}};
    set.personas.resize(1);
    Persona& everyone = set.personas[0];
    everyone.share_of_customers = {1};
    everyone.traits.clear();
    everyone.routine.share_elsewhere.fill(0);
    const json report = json::parse(to_json(set));
    const json& shown = report.at("cards").at(0);
    CHECK(en(shown.at("title")) == "Everyone");
    CHECK(en(shown.at("lede")).starts_with("One page for everyone"));
    CHECK(en(shown.at("routine").at("caption")).find("Framed") == std::string::npos);
    CHECK(en(shown.at("routine").at("svg")).find(R"(stroke-width="1.6"></g>)") != std::string::npos);  // no frame among the frames
    CHECK(en(shown.at("verdict")).find("found again") == std::string::npos);
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
    CHECK(en(traits.at(0).at("sentence")).find("at least 100 times") != std::string::npos);
    CHECK(en(traits.at(0).at("value")) == "≥100 [40.0, ≥100] times");
    CHECK(en(traits.at(1).at("value")) == "≤0.01 [≤0.01, 0.02] times");
}

TEST_CASE("to_json: what was set aside comes with the most frequent reason first") {
    const ReportOptions options{.set_aside = {{TableKind::customers, UnusableReason::missing_customer, 3}, {TableKind::interactions, UnusableReason::missing_time, 7}}};
    const json report = json::parse(to_json(report_sample::study(), {}, options));
    const json& sentences = report.at("quarantine").at("sentences");
    REQUIRE(sentences.size() == 2);
    CHECK(en(sentences.at(0)) == "interaction table: no time, 7 rows");
    CHECK(sentences.at(1).at("ko") == "고객 표: 고객 번호 없음, 3행");
    CHECK(json::parse(to_json(report_sample::study())).at("quarantine").is_null());
}

TEST_CASE("to_json: what should make a reader careful stands in it in both languages, once") {
    Study study = report_sample::study();
    CHECK(json::parse(to_json(PersonaSet{})).at("warnings").is_null());
    study.personas.segmentation.warnings = {{.kind = WarningKind::number_at_limit, .value = 10}};
    study.personas.warnings = {{WarningKind::overlap_uncorrected}, {WarningKind::overlap_uncorrected}};
    study.negatives.warnings = {{WarningKind::loss_not_identified}};  // the sentence about whom not to chase says it
    const json part = json::parse(to_json(study)).at("warnings");
    REQUIRE(part.at("sentences").size() == 3);  // that a column dominates is what the fit of the sample says
    CHECK(part.at("sentences").at(0).at("ko").get<std::string>().starts_with("유형 사이의 차이 가운데 62%가 \"visits\" 열"));
    CHECK(en(part.at("sentences").at(1)) == to_text(study.personas.segmentation.warnings[0], Language::english));
    CHECK(part.at("sentences").at(2).at("ko").get<std::string>().starts_with("유형이 서로 많이 겹쳐 다른 유형에 놓인 고객이 있고"));
    const std::string korean = to_markdown(study, Language::korean);
    CHECK(korean.find("## 조심해서 볼 점\n\n- 유형 사이의") != std::string::npos);
    CHECK(korean.find("\n- 10개 집단까지 시도했고 10개가 기록에 가장 잘 맞았습니다") != std::string::npos);
    CHECK(to_text(study, Language::english).find("real differences may be larger than those shown.") != std::string::npos);
}

TEST_CASE("to_json: the account and the notes of a study stand in it as they are said") {
    const Study study = report_sample::study();
    const json report = json::parse(to_json(study));
    CHECK(en(report.at("account").at("sentences").at(0)) == "Interaction table: 1,000 rows read = 990 used + 10 set aside.");
    CHECK(en(report.at("notes").back()) == to_text(StudyNote::consent_not_recorded, Language::english));
    CHECK(en(report.at("quality").at("sentences").at(0)) == to_text(*study.quality, Language::english));
}
