#pragma once

#include <dangol/features/lead_table.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

struct LeadTable::State {
    FeatureTable features = {};
    std::vector<Instant> contacted_at = {};
    std::vector<Instant> window_closes = {};  ///< empty, or one per lead; Instant::max(): never
    std::vector<LeadOutcome> outcomes = {};
    std::vector<std::uint64_t> source_rows = {};  ///< empty, or one per lead
    std::vector<std::uint32_t> customer_of = {};  ///< numbered in order of first appearance
    std::size_t customer_count = 0;
    bool operator==(const State&) const = default;

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.features, self.contacted_at, self.window_closes, self.outcomes, self.source_rows, self.customer_of,
                self.customer_count);
    }

    /// Numbers the customers by the keys of `features`.
    void number_customers();

    /// The one gate, for tables that are built, given and loaded; `features` has passed its own. @throws InvalidArgument
    void check() const;
};

/// @throws FutureLeak for a column that is known only after the contact.
void refuse_later_knowledge(const FeatureColumn& column);

}  // namespace dangol::inline v0
