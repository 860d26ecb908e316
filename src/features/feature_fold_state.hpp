#pragma once

#include <dangol/features/feature_fold.hpp>

#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// A fold as it is kept: customers in the order of their keys, so that equal folds are equal bytes, however they came about.
struct FeatureFold::State {
    Schema schema = {};
    FeaturePlan plan = {};
    Permission permission = {};
    Account account = {};              ///< of the interactions
    Quarantine quarantine = {};
    std::uint64_t visits = 0;          ///< in the plan's window or not
    Instant first_record = Instant::max();
    CustomerKeys keys = {};
    std::vector<std::uint64_t> records = {};      ///< the words of one customer behind those of the other
    std::vector<std::uint32_t> tied_customer = {};  ///< positions in keys, ascending
    std::vector<std::uint64_t> tied_content = {};   ///< of one customer ascending
    bool operator==(const State&) const = default;

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.schema, self.plan, self.permission, self.account, self.quarantine, self.visits, self.first_record, self.keys, self.records,
                self.tied_customer, self.tied_content);
    }

    void check() const;  ///< @throws InvalidArgument
};

}  // namespace dangol::inline v0
