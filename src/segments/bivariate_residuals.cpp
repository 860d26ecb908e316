#include <dangol/segments/bivariate_residuals.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/statistics.hpp>

#include "core/linear_algebra.hpp"
#include "core/watched.hpp"
#include "segments/cell_residuals.hpp"
#include "segments/column_match.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// Residuals of one column: rows × segments × width.
struct ColumnResiduals {
    std::size_t column = 0, width = 0;
    std::vector<double> values = {};
    std::vector<char> speaks = {};  ///< per row: observed, and no amount of 0

    std::span<const double> of(std::size_t row, std::size_t segment, std::size_t segments) const noexcept {
        return std::span(values).subspan((row * segments + segment) * width, width);
    }
};

ColumnResiduals residuals_of_column(const Mixture::State& state, const FeatureTable& rows, std::size_t c, std::size_t width) {
    const std::size_t segments = state.segment_count();
    const ColumnCells cells(rows, id_at<ColumnIndex>(c));
    ColumnResiduals out{.column = c, .width = width, .values = std::vector<double>(rows.customer_count() * segments * width),
                        .speaks = std::vector<char>(rows.customer_count())};
    for (std::size_t i = 0; i < rows.customer_count(); ++i) {
        if (!cells.observed[i]) continue;
        for (std::size_t k = 0; k < segments; ++k) {
            out.speaks[i] = residual_of(state, k, c, cells.at(i), std::span(out.values).subspan((i * segments + k) * width, width));
        }
    }
    return out;
}

/// The score test of one pair.
class PairTest {
public:
    PairTest(const Mixture::State& state, const Matrix& memberships, std::span<const double> weights, double rows_share)
        : state_(state), memberships_(memberships), weights_(weights), rows_share_(rows_share), segments_(state.segment_count()) {}

    BivariateResidual run(const ColumnResiduals& a, const ColumnResiduals& b) const {
        const std::size_t nuisances = nuisances_of(a) + nuisances_of(b) + segments_ - 1, products = a.width * b.width;
        Matrix cross(nuisances + products, nuisances + products);
        std::vector<double> row(nuisances + products), sums(row.size());
        double weight = 0, both = 0, square_a = 0, square_b = 0;
        for (std::size_t i = 0; i < memberships_.rows(); ++i) {
            const double w = weights_[i];
            if (!(w > 0)) continue;
            std::ranges::fill(row, 0.0);
            double* to = row.data();
            to = add_nuisances(a, i, to);
            to = add_nuisances(b, i, to);
            for (std::size_t k = 1; k < segments_; ++k) *to++ = memberships_(i, k) - state_.shares[k];
            weight += w;
            if (a.speaks[i] && b.speaks[i]) {
                both += w;
                for (std::size_t k = 0; k < segments_; ++k) {
                    const auto ga = a.of(i, k, segments_), gb = b.of(i, k, segments_);
                    const double r = memberships_(i, k);
                    for (std::size_t x = 0; x < a.width; ++x) {
                        for (std::size_t y = 0; y < b.width; ++y) to[x * b.width + y] += r * ga[x] * gb[y];
                    }
                    square_a += w * r * ga[0] * ga[0];
                    square_b += w * r * gb[0] * gb[0];
                }
            }
            for (std::size_t p = 0; p < row.size(); ++p) {
                if (row[p] == 0) continue;
                sums[p] += w * row[p];
                for (std::size_t q = 0; q <= p; ++q) cross(p, q) += w * row[p] * row[q];
            }
        }
        BivariateResidual out{.first = id_at<ColumnIndex>(a.column), .second = id_at<ColumnIndex>(b.column)};
        if (!(both > 0)) return out;
        const std::span<const double> scores = std::span(sums).subspan(nuisances);
        set_size(a, b, scores, both, square_a, square_b, out);
        set_statistic(a, b, cross, sums, nuisances, weight, out);
        return out;
    }

private:
    /// A level follows from the others: the first one is no score of its own.
    static std::size_t free_entries(const ColumnResiduals& c) { return c.width == 1 ? 1 : c.width - 1; }
    std::size_t nuisances_of(const ColumnResiduals& c) const {
        return segments_ * (free_entries(c) + (has_spread(state_.families[c.column]) ? 1 : 0));
    }

    double* add_nuisances(const ColumnResiduals& c, std::size_t i, double* to) const {
        const bool spread = has_spread(state_.families[c.column]);
        for (std::size_t k = 0; k < segments_; ++k) {
            const auto g = c.of(i, k, segments_);
            const double r = c.speaks[i] ? memberships_(i, k) : 0;
            for (std::size_t d = c.width == 1 ? 0 : 1; d < c.width; ++d) *to++ = r * g[d];
            if (spread) *to++ = r * (g[0] * g[0] - 1);
        }
        return to;
    }

