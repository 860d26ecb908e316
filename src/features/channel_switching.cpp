#include "features/interactions_by_time.hpp"
#include "features/prepared_feature.hpp"

#include <optional>

namespace dangol::inline v0 {
namespace {

/// Changes among the interactions whose channel, and whose predecessor's, is known.
void measure_all_switches(const CustomerMoment& moment, FeatureCell cell) {
    double switches = 0, pairs = 0;
    std::uint32_t before = unobserved_code;
    for_each_interaction(moment, [&](const VisitColumns& columns, std::uint64_t position) {
        const std::uint32_t now = columns.channel[position];
        if (before != unobserved_code && now != unobserved_code) {
            switches += before != now ? 1 : 0;
            pairs += 1;
        }
        before = now;
    });
    if (pairs > 0) cell.number(switches, pairs);
}

void measure_switches_of_visits(const CustomerMoment& moment, FeatureCell cell) {
    measure_pairs(moment, cell, [&](std::uint64_t earlier, std::uint64_t later) {
        const std::uint32_t before = moment.visits.channel[earlier], after = moment.visits.channel[later];
        if (before == unobserved_code || after == unobserved_code) return not_known;
        return before != after ? 1 : 0;
    });
}

}  // namespace

PreparedFeature prepare(const ChannelSwitching& switching, const FeatureSource& source) {
    source.require(source.base().schema().interaction.channel, "InteractionColumns::channel", "ChannelSwitching");
    const bool all = switching.counted == CountedInteractions::all;
    FeatureColumn column{.name = all ? "channel_switches_of_all" : "channel_switches",
                         .kind = ColumnKind::share,
                         .role = switching.role.value_or(Role::descriptor),
                         .construct = Construct::channel_switching,
                         .unit = all ? "interactions" : "visits"};
    return {.columns = {column}, .measure = [all](const CustomerMoment& moment, RowCells cells) {
                if (all) measure_all_switches(moment, cells[0]);
                else measure_switches_of_visits(moment, cells[0]);
            }};
}

}  // namespace dangol::inline v0
