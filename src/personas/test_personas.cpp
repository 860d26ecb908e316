#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/segments/most_probable.hpp>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "personas/claims.hpp"
#include "personas/cross_fit.hpp"
#include "personas/groups.hpp"
#include "personas/refit.hpp"
#include "personas/telling_traits.hpp"
#include "personas/three_step.hpp"
#include "segments/hard_cut.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr double z_95 = 1.959963984540054;

void check(const EvidenceOptions& options) {
    if (options.bootstrap_samples < 20) throw InvalidArgument("bootstrap_samples", options.bootstrap_samples, "at least 20", "take 100");
    if (!(options.smallest_difference_sd >= 0)) throw InvalidArgument("smallest_difference_sd", options.smallest_difference_sd, "at least 0", "take 0.2");
    if (!(options.smallest_ratio >= 1)) throw InvalidArgument("smallest_ratio", options.smallest_ratio, "at least 1", "take 1.25");
    if (!(options.smallest_risk_difference >= 0))
        throw InvalidArgument("smallest_risk_difference", options.smallest_risk_difference, "at least 0", "take 0.05");
}

void check(const PersonaSet& described, const FeatureTable& features) {
    if (features.customer_count() != described.customers)
        throw InvalidArgument("features", features.customer_count(), "the customers that were described, " + std::to_string(described.customers),
                              "pass the table that describe_personas() was given");
    for (std::size_t j = 0; j < described.columns.size(); ++j)
        if (j >= features.columns().size() || features.columns()[j].name != described.columns[j].name)
            throw InvalidArgument("features", j < features.columns().size() ? features.columns()[j].name : std::string{},
                                  "a table with \"" + described.columns[j].name + "\" as its column " + std::to_string(j + 1),
                                  "pass the table that describe_personas() was given");
}

/// What one membership says of every segment: shares, and each claim's contrast. Columns that did not make the segments are
/// corrected for customers placed wrongly, unless the correction leads to what cannot be (rates below 0): the plain contrast is
/// drawn towards everyone else, so that it errs on the side of saying less.
struct Reading {
    std::vector<GroupShares> shares = {};               // [segment]
    std::vector<std::vector<Contrast>> contrasts = {};  // [segment][claim]
    std::vector<std::vector<char>> mended = {};         // [segment][claim]
    bool corrected = true;
};

/// A resampling (`first` given) corrects what the first reading corrected.
Reading read(MatrixView<const double> membership, std::span<const double> weights, std::span<const Claim> claims, std::span<const FeatureColumn> columns,
             std::span<const double> money, std::span<const char> compared, bool correct, const Reading* first = nullptr) {
    Reading reading;
    const auto corrected = correct ? corrected_membership(membership, weights) : std::nullopt;
    reading.corrected = corrected.has_value() || !correct;
    for (std::size_t k = 0; k < membership.columns(); ++k) {
        const GroupWeights plain = group_weights(membership, weights, k, compared);
        const GroupWeights mended = corrected ? group_weights(*corrected, weights, k, compared) : plain;
        reading.shares.push_back(group_shares(plain, weights, money));
        auto& contrasts = reading.contrasts.emplace_back();
        auto& was_mended = reading.mended.emplace_back(claims.size(), 0);
        for (std::size_t c = 0; c < claims.size(); ++c) {
            const Claim& claim = claims[c];
            const bool basis = columns[claim.column.value].role == Role::basis;
            const Contrast best = basis ? Contrast{} : contrast(claim, mended.here, mended.elsewhere);
            was_mended[c] = !basis && corrected && (first != nullptr ? first->mended[k][c] != 0 : is_possible(claim, best)) ? 1 : 0;
            contrasts.push_back(was_mended[c] != 0 ? made_possible(claim, best) : contrast(claim, plain.here, plain.elsewhere));
        }
    }
    return reading;
}

/// One resampling of customers: the segments found again in them, and what they say.
struct Sample {
    Reading reading = {};
    std::vector<double> jaccard = {};
};

