#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>
#include <string>

namespace dangol::inline v0 {

/// A column of the customer table, as the schema declares it, under its own name. Missing stays missing; a level that the
/// settled columns of the plan do not have is missing. It has no date: what stands there is taken to be known at any
/// as-of moment, so a column that is filled in afterwards belongs in no plan, or has Role::outcome. Descriptor.
struct Attribute {
    std::string name = {};
    std::optional<Role> role = {};
    bool operator==(const Attribute&) const = default;
};

}  // namespace dangol::inline v0
