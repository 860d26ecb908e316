#include "scoring/unmix_contacts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/linear_algebra.hpp"
#include "core/math.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double prior_contacts = 10;    // a segment, as SegmentRates takes from the others at least
constexpr int steps_at_most = 100;       // some ten are needed
constexpr int halvings_at_most = 40;
constexpr double to_the_edge = 0.9;      // of the way to a rate of 0 or 1, in one step
constexpr double tiny_gain = 1e-10;      // nats, of the whole likelihood: the peak is reached
constexpr double small_gain = 1e-3;      // nats: near enough, on its slope
constexpr double upper_drop = 1.92;      // nats below the peak lies the upper limit of a rate, at 95 %
constexpr int looks_at_most = 6;         // two are needed
constexpr auto no_segment = static_cast<std::size_t>(-1);

/// The likelihood of the rates, with their prior.
class MixedAnswers {
public:
    MixedAnswers(MatrixView<const double> membership, std::span<const std::uint8_t> converted) : membership_(membership), converted_(converted) {
        double contacts = 0, conversions = 0;
        for (std::size_t i = 0; i < membership.rows(); ++i) {
            double known = 0;
            for (const double m : membership.row(i)) known += m;
            contacts += known;
            conversions += converted[i] != 0 ? known : 0;
        }
        common_rate_ = (conversions + 0.5) / (contacts + 1);
    }

    double common_rate() const noexcept { return common_rate_; }

    double log_density(std::span<const double> rates) const {
        double sum = 0;
        for (const double rate : rates) sum += prior_contacts * (common_rate_ * math::log(rate) + (1 - common_rate_) * math::log1p(-rate));
        each([&](std::size_t i, std::span<const double> of) { sum += math::log(converted_[i] != 0 ? mixed(of, rates) : 1 - mixed(of, rates)); });
        return sum;
    }

    /// Slope and curvature (of its negative) in the rates.
    struct Shape {
        std::vector<double> slope = {};
        Matrix curvature = {};
    };
    Shape shape(std::span<const double> rates) const {
        const std::size_t n = rates.size();
        Shape at{.slope = std::vector<double>(n), .curvature = Matrix(n, n)};
        for (std::size_t k = 0; k < n; ++k) {
            const double a = prior_contacts * common_rate_ / rates[k], b = prior_contacts * (1 - common_rate_) / (1 - rates[k]);
            at.slope[k] = a - b;
            at.curvature(k, k) = a / rates[k] + b / (1 - rates[k]);
        }
        each([&](std::size_t i, std::span<const double> of) {
            const double p = mixed(of, rates), slope = converted_[i] != 0 ? 1 / p : -1 / (1 - p);
            for (std::size_t k = 0; k < n; ++k) at.slope[k] += of[k] * slope;
            add_square(of, slope * slope, at.curvature);
        });
        return at;
    }

private:
    template <class Visit>
    void each(const Visit& visit) const {
        for (std::size_t i = 0; i < membership_.rows(); ++i) {
            const std::span<const double> of = membership_.row(i);
            if (std::any_of(of.begin(), of.end(), [](double m) { return m > 0; })) visit(i, of);
        }
    }
    static double mixed(std::span<const double> of, std::span<const double> rates) noexcept {
        double p = 0;
        for (std::size_t k = 0; k < of.size(); ++k) p += of[k] * rates[k];
        return p;
    }
    /// The lower triangle, which is all that is read.
    static void add_square(std::span<const double> of, double weight, Matrix& sum) noexcept {
        for (std::size_t k = 0; k < of.size(); ++k)
            for (std::size_t l = 0; l <= k; ++l) sum(k, l) += weight * of[k] * of[l];
    }

    MatrixView<const double> membership_;
    std::span<const std::uint8_t> converted_;
    double common_rate_ = 0;
};

struct Peak {
    std::vector<double> rates = {};
    double log_density = 0;
};

