#include <dangol/customers/identity.hpp>

#include <dangol/core/error.hpp>

#include "core/masked_text.hpp"
#include "customers/cells.hpp"
#include "customers/identity_state.hpp"
#include "customers/readers.hpp"
#include "customers/text_cells.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dangol::inline v0 {
namespace {

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

}  // namespace

void Identities::State::read(const KeyedTable& table, const Execution& execution) {
    auto found = std::ranges::find(tables, table.name, &KeyRows::name);
    if (table.keys.empty()) throw InvalidArgument("keys of the table \"" + table.name + "\"", "", "at least one column", "name the columns that tell people apart");
    if (table.keys.size() > key_columns_at_most) {
        throw InvalidArgument("keys of the table \"" + table.name + "\"", table.keys.size(), "at most 64 columns", "name those that tell people apart, or split the table");
    }
    if (found == tables.end()) found = tables.insert(found, {.name = table.name, .width = table.keys.size()});
    if (found->width != table.keys.size()) {
        throw InvalidArgument("keys of the table \"" + table.name + "\"", table.keys.size(), "as many as before (" + std::to_string(found->width) + ")", "give the same columns");
    }
    const std::size_t before = found->codes.size(), first_row = found->rows();
    found->codes.resize(before + table.table.row_count() * found->width, no_key);
    for (std::size_t i = 0; i < table.keys.size(); ++i) {
        const KeyColumn& key = table.keys[i];
        const ColumnView* column = table.table.find(key.column);
        if (column == nullptr) throw UnknownColumn(key.column, table.table.names(), "the table \"" + table.name + "\"");
        KeyTextReader reader;
        read_cells(*column, 0, column->size(), reader, [&](std::size_t row, const Reading<std::string>& cell) {
            check_sometimes(execution, row);
            if (cell.value.empty()) return;
            const auto value = normalised(key.kind, cell.value, options.country_code);
            if (value) found->codes[before + row * found->width + i] = texts.code(as_text({key.kind, *value}));
            else ++unreadable;
        });
    }
    link_rows(static_cast<std::uint32_t>(found - tables.begin()), first_row, execution);
}

void Identities::State::link_rows(std::uint32_t table, std::size_t first_row, const Execution& execution) {
    const KeyRows& rows = tables[table];
    for (std::size_t row = first_row; row < rows.rows(); ++row) {
        check_sometimes(execution, row);
        const std::span<const KeyCode> keys_here(rows.codes.data() + row * rows.width, rows.width);
        for (std::size_t i = 0; i < keys_here.size(); ++i) {
            for (std::size_t j = i + 1; j < keys_here.size(); ++j) {
                const KeyCode a = keys_here[i], b = keys_here[j];
                if (a == no_key || b == no_key || a == b || (is_name(a) && is_name(b))) continue;
                if (is_name(a)) names.add(a, b, table, row);
                else if (is_name(b)) names.add(b, a, table, row);
                else links.add(std::min(a, b), std::max(a, b), table, row);
            }
        }
    }
}

/// The most telling key of a row that is not shared.
KeyCode Identities::State::anchor(const KeyRows& rows, std::size_t row) const {
    KeyCode best = no_key;
    for (std::size_t i = 0; i < rows.width; ++i) {
        const KeyCode key = rows.codes[row * rows.width + i];
        if (key == no_key || group[key] == no_key) continue;
        if (best == no_key || kind(key) < kind(best)) best = key;
    }
    return best;
}

