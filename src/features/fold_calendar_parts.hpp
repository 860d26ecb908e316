#pragma once

#include "features/fold_part.hpp"

/// Features that the calendar is asked for. @throws nothing: prepare() has looked at their options
namespace dangol::inline v0 {

FoldedFeature folded(const VisitIntervals&);
FoldedFeature folded(const VisitVariability&);
FoldedFeature folded(const Overdue&);
FoldedFeature folded(const Repeat&);
FoldedFeature folded(const VisitRhythm&, const FeaturePlan&, bool wide_counters);
FoldedFeature folded(const RhythmShare&, const FeaturePlan&);

}  // namespace dangol::inline v0
