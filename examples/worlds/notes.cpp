#include "notes.hpp"

#include <string_view>
#include <vector>

namespace dangol::worlds {
namespace {

std::string filled(std::string_view phrase, std::string_view mark, std::string_view with) {
    std::string text(phrase);
    const std::size_t at = text.find(mark);
    if (at != std::string::npos) text.replace(at, mark.size(), with);
    return text;
}

std::string_view one_of(const std::vector<std::string_view>& phrases, Randomness& random) {
    return phrases[random.below(phrases.size())];
}

void add_sentence(std::string& text, std::string_view sentence) {
    if (!text.empty()) text += ' ';
    text += sentence;
}

/// Numbers nobody has: 010-0000 is not assigned, and example.com is reserved (RFC 2606).
std::string contact_details(Randomness& random) {
    const std::string digits = std::to_string(1'000 + random.below(9'000));
    if (random.happens(.5)) return "연락은 010-0000-" + digits + "로 달라고 하심.";
    return "사진은 sonnim" + digits + "@example.com으로 보내 달라고 하심.";
}

/// What the occasion itself calls for: a complaint is written down as one, a newcomer is shown things, a regular is remembered.
void add_occasion(std::string& text, const NoteOccasion& occasion, Randomness& random) {
    if (occasion.unpaid != nullptr && !occasion.unpaid->phrases.empty() && random.happens(.7)) {
        add_sentence(text, filled(one_of(occasion.unpaid->phrases, random), "{상품}", occasion.offering));
    }
    const TradeProfile& trade = occasion.trade;
    if (occasion.first_visit && !trade.first_visit_phrases.empty() && random.happens(.5)) {
        add_sentence(text, filled(one_of(trade.first_visit_phrases, random), "{상품}", occasion.offering));
    }
    if (!occasion.last_offering.empty() && !trade.next_visit_phrases.empty() && random.happens(.3)) {
        add_sentence(text, filled(one_of(trade.next_visit_phrases, random), "{지난 상품}", occasion.last_offering));
    }
}

/// The list a sentence is taken from. A null world has nothing but what is noted of anybody.
const std::vector<std::string_view>& phrases_for(const TradeProfile& trade, std::size_t kind, Randomness& random) {
    const double draw = random.uniform();
    const std::size_t of = draw < .50 ? kind : draw < .58 ? random.below(trade.kinds.size()) : trade.kinds.size();
    const bool anybody = of == trade.kinds.size() || trade.kinds[of].phrases.empty();
    return anybody ? trade.common_phrases : trade.kinds[of].phrases;
}

}  // namespace

std::string note(const NoteOccasion& occasion, Randomness& random) {
    if (!random.happens(.55)) return {};
    const std::size_t sentences = random.happens(.35) ? 2 : 1;
    std::string text;
    for (std::size_t i = 0; i < sentences; ++i) {
        const auto& phrases = phrases_for(occasion.trade, occasion.kind, random);
        const std::string sentence = filled(one_of(phrases, random), "{상품}", occasion.offering);
        if (text != sentence) add_sentence(text, sentence);
    }
    add_occasion(text, occasion, random);
    if (occasion.with_family && random.happens(.5)) add_sentence(text, "가족과 함께 오심.");
    if (random.happens(.012)) add_sentence(text, contact_details(random));
    return text;
}

}  // namespace dangol::worlds
