// How long a call goes on after it was told to stop, and how long it stays silent: the longest of several moments, in milliseconds.
//     benchmark_cancellation [rows] [threads] [part of a name]        default 1000000 2
// With the longest silence stands what was told last before it, and when.
#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/bivariate_residuals.hpp>
#include <dangol/segments/kmeans.hpp>
#include <dangol/segments/groups.hpp>
#include <dangol/segments/kprototypes.hpp>
#include <dangol/segments/lineage.hpp>
#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/nmf.hpp>
#include <dangol/segments/segment_bootstrap.hpp>
#include <dangol/segments/segment_erasure.hpp>
#include <dangol/segments/segmentation.hpp>
#include <dangol/segments/three_step.hpp>
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
    for (int c = 0; c < 29; ++c) {
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

std::string only;  // calls whose name holds this

/// Stops the call after each of these, as far as it lasts so long.
void measure(const std::string& name, std::size_t threads, const std::function<void(const Execution&)>& call) {
    if (name.find(only) == std::string::npos) return;
    double longest_stop = 0, longest_silence = 0, silent_from = 0;
    int stopped_at = 0;
    std::string silent_after;
    for (const int after : {4500, 20, 60, 150, 300, 500, 800, 1200, 2000}) {
        std::stop_source stop;
        Clock::time_point asked{}, told = Clock::now();
        const Clock::time_point begun = told;
        std::string stage = "nothing";
        double fraction = 0;
        const auto heard = [&] {
            const Clock::time_point now = Clock::now();
            if (milliseconds(now - told) > longest_silence) {
                longest_silence = milliseconds(now - told);
                silent_after = stage + " " + std::to_string(fraction).substr(0, 5);
                silent_from = milliseconds(told - begun);
            }
            told = now;
        };
        const Execution execution{.threads = threads, .stop = stop.get_token(), .progress = [&](const Progress& progress) {
            heard();
            stage = progress.stage;
            fraction = progress.fraction;
        }};
        std::jthread stopper([&, after](std::stop_token ended) {
            for (int i = 0; i < after && !ended.stop_requested(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
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
        heard();  // what came behind the last word
        stopper.request_stop();
        stopper.join();
        if (cancelled && milliseconds(ended - asked) > longest_stop) longest_stop = milliseconds(ended - asked), stopped_at = after;
    }
    std::cout << name << ": stops within " << static_cast<int>(longest_stop) << " ms (told at " << stopped_at << " ms), silent for at most " << static_cast<int>(longest_silence)
              << " ms (after \"" << silent_after << "\", " << static_cast<int>(silent_from) << " ms in)" << std::endl;
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t rows = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1'000'000, threads = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 2;
    if (count > 3) only = arguments[3];
    const FeatureTable table = customers(rows);
    std::vector<double> values(rows * 32);
    Random random(2);
    for (double& value : values) value = random.uniform();
    const MatrixView<const double> points(values.data(), rows, 32);
    std::vector<std::uint32_t> groups(rows);
    for (std::size_t i = 0; i < rows; ++i) groups[i] = static_cast<std::uint32_t>(i % 4);

    const std::vector<std::vector<std::uint32_t>> baseline{groups};
    const Mixture two = fit_mixture(table, {.segment_count = 2, .starts_at_most = 1, .iterations_at_most = 2});

    measure("mixture, diagonal", threads, [&](const Execution& e) { static_cast<void>(fit_mixture(table, {.segment_count = 4}, e)); });
    measure("mixture, shared block", threads, [&](const Execution& e) { static_cast<void>(fit_mixture(table, {.segment_count = 4, .covariance = CovarianceShape::shared_block}, e)); });
    measure("mixture, free block", threads, [&](const Execution& e) { static_cast<void>(fit_mixture(table, {.segment_count = 4, .covariance = CovarianceShape::free_block}, e)); });
    measure("find_segments", threads, [&](const Execution& e) { static_cast<void>(find_segments(table, {}, e)); });
    measure("k-means", threads, [&](const Execution& e) { static_cast<void>(fit_kmeans(points, {}, {.segment_count = 16, .tolerance = 0}, e)); });
    measure("k-means of a table", threads, [&](const Execution& e) { static_cast<void>(fit_kmeans(table, {.segment_count = 8, .tolerance = 0}, e)); });
    measure("k-prototypes of a table", threads, [&](const Execution& e) { static_cast<void>(fit_kprototypes(table, {}, e)); });
    measure("k-means from one start", threads, [&](const Execution& e) {
        Matrix start(16, 32);
        for (std::size_t k = 0; k < 16; ++k) std::ranges::copy(points.row(k), start.row(k).begin());
        static_cast<void>(fit_kmeans(points, {}, start, {.tolerance = 0}, e));
    });
    measure("seeds of k-means", threads, [&](const Execution& e) { static_cast<void>(kmeans_seeds(points, {}, 64, 0, 0, e)); });
    measure("silhouette of 2,000", threads, [&](const Execution& e) { static_cast<void>(silhouette(points, groups, 2000, 0, e)); });
    measure("silhouette of a table", threads, [&](const Execution& e) { static_cast<void>(silhouette(table, groups, 2000, 0, e)); });
    measure("Calinski and Harabasz", threads, [&](const Execution& e) { for (int i = 0; i < 20; ++i) static_cast<void>(calinski_harabasz(points, groups, e)); });
    measure("Davies and Bouldin", threads, [&](const Execution& e) { for (int i = 0; i < 20; ++i) static_cast<void>(davies_bouldin(points, groups, e)); });
    measure("fifths", threads, [&](const Execution& e) {
        const auto some = std::span(values).first(rows);
        for (int i = 0; i < 20; ++i) static_cast<void>(rfm_quintiles(some, some, some, e));
    });
    measure("shares elsewhere", threads, [&](const Execution& e) { static_cast<void>(estimate_shares(two, table, e)); });
    measure("criterion validity", threads, [&](const Execution& e) { static_cast<void>(criterion_validity(groups, std::span(values).first(rows), baseline, 199, 0, e)); });
    for (const bool searched : {false, true})  // what was searched for is looked at for valleys first
        measure(searched ? "judging, valleys" : "judging", threads, [&](const Execution& e) {
            Segmentation some{.mixture = two, .ids = {id_at<SegmentId>(0), id_at<SegmentId>(1)}};
            if (searched) some.trials = {{.segment_count = 2}};
            static_cast<void>(judge_segments(some, table, {}, {}, e));
        });
    Matrix membership(rows, 6);
    for (std::size_t i = 0; i < rows; ++i) {
        double sum = 0;
        for (double& p : membership.row(i)) sum += p = random.exponential();
        for (double& p : membership.row(i)) p /= sum;
    }
    for (const Placement placement : {Placement::modal, Placement::proportional})
        measure(placement == Placement::modal ? "outcome by segment, modal" : "outcome by segment, proportional", threads, [&](const Execution& e) {
            const ThreeStepOptions how{.correction = Correction::maximum_likelihood, .placement = placement, .tolerance = 0};
            static_cast<void>(outcome_by_segment(membership, std::span(values).first(rows), {}, how, e));
        });
    const Segmentation given = adopt_groups(table, membership_of(groups, 4));
    measure("bootstrap of segments", threads, [&](const Execution& e) { static_cast<void>(bootstrap_segments(given, table, {}, e)); });
    measure("lineage", threads, [&](const Execution& e) { static_cast<void>(trace_lineage(given, given, table, {}, e)); });
    measure("erasure by refit", threads, [&](const Execution& e) {
        const Segmentation some{.mixture = two, .ids = {id_at<SegmentId>(0), id_at<SegmentId>(1)}};
        static_cast<void>(erase_by_refit(some, table, 1, {}, e));
    });
    measure("NMF", threads, [&](const Execution& e) { static_cast<void>(fit_nmf(points, {.archetype_count = 8}, e)); });
    measure("bootstrap of k-means, told between samples only", threads, [&](const Execution& e) {
        const auto regroup = [&](std::span<const double>, std::size_t) {
            return fit_kmeans(points, {}, {.segment_count = 4, .starts = 1, .iterations_at_most = 3}, {.threads = 1, .stop = e.stop}).groups;
        };
        static_cast<void>(bootstrap_stability(groups, 4, 20, regroup, 0, e));
    });
    measure("statistics", threads, [&](const Execution& e) { for (int i = 0; i < 20; ++i) static_cast<void>(expected_statistics(two, table, e)); });
    measure("bivariate residuals", threads, [&](const Execution& e) { for (int i = 0; i < 20; ++i) static_cast<void>(bivariate_residuals(two, table, {}, e)); });
}
