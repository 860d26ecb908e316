#include "report/report_json.hpp"
#include "report/sample_study.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace dangol;
using namespace report_json;

namespace {

bool has_hangul(const std::string& text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xEA && static_cast<unsigned char>(c) <= 0xED; });
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
    segments.valley_test = ValleyTest{.candidate_segments = 6, .separated_segments = 1, .weakest_ratio = 0, .separated_by_times_too = 1};
    segments.null_test = NullTest{.gain = 12.5, .null_gains = {3, 14}, .p_value = 0.05};
    segments.cuts = {{.segment_count = 2, .jaccard = {0.9, 0.8}, .smallest_group = 126}, {.segment_count = 3, .jaccard = {0.9, 0.5, 0.4}, .smallest_group = 7}};
    segments.trials = {{.segment_count = 1, .covariance = CovarianceShape::shared_block, .bic = 250.5, .icl = 251, .confirmed = true, .smallest_group = 2000}};
    const json report = json::parse(to_json(set));
    const json& numbers = report.at("verdict").at("numbers");
    CHECK(numbers.at("segments") == segments.mixture.segment_count());
    CHECK(numbers.at("valley_test") == json{{"candidate_segments", 6}, {"separated_segments", 1}, {"weakest_ratio", 0.0}, {"separated_by_times_too", 1}});
    CHECK(numbers.at("null_test") == json{{"gain", 12.5}, {"null_gains", {3.0, 14.0}}, {"p_value", 0.05}});
    CHECK(numbers.at("cuts").at(0) == json{{"segments", 2}, {"jaccard", {0.9, 0.8}}, {"smallest_group", 126}});
    CHECK(numbers.at("cuts").at(1).at("smallest_group").is_null());
    CHECK(numbers.at("trials").at(0).at("covariance") == "shared_block");
    CHECK(numbers.at("trials").at(0).at("bic") == 250.5);
    CHECK(numbers.at("stability") == json{0.91, 0.82});
    segments.valley_test.reset();
    CHECK(json::parse(to_json(set)).at("verdict").at("numbers").at("valley_test").is_null());
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
    CHECK(part.at("sentences").at(0).at("ko").get<std::string>().starts_with("유형 사이의 차이 가운데 62%가 \"방문 횟수 (visits)\" 열"));
    CHECK(en(part.at("sentences").at(1)) == to_text(study.personas.segmentation.warnings[0], Language::english));
    CHECK(part.at("sentences").at(2).at("ko").get<std::string>().starts_with("유형이 서로 많이 겹쳐 다른 유형에 놓인 고객이 있고"));
    const std::string korean = to_markdown(study, Language::korean);
    CHECK(korean.find("## 조심해서 볼 점\n\n- 유형 사이의") != std::string::npos);
    CHECK(korean.find("\n- 자연스러운 유형을 찾으려고 혼합 모형을 10개 집단까지 시도했고 10개가 기록에 가장 잘 맞았습니다") != std::string::npos);
    CHECK(to_text(study, Language::english).find("real differences may be larger than those shown.") != std::string::npos);
    study.personas.columns.push_back({.name = "visits_in_company", .kind = ColumnKind::share, .construct = Construct::companionship, .unit = "visits"});
    study.personas.segmentation.warnings = {{.kind = WarningKind::column_constant, .column = "visits_in_company"}};
    CHECK(to_text(study, Language::english).find("Column \"visits in company (visits_in_company)\" is the same for everyone") != std::string::npos);
}

TEST_CASE("to_json: of overlap there is one number where all kinds have the same, and few customers are said to be why nothing is natural") {
    PersonaSet set = report_sample::personas();
    set.segmentation.stability = {0.872, 0.868};
    CHECK(how_we_know(set.segmentation, Language::english).find("in resampled customers: 0.87 for each kind; 1 is") != std::string::npos);
    CHECK(how_we_know(set.segmentation, Language::korean).find("(평균 자카드 유사도)는 어느 유형이나 0.87이며") != std::string::npos);
    CHECK(to_text(set.segmentation, Language::english).ends_with("Whether kinds exist by nature was not tested."));
    set.segmentation.warnings = {{.kind = WarningKind::too_few_for_natural, .value = 60}};
    CHECK(to_text(set.segmentation, Language::english).ends_with("Whether kinds exist by nature cannot be told with so few customers."));
    CHECK(to_text(set.segmentation, Language::korean).ends_with("자연스러운 유형이 있는지는 고객이 적어 알 수 없습니다."));
}

