#include "people.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace dangol::worlds {
namespace {

using std::chrono::days;

/// Shares as whole numbers (largest remainder), in random order, so that ids say nothing about kinds.
std::vector<std::size_t> kinds_of(const TradeProfile& trade, const WorldOptions& options) {
    std::vector<std::size_t> counts;
    std::vector<double> remainders;
    for (const KindProfile& kind : trade.kinds) {
        const double exact = kind.share * static_cast<double>(options.customers);
        counts.push_back(static_cast<std::size_t>(exact));
        remainders.push_back(exact - std::floor(exact));
    }
    while (std::accumulate(counts.begin(), counts.end(), std::size_t{0}) < options.customers) {
        const auto largest = std::max_element(remainders.begin(), remainders.end());
        ++counts[static_cast<std::size_t>(largest - remainders.begin())];
        *largest = -1;
    }
    std::vector<std::size_t> kinds;
    for (std::size_t kind = 0; kind < counts.size(); ++kind) kinds.insert(kinds.end(), counts[kind], kind);
    kinds.resize(options.customers);
    Randomness random = stream(options, Topic::kinds);
    shuffle(kinds, random);
    return kinds;
}

double standard_draw(Tail tail, Randomness& random) {
    constexpr double shape = 1.5;  // of a gamma: skewness 1.6
    return tail == Tail::student ? random.student(8) : (random.gamma(shape) - shape) / std::sqrt(shape);
}

double shifted(double probability, double log_odds) {
    return 1 / (1 + (1 - probability) / probability * std::exp(-log_odds));
}

void give_scores(Person& person, const Spread& spread, Randomness& random) {
    const double common = standard_draw(spread.tail, random);
    const double own = std::sqrt(1 - spread.loading * spread.loading);
    for (double& score : person.scores) score = spread.loading * common + own * standard_draw(spread.tail, random);
}

void give_dates(Person& person, Randomness& random) {
    constexpr double before = .65;  // of the customers were known before the records begin
    const double span = random.happens(before) ? -3 * 365.0 : 547.0;
    person.joined = first_day + days{static_cast<int>(span * random.uniform())};
    if (random.happens(.05)) person.lapses = last_day - days{static_cast<int>(540 * random.uniform())};
}

/// Logistic-normal around the kind's own weekdays and dayparts.
void give_rhythm(Person& person, const KindProfile& kind, const Spread& spread, Randomness& random) {
    for (std::size_t weekday = 0; weekday < weekday_count; ++weekday) {
        for (std::size_t daypart = 0; daypart < daypart_count; ++daypart) {
            const double weekend = person.score(Habit::weekend) * (weekday >= 5 ? .5 : -.5);
            const double morning = person.score(Habit::morning) * (daypart == 0 ? .75 : -.25);
            const double log_weight = spread.logit * (weekend + morning + .5 * random.normal());
            person.slots[weekday * daypart_count + daypart] = kind.weekdays[weekday] * kind.dayparts[daypart] * std::exp(log_weight);
        }
    }
}

Person person_of(std::size_t kind_index, const TradeProfile& trade, Randomness& random) {
    const KindProfile& kind = trade.kinds[kind_index];
    const Spread& spread = trade.spread;
    Person person{.kind = kind_index};
    give_scores(person, spread, random);
    give_dates(person, random);
    give_rhythm(person, kind, spread, random);
    person.gap_days = kind.gap_days * std::exp(-spread.log_scale * person.score(Habit::visiting));
    person.price_factor = kind.price_factor * std::exp(spread.log_scale * person.score(Habit::spending));
    person.discounts = shifted(kind.discounts, spread.logit * person.score(Habit::thrift));
    person.company = shifted(kind.company, spread.logit * person.score(Habit::company));
    person.orders = random.beta(kind.orders, spread.concentration);
    person.appointments = random.beta(kind.appointments, spread.concentration);
    person.satisfaction = kind.satisfaction + spread.logit * .6 * person.score(Habit::content);
    for (std::size_t i = 0; i < kind.offerings.size(); ++i) {
        const double leaning = person.score(Habit::offering) * (i % 2 == 0 ? .5 : -.5);
        person.offerings.push_back(kind.offerings[i] * std::exp(spread.logit * (leaning + .5 * random.normal())));
    }
    return person;
}

std::string id_of(std::string_view prefix, std::size_t index) {
    const std::string digits = std::to_string(index + 1);
    return std::string(prefix) + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

/// The age band whose weight covers a quantile; older people have higher scores.
std::size_t age_band_at(const KindProfile& kind, double quantile) {
    double left = quantile * std::accumulate(kind.ages.begin(), kind.ages.end(), 0.0);
    for (std::size_t band = 0; band + 1 < age_band_count; ++band) {
        left -= kind.ages[band];
        if (left < 0) return band;
    }
    return age_band_count - 1;
}

}  // namespace

std::vector<Person> people(const TradeProfile& trade, const WorldOptions& options) {
    std::vector<Person> result;
    result.reserve(options.customers);
    for (const std::size_t kind : kinds_of(trade, options)) {
        Randomness random = stream(options, Topic::person, result.size());
        result.push_back(person_of(kind, trade, random));
    }
    return result;
}

Customers customers_of(const std::vector<Person>& people, const TradeProfile& trade, const WorldOptions& options) {
    constexpr double not_recorded = std::numeric_limits<double>::quiet_NaN();
    Customers columns;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const Person& person = people[i];
        const KindProfile& kind = trade.kinds[person.kind];
        Randomness random = stream(options, Topic::attributes, i);
        columns.customer_id.push_back(id_of(trade.id_prefix, i));
        columns.joined_on.push_back(std::chrono::sys_days{person.joined.time_since_epoch()});
        const double older = .5 * std::erfc(-person.score(Habit::age) / std::sqrt(2.0));
        columns.age_band.push_back(random.happens(.12) ? "" : age_bands()[age_band_at(kind, older)]);
        const bool woman = random.happens(kind.women);
        columns.gender.push_back(random.happens(.08) ? "" : woman ? "여" : "남");
        const double children = std::min(5.0, std::floor(random.weibull(1.7, kind.children)));
        columns.children.push_back(random.happens(.20) ? not_recorded : children);
        const double near = std::exp(.4 * person.score(Habit::distance));
        const double kilometres = random.log_logistic(kind.distance_km * near, 2.2);
        const bool unknown = random.happens(.15) || kind.distance_km == 0;
        columns.distance_km.push_back(unknown ? not_recorded : std::max(.1, std::round(kilometres * 10) / 10));
    }
    return columns;
}

}  // namespace dangol::worlds
