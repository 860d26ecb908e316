#include <dangol/core/version.hpp>

namespace dangol::inline v0 {

std::string_view version() noexcept { return version_text; }

}  // namespace dangol::inline v0
