#pragma once

#include "customers/customer_data.hpp"

#include <memory>
#include <vector>

namespace dangol::inline v0 {

struct Intake;

struct CustomerBase::State {
    Schema schema = {};
    TimeZone zone = {};
    Account account = {};
    Quarantine quarantine = {};
    std::shared_ptr<const CustomerData> data = std::make_shared<const CustomerData>();
    ConsentDecisions consents = {};
    std::vector<std::shared_ptr<const Intake>> intakes = {};  ///< what it was made of, in order
};

}  // namespace dangol::inline v0
