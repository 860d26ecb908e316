#include <dangol/core/execution.hpp>

#include <dangol/core/error.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>

namespace dangol::inline v0 {

std::size_t thread_count(const Execution& execution) noexcept {
    if (execution.threads != 0) return execution.threads;
    return std::max(1U, std::thread::hardware_concurrency());
}

void check_stop(const Execution& execution) {
    if (execution.stop.stop_requested()) throw Cancelled();
}

void report(const Execution& execution, std::string_view stage, double fraction) {
    if (execution.progress) execution.progress({stage, std::clamp(fraction, 0.0, 1.0)});
}

Execution part_of(const Execution& whole, double from, double to, std::string_view stage) {
    Execution part{.threads = whole.threads, .stop = whole.stop};
    if (whole.progress) {
        // What is called may count several passes from 0 to 1; the bar then waits rather than going back.
        part.progress = [&whole, from, to, stage = std::string(stage), furthest = std::make_shared<double>(from)](const Progress& progress) {
            *furthest = std::max(*furthest, from + (to - from) * progress.fraction);
            report(whole, stage.empty() ? progress.stage : std::string_view(stage), *furthest);
        };
    }
    return part;
}

Execution on_this_thread(const Execution& whole) { return {.threads = 1, .stop = whole.stop}; }

}  // namespace dangol::inline v0
