#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/customers/records.hpp>
#include <dangol/export.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// One customer has a phone, an address, a card and a cookie: which rows of which tables are of the same person. Done before collect(),
/// which then takes the ids found here as its column of customers. docs/identity.md says when to trust it.
namespace dangol::inline v0 {

/// What a key is, the most telling first.
enum class KeyKind : std::uint8_t {
    customer_id,  ///< of the till or the member list; never held to be shared
    phone,
    email,
    card,
    cookie,
    booking_name  ///< names never join customers: see link_identities()
};

/// E.164: "+821012345678". Korean numbers as they are written: 010-1234-5678, 82 10 1234 5678, 1012345678 as a spreadsheet leaves it, +82 (0)10 …;
/// of other countries with + or 00 in front. `country_code` is that of numbers that name none. None: no phone number.
DANGOL_EXPORT std::optional<std::string> normalised_phone(std::string_view text, std::string_view country_code = "82");

/// In small letters, without "mailto:" and spaces. Nothing is guessed of dots or tags within. None: no address.
DANGOL_EXPORT std::optional<std::string> normalised_email(std::string_view text);

/// A key, normalised.
struct IdentityKey {
    KeyKind kind = KeyKind::customer_id;
    std::string value = {};
    auto operator<=>(const IdentityKey&) const = default;
};

/// A column of keys, and of which kind they are.
struct KeyColumn {
    std::string column = {};
    KeyKind kind = KeyKind::customer_id;
    bool operator==(const KeyColumn&) const = default;
};

/// A table whose rows carry keys, each row those of one person.
struct KeyedTable {
    std::string name = {};
    TableView table = {};
    std::vector<KeyColumn> keys = {};
};

/// Two keys that somebody else holds to be of one person, a program for fuzzy matching say; or between which no link is to be made.
struct KeyPair {
    IdentityKey one = {}, other = {};
    bool operator==(const KeyPair&) const = default;
};

/// What links keys, and what must not.
struct IdentityOptions {
    std::size_t people_at_most = 2;        ///< a key that more people share (the shop's phone, a family's tablet) links nobody. Larger: more links, more wrong ones
    std::string country_code = "82";
    std::vector<KeyPair> together = {};    ///< links from outside
    std::vector<KeyPair> apart = {};       ///< links not to be made
    bool operator==(const IdentityOptions&) const = default;
};

/// Why two keys are of one person.
enum class LinkGround : std::uint8_t { same_row, given };

/// Two keys taken to be of one person, and the first row that says so.
struct KeyLink {
    IdentityKey one = {}, other = {};
    LinkGround ground = LinkGround::same_row;
    std::string table = {};                ///< where they first stand in one row
    std::size_t row = 0;
    std::size_t rows = 0;                  ///< how many rows say so
    bool operator==(const KeyLink&) const = default;
};

/// A key that links nobody, since too many people have it.
struct SharedKey {
    IdentityKey key = {};
    std::size_t people = 0;
    bool operator==(const SharedKey&) const = default;
};

/// Rows lead to keys, and keys to customers: what is linked or parted never touches a row. Immutable; a copy costs a pointer.
class DANGOL_EXPORT Identities {
public:
    Identities();  ///< of nobody
    std::size_t customer_count() const noexcept;

    /// Per row of a table the customer's id, "" if it has no key but shared ones. @throws InvalidArgument: no table of that name
    std::vector<std::string> customers(std::string_view table, const Execution& = {}) const;
    std::optional<std::string> customer_of(const IdentityKey& key) const;  ///< none: not seen, or shared
    std::vector<IdentityKey> keys_of(std::string_view customer) const;

    /// The shortest chain of links from one key to the other; empty if they are not of one customer.
    std::vector<KeyLink> explain(const IdentityKey& one, const IdentityKey& other) const;
    const std::vector<SharedKey>& shared() const noexcept;
    std::size_t unreadable_keys() const noexcept;                          ///< cells that hold no key of their kind; as good as missing

    /// Without the link between two keys; every row stays, with the customer of its most telling key. Who keeps the id: the part that it was named after.
    /// Other links may still join the two: explain() says which, until nothing does. @throws InvalidArgument: a key was never seen, or there is no such link
    [[nodiscard]] Identities without(const IdentityKey& one, const IdentityKey& other, const Execution& = {}) const;

    /// More rows: of new tables, or behind those of a table of that name. Ids stay; where two customers turn out to be one, the older id remains, and where the
    /// key that an id was made of turns out to be shared, it stays with the part that holds the first of the other keys.
    [[nodiscard]] Identities with(std::span<const KeyedTable> tables, const Execution& = {}) const;

    friend DANGOL_EXPORT bool operator==(const Identities&, const Identities&);

    struct State;  // src/customers/identity_state.hpp
    explicit Identities(std::shared_ptr<const State>) noexcept;
    const State& state() const noexcept { return *state_; }

private:
    std::shared_ptr<const State> state_;
};

/// Keys that stand in one row are of one person, and so are those of a chain of such rows, but for keys that more than people_at_most people
/// share: as many ids, phones or e-mail addresses stand in rows with it, or with the cards and cookies beside it, and nothing else joins them. No order of rows or tables matters.
///
/// A booking name joins nobody. A row that has nothing else belongs to the only customer with that name, if there is one, else to a customer of that name.
///
/// An id is the customer_id that comes first in their order, else "p" and sixteen digits made of the first key.
[[nodiscard]] DANGOL_EXPORT Identities link_identities(std::span<const KeyedTable> tables, const IdentityOptions& options = {}, const Execution& = {});

DANGOL_EXPORT std::string to_text(const KeyLink& link, Language language);  ///< keys masked

}  // namespace dangol::inline v0
