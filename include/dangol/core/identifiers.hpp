#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

/// Numbers that must not be confused are distinct types: a CustomerId is no SegmentId, and neither is a plain number.
///
///     const SegmentId first{0};
///     shares[first.value]
namespace dangol::inline v0 {

/// A number that identifies one `Of`.
template <class Of>
struct Identifier {
    std::uint32_t value = 0;

    constexpr auto operator<=>(const Identifier&) const = default;
};

using CustomerId = Identifier<struct OfCustomer>;                ///< a customer's code in its base, in order of first sight
using SegmentId = Identifier<struct OfSegment>;                  ///< survives a refit, so it is no position
using PersonaId = Identifier<struct OfPersona>;                  ///< survives a refit
using NegativePersonaId = Identifier<struct OfNegativePersona>;  ///< survives a refit
using ColumnIndex = Identifier<struct OfColumn>;                 ///< position of a column in its table, from 0
using LevelIndex = Identifier<struct OfLevel>;                   ///< code of a level in its column, from 0

/// `position` as an identifier; the caller knows that it fits (tables have fewer than 2³² rows, columns and levels).
template <class Id>
constexpr Id id_at(std::size_t position) noexcept {
    return Id{static_cast<std::uint32_t>(position)};
}

}  // namespace dangol::inline v0

template <class Of>
struct std::hash<dangol::Identifier<Of>> {
    std::size_t operator()(dangol::Identifier<Of> id) const noexcept { return std::hash<std::uint32_t>{}(id.value); }
};
