#pragma once

#include <dangol/core/error.hpp>

#include "features/prepared_feature.hpp"

#include <string>
#include <utility>

namespace dangol::inline v0 {

/// What a composition of the user's own words is called, and the words.
struct MixOf {
    const char* feature = "";  ///< in errors: "ChannelMix"
    FeatureColumn column = {};
    std::span<const std::string> names = {};
    std::size_t parts_at_most = 2;
};

/// A composition of the most counted names and "other". `for_each_code(moment, take)` shows every code that lies in the window of a moment;
/// counted over the customers of the plan's table where the parts were not settled before.
template <class ForEachCode>
PreparedFeature prepare_mix(MixOf mix, const FeatureSource& source, ForEachCode for_each_code) {
    if (mix.parts_at_most < 2) throw InvalidArgument(std::string(mix.feature) + "::parts_at_most", mix.parts_at_most, "at least 2", "a mix has parts");
    Vocabulary words;
    if (const FeatureColumn* settled = source.settled(mix.column.name)) {
        words = settled_vocabulary(mix.names, *settled);
    } else {
        std::vector<std::uint64_t> counts(mix.names.size());
        for (const std::uint32_t customer : source.customers_with_enough_visits()) {
            for_each_code(source.moment(customer, source.until()), [&](std::uint32_t code) {
                if (code != unobserved_code) ++counts[code];
            });
        }
        words = vocabulary(mix.names, counts, mix.parts_at_most);
    }
    mix.column.kind = ColumnKind::composition;
    mix.column.levels = words.parts;
    return {.columns = {mix.column}, .measure = [part_of = std::move(words.part_of), for_each_code](const CustomerMoment& moment, RowCells cells) {
                cells[0].parts([&](std::span<float> parts) {
                    for_each_code(moment, [&](std::uint32_t code) {
                        const std::uint32_t part = code == unobserved_code ? Vocabulary::no_part : part_of[code];
                        if (part != Vocabulary::no_part) parts[part] += 1;
                    });
                });
            }};
}

}  // namespace dangol::inline v0
