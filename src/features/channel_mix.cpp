#include "features/interactions_by_time.hpp"
#include "features/mix.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const ChannelMix& mix, const FeatureSource& source) {
    source.require(source.base().schema().interaction.channel, "InteractionColumns::channel", "ChannelMix");
    const bool all = mix.counted == CountedInteractions::all;
    FeatureColumn column{.name = all ? "channel_mix_of_all" : "channel_mix",
                         .role = mix.role.value_or(Role::basis),
                         .construct = Construct::channel_mix,
                         .unit = all ? "interactions" : "visits"};
    // Visits and events are read with one list of channels.
    return prepare_mix({.feature = "ChannelMix", .column = column, .names = source.base().visits().channels, .parts_at_most = mix.parts_at_most}, source,
                       [all](const CustomerMoment& moment, auto&& take) {
                           for_each_interaction(moment, [&](const VisitColumns& columns, std::uint64_t position) {
                               if (all || &columns == &moment.visits) take(columns.channel[position]);
                           });
                       });
}

}  // namespace dangol::inline v0
