#include "honesty/log.hpp"

#include <sstream>
#include <stdexcept>
#include <string_view>

namespace dangol_honesty {
namespace {

constexpr std::string_view letters = "ny-";  // in the order of Answer

}  // namespace

Log::Log(const std::filesystem::path& path) {
    if (path.empty()) return;
    std::ifstream before(path);
    for (std::string line; std::getline(before, line);) {
        std::istringstream fields(line);
        std::string trial, world, customers, seed, answers, seconds;
        for (std::string* field : {&trial, &world, &customers, &seed, &answers, &seconds}) std::getline(fields, *field, '\t');
        if (seconds.empty()) continue;  // cut off while it was written
        Entry entry{.seconds = std::stod(seconds)};
        for (const char letter : answers) entry.answers.push_back(static_cast<Answer>(letters.find(letter)));
        entries_[{static_cast<unsigned>(std::stoul(trial)), world, std::stoul(customers)}][std::stoull(seed)] = std::move(entry);
    }
    file_.open(path, std::ios::app);
    if (!file_) throw std::runtime_error("cannot write to " + path.string());
}

bool Log::has(const Cell& cell, std::uint64_t seed) const {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(key_of(cell));
    return found != entries_.end() && found->second.contains(seed);
}

void Log::add(const Cell& cell, std::uint64_t seed, const std::vector<Answer>& answers, double seconds) {
    const std::scoped_lock lock(mutex_);
    entries_[key_of(cell)][seed] = {answers, seconds};
    if (!file_.is_open()) return;
    file_ << cell.trial << '\t' << cell.world << '\t' << cell.customers << '\t' << seed << '\t';
    for (const Answer answer : answers) file_ << letters[static_cast<std::size_t>(answer)];
    file_ << '\t' << seconds << std::endl;
}

std::vector<std::vector<Answer>> Log::answers(const Cell& cell) const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::vector<Answer>> all;
    if (const auto found = entries_.find(key_of(cell)); found != entries_.end())
        for (const auto& [seed, entry] : found->second)
            if (entry.answers.size() == cell.rules.size()) all.push_back(entry.answers);
    return all;
}

double Log::seconds_per_world(const Cell& cell) const {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(key_of(cell));
    if (found == entries_.end()) return 0;
    double sum = 0;
    for (const auto& [seed, entry] : found->second) sum += entry.seconds;
    return sum / static_cast<double>(found->second.size());
}

}  // namespace dangol_honesty
