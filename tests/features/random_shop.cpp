#include "random_shop.hpp"

#include <dangol/core/random.hpp>
#include <dangol/features/build_features.hpp>

namespace dangol::tests {

std::string minute_text(std::uint64_t minute) {
    using namespace std::chrono_literals;
    return iso_text(LocalTime{std::chrono::local_days{2024y / 1 / 1} + std::chrono::minutes{minute}}).substr(0, 16);
}
std::string hour_text(std::uint64_t hour) { return minute_text(60 * hour); }

SmallShop random_shop(std::uint64_t seed, std::size_t customers, std::size_t visits_each) {
    Random random(seed);
    const auto one_of = [&](std::initializer_list<const char*> choices) { return std::string(choices.begin()[random.below(choices.size())]); };
    const auto amount = [&] { return random.chance(0.2) ? unknown : static_cast<double>(random.below(8)); };
    constexpr std::uint64_t hours = 60 * 24;
    SmallShop shop;
    shop.leads_say_how = true;
    shop.lines.push_back({.customer = "c0", .at = "2022-06-01 06:00"});  // so that somebody is observed for a year
    for (std::size_t c = 0; c < customers; ++c) {
        std::string id{"c"};
        id += std::to_string(c);
        shop.customers.push_back({.id = id,
                                  .joined = random.chance(0.5) ? hour_text(random.below(hours)) : "",
                                  .children = random.chance(0.3) ? unknown : static_cast<double>(random.below(4)),
                                  .age_band = one_of({"young", "old", ""}),
                                  .member = one_of({"yes", "no", ""})});
        const std::uint64_t visits = random.below(visits_each + 1);
        for (std::uint64_t v = 0; v < visits; ++v) {
            VisitLine line{.customer = id, .channel = one_of({"web", "shop", ""})};
            const std::uint64_t opened = random.below(hours / 6) * 360, pauses[] = {0, 0, 13, 360, 4000}, pause = pauses[random.below(5)];  // minutes between lines
            const std::uint64_t lines = 1 + random.below(3);
            line.basket = id + "." + std::to_string(v);
            line.party = amount() + 1;
            line.satisfaction = amount();
            line.planned = one_of({"yes", "no", ""});
            line.staff = one_of({"ann", "bo", ""});
            line.companions = one_of({"child", "friend", "friend;child", ""});
            line.observations = one_of({"in_a_hurry", "asked_for_ann", "asked_for_ann;in_a_hurry", ""});
            line.minutes = amount();
            for (std::uint64_t l = 0; l < lines; ++l) {
                line.at = minute_text(opened + l * pause);
                line.offering = one_of({"tea", "bread", "milk", "eggs", ""});
                line.paid = amount();
                line.coupon = random.chance(0.5) ? 0.0 : amount();
                line.card = amount();
                line.pieces = amount();
                shop.lines.push_back(line);
            }
        }
        const std::uint64_t events = random.below(6);
        for (std::uint64_t e = 0; e < events; ++e) {
            VisitLine event{.customer = id, .at = hour_text(random.below(hours / 6) * 6), .basket = id + ".e" + std::to_string(e)};
            event.kind = one_of({"complaint", "returned", "no_show", "booking"});
            event.channel = one_of({"web", "telephone", ""});
            event.satisfaction = amount();
            event.observations = one_of({"in_a_hurry", "", "late"});
            shop.lines.push_back(event);
        }
        const std::uint64_t contacts = random.below(6);
        for (std::uint64_t k = 0; k < contacts; ++k) {
            const std::uint64_t at = random.below(hours / 6) * 6, length = 24 * (1 + random.below(14));
            LeadRow lead{.customer = id, .contacted = hour_text(at), .closes = random.chance(0.9) ? hour_text(at + length) : "", .type = one_of({"card", "mail", ""})};
            lead.converted = one_of({"yes", "no", ""});
            lead.by = one_of({"mail", "call", ""});
            lead.clerk = one_of({"ann", "bo", ""});
            if (lead.converted == "yes") lead.worth = amount();
            if (lead.converted == "yes" && random.chance(0.7)) lead.converted_at = hour_text(at + random.below(length));
            shop.leads.push_back(lead);
        }
    }
    return shop;
}

namespace {

/// What the plan has of a feature: its defaults, or what is said below where these need a name or say too little of twelve customers.
template <class F>
std::vector<Feature> examples_of(const F& plain) {
    return {plain};
}
std::vector<Feature> examples_of(const Frequency&) { return {Frequency{}, Frequency{.last_days = 7}}; }
std::vector<Feature> examples_of(const MonetaryValue&) { return {MonetaryValue{}, MonetaryValue{.last_days = 7}}; }
std::vector<Feature> examples_of(const VisitIntervals&) { return {VisitIntervals{.intervals_at_least = 4}}; }
std::vector<Feature> examples_of(const VisitRhythm&) { return {VisitRhythm{.holidays = HolidayRule::own_part}}; }
std::vector<Feature> examples_of(const RhythmShare&) {
    return {RhythmShare{RhythmPart::weekend, {}, HolidayRule::as_weekend}, RhythmShare{RhythmPart::evening}, RhythmShare{RhythmPart::holiday}};
}
std::vector<Feature> examples_of(const OfferingMix&) { return {OfferingMix{.parts_at_most = 3}}; }
std::vector<Feature> examples_of(const OfferingShare&) { return {OfferingShare{"tea"}}; }
std::vector<Feature> examples_of(const ObservationShare&) { return {ObservationShare{"in_a_hurry"}, ObservationShare{"late"}}; }
std::vector<Feature> examples_of(const EventFrequency&) { return {EventFrequency{}, EventFrequency{"booking"}}; }
std::vector<Feature> examples_of(const ChannelMix&) { return {ChannelMix{}, ChannelMix{.counted = CountedInteractions::all}}; }
std::vector<Feature> examples_of(const ChannelSwitching&) { return {ChannelSwitching{}, ChannelSwitching{.counted = CountedInteractions::all}}; }
std::vector<Feature> examples_of(const DiscountShare&) { return {DiscountShare{"coupon"}, DiscountShare{}}; }
std::vector<Feature> examples_of(const DiscountDepth&) { return {DiscountDepth{"card"}, DiscountDepth{}}; }
std::vector<Feature> examples_of(const Attribute&) { return {Attribute{"children"}, Attribute{"age_band"}, Attribute{"member"}}; }

template <class... F>
std::vector<Feature> examples_of_all(const std::variant<F...>*) {
    std::vector<Feature> all;
    const auto add = [&](const std::vector<Feature>& some) { all.insert(all.end(), some.begin(), some.end()); };
    (add(examples_of(F{})), ...);
    return all;
}

}  // namespace

FeaturePlan every_feature(CalendarMoment until, int length_days) {
    using namespace std::chrono_literals;
    const CalendarMoment from = until.local_time() - std::chrono::days{length_days};
    return {.window = {.from = from, .until = until},
            .features = examples_of_all(static_cast<const Feature*>(nullptr)),
            .holidays = {2024y / 1 / 1, 2024y / 1 / 17, 2024y / 2 / 12}};
}

}  // namespace dangol::tests
