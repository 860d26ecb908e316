#include "features/mix.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const ChannelMix& mix, const FeatureSource& source) {
    source.require(source.base().schema().interaction.channel, "InteractionColumns::channel", "ChannelMix");
    FeatureColumn column{.name = "channel_mix", .role = mix.role.value_or(Role::basis), .construct = Construct::channel_mix, .unit = "visits"};
    return prepare_mix({.feature = "ChannelMix", .column = column, .names = source.base().visits().channels, .parts_at_most = mix.parts_at_most}, source,
                       [](const CustomerMoment& moment, auto&& take) {
                           for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) take(moment.visits.channel[visit]);
                       });
}

}  // namespace dangol::inline v0
