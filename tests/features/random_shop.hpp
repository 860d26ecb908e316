#pragma once

#include "small_shop.hpp"

#include <cstdint>

namespace dangol::tests {

/// A shop without meaning: some customers, up to `visits_each` visits in the first 60 days of 2024 with whatever may be known or not,
/// leads with windows, ties in time. The same for the same seed.
SmallShop random_shop(std::uint64_t seed, std::size_t customers = 12, std::size_t visits_each = 14);

/// Every feature there is, over `length_days` that end at `until`. The variant itself is walked: a feature that is added to it is in
/// the plan, by its defaults or as `examples_of` in random_shop.cpp gives it.
FeaturePlan every_feature(CalendarMoment until, int length_days);

/// "2024-02-03 14:00" of an hour, or a minute, counted from the start of 2024.
std::string hour_text(std::uint64_t hour);
std::string minute_text(std::uint64_t minute);

}  // namespace dangol::tests
