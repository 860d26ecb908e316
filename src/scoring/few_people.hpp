#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/language.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include "core/words.hpp"

/// How counts are told of fewer than k people: not exactly, and neither their complement.
namespace dangol::inline v0 {

/// "70", "few (under 20)", "all but few (under 20)"; Korean with its counter.
inline std::string count_among(std::size_t count, std::size_t all, std::size_t k, Language language) {
    const std::string few = number_text(k);
    if (count < k) return either(language, {"few (under ", few, ")"}, {"소수(", few, "건 미만)"});
    if (all - count < k) return either(language, {"all but few (under ", few, ")"}, {"소수(", few, "건 미만)를 뺀 모두"});
    return number_text(count) + either(language, {""}, {"건"});
}

/// Which share fewer than k of `all` are at most: the upper limit for k − 1, whatever the count is. An interval of the count itself would give it
/// away: 0.4% to 12.3% of 42 is exactly one. None where it would be above one half, which says nothing.
inline std::optional<double> most_of_few(std::size_t all, std::size_t k) {
    if (k == 0 || all < k) return {};
    const double most = wilson_interval(static_cast<double>(k - 1), static_cast<double>(all)).high;
    return most <= 0.5 ? std::optional(most) : std::nullopt;
}

/// Which of both errors of setting aside may be told, and what is said where they may not.
struct ErrorsTold {
    std::size_t answered = 0;                 ///< of the later contacts; to be written by count_among()
    bool would = false, lost = false;         ///< the share itself, with its interval
    std::optional<double> would_at_most = {}, lost_at_most = {};  ///< else: the same for every number of answers below k
};

inline ErrorsTold told_of(const SetAsideErrors& errors, std::size_t k) {
    if (!errors.would_convert) return {};
    const double answered = std::round(errors.would_convert->value * static_cast<double>(errors.contacts));
    ErrorsTold told{.answered = static_cast<std::size_t>(answered)};
    told.would = told.answered >= k && errors.contacts - told.answered >= k;
    if (told.answered < k) told.would_at_most = most_of_few(errors.contacts, k);
    if (!errors.converters_lost || !(told.would || told.would_at_most)) return told;
    // Answers of everyone else: where this group gave none, only the upper limit z² / (n + z²) of its share knows how many there are.
    const Estimate& lost = *errors.converters_lost;
    double all = 0;
    if (answered > 0 && lost.value > 0) all = std::round(answered / lost.value);
    else if (lost.interval && lost.interval->high > 0 && lost.interval->high < 1) {
        const double of_one = wilson_interval(0, 1).high, square = of_one / (1 - of_one);
        all = std::round(square * (1 - lost.interval->high) / lost.interval->high);
    }
    if (!(all > answered)) return told;
    const std::size_t others = static_cast<std::size_t>(all - answered);
    told.lost = told.would && others >= k;
    if (!told.would) told.lost_at_most = most_of_few(others + k - 1, k);
    return told;
}

}  // namespace dangol::inline v0
