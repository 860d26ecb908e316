#include "campaigns.hpp"

#include "visits.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <unordered_map>

namespace dangol::worlds {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::minutes;

// The first campaign leaves a quarter of history before it; the last is still open when the records end.
constexpr int campaign_count = 14;
constexpr days before_first_campaign{90};
constexpr days between_campaigns{48};
constexpr days response_window{30};
constexpr double contacted_share = .55;

struct Contact {
    local_seconds at = {};
    std::uint32_t person = 0;
    std::size_t campaign_type = 0;
    double log_odds = 0;     ///< beside the kind's intercept
    double probability = 0;  ///< of converting within the window
};

using VisitsByPerson = std::vector<std::vector<local_seconds>>;  // each in order of time

VisitsByPerson visits_by_person(const Customers& customers, const Interactions& interactions) {
    std::unordered_map<std::string_view, std::size_t> person_of;
    for (std::size_t i = 0; i < customers.size(); ++i) person_of.emplace(customers.customer_id[i], i);
    VisitsByPerson result(customers.size());
    for (std::size_t row = 0; row < interactions.size(); ++row) {
        result[person_of.at(interactions.customer_id[row])].push_back(shop_clock_of(interactions.visited_at[row]));
    }
    return result;
}

double days_since_visit(const Person& person, const std::vector<local_seconds>& visits, local_seconds at) {
    const auto later = std::lower_bound(visits.begin(), visits.end(), at);
    const local_seconds last = later == visits.begin() ? std::max(person.joined, first_day) : *(later - 1);
    return std::chrono::duration<double, days::period>(at - last).count();
}

std::vector<Contact> contacts(const std::vector<Person>& people, const VisitsByPerson& visits, const TradeProfile& trade,
                              const WorldOptions& options) {
    std::vector<Contact> result;
    for (int campaign = 0; campaign < campaign_count; ++campaign) {
        Randomness random = stream(options, Topic::campaigns, static_cast<std::size_t>(campaign));
        const std::size_t type = random.below(trade.campaigns.size());
        const local_days start = first_day + before_first_campaign + campaign * between_campaigns;
        for (std::uint32_t i = 0; i < people.size(); ++i) {
            if (people[i].joined >= start || !random.happens(contacted_share)) continue;
            const auto day = days{static_cast<int>(random.below(5))};
            const auto time = minutes{static_cast<int>(random.triangular(600, 680, 1080))};
            Contact contact{.at = start + day + time, .person = i, .campaign_type = type};
            const double absent = std::min(180.0, days_since_visit(people[i], visits[i], contact.at));
            contact.log_odds = trade.response.campaign * trade.campaigns[type].log_odds +
                               trade.response.per_30_days_since_visit * absent / 30 +
                               trade.response.person * people[i].score(Habit::response);
            result.push_back(contact);
        }
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const Contact& a, const Contact& b) { return std::tie(a.at, a.person) < std::tie(b.at, b.person); });
    return result;
}

double logistic(double log_odds) {
    return 1 / (1 + std::exp(-log_odds));
}

/// Finds each kind's intercept by bisection, so that the mean probability over its contacts is the planted rate: what moves a
/// single answer (recency, campaign, person) then leaves the rate of the kind alone.
void plant_rates(std::vector<Contact>& contacts, const std::vector<Person>& people, const TradeProfile& trade) {
    for (std::size_t kind = 0; kind < trade.kinds.size(); ++kind) {
        std::vector<Contact*> of_kind;
        for (Contact& contact : contacts) {
            if (people[contact.person].kind == kind) of_kind.push_back(&contact);
        }
        const double target = trade.kinds[kind].conversion_rate * static_cast<double>(of_kind.size());
        double low = -20, high = 20;
        for (int step = 0; step < 60; ++step) {
            const double middle = (low + high) / 2;
            double expected = 0;
            for (const Contact* contact : of_kind) expected += logistic(middle + contact->log_odds);
            (expected < target ? low : high) = middle;
        }
        for (Contact* contact : of_kind) contact->probability = logistic(low + contact->log_odds);
    }
}

}  // namespace

Campaigns campaigns(const std::vector<Person>& people, const Customers& customers, const Interactions& interactions,
            const TradeProfile& trade, const WorldOptions& options) {
    std::vector<Contact> all = contacts(people, visits_by_person(customers, interactions), trade, options);
    plant_rates(all, people, trade);
    Randomness random = stream(options, Topic::response);
    Campaigns result;
    Leads& columns = result.columns;
    for (const Contact& contact : all) {
        const bool answers = random.happens(contact.probability);
        const double waits = random.triangular(.01, .15, 1);  // of the window; most answer early
        const local_seconds answered = contact.at + minutes{static_cast<int>(waits * 1440 * response_window.count())};
        const bool seen = answers && answered < last_day;  // an answer after the records end is not in them
        columns.lead_id.push_back(row_id('L', columns.size()));
        columns.customer_id.push_back(customers.customer_id[contact.person]);
        columns.contacted_at.push_back(instant_of(contact.at));
        columns.campaign_type.emplace_back(trade.campaigns[contact.campaign_type].name);
        columns.converted.push_back(seen ? 1 : 0);
        columns.converted_at.push_back(seen ? instant_of(answered) : never);
        columns.window_closes.push_back(instant_of(contact.at + response_window));
        result.conversion_probability.push_back(contact.probability);
        result.person.push_back(contact.person);
    }
    return result;
}

}  // namespace dangol::worlds
