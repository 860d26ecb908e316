#pragma once

#include <dangol/core/execution.hpp>

#include <string_view>

namespace dangol::inline v0 {

/// For a step within a call: the same threads and stop token; while it runs, what is told again and again is how far the whole is.
/// `whole` and `fraction` must outlive what is returned.
[[nodiscard]] inline Execution telling(const Execution& whole, std::string_view stage, const double& fraction) {
    Execution step{.threads = whole.threads, .stop = whole.stop};
    if (whole.progress) step.progress = [&whole, stage, &fraction](const Progress&) { report(whole, stage, fraction); };
    return step;
}

}  // namespace dangol::inline v0
