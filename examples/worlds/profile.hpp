#pragma once

/// What is planted: a trade, its kinds of customer, and how much people of one kind differ. Read profile_hanbok.cpp for an
/// example; a new trade is one such file, an enumerator in world.hpp and a line in profile.cpp.

#include "world.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
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
    double trust = 0;            ///< what each of the first five visits adds to it: the shop remembers them
    std::vector<double> unpaid = {};  ///< weights, in the order of TradeProfile::unpaid; none where there is but one
    double loyalty_to_staff = 0; ///< P(asks for the member of staff they know)

    std::array<double, age_band_count> ages = {1, 1, 1, 1, 1};
    double children = 1;         ///< scale
    double distance_km = 4;      ///< median; 0: means nothing in this trade
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

/// What an interaction is when nothing is paid.
enum class Presence : std::uint8_t {
    met,     ///< somebody spoke with them: a note, an opinion
    logged,  ///< only a machine saw it: a page viewed, a video watched
    absent   ///< they had booked and did not come
};

struct UnpaidKind {
    std::string_view name = {};
    Presence presence = Presence::met;
    std::optional<std::size_t> channel = {};        ///< the only one it comes through
    std::vector<std::string_view> phrases = {};     ///< noted on such an occasion
};

struct Hours {
    double open = 0, busiest = 0, close = 0;
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
    std::string_view paid = "주문";                   ///< what an interaction is when something is paid
    std::vector<UnpaidKind> unpaid = {{.name = "문의"}};
    std::array<Hours, daypart_count> hours = {{{9, 10.5, 12}, {12, 12.7, 14}, {14, 15.8, 18}, {18, 18.8, 20.5}}};
    bool has_premises = true;                        ///< the first channel is a place, where people come with company
    std::vector<KindProfile> kinds = {};
    std::vector<std::string_view> common_phrases = {};  ///< noted of anybody
    std::vector<std::string_view> first_visit_phrases = {};
    std::vector<std::string_view> next_visit_phrases = {};  ///< {지난 상품}: what they came for the last time
    Spread spread = {};
    ResponseProfile response = {};
    double contact_cost_krw = 3'000;
    double conversion_margin_krw = 60'000;
};

TradeProfile hanbok_profile();
TradeProfile alteration_profile();
TradeProfile candle_profile();
TradeProfile leather_profile();
TradeProfile repair_profile();
TradeProfile online_class_profile();
TradeProfile null_profile(Trade trade);
TradeProfile profile_of(Trade trade);

}  // namespace dangol::worlds
