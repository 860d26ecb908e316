#pragma once

/// What is planted: a trade, its kinds of customer, and how much people of one kind differ. Read profile_hanbok.cpp for an
/// example; a new trade is one such file, an enumerator in world.hpp and a line in profile.cpp.

#include "world.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace dangol::worlds {

inline constexpr std::size_t weekday_count = 7;  // Monday first
inline constexpr std::size_t daypart_count = 4;  // morning, noon, afternoon, evening
inline constexpr std::size_t age_band_count = 5;

/// The habits in which people of one kind still differ from each other.
enum class Habit : std::uint8_t { visiting, spending, thrift, company, weekend, morning, offering, content, distance, age, response };
inline constexpr std::size_t habit_count = 11;

/// Numbers a kind is described by; every one is an average over the people of that kind.
struct KindProfile {
    std::string_view id = {};
    std::string_view korean = {};
    NegativeGround negative = NegativeGround::none;
    double share = 1;
    double conversion_rate = 0;

    double gap_days = 30;        ///< scale of the Weibull gaps between visits
    double gap_shape = 1.5;      ///< above 1 regular, 1 haphazard, below 1 in bursts
    std::array<double, weekday_count> weekdays = {1, 1, 1, 1, 1, 1, 1};
    std::array<double, daypart_count> dayparts = {1, 1, 1, 1};
    std::vector<double> offerings = {};  ///< weights, in the order of TradeProfile::offerings
    std::vector<double> channels = {};   ///< weights, in the order of TradeProfile::channels

    double orders = .7;          ///< P(something is paid | contact)
    double price_factor = 1;     ///< on the list price of an offering
    double discounts = .2;       ///< P(discount | order)
    double company = .3;         ///< P(comes with family)
    double appointments = .5;    ///< P(planned)
    double satisfaction = 4;     ///< centre of the 1 … 5 scale

    std::array<double, age_band_count> ages = {1, 1, 1, 1, 1};
    double children = 1;         ///< scale
    double distance_km = 4;      ///< median
    double women = .6;
    std::vector<std::string_view> phrases = {};  ///< what staff note about this kind
};

/// How people of one kind differ. Scores of any two habits correlate by `loading`².
enum class Tail : std::uint8_t { student, skewed };
struct Spread {
    double loading = .5;
    Tail tail = Tail::student;
    double log_scale = .2;  ///< standard deviation of log gap and log price
    double logit = .35;     ///< standard deviation of every probability, in log-odds
    double concentration = 25;  ///< of the beta around a kind's appointments and orders; smaller differs more
};

/// Response to a contact, beside what the kind brings: all in log-odds.
struct ResponseProfile {
    double per_30_days_since_visit = -.15;
    double person = .5;       ///< standard deviation between people, which makes past response informative
    double campaign = 1;      ///< 1: the campaign's type matters; 0: every contact is the same
};

struct Offering {
    std::string_view name = {};
    double price_krw = 0;
};

struct CampaignType {
    std::string_view name = {};
    double log_odds = 0;
};

struct TradeProfile {
    std::string_view id_prefix = {};
    std::string_view korean = {};
    std::vector<Offering> offerings = {};
    std::vector<std::string_view> channels = {};
    std::vector<std::string_view> staff = {};
    std::vector<CampaignType> campaigns = {};
    std::vector<KindProfile> kinds = {};
    std::vector<std::string_view> common_phrases = {};  ///< noted of anybody
    Spread spread = {};
    ResponseProfile response = {};
    double contact_cost_krw = 3'000;
    double conversion_margin_krw = 60'000;
};

TradeProfile hanbok_profile();
TradeProfile alteration_profile();
TradeProfile null_profile(Trade trade);
TradeProfile profile_of(Trade trade);

}  // namespace dangol::worlds