TEST_CASE("to_json: a picture has the light of the title, and no legend of what is not drawn") {
    const auto ada_with = [](auto change) {
        PersonaSet set = report_sample::personas();
        change(set.personas[0]);
        return json::parse(to_json(set));
    };
    const auto unchanged = ada_with([](Persona&) {});
    CHECK(en(card(unchanged, 3).at("title")).starts_with("Small-basket weekday-morning"));
    CHECK(en(card(unchanged, 3).at("portrait")).find(R"(fill="#f2c14e" cx="30.0")") != std::string::npos);
    CHECK(en(card(unchanged, 3).at("routine").at("caption")).find("Framed") != std::string::npos);
    CHECK(en(unchanged.at("notes").at(0)).find("sun or moon") != std::string::npos);

    const auto evening = ada_with([](Persona& ada) { ada.traits[0].rhythm = RhythmPart::evening; });  // whatever the busiest cell of the week
    CHECK(en(card(evening, 3).at("title")).find("evening") != std::string::npos);
    CHECK(en(card(evening, 3).at("portrait")).find("#3d4f73") != std::string::npos);

    const auto no_time = ada_with([](Persona& ada) {
        ada.traits.erase(ada.traits.begin());
        ada.routine.share_here = ada.routine.share_elsewhere;
    });
    CHECK(en(card(no_time, 3).at("portrait")).find("<circle") == std::string::npos);
    CHECK(en(card(no_time, 3).at("routine").at("caption")).find("Framed") == std::string::npos);
    CHECK(en(no_time.at("notes").at(0)).find("sun or moon") == std::string::npos);
    CHECK(en(card(ada_with([](Persona& ada) { ada.traits[0].rhythm = RhythmPart::weekend; }), 3).at("portrait")).find("<circle") == std::string::npos);  // no time of day
}

TEST_CASE("to_json: when they are here names no time at which hardly anybody comes") {
    PersonaSet set = report_sample::personas();
    auto& share = set.personas[0].routine.share_here;
    std::fill(share.begin(), share.end(), 0);
    share[2] = 0.995, share[5] = 0.004, share[7] = 0.001;
    const json report = json::parse(to_json(set));
    const std::string caption = en(card(report, 3).at("routine").at("caption"));
    CHECK(caption.find(" of visits: ") != std::string::npos);
    CHECK(std::count(caption.begin(), caption.end(), ',') == 0);
}

TEST_CASE("to_json: what is said beyond the personas is whole sentences, whatever k") {
    PersonaSet set = report_sample::personas();
    set.too_few = 1;
    for (const std::size_t k : {1U, 2U, 4U, 5U, 20U}) {
        set.options.smallest_group = k;
        const json report = json::parse(to_json(set));
        CHECK(en(report.at("summary").at(0)) == "Of 1 kind with too few customers nothing is said.");
        CHECK(report.at("summary").at(0).at("ko").get<std::string>() == "1개 유형은 고객이 너무 적어 다루지 않았습니다.");
        CHECK(to_text(set, Language::korean).find("\n1개 유형은 고객이 너무 적어 다루지 않았습니다.") != std::string::npos);
    }
}

TEST_CASE("to_json: a picture has no waves where it is not known how often they come") {
    const auto with = [](std::optional<double> ada, std::optional<double> bo) {
        PersonaSet set = report_sample::personas();
        const auto estimate = [](std::optional<double> days) { return days ? std::optional(Estimate{*days}) : std::nullopt; };
        set.personas[0].routine.interval_days = estimate(ada);
        set.personas[1].routine.interval_days = estimate(bo);
        return json::parse(to_json(set));
    };
    const auto waves = [](const json& report, std::uint32_t id) {
        const std::string picture = en(card(report, id).at("portrait"));
        int count = 0;
        for (std::size_t at = picture.find("<path"); at != std::string::npos; at = picture.find("<path", at + 1)) ++count;
        return count;
    };
    CHECK(waves(with(7, 35), 3) > waves(with(7, 35), 5));
    CHECK(waves(with(7, 35), 5) > 0);
    CHECK(waves(with(7, {}), 5) == 0);
    CHECK(en(with(7, 35).at("notes").at(0)).ends_with("the more waves, the more often they come"));
    CHECK(en(with(7, {}).at("notes").at(0)).ends_with("the more waves, the more often they come (none: most came once, or it is not known)"));
    CHECK(en(with({}, {}).at("notes").at(0)).find("waves") == std::string::npos);
    CHECK(with({}, {}).at("notes").at(0).at("ko").get<std::string>() == "그림: 해나 달은 그 유형이 두드러지게 찾는 때와 고객 비중(크기)");
}

TEST_CASE("to_json: where visits have dates without an hour, the account says how many, and a card of which visits it tells the time") {
    Study study = report_sample::study();
    const auto of_card = [](const json& report) {
        std::string told = en(card(report, 3).at("routine").at("caption"));
        for (const json& block : card(report, 3).at("action"))
            if (en(block.at("heading")) == "When they are here" && block.contains("note")) told += en(block.at("note"));
        return told;
    };
    study.hours = {.visits = 982};
    const json known = json::parse(to_json(study));
    CHECK(of_card(known).find("only a date") == std::string::npos);
    study.hours.only_dated = 340;
    const json report = json::parse(to_json(study));
    const auto& account = report.at("account").at("sentences");
    CHECK(account.size() == known.at("account").at("sentences").size() + 1);
    CHECK(std::ranges::any_of(account, [](const json& each) { return each.at("ko") == "방문 982번 가운데 340번(35%)은 시각 없이 날짜만 적혀 있어, 요일은 세고 시간대는 세지 않았습니다."; }));
    const std::string note = "Counted are visits whose hour is known; 35% of the shop's visits have only a date.";
    CHECK(of_card(report).find(note) != of_card(report).rfind(note));  // under the week, and under when they are here
}

TEST_CASE("to_json: the account and the notes of a study stand in it as they are said") {
    const Study study = report_sample::study();
    const json report = json::parse(to_json(study));
    CHECK(en(report.at("account").at("sentences").at(0)) == "Interaction table: 1,000 rows read = 990 used + 10 set aside.");
    CHECK(en(report.at("notes").back()) == to_text(StudyNote::consent_not_recorded, Language::english));
    Study unrecorded = study;
    unrecorded.account.consent_recorded = false;  // then the account says it, and nothing says it twice
    const json again = json::parse(to_json(unrecorded));
    CHECK(en(again.at("account").at("sentences").at(2)) == "Consent is not recorded: everybody's records are used.");
    CHECK(en(again.at("notes").back()) != to_text(StudyNote::consent_not_recorded, Language::english));
    CHECK(en(report.at("quality").at("sentences").at(0)) == to_text(*study.quality, Language::english));
    const json& numbers = report.at("quality").at("numbers");
    CHECK(numbers.at("leads") == study.quality->leads);
    CHECK(numbers.at("auc").at("value") == study.quality->auc.value);
    Study few = study;
    few.quality->conversions = 4;  // fewer than k
    const json hidden = json::parse(to_json(few)).at("quality").at("numbers");
    for (const char* untold : {"conversions", "base_rate", "auc", "average_precision", "log_loss", "brier", "calibration_intercept", "calibration_slope", "lift_at_tenth"}) CHECK(hidden.at(untold).is_null());
    CHECK(hidden.at("leads") == study.quality->leads);
    Study lifted = study;  // enough answered, but fewer than k in the best tenth
    lifted.quality = RankingQuality{.leads = 1000, .conversions = 200, .customers = 1000, .base_rate = 0.2, .auc = {0.7, {}}, .lift_at_tenth = {0.9, {}}};
    const json no_lift = json::parse(to_json(lifted)).at("quality").at("numbers");
    CHECK(no_lift.at("lift_at_tenth").is_null());
    CHECK_FALSE(no_lift.at("auc").is_null());
    lifted.quality->lift_at_tenth.value = 2;
    CHECK(json::parse(to_json(lifted)).at("quality").at("numbers").at("lift_at_tenth").at("value") == 2);
    CHECK(numbers.at("auc").at("high").is_null());  // no interval
    CHECK(report.at("account").at("leads_used").is_null());
}
