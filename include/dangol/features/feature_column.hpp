#pragma once

#include <dangol/customers/column_kind.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// Since when a value is known: of the customer, or only of the lead (campaign type, answers on a form).
enum class KnownFrom : std::uint8_t { customer, lead };

/// The one thing in the customer's behaviour that a column measures. Text and default roles follow from it.
enum class Construct : std::uint8_t {
    attribute,         ///< what the customer table says; `detail` is its column
    recency,           ///< days since the last visit
    frequency,         ///< visits over the days observed
    monetary_value,    ///< spend per visit
    tenure,            ///< days since the first visit
    visit_interval,    ///< mean days between visits
    visit_regularity,  ///< shape of the gamma law of the intervals: 1 random, larger more regular
    visit_rhythm,      ///< weekday × daypart, or `detail` part of it
    offering_mix,      ///< what is bought, or the share of `detail`
    channel_mix,       ///< where they come
    discount_share,    ///< visits or money under the discount `detail`
    companionship,     ///< visits in company
    planning,          ///< visits that were planned
    satisfaction,      ///< mean satisfaction
    contact_history,   ///< past contacts and responses; `detail` is "contacts", "responses", "days_since_response" …
    lead_attribute     ///< what the lead table says; `detail` is its column
};

/// What one column means: enough to print it, to check new data against it, and to decide where it may be used.
struct FeatureColumn {
    std::string name = {};                            ///< unique in its table, unit included: "recency_days"
    ColumnKind kind = ColumnKind::numeric;
    std::vector<std::string> levels = {};             ///< of a category or composition, in code order; ordered: lowest first
    double period = 0;                                ///< of a cyclic column, in the unit of its name; > 0
    Role role = Role::basis;
    KnownFrom known_from = KnownFrom::customer;
    Sensitivity sensitivity = Sensitivity::ordinary;
    Construct construct = Construct::attribute;
    std::string detail = {};                          ///< which attribute, discount, offering or part, in the user's words
    std::string unit = {};                            ///< "days", "USD", "km"; of a share, what a trial is: "visits"
    bool operator==(const FeatureColumn&) const = default;
};

}  // namespace dangol::inline v0
