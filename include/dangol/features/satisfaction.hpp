#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// How contented they say they are. An answer counts wherever it was given, on a visit or on any other interaction: a survey, feedback, a
/// complaint.

/// Mean satisfaction. Column satisfaction, numeric, with its standard error; exposure: answers. Missing without one in the
/// window. Descriptor.
struct Satisfaction {
    std::optional<Role> role = {};
    bool operator==(const Satisfaction&) const = default;
};

/// Whether they grow more contented: the slope of the least-squares line through the answers in the window. Column
/// satisfaction_trend, numeric, points a year, with its standard error; exposure: answers. Missing with fewer than 3, or all at
/// one time. Descriptor.
struct SatisfactionTrend {
    std::optional<Role> role = {};
    bool operator==(const SatisfactionTrend&) const = default;
};

/// The last answer in the window, of several at one moment the lowest: what a customer remembers of the shop. Column last_satisfaction, numeric;
/// exposure 1. Missing without an answer. Descriptor.
struct LastSatisfaction {
    std::optional<Role> role = {};
    bool operator==(const LastSatisfaction&) const = default;
};

}  // namespace dangol::inline v0
