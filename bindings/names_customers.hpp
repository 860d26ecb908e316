#pragma once

#include "enumerators.hpp"

#include <dangol/customers/account.hpp>
#include <dangol/customers/column_kind.hpp>
#include <dangol/customers/consent.hpp>
#include <dangol/customers/identity.hpp>
#include <dangol/customers/quarantine.hpp>
#include <dangol/customers/schema.hpp>

namespace dangol::python {

template <>
struct NamesOf<ColumnKind> {
    static constexpr const char* type = "ColumnKind";
    static constexpr Enumerator<ColumnKind> all[] = {
        {"numeric", ColumnKind::numeric},   {"positive", ColumnKind::positive},
        {"count", ColumnKind::count},       {"share", ColumnKind::share},
        {"flag", ColumnKind::flag},         {"category", ColumnKind::category},
        {"ordered_category", ColumnKind::ordered_category},
        {"composition", ColumnKind::composition},
        {"cyclic", ColumnKind::cyclic},
        {"date", ColumnKind::date},
        {"text", ColumnKind::text}};
};

template <>
struct NamesOf<Sensitivity> {
    static constexpr const char* type = "Sensitivity";
    static constexpr Enumerator<Sensitivity> all[] = {{"ordinary", Sensitivity::ordinary},
                                                      {"quasi_identifier", Sensitivity::quasi_identifier},
                                                      {"protected_attribute", Sensitivity::protected_attribute}};
};

template <>
struct NamesOf<Role> {
    static constexpr const char* type = "Role";
    static constexpr Enumerator<Role> all[] = {{"basis", Role::basis}, {"descriptor", Role::descriptor}, {"outcome", Role::outcome}};
};

template <>
struct NamesOf<KnownWhen> {
    static constexpr const char* type = "KnownWhen";
    static constexpr Enumerator<KnownWhen> all[] = {{"undeclared", KnownWhen::undeclared}, {"in_time", KnownWhen::in_time},
                                                    {"afterwards", KnownWhen::afterwards}};
};

template <>
struct NamesOf<InteractionKind> {
    using K = InteractionKind;
    static constexpr const char* type = "InteractionKind";
    static constexpr Enumerator<K> all[] = {{"visit", K::visit}, {"purchase", K::purchase}, {"inquiry", K::inquiry}, {"complaint", K::complaint},
                                            {"feedback", K::feedback}, {"survey_answer", K::survey_answer}, {"web_view", K::web_view},
                                            {"app_event", K::app_event}, {"booking", K::booking}, {"no_show", K::no_show}, {"returned", K::returned}};
};

template <>
struct NamesOf<CountsAs> {
    static constexpr const char* type = "CountsAs";
    static constexpr Enumerator<CountsAs> all[] = {{"visit", CountsAs::visit}, {"event", CountsAs::event}};
};

template <>
struct NamesOf<NegativeAmounts> {
    static constexpr const char* type = "NegativeAmounts";
    static constexpr Enumerator<NegativeAmounts> all[] = {{"set_aside", NegativeAmounts::set_aside}, {"returns", NegativeAmounts::returns}};
};

template <>
struct NamesOf<Purpose> {
    static constexpr const char* type = "Purpose";
    static constexpr Enumerator<Purpose> all[] = {{"analysis", Purpose::analysis}, {"profiling", Purpose::profiling}, {"marketing", Purpose::marketing},
                                                  {"quoting", Purpose::quoting}, {"training", Purpose::training}};
};

template <>
struct NamesOf<DateOrder> {
    static constexpr const char* type = "DateOrder";
    static constexpr Enumerator<DateOrder> all[] = {
        {"undeclared", DateOrder::undeclared}, {"day_first", DateOrder::day_first}, {"month_first", DateOrder::month_first},
        {"year_first", DateOrder::year_first}};
};

template <>
struct NamesOf<DecimalMark> {
    static constexpr const char* type = "DecimalMark";
    static constexpr Enumerator<DecimalMark> all[] = {{"point", DecimalMark::point}, {"comma", DecimalMark::comma}};
};

template <>
struct NamesOf<UnzonedTimes> {
    static constexpr const char* type = "UnzonedTimes";
    static constexpr Enumerator<UnzonedTimes> all[] = {{"local", UnzonedTimes::local}, {"utc", UnzonedTimes::utc}};
};

template <>
struct NamesOf<CustomerList> {
    static constexpr const char* type = "CustomerList";
    static constexpr Enumerator<CustomerList> all[] = {{"open", CustomerList::open}, {"complete", CustomerList::complete}};
};

template <>
struct NamesOf<TableKind> {
    static constexpr const char* type = "TableKind";
    static constexpr Enumerator<TableKind> all[] = {{"customers", TableKind::customers}, {"interactions", TableKind::interactions},
                                                    {"leads", TableKind::leads}, {"consents", TableKind::consents},
                                                    {"offerings", TableKind::offerings}, {"competitors", TableKind::competitors}};
};

template <>
struct NamesOf<KeyKind> {
    using K = KeyKind;
    static constexpr const char* type = "KeyKind";
    static constexpr Enumerator<K> all[] = {{"customer_id", K::customer_id}, {"phone", K::phone}, {"email", K::email},
                                            {"card", K::card}, {"cookie", K::cookie}, {"booking_name", K::booking_name}};
};

template <>
struct NamesOf<LinkGround> {
    static constexpr const char* type = "LinkGround";
    static constexpr Enumerator<LinkGround> all[] = {{"same_row", LinkGround::same_row}, {"given", LinkGround::given}};
};

template <>
struct NamesOf<UnusableReason> {
    using R = UnusableReason;
    static constexpr const char* type = "UnusableReason";
    static constexpr Enumerator<R> all[] = {
        {"missing_customer", R::missing_customer}, {"missing_time", R::missing_time}, {"unreadable_time", R::unreadable_time},
        {"nonexistent_time", R::nonexistent_time}, {"unreadable_number", R::unreadable_number}, {"negative_amount", R::negative_amount},
        {"not_finite", R::not_finite}, {"unknown_customer", R::unknown_customer}, {"duplicate_customer", R::duplicate_customer},
        {"unreadable_flag", R::unreadable_flag}, {"unknown_level", R::unknown_level}, {"unknown_purpose", R::unknown_purpose},
        {"bad_encoding", R::bad_encoding}, {"out_of_range", R::out_of_range},
        {"unknown_kind", R::unknown_kind}, {"other_currency", R::other_currency}, {"missing_name", R::missing_name}, {"duplicate_entry", R::duplicate_entry},
        {"ambiguous_time", R::ambiguous_time}, {"ambiguous_number", R::ambiguous_number},
        {"contradicting_weekday", R::contradicting_weekday}, {"contradicting_outcome", R::contradicting_outcome}};
};

}  // namespace dangol::python
