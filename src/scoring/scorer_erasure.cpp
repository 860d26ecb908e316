#include <dangol/scoring/scorer_erasure.hpp>

#include <dangol/core/error.hpp>

#include "features/erased_customers.hpp"
#include "scoring/lead_scorer_state.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {

ScorerErasure erase_from_scorer(const LeadScorer& before, const PersonaSet& personas, const LeadTable& remaining, const CustomerKeys& erased,
                                const Execution& execution) {
    check_erased(remaining.features().customers(), erased, "remaining leads");
    if (count_of(erased) > 0 && personas == before.personas()) {
        throw InvalidArgument("personas", "those of the scorer", "of who is left", "take them from erase_from_personas()");
    }
    NegativePersonaSet negatives;
    if (!(before.negatives() == negatives)) negatives = find_negative_personas(personas, remaining, before.negatives().options, part_of(execution, 0, .2));
    ScorerErasure out{.scorer = fit_lead_scorer(personas, negatives, remaining, before.state().options, part_of(execution, .2, .95))};
    const std::vector<LeadScore> was = before.score(remaining, {.threads = execution.threads, .stop = execution.stop});
    const std::vector<LeadScore> is = out.scorer.score(remaining, {.threads = execution.threads, .stop = execution.stop});
    for (std::size_t i = 0; i < is.size(); ++i) out.largest_difference = std::max(out.largest_difference, std::fabs(is[i].probability - was[i].probability));
    return out;
}

}  // namespace dangol::inline v0
