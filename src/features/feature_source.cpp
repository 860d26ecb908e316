#include "features/feature_source.hpp"

#include <dangol/core/error.hpp>
#include <dangol/core/language.hpp>

#include "core/on_record.hpp"
#include "features/seen_visits.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

namespace dangol::inline v0 {

void require_consent(const PermittedBase& base, std::string_view who) {
    if (base.customer_count() == 0) require_consent(base.account(), who);
}

void require_consent(const Account& account, std::string_view who) {
    const auto refused = [](const TableAccount& table) { return table.refused > 0; };
    if (account.customers > 0 || std::ranges::none_of(account.tables, refused)) return;
    const auto consents = std::ranges::find(account.tables, TableKind::consents, &TableAccount::table);
    const TableAccount rows = consents == account.tables.end() ? TableAccount{} : *consents;
    throw InsufficientData(who, 0, 1,
                           "everybody refused or has no decision in the table of consents (" + counted_text(rows.read, "row", "rows") + ", " + number_text(rows.set_aside) +
                               " of them set aside); ask for consent, or look whether the columns that hold purpose and answer are named right");
}

std::string who_permits(Purpose purpose) {
    constexpr std::array names{"analysis", "profiling", "marketing", "quoting", "training"};
    return std::string("customers who permit ") + names[static_cast<std::size_t>(purpose)];
}

Window settled_window(Window planned, const TimeZone& zone, bool any_visit, Instant first_record, Instant last_visit) {
    if (!any_visit && !(planned.from.given() && planned.until.given())) {
        throw InvalidArgument("the window of the plan", "without both ends", "given whole where there are no visits",
                              "give its start and its end; or see what was set aside, where there should be visits");
    }
    if (!planned.from.given()) planned.from = zone.local(first_record);
    if (!planned.until.given()) planned.until = std::chrono::floor<std::chrono::days>(zone.local(last_visit)) + std::chrono::days{1};
    return planned;
}

namespace {

/// Of the two ends that are in the wrong order, what was planned is wrong; the records are as they are.
[[noreturn]] void refuse_window(const Window& planned, const Window& settled) {
    const std::string from = iso_text(settled.from.local_time()), until = iso_text(settled.until.local_time());
    const std::string_view start = "the start of the plan's window", end = "the end of the plan's window";
    if (!planned.until.given()) throw InvalidArgument(start, from, "before the day after the last visit, " + until, "name an earlier day, or look whether the dates of the visits are right");
    if (!planned.from.given()) throw InvalidArgument(end, until, "after the first record, " + from, "name a later day, or look whether the dates of the records are right");
    throw InvalidArgument(end, until, "after its start, " + from, "exchange or correct them");
}

}  // namespace

FeatureSource::FeatureSource(const PermittedBase& base, const FeaturePlan& plan, const Execution& execution) : base_(base), plan_(plan) {
    settle_window();
    check_stop(execution);
    index_leads();
    for (const CalendarMoment& date : plan_.holidays) holidays_.push_back(std::chrono::floor<std::chrono::days>(date.local_time()));
    std::sort(holidays_.begin(), holidays_.end());
    for (std::uint32_t customer = 0; customer < base_.customer_count(); ++customer) {
        if (customer % 4096 == 0) check_stop(execution);
        const CustomerMoment seen = moment(customer, until_);
        const std::uint64_t events = plan_.counted == CountedInteractions::all ? seen.end_event - seen.first_event : 0;
        if (seen.end_visit - seen.first_visit + events >= plan_.visits_at_least) enough_.push_back(customer);
    }
}

void FeatureSource::settle_window() {
    const auto& at = base_.visits().at;
    const TimeZone& zone = base_.time_zone();
    Instant last = at.empty() ? Instant{} : *std::max_element(at.begin(), at.end());
    if (plan_.counted == CountedInteractions::all) {
        for (const Instant event : base_.events().at) last = std::max(last, event);
    }
    window_ = settled_window(plan_.window, zone, !at.empty(), base_.first_record(), last);
    from_ = zone.instant(window_.from.local_time()).instant;
    until_ = zone.instant(window_.until.local_time()).instant;
    if (!(from_ < until_)) refuse_window(plan_.window, window_);
    length_ = window_.until.local_time() - window_.from.local_time();
    data_start_ = at.empty() ? from_ : base_.first_record();
    const auto& contacted = base_.leads().contacted_at;  // by time
    contact_start_ = contacted.empty() ? data_start_ : std::min(data_start_, contacted.front());
}

void FeatureSource::index_leads() {
    const auto& customer_of = base_.leads().customer;
    first_lead_.assign(base_.customer_count() + 1, 0);
    for (const std::uint32_t customer : customer_of) ++first_lead_[customer + 1];
    for (std::size_t c = 1; c < first_lead_.size(); ++c) first_lead_[c] += first_lead_[c - 1];
    leads_by_customer_.resize(customer_of.size());
    std::vector<std::uint64_t> next(first_lead_);
    for (std::uint32_t lead = 0; lead < customer_of.size(); ++lead) leads_by_customer_[next[customer_of[lead]]++] = lead;
}

const FeatureColumn* FeatureSource::settled(std::string_view name) const noexcept {
    const auto& columns = plan_.settled_columns;
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const FeatureColumn& column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

CustomerMoment FeatureSource::moment(std::uint32_t customer, Instant as_of) const {
    const LeadRecords& leads = base_.leads();
    const TimeZone& zone = base_.time_zone();
    const Instant window_start = std::max(before(as_of, length_, zone), data_start_);
    SeenVisits visits = seen_visits(base_.visits(), customer, window_start, as_of, zone), events = seen_visits(base_.events(), customer, window_start, as_of, zone);

    CustomerMoment seen{.visits = *visits.columns, .events = *events.columns, .leads = leads, .customer = customer, .as_of = as_of};
    seen.first_visit = visits.first_in_window;
    seen.end_visit = visits.end;
    seen.first_visit_ever = visits.first;
    seen.counted_from = seen.first_visit;
    seen.first_event = events.first_in_window;
    seen.end_event = events.end;

    const auto joined_column = base_.joined();
    FirstSeen known{.visit_in_window = visits.any() && visits.first == visits.first_in_window, .event_in_window = events.any() && events.first == events.first_in_window};
    if (!joined_column.empty() && on_record(joined_column[customer], as_of, zone)) known.joined = joined_column[customer];
    if (visits.any()) known.visit = visits.columns->at[visits.first];
    if (events.any()) known.event = events.columns->at[events.first];
    settle_clock(seen, window_start, known);

    const auto begin = leads_by_customer_.begin() + static_cast<std::ptrdiff_t>(first_lead_[customer]);
    const auto stop = leads_by_customer_.begin() + static_cast<std::ptrdiff_t>(first_lead_[customer + 1]);
    const auto past = std::partition_point(begin, stop, [&](std::uint32_t lead) { return leads.contacted_at[lead] < as_of; });
    seen.past_leads = {begin, past};
    const auto on_record_then = [&](std::uint32_t lead) { return on_record(leads.contacted_at[lead], as_of, zone); };
    if (!std::all_of(begin, past, on_record_then)) {
        auto own = std::make_shared<std::vector<std::uint32_t>>();
        std::copy_if(begin, past, std::back_inserter(*own), on_record_then);
        seen.past_leads = *own;
        seen.own_leads = std::move(own);
    }
    seen.own_visits = std::move(visits.own);
    seen.own_events = std::move(events.own);
    seen.contacts_since = contact_start_;
    if (known.joined) {
        const Instant first_contact = seen.past_leads.empty() ? Instant::max() : leads.contacted_at[seen.past_leads.front()];
        seen.contacts_since = std::max(contact_start_, std::min(*known.joined, first_contact));
    }
    return seen;
}

void FeatureSource::settle_clock(CustomerMoment& seen, Instant window_start, const FirstSeen& first) const {
    constexpr Instant never_seen = Instant::max();
    const Instant first_event = plan_.counted == CountedInteractions::all ? first.event.value_or(never_seen) : never_seen;
    const Instant first_visit = first.visit.value_or(never_seen), interacted = std::min(first_visit, first_event);
    if (first.joined || interacted != never_seen) seen.known_since = std::min(first.joined.value_or(never_seen), interacted);

    seen.counted_event = seen.end_event;
    if (!seen.known_since) return;
    const bool first_starts_clock = !first.joined && plan_.observed_from == ObservedFrom::first_visit;
    seen.observed_since = first.joined || first_starts_clock ? std::max(window_start, *seen.known_since) : window_start;
    seen.counted_event = seen.first_event;
    if (*seen.observed_since > window_start) {
        while (seen.counted_event < seen.end_event && seen.events.at[seen.counted_event] < *seen.observed_since) ++seen.counted_event;
    }
    if (!first_starts_clock) return;
    const bool visit_starts = first_visit <= first_event;  // what starts the clock is not counted
    if (visit_starts && first.visit_in_window) ++seen.counted_from;
    if (!visit_starts && first.event_in_window) ++seen.counted_event;
}

void FeatureSource::require(const std::string& column, const char* field, const char* feature) const {
    if (!column.empty()) return;
    throw UnknownColumn(field, {}, std::string("the schema, which ") + feature + " needs");
}

Vocabulary vocabulary(std::span<const std::string> names, std::span<const std::uint64_t> counts, std::size_t parts_at_most) {
    std::vector<std::uint32_t> ranked;
    for (std::uint32_t code = 0; code < names.size(); ++code) {
        if (counts[code] > 0) ranked.push_back(code);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [&](std::uint32_t a, std::uint32_t b) { return counts[a] > counts[b]; });  // names are sorted

    const bool folded = ranked.size() > parts_at_most;
    if (folded) {  // what the user calls "other" is in our "other"
        std::erase_if(ranked, [&](std::uint32_t code) { return names[code] == "other"; });
        ranked.resize(std::min(ranked.size(), parts_at_most - 1));
    }
    FeatureColumn column;
    for (const std::uint32_t code : ranked) column.levels.push_back(names[code]);
    if (folded || ranked.empty()) column.levels.emplace_back("other");
    return settled_vocabulary(names, column);
}

Vocabulary settled_vocabulary(std::span<const std::string> names, const FeatureColumn& settled) {
    const auto& parts = settled.levels;
    const auto part_named = [&](std::string_view name) {
        const auto found = std::find(parts.begin(), parts.end(), name);
        return found == parts.end() ? Vocabulary::no_part : static_cast<std::uint32_t>(found - parts.begin());
    };
    const std::uint32_t other = part_named("other");
    Vocabulary words{.parts = parts};
    for (const std::string& name : names) {
        const std::uint32_t part = part_named(name);
        words.part_of.push_back(part == Vocabulary::no_part ? other : part);
    }
    return words;
}

}  // namespace dangol::inline v0
