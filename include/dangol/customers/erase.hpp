#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/customers/identity.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// What erasing did to one table.
struct ErasedRows {
    TableKind table = TableKind::customers;
    std::size_t rows = 0;            ///< that are gone
    std::size_t set_aside = 0;       ///< of them, rows that had been set aside: they are gone from the quarantine, too
    bool operator==(const ErasedRows&) const = default;
};

/// A base without some customers, and what was done.
struct Erasure {
    CustomerBase base = {};
    std::size_t customers = 0;       ///< who had been there and are gone
    CustomerKeys not_found = {};     ///< ids that no row had; as they were asked for
    std::vector<ErasedRows> tables = {};
    std::size_t notes = 0;           ///< texts of notes that nobody else had
};

/// The base that collect() would have made of the tables without a single row of these customers: in it nothing of them is left, neither
/// visits, leads and decisions about consent nor rows that had been set aside, notes, or words that only they used. Rows are numbered anew. What was
/// built from the old base (features, personas, scores) knows them still: build it again. Identities and a FeatureFold (features/fold_erasure.hpp) have an erase() of their own.
///
/// Ids of the other type than the base's are not found.
[[nodiscard]] DANGOL_EXPORT Erasure erase(const CustomerBase& base, const CustomerKeys& ids, const Execution& execution = {});

DANGOL_EXPORT std::string to_text(const Erasure& erasure, Language language);

/// Rows of one of the linked tables that are gone.
struct ErasedKeyRows {
    std::string table = {};
    std::size_t rows = 0;
    bool operator==(const ErasedKeyRows&) const = default;
};

/// Identities without some customers, and what was done.
struct IdentityErasure {
    Identities identities = {};
    std::size_t customers = 0;             ///< who had been there and are gone
    std::vector<std::string> not_found = {};
    std::size_t keys = 0;                  ///< numbers, addresses and other keys that nobody else has
    std::vector<ErasedKeyRows> tables = {};
};

/// What link_identities() would have made of the tables without the rows of these customers, but for one thing: everybody else keeps the id. No key of
/// theirs is left, neither in rows of others nor in pairs from outside, but for a booking name that others share. Rows are numbered anew: take
/// those whose customers() these are out of your tables as well.
///
/// A key that few enough people share once they are gone links again, as if they had never come: look at shared(). Where that joins two others the older id remains, and
/// where it parts one, the id stays with the key it was made of. Cells without a key (unreadable_keys()) belong to nobody, and are counted as before.
[[nodiscard]] DANGOL_EXPORT IdentityErasure erase(const Identities& identities, std::span<const std::string> ids, const Execution& execution = {});

DANGOL_EXPORT std::string to_text(const IdentityErasure& erasure, Language language);

}  // namespace dangol::inline v0
