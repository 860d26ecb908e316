#include <dangol/core/error.hpp>

#include "features/discounts.hpp"
#include "features/prepared_feature.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

/// Positions among InteractionColumns::discounts: the one that is named, or all. @throws UnknownColumn
std::vector<std::size_t> chosen_discounts(const std::string& name, const FeatureSource& source, const char* feature) {
    const auto& discounts = source.base().schema().interaction.discounts;
    source.require(discounts.empty() ? std::string{} : discounts.front(), "InteractionColumns::discounts", feature);
    std::vector<std::size_t> chosen = discounts_named(name, discounts);
    if (chosen.empty()) throw UnknownColumn(name, discounts, "InteractionColumns::discounts");
    return chosen;
}

}  // namespace

PreparedFeature prepare(const DiscountShare& share, const FeatureSource& source) {
    FeatureColumn column{.name = "visits_with_" + (share.discount.empty() ? std::string("discount") : share.discount),
                         .kind = ColumnKind::share,
                         .role = share.role.value_or(Role::basis),
                         .construct = Construct::discount_share,
                         .detail = share.discount,
                         .unit = "visits"};
    return {.columns = {column},
            .measure = [chosen = chosen_discounts(share.discount, source, "DiscountShare")](const CustomerMoment& moment, RowCells cells) {
                measure_share(moment, cells[0], [&](std::uint64_t visit) {
                    const double here = saved_on(moment.visits, chosen, visit);
                    return std::isnan(here) ? not_known : here > 0 ? 1 : 0;
                });
            }};
}

PreparedFeature prepare(const DiscountDepth& depth, const FeatureSource& source) {
    source.require(source.base().schema().interaction.amount, "InteractionColumns::amount", "DiscountDepth");
    FeatureColumn column{.name = (depth.discount.empty() ? std::string("discount") : depth.discount) + "_depth",
                         .kind = ColumnKind::numeric,
                         .role = depth.role.value_or(Role::basis),
                         .construct = Construct::discount_share,
                         .detail = depth.discount};
    return {.columns = {column},
            .measure = [chosen = chosen_discounts(depth.discount, source, "DiscountDepth")](const CustomerMoment& moment, RowCells cells) {
                OrderFreeSum saved_money, gross_money;
                double visits_known = 0;
                for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) {
                    const double here = saved_on(moment.visits, chosen, visit), paid = moment.visits.amount[visit];
                    if (std::isnan(here) || std::isnan(paid)) continue;
                    saved_money.add(here);
                    gross_money.add(here + paid);
                    visits_known += 1;
                }
                if (gross_money.value() > 0) cells[0].number(saved_money.value() / gross_money.value(), visits_known);
            }};
}

}  // namespace dangol::inline v0
