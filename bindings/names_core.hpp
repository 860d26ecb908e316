#pragma once

#include "enumerators.hpp"

#include <dangol/core/fit_warning.hpp>
#include <dangol/core/language.hpp>

/// Names of enumerators that several layers take.
namespace dangol::python {

template <>
struct NamesOf<Language> {
    static constexpr const char* type = "Language";
    static constexpr Enumerator<Language> all[] = {{"english", Language::english}, {"korean", Language::korean}};
};

template <>
struct NamesOf<WarningKind> {
    static constexpr const char* type = "WarningKind";
    static constexpr Enumerator<WarningKind> all[] = {{"column_never_observed", WarningKind::column_never_observed},
                                                      {"column_constant", WarningKind::column_constant},
                                                      {"column_dominates", WarningKind::column_dominates},
                                                      {"segment_degenerate", WarningKind::segment_degenerate},
                                                      {"segment_empty", WarningKind::segment_empty},
                                                      {"not_converged", WarningKind::not_converged},
                                                      {"best_start_unconfirmed", WarningKind::best_start_unconfirmed},
                                                      {"number_at_limit", WarningKind::number_at_limit},
                                                      {"too_few_for_natural", WarningKind::too_few_for_natural},
                                                      {"unequal_weights", WarningKind::unequal_weights},
                                                      {"overlap_uncorrected", WarningKind::overlap_uncorrected},
                                                      {"no_outcomes_of_contacts", WarningKind::no_outcomes_of_contacts},
                                                      {"nobody_worth_contacts", WarningKind::nobody_worth_contacts},
                                                      {"too_few_to_set_aside", WarningKind::too_few_to_set_aside},
                                                      {"loss_not_identified", WarningKind::loss_not_identified},
                                                      {"not_calibrated", WarningKind::not_calibrated},
                                                      {"regression_not_converged", WarningKind::regression_not_converged}};
};

}  // namespace dangol::python
