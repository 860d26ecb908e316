#pragma once

#include <dangol/features/counted_interactions.hpp>
#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// How often the next visit comes another way. Column channel_switches, share; trials: pairs of a visit and the next one, both in the window and of
/// a known channel. Missing without such a pair. Descriptor. Of all interactions, an inquiry by telephone before a visit, say: column
/// channel_switches_of_all, everything likewise.
struct ChannelSwitching {
    std::optional<Role> role = {};
    CountedInteractions counted = CountedInteractions::visits;
    bool operator==(const ChannelSwitching&) const = default;
};

}  // namespace dangol::inline v0
