#include <dangol/core/error.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/segments/most_probable.hpp>

#include "core/math.hpp"
#include "personas/claims.hpp"
#include "personas/cross_fit.hpp"
#include "personas/groups.hpp"
#include "personas/option_checks.hpp"
#include "segments/refit.hpp"
#include "personas/resampling.hpp"
#include "personas/telling_traits.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

void check(const PersonaSet& described, const FeatureTable& features) {
    for (std::size_t j = 0; j < described.columns.size(); ++j)
        if (j >= features.columns().size() || features.columns()[j].name != described.columns[j].name)
            throw InvalidArgument("features", j < features.columns().size() ? features.columns()[j].name : std::string{},
                                  "a table with \"" + described.columns[j].name + "\" as its column " + std::to_string(j + 1),
                                  "pass the table that describe_personas() was given");
}

double logit_or_nan(double share) { return share > 0 && share < 1 ? math::logit(share) : std::nan(""); }

/// Symmetric in log-odds, and no farther than any sample went: a group that a few samples hardly find has them far out on one side, which says nothing of the
/// other. None where everyone or nobody is meant: nothing is estimated there.
template <class ShareOf>
std::optional<Interval> interval_of_share(double share, const Resampling& resampling, ShareOf share_of) {
    if (!(share > 0) || !(share < 1)) return {};
    const auto log_odds = [&](const GroupReading& reading) { return logit_or_nan(share_of(reading)); };
    const double center = math::logit(share), half = math::two_sided_95 * resampling.standard_error(log_odds);
    const Interval reach = resampling.reach(log_odds).value_or(Interval{center, center});
    return Interval{math::logistic(std::min(center, std::max(center - half, reach.low))), math::logistic(std::max(center, std::min(center + half, reach.high)))};
}

/// An effect on the symmetric scale of Contrast::effect.
struct MeasuredEffect {
    double effect = 0, standard_error = 0;  // 0: not measured
};

/// p of "the effect goes no further than δ", in either direction; 1 where the effect does not point where the claim does.
double p_value(const MeasuredEffect& measured, double claimed, double smallest) {
    if (!(measured.standard_error > 0) || measured.effect * claimed <= 0) return 1;
    const double size = std::fabs(measured.effect);
    return normal_cdf((smallest - size) / measured.standard_error) + normal_cdf((-smallest - size) / measured.standard_error);
}

/// What a trait says and how well that is known.
struct Finding {
    Trait trait = {};
    MeasuredEffect measured = {};
};

/// A claim of one persona on its way to being shown or not.
struct Tested {
    std::size_t claim = 0;
    Finding found = {};                     // in the groups as they are
    std::optional<Finding> left_out = {};   // without its column, where the column helped to make them and could be left out
    double p = 1;
};

class PersonaTest {
public:
    PersonaTest(const PersonaSet& described, const FeatureTable& features, const EvidenceOptions& options, const Execution& execution)
        : set_(described), features_(with_roles_of(described.segmentation.mixture, features)), options_(options), execution_(execution) {}

    PersonaSet run() {
        if (set_.personas.empty()) return std::move(set_);
        const Execution placing = part_of(execution_, 0, 0.01);
        const Refit refit(set_.segmentation, features_, placing);
        const std::vector<Claim> claims = possible_claims(features_);
        const std::vector<double> money = money_spent(features_);
        compared_ = compared();
        // A mixture says how surely it places each customer; a cut places them by decree, and there is nothing to correct.
        const bool correct = set_.segmentation.verdict != Verdict::one_kind && !refit.is_cut() && !refit.is_given();
        const ReadingSource source{features_, claims, money, compared_, correct};
        const GroupReading reading = read(refit.membership(), features_.weights(), source);
        const Execution sampling = part_of(execution_, 0.01, 0.85, "resampling customers");
        const Resampling resampling(refit, source, reading, options_.bootstrap_samples, options_.seed, sampling);
        const Execution crossing = part_of(execution_, 0.85, 1, "testing with a column left out");
        const auto cross_fitted = cross_fitted_contrasts(refit, features_, claims, compared_, options_.seed, crossing);
        if (!reading.corrected && refit.membership().columns() > 1)
            set_.warnings.push_back({WarningKind::overlap_uncorrected});

        const std::vector<std::uint32_t> group = most_probable(refit.membership());
        require_the_same_customers(group, reading);
        for (Persona& persona : set_.personas) {
            const std::size_t k = segment_position(persona);
            persona.share_of_customers.interval = interval_of_share(persona.share_of_customers.value, resampling, [&](const GroupReading& r) { return r.shares[k].customers; });
            if (persona.share_of_value)
                persona.share_of_value->interval = interval_of_share(persona.share_of_value->value, resampling, [&](const GroupReading& r) { return r.shares[k].value; });
            persona.found_again = resampling.mean_jaccard(k);
            members_.push_back(members_of(group, k, compared_));
            const bool comparable = refit.membership().columns() > 1;
            tested_.push_back(comparable ? test_claims(k, refit.membership(), claims, reading, resampling, cross_fitted[k]) : std::vector<Tested>{});
        }
        control_false_discoveries();
        show(claims);
        return std::move(set_);
    }

private:
    std::size_t segment_position(const Persona& persona) const {
        const auto& ids = set_.segmentation.ids;
        return static_cast<std::size_t>(std::find(ids.begin(), ids.end(), persona.segment) - ids.begin());
    }

