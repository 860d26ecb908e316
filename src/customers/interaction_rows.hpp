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

    /// Calls use(column of a, the same column of b) for every column.
    template <class Rows, class Other, class Use>
    static void for_each_pair(Rows& a, Other& b, Use&& use) {
        use(a.at, b.at), use(a.receipt, b.receipt), use(a.kind, b.kind), use(a.amount, b.amount);
        for (std::size_t i = 0; i < a.discounts.size(); ++i) use(a.discounts[i], b.discounts[i]);
        use(a.offering, b.offering), use(a.channel, b.channel), use(a.staff, b.staff), use(a.note, b.note);
        use(a.companions, b.companions), use(a.observations, b.observations), use(a.quantity, b.quantity), use(a.party_size, b.party_size);
        use(a.duration_minutes, b.duration_minutes), use(a.satisfaction, b.satisfaction), use(a.planned, b.planned);
    }
};

/// The words that the codes of the rows stand for.
struct InteractionWords {
    TextCodes offerings = {}, channels = {}, staff = {}, notes = {};
    CodeSets companions = {}, observations = {};
};

}  // namespace dangol::inline v0
