// Whether the library claims no more than it may: worlds with known truth, how often each rule was kept, and whether that is
// significantly beyond its bound.
//
//     cmake --preset dev -DDANGOL_BENCHMARKS=ON && cmake --build build --target benchmark_honesty
//     build/benchmark_honesty --log honesty.tsv                       all of it: a night and more
//     build/benchmark_honesty --trial 1 --n 300 --worlds 50           minutes
//     build/benchmark_honesty --log honesty.tsv --worlds 0            only the table of what was run
#include "honesty/log.hpp"
#include "honesty/trials.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace dangol_honesty;

namespace {

struct Options {
    std::set<unsigned> trials = {};         ///< empty: all
    std::set<std::size_t> sizes = {};       ///< empty: all
    std::string world = {};                 ///< part of its name
    std::optional<std::size_t> worlds = {};  ///< per cell; none: as many as the full size has
    std::uint64_t first_seed = 1;
    std::size_t threads = 1;
    std::filesystem::path log = {};
};

Options parsed(int count, char** words) {
    Options options;
    for (int i = 1; i < count; i += 2) {
        const std::string name = words[i];
        if (i + 1 == count) throw std::runtime_error(name + " lacks a value; there are --trial --n --world --worlds --seed --threads --log");
        const std::string value = words[i + 1];
        if (name == "--trial") options.trials.insert(static_cast<unsigned>(std::stoul(value)));
        else if (name == "--n") options.sizes.insert(std::stoul(value));
        else if (name == "--world") options.world = value;
        else if (name == "--worlds") options.worlds = std::stoul(value);
        else if (name == "--seed") options.first_seed = std::stoull(value);
        else if (name == "--threads") options.threads = std::max<std::size_t>(std::stoul(value), 1);
        else if (name == "--log") options.log = value;
        else throw std::runtime_error("no option " + name + "; there are --trial --n --world --worlds --seed --threads --log");
    }
    return options;
}

std::vector<Cell> chosen(const Options& options) {
    std::vector<Cell> cells = all_cells();
    std::erase_if(cells, [&](const Cell& cell) {
        return (!options.trials.empty() && !options.trials.contains(cell.trial)) || (!options.sizes.empty() && !options.sizes.contains(cell.customers)) ||
               cell.world.find(options.world) == std::string::npos;
    });
    return cells;
}

/// Whole worlds side by side, each on one thread.
void run(const Cell& cell, const Options& options, Log& log) {
    std::vector<std::uint64_t> seeds;
    for (std::uint64_t i = 0; i < options.worlds.value_or(cell.worlds_in_full); ++i)
        if (!log.has(cell, options.first_seed + i)) seeds.push_back(options.first_seed + i);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < seeds.size(); i = next++) {
            const auto start = std::chrono::steady_clock::now();
            const std::vector<Answer> answers = cell.run(seeds[i], {.threads = 1});
            log.add(cell, seeds[i], answers, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
    };
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < std::min(options.threads, seeds.size()); ++t) others.emplace_back(work);
    work();
}

std::string bound_text(const Rule& rule) {
    if (rule.bound == Rule::Bound::none) return "none";
    return (rule.bound == Rule::Bound::at_most ? "≤ " : "≥ ") + std::to_string(std::lround(100 * rule.rate)) + " %";
}

void print(const Cell& cell, const Log& log, bool& all_met) {
    const auto worlds = log.answers(cell);
    for (std::size_t r = 0; r < cell.rules.size() && !worlds.empty(); ++r) {
        const Rule& rule = cell.rules[r];
        const Tally counted = tally(worlds, r);
        const bool met = is_met(counted, rule);
        all_met = all_met && met;
        std::cout << "| " << cell.trial << " | " << cell.world << " | " << cell.customers << " | " << rule.question << " | " << counted.yes << " of "
                  << counted.asked << (counted.asked < worlds.size() ? " (of " + std::to_string(worlds.size()) + " worlds)" : "") << " | "
                  << bound_text(rule) << " | " << std::fixed << std::setprecision(3) << p_value(counted, rule) << (met ? "" : " **missed**") << " | " << std::setprecision(2)
                  << log.seconds_per_world(cell) << " |" << std::endl;
    }
}

}  // namespace

int main(int count, char** words) try {
    const Options options = parsed(count, words);
    Log log(options.log);
    bool all_met = true;
    std::cout << "| trial | world | n | counted | worlds | bound | p | seconds a world |\n|---|---|---|---|---|---|---|---|" << std::endl;
    for (const Cell& cell : chosen(options)) {
        run(cell, options, log);
        print(cell, log, all_met);
    }
    return all_met ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 2;
}
