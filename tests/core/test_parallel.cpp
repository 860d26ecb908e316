#include <dangol/core/error.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/random.hpp>

#include <algorithm>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cmath>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "core/parallel.hpp"
#include "core/watched.hpp"

using namespace dangol;

TEST_CASE("every block is done once, with any number of threads and blocks") {
    for (const std::size_t threads : {1U, 2U, 4U, 9U}) {
        for (const std::size_t count : {0U, 1U, 2U, 7U, 1000U}) {
            std::vector<std::atomic<int>> done(count);
            for_each_block(count, {.threads = threads}, [&](std::size_t block) { ++done[block]; });
            for (const auto& times : done) REQUIRE(times == 1);
        }
    }
}

TEST_CASE("blocks cover the rows without overlap") {
    for (const std::size_t rows : {0U, 1U, 9U, 10U, 11U, 25U}) {
        std::size_t next = 0;
        for (std::size_t block = 0; block < block_count(rows, 10); ++block) {
            const BlockRange range = block_range(block, rows, 10);
            CHECK(range.begin == next);
            CHECK(range.size() >= 1);
            CHECK(range.size() <= 10);
            next = range.end;
        }
        CHECK(next == rows);
    }
}

TEST_CASE("a sum over blocks has the same bits for 1, 2, 3, 4 and 8 threads") {
    Random random(1);
    std::vector<double> values(100'003);
    for (double& value : values) value = random.normal() * 1e6;
    for (const std::size_t rows_per_block : {64U, 1000U, 33'335U, 200'000U}) {
        const auto total = [&](std::size_t threads) {
            return reduce_blocks(
                block_count(values.size(), rows_per_block), {.threads = threads},
                [&](std::size_t block) {
                    const BlockRange range = block_range(block, values.size(), rows_per_block);
                    return std::accumulate(values.data() + range.begin, values.data() + range.end, 0.0);
                },
                [](double& into, double from) { into += from; });
        };
        const double alone = total(1);
        for (int repetition = 0; repetition < 20; ++repetition) {
            for (const std::size_t threads : {2U, 3U, 4U, 8U}) REQUIRE(total(threads) == alone);
        }
    }
}

TEST_CASE("parts are merged as a tree in the order of their blocks") {
    const auto merged = [](std::size_t count) {
        return reduce_blocks(
            count, {.threads = 3}, [](std::size_t block) { return std::to_string(block); },
            [](std::string& into, std::string&& from) { into = "(" + into + from + ")"; });
    };
    CHECK(merged(1) == "0");
    CHECK(merged(2) == "(01)");
    CHECK(merged(3) == "((01)2)");
    CHECK(merged(5) == "(((01)(23))4)");
    CHECK(merged(6) == "(((01)(23))(45))");
    CHECK(merged(7) == "(((01)(23))((45)6))");
}

TEST_CASE("a stop before or during the work ends it with Cancelled") {
    for (const std::size_t threads : {1U, 4U}) {
        std::stop_source source;
        const Execution execution{.threads = threads, .stop = source.get_token()};
        std::atomic<std::size_t> done = 0;
        CHECK_THROWS_AS(for_each_block(10'000, execution,
                                       [&](std::size_t) {
                                           const std::size_t mine = ++done;
                                           if (mine == 50) source.request_stop();
                                           while (mine > 50 && !source.stop_requested()) std::this_thread::yield();  // the fiftieth may be resting
                                       }),
                        Cancelled);
        CHECK(done < 50 + 2 * threads);
        CHECK_THROWS_AS(for_each_block(1, execution, [](std::size_t) {}), Cancelled);
        CHECK_THROWS_AS(for_each_block(0, execution, [](std::size_t) {}), Cancelled);
        CHECK_THROWS_AS(check_stop(execution), Cancelled);
    }
}

TEST_CASE("what a worker throws reaches the caller and ends the work") {
    for (const std::size_t threads : {1U, 4U}) {
        std::atomic<std::size_t> done = 0;
        CHECK_THROWS_AS(for_each_block(100'000, {.threads = threads},
                                       [&](std::size_t) {
                                           if (++done == 10) throw InsufficientData("customers", 0, 1, "bring some");
                                       }),
                        InsufficientData);
        CHECK(done < 100'000);
    }
}

TEST_CASE("progress grows to 1, on the calling thread only, and may end the call") {
    for (const std::size_t threads : {1U, 2U}) {
        const auto caller = std::this_thread::get_id();
        std::vector<double> seen;
        const Execution execution{.threads = threads, .progress = [&](const Progress& progress) {
                                      CHECK(std::this_thread::get_id() == caller);
                                      CHECK(progress.stage == "count");
                                      seen.push_back(progress.fraction);
                                  }};
        for_each_block(200, execution, [](std::size_t) { std::this_thread::sleep_for(std::chrono::microseconds(100)); }, "count");
        CHECK(seen.size() > 10);
        CHECK(std::is_sorted(seen.begin(), seen.end()));
        CHECK(seen.back() <= 1);
        CHECK(seen.back() > 0.9);

        Execution interrupted{.threads = threads, .progress = [](const Progress&) { throw std::domain_error("Ctrl-C"); }};
        std::atomic<std::size_t> done = 0;
        CHECK_THROWS_AS(for_each_block(1'000'000, interrupted, [&](std::size_t) { ++done; }), std::domain_error);
        CHECK(done < 1'000'000);
    }
}

TEST_CASE("who asked to be told hears it again and again while one block takes long, and that block is another thread's") {
    const auto caller = std::this_thread::get_id();
    std::size_t told = 0;
    const Execution execution{.threads = 1, .progress = [&](const Progress&) {
                                  CHECK(std::this_thread::get_id() == caller);
                                  ++told;
                              }};
    std::thread::id worker;
    for_each_long_block(1, execution, [&](std::size_t) {
        worker = std::this_thread::get_id();
        std::this_thread::sleep_for(std::chrono::milliseconds(400));
    });
    CHECK(worker != caller);
    CHECK(told >= 3);
    for_each_long_block(1, {.threads = 1}, [&](std::size_t) { worker = std::this_thread::get_id(); });
    CHECK(worker == caller);
    CHECK_THROWS_AS(for_each_long_block(2, execution, [](std::size_t) { throw std::domain_error("no"); }), std::domain_error);
}

TEST_CASE("the caller hears of progress while only others still work") {
    std::size_t reports = 0;
    std::atomic<bool> other_has_begun = false;
    const auto caller = std::this_thread::get_id();
    const Execution execution{.threads = 2, .progress = [&](const Progress&) { ++reports; }};
    for_each_block(2, execution, [&](std::size_t) {
        if (std::this_thread::get_id() == caller) {
            while (!other_has_begun) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        } else {
            other_has_begun = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
        }
    });
    CHECK(reports >= 3);
}

TEST_CASE("a call within a call fills its share of the whole") {
    std::vector<std::pair<std::string, double>> seen;
    const Execution whole{.threads = 3, .progress = [&](const Progress& progress) {
                              seen.emplace_back(progress.stage, progress.fraction);
                          }};
    const Execution second_half = part_of(whole, 0.5, 1.0, "segments");
    const Execution nested = part_of(second_half, 0.0, 0.5);
    CHECK(nested.threads == 3);
    report(nested, "starts", 1.0);
    report(part_of(whole, 0.2, 0.4), "reading", 0.5);
    report(whole, "all", 7.0);
    REQUIRE(seen.size() == 3);
    CHECK(seen[0] == std::pair<std::string, double>{"segments", 0.75});
    CHECK(seen[1].first == "reading");
    CHECK(std::abs(seen[1].second - 0.3) < 1e-15);
    CHECK(seen[2].second == 1.0);

    CHECK(on_this_thread(whole).threads == 1);
    CHECK_FALSE(on_this_thread(whole).progress);
    CHECK_FALSE(part_of(Execution{}, 0, 1).progress);
    CHECK(thread_count({}) >= 1);
}
