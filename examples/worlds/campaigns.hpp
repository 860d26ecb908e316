#pragma once

/// Campaigns, whom they reached and who answered.

#include "people.hpp"

namespace dangol::worlds {

struct Campaigns {
    Leads columns = {};
    std::vector<double> conversion_probability = {};  ///< one per row
    std::vector<std::uint32_t> person = {};           ///< one per row
};

Campaigns campaigns(const std::vector<Person>& people, const Customers& customers, const Interactions& interactions,
            const TradeProfile& trade, const WorldOptions& options);

}  // namespace dangol::worlds
