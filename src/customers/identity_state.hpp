#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/customers/identity.hpp>

#include "customers/codes.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Keys are codes, from the first row that was read to the last question that is asked: ten million rows of three keys are some 100 bytes a row.
namespace dangol::inline v0 {

using KeyCode = std::uint32_t;
inline constexpr KeyCode no_key = 0xffff'ffffU;
inline constexpr std::size_t key_columns_at_most = 64;  ///< of a table: every key of a row is linked with every other

/// Two keys that stand in one row: where first, and in how many.
struct RowLink {
    KeyCode one = 0, other = 0;
    std::uint32_t table = 0, rows = 0;
    std::uint64_t row = 0;
    bool operator==(const RowLink&) const = default;
};

/// Each pair once: a list, and a table of positions in it.
class RowLinks {
public:
    void add(KeyCode one, KeyCode other, std::uint32_t table, std::size_t row) {
        const auto fresh = static_cast<std::uint32_t>(links_.size());
        const std::uint32_t found = slots_.find_or_put(hash(one, other), fresh, [&](std::uint32_t at) { return links_[at].one == one && links_[at].other == other; });
        if (found == detail::CodeSlots::vacant) links_.push_back({one, other, table, 1, row});
        else ++links_[found].rows;
    }
    /// As it was kept. False: there is one of the two keys already.
    bool put(const RowLink& link) {
        const auto fresh = static_cast<std::uint32_t>(links_.size());
        const std::uint32_t found = slots_.find_or_put(hash(link.one, link.other), fresh, [&](std::uint32_t at) { return links_[at].one == link.one && links_[at].other == link.other; });
        if (found != detail::CodeSlots::vacant) return false;
        links_.push_back(link);
        return true;
    }
    const RowLink* find(KeyCode one, KeyCode other) const {
        const std::uint32_t found = slots_.find(hash(one, other), [&](std::uint32_t at) { return links_[at].one == one && links_[at].other == other; });
        return found == detail::CodeSlots::vacant ? nullptr : &links_[found];
    }
    const std::vector<RowLink>& all() const noexcept { return links_; }

private:
    static std::uint64_t hash(KeyCode one, KeyCode other) noexcept { return hash_of(static_cast<std::int64_t>((std::uint64_t{one} << 32) | other)); }
    std::vector<RowLink> links_ = {};
    detail::CodeSlots slots_ = {};
};

/// Who stands beside whom, of every key: its neighbours lie together.
class Neighbours {
public:
    /// for_each(use) calls use(one, other) for every pair, the same ones each time.
    template <class ForEach>
    Neighbours(std::size_t keys, const ForEach& for_each) : first_(keys + 1, 0) {
        for_each([&](KeyCode one, KeyCode other) { ++first_[one + 1], ++first_[other + 1]; });
        for (std::size_t key = 0; key < keys; ++key) first_[key + 1] += first_[key];
        beside_.resize(first_.back());
        std::vector<std::uint64_t> next(first_);
        for_each([&](KeyCode one, KeyCode other) { beside_[next[one]++] = other, beside_[next[other]++] = one; });
    }
    std::span<const KeyCode> of(KeyCode key) const noexcept { return std::span(beside_).subspan(first_[key], first_[key + 1] - first_[key]); }

private:
    std::vector<std::uint64_t> first_ = {};
    std::vector<KeyCode> beside_ = {};
};

/// Rows of one table: the codes of their keys, column after column of a row; no_key: missing.
struct KeyRows {
    std::string name = {};
    std::size_t width = 0;
    std::vector<KeyCode> codes = {};
    std::size_t rows() const noexcept { return width == 0 ? 0 : codes.size() / width; }
    bool operator==(const KeyRows&) const = default;
};

/// An id, and the key that it was made of.
struct NamedKey {
    KeyCode key = 0;
    std::string id = {};
    bool operator==(const NamedKey&) const = default;
};

struct Identities::State {
    struct Kept {
        std::vector<std::string> keys = {};
        std::vector<RowLink> links = {}, names = {};
        bool operator==(const Kept&) const = default;
    };
    static Kept kept_of(const State& state);
    void adopt(const Kept& kept);

    IdentityOptions options = {};
    std::vector<KeyRows> tables = {};
    TextCodes texts = {};                                     // a letter for the kind, then the value
    RowLinks links = {};                                      // between keys that are no names
    RowLinks names = {};                                      // of names, which stand first, with keys that are none
    std::size_t unreadable = 0;
    std::vector<NamedKey> named = {};                         // in the order in which ids were given
    // Found by resolve():
    std::vector<KeyCode> group = {};                          // per key; no_key: shared
    std::vector<std::uint32_t> id_of_group = {};              // per key that is its group's: position in named
    std::vector<SharedKey> shared = {};

    static std::string as_text(const IdentityKey& key) { return std::string(1, static_cast<char>('0' + static_cast<int>(key.kind))) + key.value; }
    KeyKind kind(KeyCode code) const noexcept { return static_cast<KeyKind>(texts.text(code).front() - '0'); }
    std::string_view value(KeyCode code) const noexcept { return texts.text(code).substr(1); }
    IdentityKey key(KeyCode code) const { return {kind(code), std::string(value(code))}; }
    KeyCode find(const IdentityKey& key) const { return texts.find(as_text(key)); }
    bool is_name(KeyCode code) const noexcept { return kind(code) == KeyKind::booking_name; }
    const std::string& id(KeyCode code) const noexcept { return named[id_of_group[group[code]]].id; }  // of a key that is not shared

    /// What an archive keeps; the rest follows from it. @throws InvalidArgument (a key or a link that is there twice)
    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        Kept kept = kept_of(self);
        visitor(self.options, self.tables, kept.keys, kept.links, kept.names, self.unreadable, self.named);
        if constexpr (!std::is_const_v<Self>) self.adopt(kept);
    }
    void check() const;  ///< @throws InvalidArgument
    void derive();       ///< after check(). @throws InvalidArgument: a customer has no id
    bool operator==(const State& other) const { return options == other.options && tables == other.tables && kept_of(*this) == kept_of(other) && unreadable == other.unreadable && named == other.named; }

    void read(const KeyedTable& table, const Execution& execution);
    void link_rows(std::uint32_t table, std::size_t first_row, const Execution& execution);
    void resolve(const Execution& execution);
    void pass_on_ids(const std::vector<std::uint32_t>& id_before, const Execution& execution);
    void name_groups(const Execution& execution);
    KeyCode anchor(const KeyRows& rows, std::size_t row) const;

    /// Pairs from outside of which both keys are known, smaller code first; sorted, each once.
    std::vector<std::pair<KeyCode, KeyCode>> pairs(const std::vector<KeyPair>& given) const;

    /// Calls use(one, other, given) for links from rows and from outside, but for those that are not to be made.
    template <class Use>
    void for_each_active_link(const Use& use) const {
        const auto together = pairs(options.together), apart = pairs(options.apart);
        const auto is_apart = [&](KeyCode one, KeyCode other) { return std::ranges::binary_search(apart, std::pair(one, other)); };
        for (const RowLink& link : links.all()) {
            if (!is_apart(link.one, link.other)) use(link.one, link.other, false);
        }
        for (const auto& [one, other] : together) {
            if (!is_apart(one, other) && links.find(one, other) == nullptr) use(one, other, true);
        }
    }
};

/// Once in some thousand rows or keys.
inline void check_sometimes(const Execution& execution, std::size_t at) {
    if (at % 4096 == 0) check_stop(execution);
}

}  // namespace dangol::inline v0
