#include "report/report_json.hpp"
#include "report/sample_study.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace dangol;
using namespace report_json;

namespace {

/// "+15", "−3", "26".
int whole(std::string points) {
    if (points.starts_with("−")) return -std::stoi(points.substr(std::string("−").size()));
    return std::stoi(points);
}

}  // namespace

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
    const json only_best = json::parse(to_json(study, leads, {.leads_at_most = 3, .others_at_most = 0})).at("leads").at("rows");
    for (const json& row : only_best) CHECK(row.at("before").is_null());
}

TEST_CASE("to_json: that a list is not all is said, with how many are left out and where they are") {
    LeadTable leads;
    const Study study = report_sample::study(&leads);
    const auto page = [&](const ReportOptions& options) { return json::parse(to_json(study, leads, options)).at("leads"); };
    const json some = page({.leads_at_most = 3, .others_at_most = 1});
    const std::size_t shown = some.at("rows").size(), all = leads.lead_count();
    CHECK(en(some.at("rest")) == "Shown here are " + std::to_string(shown) + " of " + number_text(all) + " leads. The other " + number_text(all - shown) +
                                     " are in the table scores.csv, with points, probability and advice.");
    CHECK(some.at("rest").at("ko") == "여기에는 리드 " + number_text(all) + "건 가운데 " + std::to_string(shown) + "건만 보입니다. 나머지 " + number_text(all - shown) +
                                          "건은 scores.csv 표에 점수, 확률, 제안과 함께 있습니다.");
    CHECK(page({.leads_at_most = all}).at("rest").is_null());
}

TEST_CASE("to_json: a lead that fits no kind clearly is told none") {
    LeadTable leads;
    Study study = report_sample::study(&leads);
    study.personas.personas.pop_back();  // most leads are of a kind that is not shown
    study.scorer = fit_lead_scorer(study.personas, {}, leads, {.penalty = 1.0});
    std::vector<LeadScore> scores = study.scorer->score(leads);
    std::stable_sort(scores.begin(), scores.end(), [](const LeadScore& a, const LeadScore& b) { return a.log_odds > b.log_odds; });
    const json rows = json::parse(to_json(study, leads, {.leads_at_most = scores.size()})).at("leads").at("rows");
    std::size_t unclear = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const bool none = scores[i].closest_probability < 0.5;
        unclear += none ? 1 : 0;
        CHECK((en(rows.at(i).at("persona")) == "none clearly") == none);
        CHECK((rows.at(i).at("persona").at("ko") == "뚜렷하지 않음") == none);
    }
    CHECK((unclear > 0 && unclear < scores.size()));
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

TEST_CASE("to_json: what points, grades and brackets mean is said once for all leads") {
    LeadTable leads;
    const Study study = report_sample::study(&leads);
    const json report = json::parse(to_json(study, leads));
    const json& reading = report.at("leads").at("reading");
    CHECK(en(reading.at("sentences").at(0)).starts_with("Points: 60 is an even chance to respond; 12 points more double the odds"));
    CHECK(en(reading.at("sentences").at(1)).find("A contact pays from about 14 points on (6.7%).") != std::string::npos);  // 60 + 12 log2(.0667 / .9333) = 14.3
    CHECK(reading.at("sentences").at(1).at("ko").get<std::string>().find("약 14점(6.7%)부터 연락 비용이 회수됩니다.") != std::string::npos);
    CHECK(en(reading.at("exact").at("sentences").at(0)).starts_with("Points = 60 + 17.3 · ln(p / (1 − p))"));
    // What stands in brackets behind a probability, by that of the best lead.
    const json& best = report.at("leads").at("rows").at(0);
    CHECK(en(report.at("leads").at("labels").at("probability")) == "Responds (95% range)");
    CHECK(en(reading.at("sentences").at(2)).starts_with("In brackets behind a probability: the range in which it lies, with 95% certainty."));
    CHECK(en(reading.at("sentences").at(2)).find(" " + en(best.at("interval")) + ": a wide range") != std::string::npos);
    CHECK(reading.at("sentences").at(2).at("ko").get<std::string>().find(en(best.at("interval"))) != std::string::npos);
    CHECK(en(reading.at("svg")).find("a contact pays from about 14") != std::string::npos);
    std::size_t said = 0;
    each_text(report.at("leads"), [&](const json& text) { said += en(text).find("not whom the contact changes") != std::string::npos ? 1 : 0; });
    CHECK(said == 1);
}

