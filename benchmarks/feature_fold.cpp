// Folding visits into features: what it costs by number of events, threads and features. Chunks are made on the fly and thrown away, so that
// the number of events is bounded by patience, not by memory.
//
//     cmake --preset dev -DDANGOL_BENCHMARKS=ON && cmake --build build --target benchmark_feature_fold
//     build/benchmark_feature_fold [EVENTS [CUSTOMERS [THREADS [full|rfm|bare|bare-full|collect [ROWS_PER_CHUNK]]]]]
//
// collect: all rows collected at once, and build_features() of the default plan from that base.
// bare, bare-full: what the two passes over the rows take that count, add and compare for rfm, and for full, and do nothing else: no check, no duplicate found, no exact sum, no time
// zone but hours that are always the same, nothing put in order that comes out of order, no table.
#include <dangol/core/random.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/features/feature_fold.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
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

/// Calls work(i) for i in [0, count) from several threads.
template <class Work>
void share_out(std::size_t count, std::uint64_t threads, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> team;
    for (std::uint64_t thread = 0; thread < threads; ++thread) {
        team.emplace_back([&] {
            for (std::size_t i = next++; i < count; i = next++) work(i);
        });
    }
}

struct BareRow {
    std::uint64_t hash;
    std::int64_t at;  ///< µs
    double amount;
};

struct BareMoney {
    std::uint64_t hash, visits;
    double sum;
    std::int64_t first, last;

    void add(const BareRow& row) {
        if (visits++ == 0) hash = row.hash, first = row.at;
        sum += row.amount;
        last = row.at;
    }
};

/// … the sums behind means and deviations of intervals, and the parts of the week.
struct BareWeek : BareMoney {
    double squares, gaps, squared_gaps;
    std::array<std::uint16_t, 28> parts;

    void add(const BareRow& row) {
        if (visits > 0) {
            const auto gap = static_cast<double>(row.at - last);
            gaps += gap;
            squared_gaps += gap * gap;
        }
        BareMoney::add(row);
        squares += row.amount * row.amount;
        constexpr std::uint64_t hour_us = 3'600'000'000, zone_hours = 9;
        constexpr std::array<std::uint8_t, 24> part_of_hour{3, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
        const std::uint64_t hour = static_cast<std::uint64_t>(row.at) / hour_us + zone_hours;
        ++parts[hour / 24 % 7 * 4 + part_of_hour[hour % 24]];
    }
};

/// The two passes of a fold without all that makes it one: rows go to 256 partitions by the hash of their id, block by block, and each partition is
/// folded into a table of its own, which stays in the cache of a core. `Kept` is what of a customer is kept: its add(row) counts, adds and compares.
template <class Kept>
class BareLoop {
public:
    BareLoop(const Chunk& events, std::uint64_t customers, std::uint64_t threads)
        : events_(events), threads_(threads), slots_(std::bit_ceil(2 * customers / partitions + 1)), rows_(new BareRow[events.customer.size()]),
          kept_(new Kept[slots_ * partitions]), bounds_((events.customer.size() + rows_per_block - 1) / rows_per_block) {}

    double seconds() {
        const auto start = Clock::now();
        share_out(bounds_.size(), threads_, [&](std::size_t block) { partition(block); });
        share_out(partitions, threads_, [&](std::size_t part) { fold(part); });
        return seconds_since(start);
    }

private:
    static constexpr std::size_t partitions = 256, rows_per_block = 16'384;

