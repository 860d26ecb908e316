#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/language.hpp>

#include <cmath>
#include <cstddef>
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

/// Whether a share of `all` would give away an exact number below k.
inline bool gives_away(const Estimate& share, std::size_t all, std::size_t k) {
    const double count = std::round(share.value * static_cast<double>(all)), few = static_cast<double>(k);
    return count < few || static_cast<double>(all) - count < few;
}

}  // namespace dangol::inline v0
