#pragma once

#include <dangol/customers/customer_base.hpp>

#include <cstddef>

namespace dangol::inline v0 {

/// How many ids are another's but for spaces around them (also those that do not break) or capital letters A to Z. Ids are told apart by their
/// bytes all the same: whether " kim" and "Kim" are one person is not ours to decide.
std::size_t alike_ids(const CustomerKeys& keys);

}  // namespace dangol::inline v0
