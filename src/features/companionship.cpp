#include "features/prepared_feature.hpp"

#include <cmath>

namespace dangol::inline v0 {

PreparedFeature prepare(const Companionship& companionship, const FeatureSource& source) {
    source.require(source.base().schema().interaction.party_size, "InteractionColumns::party_size", "Companionship");
    FeatureColumn column{.name = "visits_in_company",
                         .kind = ColumnKind::share,
                         .role = companionship.role.value_or(Role::basis),
                         .construct = Construct::companionship,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_share(moment, cells[0], [&](std::uint64_t visit) {
                    const double party = moment.visits.party_size[visit];
                    return std::isnan(party) ? not_known : party > 1 ? 1 : 0;
                });
            }};
}

}  // namespace dangol::inline v0
