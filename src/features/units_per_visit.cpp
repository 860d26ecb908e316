#include "features/prepared_feature.hpp"

#include <cmath>
#include <limits>

namespace dangol::inline v0 {
namespace {

/// Of the lines whose quantity is known; NaN: of none.
double units_of(const VisitColumns& visits, std::uint64_t visit) {
    double units = std::numeric_limits<double>::quiet_NaN();
    for (std::uint64_t line = visits.line_begin(visit); line < visits.line_end(visit); ++line) {
        const double quantity = visits.line_quantity[line];
        if (!std::isnan(quantity)) units = std::isnan(units) ? quantity : units + quantity;
    }
    return units;
}

}  // namespace

PreparedFeature prepare(const UnitsPerVisit& units, const FeatureSource& source) {
    source.require(source.base().schema().interaction.quantity, "InteractionColumns::quantity", "UnitsPerVisit");
    FeatureColumn column{.name = "units_per_visit",
                         .kind = ColumnKind::positive,
                         .role = units.role.value_or(Role::descriptor),
                         .construct = Construct::units_per_visit};
    return {.columns = {column}, .with_standard_error = {0}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_mean(moment.first_visit, moment.end_visit, cells[0], [&](std::uint64_t visit) { return units_of(moment.visits, visit); });
            }};
}

}  // namespace dangol::inline v0
