#pragma once

#include <string_view>

#include <dangol/export.hpp>

namespace dangol::inline v0 {

/// Of these headers: what the program was compiled with. CMake and the Python package read the number here.
inline constexpr std::string_view version_text = "0.1.0";

/// Of the library: what the program runs with. Where it differs from version_text, headers and library come from two
/// releases.
DANGOL_EXPORT std::string_view version() noexcept;

}  // namespace dangol::inline v0
