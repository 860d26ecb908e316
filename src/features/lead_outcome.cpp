#include "features/lead_outcome.hpp"

#include "core/on_record.hpp"

namespace dangol::inline v0 {

LeadOutcome outcome_known_by(const LeadRecords& leads, std::uint32_t lead, Instant moment, const TimeZone& zone) {
    const Instant converted_at = leads.converted_at[lead], closes = leads.window_closes[lead];
    if (converted_at < closes && on_record(converted_at, moment, zone)) return LeadOutcome::converted;
    const bool closed = closes != never && closes <= moment;
    if (!closed) return LeadOutcome::open;
    if (converted_at != never) return LeadOutcome::not_converted;  // it came too late
    if (leads.converted[lead] == 1) return LeadOutcome::converted;
    return leads.converted[lead] == 0 ? LeadOutcome::not_converted : LeadOutcome::open;
}

}  // namespace dangol::inline v0
