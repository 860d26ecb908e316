#include "study/option_checks.hpp"

#include <dangol/core/time.hpp>

#include "features/option_checks.hpp"
#include "personas/option_checks.hpp"
#include "scoring/option_checks.hpp"
#include "segments/option_checks.hpp"

#include <algorithm>
#include <cstddef>
#include <variant>

namespace dangol::inline v0 {

void check_options(const StudyOptions& options) {
    check_options(options.count);
    check_options(options.judge);
    if (!options.declared_kinds.empty()) check_declared(options.declared_kinds, options.declared);
    check_options(options.personas);
    check_options(options.evidence);
    check_options(options.next_period);
    check_options(options.foreknowledge);
    check_options(options.strangers);
    if (options.negatives) check_options(*options.negatives);
    check_options(options.scorer);
    check_options(options.quality);
}

void check_answers(const PermittedBase& base, const FeaturePlan& plan, const NegativePersonaOptions& options) {
    const bool looked_at = std::ranges::any_of(plan.features, [](const Feature& feature) {
        return std::holds_alternative<Satisfaction>(feature) || std::holds_alternative<LastSatisfaction>(feature);
    });
    if (!options.satisfaction_scale || !looked_at) return;
    const VisitColumns& visits = base.visits();
    const Instant from = plan.window.from.given() ? base.time_zone().instant(plan.window.from.local_time()).instant : Instant::min();
    for (std::size_t visit = 0; visit < visits.satisfaction.size(); ++visit)
        if (visits.at[visit] >= from) check_answer(visits.satisfaction[visit], *options.satisfaction_scale);
}

}  // namespace dangol::inline v0
