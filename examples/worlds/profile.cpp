#include "profile.hpp"

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace dangol::worlds {
namespace {

constexpr std::array<std::pair<Trade, std::string_view>, 9> trade_names{{{Trade::hanbok, "hanbok"},
                                                                         {Trade::alteration, "alteration"},
                                                                         {Trade::null_independent, "null-independent"},
                                                                         {Trade::null_factor, "null-factor"},
                                                                         {Trade::null_skewed, "null-skewed"},
                                                                         {Trade::candle, "candle"},
                                                                         {Trade::leather, "leather"},
                                                                         {Trade::repair, "repair"},
                                                                         {Trade::online_class, "online-class"}}};

}  // namespace

std::string_view name_of(Trade trade) {
    for (const auto& [value, name] : trade_names) {
        if (value == trade) return name;
    }
    throw std::invalid_argument("trade: not one of the enumerators of dangol::worlds::Trade");
}

Trade trade_named(std::string_view name) {
    std::string known;
    for (const auto& [value, known_name] : trade_names) {
        if (known_name == name) return value;
        known += known.empty() ? "" : ", ";
        known += known_name;
    }
    throw std::invalid_argument("there is no world \"" + std::string(name) + "\"; there are: " + known);
}

TradeProfile profile_of(Trade trade) {
    switch (trade) {
        case Trade::hanbok: return hanbok_profile();
        case Trade::alteration: return alteration_profile();
        case Trade::candle: return candle_profile();
        case Trade::leather: return leather_profile();
        case Trade::repair: return repair_profile();
        case Trade::online_class: return online_class_profile();
        case Trade::null_independent:
        case Trade::null_factor:
        case Trade::null_skewed: return null_profile(trade);
    }
    throw std::invalid_argument("trade: not one of the enumerators of dangol::worlds::Trade");
}

const std::vector<std::string>& age_bands() {
    static const std::vector<std::string> bands{"20대 이하", "30대", "40대", "50대", "60대 이상"};
    return bands;
}

}  // namespace dangol::worlds
