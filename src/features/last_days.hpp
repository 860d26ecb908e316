#pragma once

#include "features/feature_source.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace dangol::inline v0 {

/// The last days of a window, or all of it: since when, and how a column over them is called.
class LastDays {
public:
    /// @throws InvalidArgument for 0 days. `feature` names the option in the error.
    LastDays(std::optional<std::size_t> days, const char* feature, const FeatureSource& source);

    std::string column_name(const std::string& whole) const;  ///< "visits", "visits_last_90_days"
    Role default_role(Role whole) const noexcept { return days_ ? Role::descriptor : whole; }

    Instant since(Instant as_of) const;  ///< Instant::min(): the whole window

    /// Calls use(visit) for those of [first, moment.end_visit), which lie in the window. What is only dated lies in the last days if the end of its day does, also
    /// where visits of the same day that have a time lie before them.
    template <class Use>
    void for_each_visit(const CustomerMoment& moment, std::uint64_t first, const Use& use) const {
        const Days days = days_of(moment.as_of);
        for (std::uint64_t visit = first; visit < moment.end_visit; ++visit) {
            const Instant at = moment.visits.at[visit];
            if (at >= days.since || at == days.dated) use(visit);
        }
    }

    std::uint64_t count_visits(const CustomerMoment& moment, std::uint64_t first) const {  ///< likewise
        if (!days_) return moment.end_visit - first;
        std::uint64_t visits = 0;
        for_each_visit(moment, first, [&](std::uint64_t) { ++visits; });
        return visits;
    }

private:
    struct Days {
        Instant since = Instant::min(), dated = Instant::min();  // and how a visit is dated on the day in which they begin
    };
    Days days_of(Instant as_of) const;

    std::optional<std::size_t> days_;
    TimeZone zone_;
};

}  // namespace dangol::inline v0
