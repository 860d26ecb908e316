#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// What the shop tried before and what came of it: contacts strictly before the as-of moment. It reaches back to the first
/// contact on record, not only over the window: contacts are the shop's own acts, few, and all on record.
///
/// past_contacts, count; exposure: days from the first record of visits or contacts, or from joining if that is known and
/// later, to the as-of moment.
/// past_responses, share; trials: contacts whose outcome was known by then, that is, whose window had closed or whose conversion
/// lies before. A conversion without a time counts once its window has closed; an open window is no failure. Missing
/// without such a contact.
/// days_since_response, positive: from the latest conversion with a time. Missing without one.
///
/// Descriptors.
struct ContactHistory {
    std::optional<Role> role = {};
    bool operator==(const ContactHistory&) const = default;
};

}  // namespace dangol::inline v0