    void partition(std::size_t block) {
        const std::size_t begin = block * rows_per_block, end = std::min(begin + rows_per_block, events_.customer.size());
        auto& bounds = bounds_[block];
        bounds.fill(0);
        std::vector<std::uint64_t> hash(end - begin);
        for (std::size_t i = 0; i < hash.size(); ++i) {
            std::uint64_t x = static_cast<std::uint64_t>(events_.customer[begin + i]) * 0x9e37'79b9'7f4a'7c15ULL;
            hash[i] = x ^ (x >> 32);
            ++bounds[(hash[i] >> 56) + 1];
        }
        for (std::size_t part = 0; part < partitions; ++part) bounds[part + 1] += bounds[part];
        auto next = bounds;
        std::vector<BareRow> ordered(hash.size());
        for (std::size_t i = 0; i < hash.size(); ++i) {
            ordered[next[hash[i] >> 56]++] = {hash[i], events_.at[begin + i].time_since_epoch().count(), events_.amount[begin + i]};
        }
        std::copy(ordered.begin(), ordered.end(), rows_.get() + begin);
    }
    void fold(std::size_t part) {
        Kept* const kept = kept_.get() + part * slots_;
        std::fill_n(kept, slots_, Kept{});
        for (std::size_t block = 0; block < bounds_.size(); ++block) {
            const BareRow* const rows = rows_.get() + block * rows_per_block;
            for (const BareRow* row = rows + bounds_[block][part]; row != rows + bounds_[block][part + 1]; ++row) {
                std::size_t slot = row->hash & (slots_ - 1);
                while (kept[slot].visits != 0 && kept[slot].hash != row->hash) slot = (slot + 1) & (slots_ - 1);
                kept[slot].add(*row);
            }
        }
    }

    const Chunk& events_;
    std::uint64_t threads_;
    std::size_t slots_;
    std::unique_ptr<BareRow[]> rows_;
    std::unique_ptr<Kept[]> kept_;
    std::vector<std::array<std::uint32_t, partitions + 1>> bounds_;
};

template <class Kept>
int time_bare(const Chunk& events, std::uint64_t customers, std::uint64_t threads) {
    BareLoop<Kept> loop(events, customers, std::max<std::uint64_t>(threads, 1));
    const double fresh = loop.seconds(), again = std::min(loop.seconds(), loop.seconds());
    std::cout << std::fixed << std::setprecision(3) << events.customer.size() << " events, " << customers << " customers: bare loop in " << fresh << " s, in memory that is there in " << again << " s\n";
    return 0;
}

int collect_and_build(const Chunk& rows, const Schema& schema, const Execution& execution) {
    const auto start = Clock::now();
    const CustomerBase base = collect({.interactions = {{"customer", rows.customer}, {"at", rows.at}, {"amount", rows.amount}}}, schema, execution);
    const double collecting = seconds_since(start);
    const PermittedBase permitted = base.permitting(Purpose::profiling);
    const FeaturePlan plan = default_plan(permitted);
    const auto built_from = Clock::now();
    const FeatureTable table = build_features(permitted, plan, execution);
    std::cout << std::fixed << std::setprecision(2) << rows.at.size() << " rows, " << table.customer_count() << " customers: collected in " << collecting
              << " s, features in " << seconds_since(built_from) << " s; peak of the process " << std::setprecision(0) << peak_megabytes() << " MB\n";
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int i, double otherwise) { return argc > i ? static_cast<std::uint64_t>(std::stod(argv[i])) : static_cast<std::uint64_t>(otherwise); };
    const std::uint64_t events = number(1, 1e7), customers = number(2, static_cast<double>(events) / 10), threads = number(3, 0);
    const std::string work = argc > 4 ? argv[4] : "full";
    const Schema schema{.interaction = {.customer = "customer", .time = "at", .amount = "amount"}, .time_zone = "Asia/Seoul"};
    FeaturePlan plan{.features = {Recency{}, Frequency{}, MonetaryValue{}, Tenure{}}};
    if (work == "full") plan.features.insert(plan.features.end(), {VisitIntervals{}, VisitRhythm{}});
    const Execution execution{.threads = threads};

    if (work == "bare" || work == "bare-full" || work == "collect") {
        Chunk all;
        all.fill(0, static_cast<std::size_t>(events), events, customers);
        if (work == "collect") return collect_and_build(all, schema, execution);
        return work == "bare" ? time_bare<BareMoney>(all, customers, threads) : time_bare<BareWeek>(all, customers, threads);
    }
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
