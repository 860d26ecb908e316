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

SortedSets sorted_sets(const CodeSets& sets) {
    SortedSets sorted;
    SortedLevels words = sorted_levels(sets.words());
    for (std::uint32_t set = 0; set < sets.set_count(); ++set) {
        std::vector<std::uint32_t>& members = sorted.members.emplace_back(sets.words_of(set));
        for (std::uint32_t& word : members) word = words.rank_of_code[word];
        std::ranges::sort(members);
    }
    std::vector<std::uint32_t> order(sets.set_count());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return sorted.members[a] < sorted.members[b]; });
    sorted.rank_of_code.resize(order.size());
    for (std::uint32_t rank = 0; rank < order.size(); ++rank) sorted.rank_of_code[order[rank]] = rank;
    sorted.names = std::move(words.levels);
    return sorted;
}

CodeSets used_sets(const CodeSets& sets, std::vector<std::uint32_t>& codes) {
    CodeSets used;
    std::vector<std::uint32_t> words;
    for (std::uint32_t& code : codes) {
        if (code == unobserved_code) continue;
        words = sets.words_of(code);
        for (std::uint32_t& word : words) word = used.word(sets.words().text(word));
        code = used.set(words);
    }
    return used;
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

CodeLists code_lists(const SortedSets& sets, std::span<const std::uint32_t> sets_of_rows) {
    CodeLists lists{.first = {0}, .names = sets.names};
    lists.first.reserve(sets_of_rows.size() + 1);
    for (const std::uint32_t set : sets_of_rows) {
        lists.recorded.push_back(set == unobserved_code ? 0 : 1);
        if (set != unobserved_code) lists.codes.insert(lists.codes.end(), sets.members[set].begin(), sets.members[set].end());
        lists.first.push_back(lists.codes.size());
    }
    return lists;
}

}  // namespace dangol::inline v0
