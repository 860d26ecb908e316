#pragma once

/// The people of a world: a kind each, and habits of their own around it.

#include "profile.hpp"
#include "randomness.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dangol::worlds {

/// What a stream of random numbers is for; streams of different topics never share a number.
enum class Topic : std::uint64_t { kinds = 1, person, attributes, visits, notes, campaigns, response, consent, dirt };

inline Randomness stream(const WorldOptions& options, Topic topic, std::size_t index = 0) {
    const auto trade = static_cast<std::uint64_t>(options.trade);  // eight trades share a seed's block, the next eight shift the topics
    return {options.seed * 8 + trade % 8, static_cast<std::uint64_t>(topic) + 64 * (trade / 8), index};
}

/// "V100001" for the first row of visits.
inline std::string row_id(char prefix, std::size_t row) {
    return std::string(1, prefix).append(std::to_string(100'001 + row));
}

/// Two years on the shop's own clock.
inline constexpr std::chrono::local_days first_day{std::chrono::year{2023} / 1 / 1};
inline constexpr std::chrono::local_days last_day{std::chrono::year{2025} / 1 / 1};  // not included

struct Person {
    std::size_t kind = 0;
    std::array<double, habit_count> scores = {};  ///< mean 0, variance 1 within a kind
    std::chrono::local_days joined = {};
    std::chrono::local_days lapses = last_day;    ///< comes no more from this day on

    double gap_days = 0;
    double price_factor = 1;
    std::array<double, weekday_count * daypart_count> slots = {};  ///< weights, weekday by weekday
    std::vector<double> offerings = {};
    double orders = 0, discounts = 0, company = 0, appointments = 0;
    double satisfaction = 0;

    double score(Habit habit) const { return scores[static_cast<std::size_t>(habit)]; }
};

std::vector<Person> people(const TradeProfile& trade, const WorldOptions& options);

/// Attributes as a card index would hold them, with gaps.
Customers customers_of(const std::vector<Person>& people, const TradeProfile& trade, const WorldOptions& options);

}  // namespace dangol::worlds
