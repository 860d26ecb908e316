#include "honesty/shops.hpp"

#include <dangol/study/study.hpp>

#include "support/world_records.hpp"

#include <algorithm>

namespace dangol_honesty {

using namespace dangol;

NullShopFindings study_null_shop(worlds::Trade trade, std::size_t customers, std::uint64_t seed, const Execution& execution) {
    const dangol_tests::WorldRecords records({.trade = trade, .customers = customers, .seed = seed});
    const CustomerBase base = collect(records.records(), dangol_tests::world_schema());
    FeaturePlan plan = default_plan(base.permitting(Purpose::profiling));
    plan.visits_at_least = 3;
    const worlds::Truth& truth = records.world().truth;
    const StudyOptions options{.count = {.most = 5},
                               .judge = {.bootstrap_samples = 20, .cut_most = 5},
                               .evidence = {.bootstrap_samples = 20},
                               .negatives = NegativePersonaOptions{.contact_cost = truth.contact_cost_krw, .conversion_margin = truth.conversion_margin_krw},
                               .quality = {.bootstrap_samples = 50}};
    const Study found = study(base, plan, options, execution);
    const auto claimed = [&](const Trait& trait) {
        return found.personas.columns[trait.column.value].construct == Construct::attribute && trait.ground == Ground::tested &&
               trait.q_value <= found.personas.options.false_discovery_rate;
    };
    return {.natural = found.segmentation.verdict == Verdict::natural,
            .somebody_set_aside = !found.negatives.personas.empty(),
            .attribute_claimed = std::ranges::any_of(found.personas.personas, [&](const Persona& p) { return std::ranges::any_of(p.traits, claimed); }),
            .kinds = found.personas.personas.size()};
}

}  // namespace dangol_honesty
