#pragma once

/// Notes as staff write them after a visit, in Korean: what was seen and heard, not what was concluded.

#include "profile.hpp"
#include "randomness.hpp"

#include <cstddef>
#include <string>

namespace dangol::worlds {

struct NoteOccasion {
    const TradeProfile& trade;
    std::size_t kind = 0;
    std::string_view offering = {};
    bool with_family = false;
    const UnpaidKind* unpaid = nullptr;      ///< what it was, where nothing was paid
    bool first_visit = false;
    std::string_view last_offering = {};     ///< of the visit before; empty: none on record
};

/// Empty when nobody wrote anything. A kind's own phrases mix with what is noted of anybody and, now and then, with what is
/// usually noted of another kind: a word points at a kind without proving it. About one note in a hundred holds an invented
/// telephone number or address, for whoever tests masking.
std::string note(const NoteOccasion& occasion, Randomness& random);

}  // namespace dangol::worlds
