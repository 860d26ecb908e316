#include <dangol/segments/segment_erasure.hpp>

#include <dangol/core/error.hpp>
#include <dangol/segments/most_probable.hpp>

#include "segments/em.hpp"
#include "segments/mixture_fit.hpp"
#include "segments/mixture_state.hpp"
#include "segments/refit.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// EM is slow near its end: parameters stand still to 1e-6 long after the objective does.
constexpr EmLimits to_the_end{.iterations_at_most = 20'000, .tolerance = 1e-15};
constexpr double same_to = 1e-6;  // nats per customer

double furthest(std::span<const double> a, std::span<const double> b) {
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]) / (1 + std::fabs(a[i])));
    return most;
}

/// Segment order[k] of `other` is segment k.
double difference(const Mixture::State& mixture, const Mixture::State& other, std::span<const std::size_t> order) {
    double most = 0;
    const std::size_t size = mixture.block.size();
    for (std::size_t k = 0; k < order.size(); ++k) {
        most = std::max({most, std::fabs(mixture.shares[k] - other.shares[order[k]]), furthest(mixture.parameters.row(k), other.parameters.row(order[k]))});
        const bool own = mixture.shape == CovarianceShape::free_block;
        for (std::size_t a = 0; a < size; ++a) {
            most = std::max(most, furthest(mixture.covariance.row((own ? k * size : 0) + a), other.covariance.row((own ? order[k] * size : 0) + a)));
        }
    }
    return most;
}

/// Whether the remaining customers make the same parameters: columns can leave a block where what stood in its way is gone.
bool fits(const PreparedTable& table, const Mixture::State& mixture) {
    const std::vector<std::uint32_t> block = table.block ? table.block->columns : std::vector<std::uint32_t>();
    return block == mixture.block && table.parameter_count == mixture.parameters.columns();
}

void refit_mixture(const FeatureTable& remaining, const Refit& refit, const SegmentErasureOptions& options, const Execution& execution, SegmentErasure& erasure) {
    MixtureOptions how = refit.options();
    how.prior_customers = options.prior_customers.value_or(how.prior_customers);
    how.seed = options.seed;
    const Execution first = part_of(execution, 0, .1);
    const PreparedTable table = prepare(remaining, how, first);
    const Mixture& before = erasure.segmentation.mixture;
    const Mixture stepped = maximise(expected_statistics(before, remaining, first), {.prior_customers = how.prior_customers});
    FitState begin = fits(table, before.state()) ? fit_state_of(table, stepped.state())
                                                 : describe(table, {.values = refit.membership()}, 3, how, first);
    const FitRun run = run_em(table, std::move(begin), how, to_the_end, part_of(execution, .1, .4));
    const Mixture mixture = mixture_of(table, run, how, 1, 1);

    FittedMixture fresh = fit_prepared(table, Starts(remaining, on_this_thread(execution)), how, {}, {}, part_of(execution, .4, .7));
    fresh.run = run_em(table, std::move(fresh.run.state), how, to_the_end, part_of(execution, .7, .9));
    const Mixture never_saw = mixture_of(table, fresh.run, how, 1, 1);
    const std::vector<std::size_t> order = [&] {
        const Execution last = part_of(execution, .9, 1);
        return match_segments(mixture.membership(remaining, last), never_saw.membership(remaining, last), remaining.weights());
    }();
    erasure.same_optimum = std::fabs(run.log_posterior() - fresh.run.log_posterior()) <= same_to * table.total_weight;
    erasure.difference = difference(mixture.state(), never_saw.state(), order);
    erasure.segmentation.mixture = mixture;
}

/// The segmentation without what was found out with everyone: numbers of tests, and the verdict that rests on them. What the owner chose stays, and that it
/// is a cut, for so it is found again.
Segmentation without_tests(const Segmentation& before, bool is_cut) {
    Segmentation left{.mixture = before.mixture, .ids = before.ids, .next_id = before.next_id};
    if (before.verdict == Verdict::constructed) left.verdict = Verdict::constructed;
    if (is_cut) left.cuts.push_back({.segment_count = before.mixture.segment_count()});
    return left;
}

std::vector<SegmentId> too_small(const Segmentation& segmentation, const Matrix& memberships, std::size_t smallest_group) {
    std::vector<std::size_t> customers(segmentation.ids.size());
    for (const std::uint32_t segment : most_probable(memberships)) ++customers[segment];
    std::vector<SegmentId> out;
    for (std::size_t k = 0; k < customers.size(); ++k) {
        if (customers[k] < smallest_group) out.push_back(segmentation.ids[k]);
    }
    return out;
}