    static void set_size(const ColumnResiduals& a, const ColumnResiduals& b, std::span<const double> scores, double both, double square_a, double square_b,
                         BivariateResidual& out) {
        if (scores.size() == 1) {
            const double scale = std::sqrt(square_a * square_b);
            out.correlation = scale > 0 ? std::clamp(scores[0] / scale, -1.0, 1.0) : 0;
            return;
        }
        double squares = 0;
        for (const double u : scores) squares += u * u / (both * both);
        out.correlation = std::min(std::sqrt(squares / static_cast<double>(std::min(free_entries(a), free_entries(b)))), 1.0);
    }

    /// U′ V⁻¹ U with V = Σ u u′ less what estimating the nuisances explains; of a part of the rows it explains that part.
    void set_statistic(const ColumnResiduals& a, const ColumnResiduals& b, const Matrix& cross, std::span<const double> sums, std::size_t nuisances,
                       double weight, BivariateResidual& out) const {
        std::vector<std::size_t> tested;
        for (std::size_t x = a.width == 1 ? 0 : 1; x < a.width; ++x) {
            for (std::size_t y = b.width == 1 ? 0 : 1; y < b.width; ++y) tested.push_back(nuisances + x * b.width + y);
        }
        const std::size_t size = tested.size();
        out.degrees_of_freedom = size;
        Matrix explaining(nuisances, nuisances);
        for (std::size_t p = 0; p < nuisances; ++p) {
            for (std::size_t q = 0; q <= p; ++q) explaining(p, q) = explaining(q, p) = cross(p, q) - sums[p] * sums[q] / weight;
            explaining(p, p) += 1e-9 * (cross(p, p) + weight * 1e-6);
        }
        Matrix variance(size, size);
        std::vector<double> score(size);
        std::vector<std::vector<double>> with(size, std::vector<double>(nuisances));
        for (std::size_t s = 0; s < size; ++s) {
            score[s] = sums[tested[s]];
            for (std::size_t p = 0; p < nuisances; ++p) with[s][p] = cross(tested[s], p) - sums[p] * score[s] / weight;
            for (std::size_t t = 0; t <= s; ++t) variance(s, t) = variance(t, s) = cross(tested[s], tested[t]);
        }
        const std::optional<Cholesky> factor = Cholesky::of(explaining);
        for (std::size_t s = 0; s < size && factor; ++s) {
            const std::vector<double> solved = factor->solve(with[s]);
            for (std::size_t t = 0; t < size; ++t) {
                double explained = 0;
                for (std::size_t p = 0; p < nuisances; ++p) explained += solved[p] * with[t][p];
                variance(s, t) -= rows_share_ * explained;
            }
        }
        // A regression on so many scores leaves residuals that are too small.
        const double rows = weight, lost = rows_share_ * static_cast<double>(nuisances);
        const double larger = rows > lost + 1 ? rows / (rows - lost) : rows;
        for (std::size_t s = 0; s < size; ++s) {
            for (std::size_t t = 0; t < size; ++t) variance(s, t) *= larger;
            variance(s, s) *= 1 + 1e-9;
        }
        const std::optional<Cholesky> precision = Cholesky::of(variance);
        if (!precision) return;
        const std::vector<double> solved = precision->solve(score);
        for (std::size_t s = 0; s < size; ++s) out.statistic += solved[s] * score[s];
        out.p_value = chi_squared_tail(out.statistic, static_cast<double>(size));
    }

    const Mixture::State& state_;
    const Matrix& memberships_;
    const std::span<const double> weights_;
    const double rows_share_;  // of the rows that the mixture was fitted to
    const std::size_t segments_;
};

bool can_join(const Mixture::State& state, const FeatureTable& rows, std::size_t c) {
    if (state.families[c] == Family::normal) return true;
    if (state.families[c] != Family::log_normal_hurdle) return false;
    const ColumnCells cells(rows, id_at<ColumnIndex>(c));
    for (std::size_t i = 0; i < cells.rows(); ++i) {
        if (cells.observed[i] && !(cells.numbers[i] > 0)) return false;
    }
    return true;
}

std::vector<std::uint32_t> evenly_spaced(std::size_t rows, std::size_t at_most) {
    const std::size_t count = std::min(rows, at_most);
    std::vector<std::uint32_t> out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint32_t>(i * rows / count);
    return out;
}

