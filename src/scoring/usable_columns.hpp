#pragma once

#include <dangol/features/feature_table.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include <string_view>

namespace dangol::inline v0 {

/// The columns of leads that may enter a score: no protected attributes, no outcomes. What is left out is named in the report.
FeatureTable usable_columns(const FeatureTable& leads, ScorerReport&);

/// The columns that made the segments decide who fits, and who is set aside: none may be protected or know the outcome.
/// @throws ProtectedAttribute, FutureLeak
void check_basis(const PersonaSet&, const FeatureTable& leads, std::string_view use);

}  // namespace dangol::inline v0
