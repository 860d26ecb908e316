#pragma once

#include <dangol/export.hpp>

#include <optional>
#include <string_view>

namespace dangol::inline v0 {

/// Yes or no, as people write it in a table and collect() reads it: 1, true, yes, y, t, o, 예, 네, and 0, false, no, n, f, x, 아니오, 아니요, in any case and with spaces
/// around; none for anything else, an empty cell among it. So that what is asked later, of a new lead or of a column that nobody has described, is read alike.
[[nodiscard]] DANGOL_EXPORT std::optional<bool> flag_of(std::string_view text) noexcept;

}  // namespace dangol::inline v0
