#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const StaffLoyalty& loyalty, const FeatureSource& source) {
    source.require(source.base().schema().interaction.staff, "InteractionColumns::staff", "StaffLoyalty");
    FeatureColumn column{.name = "same_staff_again",
                         .kind = ColumnKind::share,
                         .role = loyalty.role.value_or(Role::descriptor),
                         .construct = Construct::staff_loyalty,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_pairs(moment, cells[0], [&](std::uint64_t earlier, std::uint64_t later) {
                    const std::uint32_t before = moment.visits.staff[earlier], after = moment.visits.staff[later];
                    if (before == unobserved_code || after == unobserved_code) return not_known;
                    return before == after ? 1 : 0;
                });
            }};
}

}  // namespace dangol::inline v0
