#include <dangol/study/study.hpp>

#include "core/words.hpp"
#include "customers/account_text.hpp"
#include "personas/warning_text.hpp"
#include "study/leads_text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace dangol::inline v0 {

std::string to_text(StudyNote note, Language language) {
    switch (note) {
        case StudyNote::no_leads:
            return either(language, {"No leads are on record, so nothing is scored, and whom not to chase cannot be told."},
                          {"기록에 리드가 없어 점수를 매기지 않았고, 누구에게 연락하지 않을지도 말할 수 없습니다."});
        case StudyNote::no_permitted_leads:
            return either(language,
                          {"None of the leads is of a customer who agreed to both profiling and marketing, so nothing is scored, and whom not to chase cannot be told."},
                          {"프로파일링과 마케팅에 모두 동의한 고객의 리드가 없어 점수를 매기지 않았고, 누구에게 연락하지 않을지도 말할 수 없습니다."});
        case StudyNote::no_leads_to_learn_from:
            return either(language,
                          {"No lead is left to learn from, so nothing is scored, and whom not to chase cannot be told: all lie before the day from which leads count ",
                           "or are kept back to measure the scores."},
                          {"학습할 리드가 남지 않아 점수를 매기지 않았고, 누구에게 연락하지 않을지도 말할 수 없습니다: 모든 리드가 리드를 쓰기 시작하는 날",
                           "보다 앞이거나, 점수를 재려고 남겨 둔 것입니다."});
        case StudyNote::no_cost:
            return either(language, {"The cost of a contact and the margin of a conversion are not known, so nobody is set aside."},
                          {"연락 비용과 전환 이익을 알 수 없어 아무도 제외하지 않았습니다."});
        case StudyNote::no_outcomes:
            return either(language, {"Too few customers have a lead whose outcome was known in time to learn a score from: by the day from which on leads only measure the scores, ",
                           "or where none is named, by the end of the records. Wait, or name a later day."},
                          {"학습할 때까지 결과가 알려진 리드가 있는 고객이 너무 적어 점수를 학습하지 않았습니다. 점수를 재기 시작하는 날까지, ",
                           "그런 날을 정하지 않았다면 기록이 끝날 때까지 결과가 나온 리드만 학습에 씁니다. 기다리거나 더 늦은 날을 정해 주십시오."});
        case StudyNote::none_converted:
            return either(language, {"Too few of the leads to learn from responded, if any, so no score was learned: wait for responses, or look whether the right column says who responded."},
                          {"학습할 리드 가운데 응답한 것이 없거나 너무 적어 점수를 학습하지 않았습니다: 응답을 기다리거나, 응답 여부를 적은 열이 맞는지 확인해 주십시오."});
        case StudyNote::all_converted:
            return either(language, {"All or nearly all leads to learn from responded, so no score was learned: give those that did not respond as well."},
                          {"학습할 리드가 모두 또는 거의 모두 응답한 것이어서 점수를 학습하지 않았습니다: 응답하지 않은 리드도 함께 주십시오."});
        case StudyNote::no_test_leads:
            return either(language, {"No leads were kept back to measure the score on. When the study is made again a day can be named: leads from that day on then only measure the scores."},
                          {"점수를 재어 볼 리드를 남겨 두지 않았습니다. 다음에 분석할 때 날짜를 하나 정해 주면, 그날부터의 리드는 점수를 재는 데만 씁니다."});
        case StudyNote::no_test_outcomes:
            return either(language,
                          {"The scores were not measured: of no lead that was kept back for it the outcome is known. ", "Keep them back from an earlier day on, or wait."},
                          {"점수를 재지 못했습니다: 점수를 재려고 남겨 둔 리드 가운데 결과가 알려진 것이 없습니다. ", "더 이른 날부터 남겨 두거나 결과를 기다려 주십시오."});
        case StudyNote::one_test_outcome:
            return either(language,
                          {"The scores were not measured: of the leads that were kept back for it all responded, or none. ", "Keep them back from an earlier day on, or wait."},
                          {"점수를 재지 못했습니다: 점수를 재려고 남겨 둔 리드가 모두 응답했거나 하나도 응답하지 않았습니다. ",
                           "더 이른 날부터 남겨 두거나 결과를 기다려 주십시오."});
        case StudyNote::window_ended:
            return either(language, {"The records were cut off where the test leads begin: what came later only measures what was found before."},
                          {"시험용 리드가 시작되는 날에서 자료를 끊었습니다: 그 뒤의 기록은 앞서 찾은 것을 재어 보는 데만 씁니다."});
        case StudyNote::declared_kinds_taken:
            return either(language, {"The records alone show one kind: the kinds that you declared were taken."}, {"기록만으로는 한 유형뿐이어서, 말씀하신 유형을 썼습니다."});
        case StudyNote::consent_not_recorded:
            return either(language, {"Consent was not recorded: everyone was taken to permit."}, {"동의 기록이 없어 모두 동의한 것으로 보았습니다."});
    }
    return {};
}