TEST_CASE("to_json: every lead on record, and every lead of the page, is accounted for, and the numbers add up") {
    LeadTable known;
    Study study = report_sample::study(&known);
    std::vector<LeadOutcome> outcomes(known.outcomes().begin(), known.outcomes().end());
    std::fill(outcomes.begin(), outcomes.begin() + 7, LeadOutcome::open);
    const LeadTable leads(known.features(), {known.contacted_at().begin(), known.contacted_at().end()}, outcomes);
    const auto first_note = [&](const LeadTable& of) { return json::parse(to_json(study, of)).at("leads").at("notes").at(0); };
    CHECK(en(first_note(known)).find(". Of all of them the outcome is known by now. Shown are ") != std::string::npos);
    const std::vector<LeadOutcome> none(outcomes.size(), LeadOutcome::open);
    CHECK(first_note(LeadTable(known.features(), {known.contacted_at().begin(), known.contacted_at().end()}, none)).at("ko").get<std::string>().find(". 모두 아직 결과를 기다립니다. 여기에는 ") != std::string::npos);
    study.leads = {.recorded = 4092, .not_permitted = 366, .learned = 3439, .open = 287};
    REQUIRE(study.leads.adds_up());
    const json report = json::parse(to_json(study, leads, {.leads_at_most = 3, .others_at_most = 1}));
    const json& notes = report.at("leads").at("notes");
    const std::string page = en(notes.at(0)), records = en(notes.at(1));
    CHECK(records == "The records hold 4,092 leads: 3,439 had an outcome in time to be learned from; 287 were still open on the day up to which was learned, so nothing was learned from them; "
                     "366 are of customers who did not agree to both profiling and marketing, and were not used.");
    CHECK(notes.at(1).at("ko") == "기록에 있는 리드 4,092건: 결과를 제때 알아 학습에 쓸 수 있는 것 3,439건, 학습하는 기간이 끝난 날 아직 결과를 기다리던 것이라 학습에 쓰지 않은 것 287건, "
                                  "프로파일링과 마케팅에 모두 동의하지는 않은 고객의 것이라 쓰지 않은 것 366건.");
    std::vector<std::size_t> numbers;  // scored, the four advices, open, closed, shown
    for (std::size_t at = 0; at < page.size();) {
        if (page[at] < '0' || page[at] > '9') { ++at; continue; }
        std::size_t end = at, number = 0;
        for (; end < page.size() && ((page[end] >= '0' && page[end] <= '9') || (page[end] == ',' && page[end + 1] != ' ')); ++end)
            if (page[end] != ',') number = 10 * number + static_cast<std::size_t>(page[end] - '0');
        numbers.push_back(number);
        at = end;
    }
    REQUIRE(numbers.size() == 8);
    CHECK(numbers[0] == leads.lead_count());
    CHECK(numbers[0] == numbers[1] + numbers[2] + numbers[3] + numbers[4]);
    CHECK(numbers[5] == static_cast<std::size_t>(std::ranges::count(leads.outcomes(), LeadOutcome::open)));
    CHECK(numbers[0] == numbers[5] + numbers[6]);
    CHECK(numbers[7] == report.at("leads").at("rows").size());
    CHECK(en(notes.back()).starts_with("Set aside are leads that are most probably “"));  // in a sentence: the other page has the rest
    CHECK(en(notes.back()).find("with at least 95% certainty contacts with this kind do not pay") != std::string::npos);  // what was decided on, not a fact
    CHECK(to_markdown(study, Language::english).find("\n- The records hold 4,092 leads: ") != std::string::npos);  // the page of personas has no room to spare
}

TEST_CASE("to_json: leads of a study without a scorer are left out, and where they went is told all the same") {
    LeadTable leads;
    Study study = report_sample::study(&leads);
    study.leads = {.recorded = 4092, .not_permitted = 366, .learned = 2580, .kept_back = 846, .kept_back_open = 300};
    REQUIRE(study.leads.adds_up());
    const std::string where = to_text(study.leads, Language::english);
    CHECK(where.find("; 846 were kept back to measure scores on; 300 more were kept back and are still open, so they measure nothing; ") != std::string::npos);
    const auto says_where = [&](const json& part) {
        std::size_t said = 0;
        each_text(part, [&](const json& text) { said += en(text) == where ? 1 : 0; });
        return said;
    };
    const json with_page = json::parse(to_json(study, leads)), without = json::parse(to_json(study));
    CHECK(says_where(with_page) == 1);
    CHECK(says_where(with_page.at("leads")) == 1);
    CHECK(says_where(without.at("account")) == 1);
    study.scorer.reset();
    const json report = json::parse(to_json(study, leads));
    CHECK(report.at("leads").is_null());
    CHECK(says_where(report.at("account")) == 1);
    CHECK(to_markdown(study, Language::english).find("\n- The records hold 4,092 leads: ") != std::string::npos);
    for (const json& each : {with_page, without, report}) {
        const json& used = each.at("account").at("leads_used");
        CHECK(used.at("recorded") == 4092);
        CHECK(used.at("kept_back") == 846);
        CHECK(used.at("kept_back_open") == 300);
    }
}
