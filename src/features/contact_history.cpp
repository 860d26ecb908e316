#include "features/lead_outcome.hpp"
#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

namespace {

/// Responses come before failures are certain: while a window is open, counting it only when it has brought a response would make
/// recent contacts look good. A contact without a horizon is a trial from the day it was made, where responses are dated.
bool is_trial(const LeadRecords& leads, std::uint32_t lead, Instant moment, bool dated) {
    const Instant closes = leads.window_closes[lead];
    return closes == never ? dated : closes <= moment;
}

}  // namespace

PreparedFeature prepare(const ContactHistory& history, const FeatureSource& source) {
    source.require(source.base().schema().lead.contacted, "LeadColumns::contacted", "ContactHistory");
    const bool dated = !source.base().schema().lead.converted_at.empty();
    const auto column = [&](const char* name, ColumnKind kind, const char* detail, const char* unit) {
        return FeatureColumn{.name = name,
                             .kind = kind,
                             .role = history.role.value_or(Role::descriptor),
                             .construct = Construct::contact_history,
                             .detail = detail,
                             .unit = unit};
    };
    return {.columns = {column("past_contacts", ColumnKind::count, "contacts", "days"),
                        column("past_responses", ColumnKind::share, "responses", "contacts"),
                        column("days_since_response", ColumnKind::positive, "days_since_response", "days")},
            .measure = [dated](const CustomerMoment& moment, RowCells cells) {
                const double days_on_record = days_between(moment.contacts_since, moment.as_of);
                if (days_on_record > 0) cells[0].number(static_cast<double>(moment.past_leads.size()), days_on_record);

                double responses = 0, known = 0;
                Instant latest = Instant::min();
                for (const std::uint32_t lead : moment.past_leads) {
                    const LeadOutcome outcome = outcome_known_by(moment.leads, lead, moment.as_of);
                    const bool converted = outcome == LeadOutcome::converted;
                    const Instant at = moment.leads.converted_at[lead];
                    if (converted && at != never && at > latest) latest = at;
                    if (!is_trial(moment.leads, lead, moment.as_of, dated)) continue;
                    if (outcome == LeadOutcome::open && moment.leads.window_closes[lead] != never) continue;  // the table does not say
                    known += 1;
                    responses += converted ? 1 : 0;
                }
                if (known > 0) cells[1].number(responses, known);
                if (latest != Instant::min()) cells[2].number(days_between(latest, moment.as_of));
            }};
}

}  // namespace dangol::inline v0
