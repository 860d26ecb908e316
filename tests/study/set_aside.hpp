#pragma once

#include <dangol/personas/persona.hpp>
#include <dangol/scoring/negative_persona.hpp>
#include <dangol/segments/agreement.hpp>
#include <worlds/world.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace dangol_tests {

/// Whether those who would be left alone are those who were planted so, customer by customer: adjusted Rand of the two sorts.
inline double agreement_of_set_aside(const dangol::PersonaSet& personas, const dangol::NegativePersonaSet& negatives, const dangol::FeatureTable& customers,
                                     const dangol::worlds::World& world) {
    std::unordered_map<std::string, std::uint32_t> planted;
    for (std::size_t i = 0; i < world.customers.size(); ++i)
        planted[world.customers.customer_id[i]] = world.truth.kinds[world.truth.kind_of_customer[i]].negative == dangol::worlds::NegativeGround::none ? 0 : 1;
    const dangol::Members placed = members(personas, customers);
    std::vector<std::uint32_t> truth, set_aside;
    for (std::size_t i = 0; i < customers.customer_count(); ++i) {
        truth.push_back(planted.at(customers.customer_text(i)));
        const bool is_set_aside = placed.persona[i] < personas.personas.size() && std::ranges::any_of(negatives.personas, [&](const dangol::NegativePersona& negative) {
            return negative.persona == personas.personas[placed.persona[i]].id;
        });
        set_aside.push_back(is_set_aside ? 1 : 0);
    }
    return dangol::adjusted_rand(truth, set_aside);
}

}  // namespace dangol_tests
