#include <dangol/core/error.hpp>

#include "features/prepared_feature.hpp"

#include <algorithm>

namespace dangol::inline v0 {
namespace {

struct Notes {
    double with_code = 0, all = 0;

    void add(const CodeLists& lists, std::uint32_t wanted, std::uint64_t first, std::uint64_t end) {
        if (lists.first.empty()) return;
        for (std::uint64_t row = first; row < end; ++row) {
            if (lists.recorded[row] == 0) continue;
            const auto codes = lists.of(row);
            with_code += std::binary_search(codes.begin(), codes.end(), wanted) ? 1 : 0;
            all += 1;
        }
    }
};

}  // namespace

PreparedFeature prepare(const ObservationShare& share, const FeatureSource& source) {
    const InteractionColumns& named = source.base().schema().interaction;
    const bool flags = named.observations.empty() && !named.observation_flags.empty();
    source.require(flags ? named.observation_flags.front() : named.observations, "InteractionColumns::observations", "ObservationShare");
    FeatureColumn column{.name = "observed_" + share.code,
                         .kind = ColumnKind::share,
                         .role = share.role.value_or(Role::descriptor),
                         .construct = Construct::observation,
                         .detail = share.code,
                         .unit = "notes"};
    // Visits and events have codes of their own.
    const auto code_in = [&](const std::vector<std::string>& names) {
        return static_cast<std::uint32_t>(std::find(names.begin(), names.end(), share.code) - names.begin());
    };
    const auto &of_visits = source.base().visits().observations.names, &of_events = source.base().events().observations.names;
    const std::uint32_t in_visits = code_in(of_visits), in_events = code_in(of_events);
    if (in_visits == of_visits.size() && in_events == of_events.size() && source.settled(column.name) == nullptr) {
        throw UnknownLevel(flags ? "observation_flags" : named.observations, share.code, of_visits);
    }
    return {.columns = {column}, .measure = [in_visits, in_events](const CustomerMoment& moment, RowCells cells) {
                Notes notes;
                notes.add(moment.visits.observations, in_visits, moment.first_visit, moment.end_visit);
                notes.add(moment.events.observations, in_events, moment.first_event, moment.end_event);
                if (notes.all > 0) cells[0].number(notes.with_code, notes.all);
            }};
}

}  // namespace dangol::inline v0
