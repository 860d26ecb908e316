#pragma once

#include <dangol/customers/permission.hpp>

namespace dangol::inline v0 {

struct Permission::State {
    Purpose purpose = Purpose::analysis;
    bool recorded = true;
    CustomerKeys agreed = {};  ///< sorted, each once
    Account account = {};
    Quarantine quarantine = {};
    bool operator==(const State&) const = default;

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.purpose, self.recorded, self.agreed, self.account, self.quarantine);
    }

    void check() const;  ///< @throws InvalidArgument
};

}  // namespace dangol::inline v0
