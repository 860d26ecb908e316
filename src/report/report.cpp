#include <dangol/report/report.hpp>

#include <algorithm>
#include <array>
#include <string>

#include "personas/warning_text.hpp"
#include "report/cards.hpp"
#include "report/picture.hpp"
#include "report/ranking.hpp"
#include "personas/disclosure.hpp"
#include "report/words.hpp"

namespace dangol::inline v0 {
namespace {

using namespace reporting;

constexpr std::array<std::string_view, 5> verdict_names{"untested", "natural", "reproducible", "constructed", "one_kind"};

/// A paragraph per line of what to_text() says in both languages.
template <class Make>
Json paragraphs(Make make) {
    const auto english = lines_of(make(Language::english)), korean = lines_of(make(Language::korean));
    Json all = Json::array();
    for (std::size_t i = 0; i < std::max(english.size(), korean.size()); ++i) {
        all.push_back(in_both(i < english.size() ? english[i] : std::string{}, i < korean.size() ? korean[i] : std::string{}));
    }
    return all;
}

Json labels() {
    return {{"differences", in_both("How they differ", "무엇이 다른가")}, {"compared", in_both("from everyone else", "다른 고객과 비교")},
            {"who", in_both("Who they are", "어떤 사람인가")}, {"week", in_both("Their week", "요일과 시간대")},
            {"to_find_out", in_both("To find out", "더 알아볼 것")}, {"evidence", in_both("Evidence", "근거")},
            {"effects", in_both("Dot: the difference from others; the line through it, and the brackets: the range in which it lies (95% certain). Upright line: no difference.", "점: 다른 고객과의 차이. 점을 지나는 선과 괄호: 그 95% 구간. 세로줄: 차이 없음.")},
            {"effect_key", in_both([](Language language) { return effect_key(language); })},
            {"pages", in_both("Personas", "페르소나")}, {"not_known", in_both("not known", "모름")}};
}

Json numbers_of(const ValleyTest& test) {
    return {{"candidate_segments", test.candidate_segments}, {"separated_segments", test.separated_segments}, {"weakest_ratio", test.weakest_ratio},
            {"separated_by_times_too", test.separated_by_times_too}};
}

Json numbers_of(const NullTest& test) {
    return {{"gain", test.gain}, {"null_gains", test.null_gains}, {"p_value", test.p_value}};
}

/// A number of customers below k stays unsaid.
Json numbers_of(const CutTrial& cut, std::size_t smallest_group) {
    return {{"segments", cut.segment_count}, {"jaccard", cut.jaccard},
            {"smallest_group", cut.smallest_group >= smallest_group ? Json(cut.smallest_group) : Json(nullptr)}};
}

Json numbers_of(const SegmentCountTrial& trial, std::size_t smallest_group) {
    return {{"segments", trial.segment_count}, {"covariance", trial.covariance == CovarianceShape::diagonal ? "diagonal" : "shared_block"},
            {"bic", trial.bic}, {"icl", trial.icl}, {"confirmed", trial.confirmed}, {"shared_columns", trial.shared_columns},
            {"smallest_group", trial.smallest_group >= smallest_group ? Json(trial.smallest_group) : Json(nullptr)}};
}

Json numbers_of(const NextPeriod& next) {
    Json numbers{{"days", next.days}, {"customers", next.customers}, {"visits", nullptr}};
    if (const auto& visits = next.visits) {
        numbers["visits"] = {{"explained", visits->explained}, {"explained_at_random", visits->explained_at_random}, {"p_value", visits->p_value},
                             {"explained_by_baseline", visits->explained_by_baseline}, {"explained_beyond", visits->explained_beyond},
                             {"beyond_at_random", visits->beyond_at_random}, {"p_value_beyond", visits->p_value_beyond}};
    }
    return numbers;
}

/// A share of fewer than k leads stays unsaid.
Json numbers_of(const StrangerReport& strangers, std::size_t smallest_group) {
    const auto estimate = [](const std::optional<Estimate>& value) {
        return value && value->interval ? Json{{"value", value->value}, {"low", value->interval->low}, {"high", value->interval->high}} : Json(nullptr);
    };
    const bool may_tell = strangers.none_of_these && strangers.none_of_these->value * static_cast<double>(strangers.leads) >= static_cast<double>(smallest_group);
    return {{"alarm", strangers.alarm}, {"leads", strangers.leads}, {"customers", strangers.customers}, {"none_of_these", may_tell ? estimate(strangers.none_of_these) : Json(nullptr)},
            {"p_value", strangers.p_value}, {"auc", estimate(strangers.auc)}};
}

Json numbers_of(const LeadsUsed& used, bool tells_refused) {
    const auto counted = [&](std::size_t leads) { return tells_refused ? Json(leads) : Json(nullptr); };
    return {{"recorded", counted(used.recorded)}, {"not_permitted", counted(used.not_permitted)}, {"too_early", used.too_early}, {"learned", used.learned},
            {"open", used.open}, {"kept_back", used.kept_back}, {"kept_back_open", used.kept_back_open}};
}

/// What is not determined is null, and what k hides: the text says which. Of fewer than k customers everything.
Json numbers_of(const RankingQuality& quality, std::size_t smallest_group) {
    const bool told = may_be_told(quality, smallest_group), enough = quality.customers >= smallest_group;
    const auto estimate = [](const Estimate& value, bool may) {
        return !may ? Json(nullptr) : Json{{"value", value.value}, {"low", value.interval ? Json(value.interval->low) : Json(nullptr)}, {"high", value.interval ? Json(value.interval->high) : Json(nullptr)}};
    };
    const auto counted = [](bool may, auto count) { return may ? Json(count) : Json(nullptr); };
    return {{"leads", counted(enough, quality.leads)}, {"conversions", counted(told, quality.conversions)}, {"customers", counted(enough, quality.customers)}, {"base_rate", counted(told, quality.base_rate)},
            {"auc", estimate(quality.auc, told)}, {"average_precision", estimate(quality.average_precision, told)}, {"log_loss", estimate(quality.log_loss, told)},
            {"brier", estimate(quality.brier, told)}, {"calibration_intercept", estimate(quality.calibration_intercept, told)},
            {"calibration_slope", estimate(quality.calibration_slope, told)}, {"lift_at_tenth", estimate(quality.lift_at_tenth, lift_may_be_told(quality, smallest_group))}};
}

/// What the verdict rests on, to be drawn or checked.
Json numbers_of(const Segmentation& segments, std::size_t smallest_group) {
    Json numbers{{"segments", segments.mixture.segment_count()}, {"stability", segments.stability}, {"cut_agreement", segments.cut_agreement}};
    numbers["valley_test"] = segments.valley_test ? numbers_of(*segments.valley_test) : Json(nullptr);
    numbers["null_test"] = segments.null_test ? numbers_of(*segments.null_test) : Json(nullptr);
    numbers["cuts"] = numbers["trials"] = Json::array();
    for (const CutTrial& cut : segments.cuts) numbers["cuts"].push_back(numbers_of(cut, smallest_group));
    for (const SegmentCountTrial& trial : segments.trials) numbers["trials"].push_back(numbers_of(trial, smallest_group));
    return numbers;
}

Json section(Json heading, Json sentences) { return {{"heading", std::move(heading)}, {"sentences", std::move(sentences)}}; }

Json head(const PersonaSet& set, const ReportOptions& options) {
    Json report{{"format", "dangol report"}, {"version", 1}};
    report["title"] = options.shop == Wording{} ? in_both("Who our customers are", "우리 고객은 누구인가")
                                                : in_both("Who they are: " + options.shop.english, options.shop.korean + ": 고객은 누구인가");
    report["subtitle"] = in_both([&](Language language) { return subtitle_text(set, language); });
    report["verdict"] = {{"kind", verdict_names[static_cast<std::size_t>(set.segmentation.verdict)]},
                         {"badge", in_both([&](Language language) { return capital(verdict_badge(set.segmentation.verdict, language)); })},
                         {"sentence", in_both([&](Language language) { return to_text(set.segmentation, language); })},
                         {"numbers", numbers_of(set.segmentation, set.options.smallest_group)}};
    report["summary"] = paragraphs([&](Language language) { return beyond_personas_text(set, language); });
    report["labels"] = labels();
    report["quarantine"] = nullptr;
    if (!options.set_aside.empty()) {
        report["quarantine"] = section(in_both("What was set aside, and why", "제외된 행과 그 까닭"), paragraphs([&](Language language) { return set_aside_text(options.set_aside, language); }));
    }
    return report;
}

/// Of what is drawn only.
Json pictures_note(const PersonaSet& set) {
    const bool lights = std::any_of(set.personas.begin(), set.personas.end(), [&](const Persona& persona) { return light_of(persona, set.columns).has_value(); });
    const auto with_waves = std::count_if(set.personas.begin(), set.personas.end(), [](const Persona& persona) { return waves_of(persona) > 0; });
    if (!lights && with_waves == 0) return nullptr;
    const bool some_without = static_cast<std::size_t>(with_waves) < set.personas.size();
    return in_both([&](Language language) {
        const std::string light = either(language, {"sun or moon, the time of day that sets a kind apart and, by its size, how many they are"}, {"해나 달은 그 유형이 두드러지게 찾는 때와 고객 비중(크기)"});
        const std::string waves = either(language, {"the more waves, the more often they come", some_without ? " (none: most came once, or it is not known)" : ""},
                                         {"물결은 방문 빈도(많을수록 자주", some_without ? ", 없으면 대부분 한 번만 왔거나 알 수 없음" : "", ")"});
        return joined({either(language, {"Pictures: "}, {"그림: "}), lights ? light : "", lights && with_waves > 0 ? either(language, {"; "}, {", "}) : "", with_waves > 0 ? waves : ""});
    });
}

/// What the whole page has to say of its numbers, once.
Json notes_of(const PersonaSet& set) {
    Json notes = Json::array();
    if (Json pictures = pictures_note(set); !pictures.is_null()) notes.push_back(std::move(pictures));
    if (rounds_customers(set)) notes.push_back(in_both([&](Language language) { return rounded_numbers_text(set, language); }));
    return notes;
}

/// What unfolds below the summary: the numbers that its sentences leave out.
Json how_part(Json sentences) {
    if (sentences.empty()) return nullptr;
    return {{"summary", in_both("How we know", "근거")}, {"sentences", std::move(sentences)}};
}

std::vector<std::string> warning_texts(const PersonaSet& personas, Language language) {
    std::vector<std::string> texts;
    for (const FitWarning& warning : all_warnings(personas)) texts.push_back(warning_text(warning, personas, language));
    return texts;
}

template <class Fitted>
Json warnings_part(const Fitted& fitted) {
    const std::vector<std::string> english = warning_texts(fitted, Language::english), korean = warning_texts(fitted, Language::korean);
    if (english.empty()) return nullptr;
    Json sentences = Json::array();
    for (std::size_t i = 0; i < english.size(); ++i) sentences.push_back(in_both(english[i], korean[i]));
    return section(in_both("Where to be careful", "조심해서 볼 점"), std::move(sentences));
}

const NegativePersona* negative_of(const Persona& persona, const NegativePersonaSet* negatives) {
    if (negatives == nullptr) return nullptr;
    const auto found = std::find_if(negatives->personas.begin(), negatives->personas.end(), [&](const NegativePersona& negative) { return negative.persona == persona.id; });
    return found == negatives->personas.end() ? nullptr : &*found;
}

/// Every row, and every lead of those: said once, and where there is a page of leads, there.
Json account_part(const Study& study, bool leads_follow) {
    Json account = section(in_both("Where every row went", "모든 행의 행방"), paragraphs([&](Language language) {
        return joined({account_text(study, language), "\n", leads_follow ? "" : leads_text(study, language), "\n", to_text(study.hours, language), "\n", described_text(study, language)});
    }));
    account["leads_used"] = study.leads.recorded > 0 ? numbers_of(study.leads, tells_refused_leads(study)) : Json(nullptr);
    return account;
}

/// One card a persona, whom not to chase last: on the wall nobody stands twice.
Json cards(const CardSource& source) {
    Json cards = Json::array(), last = Json::array();
    for (const Persona& persona : source.personas.personas) {
        if (const NegativePersona* negative = negative_of(persona, source.negatives)) last.push_back(negative_card(persona, *negative, source));
        else cards.push_back(persona_card(persona, source));
    }
    for (Json& card : last) cards.push_back(std::move(card));
    return cards;
}

}  // namespace

std::string to_json(const PersonaSet& personas, const ReportOptions& options) {
    Json report = head(personas, options);
    report["how_we_know"] = how_part(paragraphs([&](Language language) { return how_we_know(personas.segmentation, language); }));
    report["cards"] = cards({.personas = personas});
    report["leads"] = nullptr;
    report["warnings"] = warnings_part(personas);
    report["notes"] = notes_of(personas);
    return report.dump(-1, ' ', false, Json::error_handler_t::replace);  // a name that is no UTF-8 spoils nothing but itself
}

std::string to_json(const Study& study, const LeadTable& leads, const ReportOptions& options, const Execution& execution) {
    Json report = head(study.personas, options);
    report["subtitle"] = in_both([&](Language language) { return subtitle_text(study, language); });
    report["how_we_know"] = how_part(paragraphs([&](Language language) { return how_we_know(study, language); }));
    report["verdict"]["numbers"]["next_period"] = study.next_period ? numbers_of(*study.next_period) : Json(nullptr);
    if (study.next_period) report["summary"].push_back(in_both([&](Language language) { return to_text(*study.next_period, language); }));
    if (study.negatives.break_even_rate > 0) {
        for (Json& sentence : paragraphs([&](Language language) { return to_text(study.negatives, study.personas, language); })) report["summary"].push_back(std::move(sentence));
    }
    report["strangers"] = study.strangers ? numbers_of(*study.strangers, study.personas.options.smallest_group) : Json(nullptr);
    report["cards"] = cards({.personas = study.personas, .negatives = study.negatives.responses.empty() ? nullptr : &study.negatives, .visits_only_dated = study.hours.share_only_dated()});
    report["leads"] = study.scorer && leads.lead_count() > 0 ? ranking(*study.scorer, leads, study.leads.recorded > 0 ? in_both([&](Language language) { return leads_text(study, language); }) : Json(nullptr), options, execution) : Json(nullptr);
    if (study.quality) {
        report["quality"] = section(in_both("How good the scores were on leads they were not learned from", "학습에 쓰지 않은 리드에서 점수가 얼마나 맞았나"),
                                    paragraphs([&](Language language) { return to_text(*study.quality, language, study.personas.options.smallest_group); }));
        report["quality"]["numbers"] = numbers_of(*study.quality, study.personas.options.smallest_group);
    }
    report["warnings"] = warnings_part(study);
    report["account"] = account_part(study, !report["leads"].is_null());
    report["notes"] = notes_of(study.personas);
    for (const StudyNote note : study.notes) {
        if (note == StudyNote::consent_not_recorded && !study.account.consent_recorded) continue;  // the account says it
        report["notes"].push_back(in_both([&](Language language) { return to_text(note, language); }));
    }
    return report.dump(-1, ' ', false, Json::error_handler_t::replace);  // a name that is no UTF-8 spoils nothing but itself
}

}  // namespace dangol::inline v0
