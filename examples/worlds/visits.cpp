#include "visits.hpp"

#include "notes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>

namespace dangol::worlds {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::minutes;

constexpr std::string_view absent_note = "예약하고 오지 않으심.";

struct Visit {
    local_seconds at = {};
    std::size_t person = 0;
    std::size_t channel = 0, offering = 0, staff = 0;
    double amount_krw = 0, discount_krw = 0;
    std::int32_t party_size = 1, planned = 0;
    double satisfaction = 0;
    std::string note = {};
    const UnpaidKind* unpaid = nullptr;

    bool met() const { return unpaid == nullptr || unpaid->presence == Presence::met; }
};

/// Weibull, and now and then a longer pause: a gamma on top.
double gap_days(const Person& person, const KindProfile& kind, Randomness& random) {
    const double gap = random.weibull(kind.gap_shape, person.gap_days);
    return random.happens(.1) ? gap + person.gap_days * random.gamma(2) : gap;
}

minutes time_within(const Hours& hours, Randomness& random) {
    return minutes{static_cast<int>(60 * random.triangular(hours.open, hours.busiest, hours.close))};
}

/// The day a gap ends in, moved within its week to a weekday the person likes. The first visit stays on its day.
local_seconds moment(const Person& person, const TradeProfile& trade, local_days day, bool first, Randomness& random) {
    const std::size_t slot = random.pick(person.slots);
    const auto weekday = static_cast<int>(slot / daypart_count);
    const local_days monday = day - (std::chrono::weekday{day} - std::chrono::Monday);
    const local_days chosen = first ? day : monday + days{weekday};
    return chosen + time_within(trade.hours[slot % daypart_count], random);
}

std::vector<local_seconds> moments(const Person& person, const TradeProfile& trade, Randomness& random) {
    const KindProfile& kind = trade.kinds[person.kind];
    const bool newcomer = person.joined >= first_day;
    const local_days earliest = std::max(person.joined, first_day);
    double day = newcomer ? 0 : random.uniform() * gap_days(person, kind, random);
    std::vector<local_seconds> result;
    while (earliest + days{static_cast<int>(day)} < person.lapses) {
        const bool first = newcomer && result.empty();
        const local_seconds at = moment(person, trade, earliest + days{static_cast<int>(day)}, first, random);
        if (at >= earliest && at < person.lapses) result.push_back(at);
        day += std::max(1.0, gap_days(person, kind, random));
    }
    // Moving within a week can swap two visits, which matters only where somebody remembers the one before.
    if (!trade.next_visit_phrases.empty()) std::sort(result.begin(), result.end());
    return result;
}

/// List price, the kind's and the person's factor, log-logistic noise, in whole thousands of won as a shop would write it.
void pay(Visit& visit, const Person& person, const TradeProfile& trade, Randomness& random) {
    const double list_price = trade.offerings[visit.offering].price_krw;
    const double asked = list_price * person.price_factor * random.log_logistic(1, 6);
    const double rounded = std::max(1'000.0, std::round(asked / 1'000) * 1'000);
    if (random.happens(person.discounts)) {
        visit.discount_krw = std::round(rounded * random.triangular(.05, .10, .30) / 100) * 100;
    }
    visit.amount_krw = rounded - visit.discount_krw;
}

double satisfaction(const Person& person, double trust, bool ordered, Randomness& random) {
    const double felt = std::round(person.satisfaction + trust + .7 * random.student(5));
    const bool unasked = random.happens(ordered ? .35 : .60);
    return unasked ? std::numeric_limits<double>::quiet_NaN() : std::clamp(felt, 1.0, 5.0);
}

/// What it was, where nothing is paid; a trade that knows but one such kind draws nothing.
void settle_unpaid(Visit& visit, const KindProfile& kind, const TradeProfile& trade, Randomness& random) {
    visit.unpaid = &trade.unpaid[trade.unpaid.size() == 1 ? 0 : random.pick(kind.unpaid)];
    if (visit.unpaid->channel) visit.channel = *visit.unpaid->channel;
}

Visit visit_at(local_seconds at, std::size_t index, std::size_t visits_before, const Person& person, const TradeProfile& trade,
               Randomness& random) {
    const KindProfile& kind = trade.kinds[person.kind];
    Visit visit{.at = at, .person = index};
    visit.channel = random.pick(kind.channels);
    visit.offering = random.pick(person.offerings);
    visit.staff = random.below(trade.staff.size());
    if (kind.loyalty_to_staff > 0 && random.happens(kind.loyalty_to_staff)) visit.staff = index % trade.staff.size();
    if (random.happens(person.orders)) pay(visit, person, trade, random);
    else settle_unpaid(visit, kind, trade, random);
    const bool in_the_shop = trade.has_premises && visit.channel == 0 && visit.met();  // nobody brings company to a telephone
    while (in_the_shop && visit.party_size < 5 && random.happens(visit.party_size == 1 ? person.company : .35)) ++visit.party_size;
    visit.planned = random.happens(person.appointments) ? 1 : 0;
    const double trust = kind.trust * static_cast<double>(std::min<std::size_t>(visits_before, 5));
    visit.satisfaction = satisfaction(person, trust, visit.amount_krw > 0, random);
    if (!visit.met()) visit.satisfaction = std::numeric_limits<double>::quiet_NaN();
    if (visit.unpaid != nullptr && visit.unpaid->presence == Presence::absent) visit.planned = 1;
    return visit;
}

std::vector<Visit> visits_of(std::size_t index, const Person& person, const TradeProfile& trade, const WorldOptions& options) {
    Randomness random = stream(options, Topic::visits, index);
    Randomness writing = stream(options, Topic::notes, index);
    std::vector<Visit> visits;
    const bool newcomer = person.joined >= first_day;
    for (const local_seconds at : moments(person, trade, random)) {
        Visit visit = visit_at(at, index, visits.size(), person, trade, random);
        std::string written = note({.trade = trade,
                                    .kind = person.kind,
                                    .offering = trade.offerings[visit.offering].name,
                                    .with_family = visit.party_size > 1,
                                    .unpaid = visit.unpaid,
                                    .first_visit = newcomer && visits.empty(),
                                    .last_offering = visits.empty() ? "" : trade.offerings[visits.back().offering].name},
                                   writing);
        if (visit.met()) visit.note = std::move(written);
        if (visit.unpaid != nullptr && visit.unpaid->presence == Presence::absent) visit.note = absent_note;
        visits.push_back(std::move(visit));
    }
    return visits;
}

}  // namespace