std::string leads_text(const LeadsUsed& leads, bool tells_refused, Language language) {
    if (leads.recorded == 0) return {};
    std::string list;
    const auto add = [&](std::size_t count, std::string_view one, std::string_view many, std::string_view korean) {
        if (count == 0) return;
        const std::string number = number_text(count);
        list += joined({list.empty() ? "" : either(language, {"; "}, {", "}), either(language, {number, " ", count == 1 ? one : many}, {korean, " ", number, "건"})});
    };
    add(leads.learned, "had an outcome in time to be learned from", "had an outcome in time to be learned from", "결과를 제때 알아 학습에 쓸 수 있는 것");
    add(leads.open, "was still open on the day up to which was learned, so nothing was learned from it", "were still open on the day up to which was learned, so nothing was learned from them", "학습하는 기간이 끝난 날 아직 결과를 기다리던 것이라 학습에 쓰지 않은 것");
    add(leads.kept_back, "was kept back to measure scores on", "were kept back to measure scores on", "점수를 재려고 남겨 둔 것");
    add(leads.kept_back_open, "more was kept back and is still open, so it measures nothing", "more were kept back and are still open, so they measure nothing", "점수를 재려고 남겨 두었지만 아직 결과를 기다려 쓰지 못한 것");
    add(leads.too_early, "lies before the day from which leads count, and is history only", "lie before the day from which leads count, and are history only", "리드를 쓰기 시작하는 날보다 앞이라 지난 연락으로만 본 것");
    constexpr std::string_view refused = "of customers who did not agree to both profiling and marketing, and ", refused_korean = "프로파일링과 마케팅에 모두 동의하지는 않은 고객의 것이라 쓰지 않은 것";
    if (!tells_refused) {
        return either(language, {"Of the leads on record ", list, list.empty() ? "all" : "; the others", " are ", refused, "were not used."},
                      {"기록에 있는 리드: ", list, list.empty() ? "모두 " : ", 나머지는 ", refused_korean, "."});
    }
    add(leads.not_permitted, joined({"is ", refused, "was not used"}), joined({"are ", refused, "were not used"}), refused_korean);
    const std::string all = counted_text(leads.recorded, "lead", "leads"), number = number_text(leads.recorded);
    return either(language, {"The records hold ", all, ": ", list, "."}, {"기록에 있는 리드 ", number, "건: ", list, "."});
}

std::string to_text(const LeadsUsed& leads, Language language) { return leads_text(leads, true, language); }

std::vector<FitWarning> all_warnings(const Study& study) {
    std::vector<FitWarning> all = all_warnings(study.personas);
    for (const FitWarning& warning : study.negatives.warnings)
        if (warning.kind == WarningKind::too_few_to_set_aside) all.push_back(warning);
    if (study.scorer) {
        const auto& of_scorer = study.scorer->report().warnings;
        all.insert(all.end(), of_scorer.begin(), of_scorer.end());
    }
    return all;
}

std::vector<std::string> warning_texts(const Study& study, Language language) {
    std::vector<std::string> texts = record_cautions(study.account, language);
    for (const ForeknowledgeWarning& warning : study.foreknowledge.warnings) texts.push_back(to_text(warning, language));
    if (study.strangers && study.strangers->alarm) texts.push_back(to_text(*study.strangers, language, study.personas.options.smallest_group));
    for (const FitWarning& warning : all_warnings(study)) texts.push_back(warning_text(warning, study.personas, language));
    return texts;
}

std::string how_we_know(const Study& study, Language language) {
    std::string text;
    const auto add = [&](const std::string& lines) {
        if (!lines.empty()) text += (text.empty() ? "" : "\n") + lines;
    };
    add(how_we_know(study.segmentation, language));
    if (study.next_period) add(how_we_know(*study.next_period, language));
    if (study.strangers) add(how_we_know(*study.strangers, language, study.personas.options.smallest_group));
    add(how_we_know(study.negatives, study.personas, language));
    if (study.quality) add(how_we_know(*study.quality, language, study.personas.options.smallest_group));
    return text;
}

namespace {

/// As on the pages: whom not to chase stands behind the others.
PersonaSet negative_last(const Study& study) {
    PersonaSet set = study.personas;
    std::stable_partition(set.personas.begin(), set.personas.end(), [&](const Persona& persona) {
        return std::none_of(study.negatives.personas.begin(), study.negatives.personas.end(), [&](const NegativePersona& negative) { return negative.persona == persona.id; });
    });
    return set;
}

}  // namespace

std::string to_text(const Study& study, Language language) {
    std::string text = to_text(negative_last(study), language);
    if (study.personas.personas.empty()) text = joined({to_text(study.segmentation, language), "\n\n", text});
    if (study.declared) text += joined({"\n\n", to_text(*study.declared, language, study.personas.options.smallest_group)});
    if (study.next_period) text += joined({"\n\n", to_text(*study.next_period, language)});
    if (study.negatives.break_even_rate > 0) text += joined({"\n\n", to_text(study.negatives, study.personas, language)});
    if (study.quality) text += joined({"\n\n", to_text(*study.quality, language, study.personas.options.smallest_group)});
    if (!study.notes.empty()) text += "\n";
    for (const StudyNote note : study.notes) text += joined({"\n", to_text(note, language)});
    const std::vector<std::string> warnings = warning_texts(study, language);
    if (!warnings.empty()) text += "\n";
    for (const std::string& warning : warnings) text += joined({"\n", warning});
    if (const std::string how = how_we_know(study, language); !how.empty()) text += joined({either(language, {"\n\nHow we know:\n"}, {"\n\n근거:\n"}), how});
    return text;
}

}  // namespace dangol::inline v0
