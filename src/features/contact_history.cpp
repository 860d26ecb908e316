#include "features/lead_outcome.hpp"
#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const ContactHistory& history, const FeatureSource& source) {
    source.require(source.base().schema().lead.contacted, "LeadColumns::contacted", "ContactHistory");
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
            .measure = [](const CustomerMoment& moment, RowCells cells) {
                const double days_on_record = days_between(moment.contacts_since, moment.as_of);
                if (days_on_record > 0) cells[0].number(static_cast<double>(moment.past_leads.size()), days_on_record);

                double responses = 0, known = 0;
                Instant latest = Instant::min();
                for (const std::uint32_t lead : moment.past_leads) {
                    const LeadOutcome outcome = outcome_known_by(moment.leads, lead, moment.as_of);
                    if (outcome == LeadOutcome::open) continue;
                    known += 1;
                    if (outcome != LeadOutcome::converted) continue;
                    responses += 1;
                    const Instant at = moment.leads.converted_at[lead];
                    if (at != never && at > latest) latest = at;
                }
                if (known > 0) cells[1].number(responses, known);
                if (latest != Instant::min()) cells[2].number(days_between(latest, moment.as_of));
            }};
}

}  // namespace dangol::inline v0
