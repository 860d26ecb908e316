#pragma once

#include <cstdint>

namespace dangol::inline v0 {

/// What data may be used for. Features are built only from `base.permitting(purpose)`.
enum class Purpose : std::uint8_t { analysis, profiling, marketing, quoting, training };

}  // namespace dangol::inline v0
