#include "personas/telling_traits.hpp"

#include "core/math.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// Columns that say the same in other words share a family: one trait of them is enough.
std::pair<int, std::string> family_of(const FeatureColumn& column) {
    switch (column.construct) {
        case Construct::attribute:
        case Construct::lead_attribute: return {0, column.name};
        case Construct::recency:
        case Construct::frequency:
        case Construct::visit_interval:
        case Construct::repeat:
        case Construct::overdue: return {1, ""};
        case Construct::visit_rhythm: return {2, ""};
        case Construct::discount_share: return {3, ""};
        case Construct::offering_mix: return {4, ""};
        case Construct::observation: return {5, column.detail};
        case Construct::planning:
        case Construct::sudden_visits: return {6, ""};
        case Construct::visit_regularity:
        case Construct::visit_variability: return {7, ""};
        case Construct::satisfaction:
        case Construct::last_satisfaction: return {8, ""};
        default: return {10 + static_cast<int>(column.construct), column.construct == Construct::contact_history ? column.name : ""};
    }
}

std::size_t at_most_of(Construct construct) noexcept { return construct == Construct::offering_mix ? 2 : 1; }

/// How often the shop wrote to somebody says what the shop did; everything else, what the customer is or does.
bool is_done_by_the_shop(const FeatureColumn& column) { return column.construct == Construct::contact_history && column.detail == "contacts"; }

/// Made the segments, or says the same in other words as a column that did: who comes often comes at short intervals.
bool is_by_construction(const FeatureColumn& column, std::span<const FeatureColumn> columns) {
    if (column.role == Role::basis) return true;
    return std::any_of(columns.begin(), columns.end(), [&](const FeatureColumn& other) { return other.role == Role::basis && family_of(other) == family_of(column); });
}

/// Customers of whom something is known, and those among them who have it at all.
struct Observed {
    std::size_t customers = 0, with = 0;
};

Observed observed_of(const Claim& claim, std::span<const char> members) {
    Observed observed;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i] == 0 || !(claim.denominator[i] > 0)) continue;
        ++observed.customers;
        if (claim.numerator[i] > 0) ++observed.with;
    }
    return observed;
}

/// How often they answered contacts. On the pages stands beside it how many contacts they had: a share of few answers would tell how few.
bool counts_answers(const FeatureColumn& column) { return column.construct == Construct::contact_history && column.kind == ColumnKind::share; }

/// k holds on both sides of a comparison. Of a proportion, and of answers, also for those who have it and those who have not ("all 22 are …"
/// discloses as much as "2 are …"); of anything that many have not, the side that is said to have more must hold k who have it.
bool may_be_said(const Claim& claim, const FeatureColumn& column, const Contrast& found, const Observed& here, const Observed& elsewhere, std::size_t smallest_group) {
    if (here.customers < smallest_group || elsewhere.customers < smallest_group) return false;
    const auto both = [&](const Observed& side) { return side.with >= smallest_group && side.customers - side.with >= smallest_group; };
    if (claim.is_proportion || counts_answers(column)) return both(here) && both(elsewhere);
    if (claim.measure != EffectMeasure::rate_ratio) return true;
    return (found.here > found.elsewhere ? here : elsewhere).with >= smallest_group;
}

}  // namespace

std::vector<Candidate> candidates_of(std::span<const Claim> claims, std::span<const FeatureColumn> columns, const GroupWeights& group,
                                     const GroupMembers& members, std::size_t customers, const PersonaOptions& options, const Rounding& rounding) {
    const double everyone = std::accumulate(group.here.begin(), group.here.end(), 0.0) + std::accumulate(group.elsewhere.begin(), group.elsewhere.end(), 0.0);
    std::vector<Candidate> candidates;
    for (std::size_t c = 0; c < claims.size(); ++c) {
        const Claim& claim = claims[c];
        const Contrast found = contrast(claim, group.here, group.elsewhere);
        const Observed here = observed_of(claim, members.here), elsewhere = observed_of(claim, members.elsewhere);
        Candidate candidate{.claim = c};
        candidate.trait = {.aspect = claim.aspect,
                           .column = claim.column,
                           .level = claim.level,
                           .rhythm = claim.rhythm,
                           .here = {found.here},
                           .elsewhere = found.elsewhere,
                           .standardised = found.standardised(claim),
                           .measure = claim.measure,
                           .effect = {shown_effect(claim.measure, found.effect(claim))},
                           .customers = rounding.count_of(found.customers_here / everyone, customers),
                           .ground = is_by_construction(columns[claim.column.value], columns) ? Ground::by_construction : Ground::untested};
        candidate.allowed = may_be_said(claim, columns[claim.column.value], found, here, elsewhere, options.smallest_group);
        candidates.push_back(candidate);
    }
    return candidates;
}

double smallest_effect(EffectMeasure measure, const PersonaOptions& options) noexcept {
    switch (measure) {
        case EffectMeasure::standardised_difference: return options.smallest_difference_sd;
        case EffectMeasure::rate_ratio: return math::log(options.smallest_ratio);
        case EffectMeasure::risk_difference: return options.smallest_risk_difference;
    }
    return 0;
}

bool is_telling(const Trait& trait, const PersonaOptions& options) noexcept {
    const double effect = trait.measure == EffectMeasure::rate_ratio ? math::log(std::max(trait.effect.value, 1e-9)) : trait.effect.value;
    return std::fabs(effect) >= smallest_effect(trait.measure, options) && std::fabs(trait.standardised) >= options.smallest_difference_sd;
}

std::vector<std::size_t> choose(std::span<const Candidate> candidates, std::span<const FeatureColumn> columns, std::size_t traits_at_most) {
    std::vector<std::size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), 0);
    const auto done_to_them = [&](std::size_t c) { return is_done_by_the_shop(columns[candidates[c].trait.column.value]); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (done_to_them(a) != done_to_them(b)) return done_to_them(b);
        return std::fabs(candidates[a].trait.standardised) > std::fabs(candidates[b].trait.standardised);
    });
    std::map<std::pair<int, std::string>, std::size_t> said;
    std::vector<std::size_t> chosen;
    for (const std::size_t c : order) {
        if (chosen.size() == traits_at_most) break;
        const FeatureColumn& column = columns[candidates[c].trait.column.value];
        std::size_t& count = said[family_of(column)];
        if (count == at_most_of(column.construct)) continue;
        ++count;
        chosen.push_back(c);
    }
    return chosen;
}

JointPrevalence joint_prevalence(std::span<const Claim> claims, std::span<const Candidate> shown, std::span<const char> members, const Rounding& rounding) {
    std::size_t count = 0, all = 0, most = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (members[i] == 0) continue;
        std::size_t known = 0, matched = 0;
        for (const Candidate& candidate : shown) {
            const Claim& claim = claims[candidate.claim];
            if (!(claim.denominator[i] > 0)) continue;
            const double middle = (candidate.trait.here.value + candidate.trait.elsewhere) / 2;
            const double value = claim.numerator[i] / claim.denominator[i];
            ++known;
            matched += (value > middle) == (candidate.trait.here.value > candidate.trait.elsewhere) ? 1 : 0;
        }
        if (known == 0) continue;
        ++count;
        all += matched == known ? 1 : 0;
        most += 2 * matched > known ? 1 : 0;
    }
    if (count == 0) return {};
    return {rounding.share_of(all, count), rounding.share_of(most, count)};
}

}  // namespace dangol::inline v0
