#pragma once

#include "customers/customer_data.hpp"

namespace dangol::inline v0 {

struct PermittedBase::State {
    Purpose purpose = Purpose::analysis;
    Schema schema = {};
    TimeZone zone = {};
    Account account = {};
    std::shared_ptr<const CustomerData> data = {};
};

}  // namespace dangol::inline v0
