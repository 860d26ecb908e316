#pragma once

#include <string_view>

namespace dangol::inline v0 {

/// A schema names its currency by the code of ISO 4217, or not at all. @throws InvalidArgument
void check_currency(std::string_view currency);

}  // namespace dangol::inline v0
