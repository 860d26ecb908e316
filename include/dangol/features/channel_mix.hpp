#pragma once

#include <dangol/features/counted_interactions.hpp>
#include <dangol/features/feature_column.hpp>

#include <cstddef>
#include <optional>

namespace dangol::inline v0 {

/// Where they come. Column channel_mix, composition of the channels with most visits in the window (of equals, the first by
/// name) and "other"; exposure: visits whose channel is known. Missing without such a visit. Basis. Of all interactions, where
/// they ask and look as well: column channel_mix_of_all, everything likewise.
struct ChannelMix {
    std::size_t parts_at_most = 8;  ///< ≥ 2; "other" is one of them where channels were folded
    std::optional<Role> role = {};
    CountedInteractions counted = CountedInteractions::visits;
    bool operator==(const ChannelMix&) const = default;
};

}  // namespace dangol::inline v0
