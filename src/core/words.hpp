#pragma once

#include <dangol/core/language.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace dangol::inline v0 {

using Pieces = std::initializer_list<std::string_view>;

inline std::string joined(Pieces pieces) {
    std::string text;
    for (const std::string_view piece : pieces) text += piece;
    return text;
}

/// The first letter of a sentence large.
inline std::string capital(std::string text) {
    if (!text.empty() && 'a' <= text[0] && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

/// The same sentence in both languages, in pieces; joined in the one that is asked for.
inline std::string either(Language language, Pieces english, Pieces korean) {
    return joined(language == Language::korean ? korean : english);
}

}  // namespace dangol::inline v0
