#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/export.hpp>

#include <cstddef>
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
/// built from the old base (features, personas, scores) knows them still: build it again. So do Identities (keys) and a FeatureFold (keys
/// and records) that were made before: make them anew from tables without them.
///
/// Ids of the other type than the base's are not found.
[[nodiscard]] DANGOL_EXPORT Erasure erase(const CustomerBase& base, const CustomerKeys& ids, const Execution& execution = {});

DANGOL_EXPORT std::string to_text(const Erasure& erasure, Language language);

}  // namespace dangol::inline v0
