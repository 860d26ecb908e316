#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// Whether they came a second time: visits on at least two days on record before the as-of moment, also before the window. Column
/// repeat_customer, flag. Missing of somebody who never came. Descriptor: with the frequency known it is no news.
struct Repeat {
    std::optional<Role> role = {};
    bool operator==(const Repeat&) const = default;
};

}  // namespace dangol::inline v0