class Bootstrap {
public:
    Bootstrap(const Refit& refit, const FeatureTable& table, std::span<const Claim> claims, std::span<const double> money, std::span<const char> compared,
              bool correct, const Reading& first, const EvidenceOptions& options,
              const Execution& execution)
        : samples_(options.bootstrap_samples) {
        const std::size_t customers = table.customer_count(), segments = refit.membership().columns();
        const std::vector<std::uint32_t> group = most_probable(refit.membership());
        for_each_block(samples_.size(), execution, [&](std::size_t s) {
            Random random(options.seed, s + 100);
            std::vector<double> weights(customers, 0);
            std::vector<char> drawn(customers, 0);
            for (std::size_t i = 0; i < customers; ++i) {
                const std::size_t chosen = random.below(customers);
                weights[chosen] += table.weights()[chosen];
                drawn[chosen] = 1;
            }
            const Execution here = on_this_thread(execution);
            const Matrix membership = refit.with_weights(weights, random.next(), here).membership(table, here);
            samples_[s].reading = read(membership, weights, claims, table.columns(), money, compared, correct, &first);
            samples_[s].jaccard = best_jaccard(group, segments, most_probable(membership), segments, drawn);
        });
    }

    /// Standard deviation over the samples of what `value` takes from each; samples where it is not finite do not count.
    template <class Value>
    double standard_error(Value value) const {
        std::vector<double> values;
        for (const Sample& sample : samples_)
            if (const double x = value(sample); std::isfinite(x)) values.push_back(x);
        return values.size() < 2 ? 0 : std::sqrt(variance(values));
    }
    double mean_jaccard(std::size_t segment) const {
        double sum = 0;
        for (const Sample& sample : samples_) sum += sample.jaccard[segment];
        return sum / static_cast<double>(samples_.size());
    }

private:
    std::vector<Sample> samples_;
};

/// None where everyone or nobody is meant: nothing is estimated there.
std::optional<Interval> interval_of_share(double share, double standard_error_of_logit) {
    if (!(share > 0) || !(share < 1)) return {};
    const double center = math::logit(share), half = z_95 * standard_error_of_logit;
    return Interval{math::logistic(center - half), math::logistic(center + half)};
}

double logit_or_nan(double share) { return share > 0 && share < 1 ? math::logit(share) : std::nan(""); }

/// p of "the effect goes no further than δ", in either direction; 1 where the effect does not point where the claim does.
double p_value(const MeasuredEffect& measured, double claimed, double smallest) {
    if (!(measured.standard_error > 0) || measured.effect * claimed <= 0) return 1;
    const double size = std::fabs(measured.effect);
    return normal_cdf((smallest - size) / measured.standard_error) + normal_cdf((-smallest - size) / measured.standard_error);
}

/// A claim of one persona on its way to being shown or not.
struct Tested {
    Candidate candidate = {};
    double effect = 0, standard_error = 0;  // symmetric scale
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
        const Verdict verdict = set_.segmentation.verdict;
        const bool correct = verdict == Verdict::natural || verdict == Verdict::untested;
        const Reading reading = read(refit.membership(), features_.weights(), claims, features_.columns(), money, compared_, correct);
        const Execution sampling = part_of(execution_, 0.01, 0.85, "resampling customers");
        const Bootstrap bootstrap(refit, features_, claims, money, compared_, correct, reading, options_, sampling);
        const Execution crossing = part_of(execution_, 0.85, 1, "testing with a column left out");
        const auto cross_fitted = cross_fitted_effects(refit, features_, claims, compared_, options_.seed, crossing);
        if (!reading.corrected && refit.membership().columns() > 1)
            set_.warnings.push_back("The segments overlap so much that descriptors could not be corrected for customers placed wrongly.");

