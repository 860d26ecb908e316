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
std::pair<int, std::string> family_of(const Trait& trait, const FeatureColumn& column) {
    switch (column.construct) {
        case Construct::attribute:
        case Construct::lead_attribute: return {0, column.name};
        case Construct::recency:
        case Construct::frequency:
        case Construct::visit_interval: return {1, ""};
        case Construct::visit_rhythm: return {2, ""};
        case Construct::discount_share: return {3, ""};
        case Construct::offering_mix: return {4, ""};
        default: return {10 + static_cast<int>(column.construct), trait.aspect == Aspect::response ? column.name : ""};
    }
}

std::size_t at_most_of(Construct construct) noexcept { return construct == Construct::offering_mix ? 2 : 1; }

}  // namespace

std::vector<Candidate> candidates_of(std::span<const Claim> claims, std::span<const FeatureColumn> columns, const GroupWeights& group,
                                     std::span<const char> members, const PersonaOptions& options) {
    std::vector<Candidate> candidates;
    for (std::size_t c = 0; c < claims.size(); ++c) {
        const Claim& claim = claims[c];
        const Contrast found = contrast(claim, group.here, group.elsewhere);
        std::size_t observed = 0, with = 0;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (members[i] == 0 || !(claim.denominator[i] > 0)) continue;
            ++observed;
            if (claim.numerator[i] > 0) ++with;
        }
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
                           .customers = shown_count(observed, options.smallest_group),
                           .ground = columns[claim.column.value].role == Role::basis ? Ground::by_construction : Ground::untested};
        candidate.allowed = observed >= options.smallest_group && found.customers_elsewhere > 0;
        if (claim.is_proportion)  // "all 22 are …" discloses as much as "2 are …"
            candidate.allowed = candidate.allowed && with >= options.smallest_group && observed - with >= options.smallest_group;
        candidates.push_back(candidate);
    }
    return candidates;
}

double smallest_effect(EffectMeasure measure, const EvidenceOptions& options) noexcept {
    switch (measure) {
        case EffectMeasure::standardised_difference: return options.smallest_difference_sd;
        case EffectMeasure::rate_ratio: return math::log(options.smallest_ratio);
        case EffectMeasure::risk_difference: return options.smallest_risk_difference;
    }
    return 0;
}

bool is_telling(const Trait& trait, const EvidenceOptions& options) noexcept {
    const double effect = trait.measure == EffectMeasure::rate_ratio ? math::log(std::max(trait.effect.value, 1e-9)) : trait.effect.value;
    return std::fabs(effect) >= smallest_effect(trait.measure, options) && std::fabs(trait.standardised) >= options.smallest_difference_sd;
}

std::vector<std::size_t> choose(std::span<const Candidate> candidates, std::span<const FeatureColumn> columns, std::size_t traits_at_most) {
    std::vector<std::size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::fabs(candidates[a].trait.standardised) > std::fabs(candidates[b].trait.standardised);
    });
    std::map<std::pair<int, std::string>, std::size_t> said;
    std::vector<std::size_t> chosen;
    for (const std::size_t c : order) {
        if (chosen.size() == traits_at_most) break;
        const FeatureColumn& column = columns[candidates[c].trait.column.value];
        std::size_t& count = said[family_of(candidates[c].trait, column)];
        if (count == at_most_of(column.construct)) continue;
        ++count;
        chosen.push_back(c);
    }
    return chosen;
}

JointPrevalence joint_prevalence(std::span<const Claim> claims, std::span<const Candidate> shown, std::span<const char> members) {
    double count = 0, all = 0, most = 0;
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
    return count > 0 ? JointPrevalence{all / count, most / count} : JointPrevalence{};
}

}  // namespace dangol::inline v0
