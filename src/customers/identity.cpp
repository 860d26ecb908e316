#include <dangol/customers/identity.hpp>

#include <dangol/core/error.hpp>

#include "customers/cells.hpp"
#include "customers/codes.hpp"
#include "customers/readers.hpp"
#include "customers/text_cells.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace dangol::inline v0 {
namespace {

using Code = std::uint32_t;
constexpr Code none = 0xffff'ffffU;

/// Rows of one table: the codes of their keys, column after column of a row; none: missing.
struct KeyRows {
    std::string name = {};
    std::size_t width = 0;
    std::vector<Code> codes = {};
    std::size_t rows() const noexcept { return width == 0 ? 0 : codes.size() / width; }
};

struct Seen {
    std::uint32_t table = 0;
    std::size_t row = 0, rows = 0;
    bool given = false;
};

/// A number or a text as text; what else a cell may hold is no key.
struct KeyTextReader : TextOnly<std::string> {
    Reading<std::string> integer(std::int64_t value) const { return {std::to_string(value)}; }
    Reading<std::string> number(double value) const {
        constexpr double exact = 9'007'199'254'740'992.0;
        if (!(std::abs(value) <= exact) || value != std::floor(value)) return {};
        return integer(static_cast<std::int64_t>(value));
    }
    Reading<std::string> text(std::string_view value) const {
        const std::string_view trimmed = trim(value);
        return {says_missing(trimmed) ? std::string{} : std::string(trimmed)};
    }
};

std::optional<std::string> normalised(KeyKind kind, const std::string& text, const std::string& country_code) {
    if (!is_utf8(text)) return std::nullopt;
    switch (kind) {
        case KeyKind::phone: return normalised_phone(text, country_code);
        case KeyKind::email: return normalised_email(text);
        case KeyKind::card: {
            std::string card;
            for (const char c : text) {
                if (c != ' ' && c != '-') card += c;
            }
            return card.size() >= 4 ? std::optional(card) : std::nullopt;
        }
        case KeyKind::booking_name: {
            std::string name;
            for (const char c : text) {
                if (c == ' ' && (name.empty() || name.back() == ' ')) continue;
                name += 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            }
            return name;
        }
        case KeyKind::customer_id:
        case KeyKind::cookie: break;
    }
    return text;
}

std::string as_text(const IdentityKey& key) { return std::string(1, static_cast<char>('0' + static_cast<int>(key.kind))) + key.value; }

/// Once in some thousand rows or keys.
void check_sometimes(const Execution& execution, std::size_t at) {
    if (at % 4096 == 0) check_stop(execution);
}

class Groups {
public:
    explicit Groups(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), Code{0}); }
    Code of(Code key) noexcept {
        while (parent_[key] != key) key = parent_[key] = parent_[parent_[key]];
        return key;
    }
    void join(Code a, Code b) noexcept {
        a = of(a), b = of(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<Code> parent_;
};

}  // namespace

struct Identities::State {
    IdentityOptions options = {};
    std::vector<KeyRows> tables = {};
    TextCodes texts = {};                               // kind and value, as one text
    std::vector<IdentityKey> keys = {};                 // per code
    std::map<std::pair<Code, Code>, Seen> links = {};   // between keys that are no names
    std::vector<std::set<Code>> known_by_name = {};     // per code of a name: keys in one row with it
    std::size_t unreadable = 0;
    std::vector<std::pair<Code, std::string>> named = {};  // ids in the order in which they were given, and the keys they were named after
    // Found by resolve():
    std::vector<Code> group = {};                       // per key; none: shared
    std::vector<std::string> id_of_group = {};
    std::vector<SharedKey> shared = {};

    Code code_of(const IdentityKey& key) {
        const Code code = texts.code(as_text(key));
        if (code == keys.size()) {
            keys.push_back(key);
            known_by_name.emplace_back();
        }
        return code;
    }
    Code find(const IdentityKey& key) const { return texts.find(as_text(key)); }
    bool is_name(Code key) const noexcept { return keys[key].kind == KeyKind::booking_name; }
    std::set<std::pair<Code, Code>> pairs(const std::vector<KeyPair>& given) const {
        std::set<std::pair<Code, Code>> pairs;
        for (const KeyPair& pair : given) {
            const Code one = find(pair.one), other = find(pair.other);
            if (one != none && other != none && one != other) pairs.insert(std::minmax(one, other));
        }
        return pairs;
    }

