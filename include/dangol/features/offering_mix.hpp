#pragma once

#include <dangol/features/feature_column.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace dangol::inline v0 {

/// What is bought. Column offering_mix, composition of the offerings with most lines in the window (of equals, the first by
/// name) and "other"; exposure: lines whose offering is known. Missing without such a line. Basis.
struct OfferingMix {
    std::size_t parts_at_most = 12;  ///< ≥ 2; "other" is one of them where offerings were folded
    std::optional<Role> role = {};
    bool operator==(const OfferingMix&) const = default;
};

/// Visits that include one offering. Column visits_with_<offering>, share; trials: visits of which an offering is known.
/// Missing without such a visit in the window. Basis.
struct OfferingShare {
    std::string offering = {};
    std::optional<Role> role = {};
    bool operator==(const OfferingShare&) const = default;
};

}  // namespace dangol::inline v0
