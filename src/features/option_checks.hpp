#pragma once

#include <dangol/features/foreknowledge.hpp>

/// What the steps of this layer ask of their options, for those who ask before the first of them begins. @throws InvalidArgument
namespace dangol::inline v0 {

void check_options(const ForeknowledgeOptions&);

}  // namespace dangol::inline v0
