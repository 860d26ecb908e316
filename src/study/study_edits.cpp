#include <dangol/study/study.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scoring/lead_scorer_state.hpp"

namespace dangol::inline v0 {
namespace {

/// The scorer holds the personas that it was fitted with, and names them beside each lead: what is written on one is written on both.
template <class Edit>
Study edited(const Study& study, Edit edit) {
    Study changed = study;
    changed.personas = edit(study.personas);
    if (!study.scorer) return changed;
    auto state = std::make_shared<LeadScorer::State>(study.scorer->state());
    state->personas = edit(state->personas);
    changed.scorer = LeadScorer(std::move(state));
    return changed;
}

}  // namespace

Study rename(const Study& study, PersonaId id, std::string alias) {
    return edited(study, [&](const PersonaSet& set) { return rename(set, id, alias); });
}

Study retitle(const Study& study, PersonaId id, std::string title) {
    return edited(study, [&](const PersonaSet& set) { return retitle(set, id, title); });
}

Study annotate(const Study& study, PersonaId id, std::vector<std::string> notes) {
    return edited(study, [&](const PersonaSet& set) { return annotate(set, id, notes); });
}

}  // namespace dangol::inline v0
