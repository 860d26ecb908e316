// Folding visits into features: what it costs by number of events, threads and features. Chunks are made on the fly and thrown away, so that
// the number of events is bounded by patience, not by memory.
//
//     cmake --preset dev -DDANGOL_BENCHMARKS=ON && cmake --build build --target benchmark_feature_fold
//     build/benchmark_feature_fold [EVENTS [CUSTOMERS [THREADS [full|rfm [ROWS_PER_CHUNK]]]]]
#include <dangol/core/random.hpp>
#include <dangol/features/feature_fold.hpp>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

using namespace dangol;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double peak_megabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == "VmHWM:") {
            status >> word;
            return std::stod(word) / 1024;
        }
    }
    return 0;
}

/// Events of two years, by time; ids of 63 bits without order.
struct Chunk {
    std::vector<std::int64_t> customer = {};
    std::vector<std::chrono::local_time<std::chrono::microseconds>> at = {};
    std::vector<double> amount = {};

    void fill(std::uint64_t first, std::size_t count, std::uint64_t events, std::uint64_t customers) {
        constexpr std::uint64_t span = 730ULL * 86'400'000'000ULL;
        customer.resize(count);
        at.resize(count);
        amount.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            std::uint64_t x = (first + i) * 0x9e37'79b9'7f4a'7c15ULL;
            x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9ULL;
            x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11ebULL;
            x ^= x >> 31;
            const std::uint64_t who = (x >> 20) % customers;
            customer[i] = static_cast<std::int64_t>((who * 0xd6e8'feb8'6659'fd93ULL ^ (who << 17)) >> 1);
            const auto since = static_cast<std::int64_t>(static_cast<double>(first + i) / static_cast<double>(events) * static_cast<double>(span));
            at[i] = std::chrono::local_days{std::chrono::year{2022} / 1 / 1} + std::chrono::microseconds{since};
            amount[i] = static_cast<double>(x & 0xffffU) / 4;
        }
    }
};

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int i, double otherwise) { return argc > i ? static_cast<std::uint64_t>(std::stod(argv[i])) : static_cast<std::uint64_t>(otherwise); };
    const std::uint64_t events = number(1, 1e7), customers = number(2, static_cast<double>(events) / 10), threads = number(3, 0);
    const bool full = argc <= 4 || std::string(argv[4]) == "full";
    const Schema schema{.interaction = {.customer = "customer", .time = "at", .amount = "amount"}, .time_zone = "Asia/Seoul"};
    FeaturePlan plan{.features = {Recency{}, Frequency{}, MonetaryValue{}, Tenure{}}};
    if (full) plan.features.insert(plan.features.end(), {VisitIntervals{}, VisitRhythm{}});
    const Execution execution{.threads = threads};

    FeatureFold fold(schema, plan, Permission::not_recorded(Purpose::profiling));
    Chunk chunk;
    double folding = 0;
    const auto rows = static_cast<std::size_t>(number(5, 1e6));
    for (std::uint64_t first = 0; first < events; first += rows) {
        chunk.fill(first, static_cast<std::size_t>(std::min<std::uint64_t>(rows, events - first)), events, customers);
        const auto start = Clock::now();
        fold.fold({{"customer", chunk.customer}, {"at", chunk.at}, {"amount", chunk.amount}}, execution);
        folding += seconds_since(start);
    }
    const auto start = Clock::now();
    const double state = static_cast<double>(fold.byte_count());
    const FeatureTable table = fold.finish(execution);
    const double finishing = seconds_since(start);
    const auto count = static_cast<double>(events), people = static_cast<double>(table.customer_count());
    std::cout << std::fixed << std::setprecision(2) << events << " events, " << table.customer_count() << " customers: folded in " << folding << " s ("
              << std::setprecision(1) << 1e9 * folding / count << " ns an event), table in " << std::setprecision(2) << finishing << " s; state "
              << std::setprecision(0) << state / people << " bytes a customer, peak of the process " << peak_megabytes() << " MB\n";
}
