#include <dangol/core/error.hpp>

#include "features/prepared_feature.hpp"

#include <algorithm>
#include <string_view>

namespace dangol::inline v0 {
namespace {

constexpr std::uint8_t any_kind = 255;

/// The position of a kind among those that are read.
std::uint8_t position_of(const std::string& kind, const std::vector<std::string>& kinds, const InteractionColumns& columns) {
    const auto found = std::find(kinds.begin(), kinds.end(), kind);
    if (found == kinds.end()) throw UnknownLevel(columns.kind, kind, kinds);
    const auto position = static_cast<std::size_t>(found - kinds.begin());
    const auto is_this = [&](const KindWord& own) { return !own.same_as && own.word == kind; };
    const auto own = std::find_if(columns.kinds.begin(), columns.kinds.end(), is_this);
    const CountsAs counted = position < built_in_kinds ? counts_as(static_cast<InteractionKind>(position)) : own == columns.kinds.end() ? CountsAs::event : own->counts_as;
    if (counted == CountsAs::visit) {
        throw InvalidArgument("EventFrequency::kind", kind, "a kind of interaction that is no visit", "visits are counted by Frequency");
    }
    return static_cast<std::uint8_t>(position);
}

}  // namespace

PreparedFeature prepare(const EventFrequency& frequency, const FeatureSource& source) {
    const InteractionColumns& columns = source.base().schema().interaction;
    source.require(columns.kind, "InteractionColumns::kind", "EventFrequency");
    FeatureColumn column{.name = frequency.kind.empty() ? "events" : "events_" + frequency.kind,
                         .kind = ColumnKind::count,
                         .role = frequency.role.value_or(frequency.kind.empty() ? Role::descriptor : Role::basis),
                         .construct = Construct::event_frequency,
                         .detail = frequency.kind,
                         .unit = "days"};
    const std::uint8_t wanted = frequency.kind.empty() ? any_kind : position_of(frequency.kind, source.base().events().kinds, columns);
    return {.columns = {column}, .measure = [wanted](const CustomerMoment& moment, RowCells cells) {
                if (!moment.observed_since) return;
                const double days_observed = days_between(*moment.observed_since, moment.as_of);
                double count = 0;
                for (std::uint64_t event = moment.counted_event; event < moment.end_event; ++event) {
                    count += wanted == any_kind || moment.events.kind[event] == wanted ? 1 : 0;
                }
                if (days_observed > 0) cells[0].number(count, days_observed);
            }};
}

}  // namespace dangol::inline v0
