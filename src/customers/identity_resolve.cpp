#include "customers/identity_state.hpp"

#include "core/stoppable_sort.hpp"

#include <numeric>
#include <optional>

/// Which keys are of one person: those that links join, but for keys that too many people share.
namespace dangol::inline v0 {
namespace {

class Groups {
public:
    explicit Groups(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), KeyCode{0}); }
    KeyCode of(KeyCode key) noexcept {
        while (parent_[key] != key) key = parent_[key] = parent_[parent_[key]];
        return key;
    }
    void join(KeyCode a, KeyCode b) noexcept {
        a = of(a), b = of(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<KeyCode> parent_;
};

bool tells_people_apart(KeyKind kind) noexcept { return kind == KeyKind::customer_id || kind == KeyKind::phone || kind == KeyKind::email; }

/// How many people stand beside a key. They are counted as ids, phones and addresses, whichever are most: somebody has many cards and cookies, but is one.
class PeopleCounter {
public:
    PeopleCounter(const Identities::State& state, const Neighbours& neighbours) : state_(state), neighbours_(neighbours) {}

    /// Ids, phones and addresses in rows with the key; `person_of` makes one of those that are the same person's.
    template <class PersonOf>
    std::size_t beside(KeyCode key, PersonOf&& person_of) {
        std::size_t most = 0;
        for (const KeyKind kind : {KeyKind::customer_id, KeyKind::phone, KeyKind::email}) {
            people_.clear();
            for (const KeyCode neighbour : neighbours_.of(key)) {
                if (state_.kind(neighbour) == kind) people_.push_back(person_of(neighbour));
            }
            most = std::max(most, distinct());
        }
        return most;
    }

    /// The groups of cards and cookies in rows with the key that belong to somebody.
    template <class GroupOf>
    std::size_t behind_cards(KeyCode key, GroupOf&& group_of, const std::vector<std::uint8_t>& is_somebodys) {
        people_.clear();
        for (const KeyCode neighbour : neighbours_.of(key)) {
            const KeyCode group = group_of(neighbour);
            if (!tells_people_apart(state_.kind(neighbour)) && is_somebodys[group]) people_.push_back(group);
        }
        return distinct();
    }

    std::size_t cards_beside(KeyCode key) const {
        return static_cast<std::size_t>(std::ranges::count_if(neighbours_.of(key), [&](KeyCode neighbour) { return !tells_people_apart(state_.kind(neighbour)); }));
    }

private:
    std::size_t distinct() {
        std::ranges::sort(people_);
        return people_.size() - std::ranges::unique(people_).size();
    }

    const Identities::State& state_;
    const Neighbours& neighbours_;
    std::vector<KeyCode> people_ = {};
};

/// The id of a customer who has none of the shop's: made of a key, so that it is the same whenever that key is seen.
std::string made_id(std::string_view key) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::uint64_t hash = hash_of(key);
    std::string id = "p";
    for (int i = 0; i < 16; ++i, hash >>= 4) id += digits[hash & 15U];
    return id;
}

}  // namespace

std::vector<std::pair<KeyCode, KeyCode>> Identities::State::pairs(const std::vector<KeyPair>& given) const {
    std::vector<std::pair<KeyCode, KeyCode>> pairs;
    for (const KeyPair& pair : given) {
        const KeyCode one = find(pair.one), other = find(pair.other);
        if (one != no_key && other != no_key && one != other) pairs.emplace_back(std::minmax(one, other));
    }
    std::ranges::sort(pairs);
    pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
    return pairs;
}

/// Where a key turned out to be shared it is nobody's: an id that was made of it goes to the part of its customer that holds the first of the other keys.
void Identities::State::pass_on_ids(const std::vector<std::uint32_t>& id_before, const Execution& execution) {
    std::vector<KeyCode> heir(named.size(), no_key);
    for (KeyCode key = 0; key < id_before.size(); ++key) {
        check_sometimes(execution, key);
        const std::uint32_t id = id_before[key];
        if (id == no_key || group[key] == no_key || group[named[id].key] != no_key) continue;
        if (heir[id] == no_key || texts.text(key) < texts.text(heir[id])) heir[id] = key;
    }
    for (std::size_t id = 0; id < named.size(); ++id) {
        if (heir[id] != no_key) named[id].key = heir[id];
    }
}

