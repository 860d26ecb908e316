#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// Whether they come back to the same member of staff. Column same_staff_again, share; trials: pairs of a visit and the next one, both in the window and
/// of known staff. Missing without such a pair. Descriptor.
struct StaffLoyalty {
    std::optional<Role> role = {};
    bool operator==(const StaffLoyalty&) const = default;
};

}  // namespace dangol::inline v0
