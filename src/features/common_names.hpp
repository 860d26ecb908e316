#pragma once

#include <dangol/core/language.hpp>
#include <dangol/customers/column_kind.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace dangol::inline v0 {

/// What attributes are often called in tables, in the reader's language: "age_band" is "나이대" on a Korean page, "거리" is "distance" on an English one. What is in the
/// reader's language already stays as its owner wrote it. A unit behind the name is left out, since values carry it: "distance_km". None for other names,
/// nor where the values are of another kind than the name says: a "region" that is a number is none.
std::optional<std::string> common_name(std::string_view name, std::string_view unit, ColumnKind, Language);

}  // namespace dangol::inline v0
