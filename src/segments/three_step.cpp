#include <dangol/segments/three_step.hpp>

#include <dangol/core/error.hpp>

#include "core/largest_number.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/outcome_errors.hpp"
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

/// Where customer i belongs, having been placed in l; returns log Σₖ πₖ Eₖₗ f(yᵢ | k).
template <class Outcome>
double belong(const Matrix& log_joint, const Outcome& outcome, std::size_t i, std::size_t l, std::span<double> belongs) noexcept {
    double most = -math::infinity, sum = 0;
    for (std::size_t k = 0; k < belongs.size(); ++k) most = std::max(most, belongs[k] = log_joint(k, l) + outcome.log_density(i, k));
    for (double& value : belongs) sum += value = math::exp(value - most);
    for (double& value : belongs) value /= sum;
    return most + math::log(sum);
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
                log_likelihood += part * belong(log_joint, outcome, i, l, joint);
                for (std::size_t k = 0; k < joint.size(); ++k) belongs[k] += part * joint[k];
            }
            return log_likelihood;
        });
        outcome.update(pass.sums);
        if (std::fabs(pass.log_likelihood - before) < options.tolerance * pass.weight) break;
        before = pass.log_likelihood;
        fraction = static_cast<double>(iteration + 1) / static_cast<double>(options.iterations_at_most);
    }
    outcome.begin_errors();
    const auto belongs = [&](std::size_t i, std::size_t l, std::span<double> to) { belong(log_joint, outcome, i, l, to); };
    if (const auto covariance = outcome_covariance(step_two, outcome, belongs, execution)) outcome.set_errors(*covariance);
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

    // Of maximum likelihood, each segment: its mean in its standard deviations, and the log of its variance where that is not held at the least.
    void begin_errors() noexcept {
        for (InSegment& in : in_) in.half = math::not_a_number;
    }
    std::size_t free_parameters(std::size_t k) const noexcept { return !(in_[k].mass > 0) ? 0 : in_[k].variance > smallest_ ? 2 : 1; }
    void slopes_and_bends(std::size_t i, std::size_t k, std::span<double> slopes, std::size_t first, Matrix& bends) const noexcept {
        if (slopes.empty()) return;
        const double z = (values_[i] - in_[k].mean) * std::sqrt(2 * in_[k].half_precision);
        slopes[0] = z;
        bends(first, first) = -1;
        if (slopes.size() == 1) return;
        slopes[1] = (z * z - 1) / 2;
        bends(first, first + 1) = bends(first + 1, first) = -z;
        bends(first + 1, first + 1) = -z * z / 2;
    }
    void set_errors(const Matrix& covariance) noexcept {
        std::size_t at = 0;
        for (std::size_t k = 0; k < in_.size(); ++k) {
            const std::size_t own = free_parameters(k);
            if (own > 0) in_[k].half = math::two_sided_95 * std::sqrt(std::max(covariance(at, at), 0.0) / (2 * in_[k].half_precision));
            at += own;
        }
    }

    std::vector<OutcomeInSegment> found() const {
        std::vector<OutcomeInSegment> segments(in_.size());
        for (std::size_t k = 0; k < segments.size(); ++k) {
            segments[k] = {.mean = {.value = in_[k].mass == 0 ? math::not_a_number : in_[k].mean}, .variance = in_[k].variance};
            if (in_[k].mass != 0 && !std::isnan(in_[k].half)) segments[k].mean.interval = Interval{in_[k].mean - in_[k].half, in_[k].mean + in_[k].half};
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
        : codes_(codes), share_(step_two.size(), levels), log_share_(step_two.size(), levels), half_(step_two.size(), levels, math::not_a_number), mass_(step_two.size()) {}

    bool known(std::size_t i) const noexcept { return codes_[i] < levels(); }
    Matrix no_sums() const { return Matrix(share_.rows(), 2 * levels()); }  // of parts, and of their squares
    void add(std::size_t i, std::size_t k, double part, Matrix& sums) const noexcept {
        sums(k, codes_[i]) += part;
        sums(k, levels() + codes_[i]) += part * part;
    }
    double log_density(std::size_t i, std::size_t k) const noexcept { return log_share_(k, codes_[i]); }
    void begin() const noexcept {}

    void update(const Matrix& sums) noexcept {
        for (std::size_t k = 0; k < share_.rows(); ++k) {
            double squares = 0;
            mass_[k] = 0;
            for (std::size_t level = 0; level < levels(); ++level) mass_[k] += sums(k, level), squares += sums(k, levels() + level);
            for (std::size_t level = 0; level < levels(); ++level) {
                const double share = mass_[k] == 0 ? math::not_a_number : sums(k, level) / mass_[k], of_level = sums(k, levels() + level);
                share_(k, level) = share;
                log_share_(k, level) = mass_[k] > 0 ? math::log(std::max(share, 1e-15)) : -math::infinity;
                half_(k, level) = math::two_sided_95 * std::sqrt(of_level * (1 - share) * (1 - share) + (squares - of_level) * share * share) / std::fabs(mass_[k]);
            }
        }
    }

    // Of maximum likelihood, each segment: the log of each share that somebody stands behind, to that of the largest.
    void begin_errors() {
        on_logits_ = true;
        std::ranges::fill(half_.values(), math::not_a_number);
        free_.assign(share_.rows(), {});
        for (std::size_t k = 0; k < share_.rows(); ++k) {
            const auto shares = share_.row(k);
            const auto largest = static_cast<std::size_t>(std::ranges::max_element(shares) - shares.begin());
            for (std::size_t level = 0; level < levels(); ++level)
                if (level != largest && shares[level] * mass_[k] >= fewest_behind_a_share) free_[k].push_back(level);
        }
    }
    std::size_t free_parameters(std::size_t k) const noexcept { return free_[k].size(); }
    void slopes_and_bends(std::size_t i, std::size_t k, std::span<double> slopes, std::size_t first, Matrix& bends) const noexcept {
        for (std::size_t a = 0; a < slopes.size(); ++a) {
            const double share = share_(k, free_[k][a]);
            slopes[a] = (codes_[i] == free_[k][a] ? 1 : 0) - share;
            for (std::size_t b = 0; b < slopes.size(); ++b) bends(first + a, first + b) = share * (share_(k, free_[k][b]) - (a == b ? 1 : 0));
        }
    }
    void set_errors(const Matrix& covariance) noexcept {
        std::size_t first = 0;
        for (std::size_t k = 0; k < share_.rows(); ++k) {
            const std::vector<std::size_t>& own = free_[k];
            for (std::size_t level = 0; level < levels() && !own.empty(); ++level) {
                const double share = share_(k, level);
                if (!(share * mass_[k] >= fewest_behind_a_share)) continue;
                double variance = 0;  // of the share's own log-odds
                const auto slope = [&](std::size_t a) { return ((own[a] == level ? 1 : 0) - share_(k, own[a])) / (1 - share); };
                for (std::size_t a = 0; a < own.size(); ++a)
                    for (std::size_t b = 0; b < own.size(); ++b) variance += slope(a) * slope(b) * covariance(first + a, first + b);
                half_(k, level) = math::two_sided_95 * std::sqrt(std::max(variance, 0.0));
            }
            first += own.size();
        }
    }

    LevelsBySegment found() const {
        LevelsBySegment found{.shares = share_, .low = half_, .high = half_};
        for (std::size_t k = 0; k < share_.rows(); ++k)
            for (std::size_t level = 0; level < levels(); ++level) {
                const double share = share_(k, level), half = half_(k, level), odds = math::logit(share);
                found.low(k, level) = on_logits_ ? math::logistic(odds - half) : share - half;
                found.high(k, level) = on_logits_ ? math::logistic(odds + half) : share + half;
            }
        return found;
    }

private:
    static constexpr double fewest_behind_a_share = 0.5;  // customers: fewer, and it stands at its limit, where no error can be told
    std::size_t levels() const noexcept { return share_.columns(); }

    std::span<const std::uint32_t> codes_;
    Matrix share_, log_share_, half_;
    std::vector<double> mass_;
    std::vector<std::vector<std::size_t>> free_ = {};
    bool on_logits_ = false;
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
    return numbers.found();
}

LevelsBySegment levels_by_segment(MatrixView<const double> membership, std::span<const std::uint32_t> codes, std::size_t levels, std::span<const double> weights,
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
