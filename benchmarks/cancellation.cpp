// How long a call goes on after it was told to stop, and how long it stays silent: the longest of several moments, in milliseconds.
//     benchmark_cancellation [rows] [threads]        default 1000000 2
#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/bivariate_residuals.hpp>
#include <dangol/segments/kmeans.hpp>
#include <dangol/segments/kprototypes.hpp>
#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/nmf.hpp>
#include <dangol/segments/segmentation.hpp>
#include <dangol/segments/validity.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <numeric>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using namespace dangol;

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

FeatureTable customers(std::size_t rows) {
    Random random(1);
    std::vector<FeatureData> columns;
    for (int c = 0; c < 6; ++c) {
        FeatureData column{.meaning = {.name = "x" + std::to_string(c), .kind = ColumnKind::numeric}};
        for (std::size_t i = 0; i < rows; ++i) column.numbers.push_back(random.uniform() < 0.02 ? std::numeric_limits<double>::quiet_NaN() : random.normal() + (i % 3 == 0 ? 1 : 0));
        columns.push_back(std::move(column));
    }
    FeatureData visits{.meaning = {.name = "visits", .kind = ColumnKind::count}}, branch{.meaning = {.name = "branch", .kind = ColumnKind::category}};
    FeatureData spend{.meaning = {.name = "spend", .kind = ColumnKind::positive}};
    for (int level = 0; level < 1000; ++level) branch.meaning.levels.push_back(std::to_string(level));
    for (std::size_t i = 0; i < rows; ++i) {
        visits.numbers.push_back(static_cast<double>(random.below(i % 3 == 0 ? 30 : 8)));
        visits.exposures.push_back(1 + static_cast<double>(random.below(400)));
        spend.numbers.push_back(random.exponential());
        branch.codes.push_back(static_cast<std::uint32_t>(random.below(1000)));
    }
    columns.push_back(std::move(visits));
    columns.push_back(std::move(spend));
    columns.push_back(std::move(branch));
    std::vector<std::int64_t> keys(rows);
    std::iota(keys.begin(), keys.end(), 0);
    return FeatureTable(std::move(keys), std::move(columns));
}

/// Stops the call after each of these, as far as it lasts so long.
void measure(const std::string& name, std::size_t threads, const std::function<void(const Execution&)>& call) {
    double longest_stop = 0, longest_silence = 0;
    for (const int after : {20, 60, 150, 300, 500, 800, 1200, 2000, 3000, 4500}) {
        std::stop_source stop;
        Clock::time_point asked{}, told = Clock::now();
        const Execution execution{.threads = threads, .stop = stop.get_token(), .progress = [&](const Progress&) {
            const Clock::time_point now = Clock::now();
            longest_silence = std::max(longest_silence, milliseconds(now - told));
            told = now;
        }};
        std::jthread stopper([&, after] {
            std::this_thread::sleep_for(std::chrono::milliseconds(after));
            asked = Clock::now();
            stop.request_stop();
        });
        bool cancelled = false;
        try {
            call(execution);
        } catch (const Cancelled&) {
            cancelled = true;
        }
        const Clock::time_point ended = Clock::now();
        stopper.join();
        if (!cancelled) break;
        longest_stop = std::max(longest_stop, milliseconds(ended - asked));
    }
    std::cout << name << ": stops within " << static_cast<int>(longest_stop) << " ms, silent for at most " << static_cast<int>(longest_silence) << " ms" << std::endl;
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t rows = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1'000'000, threads = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 2;
    const FeatureTable table = customers(rows);
    std::vector<double> values(rows * 16);
    Random random(2);
    for (double& value : values) value = random.uniform();
    const MatrixView<const double> points(values.data(), rows, 16);
    std::vector<std::uint32_t> groups(rows);
    for (std::size_t i = 0; i < rows; ++i) groups[i] = static_cast<std::uint32_t>(i % 4);

    measure("mixture, diagonal", threads, [&](const Execution& e) { static_cast<void>(fit_mixture(table, {.segment_count = 4}, e)); });
    measure("mixture, shared block", threads, [&](const Execution& e) { static_cast<void>(fit_mixture(table, {.segment_count = 4, .covariance = CovarianceShape::shared_block}, e)); });
    measure("find_segments", threads, [&](const Execution& e) { static_cast<void>(find_segments(table, {}, e)); });
    measure("k-means", threads, [&](const Execution& e) { static_cast<void>(fit_kmeans(points, {}, {.segment_count = 16, .tolerance = 0}, e)); });
    measure("k-means of a table", threads, [&](const Execution& e) { static_cast<void>(fit_kmeans(table, {.segment_count = 8, .tolerance = 0}, e)); });
    measure("k-prototypes of a table", threads, [&](const Execution& e) { static_cast<void>(fit_kprototypes(table, {}, e)); });
    measure("NMF", threads, [&](const Execution& e) { static_cast<void>(fit_nmf(points, {.archetype_count = 8}, e)); });
    measure("bootstrap of k-means, told only between samples", threads, [&](const Execution& e) {
        const auto regroup = [&](std::span<const double>, std::size_t) {
            return fit_kmeans(points, {}, {.segment_count = 4, .starts = 1, .iterations_at_most = 3}, {.threads = 1, .stop = e.stop}).groups;
        };
        static_cast<void>(bootstrap_stability(groups, 4, 20, regroup, 0, e));
    });
    const Mixture mixture = fit_mixture(table, {.segment_count = 2, .starts_at_most = 1, .iterations_at_most = 2});
    measure("statistics", threads, [&](const Execution& e) { for (int i = 0; i < 20; ++i) static_cast<void>(expected_statistics(mixture, table, e)); });
    measure("bivariate residuals", threads, [&](const Execution& e) { for (int i = 0; i < 20; ++i) static_cast<void>(bivariate_residuals(mixture, table, {}, e)); });
}
