#pragma once

#include "features/feature_source.hpp"

#include <cstddef>
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

    Instant since(Instant as_of) const;                             ///< Instant::min(): the whole window
    std::uint64_t first_visit(const CustomerMoment& moment) const;  ///< of those in the window

private:
    std::optional<std::size_t> days_;
    TimeZone zone_;
};

}  // namespace dangol::inline v0
