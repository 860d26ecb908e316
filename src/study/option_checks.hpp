#pragma once

#include <dangol/customers/customer_base.hpp>
#include <dangol/study/study.hpp>

/// What the steps of this layer ask of their options, for those who ask before the first of them begins. @throws InvalidArgument
namespace dangol::inline v0 {

void check_options(const NextPeriodOptions&);
void check_options(const StudyOptions&);  ///< of all its steps: a slip is told at once, and not after a minute

/// Whether the declared scale of satisfaction holds every answer since the window began, where the plan has satisfaction.
void check_answers(const PermittedBase&, const FeaturePlan&, const NegativePersonaOptions&);

/// Leads of people of whom nothing else is on record teach nothing of the kinds: mostly their ids are those of another system. @throws BadInput
void check_leads_are_known(const CustomerBase&);

}  // namespace dangol::inline v0
