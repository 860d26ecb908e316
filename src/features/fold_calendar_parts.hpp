#pragma once

#include "features/fold_part.hpp"

#include <cstddef>
#include <memory>

namespace dangol::inline v0 {

std::unique_ptr<FoldPart> interval_part(std::size_t intervals_at_least);  ///< days between visits: VisitIntervals
std::unique_ptr<FoldPart> week_part(bool wide_counters);                  ///< visits by part of the week: VisitRhythm

}  // namespace dangol::inline v0
