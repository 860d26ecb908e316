#pragma once

#include <string_view>

/// The unit in which a person would tell so many days: one rule for a duration that stands alone and for two that are compared.
namespace dangol::inline v0 {

struct DurationUnit {
    double days = 1;
    std::string_view one = {}, many = {}, korean = {};
};

struct DurationForm {
    const DurationUnit* unit = nullptr;
    int decimals = 0;
};

/// Of a size, not of what lies in the past.
DurationForm form_of_duration(double days) noexcept;

}  // namespace dangol::inline v0