        const std::vector<std::uint32_t> group = most_probable(refit.membership());
        for (Persona& persona : set_.personas) {
            const std::size_t k = segment_position(persona);
            persona.share_of_customers.interval = interval_of_share(
                persona.share_of_customers.value, bootstrap.standard_error([&](const Sample& s) { return logit_or_nan(s.reading.shares[k].customers); }));
            if (persona.share_of_value)
                persona.share_of_value->interval = interval_of_share(
                    persona.share_of_value->value, bootstrap.standard_error([&](const Sample& s) { return logit_or_nan(s.reading.shares[k].value); }));
            persona.found_again = bootstrap.mean_jaccard(k);
            members_.push_back(members_of(group, k, compared_));
            const bool comparable = refit.membership().columns() > 1;
            tested_.push_back(comparable ? test_claims(k, refit.membership(), claims, reading, bootstrap, cross_fitted[k]) : std::vector<Tested>{});
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

    std::vector<char> compared() const {
        std::vector<char> shown(set_.segmentation.ids.size(), 0);
        for (const Persona& persona : set_.personas) shown[segment_position(persona)] = 1;
        return compared_segments(std::move(shown));
    }

    std::vector<Tested> test_claims(std::size_t k, MatrixView<const double> membership, std::span<const Claim> claims, const Reading& reading, const Bootstrap& bootstrap,
                                    std::span<const MeasuredEffect> cross_fitted) const {
        const GroupWeights group = group_weights(membership, features_.weights(), k, compared_);
        std::vector<Tested> all;
        for (Candidate& candidate : candidates_of(claims, features_.columns(), group, members_.back(), set_.options)) {
            if (!candidate.allowed) continue;
            const std::size_t c = candidate.claim;
            const Claim& claim = claims[c];
            const Contrast& found = reading.contrasts[k][c];
            Tested tested{.candidate = candidate, .effect = found.effect(claim)};
            tested.standard_error = bootstrap.standard_error([&](const Sample& s) { return s.reading.contrasts[k][c].effect(claim); });
            const double error_here = bootstrap.standard_error([&](const Sample& s) { return s.reading.contrasts[k][c].here; });
            Trait& trait = tested.candidate.trait;
            trait.here = {found.here, Interval{std::max(found.here - z_95 * error_here, claim.least), std::min(found.here + z_95 * error_here, claim.most)}};
            trait.elsewhere = found.elsewhere;
            trait.standardised = found.standardised(claim);
            trait.effect = {shown_effect(claim.measure, tested.effect)};
            const double smallest = smallest_effect(claim.measure, options_);
            const bool by_construction = trait.ground == Ground::by_construction;
            tested.p = p_value(by_construction ? cross_fitted[c] : MeasuredEffect{tested.effect, tested.standard_error}, tested.effect, smallest);
            all.push_back(std::move(tested));
        }
        return all;
    }

    void control_false_discoveries() {
        std::vector<double> p;
        for (const auto& persona : tested_)
            for (const Tested& tested : persona) p.push_back(tested.p);
        const std::vector<double> q = false_discovery_rates(p);
        set_.claims_tested = p.size();
        std::size_t at = 0;
        for (auto& persona : tested_)
            for (Tested& tested : persona) {
                Trait& trait = tested.candidate.trait;
                trait.q_value = q[at++];
                if (trait.ground == Ground::untested || trait.q_value <= set_.options.false_discovery_rate) trait.ground = Ground::tested;
                if (trait.ground == Ground::by_construction) trait.q_value = 1;
            }
    }

    /// Shown are telling effects: of the basis by construction, of descriptors where the test bears them out. Intervals are widened
    /// for having been selected: level 1 − .05 · shown / tested (Benjamini & Yekutieli 2005).
    void show(std::span<const Claim> claims) {
        std::vector<std::vector<Tested>> shown(tested_.size());
        std::size_t count = 0;
        for (std::size_t p = 0; p < tested_.size(); ++p) {
            std::vector<Tested> telling;
            std::vector<Candidate> candidates;
            for (const Tested& tested : tested_[p]) {
                const Trait& trait = tested.candidate.trait;
                const bool may_be_chance = std::fabs(tested.effect) <= z_95 * tested.standard_error;
                const bool borne_out = trait.ground == Ground::by_construction ? !may_be_chance : trait.q_value <= set_.options.false_discovery_rate;
                if (!borne_out || !is_telling(trait, options_)) continue;
                telling.push_back(tested);
                candidates.push_back(tested.candidate);
            }
            for (const std::size_t c : choose(candidates, features_.columns(), set_.options.traits_at_most)) shown[p].push_back(telling[c]);
            count += shown[p].size();
        }
        const double level = set_.claims_tested == 0 ? 0.05 : 0.05 * static_cast<double>(std::max<std::size_t>(count, 1)) / static_cast<double>(set_.claims_tested);
        const double z = normal_quantile(1 - level / 2);
        for (std::size_t p = 0; p < shown.size(); ++p) {
            Persona& persona = set_.personas[p];
            persona.traits.clear();
            std::vector<Candidate> candidates;
            for (const Tested& tested : shown[p]) {
                Trait trait = tested.candidate.trait;
                trait.effect.interval = Interval{shown_effect(trait.measure, tested.effect - z * tested.standard_error),
                                                 shown_effect(trait.measure, tested.effect + z * tested.standard_error)};
                persona.traits.push_back(trait);
                candidates.push_back(tested.candidate);
            }
            persona.prevalence = joint_prevalence(claims, candidates, members_[p].here, set_.options.smallest_group);
        }
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

PersonaSet test_personas(const PersonaSet& described, const FeatureTable& features, const EvidenceOptions& options, const Execution& execution) {
    check(options);
    check(described, features);
    return PersonaTest(described, features, options, execution).run();
}

}  // namespace dangol::inline v0
