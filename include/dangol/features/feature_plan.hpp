#pragma once

#include <dangol/core/time.hpp>
#include <dangol/features/aftermath.hpp>
#include <dangol/features/attribute.hpp>
#include <dangol/features/channel_mix.hpp>
#include <dangol/features/channel_switching.hpp>
#include <dangol/features/companionship.hpp>
#include <dangol/features/company_mix.hpp>
#include <dangol/features/contact_history.hpp>
#include <dangol/features/counted_interactions.hpp>
#include <dangol/features/discounts.hpp>
#include <dangol/features/event_frequency.hpp>
#include <dangol/features/feature_column.hpp>
#include <dangol/features/frequency.hpp>
#include <dangol/features/monetary_value.hpp>
#include <dangol/features/observation_share.hpp>
#include <dangol/features/offering_breadth.hpp>
#include <dangol/features/offering_mix.hpp>
#include <dangol/features/overdue.hpp>
#include <dangol/features/planning.hpp>
#include <dangol/features/recency.hpp>
#include <dangol/features/repeat.hpp>
#include <dangol/features/satisfaction.hpp>
#include <dangol/features/seasonality.hpp>
#include <dangol/features/staff_loyalty.hpp>
#include <dangol/features/tenure.hpp>
#include <dangol/features/trends.hpp>
#include <dangol/features/units_per_visit.hpp>
#include <dangol/features/visit_duration.hpp>
#include <dangol/features/visit_intervals.hpp>
#include <dangol/features/visit_rhythm.hpp>
#include <dangol/features/visit_variability.hpp>

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace dangol::inline v0 {

// Each feature is a small value: what to compute and, where its default does not suit, in which role. Formula, unit, exposure
// and missing rule stand in its header; docs/features.md has them in one table.

using Feature = std::variant<Recency, Frequency, MonetaryValue, Tenure, VisitIntervals, VisitRhythm, RhythmShare, OfferingMix,
                             OfferingShare, ChannelMix, DiscountShare, DiscountDepth, Companionship, Planning, Satisfaction,
                             ContactHistory, Attribute, Repeat, VisitVariability, Overdue, VisitTrend, SpendTrend, Seasonality,
                             OfferingBreadth, ChannelSwitching, SuddenVisits, SatisfactionTrend, LastSatisfaction, CompanyMix,
                             Complaints, Returns, NoShows, ObservationShare, StaffLoyalty, VisitDuration,
                             UnitsPerVisit, EventFrequency>;

/// Since when a customer counts as observed, within the window and not before the start of the data.
enum class ObservedFrom : std::uint8_t {
    joining,     ///< from joining (from the first visit if that is earlier); where joining is not known, from the start of the
                 ///< data: right where the file begins in the middle of everyone's history
    first_visit  ///< from joining if it is known, else from the first visit on record, which starts the clock and is not counted: right where
                 ///< the file begins with the shop and customers keep arriving (Fader, Hardie & Lee 2005 count so)
};

/// Which features, over which window, as of when. Kept with everything fitted on it, so that it can be replayed.
struct FeaturePlan {
    Window window = {};           ///< by the wall clock of the schema's zone, half-open; `until` is the as-of moment: nothing from it
                                  ///< on is seen. Not given: from the first record; until midnight after the last visit (or event, where these count)
    std::vector<Feature> features = {};
    std::vector<CalendarMoment> holidays = {};  ///< dates on which the week is not as usual: see HolidayRule
    std::size_t visits_at_least = 1;  ///< customers with fewer visits in the window are left out of the customers' table and
                                      ///< counted; leads are never left out
    ObservedFrom observed_from = ObservedFrom::joining;
    CountedInteractions counted = CountedInteractions::visits;  ///< all: events count towards visits_at_least, and who asked before the first
                                                                ///< visit, or never came, is known and observed as if that had been a visit
    /// Columns with their levels, parts and roles, settled by the first build so that a replay has the same ones. Left empty by hand.
    std::vector<FeatureColumn> settled_columns = {};
    bool operator==(const FeaturePlan&) const = default;
};

}  // namespace dangol::inline v0
