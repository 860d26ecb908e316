#include <dangol/core/error.hpp>

#include "features/mix.hpp"

#include <algorithm>

namespace dangol::inline v0 {

PreparedFeature prepare(const OfferingMix& mix, const FeatureSource& source) {
    source.require(source.base().schema().interaction.offering, "InteractionColumns::offering", "OfferingMix");
    FeatureColumn column{.name = "offering_mix", .role = mix.role.value_or(Role::basis), .construct = Construct::offering_mix, .unit = "lines"};
    return prepare_mix({.feature = "OfferingMix", .column = column, .names = source.base().visits().offerings, .parts_at_most = mix.parts_at_most}, source,
                       [](const CustomerMoment& moment, auto&& take) {
                           const VisitColumns& visits = moment.visits;
                           const std::uint64_t end = visits.line_begin(moment.end_visit);
                           for (std::uint64_t line = visits.line_begin(moment.first_visit); line < end; ++line) take(visits.line_offering[line]);
                       });
}

PreparedFeature prepare(const OfferingShare& share, const FeatureSource& source) {
    const std::string& offering_column = source.base().schema().interaction.offering;
    source.require(offering_column, "InteractionColumns::offering", "OfferingShare");
    FeatureColumn column{.name = "visits_with_" + share.offering,
                         .kind = ColumnKind::share,
                         .role = share.role.value_or(Role::basis),
                         .construct = Construct::offering_mix,
                         .detail = share.offering,
                         .unit = "visits"};
    const auto& offerings = source.base().visits().offerings;
    const auto found = std::find(offerings.begin(), offerings.end(), share.offering);
    // A replay on other records may lack it: then nobody took it. In a first plan it is a slip of the pen.
    if (found == offerings.end() && source.settled(column.name) == nullptr) throw UnknownLevel(offering_column, share.offering, offerings);
    const auto wanted = static_cast<std::uint32_t>(found - offerings.begin());
    return {.columns = {column}, .measure = [wanted](const CustomerMoment& moment, RowCells cells) {
                const VisitColumns& visits = moment.visits;
                measure_share(moment, cells[0], [&](std::uint64_t visit) {
                    int answer = not_known;
                    for (std::uint64_t line = visits.line_begin(visit); line < visits.line_end(visit); ++line) {
                        if (visits.line_offering[line] == wanted) return 1;
                        if (visits.line_offering[line] != unobserved_code) answer = 0;
                    }
                    return answer;
                });
            }};
}

}  // namespace dangol::inline v0
