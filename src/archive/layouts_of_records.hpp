#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/fit_warning.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/core/time.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/customers/identity.hpp>
#include <dangol/customers/quarantine.hpp>
#include <dangol/customers/schema.hpp>

#include "customers/identity_state.hpp"

#include <tuple>
#include <type_traits>

/// What an archive holds of each open aggregate: its members, once, in the order in which they are written. The compiler refuses a list
/// that misses a member, and an enumeration whose last one is not the last.
///
/// To change one: docs/archive.md, "When a type changes".
namespace dangol::inline v0::archiving {

template <class T>
inline constexpr std::tuple<> fields_of{};

template <class T>
concept Listed = std::tuple_size_v<std::remove_const_t<decltype(fields_of<T>)>> > 0;

template <class... Members>
constexpr auto members(Members... pointers) {
    return std::tuple{pointers...};
}

// core
template <class Of>
inline constexpr auto fields_of<Identifier<Of>> = members(&Identifier<Of>::value);
template <>
inline constexpr auto fields_of<Interval> = members(&Interval::low, &Interval::high);
template <>
inline constexpr auto fields_of<Estimate> = members(&Estimate::value, &Estimate::interval);
template <>
inline constexpr auto fields_of<Wording> = members(&Wording::english, &Wording::korean);
template <>
inline constexpr auto fields_of<DisplayName> = members(&DisplayName::text, &DisplayName::name);
template <>
inline constexpr auto fields_of<FitWarning> = members(&FitWarning::kind, &FitWarning::column, &FitWarning::value);
template <>
inline constexpr auto fields_of<Window> = members(&Window::from, &Window::until);

// customers
template <>
inline constexpr auto fields_of<TableAccount> = members(&TableAccount::table, &TableAccount::read, &TableAccount::used, &TableAccount::set_aside,
                                                        &TableAccount::folded, &TableAccount::refused, &TableAccount::outside);
template <>
inline constexpr auto fields_of<StrayTime> = members(&StrayTime::table, &StrayTime::rows, &StrayTime::row, &StrayTime::date, &StrayTime::nearest, &StrayTime::after);
template <>
inline constexpr auto fields_of<Account> =
    members(&Account::tables, &Account::consent_recorded, &Account::customers, &Account::customers_without_row, &Account::stray_times,
            &Account::customers_alike, &Account::customers_with_events_only, &Account::customers_with_leads_only, &Account::customers_without_decision);

template <>
inline constexpr auto fields_of<Quarantine::Count> = members(&Quarantine::Count::table, &Quarantine::Count::reason, &Quarantine::Count::rows);
template <>
inline constexpr auto fields_of<SetAsideRow> =
    members(&SetAsideRow::table, &SetAsideRow::row, &SetAsideRow::column, &SetAsideRow::value, &SetAsideRow::reason);
template <>
inline constexpr auto fields_of<Quarantine> = members(&Quarantine::counts, &Quarantine::rows);
template <>
inline constexpr auto fields_of<AttributeColumn> =
    members(&AttributeColumn::name, &AttributeColumn::kind, &AttributeColumn::levels, &AttributeColumn::unit, &AttributeColumn::sensitivity,
            &AttributeColumn::role, &AttributeColumn::known);
template <>
inline constexpr auto fields_of<CustomerColumns> = members(&CustomerColumns::id, &CustomerColumns::joined, &CustomerColumns::attributes);
template <>
inline constexpr auto fields_of<KindWord> = members(&KindWord::word, &KindWord::same_as, &KindWord::counts_as);
template <>
inline constexpr auto fields_of<InteractionColumns> =
    members(&InteractionColumns::customer, &InteractionColumns::time, &InteractionColumns::visit, &InteractionColumns::amount,
            &InteractionColumns::discounts, &InteractionColumns::offering, &InteractionColumns::channel, &InteractionColumns::party_size,
            &InteractionColumns::planned, &InteractionColumns::satisfaction, &InteractionColumns::note, &InteractionColumns::kind,
            &InteractionColumns::kinds, &InteractionColumns::quantity, &InteractionColumns::companions, &InteractionColumns::duration_minutes,
            &InteractionColumns::staff, &InteractionColumns::observations, &InteractionColumns::observation_flags, &InteractionColumns::currency,
            &InteractionColumns::negative_amounts);
template <>
inline constexpr auto fields_of<LeadColumns> =
    members(&LeadColumns::customer, &LeadColumns::contacted, &LeadColumns::converted, &LeadColumns::converted_at, &LeadColumns::window_closes,
            &LeadColumns::horizon_days, &LeadColumns::attributes, &LeadColumns::activity, &LeadColumns::channel, &LeadColumns::staff,
            &LeadColumns::amount);
template <>
inline constexpr auto fields_of<ConsentColumns> =
    members(&ConsentColumns::customer, &ConsentColumns::purpose, &ConsentColumns::granted, &ConsentColumns::decided_at);
template <>
inline constexpr auto fields_of<OfferingColumns> = members(&OfferingColumns::offering, &OfferingColumns::provides, &OfferingColumns::attributes);
template <>
inline constexpr auto fields_of<CompetitorColumns> =
    members(&CompetitorColumns::name, &CompetitorColumns::targets, &CompetitorColumns::strengths, &CompetitorColumns::attributes);
template <>
inline constexpr auto fields_of<Schema> =
    members(&Schema::customer, &Schema::interaction, &Schema::lead, &Schema::consent, &Schema::currency, &Schema::time_zone, &Schema::unzoned_times,
            &Schema::customer_list, &Schema::offering, &Schema::competitor, &Schema::list_separator, &Schema::window,
            &Schema::display_names, &Schema::date_order, &Schema::decimal_mark);

template <>
inline constexpr auto fields_of<IdentityKey> = members(&IdentityKey::kind, &IdentityKey::value);
template <>
inline constexpr auto fields_of<KeyPair> = members(&KeyPair::one, &KeyPair::other);
template <>
inline constexpr auto fields_of<IdentityOptions> =
    members(&IdentityOptions::people_at_most, &IdentityOptions::country_code, &IdentityOptions::together, &IdentityOptions::apart);
template <>
inline constexpr auto fields_of<KeyRows> = members(&KeyRows::name, &KeyRows::width, &KeyRows::codes);
template <>
inline constexpr auto fields_of<RowLink> = members(&RowLink::one, &RowLink::other, &RowLink::table, &RowLink::rows, &RowLink::row);
template <>
inline constexpr auto fields_of<NamedKey> = members(&NamedKey::key, &NamedKey::id);

}  // namespace dangol::inline v0::archiving
