#include <dangol/features/build_features.hpp>

#include "features/build_rows.hpp"

#include <memory>

namespace dangol::inline v0 {
namespace {

BuildAccount account_of(const FeatureSource& source, const Execution& execution) {
    const PermittedBase& base = source.base();
    const auto& enough = source.customers_with_enough_visits();
    BuildAccount account{.customers = enough.size(), .left_out = base.customer_count() - enough.size()};
    std::size_t visits_in_window = 0;
    auto next = enough.begin();
    for (std::uint32_t customer = 0; customer < base.customer_count(); ++customer) {
        if (customer % 4096 == 0) check_stop(execution);
        const CustomerMoment seen = source.moment(customer, source.until());
        const auto visits = static_cast<std::size_t>(seen.end_visit - seen.first_visit);
        const bool in_table = next != enough.end() && *next == customer;
        if (in_table) ++next;
        (in_table ? account.visits_used : account.visits_of_left_out) += visits;
        visits_in_window += visits;
    }
    account.visits_outside = base.visits().at.size() - visits_in_window;
    return account;
}

}  // namespace

FeatureTable build_features(const PermittedBase& base, const FeaturePlan& plan, const Execution& execution) {
    require_consent(base, who_permits(base.purpose()));
    const FeatureSource source(base, plan, execution);
    const auto& customers = source.customers_with_enough_visits();
    auto state = std::make_shared<FeatureTable::State>(
        build_rows(source, prepare_all(source, execution), keys_of_rows(base.customers(), customers),
                   [&](std::size_t row) { return source.moment(customers[row], source.until()); }, "building features", execution));
    state->account = account_of(source, execution);
    return FeatureTable(std::move(state));
}

}  // namespace dangol::inline v0
