// The whole way on a shop made up here: records, features, segments, personas, negative personas, scores.
// usage: example_study_shop [where to keep the study]

#include <dangol/dangol.hpp>

#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace std::chrono;

/// What the application already holds: plain arrays.
struct Shop {
    std::vector<std::string> household, visitor, offering, mailed;
    std::vector<double> distance_km, paid_usd;
    std::vector<std::int32_t> children;
    std::vector<std::uint8_t> redeemed;
    std::vector<local_seconds> visited_at, mailed_at, window_closes;  // what the clock on the shop's wall showed
};

/// Regulars who come on weekday mornings, families on weekend afternoons, and passers-by who never answer a letter.
Shop make_shop() {
    dangol::Random random(7);
    Shop shop;
    const local_days opened(2023y / 1 / 1);
    for (int number = 0; number < 900; ++number) {
        const std::string name = std::to_string(1000 + number);
        const int kind = number % 3;
        shop.household.push_back(name);
        shop.children.push_back(kind == 1 ? 1 + static_cast<std::int32_t>(random.below(3)) : 0);
        shop.distance_km.push_back(random.gamma(2, kind == 2 ? 6 : 2));
        const double days_between_visits = kind == 0 ? 7 : kind == 1 ? 14 : 30;
        for (double day = random.uniform(0, 30); day < 540; day += random.gamma(3, days_between_visits / 3)) {
            local_days date = opened + days(static_cast<int>(day));
            while (kind != 2 && (weekday(date) == Saturday || weekday(date) == Sunday) != (kind == 1)) date += days(1);
            shop.visitor.push_back(name);
            shop.visited_at.push_back(date + hours(kind == 0 ? 9 : kind == 1 ? 15 : 18) + minutes(random.below(90)));
            shop.paid_usd.push_back(random.gamma(4, kind == 0 ? 5 : kind == 1 ? 15 : 3));
            shop.offering.push_back(random.chance(kind == 0 ? 0.7 : 0.2) ? "bread" : kind == 1 ? "cake" : "coffee");
        }
        for (const int mailing : {120, 210, 300, 390, 480}) {
            shop.mailed.push_back(name);
            shop.mailed_at.push_back(opened + days(mailing));
            shop.window_closes.push_back(opened + days(mailing + 42));
            shop.redeemed.push_back(random.chance(kind == 0 ? 0.2 : kind == 1 ? 0.3 : 0.01));
        }
    }
    return shop;
}

}  // namespace

int main(int argc, char** argv) try {
    using namespace dangol;
    const Shop shop = make_shop();

    // The arrays are read where they lie; a row that cannot be used is set aside with its reason.
    const Schema schema{
        .customer = {.id = "household",
                     .attributes = {{.name = "children", .kind = ColumnKind::count}, {.name = "distance_km", .kind = ColumnKind::positive, .unit = "km"}}},
        .interaction = {.customer = "household", .time = "visited_at", .amount = "paid_usd", .offering = "offering"},
        .lead = {.customer = "household", .contacted = "mailed_at", .converted = "redeemed", .window_closes = "window_closes"},
        .currency = "USD",
        .time_zone = "America/New_York"};
    const Records records{
        .customers = {{"household", shop.household}, {"children", shop.children}, {"distance_km", shop.distance_km}},
        .interactions = {{"household", shop.visitor}, {"visited_at", shop.visited_at}, {"paid_usd", shop.paid_usd}, {"offering", shop.offering}},
        .leads = {{"household", shop.mailed}, {"mailed_at", shop.mailed_at}, {"redeemed", shop.redeemed}, {"window_closes", shop.window_closes}}};
    const CustomerBase base = collect(records, schema);
    std::cout << to_text(base.account(), Language::english) << "\n\n";

    const FeaturePlan plan{.window = {.from = 2023y / 1 / 1, .until = 2024y / 4 / 1},
                           .features = {Recency{}, Frequency{}, MonetaryValue{}, VisitRhythm{}, OfferingMix{}, ContactHistory{}, Attribute{.name = "children"},
                                        Attribute{.name = "distance_km"}}};
    const Study result = study(base, plan,
                               {.count = {.most = 5},
                                .evidence = {.bootstrap_samples = 40},
                                .negatives = NegativePersonaOptions{.contact_cost = 1.20, .conversion_margin = 18.00},
                                .test_leads_from = CalendarMoment(2024y / 4 / 1)});
    std::cout << to_text(result, Language::english) << "\n\n" << to_text(result, Language::korean) << '\n';

    const std::string kept = argc > 1 ? argv[1] : "shop.dangol";
    save(kept, result);
    std::ofstream("personas.md") << to_markdown(result.personas, Language::korean);
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