    /// A table of others has the same columns, but hardly the same numbers.
    void require_the_same_customers(std::span<const std::uint32_t> group, const GroupReading& reading) const {
        const ShownNumbers numbers = shown_numbers(group_sizes(group, set_.segmentation.ids.size()), set_.options.smallest_group);
        const bool same = numbers.customers == set_.customers && std::all_of(set_.personas.begin(), set_.personas.end(), [&](const Persona& persona) {
                              const double share = rounding().share(reading.shares[segment_position(persona)].customers, numbers.customers);
                              return rounding().count_of(share, numbers.customers) == persona.customers;
                          });
        if (!same)
            throw InvalidArgument("features", "a table of " + std::to_string(features_.customer_count()) + " customers", "the customers that were described, about " + std::to_string(set_.customers),
                                  "pass the table that describe_personas() was given");
    }

    std::vector<char> compared() const {
        std::vector<char> shown(set_.segmentation.ids.size(), 0);
        for (const Persona& persona : set_.personas) shown[segment_position(persona)] = 1;
        return compared_segments(std::move(shown));
    }

    std::vector<Tested> test_claims(std::size_t k, MatrixView<const double> membership, std::span<const Claim> claims, const GroupReading& reading, const Resampling& resampling,
                                    std::span<const CrossFittedContrast> cross_fitted) const {
        const GroupWeights group = group_weights(membership, features_.weights(), k, compared_);
        std::vector<Tested> all;
        for (const Candidate& candidate : candidates_of(claims, features_.columns(), group, members_.back(), set_.customers, set_.options, rounding())) {
            if (!candidate.allowed) continue;
            const std::size_t c = candidate.claim;
            const Claim& claim = claims[c];
            const Contrast& contrast = reading.contrasts[k][c];
            const double error = resampling.standard_error([&](const GroupReading& r) { return r.contrasts[k][c].effect(claim); });
            const double error_here = resampling.standard_error([&](const GroupReading& r) { return r.contrasts[k][c].here; });
            Tested tested{.claim = c, .found = {candidate.trait, {contrast.effect(claim), error}}};
            Trait& trait = tested.found.trait;
            trait.here = estimate_here(claim, contrast.here, error_here);
            trait.elsewhere = contrast.elsewhere;
            trait.standardised = contrast.standardised(claim);
            trait.effect = {shown_effect(claim.measure, tested.found.measured.effect)};
            if (trait.ground == Ground::by_construction) tested.left_out = without_its_column(trait, claim, cross_fitted[c]);
            const bool has_no_say = trait.ground != Ground::by_construction;
            tested.p = p_value(has_no_say ? tested.found.measured : tested.left_out ? tested.left_out->measured : MeasuredEffect{}, tested.found.measured.effect,
                               smallest_effect(claim.measure, set_.options));
            all.push_back(std::move(tested));
        }
        return all;
    }

    Rounding rounding() const { return {set_.options.smallest_group, set_.too_few > 0}; }

    static Estimate estimate_here(const Claim& claim, double here, double error) {
        return {here, Interval{std::max(here - math::two_sided_95 * error, claim.least), std::min(here + math::two_sided_95 * error, claim.most)}};
    }

    /// The same claim among customers placed by the other columns; none where that could not be measured, or of fewer than k.
    std::optional<Finding> without_its_column(Trait trait, const Claim& claim, const CrossFittedContrast& left_out) const {
        const Contrast& contrast = left_out.contrast;
        const auto k = static_cast<double>(set_.options.smallest_group);
        if (!(left_out.standard_error > 0) || contrast.customers_here < k || contrast.customers_elsewhere < k) return {};
        trait.cross_fitted = CrossFitted{estimate_here(claim, contrast.here, left_out.standard_error_here), contrast.elsewhere};
        trait.standardised = contrast.standardised(claim);
        trait.effect = {shown_effect(claim.measure, left_out.effect)};
        trait.ground = Ground::tested;
        return Finding{trait, {left_out.effect, left_out.standard_error}};
    }