Identities::Identities() : state_(std::make_shared<const State>()) {}
Identities::Identities(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

std::size_t Identities::customer_count() const noexcept {
    const auto& groups = state_->group;
    std::size_t customers = 0;
    for (KeyCode key = 0; key < groups.size(); ++key) customers += groups[key] == key ? 1 : 0;
    return customers;
}

std::vector<std::string> Identities::customers(std::string_view table, const Execution& execution) const {
    const auto found = std::ranges::find(state_->tables, table, &KeyRows::name);
    if (found == state_->tables.end()) throw InvalidArgument("table", std::string(table), "the name of a table that was linked", "name it as it was handed over");
    std::vector<std::string> ids;
    ids.reserve(found->rows());
    for (std::size_t row = 0; row < found->rows(); ++row) {
        check_sometimes(execution, row);
        const KeyCode key = state_->anchor(*found, row);
        ids.push_back(key == no_key ? std::string{} : state_->id(key));
    }
    return ids;
}

std::optional<std::string> Identities::customer_of(const IdentityKey& key) const {
    const KeyCode code = state_->find(key);
    if (code == no_key || state_->group[code] == no_key) return std::nullopt;
    return state_->id(code);
}

std::vector<IdentityKey> Identities::keys_of(std::string_view customer) const {
    std::vector<IdentityKey> keys;
    for (KeyCode key = 0; key < state_->group.size(); ++key) {
        if (state_->group[key] != no_key && state_->id(key) == customer) keys.push_back(state_->key(key));
    }
    std::ranges::sort(keys);
    return keys;
}

std::vector<KeyLink> Identities::explain(const IdentityKey& one, const IdentityKey& other) const {
    const KeyCode from = state_->find(one), to = state_->find(other);
    const std::vector<KeyCode>& group = state_->group;
    if (from == no_key || to == no_key || from == to || group[from] == no_key || group[from] != group[to]) return {};
    const Neighbours neighbours(group.size(), [&](const auto& use) {
        state_->for_each_active_link([&](KeyCode a, KeyCode b, bool) {
            if (group[a] == group[from] && group[b] == group[from]) use(a, b);
        });
    });
    std::vector<KeyCode> came_from(group.size(), no_key), reached{from}, beside;
    came_from[from] = from;
    for (std::size_t next = 0; next < reached.size() && came_from[to] == no_key; ++next) {
        const std::span<const KeyCode> here = neighbours.of(reached[next]);
        beside.assign(here.begin(), here.end());
        std::ranges::sort(beside, {}, [&](KeyCode key) { return state_->texts.text(key); });  // of chains of one length the same one, whatever the order of rows
        for (const KeyCode neighbour : beside) {
            if (came_from[neighbour] != no_key) continue;
            came_from[neighbour] = reached[next];
            reached.push_back(neighbour);
        }
    }
    std::vector<KeyLink> chain;
    if (came_from[to] == no_key) return chain;  // by a name alone
    for (KeyCode key = to; key != from; key = came_from[key]) {
        const auto [a, b] = std::minmax(key, came_from[key]);
        KeyLink link{.one = state_->key(came_from[key]), .other = state_->key(key), .ground = LinkGround::given};
        if (const RowLink* seen = state_->links.find(a, b)) {
            link.ground = LinkGround::same_row;
            link.table = state_->tables[seen->table].name;
            link.row = seen->row, link.rows = seen->rows;
        }
        chain.push_back(std::move(link));
    }
    std::ranges::reverse(chain);
    return chain;
}

const std::vector<SharedKey>& Identities::shared() const noexcept { return state_->shared; }
std::size_t Identities::unreadable_keys() const noexcept { return state_->unreadable; }

bool operator==(const Identities& a, const Identities& b) { return a.state_ == b.state_ || *a.state_ == *b.state_; }

Identities Identities::without(const IdentityKey& one, const IdentityKey& other, const Execution& execution) const {
    const auto code_of = [&](const IdentityKey& key) {
        const KeyCode code = state_->find(key);
        if (code == no_key) throw InvalidArgument("a key", masked(key.value), "one that was seen", "give it as keys_of() and explain() do, normalised");
        return code;
    };
    const auto [first, second] = std::minmax({code_of(one), code_of(other)});
    if (state_->links.find(first, second) == nullptr && !std::ranges::binary_search(state_->pairs(state_->options.together), std::pair(first, second))) {
        throw InvalidArgument("the link to undo", masked(one.value) + " – " + masked(other.value), "one between keys of one row, or given", "take each link of explain()");
    }
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