/// Uphill from `start`, by Newton's method; the rate of `fixed` stays.
Peak climb(const MixedAnswers& answers, std::vector<double> start, std::size_t fixed, double enough_gain, const Execution& execution) {
    Peak peak{.rates = std::move(start)};
    peak.log_density = answers.log_density(peak.rates);
    const std::size_t segments = peak.rates.size();
    for (int step = 0; step < steps_at_most; ++step) {
        check_stop(execution);
        MixedAnswers::Shape at = answers.shape(peak.rates);
        if (fixed < segments) {
            for (std::size_t k = 0; k < segments; ++k) at.curvature(fixed, k) = at.curvature(k, fixed) = k == fixed ? 1 : 0;
            at.slope[fixed] = 0;
        }
        const std::vector<double> direction = solve_positive_definite(at.curvature, at.slope);
        double length = 1;
        for (std::size_t k = 0; k < segments; ++k) {
            if (direction[k] < 0) length = std::min(length, to_the_edge * peak.rates[k] / -direction[k]);
            if (direction[k] > 0) length = std::min(length, to_the_edge * (1 - peak.rates[k]) / direction[k]);
        }
        Peak next{.rates = peak.rates, .log_density = peak.log_density};
        for (int halving = 0; halving < halvings_at_most; ++halving, length /= 2) {
            for (std::size_t k = 0; k < segments; ++k) next.rates[k] = peak.rates[k] + length * direction[k];
            next.log_density = answers.log_density(next.rates);
            if (next.log_density >= peak.log_density) break;
        }
        const double gain = next.log_density - peak.log_density;
        if (!(gain > 0)) break;
        peak = std::move(next);
        if (gain < enough_gain) break;
    }
    return peak;
}

/// Of one rate: how many answers, surely of this segment, would lie as far from `rate` in nats as those at hand do.
double trials_of(const MixedAnswers& answers, const Peak& peak, std::size_t segment, double deviation, const Execution& execution) {
    const double likely = peak.rates[segment];
    const auto above = [&](double distance) { return likely + std::min(distance, to_the_edge * (1 - likely)); };
    double rate = above(2 * deviation), drop = 0;
    for (int look = 0; look < looks_at_most; ++look) {
        std::vector<double> start = peak.rates;
        start[segment] = rate;
        drop = peak.log_density - climb(answers, std::move(start), segment, small_gain, execution).log_density;
        if ((drop > 0.5 * upper_drop && drop < 2 * upper_drop) || look + 1 == looks_at_most) break;
        rate = above((rate - likely) * std::sqrt(upper_drop / std::max(drop, 0.01)));
    }
    return std::max(drop, 0.0) / (likely * math::log(likely / rate) + (1 - likely) * (math::log1p(-likely) - math::log1p(-rate)));
}

}  // namespace

std::vector<GroupContacts> unmix_contacts(MatrixView<const double> membership, std::span<const std::uint8_t> converted, std::span<const std::uint32_t> customer_of,
                                          const Execution& execution) {
    std::vector<GroupContacts> contacts = count_contacts(membership, converted, customer_of);
    const MixedAnswers answers(membership, converted);
    const Peak peak = climb(answers, std::vector<double>(contacts.size(), answers.common_rate()), no_segment, tiny_gain, execution);
    const Matrix variances = Cholesky::of(answers.shape(peak.rates).curvature).value().inverse();
    for (std::size_t k = 0; k < contacts.size(); ++k) {
        GroupContacts& group = contacts[k];
        if (!(group.trials > 0)) continue;
        const double design_effect = group.contacts / group.trials;
        const double with_prior = trials_of(answers, peak, k, std::sqrt(variances(k, k)), execution);
        const double trials = std::clamp(with_prior - prior_contacts, 0.0, group.contacts);
        const double successes = std::clamp(peak.rates[k] * (trials + prior_contacts) - answers.common_rate() * prior_contacts, 0.0, trials);
        group.trials = trials / design_effect;
        group.successes = successes / design_effect;
    }
    return contacts;
}

}  // namespace dangol::inline v0
