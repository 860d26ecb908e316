#include <dangol/personas/persona_erasure.hpp>

#include "features/erased_customers.hpp"

#include <algorithm>
#include <utility>

namespace dangol::inline v0 {

PersonaErasure erase_from_personas(const PersonaSet& before, const FeatureTable& remaining, const CustomerKeys& erased, const EvidenceOptions& evidence,
                                   const Execution& execution) {
    check_erased(remaining.customers(), erased, "remaining customers");
    const bool tested = before.claims_tested > 0;
    const double fitted = tested ? .3 : .9;
    PersonaErasure out{.segments = erase_by_refit(before.segmentation, remaining, count_of(erased),
                                                  {.smallest_group = before.options.smallest_group, .seed = evidence.seed}, part_of(execution, 0, fitted))};
    PersonaSet now = describe_personas(out.segments.segmentation, remaining, before.options, part_of(execution, fitted, tested ? .4 : 1));
    if (tested) now = test_personas(now, remaining, evidence, part_of(execution, .4, 1));
    out.personas = carry_over(before, now);
    for (const Persona& persona : before.personas) {
        if (std::ranges::find(out.personas.personas, persona.segment, &Persona::segment) == out.personas.personas.end()) out.gone.push_back(persona.id);
    }
    return out;
}

}  // namespace dangol::inline v0
