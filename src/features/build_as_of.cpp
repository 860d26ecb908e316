#include "features/build_as_of.hpp"

#include <dangol/core/error.hpp>

#include "features/build_rows.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace dangol::inline v0 {
namespace {

/// Where each of `wanted` stands in `sorted`.
std::vector<std::uint32_t> positions_of(const CustomerKeys& wanted, const CustomerKeys& sorted) {
    return std::visit(
        [&]<class Key>(const std::vector<Key>& keys) {
            std::vector<std::uint32_t> positions;
            const auto* const all = std::get_if<std::vector<Key>>(&sorted);
            for (std::size_t row = 0; row < keys.size(); ++row) {
                const auto found = all == nullptr ? typename std::vector<Key>::const_iterator{} : std::ranges::lower_bound(*all, keys[row]);
                if (all == nullptr || found == all->end() || *found != keys[row]) {
                    throw InvalidArgument("customers", "a customer, in row " + std::to_string(row) + ", whom the records do not have", "customers of these records",
                                          "hand over the records that the features were built from");
                }
                positions.push_back(static_cast<std::uint32_t>(found - all->begin()));
            }
            return positions;
        },
        wanted);
}

}  // namespace

FeatureTable build_features_as_of(const PermittedBase& base, const FeaturePlan& plan, const CustomerKeys& customers, std::span<const Instant> as_of,
                                  const Execution& execution) {
    const std::vector<std::uint32_t> rows = positions_of(customers, base.customers());
    const FeatureSource source(base, plan, execution);
    return FeatureTable(std::make_shared<FeatureTable::State>(build_rows(source, prepare_all(source, execution), customers,
                                                                         [&](std::size_t row) { return source.moment(rows[row], as_of[row]); },
                                                                         "seeing customers as on other days", execution)));
}

}  // namespace dangol::inline v0
