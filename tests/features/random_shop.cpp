#include "random_shop.hpp"

#include <dangol/core/random.hpp>
#include <dangol/features/build_features.hpp>

namespace dangol::tests {

std::string hour_text(std::uint64_t hour) {
    using namespace std::chrono_literals;
    return iso_text(LocalTime{std::chrono::local_days{2024y / 1 / 1} + std::chrono::hours{hour}}).substr(0, 16);
}

SmallShop random_shop(std::uint64_t seed, std::size_t customers, std::size_t visits_each) {
    Random random(seed);
    const auto one_of = [&](std::initializer_list<const char*> choices) { return std::string(choices.begin()[random.below(choices.size())]); };
    const auto amount = [&] { return random.chance(0.2) ? unknown : static_cast<double>(random.below(8)); };
    constexpr std::uint64_t hours = 60 * 24;
    SmallShop shop;
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
            VisitLine line{.customer = id, .at = hour_text(random.below(hours / 6) * 6), .channel = one_of({"web", "shop", ""})};
            const std::uint64_t lines = 1 + random.below(3);
            line.basket = id + "." + std::to_string(v);
            line.party = amount() + 1;
            line.satisfaction = amount();
            line.planned = one_of({"yes", "no", ""});
            for (std::uint64_t l = 0; l < lines; ++l) {
                line.offering = one_of({"tea", "bread", "milk", "eggs", ""});
                line.paid = amount();
                line.coupon = random.chance(0.5) ? 0.0 : amount();
                line.card = amount();
                shop.lines.push_back(line);
            }
        }
        const std::uint64_t contacts = random.below(6);
        for (std::uint64_t k = 0; k < contacts; ++k) {
            const std::uint64_t at = random.below(hours / 6) * 6, length = 24 * (1 + random.below(14));
            LeadRow lead{.customer = id, .contacted = hour_text(at), .closes = random.chance(0.9) ? hour_text(at + length) : "", .type = one_of({"card", "mail", ""})};
            lead.converted = one_of({"yes", "no", ""});
            if (lead.converted == "yes" && random.chance(0.7)) lead.converted_at = hour_text(at + random.below(length));
            shop.leads.push_back(lead);
        }
    }
    return shop;
}

FeaturePlan every_feature(CalendarMoment until, int length_days) {
    const CalendarMoment from = until.local_time() - std::chrono::days{length_days};
    return {.window = {.from = from, .until = until},
            .features = {Recency{}, Frequency{}, MonetaryValue{}, Tenure{}, VisitIntervals{.intervals_at_least = 4}, VisitRhythm{},
                         RhythmShare{RhythmPart::weekend}, OfferingMix{.parts_at_most = 3}, OfferingShare{"tea"}, ChannelMix{}, DiscountShare{"coupon"},
                         DiscountShare{}, DiscountDepth{"card"}, DiscountDepth{}, Companionship{}, Planning{}, Satisfaction{}, ContactHistory{},
                         Attribute{"children"}, Attribute{"age_band"}, Attribute{"member"}}};
}

}  // namespace dangol::tests
