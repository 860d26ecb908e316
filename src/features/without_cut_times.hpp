#pragma once

#include <dangol/features/feature_table.hpp>

namespace dangol::inline v0 {

/// The table without what is counted in pieces of the day or of the year: of visits only the day of the week is left, and seasons are left out. Whoever
/// comes at half past one is of the midday, at half past two of the afternoon: customers whose hour changes gradually stand in two heaps then, with a gap
/// between them that the clock's cut made. Days of the week are no such cut. The same table where nothing of the kind is in it.
FeatureTable without_cut_times(const FeatureTable&);

}  // namespace dangol::inline v0
