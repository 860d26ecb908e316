#include <dangol/core/error.hpp>

#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const ChannelMix& mix, const FeatureSource& source) {
    source.require(source.base().schema().interaction.channel, "InteractionColumns::channel", "ChannelMix");
    if (mix.parts_at_most < 2) throw InvalidArgument("ChannelMix::parts_at_most", mix.parts_at_most, "at least 2", "a mix has parts");
    constexpr auto name = "channel_mix";
    const auto& channels = source.base().visits().channels;
    const FeatureColumn* settled = source.settled(name);
    Vocabulary words = settled != nullptr ? settled_vocabulary(channels, *settled)
                                          : vocabulary(channels, source.channel_counts(), mix.parts_at_most);
    FeatureColumn column{.name = name,
                         .kind = ColumnKind::composition,
                         .levels = words.parts,
                         .role = mix.role.value_or(Role::basis),
                         .construct = Construct::channel_mix,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [part_of = std::move(words.part_of)](const CustomerMoment& moment, RowCells cells) {
                cells[0].parts([&](std::span<float> parts) {
                    for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) {
                        const std::uint32_t channel = moment.visits.channel[visit];
                        const std::uint32_t part = channel == unobserved_code ? Vocabulary::no_part : part_of[channel];
                        if (part != Vocabulary::no_part) parts[part] += 1;
                    }
                });
            }};
}

}  // namespace dangol::inline v0
