#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/features/lead_table.hpp>

namespace dangol::inline v0 {

/// A first plan: every feature that the schema of this base can supply, one basis column per construct, from the first record
/// to the day after the last.
[[nodiscard]] DANGOL_EXPORT FeaturePlan default_plan(const PermittedBase&);

/// One row per customer with at least FeaturePlan::visits_at_least visits in the window, in the order of their keys.
/// Nothing from `plan.window.until` on is seen. @throws InvalidArgument, UnknownColumn (a feature needs a column that the
/// schema does not name), InsufficientData (no customer permits the purpose), Cancelled
[[nodiscard]] DANGOL_EXPORT FeatureTable build_features(const PermittedBase&, const FeaturePlan&, const Execution& = {});

/// One row per lead, as on the moment it was contacted: the plan is replayed with a window of the same length that ends there,
/// cut at the start of the data, the exposure recorded; the lead's own attributes join; outcomes are open where the window had
/// not closed by `known_by` (none: the latest time in the records). Levels and parts are those of `plan.settled_columns`
/// where it has them. Leads without a single visit before are kept: their cells are not observed. Columns with Role::outcome are left
/// out. @throws as build_features(), FutureLeak (another column is KnownWhen::afterwards)
[[nodiscard]] DANGOL_EXPORT LeadTable build_leads(const PermittedBase&, const FeaturePlan&, const Execution& = {});
[[nodiscard]] DANGOL_EXPORT LeadTable build_leads(const PermittedBase&, const FeaturePlan&, Instant known_by, const Execution& = {});

}  // namespace dangol::inline v0
