#include "world.hpp"

#include "consent.hpp"
#include "campaigns.hpp"
#include "people.hpp"
#include "visits.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace dangol::worlds {
namespace {

std::vector<KindTruth> planted_kinds(const TradeProfile& trade) {
    std::vector<KindTruth> kinds;
    for (const KindProfile& kind : trade.kinds) {
        kinds.push_back({.id = std::string(kind.id),
                         .korean = std::string(kind.korean),
                         .share = kind.share,
                         .conversion_rate = kind.conversion_rate,
                         .negative = kind.negative});
    }
    return kinds;
}

}  // namespace

World generate(const WorldOptions& options) {
    if (options.customers == 0) throw std::invalid_argument("WorldOptions.customers is 0; a world needs at least 1");
    const TradeProfile trade = profile_of(options.trade);
    World world{.options = options, .from = instant_of(first_day), .until = instant_of(last_day)};
    const std::vector<Person> persons = people(trade, options);
    world.customers = customers_of(persons, trade, options);
    world.interactions = interactions_of(persons, world.customers, trade, options);
    Campaigns reached = campaigns(persons, world.customers, world.interactions, trade, options);
    world.consent = consents_of(persons, world.customers, options);

    Truth& truth = world.truth;
    truth.kinds = planted_kinds(trade);
    for (const Person& person : persons) {
        truth.kind_of_customer.push_back(static_cast<std::uint32_t>(person.kind));
        ++truth.kinds[person.kind].customers;
    }
    for (std::size_t row = 0; row < reached.columns.size(); ++row) {
        if (reached.columns.window_closes[row] > world.until) continue;
        KindTruth& kind = truth.kinds[persons[reached.person[row]].kind];
        ++kind.contacts;
        kind.conversions += static_cast<std::size_t>(reached.columns.converted[row]);
    }
    truth.conversion_probability = std::move(reached.conversion_probability);
    truth.contact_cost_krw = trade.contact_cost_krw;
    truth.conversion_margin_krw = trade.conversion_margin_krw;
    world.leads = std::move(reached.columns);
    return world;
}

}  // namespace dangol::worlds
