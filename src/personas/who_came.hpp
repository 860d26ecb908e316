#pragma once

#include <dangol/personas/persona.hpp>

#include <cstddef>
#include <optional>
#include <span>

namespace dangol::inline v0 {

/// Of how many of a persona's customers a visit is on record in the time observed, where these are fewer than half: what is said of visits is said of the few. What the others
/// did is not told by it: they may have only asked or looked, or have come before. None where most have come. Rounded as numbers of customers are; 0: fewer than k.
inline std::optional<std::size_t> who_came(const Persona& persona, std::span<const FeatureColumn> columns) {
    const auto of_every_visit = [&](ColumnIndex column) {
        const Construct construct = columns[column.value].construct;
        return construct == Construct::recency || construct == Construct::visit_rhythm;
    };
    std::optional<std::size_t> came;
    for (const Trait& trait : persona.traits)
        if (of_every_visit(trait.column)) came = trait.customers;
    for (const OpenQuestion& question : persona.to_find_out)
        if (of_every_visit(question.column)) came = question.known_of;
    return came && 2 * *came < persona.customers ? came : std::nullopt;
}

}  // namespace dangol::inline v0
