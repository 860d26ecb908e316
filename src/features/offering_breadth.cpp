#include "features/prepared_feature.hpp"

#include <algorithm>

namespace dangol::inline v0 {

PreparedFeature prepare(const OfferingBreadth& breadth, const FeatureSource& source) {
    source.require(source.base().schema().interaction.offering, "InteractionColumns::offering", "OfferingBreadth");
    FeatureColumn column{.name = "offering_breadth",
                         .kind = ColumnKind::numeric,
                         .role = breadth.role.value_or(Role::descriptor),
                         .construct = Construct::offering_breadth};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                const VisitColumns& visits = moment.visits;
                std::vector<std::uint32_t> bought;
                for (std::uint64_t line = visits.line_begin(moment.first_visit); line < visits.line_begin(moment.end_visit); ++line) {
                    if (visits.line_offering[line] != unobserved_code) bought.push_back(visits.line_offering[line]);
                }
                if (bought.size() < 2) return;
                std::sort(bought.begin(), bought.end());
                double same = 0;  // ordered pairs of lines of one offering
                for (auto run = bought.begin(); run != bought.end();) {
                    const auto next = std::upper_bound(run, bought.end(), *run);
                    const auto lines = static_cast<double>(next - run);
                    same += lines * (lines - 1);
                    run = next;
                }
                const auto lines = static_cast<double>(bought.size());
                cells[0].number(1 - same / (lines * (lines - 1)), lines);
            }};
}

}  // namespace dangol::inline v0