    void read(const KeyedTable& table, const Execution& execution);
    void link_rows(std::uint32_t table, std::size_t first_row, const Execution& execution);
    std::map<std::pair<Code, Code>, Seen> active_links() const;
    void resolve(const Execution& execution);
    void name_groups(const Execution& execution);
    Code anchor(const KeyRows& rows, std::size_t row) const;
};

void Identities::State::read(const KeyedTable& table, const Execution& execution) {
    auto found = std::ranges::find(tables, table.name, &KeyRows::name);
    if (table.keys.empty()) throw InvalidArgument("keys of the table \"" + table.name + "\"", "", "at least one column", "name the columns that tell people apart");
    if (found == tables.end()) found = tables.insert(found, {.name = table.name, .width = table.keys.size()});
    if (found->width != table.keys.size()) {
        throw InvalidArgument("keys of the table \"" + table.name + "\"", table.keys.size(), "as many as before (" + std::to_string(found->width) + ")", "give the same columns");
    }
    const std::size_t before = found->codes.size(), first_row = found->rows();
    found->codes.resize(before + table.table.row_count() * found->width, none);
    for (std::size_t i = 0; i < table.keys.size(); ++i) {
        const KeyColumn& key = table.keys[i];
        const ColumnView* column = table.table.find(key.column);
        if (column == nullptr) throw UnknownColumn(key.column, table.table.names(), "the table \"" + table.name + "\"");
        KeyTextReader reader;
        read_cells(*column, 0, column->size(), reader, [&](std::size_t row, const Reading<std::string>& cell) {
            check_sometimes(execution, row);
            if (cell.value.empty()) return;
            const auto value = normalised(key.kind, cell.value, options.country_code);
            if (value) found->codes[before + row * found->width + i] = code_of({key.kind, *value});
            else ++unreadable;
        });
    }
    link_rows(static_cast<std::uint32_t>(found - tables.begin()), first_row, execution);
}

void Identities::State::link_rows(std::uint32_t table, std::size_t first_row, const Execution& execution) {
    const KeyRows& rows = tables[table];
    for (std::size_t row = first_row; row < rows.rows(); ++row) {
        check_sometimes(execution, row);
        const std::span<const Code> keys_here(rows.codes.data() + row * rows.width, rows.width);
        for (std::size_t i = 0; i < keys_here.size(); ++i) {
            for (std::size_t j = i + 1; j < keys_here.size(); ++j) {
                const Code a = keys_here[i], b = keys_here[j];
                if (a == none || b == none || a == b) continue;
                if (is_name(a) && !is_name(b)) known_by_name[a].insert(b);
                if (is_name(b) && !is_name(a)) known_by_name[b].insert(a);
                if (is_name(a) || is_name(b)) continue;
                Seen& seen = links.try_emplace(std::minmax(a, b), Seen{.table = table, .row = row}).first->second;
                ++seen.rows;
            }
        }
    }
}

/// Links from rows and from outside, but for those that are not to be made.
std::map<std::pair<Code, Code>, Seen> Identities::State::active_links() const {
    std::map<std::pair<Code, Code>, Seen> active = links;
    for (const auto& pair : pairs(options.together)) active.try_emplace(pair, Seen{.given = true});
    for (const auto& pair : pairs(options.apart)) active.erase(pair);
    return active;
}

