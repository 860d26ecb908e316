#pragma once

#include <dangol/core/execution.hpp>

#include "core/watched.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {

/// For a step within a call: the same threads and stop token; while it runs, what is told again and again is how far the whole is.
/// `whole` and `fraction` must outlive what is returned.
[[nodiscard]] inline Execution telling(const Execution& whole, std::string_view stage, const double& fraction) {
    Execution step{.threads = whole.threads, .stop = whole.stop};
    if (whole.progress) step.progress = [&whole, stage, &fraction](const Progress&) { report(whole, stage, fraction); };
    return step;
}

/// Work of one thread that takes its time, while the calling thread goes on telling how far the whole is. @throws what `work` does, Cancelled
template <class Work>
void while_telling(const Execution& whole, std::string_view stage, double fraction, Work&& work) {
    for_each_long_block(1, telling(whole, stage, fraction), [&work](std::size_t) { work(); });
}

/// Now and then, while something is done for each row. @throws Cancelled
inline void check_stop_at(std::size_t row, const Execution& execution) {
    if (row % 16384 == 0) check_stop(execution);
}

}  // namespace dangol::inline v0
