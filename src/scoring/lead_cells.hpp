#pragma once

#include <dangol/features/feature_column.hpp>

namespace dangol::inline v0 {

/// Of how many children somebody has there are no days.
inline bool is_counted_over_days(const FeatureColumn& column) noexcept {
    return column.kind == ColumnKind::count && column.construct != Construct::attribute && column.construct != Construct::lead_attribute;
}

}  // namespace dangol::inline v0
