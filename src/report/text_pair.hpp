#pragma once

#include <dangol/core/language.hpp>

#include <nlohmann/json.hpp>

#include <concepts>
#include <string>
#include <string_view>

#include "core/words.hpp"

/// What every part of a report is made of: the same text in both languages.
namespace dangol::inline v0::reporting {

using Json = nlohmann::ordered_json;

/// Made by a function of the language.
template <std::invocable<Language> Make>
Json in_both(Make make) {
    return {{"en", make(Language::english)}, {"ko", make(Language::korean)}};
}

inline Json in_both(std::string_view english, std::string_view korean) { return {{"en", english}, {"ko", korean}}; }
inline Json alike(std::string_view text) { return in_both(text, text); }

/// "(12% to 19%)" behind an estimate that has an interval; empty otherwise.
std::string percent_range(const Estimate& share, Language language, int decimals = 0);

/// "+0.58", with a minus sign as long as the plus.
std::string signed_text(double value, int decimals = 2);

/// A whole number with a minus sign as long as the plus, and no plus.
std::string points_text(int points);

}  // namespace dangol::inline v0::reporting
