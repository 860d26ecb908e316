#include <dangol/report/report.hpp>

#include <string_view>
#include <vector>

#include "core/words.hpp"
#include "personas/warning_text.hpp"
#include "personas/disclosure.hpp"
#include "report/words.hpp"

namespace dangol::inline v0 {
namespace {

using namespace reporting;

/// Text as it stands within a line: what Markdown or HTML would read as markup is escaped, a line break becomes a space.
std::string plain(std::string_view text) {
    constexpr std::string_view markup = "\\`*_[]<>&#|~";
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool compares = (c == '<' || c == '>') && i > 0 && i + 1 < text.size() && text[i - 1] == ' ' && text[i + 1] == ' ';  // "q < 0.001"
        if (markup.find(c) != std::string_view::npos && !compares) result += '\\';
        result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    }
    return result;
}

/// A document in one language, block by block; what is empty is left out.
class Document {
public:
    explicit Document(Language language) : language_(language) {}

    Language language() const noexcept { return language_; }
    const std::string& text() const noexcept { return text_; }

    void heading(std::string_view marks, std::string_view text) { block(joined({marks, " ", plain(text)})); }
    void heading(std::string_view marks, std::string_view english, std::string_view korean) { heading(marks, either(language_, {english}, {korean})); }
    void paragraph(std::string_view text) { block(plain(text)); }
    void paragraphs(std::string_view lines) {
        for (const std::string& line : lines_of(lines)) paragraph(line);
    }
    void list(const std::vector<std::string>& items) {
        std::string lines;
        for (const std::string& item : items) lines += joined({lines.empty() ? "" : "\n", "- ", plain(item)});
        block(lines);
    }

private:
    void block(std::string_view text) {
        if (!text.empty()) text_ += joined({text_.empty() ? "" : "\n", text, "\n"});
    }

    Language language_;
    std::string text_ = {};
};

void write_persona(Document& document, const Persona& persona, const PersonaSet& set) {
    const Language language = document.language();
    document.heading("##", title(persona, set, language));
    document.paragraph(to_text(persona, set, language));
    if (!persona.traits.empty()) {
        document.heading("###", "How they differ from everyone else", "다른 고객과 무엇이 다른가");
        std::vector<std::string> claims;
        for (const Trait& trait : persona.traits) claims.push_back(joined({to_text(trait, set.columns, language), " (", exact_ground_text(trait, language), ")"}));
        document.list(claims);
        document.paragraph(prevalence_text(persona, set, language));
    }
    if (!persona.to_find_out.empty()) {
        document.heading("###", "To find out", "더 알아볼 것");
        std::vector<std::string> questions;
        for (const OpenQuestion& question : persona.to_find_out) questions.push_back(to_text(question, set, language));
        document.list(questions);
    }
    if (!persona.notes.empty()) {
        document.heading("###", "How to receive them", "이렇게 맞이합니다");
        document.list(persona.notes);
    }
}

void write_personas(Document& document, const PersonaSet& set, const std::string& subtitle) {
    const Language language = document.language();
    document.paragraph(subtitle);
    document.paragraph(to_text(set.segmentation, language));
    document.paragraphs(beyond_personas_text(set, language));
    for (const Persona& persona : set.personas) write_persona(document, persona, set);
}

void write_warnings(Document& document, const std::vector<std::string>& sentences) {
    if (sentences.empty()) return;
    document.heading("##", "Where to be careful", "조심해서 볼 점");
    document.list(sentences);
}

void write_how(Document& document, const std::string& lines) {
    if (lines.empty()) return;
    document.heading("##", "How we know", "근거");
    document.list(lines_of(lines));
}

void write_foot(Document& document, const PersonaSet& set) {
    const std::string window = window_text(set, document.language()), k = smallest_group_text(set, document.language());
    document.heading("##", "What this rests on", "이 글의 근거");
    std::vector<std::string> lines = window.empty() ? std::vector{k} : std::vector{window, k};
    if (rounds_customers(set)) lines.push_back(rounded_numbers_text(set, document.language()));
    document.list(lines);
}

}  // namespace

std::string to_markdown(const PersonaSet& set, Language language) {
    Document document(language);
    document.heading("#", "Who our customers are", "우리 고객은 누구인가");
    write_personas(document, set, subtitle_text(set, language));
    std::vector<std::string> warnings;
    for (const FitWarning& warning : all_warnings(set)) warnings.push_back(warning_text(warning, set, language));
    write_warnings(document, warnings);
    write_how(document, how_we_know(set.segmentation, language));
    write_foot(document, set);
    return document.text();
}

std::string to_markdown(const Study& study, Language language) {
    Document document(language);
    document.heading("#", "Who our customers are", "우리 고객은 누구인가");
    write_personas(document, study.personas, subtitle_text(study, language));
    if (study.next_period) document.paragraph(to_text(*study.next_period, language));
    if (study.negatives.break_even_rate > 0) {
        document.heading("##", "Whom not to chase", "연락하지 않을 유형");
        document.paragraphs(to_text(study.negatives, study.personas, language));
    }
    if (study.quality) {
        document.heading("##", "How good the scores were", "점수는 얼마나 맞았나");
        document.paragraphs(to_text(*study.quality, language, study.personas.options.smallest_group));
    }
    write_warnings(document, warning_texts(study, language));
    document.heading("##", "Where every row went", "모든 행의 행방");
    document.list(lines_of(joined({account_text(study, language), "\n", leads_text(study, language), "\n", to_text(study.hours, language), "\n", described_text(study, language)})));
    std::vector<std::string> notes;
    for (const StudyNote note : study.notes) notes.push_back(to_text(note, language));
    if (!notes.empty()) document.heading("##", "What could not be done", "하지 못한 것");
    document.list(notes);
    write_how(document, how_we_know(study, language));
    write_foot(document, study.personas);
    return document.text();
}

}  // namespace dangol::inline v0