void Identities::State::resolve(const Execution& execution) {
    check_stop(execution);
    const auto active = active_links();
    check_stop(execution);
    std::vector<std::vector<Code>> neighbours(keys.size());
    for (const auto& [pair, seen] : active) {
        neighbours[pair.first].push_back(pair.second);
        neighbours[pair.second].push_back(pair.first);
    }
    // People are counted as ids, phones and addresses, whichever are most: somebody has many cards and cookies, but is one. Two of them that
    // other keys join are one again; keys that may be shared themselves prove nothing of that kind.
    const auto people_with = [&](Code key, auto&& person_of) {
        std::size_t most = 0;
        for (const KeyKind kind : {KeyKind::customer_id, KeyKind::phone, KeyKind::email}) {
            std::set<Code> people;
            for (const Code neighbour : neighbours[key]) {
                if (keys[neighbour].kind == kind) people.insert(person_of(neighbour));
            }
            most = std::max(most, people.size());
        }
        return keys[key].kind == KeyKind::customer_id ? 1 : most;
    };
    std::vector<std::uint8_t> may_be_shared(keys.size(), 0), is_shared(keys.size(), 0);
    for (Code key = 0; key < keys.size(); ++key) {
        check_sometimes(execution, key);
        may_be_shared[key] = people_with(key, [](Code other) { return other; }) > options.people_at_most;
    }
    Groups surely(keys.size());
    for (const auto& [pair, seen] : active) {
        if (seen.given || (!may_be_shared[pair.first] && !may_be_shared[pair.second])) surely.join(pair.first, pair.second);
    }
    shared.clear();
    for (Code key = 0; key < keys.size(); ++key) {
        check_sometimes(execution, key);
        if (!may_be_shared[key]) continue;
        const std::size_t people = people_with(key, [&](Code other) { return surely.of(other); });
        if (people <= options.people_at_most) continue;
        is_shared[key] = 1;
        shared.push_back({keys[key], people});
    }
    std::ranges::sort(shared, {}, &SharedKey::key);
    Groups groups(keys.size());
    for (const auto& [pair, seen] : active) {
        if (!is_shared[pair.first] && !is_shared[pair.second]) groups.join(pair.first, pair.second);
    }
    for (Code name = 0; name < keys.size(); ++name) {  // only where nobody else has that name
        check_sometimes(execution, name);
        std::set<Code> people;
        for (const Code key : known_by_name[name]) {
            if (!is_shared[key]) people.insert(groups.of(key));
        }
        if (is_name(name) && people.size() == 1) groups.join(name, *people.begin());
    }
    group.assign(keys.size(), none);
    for (Code key = 0; key < keys.size(); ++key) {
        if (!is_shared[key]) group[key] = groups.of(key);
    }
    name_groups(execution);
}

/// The oldest id whose namesake is in the group; a group without one gets a new id, named after its first key.
void Identities::State::name_groups(const Execution& execution) {
    check_stop(execution);
    id_of_group.assign(keys.size(), {});
    for (const auto& [namesake, id] : named) {
        if (group[namesake] != none && id_of_group[group[namesake]].empty()) id_of_group[group[namesake]] = id;
    }
    std::vector<Code> order(keys.size());
    std::iota(order.begin(), order.end(), Code{0});
    std::ranges::sort(order, {}, [&](Code key) -> const IdentityKey& { return keys[key]; });
    std::set<std::string> taken;
    for (const auto& [namesake, id] : named) taken.insert(id);
    for (const Code key : order) {
        check_sometimes(execution, key);
        if (group[key] == none || !id_of_group[group[key]].empty()) continue;
        std::string id = keys[key].value;
        if (keys[key].kind != KeyKind::customer_id) {
            constexpr std::string_view digits = "0123456789abcdef";
            std::uint64_t hash = hash_of(as_text(keys[key]));
            id = "p";
            for (int i = 0; i < 16; ++i, hash >>= 4) id += digits[hash & 15U];
        }
        while (!taken.insert(id).second) id += "'";  // a part that was split off a customer who keeps the id
        named.emplace_back(key, id);
        id_of_group[group[key]] = id;
    }
}

/// The most telling key of a row that is not shared.
Code Identities::State::anchor(const KeyRows& rows, std::size_t row) const {
    Code best = none;
    for (std::size_t i = 0; i < rows.width; ++i) {
        const Code key = rows.codes[row * rows.width + i];
        if (key == none || group[key] == none) continue;
        if (best == none || keys[key].kind < keys[best].kind) best = key;
    }
    return best;
}

Identities::Identities(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

std::size_t Identities::customer_count() const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(state_->id_of_group, [](const std::string& id) { return !id.empty(); }));
}

std::vector<std::string> Identities::customers(std::string_view table) const {
    const auto found = std::ranges::find(state_->tables, table, &KeyRows::name);
    if (found == state_->tables.end()) throw InvalidArgument("table", std::string(table), "the name of a table that was linked", "name it as it was handed over");
    std::vector<std::string> ids;
    ids.reserve(found->rows());
    for (std::size_t row = 0; row < found->rows(); ++row) {
        const Code key = state_->anchor(*found, row);
        ids.push_back(key == none ? std::string{} : state_->id_of_group[state_->group[key]]);
    }
    return ids;
}