void suggest(const Mixture::State& state, const FeatureTable& table, const BivariateResidualOptions& options, BivariateResiduals& out) {
    std::vector<double> p_values;
    for (const BivariateResidual& pair : out.pairs) p_values.push_back(pair.p_value);
    const std::vector<double> q_values = false_discovery_rates(p_values);
    std::set<std::uint32_t> block(state.block.begin(), state.block.end());
    for (std::size_t p = 0; p < out.pairs.size(); ++p) {
        BivariateResidual& pair = out.pairs[p];
        pair.q_value = q_values[p];
        pair.suggested = pair.q_value <= options.false_discovery_rate && std::fabs(pair.correlation) >= options.smallest_correlation;
        pair.can_join_block = can_join(state, table, pair.first.value) && can_join(state, table, pair.second.value);
        if (pair.suggested && pair.can_join_block) block.insert({pair.first.value, pair.second.value});
    }
    std::ranges::stable_sort(out.pairs, [](const BivariateResidual& a, const BivariateResidual& b) {
        return a.suggested != b.suggested ? a.suggested : std::fabs(a.correlation) > std::fabs(b.correlation);
    });
    if (block.size() > state.block.size()) {
        for (const std::uint32_t c : block) out.block.push_back(state.columns[c].name);
    }
}

}  // namespace

BivariateResiduals bivariate_residuals(const Mixture& mixture, const FeatureTable& customers, const BivariateResidualOptions& options,
                                       const Execution& execution) {
    if (options.rows_at_most == 0) throw InvalidArgument("rows_at_most", 0, "at least 1", "leave it out for 20,000");
    if (mixture.segment_count() == 0 || customers.customer_count() == 0) throw InsufficientData("customers and segments", 0, 1, "fit a mixture to customers first");
    const Mixture::State& state = mixture.state();
    const FeatureTable table = as_fitted(state, customers);
    const std::vector<std::uint32_t> used = evenly_spaced(table.customer_count(), options.rows_at_most);
    const FeatureTable rows = used.size() == table.customer_count() ? table : table.rows(used);
    const Matrix memberships = mixture.membership(rows, part_of(execution, 0, .2));
    BivariateResiduals out{.customers = rows.customer_count()};
    std::vector<ColumnResiduals> columns;
    for (std::size_t c = 0; c < state.columns.size(); ++c) {
        const std::size_t width = residual_width(state, c);
        if (width == 0) {
            out.left_out.push_back(state.columns[c].name);
        } else {
            check_stop(execution);
            columns.push_back(residuals_of_column(state, rows, c, width));
        }
    }
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t a = 0; a < columns.size(); ++a) {
        for (std::size_t b = a + 1; b < columns.size(); ++b) {
            if (state.in_block[columns[a].column] == 0 || state.in_block[columns[b].column] == 0) pairs.emplace_back(a, b);
        }
    }
    out.pairs.resize(pairs.size());
    const double share = static_cast<double>(rows.customer_count()) / static_cast<double>(table.customer_count());
    const PairTest test(state, memberships, rows.weights(), share);
    for_each_long_block(pairs.size(), part_of(execution, .2, 1), [&](std::size_t p) { out.pairs[p] = test.run(columns[pairs[p].first], columns[pairs[p].second]); },
                   "looking at pairs of columns");
    suggest(state, table, options, out);
    return out;
}

Segmentation adopt_block(const BivariateResiduals& residuals, const FeatureTable& customers, const SegmentCountOptions& how, const Execution& execution) {
    if (residuals.block.empty()) {
        throw InvalidArgument("suggested block", "empty", "at least two columns", "adopt a block only where bivariate_residuals() suggests one");
    }
    SegmentCountOptions options = how;
    options.covariance = CovarianceShape::shared_block;
    options.mixture.block = residuals.block;
    return find_segments(customers, options, execution);
}

std::string to_text(const BivariateResiduals& residuals, const Mixture& mixture, Language language) {
    const bool korean = language == Language::korean;
    std::string text;
    for (const BivariateResidual& pair : residuals.pairs) {
        if (!pair.suggested) continue;
        const std::string a = mixture.columns()[pair.first.value].name, b = mixture.columns()[pair.second.value].name;
        const auto hundredths = static_cast<long>(std::lround(std::fabs(pair.correlation) * 100));
        std::string size = hundredths >= 100 ? "1" : "0." + std::string(hundredths < 10 ? "0" : "") + std::to_string(hundredths);
        if (pair.correlation < 0) size = "−" + size;
        if (korean) {
            text += (text.empty() ? "" : " ") + a + "와(과) " + b + "은(는) 유형 안에서도 함께 움직입니다(상관 " + size + "). ";
            text += pair.can_join_block ? "함께 변하도록 두십시오." : "하나를 빼거나 합치십시오.";
        } else {
            text += (text.empty() ? "" : " ") + a + " and " + b + " go together inside the segments (correlation " + size + "): ";
            text += pair.can_join_block ? "let them vary together." : "leave one out, or make one column of them.";
        }
    }
    if (!text.empty()) return text;
    return korean ? "유형 안에서 눈에 띄게 함께 움직이는 열은 없습니다." : "No two columns go together noticeably inside the segments.";
}

}  // namespace dangol::inline v0
