#include "customers/frame_columns.hpp"

#include <type_traits>
#include <variant>

namespace dangol::inline v0 {

ArrowColumn words_column(const std::string& name, std::span<const std::uint32_t> codes, std::span<const std::string> all) {
    std::vector<std::uint32_t> place(all.size(), unobserved_code), used(codes.begin(), codes.end());
    for (const std::uint32_t code : codes) {
        if (code < all.size()) place[code] = 0;
    }
    std::vector<std::string> levels;
    for (std::size_t code = 0; code < all.size(); ++code) {
        if (place[code] == unobserved_code) continue;
        place[code] = static_cast<std::uint32_t>(levels.size());
        levels.push_back(all[code]);
    }
    for (std::uint32_t& code : used) code = code < all.size() ? place[code] : unobserved_code;
    return ArrowColumn::categories(name, used, levels);
}

ArrowColumn keys_column(const std::string& name, const CustomerKeys& all, std::span<const std::uint32_t> customers) {
    return std::visit(
        [&]<class Key>(const std::vector<Key>& ids) {
            std::vector<Key> of_rows;
            of_rows.reserve(customers.size());
            for (const std::uint32_t customer : customers) of_rows.push_back(ids[customer]);
            if constexpr (std::is_same_v<Key, std::string>) return ArrowColumn::text(name, of_rows);
            else return ArrowColumn::whole_numbers(name, std::move(of_rows));
        },
        all);
}

ArrowColumn lists_column(const std::string& name, const CodeLists& all, std::span<const std::size_t> rows, const std::string& separator) {
    std::vector<std::string> texts;
    std::vector<std::uint32_t> codes;
    for (const std::size_t row : rows) {
        codes.push_back(unobserved_code);
        if (all.first.empty() || all.recorded[row] == 0) continue;
        std::string text;
        for (const std::uint32_t code : all.of(row)) text += (text.empty() ? "" : separator) + all.names[code];
        codes.back() = static_cast<std::uint32_t>(texts.size());
        texts.push_back(std::move(text));
    }
    std::vector<std::string> levels = texts;
    std::ranges::sort(levels);
    levels.erase(std::ranges::unique(levels).begin(), levels.end());
    for (std::uint32_t& code : codes) {
        if (code != unobserved_code) code = static_cast<std::uint32_t>(std::ranges::lower_bound(levels, texts[code]) - levels.begin());
    }
    return ArrowColumn::categories(name, codes, levels);
}

}  // namespace dangol::inline v0
