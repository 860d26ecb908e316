#include "customers/read_tables.hpp"

#include "core/masked_text.hpp"
#include "customers/instants.hpp"

#include <algorithm>

namespace dangol::inline v0 {

NamedRows::NamedRows(const TableView& table, TableKind kind, const std::string& name, const std::vector<std::string>& lists_of,
                     const std::vector<AttributeColumn>& attributes_of, const Schema& schema, const TimeZone& zone, const Execution& execution)
    : ReadTable(table, kind, execution) {
    reader.read_whole(name, accepted::words, WordReader{&words_}, name_);
    for (const std::string& list : lists_of) {
        CodeSets& sets = sets_.emplace_back();
        std::vector<std::uint32_t>& cells = list_cells_.emplace_back();
        if (!list.empty()) reader.read_whole(list, accepted::text, ListReader{{}, &sets, &schema.list_separator}, cells);
    }
    for (const AttributeColumn& attribute : attributes_of) {
        attribute_cells_.emplace_back(attribute).read(reader, schema, zone);
    }
}

void NamedRows::settle() {
    for (std::size_t row = 0; row < name_.size(); ++row) {
        if (name_[row] == unobserved_code) reader.add_fault({row, 0, UnusableReason::missing_name});
    }
    ReadTable::settle();
}

/// Of several rows of one name the first by content counts: any order of rows chooses the same.
void NamedRows::fold() {
    const std::vector<std::string> words = use_sorted_levels(words_, name_);
    RowOrder content;
    std::deque<SortedSets> sorted;
    for (std::size_t i = 0; i < list_cells_.size(); ++i) {
        sorted.push_back(sorted_sets(sets_[i]));
        if (!list_cells_[i].empty()) content.columns.push_back(by_rank(list_cells_[i], sorted[i].rank_of_code));
    }
    for (AttributeCells& attribute : attribute_cells_) {
        attribute.settle();
        content.columns.push_back(attribute.order());
    }
    std::vector<std::uint32_t> kept;
    GroupedRows grouped = group_rows(name_, usable, words.size(), {});
    for (std::uint32_t name = 0; name < words.size(); ++name) {
        const std::span<std::uint32_t> rows = grouped.of(name);
        if (rows.empty()) continue;
        const std::uint32_t best = *std::ranges::min_element(rows, [&](std::uint32_t a, std::uint32_t b) {
            const int order = content(a, b);
            return order != 0 ? order < 0 : a < b;
        });
        kept.push_back(best);
        names.push_back(words[name]);
        for (const std::uint32_t row : rows) {
            if (row == best) continue;
            if (content(row, best) != 0) {
                set_aside(row, 0, UnusableReason::duplicate_entry, masked_words(words[name]));
            } else {
                usable[row] = 0;
                ++folded;
            }
        }
    }
    for (std::size_t i = 0; i < list_cells_.size(); ++i) {
        std::vector<std::uint32_t> cells;
        if (list_cells_[i].empty()) {
            lists.emplace_back();
            continue;
        }
        for (const std::uint32_t row : kept) cells.push_back(list_cells_[i][row]);
        lists.push_back(code_lists(sorted[i], cells));
    }
    for (const AttributeCells& attribute : attribute_cells_) attributes.push_back(attribute.values(kept));
}

void NamedRows::adopt_words(const NamedRows& earlier) {
    words_ = earlier.words_;
    sets_ = earlier.sets_;
    for (std::size_t i = 0; i < attribute_cells_.size(); ++i) attribute_cells_[i].adopt_words(earlier.attribute_cells_[i]);
}

void NamedRows::prepend(const NamedRows& earlier, const Execution&) {
    prepend_rows(earlier);
    put_in_front(name_, earlier.name_);
    for (std::size_t i = 0; i < list_cells_.size(); ++i) put_in_front(list_cells_[i], earlier.list_cells_[i]);
    for (std::size_t i = 0; i < attribute_cells_.size(); ++i) attribute_cells_[i].prepend(earlier.attribute_cells_[i]);
}

}  // namespace dangol::inline v0
