#pragma once

#include <dangol/core/execution.hpp>

#include <pybind11/pybind11.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <type_traits>

namespace dangol::python {

namespace py = pybind11;

/// Runs `work` on a thread of its own without the GIL, while the calling thread wakes 20 times a second to look for Ctrl-C and to
/// tell `progress`. What either raises stops the work, and is raised once the work has ended: objects stay as they were.
/// `progress` is what the user gave: None (a bar where there is a terminal), False (none) or a callable of stage and fraction.
void run_long(std::size_t threads, const py::object& progress, const std::function<void(const Execution&)>& work);

/// The same for work that results in something. It must touch no Python object.
template <class Work>
auto long_call(std::size_t threads, const py::object& progress, const Work& work) {
    std::optional<std::invoke_result_t<const Work&, const Execution&>> result;
    run_long(threads, progress, [&](const Execution& execution) { result.emplace(work(execution)); });
    return std::move(*result);
}

/// For what is over soon, and need not hold up other Python threads. `work` must touch no Python object.
template <class Work>
auto without_gil(const Work& work) {
    const py::gil_scoped_release released;
    return work();
}

}  // namespace dangol::python
