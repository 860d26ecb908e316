#include <dangol/segments/three_step.hpp>

#include <dangol/core/error.hpp>

#include "core/largest_number.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/step_two.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// @throws InvalidArgument for lengths that differ, InsufficientData where `known` holds for nobody with weight
template <class Known>
void check_outcome(const StepTwo& step_two, std::size_t outcomes, Known&& known) {
    const std::size_t n = step_two.rows();
    if (outcomes != n) throw InvalidArgument("outcome", outcomes, "one per customer, " + std::to_string(n), "give NaN for those whose outcome is not known");
    for (std::size_t i = 0; i < n; ++i)
        if (known(i) && step_two.weight(i) > 0) return;
    throw InsufficientData("customers whose outcome is known, and who have weight", 0, 1, "give the outcome of some");
}

/// What a pass over the customers adds up: sums that the outcome knows, and Σᵢ wᵢ Σₗ pᵢₗ log Σₖ πₖ Eₖₗ f(yᵢ | k).
struct Pass {
    Matrix sums = {};
    double log_likelihood = 0;
    double weight = 0;
};

/// `weigh(i, belongs)` writes how much of customer i counts in each segment, weight included, and returns their log-likelihood.
template <class Outcome, class Weigh>
Pass pass_over(const StepTwo& step_two, const Outcome& outcome, const Execution& execution, Weigh&& weigh) {
    const std::size_t rows = step_two.rows(), in_block = rows_per_block(step_two.size(), outcome.no_sums().values().size());
    return reduce_blocks(
        block_count(rows, in_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, rows, in_block);
            Pass pass{.sums = outcome.no_sums()};
            std::vector<double> belongs(step_two.size()), where(step_two.size()), joint(step_two.size());
            for (std::size_t i = range.begin; i < range.end; ++i) {
                if (!outcome.known(i)) continue;
                step_two.place(i, where);
                pass.log_likelihood += weigh(i, where, belongs, joint);
                pass.weight += step_two.weight(i);
                for (std::size_t k = 0; k < belongs.size(); ++k) outcome.add(i, k, belongs[k], pass.sums);
            }
            return pass;
        },
        [](Pass& into, Pass&& from) {
            std::ranges::transform(into.sums.values(), from.sums.values(), into.sums.values().begin(), std::plus<>());
            into.log_likelihood += from.log_likelihood;
            into.weight += from.weight;
        });
}

/// One pass of BCH: the outcome by segment, with the weights that undo the placement.
template <class Outcome>
void update_by_bch(const StepTwo& step_two, Outcome& outcome, const Execution& execution) {
    const auto inverse = undoing_of(step_two, 1e6, execution);
    if (!inverse) throw InsufficientData("customers placed surely enough to correct for the rest", 0, 1, "take fewer segments, or maximum likelihood");
    for (int pass = 0; pass < 2; ++pass)  // the second measures from the means that the first found
        outcome.update(pass_over(step_two, outcome, execution, [&](std::size_t i, std::span<const double> where, std::span<double> belongs, std::span<double>) {
            undo(where, *inverse, belongs);
            for (double& b : belongs) b *= step_two.weight(i);
            return 0.0;
        }).sums);
}

/// log πₖ Eₖₗ of every segment and place, which do not change any more.
Matrix log_joint_of(const StepTwo& step_two, const Execution& execution) {
    constexpr double surely = 1e-15;  // a segment nobody is placed in by error would forbid itself
    const std::size_t size = step_two.size(), rows = step_two.rows(), in_block = rows_per_block(size);
    const std::vector<double> share = reduce_blocks(
        block_count(rows, in_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, rows, in_block);
            std::vector<double> sums(size + 1, 0);  // and everyone's
            for (std::size_t i = range.begin; i < range.end; ++i)
                for (std::size_t k = 0; k < size; ++k) sums[k] += step_two.weight(i) * step_two.membership(i, k), sums[size] += step_two.weight(i) * step_two.membership(i, k);
            return sums;
        },
        [](std::vector<double>& into, std::vector<double>&& from) { std::ranges::transform(into, from, into.begin(), std::plus<>()); });
    Matrix log_joint = error_of(step_two, execution);
    for (std::size_t k = 0; k < size; ++k)
        for (double& e : log_joint.row(k)) e = math::log(std::clamp(e, surely, 1 - surely)) + math::log(std::max(share[k] / share[size], surely));
    return log_joint;
}

