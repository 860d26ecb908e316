#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/time.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/features/feature_table.hpp>

#include <span>

namespace dangol::inline v0 {

/// The columns of a plan for customers, each as of a moment of its own, through a window of the plan's length that ends there: the customers that
/// leads are like, since those are seen as on the day of their contact. One row for each of `customers`, in their order.
/// @throws InvalidArgument for one whom the base does not have, and what build_features() throws
FeatureTable build_features_as_of(const PermittedBase&, const FeaturePlan&, const CustomerKeys& customers, std::span<const Instant> as_of, const Execution&);

}  // namespace dangol::inline v0