void Identities::State::resolve(const Execution& execution) {
    std::vector<std::uint32_t> id_before(group.size(), no_key);  // as it was found before: none of a state that is made anew
    for (KeyCode key = 0; key < group.size(); ++key) {
        if (group[key] != no_key) id_before[key] = id_of_group[group[key]];
    }
    std::size_t at = 0;
    const auto for_each_link = [&](const auto& use) {
        for_each_active_link([&](KeyCode one, KeyCode other, bool given) {
            check_sometimes(execution, at++);
            use(one, other, given);
        });
    };
    const std::size_t keys = texts.size();
    const Neighbours neighbours(keys, [&](const auto& use) { for_each_link([&](KeyCode one, KeyCode other, bool) { use(one, other); }); });
    PeopleCounter counter(*this, neighbours);
    // Two people that other keys join are one again; keys that may be shared themselves prove nothing of that kind. Nor does a number that stands
    // beside many cards say that these are one person's: what joins them otherwise is looked at without it.
    std::vector<std::uint8_t> may_be_shared(keys, 0), has_many_cards(keys, 0), is_shared(keys, 0);
    for (KeyCode key = 0; key < keys; ++key) {
        check_sometimes(execution, key);
        if (neighbours.of(key).size() <= options.people_at_most || kind(key) == KeyKind::customer_id) continue;
        may_be_shared[key] = counter.beside(key, [](KeyCode other) { return other; }) > options.people_at_most;
        has_many_cards[key] = counter.cards_beside(key) > options.people_at_most;
    }
    Groups surely(keys), without_many_cards(keys), groups(keys);
    for_each_link([&](KeyCode one, KeyCode other, bool given) {
        if (!given && (may_be_shared[one] || may_be_shared[other])) return;
        surely.join(one, other);
        const bool card_of_many = (has_many_cards[one] && !tells_people_apart(kind(other))) || (has_many_cards[other] && !tells_people_apart(kind(one)));
        if (given || !card_of_many) without_many_cards.join(one, other);
    });
    std::vector<std::uint8_t> is_somebodys(keys, 0);
    for (KeyCode key = 0; key < keys; ++key) {
        check_sometimes(execution, key);
        if (tells_people_apart(kind(key))) is_somebodys[without_many_cards.of(key)] = 1;
    }
    shared.clear();
    for (KeyCode key = 0; key < keys; ++key) {
        check_sometimes(execution, key);
        if (!may_be_shared[key] && !has_many_cards[key]) continue;
        std::size_t people = may_be_shared[key] ? counter.beside(key, [&](KeyCode other) { return surely.of(other); }) : 0;
        if (has_many_cards[key]) people = std::max(people, counter.behind_cards(key, [&](KeyCode other) { return without_many_cards.of(other); }, is_somebodys));
        if (people <= options.people_at_most) continue;
        is_shared[key] = 1;
        shared.push_back({this->key(key), people});
    }
    std::ranges::sort(shared, {}, &SharedKey::key);
    for_each_link([&](KeyCode one, KeyCode other, bool) {
        if (!is_shared[one] && !is_shared[other]) groups.join(one, other);
    });
    // A name joins the only person who has it, and else nobody.
    constexpr KeyCode several = no_key - 1;
    std::vector<KeyCode> person_of_name(names.all().empty() ? 0 : keys, no_key);
    for (const RowLink& link : names.all()) {
        check_sometimes(execution, at++);
        if (is_shared[link.other]) continue;
        KeyCode& person = person_of_name[link.one];
        const KeyCode here = groups.of(link.other);
        person = person == no_key || person == here ? here : several;
    }
    for (KeyCode name = 0; name < person_of_name.size(); ++name) {
        if (person_of_name[name] < several) groups.join(name, person_of_name[name]);
    }
    group.assign(keys, no_key);
    for (KeyCode key = 0; key < keys; ++key) {
        check_sometimes(execution, key);
        if (!is_shared[key]) group[key] = groups.of(key);
    }
    pass_on_ids(id_before, execution);
    name_groups(execution);
}

/// The oldest id whose namesake is in the group; a group without one gets a new id, named after its first key.
void Identities::State::name_groups(const Execution& execution) {
    constexpr std::uint32_t unnamed = 0xffff'ffffU;
    id_of_group.assign(group.size(), unnamed);
    TextCodes taken;
    for (std::uint32_t position = 0; position < named.size(); ++position) {
        check_sometimes(execution, position);
        const auto& [namesake, id] = named[position];
        static_cast<void>(taken.code(id));
        if (group[namesake] == no_key) continue;
        std::uint32_t& of_group = id_of_group[group[namesake]];
        if (of_group == unnamed) of_group = position;
    }
    std::vector<KeyCode> first_of_group(group.size(), no_key), firsts;
    for (KeyCode key = 0; key < group.size(); ++key) {
        check_sometimes(execution, key);
        if (group[key] == no_key || id_of_group[group[key]] != unnamed) continue;
        KeyCode& first = first_of_group[group[key]];
        if (first == no_key || texts.text(key) < texts.text(first)) first = key;
    }
    for (const KeyCode first : first_of_group) {
        if (first != no_key) firsts.push_back(first);
    }
    stoppable_sort(firsts, [&](KeyCode a, KeyCode b) { return texts.text(a) < texts.text(b); }, execution);
    for (const KeyCode key : firsts) {
        check_sometimes(execution, named.size());
        std::string id = kind(key) == KeyKind::customer_id ? std::string(value(key)) : made_id(texts.text(key));
        const auto is_taken = [&] {
            const std::size_t before = taken.size();
            return static_cast<void>(taken.code(id)), taken.size() == before;
        };
        while (is_taken()) id += "'";  // a part that was split off a customer who keeps the id
        id_of_group[group[key]] = static_cast<std::uint32_t>(named.size());
        named.push_back({key, std::move(id)});
    }
}

}  // namespace dangol::inline v0
