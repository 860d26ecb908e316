#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {
namespace {

bool is(InteractionKind kind, const CustomerMoment& moment, std::uint64_t event) {
    return moment.events.kind[event] == static_cast<std::uint8_t>(kind);
}

/// Visits in the window that an event of a kind follows before the next visit.
void measure_followed(InteractionKind kind, const CustomerMoment& moment, FeatureCell cell) {
    std::uint64_t event = moment.first_event;
    measure_share(moment, cell, [&](std::uint64_t visit) {
        const Instant next = visit + 1 < moment.end_visit ? moment.visits.at[visit + 1] : moment.as_of;
        while (event < moment.end_event && moment.events.at[event] < moment.visits.at[visit]) ++event;
        int followed = 0;
        for (; event < moment.end_event && moment.events.at[event] < next; ++event) followed = is(kind, moment, event) ? 1 : followed;
        return followed;
    });
}

template <class F>
PreparedFeature followed_visits(const F& feature, const char* type, const char* name, Construct construct, InteractionKind kind, const FeatureSource& source) {
    source.require(source.base().schema().interaction.kind, "InteractionColumns::kind", type);
    FeatureColumn column{.name = name, .kind = ColumnKind::share, .role = feature.role.value_or(Role::descriptor), .construct = construct, .unit = "visits"};
    return {.columns = {column}, .measure = [kind](const CustomerMoment& moment, RowCells cells) { measure_followed(kind, moment, cells[0]); }};
}

}  // namespace

PreparedFeature prepare(const Complaints& complaints, const FeatureSource& source) {
    constexpr auto name = "visits_with_complaint";
    return followed_visits(complaints, "Complaints", name, Construct::complaints, InteractionKind::complaint, source);
}

PreparedFeature prepare(const Returns& returns, const FeatureSource& source) {
    constexpr auto name = "visits_with_return";
    return followed_visits(returns, "Returns", name, Construct::returns, InteractionKind::returned, source);
}

PreparedFeature prepare(const NoShows& no_shows, const FeatureSource& source) {
    source.require(source.base().schema().interaction.kind, "InteractionColumns::kind", "NoShows");
    FeatureColumn column{.name = "no_shows",
                         .kind = ColumnKind::share,
                         .role = no_shows.role.value_or(Role::descriptor),
                         .construct = Construct::no_shows,
                         .unit = "appointments"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                double missed = 0, kept = 0;
                for (std::uint64_t event = moment.first_event; event < moment.end_event; ++event) missed += is(InteractionKind::no_show, moment, event) ? 1 : 0;
                const auto& planned = moment.visits.planned;
                for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) kept += planned.empty() || planned[visit] == 1 ? 1 : 0;
                if (missed + kept > 0) cells[0].number(missed, missed + kept);
            }};
}

}  // namespace dangol::inline v0
