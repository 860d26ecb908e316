#pragma once

#include <dangol/core/random.hpp>
#include <dangol/customers/records.hpp>
#include <dangol/customers/schema.hpp>
#include <dangol/features/feature_plan.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <vector>

/// A log of visits in which everything occurs that a log can hold: nothing known, rows twice, two visits at one moment, ids and times
/// that are missing, amounts that cannot be.
namespace dangol::tests {

struct VisitLog {
    std::vector<std::int64_t> number = {};
    std::vector<std::string> text = {}, channel = {}, planned = {}, shop = {};
    std::vector<std::string> at = {};
    std::vector<double> paid = {}, coupon = {}, card = {}, party = {}, satisfaction = {};

    std::size_t size() const { return at.size(); }

    /// The rows [begin, end); ids are text or numbers.
    TableView rows(bool text_ids, std::size_t begin, std::size_t end) const {
        const auto part = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
        std::vector<NamedColumn> columns{{"at", ColumnView(part(at))},           {"paid", ColumnView(part(paid))},
                                         {"coupon", ColumnView(part(coupon))},   {"card", ColumnView(part(card))},
                                         {"party", ColumnView(part(party))},     {"satisfaction", ColumnView(part(satisfaction))},
                                         {"channel", ColumnView(part(channel))}, {"planned", ColumnView(part(planned))},
                                         {"shop", ColumnView(part(shop))}};  // a column that the schema does not name
        columns.push_back({"customer", text_ids ? ColumnView(part(text)) : ColumnView(part(number))});
        return TableView(std::move(columns));
    }
    TableView all(bool text_ids) const { return rows(text_ids, 0, size()); }

    /// The same rows in another order.
    VisitLog ordered(std::span<const std::size_t> order) const {
        const auto taken = [&](const auto& column) {
            std::remove_cvref_t<decltype(column)> cells;
            for (const std::size_t row : order) cells.push_back(column[row]);
            return cells;
        };
        return {.number = taken(number), .text = taken(text), .channel = taken(channel), .planned = taken(planned), .shop = taken(shop), .at = taken(at),
                .paid = taken(paid), .coupon = taken(coupon), .card = taken(card), .party = taken(party), .satisfaction = taken(satisfaction)};
    }
    VisitLog shuffled(std::uint64_t seed) const {
        std::vector<std::size_t> order(size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        Random random(seed);
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
        return ordered(order);
    }
};

inline Schema log_schema() {
    return {.interaction = {.customer = "customer", .time = "at", .amount = "paid", .discounts = {"coupon", "card"}, .channel = "channel",
                            .party_size = "party", .planned = "planned", .satisfaction = "satisfaction"},
            .consent = {.customer = "customer", .purpose = "purpose", .granted = "granted"},
            .currency = "KRW",
            .time_zone = "America/New_York"};
}

inline FeaturePlan folded_plan() {
    return {.features = {Recency{}, Frequency{}, MonetaryValue{}, Tenure{}, VisitIntervals{.intervals_at_least = 4}, VisitRhythm{},
                         RhythmShare{RhythmPart::weekend}, RhythmShare{RhythmPart::weekday_morning}, DiscountShare{"coupon"}, DiscountShare{},
                         DiscountDepth{"card"}, DiscountDepth{}, Companionship{}, Planning{}, Satisfaction{}}};
}

/// By time; about `visits` rows of `customers` people over `days`. `dirt`: share of rows with something wrong.
inline VisitLog random_log(std::uint64_t seed, std::size_t customers, std::size_t visits, double dirt = 0.05, std::uint64_t days = 200) {
    Random random(seed);
    std::vector<std::uint64_t> minutes(visits);
    for (auto& minute : minutes) minute = random.below(days * 24 * 4) * 15;
    std::ranges::sort(minutes);
    const auto amount = [&](double most) { return random.chance(0.1) ? std::numeric_limits<double>::quiet_NaN() : std::floor(random.below(static_cast<std::uint64_t>(most * 100))) / 100; };
    VisitLog log;
    for (std::size_t i = 0; i < visits; ++i) {
        const bool again = i > 0 && random.chance(dirt / 2);
        const std::uint64_t customer = random.below(customers);
        if (again) minutes[i] = minutes[i - 1];
        LocalTime local{std::chrono::local_days{std::chrono::year{2024} / 1 / 20} + std::chrono::minutes{minutes[i]}};
        log.at.push_back(random.chance(dirt / 4) ? "2024-02-30" : random.chance(dirt / 8) ? "" : iso_text(local));
        const bool unknown = random.chance(dirt / 4);
        log.number.push_back(again ? log.number.back() : static_cast<std::int64_t>(customer * 0x1234'5678'9abcULL + 17));
        log.text.push_back(again ? log.text.back() : unknown ? "" : "손님 " + std::to_string(customer * 7919 % 1000));
        const bool twin = again && random.chance(0.6);
        log.paid.push_back(twin ? log.paid.back() : random.chance(dirt / 4) ? -1 : amount(90));
        log.coupon.push_back(twin ? log.coupon.back() : random.chance(0.5) ? 0 : amount(9));
        log.card.push_back(twin ? log.card.back() : amount(5));
        log.party.push_back(twin ? log.party.back() : random.chance(dirt / 4) ? 0 : 1 + static_cast<double>(random.below(4)));
        log.satisfaction.push_back(twin ? log.satisfaction.back() : amount(5));
        log.channel.push_back(twin ? log.channel.back() : random.chance(0.5) ? "web" : "shop");
        log.planned.push_back(twin ? log.planned.back() : random.chance(0.3) ? "" : random.chance(0.5) ? "yes" : "no");
        log.shop.push_back(twin ? log.shop.back() : random.chance(0.5) ? "north" : "south");
    }
    return log;
}

}  // namespace dangol::tests
