#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace dangol::inline v0 {

/// Customers × K, 1 where a customer belongs: what describe_groups() takes. @throws InvalidArgument for a group that is not below `count`
DANGOL_EXPORT Matrix membership_of(std::span<const std::uint32_t> groups, std::size_t count);

}  // namespace dangol::inline v0
