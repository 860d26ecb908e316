#pragma once

#include "enumerators.hpp"
#include "names_customers.hpp"

#include <dangol/features/feature_column.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/features/lead_table.hpp>

namespace dangol::python {

template <>
struct NamesOf<KnownFrom> {
    static constexpr const char* type = "KnownFrom";
    static constexpr Enumerator<KnownFrom> all[] = {{"customer", KnownFrom::customer}, {"lead", KnownFrom::lead}};
};

template <>
struct NamesOf<Construct> {
    using C = Construct;
    static constexpr const char* type = "Construct";
    static constexpr Enumerator<C> all[] = {
        {"attribute", C::attribute}, {"recency", C::recency}, {"frequency", C::frequency}, {"monetary_value", C::monetary_value}, {"tenure", C::tenure},
        {"visit_interval", C::visit_interval}, {"visit_regularity", C::visit_regularity}, {"visit_rhythm", C::visit_rhythm},
        {"offering_mix", C::offering_mix}, {"channel_mix", C::channel_mix}, {"discount_share", C::discount_share}, {"companionship", C::companionship},
        {"planning", C::planning}, {"satisfaction", C::satisfaction}, {"contact_history", C::contact_history}, {"lead_attribute", C::lead_attribute},
        {"repeat", C::repeat}, {"visit_variability", C::visit_variability}, {"overdue", C::overdue}, {"visit_trend", C::visit_trend},
        {"spend_trend", C::spend_trend}, {"satisfaction_trend", C::satisfaction_trend}, {"last_satisfaction", C::last_satisfaction},
        {"sudden_visits", C::sudden_visits}, {"channel_switching", C::channel_switching}, {"offering_breadth", C::offering_breadth},
        {"seasonality", C::seasonality}, {"complaints", C::complaints}, {"returns", C::returns}, {"no_shows", C::no_shows},
        {"observation", C::observation}, {"staff_loyalty", C::staff_loyalty}, {"visit_duration", C::visit_duration},
        {"units_per_visit", C::units_per_visit}, {"event_frequency", C::event_frequency}};
};

template <>
struct NamesOf<RhythmPart> {
    using P = RhythmPart;
    static constexpr const char* type = "RhythmPart";
    static constexpr Enumerator<P> all[] = {{"weekend", P::weekend}, {"morning", P::morning}, {"midday", P::midday}, {"afternoon", P::afternoon},
                                            {"evening", P::evening}, {"weekday_morning", P::weekday_morning}, {"weekend_afternoon", P::weekend_afternoon},
                                            {"holiday", P::holiday}};
};

template <>
struct NamesOf<HolidayRule> {
    static constexpr const char* type = "HolidayRule";
    static constexpr Enumerator<HolidayRule> all[] = {{"as_any_day", HolidayRule::as_any_day}, {"as_weekend", HolidayRule::as_weekend}, {"own_part", HolidayRule::own_part}};
};

template <>
struct NamesOf<ObservedFrom> {
    static constexpr const char* type = "ObservedFrom";
    static constexpr Enumerator<ObservedFrom> all[] = {{"joining", ObservedFrom::joining}, {"first_visit", ObservedFrom::first_visit}};
};

template <>
struct NamesOf<CountedInteractions> {
    static constexpr const char* type = "CountedInteractions";
    static constexpr Enumerator<CountedInteractions> all[] = {{"visits", CountedInteractions::visits}, {"all", CountedInteractions::all}};
};

template <>
struct NamesOf<OpenWindows> {
    static constexpr const char* type = "OpenWindows";
    static constexpr Enumerator<OpenWindows> all[] = {{"left_out", OpenWindows::left_out}, {"answered", OpenWindows::answered}, {"elapsed", OpenWindows::elapsed}};
};

template <>
struct NamesOf<LeadOutcome> {
    static constexpr const char* type = "LeadOutcome";
    static constexpr Enumerator<LeadOutcome> all[] = {{"open", LeadOutcome::open}, {"not_converted", LeadOutcome::not_converted}, {"converted", LeadOutcome::converted}};
};

}  // namespace dangol::python
