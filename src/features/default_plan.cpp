#include <dangol/features/build_features.hpp>

#include "core/on_record.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace dangol::inline v0 {

namespace {

bool has_events_of(InteractionKind kind, const PermittedBase& base) {
    const auto& kinds = base.events().kind;
    return std::find(kinds.begin(), kinds.end(), static_cast<std::uint8_t>(kind)) != kinds.end();
}

/// A sheet most of whose rows have dates alone says little of the hour: of most customers nothing.
bool hours_known(const VisitColumns& visits) {
    std::size_t known = 0;
    for (std::size_t visit = 0; visit < visits.size(); ++visit) known += only_dated(visits.local(visit)) ? 0 : 1;
    return 2 * known >= visits.size();
}

/// Whether a feature of its own says what these events are: of visits that one followed, of bookings that were not kept.
bool is_told_otherwise(std::size_t kind) {
    return kind == static_cast<std::size_t>(InteractionKind::complaint) || kind == static_cast<std::size_t>(InteractionKind::returned) ||
           kind == static_cast<std::size_t>(InteractionKind::no_show);
}

/// The kinds of events on record whose frequency is worth a column.
std::vector<std::string> counted_events(const PermittedBase& base) {
    const VisitColumns& events = base.events();
    std::vector<std::uint8_t> on_record(events.kinds.size(), 0);
    for (const std::uint8_t kind : events.kind) on_record[kind] = 1;
    std::vector<std::string> counted;
    for (std::size_t kind = 0; kind < on_record.size(); ++kind) {
        if (on_record[kind] != 0 && !is_told_otherwise(kind)) counted.push_back(events.kinds[kind]);
    }
    return counted;
}

}  // namespace

FeaturePlan default_plan(const PermittedBase& base) {
    const Schema& schema = base.schema();
    const InteractionColumns& named = schema.interaction;
    const auto& at = base.visits().at;
    const auto& events_at = base.events().at;
    FeaturePlan plan;
    // Who only asked or looked is a customer of some kind as well.
    if (!named.kind.empty() && !events_at.empty()) plan.counted = CountedInteractions::all;
    if (!at.empty()) {
        const auto day_of = [&](Instant moment) { return std::chrono::floor<std::chrono::days>(base.time_zone().local(moment)); };
        Instant last = *std::max_element(at.begin(), at.end());
        if (plan.counted == CountedInteractions::all) last = std::max(last, *std::max_element(events_at.begin(), events_at.end()));
        plan.window.from = day_of(base.first_record());
        plan.window.until = day_of(last) + std::chrono::days{1};
    }

    plan.features = {Recency{}, Frequency{}, Tenure{}, VisitIntervals{}};
    if (hours_known(base.visits())) plan.features.emplace_back(VisitRhythm{});
    else plan.features.emplace_back(RhythmShare{RhythmPart::weekend});
    if (!named.amount.empty()) plan.features.emplace_back(MonetaryValue{});
    if (!named.offering.empty()) plan.features.emplace_back(OfferingMix{});
    if (!named.quantity.empty()) plan.features.emplace_back(UnitsPerVisit{});
    if (!named.channel.empty()) plan.features.emplace_back(ChannelMix{});
    if (!named.discounts.empty()) {
        // One column makes the segments: the part of the visits, which knows of how many it is. The part of the money says of one visit as surely as of
        // twenty, and places early leads too surely: with the others it describes the segments.
        plan.features.emplace_back(DiscountShare{});
        if (!named.amount.empty()) plan.features.emplace_back(DiscountDepth{.role = Role::descriptor});
        if (named.discounts.size() > 1) {
            for (const std::string& discount : named.discounts) plan.features.emplace_back(DiscountShare{discount, Role::descriptor});
        }
    }
    if (!named.party_size.empty()) plan.features.emplace_back(Companionship{});
    if (!named.companions.empty()) plan.features.emplace_back(CompanyMix{.role = named.party_size.empty() ? Role::basis : Role::descriptor});
    if (!named.staff.empty()) plan.features.emplace_back(StaffLoyalty{});
    if (!named.duration_minutes.empty()) plan.features.emplace_back(VisitDuration{});
    if (has_events_of(InteractionKind::complaint, base)) plan.features.emplace_back(Complaints{});
    if (has_events_of(InteractionKind::returned, base)) plan.features.emplace_back(Returns{});
    if (has_events_of(InteractionKind::no_show, base)) plan.features.emplace_back(NoShows{});
    if (plan.counted == CountedInteractions::all) {
        for (const std::string& kind : counted_events(base)) plan.features.emplace_back(EventFrequency{kind});
    }
    for (const std::string& code : base.visits().observations.names) plan.features.emplace_back(ObservationShare{code});
    if (!named.planned.empty()) plan.features.emplace_back(Planning{});
    if (!named.satisfaction.empty()) plan.features.emplace_back(Satisfaction{});
    if (!schema.lead.contacted.empty()) plan.features.emplace_back(ContactHistory{});
    for (const AttributeColumn& attribute : schema.customer.attributes) {
        if (is_measured(attribute.kind)) plan.features.emplace_back(Attribute{attribute.name});
    }
    return plan;
}

}  // namespace dangol::inline v0