/// EM over what the segments do, with the placement error held. Who is placed in several segments counts in each with that part, outside the logarithm
/// (Vermunt 2010, §4). Begins from the memberships as they are. No pass keeps anything of single customers.
template <class Outcome>
void maximise(const StepTwo& step_two, Outcome& outcome, const ThreeStepOptions& options, const Execution& whole) {
    double fraction = 0, before = -math::infinity;
    const Execution execution = telling(whole, outcomes_by_segment, fraction);
    outcome.update(pass_over(step_two, outcome, execution, [&](std::size_t i, std::span<const double>, std::span<double> belongs, std::span<double>) {
        for (std::size_t k = 0; k < belongs.size(); ++k) belongs[k] = step_two.weight(i) * step_two.membership(i, k);
        return 0.0;
    }).sums);
    outcome.begin();
    const Matrix log_joint = log_joint_of(step_two, execution);
    for (std::size_t iteration = 0; iteration < options.iterations_at_most; ++iteration) {
        const Pass pass = pass_over(step_two, outcome, execution, [&](std::size_t i, std::span<const double> where, std::span<double> belongs, std::span<double> joint) {
            std::ranges::fill(belongs, 0.0);
            double log_likelihood = 0;
            for (std::size_t l = 0; l < where.size(); ++l) {
                const double part = step_two.weight(i) * where[l];
                if (!(part > 0)) continue;
                double most = -math::infinity, sum = 0;
                for (std::size_t k = 0; k < joint.size(); ++k) most = std::max(most, joint[k] = log_joint(k, l) + outcome.log_density(i, k));
                for (double& value : joint) sum += value = math::exp(value - most);
                for (std::size_t k = 0; k < joint.size(); ++k) belongs[k] += part * joint[k] / sum;
                log_likelihood += part * (most + math::log(sum));
            }
            return log_likelihood;
        });
        outcome.update(pass.sums);
        if (std::fabs(pass.log_likelihood - before) < options.tolerance * pass.weight) return;
        before = pass.log_likelihood;
        fraction = static_cast<double>(iteration + 1) / static_cast<double>(options.iterations_at_most);
    }
}

/// A number: in each segment its mean and variance, which are those of a normal distribution where a likelihood is asked for.
class Numbers {
public:
    Numbers(const StepTwo& step_two, std::span<const double> values) : values_(values), in_(step_two.size()) {
        double mass = 0, sum = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            if (known(i)) mass += step_two.weight(i), sum += step_two.weight(i) * values[i];
        for (InSegment& in : in_) in.mean = sum / mass;
    }

    bool known(std::size_t i) const noexcept { return !std::isnan(values_[i]); }
    Matrix no_sums() const { return Matrix(in_.size(), 4); }

    /// From the segment's mean as it was, so that what is far from 0 loses no digits.
    void add(std::size_t i, std::size_t k, double part, Matrix& sums) const noexcept {
        const double from_mean = values_[i] - in_[k].mean;
        const auto sum = sums.row(k);
        sum[0] += part;
        sum[1] += part * from_mean;
        sum[2] += part * from_mean * from_mean;
        sum[3] += part * part * from_mean * from_mean;
    }

    void update(const Matrix& sums) noexcept {
        for (std::size_t k = 0; k < in_.size(); ++k) {
            InSegment& in = in_[k];
            in.mass = sums(k, 0);
            if (in.mass == 0) continue;
            const double shift = sums(k, 1) / in.mass;
            in.mean += shift;
            in.variance = std::max(0.0, sums(k, 2) / in.mass - shift * shift);
            in.half = math::two_sided_95 * std::sqrt(sums(k, 3)) / std::fabs(in.mass);
            set_density(in);
        }
    }

    /// Of everyone's variance 1e-9 is the least: a segment of one value would have infinite density.
    void begin() noexcept {
        for (const InSegment& in : in_) smallest_ = std::max(smallest_, in.variance * 1e-9);
        if (smallest_ == 0) smallest_ = 1;  // one value is all there is
        for (InSegment& in : in_) set_density(in);
    }

    double log_density(std::size_t i, std::size_t k) const noexcept {
        if (!(in_[k].mass > 0)) return -math::infinity;  // nobody is there
        const double left = values_[i] - in_[k].mean;
        return in_[k].log_scale - in_[k].half_precision * left * left;
    }

