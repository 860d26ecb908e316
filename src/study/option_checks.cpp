#include "study/option_checks.hpp"

#include <dangol/core/error.hpp>
#include <dangol/core/language.hpp>
#include <dangol/core/time.hpp>

#include "customers/customer_base_state.hpp"
#include "features/option_checks.hpp"
#include "personas/option_checks.hpp"
#include "scoring/option_checks.hpp"
#include "segments/option_checks.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace dangol::inline v0 {

void check_options(const StudyOptions& options) {
    check_options(options.count);
    check_options(options.judge);
    if (!options.declared_kinds.empty()) check_declared(options.declared_kinds, options.declared);
    if (options.declared_kinds.empty() && !(options.declared == DeclaredKindOptions{}))
        throw InvalidArgument("declared", "given", "left out without declared_kinds, which it is about", "give declared_kinds too, or leave it out");
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
    const Instant from = plan.window.from.given() ? base.time_zone().instant(plan.window.from.local_time()).instant : Instant::min();
    for (const VisitColumns* columns : {&base.visits(), &base.events()}) {
        for (std::size_t i = 0; i < columns->satisfaction.size(); ++i)
            if (columns->at[i] >= from) check_answer(columns->satisfaction[i], *options.satisfaction_scale);
    }
}

void check_leads_are_known(const CustomerBase& base) {
    const LeadRecords& leads = base.state().data->leads;
    std::vector<std::uint32_t> contacted = leads.customer;
    std::ranges::sort(contacted);
    const auto repeated = std::ranges::unique(contacted);
    const std::size_t customers = contacted.size() - repeated.size(), others = base.customer_count() - customers;
    constexpr std::size_t chance = 20;  // of fewer on either side none may be shared by chance
    if (customers < chance || others < chance || base.account().customers_with_leads_only < customers) return;
    throw BadInput("None of the " + number_text(customers) + " customers of the leads has a row in the other tables that is used: are their ids the same as those of the customers and "
                   "interactions, and do these lie in the schema's window? Mend that, give the table of customers that has them, or study without the leads.");
}

}  // namespace dangol::inline v0
