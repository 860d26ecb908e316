#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>
#include <string>

namespace dangol::inline v0 {

/// How often staff noted something: one code of InteractionColumns::observations or observation_flags. Column observed_<code>, share; trials:
/// visits and other interactions in the window for which staff recorded anything, be it nothing of note. Missing without one.
/// Descriptor: who is noted down, and by whom, is not a random sample.
struct ObservationShare {
    std::string code = {};
    std::optional<Role> role = {};
    bool operator==(const ObservationShare&) const = default;
};

}  // namespace dangol::inline v0