    std::vector<OutcomeInSegment> found(Correction correction) const {
        std::vector<OutcomeInSegment> segments(in_.size());
        for (std::size_t k = 0; k < segments.size(); ++k) {
            segments[k] = {.mean = {.value = in_[k].mass == 0 ? math::not_a_number : in_[k].mean}, .variance = in_[k].variance};
            if (correction == Correction::bch && in_[k].mass != 0) segments[k].mean.interval = Interval{in_[k].mean - in_[k].half, in_[k].mean + in_[k].half};
        }
        return segments;
    }

private:
    struct InSegment {
        double mean = 0, variance = 0, mass = 0, half = 0;
        double log_scale = 0, half_precision = 0;
    };
    void set_density(InSegment& in) const noexcept {
        const double variance = std::max(in.variance, smallest_);
        in.log_scale = -0.5 * math::log(2 * math::pi * variance);
        in.half_precision = 0.5 / variance;
    }

    std::span<const double> values_;
    std::vector<InSegment> in_;
    double smallest_ = 0;
};

/// A category: the share of each of its levels in each segment.
class Levels {
public:
    Levels(const StepTwo& step_two, std::span<const std::uint32_t> codes, std::size_t levels)
        : codes_(codes), share_(step_two.size(), levels), log_share_(step_two.size(), levels) {}

    bool known(std::size_t i) const noexcept { return codes_[i] < share_.columns(); }
    Matrix no_sums() const { return Matrix(share_.rows(), share_.columns()); }
    void add(std::size_t i, std::size_t k, double part, Matrix& sums) const noexcept { sums(k, codes_[i]) += part; }
    double log_density(std::size_t i, std::size_t k) const noexcept { return log_share_(k, codes_[i]); }
    void begin() const noexcept {}

    void update(const Matrix& sums) noexcept {
        for (std::size_t k = 0; k < share_.rows(); ++k) {
            double total = 0;
            for (const double sum : sums.row(k)) total += sum;
            for (std::size_t level = 0; level < share_.columns(); ++level) {
                share_(k, level) = total == 0 ? math::not_a_number : sums(k, level) / total;
                log_share_(k, level) = total > 0 ? math::log(std::max(share_(k, level), 1e-15)) : -math::infinity;
            }
        }
    }
    const Matrix& found() const noexcept { return share_; }

private:
    std::span<const std::uint32_t> codes_;
    Matrix share_, log_share_;
};

template <class Outcome>
void correct(const StepTwo& step_two, Outcome& outcome, const ThreeStepOptions& options, const Execution& whole) {
    if (options.correction == Correction::maximum_likelihood) return maximise(step_two, outcome, options, whole);
    const double nothing_yet = 0;
    update_by_bch(step_two, outcome, telling(whole, outcomes_by_segment, nothing_yet));
}

}  // namespace

std::vector<OutcomeInSegment> outcome_by_segment(MatrixView<const double> membership, std::span<const double> outcome, std::span<const double> weights,
                                                 const ThreeStepOptions& options, const Execution& execution) {
    const StepTwo step_two{membership, weights, options.placement};
    check(step_two, execution);
    for (const double y : outcome)
        if (!std::isnan(y) && !is_usable(y)) throw InvalidArgument("outcome", y, within_largest_number, "give NaN where it is not known");
    check_outcome(step_two, outcome.size(), [&](std::size_t i) { return !std::isnan(outcome[i]); });
    Numbers numbers(step_two, outcome);
    correct(step_two, numbers, options, execution);
    return numbers.found(options.correction);
}

Matrix levels_by_segment(MatrixView<const double> membership, std::span<const std::uint32_t> codes, std::size_t levels, std::span<const double> weights,
                         const ThreeStepOptions& options, const Execution& execution) {
    const StepTwo step_two{membership, weights, options.placement};
    check(step_two, execution);
    if (levels == 0) throw InvalidArgument("levels", 0, "at least 1", "give how many levels the category has");
    check_outcome(step_two, codes.size(), [&](std::size_t i) { return codes[i] < levels; });
    Levels shares(step_two, codes, levels);
    correct(step_two, shares, options, execution);
    return shares.found();
}

}  // namespace dangol::inline v0
