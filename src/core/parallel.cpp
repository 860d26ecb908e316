#include "parallel.hpp"

#include "core/watched.hpp"

#include <dangol/core/error.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <thread>

namespace dangol::inline v0::detail {
namespace {

/// What the threads of one call share.
class Job {
public:
    Job(std::size_t count, const Execution& execution, const std::function<void(std::size_t)>& work)
        : count_(count), stop_(execution.stop), work_(work) {}

    /// Takes the next block, if there is one and nobody wants to end. Never throws: a failure is kept for the caller.
    bool do_next_block() noexcept {
        if (abandoned_.load(std::memory_order_relaxed) || stop_.stop_requested()) return false;
        const std::size_t block = next_.fetch_add(1, std::memory_order_relaxed);
        if (block >= count_) return false;
        try {
            work_(block);
        } catch (...) {
            abandon(std::current_exception());
            return false;
        }
        done_.fetch_add(1, std::memory_order_relaxed);
        return true;
    }

    void abandon(std::exception_ptr failure) noexcept {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::move(failure);
        abandoned_.store(true, std::memory_order_relaxed);
    }

    void worker_starts() {
        const std::lock_guard lock(mutex_);
        ++workers_;
    }
    void worker_ends() noexcept {
        const std::lock_guard lock(mutex_);
        --workers_;
        worker_ended_.notify_one();
    }
    /// Waits a little for the workers; true when all have ended.
    bool workers_end_soon() {
        std::unique_lock lock(mutex_);
        return worker_ended_.wait_for(lock, std::chrono::milliseconds(50), [this] { return workers_ == 0; });
    }

    double fraction() const noexcept {
        return static_cast<double>(done_.load(std::memory_order_relaxed)) / static_cast<double>(count_);
    }
    void throw_failure() const {
        if (failure_) std::rethrow_exception(failure_);
        if (done_.load(std::memory_order_relaxed) < count_) throw Cancelled();
    }

private:
    const std::size_t count_;
    const std::stop_token stop_;
    const std::function<void(std::size_t)>& work_;
    std::atomic<std::size_t> next_{0};
    std::atomic<std::size_t> done_{0};
    std::atomic<bool> abandoned_{false};
    std::mutex mutex_;
    std::condition_variable worker_ended_;
    std::size_t workers_ = 0;
    std::exception_ptr failure_;
};

/// `watches`: this thread leaves the work to others as far as there are any.
void run(std::size_t count, const Execution& execution, std::string_view stage, const std::function<void(std::size_t)>& work, bool watches) {
    if (count == 0) return check_stop(execution);
    Job job(count, execution, work);
    {
        std::vector<std::jthread> team;  // joins at the end of this scope, also when something throws
        const std::size_t helpers = std::min(thread_count(execution), count) - (watches ? 0 : 1);
        try {
            team.reserve(helpers);
            for (std::size_t i = 0; i < helpers; ++i) {
                job.worker_starts();
                try {
                    team.emplace_back([&job] {
                        while (job.do_next_block()) {}
                        job.worker_ends();
                    });
                } catch (const std::exception&) {  // the system gives no further thread: fewer do the same work
                    job.worker_ends();
                    break;
                }
            }
            while ((!watches || team.empty()) && job.do_next_block()) report(execution, stage, job.fraction());
            while (!job.workers_end_soon()) report(execution, stage, job.fraction());
        } catch (...) {
            job.abandon(std::current_exception());
        }
    }
    job.throw_failure();
}

}  // namespace

void run_blocks(std::size_t count, const Execution& execution, std::string_view stage, const std::function<void(std::size_t)>& work) {
    run(count, execution, stage, work, false);
}

void run_watched(std::size_t count, const Execution& execution, std::string_view stage, const std::function<void(std::size_t)>& work) {
    const bool watches = static_cast<bool>(execution.progress);
    run(count, execution, stage, work, watches);
    if (watches) report(execution, stage, 1);
}

}  // namespace dangol::inline v0::detail
