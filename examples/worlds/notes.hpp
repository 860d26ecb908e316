#pragma once

/// Notes as staff write them after a visit, in Korean: what was seen and heard, not what was concluded.

#include "profile.hpp"
#include "randomness.hpp"

#include <span>
#include <string>

namespace dangol::worlds {

struct NoteOccasion {
    const KindProfile& kind;
    std::span<const std::string_view> common_phrases = {};
    std::string_view offering = {};
    bool with_family = false;
};

/// Empty when nobody wrote anything. A kind's own phrases mix with what is noted of anybody, so no single word gives a kind
/// away. About one note in a hundred holds an invented telephone number or address, for whoever tests masking.
std::string note(const NoteOccasion& occasion, Randomness& random);

}  // namespace dangol::worlds