std::optional<std::string> Identities::customer_of(const IdentityKey& key) const {
    const Code code = state_->find(key);
    if (code == none || state_->group[code] == none) return std::nullopt;
    return state_->id_of_group[state_->group[code]];
}

std::vector<IdentityKey> Identities::keys_of(std::string_view customer) const {
    std::vector<IdentityKey> keys;
    for (Code key = 0; key < state_->keys.size(); ++key) {
        if (state_->group[key] != none && state_->id_of_group[state_->group[key]] == customer) keys.push_back(state_->keys[key]);
    }
    std::ranges::sort(keys);
    return keys;
}

std::vector<KeyLink> Identities::explain(const IdentityKey& one, const IdentityKey& other) const {
    const Code from = state_->find(one), to = state_->find(other);
    if (from == none || to == none || from == to || state_->group[from] == none || state_->group[from] != state_->group[to]) return {};
    const auto active = state_->active_links();
    std::vector<Code> came_from(state_->keys.size(), none);
    std::vector<Code> reached{from};
    came_from[from] = from;
    std::vector<std::vector<Code>> neighbours(state_->keys.size());
    for (const auto& [pair, seen] : active) {
        if (state_->group[pair.first] == none || state_->group[pair.second] == none) continue;
        neighbours[pair.first].push_back(pair.second);
        neighbours[pair.second].push_back(pair.first);
    }
    for (std::size_t next = 0; next < reached.size() && came_from[to] == none; ++next) {
        for (const Code neighbour : neighbours[reached[next]]) {
            if (came_from[neighbour] != none) continue;
            came_from[neighbour] = reached[next];
            reached.push_back(neighbour);
        }
    }
    std::vector<KeyLink> chain;
    if (came_from[to] == none) return chain;  // by a name alone
    for (Code key = to; key != from; key = came_from[key]) {
        const Seen& seen = active.at(std::minmax(key, came_from[key]));
        chain.push_back({state_->keys[came_from[key]], state_->keys[key], seen.given ? LinkGround::given : LinkGround::same_row,
                         seen.given ? std::string{} : state_->tables[seen.table].name, seen.row, seen.rows});
    }
    std::ranges::reverse(chain);
    return chain;
}

const std::vector<SharedKey>& Identities::shared() const noexcept { return state_->shared; }
std::size_t Identities::unreadable_keys() const noexcept { return state_->unreadable; }

Identities Identities::without(const IdentityKey& one, const IdentityKey& other, const Execution& execution) const {
    auto state = std::make_shared<State>(*state_);
    state->options.apart.push_back({one, other});
    state->resolve(execution);
    return Identities(std::move(state));
}

Identities Identities::with(std::span<const KeyedTable> tables, const Execution& execution) const {
    auto state = std::make_shared<State>(*state_);
    for (const KeyedTable& table : tables) state->read(table, execution);
    state->resolve(execution);
    return Identities(std::move(state));
}

Identities link_identities(std::span<const KeyedTable> tables, const IdentityOptions& options, const Execution& execution) {
    if (options.people_at_most == 0) throw InvalidArgument("IdentityOptions::people_at_most", 0, "at least 1", "give how many people may share a key");
    auto state = std::make_shared<Identities::State>();
    state->options = options;
    for (const KeyedTable& table : tables) state->read(table, execution);
    state->resolve(execution);
    return Identities(std::move(state));
}

std::string to_text(const KeyLink& link, Language language) {
    const std::string one = masked(link.one.value), other = masked(link.other.value);
    if (language == Language::korean) {
        if (link.ground == LinkGround::given) return one + " – " + other + ": 직접 지정한 연결";
        return one + " – " + other + ": " + link.table + " 표 " + number_text(link.row) + "번째 행에 함께 있음 (" + number_text(link.rows) + "행)";
    }
    if (link.ground == LinkGround::given) return one + " – " + other + ": linked from outside";
    return one + " – " + other + ": in one row of " + link.table + ", first in row " + number_text(link.row) + " (" + counted_text(link.rows, "row", "rows") + ")";
}

}  // namespace dangol::inline v0
