#pragma once

#include <dangol/customers/customer_base.hpp>

#include "customers/code_sets.hpp"
#include "customers/codes.hpp"

#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// The interaction table, decoded: one entry a row, columns that nobody named empty. Words and lists are codes of the
/// dictionaries of their table.
struct InteractionRows {
    std::vector<Instant> at = {};
    std::vector<std::uint64_t> receipt = {};      ///< 0: none
    std::vector<std::uint8_t> kind = {};
    std::vector<double> amount = {};
    std::vector<std::vector<double>> discounts = {};
    std::vector<std::uint32_t> offering = {}, channel = {}, staff = {}, note = {};
    std::vector<std::uint32_t> companions = {}, observations = {};  ///< codes of sets
    std::vector<double> quantity = {}, party_size = {}, duration_minutes = {}, satisfaction = {};
    std::vector<std::uint8_t> planned = {};
    std::vector<std::uint64_t> fingerprint = {};  ///< of what the schema does not name

    /// Calls use(column) for every column.
    template <class Rows, class Use>
    static void for_each_column(Rows& rows, Use&& use) {
        use(rows.at), use(rows.receipt), use(rows.kind), use(rows.amount);
        for (auto& discount : rows.discounts) use(discount);
        use(rows.offering), use(rows.channel), use(rows.staff), use(rows.note), use(rows.companions), use(rows.observations);
        use(rows.quantity), use(rows.party_size), use(rows.duration_minutes), use(rows.satisfaction), use(rows.planned), use(rows.fingerprint);
    }
};

/// The words that the codes of the rows stand for.
struct InteractionWords {
    TextCodes offerings = {}, channels = {}, staff = {}, notes = {};
    CodeSets companions = {}, observations = {};
};

}  // namespace dangol::inline v0
