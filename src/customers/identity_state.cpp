#include "customers/identity_state.hpp"

#include <dangol/core/error.hpp>

#include <set>

/// Identities as they are kept, and the gate for those that come back.
namespace dangol::inline v0 {
namespace {

void expect(bool holds, const char* field, const ShownValue& value, const char* constraint) {
    if (!holds) throw InvalidArgument(field, value, constraint, "take it from link_identities()");
}

void check_keys(const TextCodes& texts) {
    for (KeyCode code = 0; code < texts.size(); ++code) {
        const std::string_view text = texts.text(code);
        const bool has_kind = text.size() > 1 && '0' <= text.front() && text.front() <= static_cast<char>('0' + static_cast<int>(KeyKind::booking_name));
        expect(has_kind, "a key", code, "a letter for its kind, and a value");
    }
}

void check_rows(const std::vector<KeyRows>& tables, std::size_t keys) {
    std::set<std::string_view> names;
    for (const KeyRows& table : tables) {
        expect(names.insert(table.name).second, "name of a table", table.name, "of one table only");
        const bool fits = 0 < table.width && table.width <= key_columns_at_most && table.codes.size() % table.width == 0;
        expect(fits, "columns of keys of a table", table.width, "1 to 64, the same in all of its rows");
        const bool known = std::ranges::all_of(table.codes, [&](KeyCode code) { return code == no_key || code < keys; });
        expect(known, "keys of the rows of a table", table.name, "among the keys");
    }
}

/// The row that a link names holds both of its keys.
void check_place(const RowLink& link, const std::vector<KeyRows>& tables) {
    expect(link.table < tables.size(), "table of a link", link.table, "one of the tables");
    const KeyRows& table = tables[link.table];
    expect(link.row < table.rows() && link.rows > 0, "row of a link", link.row, "one of its table");
    const std::span<const KeyCode> row(table.codes.data() + link.row * table.width, table.width);
    const bool holds = std::ranges::find(row, link.one) != row.end() && std::ranges::find(row, link.other) != row.end();
    expect(holds, "row of a link", link.row, "one that holds both keys");
}

}  // namespace

Identities::State::Kept Identities::State::kept_of(const State& state) {
    Kept kept{.links = state.links.all(), .names = state.names.all()};
    kept.keys.reserve(state.texts.size());
    for (KeyCode code = 0; code < state.texts.size(); ++code) kept.keys.emplace_back(state.texts.text(code));
    return kept;
}

void Identities::State::adopt(const Kept& kept) {
    for (const std::string& key : kept.keys) {
        const std::size_t before = texts.size();
        static_cast<void>(texts.code(key));
        expect(texts.size() > before, "a key", before, "there once");
    }
    for (const RowLink& link : kept.links) expect(links.put(link), "a link", link.one, "there once");
    for (const RowLink& link : kept.names) expect(names.put(link), "a link", link.one, "there once");
}

void Identities::State::check() const {
    expect(options.people_at_most > 0, "IdentityOptions::people_at_most", options.people_at_most, "at least 1");
    check_keys(texts);
    check_rows(tables, texts.size());
    for (const RowLink& link : links.all()) {
        check_place(link, tables);  // so that the codes are those of keys
        expect(link.one < link.other && !is_name(link.one) && !is_name(link.other), "a link", link.one, "between two keys, the smaller first, and no names");
    }
    for (const RowLink& link : names.all()) {
        check_place(link, tables);
        expect(is_name(link.one) && !is_name(link.other), "a link of a name", link.one, "between a name and a key that is none");
    }
    std::set<std::string_view> ids;
    for (const NamedKey& each : named) {
        expect(each.key < texts.size(), "key of an id", each.key, "one of the keys");
        expect(!each.id.empty() && ids.insert(each.id).second, "an id", static_cast<std::size_t>(&each - named.data()), "somebody's, and of one customer");
    }
}

void Identities::State::derive() {
    const std::size_t before = named.size();
    resolve({});
    expect(named.size() == before, "ids of customers", before, "one for each of them");
}

}  // namespace dangol::inline v0
