#pragma once

#include <cstdint>

namespace dangol::inline v0 {

/// Which interactions count: InteractionKind says what is a visit and what an event.
enum class CountedInteractions : std::uint8_t {
    visits,  ///< those that came and were served
    all      ///< events as well: who asked, looked, booked or complained
};

}  // namespace dangol::inline v0
