#include "customers/code_sets.hpp"

#include "customers/text_cells.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace dangol::inline v0 {

std::uint32_t CodeSets::set(std::vector<std::uint32_t>& words) {
    std::ranges::sort(words);
    const auto [first, last] = std::ranges::unique(words);
    words.erase(first, last);
    return sets_.code({reinterpret_cast<const char*>(words.data()), words.size() * sizeof(std::uint32_t)});
}

std::vector<std::uint32_t> CodeSets::words_of(std::uint32_t set) const {
    const std::string_view bytes = sets_.text(set);
    std::vector<std::uint32_t> words(bytes.size() / sizeof(std::uint32_t));
    if (!words.empty()) std::memcpy(words.data(), bytes.data(), bytes.size());
    return words;
}

std::vector<std::string> CodeSets::settle(std::vector<std::uint32_t>& codes_of_rows) {
    SortedLevels sorted = sorted_levels(words_);
    std::vector<std::vector<std::uint32_t>> members;
    for (std::uint32_t set = 0; set < sets_.size(); ++set) {
        members.push_back(words_of(set));
        for (std::uint32_t& word : members.back()) word = sorted.rank_of_code[word];
        std::ranges::sort(members.back());
    }
    std::vector<std::uint32_t> order(members.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return members[a] < members[b]; });

    std::vector<std::uint32_t> rank(order.size());
    words_ = {};
    for (const std::string& level : sorted.levels) words_.code(level);
    sets_ = {};
    for (const std::uint32_t set : order) rank[set] = this->set(members[set]);
    for (std::uint32_t& code : codes_of_rows) {
        if (code != unobserved_code) code = rank[code];
    }
    return std::move(sorted.levels);
}

std::vector<std::string_view> members_of(std::string_view cell, std::string_view separator) {
    std::vector<std::string_view> members;
    while (true) {
        const std::size_t end = separator.empty() ? std::string_view::npos : cell.find(separator);
        const std::string_view member = trim(cell.substr(0, end));
        if (!member.empty()) members.push_back(member);
        if (end == std::string_view::npos) return members;
        cell.remove_prefix(end + separator.size());
    }
}

CodeLists code_lists(const CodeSets& sets, std::span<const std::uint32_t> sets_of_rows, std::vector<std::string> names) {
    CodeLists lists{.names = std::move(names)};
    std::vector<std::vector<std::uint32_t>> members;
    for (std::uint32_t set = 0; set < sets.set_count(); ++set) members.push_back(sets.words_of(set));
    lists.first.reserve(sets_of_rows.size() + 1);
    lists.first.push_back(0);
    for (const std::uint32_t set : sets_of_rows) {
        lists.recorded.push_back(set == unobserved_code ? 0 : 1);
        if (set != unobserved_code) lists.codes.insert(lists.codes.end(), members[set].begin(), members[set].end());
        lists.first.push_back(lists.codes.size());
    }
    return lists;
}

}  // namespace dangol::inline v0
