#pragma once

#include <dangol/study/study.hpp>

#include <string>

namespace dangol::inline v0 {

/// What became of the leads, in words; where they must not be told, without the number of those of customers who refused, nor of all, which less the others would be the same.
std::string leads_text(const LeadsUsed&, bool tells_refused, Language);

}  // namespace dangol::inline v0
