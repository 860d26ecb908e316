#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/most_probable.hpp>
#include <dangol/segments/segmentation.hpp>

#include "core/parallel.hpp"
#include "segments/enough_customers.hpp"
#include "segments/hard_cut.hpp"
#include "segments/mixture_stability.hpp"
#include "segments/null_test.hpp"
#include "segments/option_checks.hpp"
#include "segments/point_rows.hpp"
#include "segments/separated.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t cut_starts = 10;

/// Groups renumbered from the largest to the smallest.
void order_by_size(KMeans& cut) {
    const std::size_t groups = cut.centres.rows();
    std::vector<std::size_t> size(groups, 0), order(groups), position(groups);
    for (const auto group : cut.groups) ++size[group];
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return size[a] > size[b]; });
    Matrix centres(groups, cut.centres.columns());
    for (std::size_t k = 0; k < groups; ++k) {
        position[order[k]] = k;
        std::copy_n(cut.centres.row(order[k]).data(), centres.columns(), centres.row(k).data());
    }
    cut.centres = std::move(centres);
    for (auto& group : cut.groups) group = static_cast<std::uint32_t>(position[group]);
}

struct CutFound {
    KMeans cut = {};
    CutTrial trial = {};
};

CutFound try_cut(const PointRows<double>& points, std::span<const double> weights, std::size_t groups, const JudgeOptions& options,
                 const Execution& execution) {
    CutFound found{.cut = cut_points(points, weights, groups, cut_starts, Random(options.seed, groups), execution), .trial = {.segment_count = groups}};
    order_by_size(found.cut);
    std::vector<std::size_t> size(groups, 0);
    for (const auto group : found.cut.groups) ++size[group];
    found.trial.smallest_group = size.back();
    found.trial.jaccard = bootstrap_jaccard(points, weights, found.cut, options.bootstrap_samples, options.seed + groups, execution);
    return found;
}

bool passes(const CutTrial& trial, const JudgeOptions& options) {
    return trial.smallest_group >= options.smallest_group &&
           std::all_of(trial.jaccard.begin(), trial.jaccard.end(), [&](double j) { return j >= options.jaccard_at_least; });
}

double weakest(const CutFound& found) { return *std::min_element(found.trial.jaccard.begin(), found.trial.jaccard.end()); }

/// Of cuts from coarse to fine the finest that is found again about as well as the one that is found again best.
CutFound finest_as_well_as_the_best(std::vector<CutFound> cuts, const JudgeOptions& options) {
    if (cuts.empty()) return {};
    const double best = weakest(*std::max_element(cuts.begin(), cuts.end(), [](const CutFound& a, const CutFound& b) { return weakest(a) < weakest(b); }));
    return std::move(*std::find_if(cuts.rbegin(), cuts.rend(), [&](const CutFound& found) { return weakest(found) >= best - options.jaccard_drop_at_most; }));
}

/// For segments that take the place of those of `into`: from 0, but never one that was given before once ids go from period to period.
void give_new_ids(Segmentation& into) {
    const std::size_t count = into.mixture.segment_count(), first = into.next_id;
    into.ids.clear();
    for (std::size_t k = 0; k < count; ++k) into.ids.push_back(id_at<SegmentId>(first + k));
    if (first > 0) into.next_id = static_cast<std::uint32_t>(first + count);
}

/// The cut as a mixture, whose memberships go by all columns and by their families.
Mixture described(const KMeans& cut, const FeatureTable& table, const MixtureOptions& options, const Execution& execution) {
    const std::size_t rows = table.customer_count(), groups = std::max<std::size_t>(cut.centres.rows(), 1);
    Matrix membership(rows, groups, 0);
    for (std::size_t i = 0; i < rows; ++i) membership(i, cut.groups.empty() ? 0 : cut.groups[i]) = 1;
    return describe_groups(table, membership, options, execution);
}

/// How many are most probably of the segment that fewest are of: a group of the cut may have lost all its customers to the others.
std::size_t smallest_segment(const Mixture& mixture, const FeatureTable& table, const Execution& execution) {
    std::vector<std::size_t> size(mixture.segment_count(), 0);
    for (const std::uint32_t segment : most_probable(mixture.membership(table, execution))) ++size[segment];
    return *std::min_element(size.begin(), size.end());
}

