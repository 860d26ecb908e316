#include <dangol/customers/erase.hpp>

#include "customers/identity_state.hpp"

#include <set>

namespace dangol::inline v0 {
namespace {

using State = Identities::State;

/// Per key 1 if it is of a customer who is to go; ids that nobody has go to `not_found`.
std::vector<std::uint8_t> keys_of(const State& state, std::span<const std::string> ids, IdentityErasure& erasure) {
    const std::set<std::string_view> asked(ids.begin(), ids.end());
    std::set<std::string_view> found;
    std::vector<std::uint8_t> gone(state.group.size(), 0);
    for (KeyCode key = 0; key < gone.size(); ++key) {
        if (state.group[key] == no_key || !asked.contains(state.id(key))) continue;
        gone[key] = 1;
        found.insert(state.id(key));
    }
    erasure.customers = found.size();
    for (const std::string_view id : asked) {
        if (!found.contains(id)) erasure.not_found.emplace_back(id);
    }
    return gone;
}

/// Rows of others, as codes of before. A row is of one customer, but where a link was undone it may hold a key of another, who may have to go. A name in it
/// is its customer's, whoever else is called so.
KeyRows rows_of_others(const State& state, const KeyRows& rows, const std::vector<std::uint8_t>& gone, const Execution& execution) {
    KeyRows left{.name = rows.name, .width = rows.width};
    for (std::size_t row = 0; row < rows.rows(); ++row) {
        check_sometimes(execution, row);
        const KeyCode anchor = state.anchor(rows, row);
        if (anchor != no_key && gone[anchor]) continue;
        for (std::size_t i = 0; i < rows.width; ++i) {
            const KeyCode key = rows.codes[row * rows.width + i];
            left.codes.push_back(key != no_key && gone[key] && !state.is_name(key) ? no_key : key);
        }
    }
    return left;
}

/// The keys of the rows get codes of `texts`, in the order in which reading the table would meet them.
void encode(KeyRows& rows, const TextCodes& before, TextCodes& texts, const Execution& execution) {
    for (std::size_t i = 0; i < rows.width; ++i) {
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            check_sometimes(execution, row);
            KeyCode& key = rows.codes[row * rows.width + i];
            if (key != no_key) key = texts.code(before.text(key));
        }
    }
}

/// Ids of those who stay, in their order. One whose key is gone with a row of somebody else is told by the first key that its customer still has.
std::vector<NamedKey> ids_of_others(const State& before, const State& left, const std::vector<std::uint8_t>& gone) {
    std::vector<KeyCode> first_left(before.named.size(), no_key);
    for (KeyCode key = 0; key < gone.size(); ++key) {
        if (before.group[key] == no_key || gone[key]) continue;
        const KeyCode now = left.texts.find(before.texts.text(key));
        KeyCode& first = first_left[before.id_of_group[before.group[key]]];
        if (now != no_key && (first == no_key || left.texts.text(now) < left.texts.text(first))) first = now;
    }
    std::vector<NamedKey> named;
    for (std::size_t position = 0; position < before.named.size(); ++position) {
        const NamedKey& each = before.named[position];
        if (gone[each.key]) continue;
        const KeyCode now = left.texts.find(before.texts.text(each.key)), key = now != no_key ? now : first_left[position];
        if (key != no_key) named.push_back({key, each.id});
    }
    return named;
}

}  // namespace

IdentityErasure erase(const Identities& identities, std::span<const std::string> ids, const Execution& execution) {
    const State& before = identities.state();
    IdentityErasure erasure;
    const std::vector<std::uint8_t> gone = keys_of(before, ids, erasure);
    auto left = std::make_shared<State>();
    left->options = before.options;
    left->unreadable = before.unreadable;
    const auto is_gone = [&](const IdentityKey& key) {
        const KeyCode code = before.find(key);
        return code != no_key && gone[code];
    };
    for (auto* const pairs : {&left->options.together, &left->options.apart}) {
        std::erase_if(*pairs, [&](const KeyPair& pair) { return is_gone(pair.one) || is_gone(pair.other); });
    }
    for (const KeyRows& rows : before.tables) {
        left->tables.push_back(rows_of_others(before, rows, gone, execution));
        encode(left->tables.back(), before.texts, left->texts, execution);
        left->link_rows(static_cast<std::uint32_t>(left->tables.size() - 1), 0, execution);
        erasure.tables.push_back({rows.name, rows.rows() - left->tables.back().rows()});
    }
    left->named = ids_of_others(before, *left, gone);
    erasure.keys = before.texts.size() - left->texts.size();
    left->resolve(execution);
    erasure.identities = Identities(std::move(left));
    return erasure;
}

std::string to_text(const IdentityErasure& erasure, Language language) {
    const bool korean = language == Language::korean;
    std::string text = korean ? "고객 " + number_text(erasure.customers) + "명을 지웠습니다." : counted_text(erasure.customers, "customer", "customers") + " erased.";
    if (erasure.keys > 0) text += korean ? "\n- 연락처 등 식별 정보 " + number_text(erasure.keys) + "개" : "\n- " + counted_text(erasure.keys, "key", "keys");
    for (const ErasedKeyRows& table : erasure.tables) {
        if (table.rows == 0) continue;
        text += "\n- " + table.table;
        text += korean ? " 표: " + number_text(table.rows) + "행" : ": " + counted_text(table.rows, "row", "rows");
    }
    const std::size_t unknown = erasure.not_found.size();
    if (unknown > 0) text += korean ? "\n찾을 수 없는 고객 번호 " + number_text(unknown) + "개." : "\n" + counted_text(unknown, "id was", "ids were") + " not found.";
    return text;
}

}  // namespace dangol::inline v0
