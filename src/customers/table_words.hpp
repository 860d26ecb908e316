#pragma once

#include <dangol/core/language.hpp>
#include <dangol/customers/account.hpp>

#include <string_view>

namespace dangol::inline v0 {

std::string_view table_words(TableKind table, Language language) noexcept;  ///< "interaction table", "방문 기록 표"

}  // namespace dangol::inline v0