/// Takes the cut, and says how far cut and mixture agree on who belongs where.
void adopt_cut(Segmentation& into, const KMeans& cut, const FeatureTable& table, const MixtureOptions& options, const Execution& execution) {
    const std::size_t rows = table.customer_count(), groups = std::max<std::size_t>(cut.centres.rows(), 1);
    into.mixture = described(cut, table, options, execution);
    give_new_ids(into);
    if (cut.groups.empty()) return;
    const std::vector<std::uint32_t> again = most_probable(into.mixture.membership(table, execution));
    std::vector<double> same(groups, 0), size(groups, 0);
    for (std::size_t i = 0; i < rows; ++i) {
        ++size[cut.groups[i]];
        if (again[i] == cut.groups[i]) ++same[cut.groups[i]];
    }
    for (std::size_t k = 0; k < groups; ++k) into.cut_agreement.push_back(size[k] > 0 ? same[k] / size[k] : 0);
}

/// The candidate with segments put together that run into each other. What was put together is fitted again from there.
Mixture separate(Segmentation& judged, const FeatureTable& table, MixtureOptions options, const JudgeOptions& judge, const Execution& execution) {
    const Mixture& candidate = judged.mixture;
    const SeparatedParts parts = separated_parts(candidate, table, judge, execution);
    judged.valley_test = parts.test;
    const std::size_t segments = parts.membership.columns();
    if (segments == candidate.segment_count()) return candidate;
    options.segment_count = segments;
    options.covariance = candidate.covariance();
    options.shared_columns = candidate.shared_columns();
    return fit_mixture(table, parts.membership, options, execution);
}

Segmentation cut_continuum(Segmentation judged, const FeatureTable& table, const SegmentCountOptions& how, const JudgeOptions& options,
                           const Execution& execution) {
    const KeptPoints points(table, 0, execution);
    const auto weights = table.weights();
    const std::size_t rows = table.customer_count();
    const std::size_t most = std::min(options.cut_most, rows / options.smallest_group);
    std::vector<CutFound> eligible;
    judged.verdict = Verdict::one_kind;
    const auto wanted = options.segments_wanted;
    for (std::size_t groups = 2; !points.meaning().empty() && groups <= std::max(most, wanted.value_or(0)) && groups <= rows; ++groups) {
        if (groups > most && groups != wanted) continue;
        const double part = static_cast<double>(groups - 2) / static_cast<double>(std::max(most, wanted.value_or(0)));
        const Execution progress = part_of(execution, part, part, "cutting the continuum");
        CutFound found = try_cut(points.rows(), weights, groups, options, progress);
        if (passes(found.trial, options)) {
            const Execution quietly{.threads = execution.threads, .stop = execution.stop};
            found.trial.smallest_group = std::min(found.trial.smallest_group, smallest_segment(described(found.cut, table, how.mixture, quietly), table, quietly));
        }
        judged.cuts.push_back(found.trial);
        const bool reproducible = passes(found.trial, options);
        if (wanted ? groups != *wanted : !reproducible) continue;
        judged.verdict = reproducible ? Verdict::reproducible : Verdict::constructed;
        eligible.push_back(std::move(found));
    }
    const CutFound chosen = finest_as_well_as_the_best(std::move(eligible), options);
    adopt_cut(judged, chosen.cut, table, how.mixture, execution);
    judged.stability = chosen.trial.jaccard;
    return judged;
}

/// Of segments that are kinds by nature, found again by mixtures as they were found.
std::vector<double> stability_of(const Mixture& kinds, const FeatureTable& table, MixtureOptions how, const JudgeOptions& judge, const Execution& execution) {
    constexpr std::size_t starts_per_sample = 2;  // kinds with valleys between them are found by nearly any
    how.segment_count = kinds.segment_count();
    how.covariance = kinds.covariance();
    how.shared_columns = kinds.shared_columns();
    how.starts_at_most = starts_per_sample;
    const FeatureTable customers = sampled(table, judge.seed);
    return mixture_stability(customers, kinds.membership(customers, execution), how, judge.bootstrap_samples, judge.seed, execution);
}

}  // namespace

