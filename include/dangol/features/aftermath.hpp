#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// What came after visits: events that follow a visit, before the next one. A visit counts once, however many events follow it, so that these are
/// successes over trials. Of the last visit the moment is the end: what comes later is not known yet.

/// Visits that a complaint followed. Column visits_with_complaint, share; trials: visits. Missing without a visit in the window. Descriptor.
struct Complaints {
    std::optional<Role> role = {};
    bool operator==(const Complaints&) const = default;
};

/// Visits after which something was brought back (InteractionKind::returned). Column visits_with_return, share; trials: visits. Missing
/// without a visit in the window. Descriptor.
struct Returns {
    std::optional<Role> role = {};
    bool operator==(const Returns&) const = default;
};

/// Appointments that were not kept: InteractionKind::no_show over no-shows and planned visits (over no-shows and visits, where the schema does
/// not say which visits were planned). Column no_shows, share. Missing without an appointment in the window. Descriptor.
struct NoShows {
    std::optional<Role> role = {};
    bool operator==(const NoShows&) const = default;
};

}  // namespace dangol::inline v0
