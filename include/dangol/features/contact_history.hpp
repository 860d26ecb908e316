#pragma once

#include <dangol/features/feature_column.hpp>

#include <cstdint>
#include <optional>

namespace dangol::inline v0 {

/// What contacts whose windows are still open count in past_responses. An answer is known at once, a silence is certain only when its
/// window closes: counting both as soon as they are known makes recent contacts look good.
enum class OpenWindows : std::uint8_t {
    left_out,  ///< nothing, neither answers nor silences: without bias, but blind to the latest contacts
    answered,  ///< answers, not silences: leans upward, the more windows are open
    elapsed    ///< an answer one trial, a silence the share of its window that has passed: as a rate over time observed, without bias
               ///< where answers come evenly over a window, leaning upward where they come early, but less
};

/// What the shop tried before and what came of it: contacts strictly before the as-of moment. It reaches back to the first
/// contact on record, not only over the window: contacts are the shop's own acts, few, and all on record.
///
/// past_contacts, count; exposure: days from the first record of visits or contacts, or from joining if that is known and
/// later, to the as-of moment.
/// past_responses, share; trials: contacts whose window had closed by then, and of open ones what `open_windows` says, where conversions
/// are dated: one without a time counts once its window has closed. A contact without a horizon is a trial from the start
/// where conversions are dated, else none. Missing without a trial.
/// days_since_response, positive: from the latest conversion with a time, also within an open window. Missing without one.
///
/// Descriptors.
struct ContactHistory {
    std::optional<Role> role = {};
    OpenWindows open_windows = OpenWindows::elapsed;  ///< chosen on training data alone: docs/features.md
    bool operator==(const ContactHistory&) const = default;
};

}  // namespace dangol::inline v0