Interactions interactions_of(const std::vector<Person>& people, const Customers& customers,
                                       const TradeProfile& trade, const WorldOptions& options) {
    std::vector<Visit> visits;
    for (std::size_t i = 0; i < people.size(); ++i) {
        for (Visit& visit : visits_of(i, people[i], trade, options)) visits.push_back(std::move(visit));
    }
    std::stable_sort(visits.begin(), visits.end(),
                     [](const Visit& a, const Visit& b) { return std::tie(a.at, a.person) < std::tie(b.at, b.person); });
    Interactions columns;
    for (Visit& visit : visits) {
        columns.visit_id.push_back(row_id('V', columns.size()));
        columns.customer_id.push_back(customers.customer_id[visit.person]);
        columns.visited_at.push_back(instant_of(visit.at));
        columns.kind.emplace_back(visit.unpaid == nullptr ? trade.paid : visit.unpaid->name);
        columns.channel.emplace_back(trade.channels[visit.channel]);
        columns.offering.emplace_back(trade.offerings[visit.offering].name);
        columns.amount_krw.push_back(visit.amount_krw);
        columns.discount_krw.push_back(visit.discount_krw);
        columns.party_size.push_back(visit.party_size);
        columns.planned.push_back(visit.planned);
        columns.satisfaction.push_back(visit.satisfaction);
        columns.staff.emplace_back(visit.met() ? trade.staff[visit.staff] : "");
        columns.note.push_back(std::move(visit.note));
    }
    return columns;
}

}  // namespace dangol::worlds
