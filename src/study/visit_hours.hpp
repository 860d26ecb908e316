#pragma once

#include <dangol/customers/customer_base.hpp>
#include <dangol/study/study.hpp>

namespace dangol::inline v0 {

VisitHours hours_of(const VisitColumns& visits);

}  // namespace dangol::inline v0
