#include <dangol/study/study.hpp>

#include "core/words.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace dangol::inline v0 {

std::string to_text(StudyNote note, Language language) {
    const bool korean = language == Language::korean;
    switch (note) {
        case StudyNote::no_leads:
            return korean ? "리드가 없거나, 마케팅에 써도 되는 리드가 없어 점수를 매기지 않았습니다." : "No leads were given, or none that may be used for marketing, so nothing is scored.";
        case StudyNote::no_cost:
            return korean ? "연락 비용과 전환 이익을 알 수 없어 아무도 제외하지 않았습니다." : "The cost of a contact and the margin of a conversion are not known, so nobody is set aside.";
        case StudyNote::no_outcomes:
            return korean ? "결과가 알려진 리드가 부족해 점수를 학습하지 않았습니다." : "Too few leads have a known outcome to learn a score.";
        case StudyNote::no_test_leads:
            return korean ? "점수를 재어 볼 리드를 남겨 두지 않았습니다: 점수를 재기 시작할 날을 정해 주면, 그날부터의 리드로 점수를 잽니다 (설정 이름 “test_leads_from”)."
                          : "No leads with outcomes were kept back to measure the score on: name the day from which on they are (the setting “test_leads_from”).";
        case StudyNote::window_ended:
            return korean ? "시험용 리드가 시작되는 날에서 자료를 끊었습니다: 그 뒤의 기록은 점수를 재는 데만 씁니다."
                          : "The records were cut off where the test leads begin: what came later only measures the scores.";
        case StudyNote::declared_kinds_taken:
            return korean ? "기록만으로는 한 유형뿐이어서, 말씀하신 유형을 썼습니다." : "The records alone show one kind: the kinds that you declared were taken.";
        case StudyNote::consent_not_recorded:
            return korean ? "동의 기록이 없어 모두 동의한 것으로 보았습니다." : "Consent was not recorded: everyone was taken to permit.";
    }
    return {};
}

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
    std::vector<std::string> texts;
    for (const ForeknowledgeWarning& warning : study.foreknowledge.warnings) texts.push_back(to_text(warning, language));
    if (study.strangers && study.strangers->alarm) texts.push_back(to_text(*study.strangers, language, study.personas.options.smallest_group));
    for (const FitWarning& warning : all_warnings(study)) texts.push_back(to_text(warning, language));
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
    if (study.quality) add(how_we_know(*study.quality, language));
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
    if (study.quality) text += joined({"\n\n", to_text(*study.quality, language)});
    if (!study.notes.empty()) text += "\n";
    for (const StudyNote note : study.notes) text += joined({"\n", to_text(note, language)});
    const std::vector<std::string> warnings = warning_texts(study, language);
    if (!warnings.empty()) text += "\n";
    for (const std::string& warning : warnings) text += joined({"\n", warning});
    if (const std::string how = how_we_know(study, language); !how.empty()) text += joined({either(language, {"\n\nHow we know:\n"}, {"\n\n근거:\n"}), how});
    return text;
}

}  // namespace dangol::inline v0
