#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const ChannelSwitching& switching, const FeatureSource& source) {
    source.require(source.base().schema().interaction.channel, "InteractionColumns::channel", "ChannelSwitching");
    FeatureColumn column{.name = "channel_switches",
                         .kind = ColumnKind::share,
                         .role = switching.role.value_or(Role::descriptor),
                         .construct = Construct::channel_switching,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_pairs(moment, cells[0], [&](std::uint64_t earlier, std::uint64_t later) {
                    const std::uint32_t before = moment.visits.channel[earlier], after = moment.visits.channel[later];
                    if (before == unobserved_code || after == unobserved_code) return not_known;
                    return before != after ? 1 : 0;
                });
            }};
}

}  // namespace dangol::inline v0