std::string to_be_judged(const SegmentErasure& erasure, bool korean) {
    if (erasure.segmentation.verdict != Verdict::untested) return {};
    return korean ? " 유형이 실제로 있는지는 남은 고객으로 다시 검정해야 합니다." : " Whether the kinds exist is to be asked again, of who is left.";
}

}  // namespace

SegmentErasure erase_by_refit(const Segmentation& before, const FeatureTable& remaining, std::size_t erased, const SegmentErasureOptions& options,
                       const Execution& execution) {
    if (remaining.customer_count() == 0) throw InsufficientData("remaining customers", 0, 1, "throw the segments away instead");
    const Refit refit(before, remaining, part_of(execution, 0, .1));
    SegmentErasure erasure{.segmentation = without_tests(before, refit.is_cut()), .way = ErasureWay::refitted, .erased = erased};
    if (refit.is_cut() || refit.is_given()) {
        erasure.segmentation.mixture = refit.with_weights(remaining.weights(), options.seed, part_of(execution, .1, .9));
        erasure.same_optimum = refit.is_cut();
        if (refit.is_cut()) erasure.difference = 0;
    } else {
        refit_mixture(remaining, refit, options, part_of(execution, .1, .9), erasure);
    }
    erasure.too_small = too_small(erasure.segmentation, erasure.segmentation.mixture.membership(remaining, part_of(execution, .9, 1)), options.smallest_group);
    return erasure;
}

SegmentErasure erase_by_subtraction(const Segmentation& before, MixtureStatistics& kept, const FeatureTable& erased, const SegmentErasureOptions& options,
                             const Execution& execution) {
    if (!(kept.mixture() == before.mixture)) {
        throw InvalidArgument("mixture of the statistics", "another", "that of the segmentation", "keep expected_statistics() of the mixture that is kept");
    }
    MixtureStatistics left = kept;
    left.subtract(expected_statistics(before.mixture, erased, execution));
    SegmentErasure erasure{.segmentation = without_tests(before, Refit::is_cut(before)), .way = ErasureWay::subtracted, .erased = erased.customer_count()};
    erasure.segmentation.mixture = maximise(left, {.prior_customers = options.prior_customers});
    kept = std::move(left);
    return erasure;
}

std::string to_text(const SegmentErasure& erasure, Language language) {
    const bool korean = language == Language::korean;
    const std::string who = std::to_string(erasure.erased);
    if (erasure.way == ErasureWay::subtracted) {
        return (korean ? "고객 " + who + "명의 합계를 빼고 한 번 다시 계산했습니다. 다른 고객의 소속에는 흔적이 남을 수 있으니, 기록이 있으면 다시 맞추십시오."
                       : "The sums of " + who + (erasure.erased == 1 ? " customer" : " customers") +
                             " were taken out and one step was done. Traces can be left in where others belong; fit anew where the records are at hand.") +
               to_be_judged(erasure, korean);
    }
    std::string text = korean ? "고객 " + who + "명 없이 다시 맞추었습니다. " : "Fitted anew without " + who + (erasure.erased == 1 ? " customer. " : " customers. ");
    if (erasure.difference < 0) {
        text += korean ? "주어진 구분이므로 남은 흔적은 잴 수 없습니다." : "The groups were given, so what is left of them cannot be measured.";
    } else if (erasure.difference <= same_to) {
        text += korean ? "이 고객들을 본 적 없는 결과와 백만분의 일 안에서 같습니다." : "The result equals, to one part in a million, one that never saw them.";
    } else {
        text += korean ? "이 고객들을 본 적 없는 결과와 다릅니다: 처음부터 다시 맞춘 결과를 쓰십시오." : "The result differs from one that never saw them: take one that is fitted from the beginning.";
    }
    if (!erasure.too_small.empty()) {
        text += korean ? " 이제 너무 작은 유형이 " + std::to_string(erasure.too_small.size()) + "개 있습니다."
                       : " " + std::to_string(erasure.too_small.size()) + (erasure.too_small.size() == 1 ? " segment is" : " segments are") + " now too small to be shown.";
    }
    return text + to_be_judged(erasure, korean);
}

}  // namespace dangol::inline v0
