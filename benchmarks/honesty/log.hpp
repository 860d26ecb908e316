#pragma once

#include "honesty/trials.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

namespace dangol_honesty {

/// Answers of worlds that were run, kept in a file, a line a world: trial, world, customers, seed, an answer a rule (y, n, -), seconds; by tabs.
/// So a run can be interrupted, and goes on where it was. Lines of cells that are no longer there are left alone.
class Log {
public:
    explicit Log(const std::filesystem::path&);  ///< an empty path keeps nothing

    bool has(const Cell&, std::uint64_t seed) const;
    void add(const Cell&, std::uint64_t seed, const std::vector<Answer>&, double seconds);  ///< from any thread

    std::vector<std::vector<Answer>> answers(const Cell&) const;  ///< by seed
    double seconds_per_world(const Cell&) const;

private:
    struct Entry {
        std::vector<Answer> answers = {};
        double seconds = 0;
    };
    using Key = std::tuple<unsigned, std::string, std::size_t>;
    static Key key_of(const Cell& cell) { return {cell.trial, cell.world, cell.customers}; }

    mutable std::mutex mutex_;
    std::map<Key, std::map<std::uint64_t, Entry>> entries_;
    std::ofstream file_;
};

}  // namespace dangol_honesty
