#include <dangol/core/language.hpp>

#include <array>
#include <optional>
#include <utility>

#include "core/ascii.hpp"

// Which sound a word ends with, as a Korean reader hears it, and the particle that fits.
namespace dangol::inline v0 {
namespace {

enum class Ending : std::uint8_t { vowel, rieul, consonant, unknown };  // ㄹ counts as a vowel before 로, and only there

constexpr std::array<std::array<std::string_view, 3>, 5> forms = {{
    // after a vowel, after a consonant, unknown
    {"는", "은", "은(는)"},
    {"가", "이", "이(가)"},
    {"를", "을", "을(를)"},
    {"와", "과", "와(과)"},
    {"로", "으로", "(으)로"},
}};

/// The last code point of `text`, taken off it; 0 when there is none or the bytes are no UTF-8.
char32_t take_last(std::string_view& text) {
    std::size_t begin = text.size();
    while (begin > 0 && text.size() - begin < 4) {
        --begin;
        if ((static_cast<unsigned char>(text[begin]) & 0xC0U) != 0x80U) break;
    }
    const std::string_view bytes = text.substr(begin);
    text.remove_suffix(bytes.size());
    if (bytes.empty()) return 0;
    constexpr std::array<unsigned, 5> lead_mask = {0, 0x7F, 0x1F, 0x0F, 0x07};
    char32_t code = static_cast<unsigned char>(bytes[0]) & lead_mask[bytes.size()];
    for (const char byte : bytes.substr(1)) code = (code << 6) | (static_cast<unsigned char>(byte) & 0x3FU);
    return code;
}

bool is_quotation_mark_or_space(char32_t c) {
    constexpr std::u32string_view skipped = U" \t\"'`*_.,!?…·“”‘’«»「」『』《》〈〉";
    return skipped.find(c) != std::u32string_view::npos;
}

bool is_opening(char32_t c) { return c == U'(' || c == U'[' || c == U'{' || c == U'（'; }
bool is_closing(char32_t c) { return c == U')' || c == U']' || c == U'}' || c == U'）'; }

/// Without quotation marks and what is in brackets at the end; a text that is all brackets gives what is in them.
std::string_view without_brackets(std::string_view text) {
    std::string_view inside;
    for (;;) {
        std::string_view rest = text;
        const char32_t last = take_last(rest);
        if (last != 0 && is_quotation_mark_or_space(last)) {
            text = rest;
            continue;
        }
        if (!is_closing(last)) break;
        inside = rest;
        for (int depth = 1; depth > 0 && !rest.empty();) {
            const char32_t c = take_last(rest);
            depth += is_closing(c) ? 1 : is_opening(c) ? -1 : 0;
        }
        text = rest;
    }
    if (!text.empty() || inside.empty()) return text;
    return without_brackets(inside);
}

Ending ending_of_hangul(char32_t syllable) {
    const char32_t final_sound = (syllable - 0xAC00) % 28;
    return final_sound == 0 ? Ending::vowel : final_sound == 8 ? Ending::rieul : Ending::consonant;
}

/// 영 일 이 삼 사 오 육 칠 팔 구; round numbers end with 십, 백, 천, 만, 억, but with 조 from twelve zeros on.
Ending ending_of_number(std::string_view text) {
    std::size_t zeros = 0;
    while (!text.empty() && (text.back() == '0' || text.back() == ',')) {
        zeros += text.back() == '0' ? 1 : 0;
        text.remove_suffix(1);
    }
    if (zeros > 0) return zeros >= 12 && zeros < 16 && !text.empty() ? Ending::vowel : Ending::consonant;
    switch (text.back()) {
        case '1': case '7': case '8': return Ending::rieul;
        case '3': case '6': return Ending::consonant;
        default: return Ending::vowel;
    }
}

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

Ending ending_of_latin(std::string_view text) {
    std::size_t begin = text.size();
    bool capitals_only = true;
    while (begin > 0 && ascii::is_letter(text[begin - 1])) capitals_only = ascii::is_upper(text[--begin]) && capitals_only;
    std::string word(text.substr(begin));
    for (char& c : word) c = ascii::lower(c);

    const char last = word.back();
    if (capitals_only || word.size() == 1) {  // by the names of the letters: 엘, 알; 엠, 엔; all others end with a vowel
        if (last == 'l' || last == 'r') return Ending::rieul;
        return last == 'm' || last == 'n' ? Ending::consonant : Ending::vowel;
    }
    const auto ends_with = [&](std::string_view end) { return word.ends_with(end); };
    const char before = word[word.size() - 2];
    const char second_before = word.size() > 2 ? word[word.size() - 3] : ' ';
    if (last == 'l' || (ends_with("le") && word.size() > 2)) return Ending::rieul;           // mail 메일, sale 세일
    if (last == 'm' || last == 'n' || ends_with("ng")) return Ending::consonant;             // coupon 쿠폰, shopping 쇼핑
    if ((ends_with("me") || ends_with("ne")) && is_vowel(second_before)) return Ending::consonant;  // game 게임, wine 와인
    if (ends_with("ck") || ends_with("ook")) return Ending::consonant;                       // pack 팩, book 북
    const bool is_short = is_vowel(before) && !is_vowel(second_before);
    if (is_short && (last == 'p' || last == 't' || last == 'k' || last == 'b')) return Ending::consonant;  // shop 숍, web 웹
    return Ending::vowel;
}

Ending ending_of(std::string_view word) {
    const std::string_view text = without_brackets(word);
    std::string_view rest = text;
    const char32_t last = take_last(rest);
    if (last >= 0xAC00 && last <= 0xD7A3) return ending_of_hangul(last);
    if (last >= U'0' && last <= U'9') return ending_of_number(text);
    if (last < 0x80 && ascii::is_letter(static_cast<char>(last))) return ending_of_latin(text);
    if (last == U'ㄹ') return Ending::rieul;                               // 리을
    if (last >= U'ㄱ' && last <= U'ㅎ') return Ending::consonant;           // 기역, 니은 …
    if (last >= U'ㅏ' && last <= U'ㅣ') return Ending::vowel;               // 아, 야 …
    if (last == U'%' || last == U'℃' || last == U'°' || last == U'+') return Ending::vowel;  // 퍼센트, 도, 플러스
    return Ending::unknown;
}

}  // namespace

std::string_view particle_after(std::string_view word, Particle particle) {
    const auto& form = forms[static_cast<std::size_t>(particle)];
    switch (ending_of(word)) {
        case Ending::vowel: return form[0];
        case Ending::rieul: return particle == Particle::towards ? form[0] : form[1];
        case Ending::consonant: return form[1];
        case Ending::unknown: break;
    }
    return form[2];
}

std::string with_particle(std::string_view word, Particle particle) {
    return std::string(word) + std::string(particle_after(word, particle));
}

}  // namespace dangol::inline v0
