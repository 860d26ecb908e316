#include <dangol/segments/declared_kinds.hpp>

#include <dangol/core/error.hpp>
#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/three_step.hpp>

#include "core/math.hpp"
#include "segments/mixture_fit.hpp"
#include "segments/mixture_state.hpp"
#include "segments/mixture_statistics_state.hpp"
#include "segments/option_checks.hpp"
#include "segments/placement.hpp"
#include "segments/pseudo_customers.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

using State = MixtureStatistics::State;

constexpr std::size_t customers_per_column = 60;  // inference: fewer cannot carry "natural"

/// Σ weight · log p(row | its kind).
double log_density_of(const Mixture& mixture, const PseudoCustomers& pseudo) {
    Matrix densities(pseudo.rows.customer_count(), mixture.segment_count());
    std::vector<double> bases(densities.rows());
    place_rows(mixture.state(), pseudo.rows, {.threads = 1}, densities, [&](std::size_t row, double base) { bases[row] = base; });
    double sum = 0;
    for (std::size_t row = 0; row < densities.rows(); ++row) {
        for (std::size_t k = 0; k < densities.columns(); ++k) {
            if (pseudo.membership(row, k) > 0) sum += pseudo.rows.weights()[row] * (densities(row, k) + bases[row]);
        }
    }
    return sum;
}

/// Everyone's sums with the pseudo-customers held in their kinds. These count once per kind in the shares, however much was said of it.
MixtureStatistics sums_of_both(const Mixture& mixture, const FeatureTable& everyone, const PseudoCustomers& pseudo, const std::vector<DeclaredKind>& kinds,
                               const Execution& execution) {
    const std::vector<ColumnFrame> frames = frames_of(mixture.state());
    const State own = sum_rows(mixture, frames, everyone, nullptr, execution);
    const MatrixView<const double> membership = pseudo.membership;
    const State held = sum_rows(mixture, frames, pseudo.rows, &membership, execution);
    State both = combine(own, 1, held, 1);
    both.counts = own.counts;
    both.weight = own.weight;
    both.log_likelihood = own.log_likelihood + log_density_of(mixture, pseudo);
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        both.counts[k] += kinds[k].customers;
        both.weight += kinds[k].customers;
        both.log_likelihood += kinds[k].customers * math::log(mixture.shares()[k]);
    }
    return MixtureStatistics(std::make_shared<const State>(std::move(both)));
}

/// Without `left_out`, unless that is empty.
Mixture fit(const FeatureTable& everyone, const std::vector<DeclaredKind>& kinds, const std::string& left_out, const DeclaredKindOptions& options,
            const Execution& execution) {
    const FeatureTable table = left_out.empty() ? everyone : everyone.with_role(left_out, Role::descriptor);
    const PseudoCustomers pseudo = pseudo_customers(everyone, kinds, left_out);
    Matrix alike(table.customer_count(), kinds.size(), 1.0 / static_cast<double>(kinds.size()));
    MixtureOptions how = options.mixture;
    how.covariance = CovarianceShape::diagonal;
    how.segment_count = kinds.size();
    std::erase_if(how.families, [&](const FamilyChoice& choice) { return choice.column == left_out; });
    const Mixture start = describe_groups(table, alike, how, execution);
    const Execution quiet{.threads = execution.threads, .stop = execution.stop};
    const auto of_all = [&](const Mixture& mixture) { return sums_of_both(mixture, table, pseudo, kinds, quiet); };
    return fit_from_statistics(start, of_all, how, execution);
}

std::size_t more(double customers, double precision) {
    return static_cast<std::size_t>(std::ceil(std::clamp(customers * (precision * precision - 1), 1.0, 1e9)));
}

ExpectationEvidence look_at(const FeatureTable& everyone, const Expectation& expectation, const Matrix& membership, std::size_t kind,
                            const DeclaredKindOptions& options) {
    const Compared column = compared(everyone, expectation);
    ExpectationEvidence out{.column = expectation.column, .level = expectation.level, .declared = expectation.value,
                            .tolerance = options.smallest_difference * column.deviation};
    try {
        const ThreeStepOptions three{.correction = Correction::bch, .placement = Placement::proportional};
        out.found = outcome_by_segment(membership, column.values, column.weights, three, {.threads = 1}).at(kind).mean;
    } catch (const InsufficientData&) {  // without this column the kinds cannot be told apart
        out.found.value = math::not_a_number;
        return out;
    }
    if (!out.found.interval || !(out.found.interval->high > out.found.interval->low) || !std::isfinite(out.found.value)) {
        out.found.interval.reset();
        return out;
    }
    const Interval seen = *out.found.interval;
    const double low = column.declared - out.tolerance, high = column.declared + out.tolerance;
    const double half = (seen.high - seen.low) / 2, away = std::fabs(out.found.value - column.declared);
    if (seen.low >= low && seen.high <= high) out.standing = Standing::confirmed;
    if (seen.low > high || seen.high < low) out.standing = Standing::contradicted;
    if (out.standing == Standing::undecided) {
        const auto known = static_cast<double>(std::ranges::count_if(column.values, [](double x) { return !std::isnan(x); }));
        out.more_needed = more(known, half / std::max(std::fabs(away - out.tolerance), out.tolerance / 4));
    }
    if (column.logs) {
        out.found.value = math::exp(out.found.value);
        out.found.interval = Interval{math::exp(seen.low), math::exp(seen.high)};
    }
    return out;
}

}  // namespace

