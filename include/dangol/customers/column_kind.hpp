#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace dangol::inline v0 {

/// How a column was measured. Which distribution describes it is decided in segments/ (see Family).
enum class ColumnKind : std::uint8_t {
    numeric,           ///< any real number; a mean carries how many observations are behind it as exposure
    positive,          ///< an amount ≥ 0, zeros allowed: spend, distance, days
    count,             ///< events over an exposure: visits in the days observed
    share,             ///< successes over trials: numbers() holds the successes, exposures() the trials
    flag,              ///< no (code 0) or yes (code 1)
    category,          ///< one of a set without order
    ordered_category,  ///< one of a set from lowest to highest
    composition,       ///< parts that sum to one; exposures() holds the effective count behind them
    cyclic,            ///< a position on a circle of length `period`
    date,              ///< of attributes only: a day or a moment. What a feature makes of it is a distance in time
    text               ///< of attributes only: words of somebody's own. Never a feature, and shown nowhere
};

/// Whether it can be a column of features as it stands.
constexpr bool is_measured(ColumnKind kind) noexcept { return kind != ColumnKind::date && kind != ColumnKind::text; }

/// What a column may be used for. A column made from the plan is always replayed as of the moment a lead arrives.
enum class Role : std::uint8_t {
    basis,       ///< makes the segments
    descriptor,  ///< describes them, and may be used by a lead score
    outcome      ///< known only afterwards: neither a basis nor known when a lead arrives
};

/// Whether the owner of a column says that it is known by the moment a lead arrives.
enum class KnownWhen : std::uint8_t {
    undeclared,  ///< taken to be known in time; one that is too good to be so is warned of
    in_time,     ///< the owner confirms it, once and for all
    afterwards   ///< known only later: an error where a lead would need it
};

/// A protected attribute is shown nowhere but in the host's own audit: it never reaches a lead score or a negative persona.
enum class Sensitivity : std::uint8_t { ordinary, quasi_identifier, protected_attribute };

/// Customer ids as the user wrote them: whole numbers stay whole numbers, text stays text.
using CustomerKeys = std::variant<std::vector<std::int64_t>, std::vector<std::string>>;

/// In a column of codes: this cell was not observed.
inline constexpr std::uint32_t unobserved_code = 0xffff'ffffu;

}  // namespace dangol::inline v0