void check_options(const JudgeOptions& options) {
    if (options.null_worlds < 19) throw InvalidArgument("null_worlds", options.null_worlds, "at least 19", "fewer cannot show significance at .05");
    if (!(options.significance > 0 && options.significance < 1)) throw InvalidArgument("significance", options.significance, "between 0 and 1", "take 0.05");
    if (!(options.valley_ratio_at_most > 0 && options.valley_ratio_at_most < 1))
        throw InvalidArgument("valley_ratio_at_most", options.valley_ratio_at_most, "between 0 and 1", "take 0.8");
    if (options.bootstrap_samples == 0) throw InvalidArgument("bootstrap_samples", options.bootstrap_samples, "at least 1", "take 50");
    if (!(options.jaccard_at_least >= 0 && options.jaccard_at_least <= 1))
        throw InvalidArgument("jaccard_at_least", options.jaccard_at_least, "from 0 to 1", "take 0.6");
    if (!(options.jaccard_drop_at_most >= 0 && options.jaccard_drop_at_most <= 1))
        throw InvalidArgument("jaccard_drop_at_most", options.jaccard_drop_at_most, "from 0 to 1", "take 0.1");
    if (options.smallest_group == 0) throw InvalidArgument("smallest_group", options.smallest_group, "at least 1", "take 20");
    if (options.segments_wanted == 0u) throw InvalidArgument("segments_wanted", 0, "at least 1", "leave it out to have the number chosen");
}

void check_wanted(const JudgeOptions& options, std::size_t customers) {
    if (const auto wanted = options.segments_wanted; wanted && *wanted > customers)
        throw InvalidArgument("segments_wanted", *wanted, "at most the number of customers, " + std::to_string(customers), "ask for fewer, or leave it out to have the number chosen");
}

Segmentation judge_segments(const Segmentation& candidate, const FeatureTable& table, const SegmentCountOptions& how, const JudgeOptions& options,
                            const Execution& execution) {
    check_options(how);
    check_options(options);
    check_wanted(options, table.customer_count());
    Segmentation judged = candidate;
    judged.null_test.reset();
    judged.valley_test.reset();
    judged.cuts.clear();
    judged.stability.clear();
    judged.cut_agreement.clear();
    const std::size_t segments = candidate.mixture.segment_count();
    const bool enough = has_enough_customers(table);
    if (!enough)
        judged.warnings.push_back({.kind = WarningKind::too_few_for_natural, .value = static_cast<double>(enough_customers_per_column)});
    const auto weights = table.weights();
    const bool equal_weights = std::all_of(weights.begin(), weights.end(), [&](double w) { return w == weights.front(); });
    if (!equal_weights)
        judged.warnings.push_back({WarningKind::unequal_weights});
    if (enough && equal_weights && segments > 1 && !candidate.trials.empty() && !options.segments_wanted) {
        const Mixture separated = separate(judged, table, how.mixture, options, part_of(execution, 0, 0.1));
        if (separated.segment_count() > 1) {
            judged.null_test = test_against_null(judged, table, how, options, part_of(execution, 0.1, 0.8, "comparing with one population"));
            if (judged.null_test->p_value <= options.significance) {
                judged.verdict = Verdict::natural;
                judged.mixture = separated;
                if (separated.segment_count() != segments) give_new_ids(judged);
                judged.stability = stability_of(separated, table, how.mixture, options, part_of(execution, 0.8, 1, "drawing customers anew"));
                return judged;
            }
        }
    }
    return cut_continuum(std::move(judged), table, how, options, part_of(execution, 0.8, 1));
}

Segmentation adopt_groups(const FeatureTable& table, MatrixView<const double> membership, const MixtureOptions& options, const Execution& execution) {
    Segmentation segmentation{.mixture = describe_groups(table, membership, options, execution), .verdict = Verdict::constructed};
    give_new_ids(segmentation);
    return segmentation;
}

}  // namespace dangol::inline v0
