#pragma once

/// Who agreed to what, who refused, and who changed their mind. Independent of the kinds.

#include "people.hpp"

namespace dangol::worlds {

Consents consents_of(const std::vector<Person>& people, const Customers& customers, const WorldOptions& options);

}  // namespace dangol::worlds
