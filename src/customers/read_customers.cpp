#include "customers/read_tables.hpp"

#include "customers/instants.hpp"

#include <algorithm>

namespace dangol::inline v0 {

CustomerTable::CustomerTable(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution)
    : ReadTable(table, TableKind::customers, execution), has_joined(!schema.customer.joined.empty()) {
    const CustomerColumns& columns = schema.customer;
    require_named("Schema.customer.id", columns.id, "name the column of customer ids in the customer table");
    read_customer(columns.id);
    if (has_joined) reader.read_blocks(columns.joined, accepted::times, TimeReader::of(schema, zone), joined);
    for (const AttributeColumn& attribute : columns.attributes) {
        attributes.emplace_back(attribute).read(reader, schema, zone);
    }
}

/// Of several rows the one that knows most, then the first by content: any order of rows chooses the same.
std::vector<std::uint32_t> CustomerTable::choose_rows(std::size_t customers, const Execution& execution) {
    RowOrder content;
    if (has_joined) content.columns.push_back(by_value(joined));
    for (AttributeCells& attribute : attributes) {
        attribute.settle();
        content.columns.push_back(attribute.order());
    }
    const auto known = [&](std::uint32_t row) {
        std::size_t cells = has_joined && joined[row] != Instant::max() ? 1 : 0;
        for (const AttributeCells& attribute : attributes) cells += attribute.known(row);
        return cells;
    };
    const auto better = [&](std::uint32_t a, std::uint32_t b) {
        const std::size_t cells_a = known(a), cells_b = known(b);
        if (cells_a != cells_b) return cells_a > cells_b;
        const int order = content(a, b);
        return order != 0 ? order < 0 : a < b;
    };

    const auto shown = [&](std::uint32_t row, std::size_t column) {
        if (has_joined && column == 0) return joined[row] == Instant::max() ? std::string{} : iso_text(joined[row]);
        return attributes[column - (has_joined ? 1 : 0)].shown(row);
    };
    std::vector<std::uint32_t> chosen(customers, no_row);
    const std::uint32_t first_content_column = 1;  // column 0 is the id
    GroupedRows grouped = group_rows(customer(), usable, customers, execution);
    for (std::size_t of = 0; of < customers; ++of) {
        if (of % rows_between_looks == 0) check_stop(execution);
        const std::span<std::uint32_t> rows = grouped.of(of);
        if (rows.empty()) continue;
        const std::uint32_t best = *std::ranges::min_element(rows, better);
        chosen[of] = best;
        for (const std::uint32_t row : rows) {
            if (row == best) continue;
            std::uint32_t differs = 0;
            while (differs < content.columns.size() && content.columns[differs](row, best) == 0) ++differs;
            if (differs < content.columns.size()) {
                set_aside(row, first_content_column + differs, UnusableReason::duplicate_customer, shown(row, differs));
            } else {
                usable[row] = 0;
                ++folded;
            }
        }
    }
    return chosen;
}

void CustomerTable::adopt_words(const CustomerTable& earlier) {
    for (std::size_t i = 0; i < attributes.size(); ++i) attributes[i].adopt_words(earlier.attributes[i]);
}

void CustomerTable::prepend(const CustomerTable& earlier, const Execution& execution) {
    prepend_rows(earlier);
    put_in_front(joined, earlier.joined);
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        check_stop(execution);
        attributes[i].prepend(earlier.attributes[i]);
    }
}

void CustomerTable::remove(const std::vector<std::uint8_t>& gone, const Execution& execution) {
    remove_rows(gone);
    check_stop(execution);
    drop_rows(joined, gone);
    for (AttributeCells& attribute : attributes) attribute.remove(gone);
}

}  // namespace dangol::inline v0
