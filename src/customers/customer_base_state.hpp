#pragma once

#include "customers/customer_data.hpp"

namespace dangol::inline v0 {

struct CustomerBase::State {
    Schema schema = {};
    TimeZone zone = {};
    Account account = {};
    Quarantine quarantine = {};
    std::shared_ptr<const CustomerData> data = std::make_shared<const CustomerData>();
    ConsentDecisions consents = {};
};

}  // namespace dangol::inline v0
