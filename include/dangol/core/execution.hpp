#pragma once

#include <dangol/export.hpp>

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string_view>

/// How a long call is carried out: never what it results in. The same data and options give the same bits with any
/// number of threads. It is the last parameter of every long call and is never stored.
namespace dangol::inline v0 {

/// How far a call has come.
struct Progress {
    std::string_view stage = {};  ///< what is being done, in English; valid during the call
    double fraction = 0;          ///< of the whole call, 0 … 1
};

/// Threads, how to stop, and whom to tell.
struct Execution {
    std::size_t threads = 0;   ///< 0: as many as the machine has
    std::stop_token stop = {}; ///< when used, the call throws Cancelled within one block of work

    /// Called on the calling thread only, some times a second to some thousands; what it throws ends the call.
    std::function<void(const Progress&)> progress = {};
};

/// Threads to use: `execution.threads`, or what the machine has; at least 1.
DANGOL_EXPORT std::size_t thread_count(const Execution& execution) noexcept;

/// @throws Cancelled when a stop was requested.
DANGOL_EXPORT void check_stop(const Execution& execution);

/// Tells the progress callback, if there is one. `fraction` is kept within 0 … 1.
DANGOL_EXPORT void report(const Execution& execution, std::string_view stage, double fraction);

/// For a call within a call: its 0 … 1 becomes from … to of `whole`, never falling, and its stages are named `stage` unless that is
/// empty.
/// `whole` must outlive what is returned.
[[nodiscard]] DANGOL_EXPORT Execution part_of(const Execution& whole, double from, double to, std::string_view stage = {});

/// For work inside a worker: one thread, no progress, the same stop token.
[[nodiscard]] DANGOL_EXPORT Execution on_this_thread(const Execution& whole);

}  // namespace dangol::inline v0