void check_declared(const std::vector<DeclaredKind>& kinds, const DeclaredKindOptions& options) {
    if (kinds.empty()) throw InvalidArgument("declared kinds", 0, "at least one", "describe a kind, or use find_segments()");
    const MixtureOptions& mixture = options.mixture;
    if (mixture.segment_count && *mixture.segment_count != kinds.size()) {
        throw InvalidArgument("mixture.segment_count of declared kinds", *mixture.segment_count, "left out, because every declared kind is a segment", "leave it out, or declare another kind");
    }
    if (mixture.covariance.value_or(CovarianceShape::diagonal) != CovarianceShape::diagonal || !mixture.block.empty()) {
        throw InvalidArgument("covariance of declared kinds", "given", "left out, because their columns are described one by one", "leave mixture.covariance and mixture.block out");
    }
    if (!(options.smallest_difference > 0)) throw InvalidArgument("smallest_difference", options.smallest_difference, "above 0", "leave it out for 0.5");
    std::set<std::string> names;
    for (const DeclaredKind& kind : kinds) {
        if (!kind.name.empty() && !names.insert(kind.name).second) throw InvalidArgument("name of a declared kind", kind.name, "another for each kind", "rename one, or describe the kind once");
        if (!(kind.customers > 0 && std::isfinite(kind.customers))) {
            throw InvalidArgument("customers of the kind \"" + kind.name + "\"", kind.customers, "above 0", "say how many customers the description weighs as much as");
        }
        if (kind.expectations.empty()) throw InvalidArgument("expectations of the kind \"" + kind.name + "\"", 0, "at least one", "say what is typical of it");
        std::set<std::pair<std::string, std::string>> said;
        for (const Expectation& each : kind.expectations) {
            if (!said.insert({each.column, each.level}).second) {
                throw InvalidArgument("expectations of \"" + each.column + "\" in the kind \"" + kind.name + "\"", "several", "one", "say it once");
            }
        }
    }
}

void check_declared(const FeatureTable& everyone, const std::vector<DeclaredKind>& kinds, const DeclaredKindOptions& options) {
    if (everyone.customer_count() == 0) throw InsufficientData("customers", 0, 1, "build the features from at least one customer");
    check_declared(kinds, options);
    static_cast<void>(pseudo_customers(everyone, kinds, {}));
}

DeclaredSegments fit_declared_kinds(const FeatureTable& everyone, const std::vector<DeclaredKind>& kinds, const DeclaredKindOptions& options,
                                    const Execution& execution) {
    check_declared(everyone, kinds, options);
    DeclaredSegments out{.customers = everyone.customer_count()};
    out.segmentation.mixture = fit(everyone, kinds, {}, options, part_of(execution, 0, .3));
    out.segmentation.verdict = Verdict::constructed;
    const Matrix membership = out.segmentation.mixture.membership(everyone, execution);
    std::set<std::string> columns;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        out.segmentation.ids.push_back(id_at<SegmentId>(k));
        KindEvidence& kind = out.kinds.emplace_back(KindEvidence{.name = kinds[k].name, .segment = id_at<SegmentId>(k)});
        for (std::size_t i = 0; i < membership.rows(); ++i) kind.customers += everyone.weights()[i] * membership(i, k);
        for (const Expectation& each : kinds[k].expectations) columns.insert(each.column);
        kind.expectations.resize(kinds[k].expectations.size());
    }
    const std::size_t basis = everyone.columns_with(Role::basis).size();
    double done = .3;
    for (const std::string& column : columns) {
        Matrix placed = membership;
        if (basis > 1) {
            const Execution part = part_of(execution, done, done + .7 / static_cast<double>(columns.size()));
            placed = fit(everyone, kinds, column, options, part).membership(everyone, {.threads = execution.threads, .stop = execution.stop});
        }
        done += .7 / static_cast<double>(columns.size());
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            for (std::size_t e = 0; e < kinds[k].expectations.size(); ++e) {
                const Expectation& each = kinds[k].expectations[e];
                if (each.column != column) continue;
                out.kinds[k].expectations[e] = look_at(everyone, each, placed, k, options);
                if (basis > 1) continue;
                out.kinds[k].expectations[e].standing = Standing::undecided;  // its own column is all there is: it would confirm itself
                out.kinds[k].expectations[e].more_needed.reset();
            }
        }
    }
    const std::size_t wanted = customers_per_column * basis;
    out.more_for_natural = wanted > out.customers ? wanted - out.customers : 0;
    return out;
}

}  // namespace dangol::inline v0