    /// A claim that passes is tested. Of a column that made the segments it is then the one without it, if that is worth saying.
    void control_false_discoveries() {
        std::vector<double> p;
        for (const auto& persona : tested_)
            for (const Tested& tested : persona) p.push_back(tested.p);
        const std::vector<double> q = false_discovery_rates(p);
        set_.claims_tested = p.size();
        std::size_t at = 0;
        for (auto& persona : tested_)
            for (Tested& tested : persona) {
                const double q_value = q[at++];
                const bool passes = q_value <= set_.options.false_discovery_rate;
                if (tested.left_out && passes && is_telling(tested.left_out->trait, set_.options)) tested.found = *tested.left_out;
                Trait& trait = tested.found.trait;
                if (trait.ground == Ground::by_construction) continue;
                trait.ground = Ground::tested;
                trait.q_value = q_value;
            }
    }

    /// An interval that holds "no difference" is no ground for a sentence that says there is one.
    static bool may_be_chance(const Tested& tested, double z) {
        return std::fabs(tested.found.measured.effect) <= z * tested.found.measured.standard_error;
    }

    /// What may be shown of a persona: telling effects, of columns that had no say where the test bears them out.
    std::vector<Tested> telling_of(std::span<const Tested> tested) const {
        std::vector<Tested> telling;
        for (const Tested& one : tested) {
            const Trait& trait = one.found.trait;
            const bool borne_out = trait.ground == Ground::by_construction || trait.q_value <= set_.options.false_discovery_rate;
            if (borne_out && is_telling(trait, set_.options)) telling.push_back(one);
        }
        return telling;
    }

    std::vector<Tested> chosen_of(std::span<const Tested> telling) const {
        std::vector<Tested> chosen;
        for (const std::size_t c : choose(candidates_from(telling), features_.columns(), set_.options.traits_at_most)) chosen.push_back(telling[c]);
        return chosen;
    }

    /// Quantile of the intervals, which are widened for having been selected: level 1 − .05 · shown / tested (Benjamini & Yekutieli 2005).
    double widened_quantile(std::span<const std::vector<Tested>> shown) const {
        std::size_t count = 0;
        for (const auto& of_persona : shown) count += of_persona.size();
        const double level = set_.claims_tested == 0 ? 0.05 : 0.05 * static_cast<double>(std::max<std::size_t>(count, 1)) / static_cast<double>(set_.claims_tested);
        return normal_quantile(1 - level / 2);
    }

    /// No interval that is shown holds "no difference". How wide they are depends on how many are shown, so it is asked until nothing has to go:
    /// each round takes at least one claim away for good.
    void show(std::span<const Claim> claims) {
        std::vector<std::vector<Tested>> telling, shown(tested_.size());
        for (const auto& tested : tested_) telling.push_back(telling_of(tested));
        double z = math::two_sided_95;
        for (bool settled = false; !settled;) {
            for (std::size_t p = 0; p < telling.size(); ++p) shown[p] = chosen_of(telling[p]);
            z = widened_quantile(shown);
            settled = true;
            for (auto& of_persona : telling)
                if (std::erase_if(of_persona, [&](const Tested& tested) { return may_be_chance(tested, z); }) > 0) settled = false;
        }
        for (std::size_t p = 0; p < shown.size(); ++p) {
            Persona& persona = set_.personas[p];
            persona.traits.clear();
            for (const Tested& tested : shown[p]) {
                Trait trait = tested.found.trait;
                const MeasuredEffect& measured = tested.found.measured;
                trait.effect.interval = Interval{shown_effect(trait.measure, measured.effect - z * measured.standard_error),
                                                 shown_effect(trait.measure, measured.effect + z * measured.standard_error)};
                persona.traits.push_back(trait);
            }
            persona.prevalence = joint_prevalence(claims, candidates_from(shown[p]), members_[p].here, rounding());
        }
    }

    static std::vector<Candidate> candidates_from(std::span<const Tested> tested) {
        std::vector<Candidate> candidates;
        for (const Tested& one : tested) candidates.push_back({.claim = one.claim, .trait = one.found.trait});
        return candidates;
    }

    PersonaSet set_;
    FeatureTable features_;
    EvidenceOptions options_;
    const Execution& execution_;
    std::vector<char> compared_ = {};                // [segment]
    std::vector<GroupMembers> members_ = {};         // [persona]
    std::vector<std::vector<Tested>> tested_ = {};   // [persona]
};

}  // namespace

void check_options(const EvidenceOptions& options) {
    if (options.bootstrap_samples < 20) throw InvalidArgument("bootstrap_samples", options.bootstrap_samples, "at least 20", "take 100");
}

PersonaSet test_personas(const PersonaSet& described, const FeatureTable& features, const EvidenceOptions& options, const Execution& execution) {
    check_options(options);
    check(described, features);
    return PersonaTest(described, features, options, execution).run();
}

}  // namespace dangol::inline v0
