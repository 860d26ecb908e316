#pragma once

#include <dangol/customers/customer_base.hpp>
#include <dangol/features/lead_table.hpp>

#include <cstdint>

namespace dangol::inline v0 {

inline constexpr Instant never = Instant::max();

/// What was known of a lead by a moment. A conversion with a time counts if it lies within the window of the lead and was on record by the
/// moment; one without a time counts only once the window has closed, for until then nobody can say when it was known.
LeadOutcome outcome_known_by(const LeadRecords& leads, std::uint32_t lead, Instant moment, const TimeZone& zone);

}  // namespace dangol::inline v0
