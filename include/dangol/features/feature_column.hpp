#pragma once

#include <dangol/core/language.hpp>
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
    lead_attribute,    ///< what the lead table says; `detail` is its column
    repeat,              ///< whether they came a second time
    visit_variability,   ///< how unequal the intervals between visits are
    overdue,             ///< days since the last visit, in intervals of their own
    visit_trend,         ///< whether they come more often or less
    spend_trend,         ///< whether they spend more on a visit or less
    satisfaction_trend,  ///< whether they grow more contented or less
    last_satisfaction,   ///< the last answer
    sudden_visits,       ///< visits that were not planned
    channel_switching,   ///< how often the next visit comes another way
    offering_breadth,    ///< how many different things they buy
    seasonality,         ///< when in the year they come
    complaints,          ///< complaints over visits
    returns,             ///< purchases brought back
    no_shows,            ///< bookings that were not kept
    observation,         ///< how often staff noted `detail`
    staff_loyalty,       ///< whether they come back to the same member of staff
    visit_duration,      ///< how long they stay
    units_per_visit,     ///< how many pieces they take at a time
    event_frequency      ///< how often they ask, look or book: events of the kind `detail` over the days observed
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
    KnownWhen known = KnownWhen::undeclared;          ///< what its owner says of it; see warn_of_foreknowledge()
    std::vector<DisplayName> display_names = {};      ///< of its levels and of `detail`, from the schema
    bool operator==(const FeatureColumn&) const = default;
};

}  // namespace dangol::inline v0
