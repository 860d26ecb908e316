#include "features/lead_outcome.hpp"
#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {
namespace {

/// How much of a contact counts as a trial, 0 … 1. `dated`: the table says when people convert, so that a contact can be judged before its
/// window closes. (A single conversion without a time is silence until then: that it will be one is not known yet.)
double trial(const LeadRecords& leads, std::uint32_t lead, LeadOutcome outcome, Instant moment, OpenWindows open_windows, bool dated) {
    const Instant contacted = leads.contacted_at[lead], closes = leads.window_closes[lead];
    if (closes == never) return dated ? 1 : 0;
    if (closes <= moment) return outcome != LeadOutcome::open ? 1 : 0;  // open all the same: the table does not say
    if (open_windows == OpenWindows::left_out || !dated) return 0;
    if (outcome == LeadOutcome::converted) return 1;
    return open_windows == OpenWindows::elapsed ? days_between(contacted, moment) / days_between(contacted, closes) : 0;
}

}  // namespace

PreparedFeature prepare(const ContactHistory& history, const FeatureSource& source) {
    const LeadColumns& meaning = source.base().schema().lead;
    source.require(meaning.contacted, "LeadColumns::contacted", "ContactHistory");
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
            .measure = [open_windows = history.open_windows, dated = !meaning.converted_at.empty(), zone = source.base().time_zone()](const CustomerMoment& moment, RowCells cells) {
                const double days_on_record = days_between(moment.contacts_since, moment.as_of);
                if (days_on_record > 0) cells[0].number(static_cast<double>(moment.past_leads.size()), days_on_record);

                double responses = 0, trials = 0;
                Instant latest = Instant::min();
                for (const std::uint32_t lead : moment.past_leads) {
                    const LeadOutcome outcome = outcome_known_by(moment.leads, lead, moment.as_of, zone);
                    const double counted = trial(moment.leads, lead, outcome, moment.as_of, open_windows, dated);
                    trials += counted;
                    if (outcome != LeadOutcome::converted) continue;
                    responses += counted;
                    const Instant at = moment.leads.converted_at[lead];
                    if (at != never && at > latest) latest = at;
                }
                if (trials > 0) cells[1].number(responses, trials);
                if (latest != Instant::min()) cells[2].number(days_between(latest, moment.as_of));
            }};
}

}  // namespace dangol::inline v0
