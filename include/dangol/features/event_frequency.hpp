#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>
#include <string>

namespace dangol::inline v0 {

/// How often they ask, look, book or answer: interactions of one kind that are no visits, "inquiry", "web_view" or a kind of your own. Column
/// events_<kind>, or events of all kinds together; count; exposure: days observed, as of Frequency. Missing of somebody who was not observed
/// before the as-of moment; 0 of a customer of whom no such event is on record. Basis, since who asks, who looks and who buys are often customers of
/// different kinds; of all kinds together descriptor, for it counts again what they count.
struct EventFrequency {
    std::string kind = {};  ///< a name of ours (name_of()) or a kind of your own that counts as an event; empty: events of all kinds
    std::optional<Role> role = {};
    bool operator==(const EventFrequency&) const = default;
};

}  // namespace dangol::inline v0
