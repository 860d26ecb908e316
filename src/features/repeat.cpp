#include "features/prepared_feature.hpp"
#include "features/visit_clock.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const Repeat& repeat, const FeatureSource&) {
    FeatureColumn column{.name = "repeat_customer",
                         .kind = ColumnKind::flag,
                         .role = repeat.role.value_or(Role::descriptor),
                         .construct = Construct::repeat};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                const std::uint64_t first = moment.first_visit_ever;
                if (first == moment.end_visit) return;
                const auto day = [&](std::uint64_t visit) { return visit_day(moment.visits.local(visit)); };
                cells[0].code(day(first) != day(moment.end_visit - 1) ? 1 : 0);
            }};
}

}  // namespace dangol::inline v0
