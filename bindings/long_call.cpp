#include "long_call.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace dangol::python {
namespace {

/// What the worker says and the calling thread reads.
struct Exchange {
    std::mutex mutex = {};
    std::condition_variable changed = {};
    bool ended = false;
    std::exception_ptr failure = {};
    std::string stage = {};
    double fraction = 0;
    bool news = false;
};

void work_on(Exchange& exchange, const Execution& execution, const std::function<void(const Execution&)>& work) {
    std::exception_ptr failure;
    try {
        work(execution);
    } catch (...) {
        failure = std::current_exception();
    }
    const std::lock_guard lock(exchange.mutex);
    exchange.failure = failure;
    exchange.ended = true;
    exchange.changed.notify_one();
}

/// With the GIL: signals first, then the user's progress.
void attend(Exchange& exchange, const py::object& reporter) {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    std::string stage;
    double fraction = 0;
    {
        const std::lock_guard lock(exchange.mutex);
        if (!exchange.news) return;
        exchange.news = false;
        stage = exchange.stage;
        fraction = exchange.fraction;
    }
    if (!reporter.is_none()) reporter(stage, fraction);
}

bool wait_a_little(Exchange& exchange) {
    const py::gil_scoped_release without_gil;
    std::unique_lock lock(exchange.mutex);
    return exchange.changed.wait_for(lock, std::chrono::milliseconds(50), [&] { return exchange.ended; });
}

}  // namespace

void run_long(std::size_t threads, const py::object& progress, const std::function<void(const Execution&)>& work) {
    const py::object reporting = py::module_::import("dangol._progress").attr("reporting")(progress);
    const py::object reporter = reporting.attr("__enter__")();
    Exchange exchange;
    std::stop_source stop;
    Execution execution;
    execution.threads = threads;
    execution.stop = stop.get_token();
    execution.progress = [&exchange](const Progress& now) {
        const std::lock_guard lock(exchange.mutex);
        exchange.stage = now.stage;
        exchange.fraction = now.fraction;
        exchange.news = true;
    };
    std::thread worker(work_on, std::ref(exchange), std::cref(execution), std::cref(work));
    std::exception_ptr interruption;
    while (!wait_a_little(exchange)) {
        if (interruption) continue;
        try {
            attend(exchange, reporter);
        } catch (...) {
            interruption = std::current_exception();
            stop.request_stop();
        }
    }
    {
        const py::gil_scoped_release without_gil;
        worker.join();
    }
    reporting.attr("__exit__")(py::none(), py::none(), py::none());
    if (interruption) std::rethrow_exception(interruption);
    if (exchange.failure) std::rethrow_exception(exchange.failure);
}

}  // namespace dangol::python
