#pragma once

#include <cstdint>

/// The two languages in which dangol speaks.
namespace dangol::inline v0 {

enum class Language : std::uint8_t { english, korean };

}  // namespace dangol::inline v0
