#pragma once

#include <dangol/features/feature_table.hpp>
#include <dangol/segments/declared_kinds.hpp>
#include <dangol/segments/segmentation.hpp>

#include <vector>

/// What the steps of this layer ask of their options, for those who ask before the first of them begins. @throws InvalidArgument
namespace dangol::inline v0 {

void check_options(const SegmentCountOptions&);
void check_options(const JudgeOptions&);
void check_wanted(const JudgeOptions&, std::size_t customers);  ///< no more segments than customers
void check_declared(const std::vector<DeclaredKind>&, const DeclaredKindOptions&);
/// Also that the table has the columns and levels of which something was said. @throws UnknownColumn, UnknownLevel
void check_declared(const FeatureTable&, const std::vector<DeclaredKind>&, const DeclaredKindOptions&);

}  // namespace dangol::inline v0
