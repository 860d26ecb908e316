#include "segments/expected_customers.hpp"

#include <dangol/core/random.hpp>

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/column_match.hpp"
#include "segments/draws.hpp"
#include "segments/row_densities.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr double exposure_step = 0.05;         // of the logarithm: exposures within half of it are taken as equal
constexpr double unknown = -1;
constexpr std::size_t rows_per_task = 4096;    // that share one set of draws

bool is_amount(Family family) noexcept { return family == Family::log_normal_hurdle || family == Family::gamma_hurdle; }

bool has_trials(Family family) noexcept {
    return family == Family::binomial || family == Family::beta_binomial || family == Family::multinomial || family == Family::dirichlet_multinomial;
}

/// The exposure that stands for all near it; 0 where the family reads none.
double typical_exposure(Family family, double exposure) {
    if (!has_trials(family) && family != Family::poisson && family != Family::negative_binomial) return 0;
    const double near = math::exp(std::round(math::log(std::max(exposure, 1e-300)) / exposure_step) * exposure_step);
    return has_trials(family) ? std::max(1.0, std::floor(near + 0.5)) : near;
}

/// What is known of a customer: per column the exposure that stands for theirs, or `unknown`; at the end the segment, or `unknown`.
using Known = std::vector<double>;

std::uint64_t stream_of(const Known& known) noexcept {
    std::uint64_t stream = 0;
    for (const double value : known) stream = (std::rotl(stream, 5) ^ std::bit_cast<std::uint64_t>(value)) * 0x9e3779b97f4a7c15u;
    return stream;
}

/// Cells of one customer, real or drawn.
struct Row {
    std::vector<std::size_t> columns = {};
    std::vector<Cell> cells = {};
    std::vector<std::vector<float>> parts = {};  // what cells of drawn compositions look at
};

/// −log p of rows, and rows as the mixture makes them.
class ExpectedRows {
public:
    ExpectedRows(const Mixture::State& state, const Known& known)
        : state_(state), segment_(known.back() == unknown ? std::nullopt : std::optional(static_cast<std::size_t>(known.back()))), densities_(state),
          out_(state.segment_count()) {
        for (std::size_t c = 0; c + 1 < known.size(); ++c) {
            if (known[c] == unknown) continue;
            row_.columns.push_back(c);
            likes_.push_back({.exposure = known[c] > 0 ? known[c] : 1});
            if (state.in_block[c] != 0) in_block_.push_back(row_.columns.size() - 1);
        }
        row_.cells.resize(likes_.size());
        row_.parts.resize(likes_.size());
        factors_.resize(state.segment_count());
    }

    const std::vector<std::size_t>& columns() const noexcept { return row_.columns; }

    double far_out(const std::vector<Cell>& cells) {
        densities_.begin(out_);
        double log_amounts = 0;
        for (std::size_t j = 0; j < cells.size(); ++j) {
            densities_.add(row_.columns[j], cells[j]);
            if (is_amount(state_.families[row_.columns[j]]) && cells[j].number > 0) log_amounts += math::log(cells[j].number);
        }
        const double shared = densities_.finish() + log_amounts;
        if (segment_) return -(out_[*segment_] + shared);
        double most = -math::infinity, sum = 0;
        for (std::size_t k = 0; k < out_.size(); ++k) most = std::max(most, out_[k] += state_.log_shares[k]);
        for (const double value : out_) sum += math::exp(value - most);
        return -(most + math::log(sum) + shared);
    }

    double draw(Random& random) {
        const std::size_t segment = segment_ ? *segment_ : random.categorical(state_.shares);
        for (std::size_t j = 0; j < likes_.size(); ++j) {
            const std::size_t c = row_.columns[j];
            if (state_.in_block[c] == 0) row_.cells[j] = draw_cell(state_.families[c], state_.parameters_of(segment, c), likes_[j], random, row_.parts[j]);
        }
        draw_block(segment, random);
        return far_out(row_.cells);
    }

private:
    /// Position in the block of its known column number i.
    std::size_t position(std::size_t i) const {
        return static_cast<std::size_t>(std::ranges::find(state_.block, row_.columns[in_block_[i]]) - state_.block.begin());
    }

    const Matrix& factor(std::size_t segment) {
        if (!factors_[segment].empty()) return factors_[segment];
        Matrix covariance(in_block_.size(), in_block_.size());
        for (std::size_t i = 0; i < in_block_.size(); ++i)
            for (std::size_t j = 0; j < in_block_.size(); ++j) covariance(i, j) = state_.covariance(state_.first_covariance_of(segment) + position(i), position(j));
        return factors_[segment] = Cholesky::of(covariance)->lower();  // check() made sure that there is one
    }

    void draw_block(std::size_t segment, Random& random) {
        if (in_block_.empty()) return;
        const Matrix& lower = factor(segment);
        std::vector<double> normal(in_block_.size());
        for (double& z : normal) z = random.normal();
        for (std::size_t i = 0; i < in_block_.size(); ++i) {
            const std::size_t c = row_.columns[in_block_[i]];
            const bool logs = state_.families[c] == Family::log_normal_hurdle;
            double value = state_.parameters_of(segment, c)[logs ? 1 : 0];
            for (std::size_t j = 0; j <= i; ++j) value += lower(i, j) * normal[j];
            row_.cells[in_block_[i]] = {.number = logs ? math::exp(value) : value};
        }
    }

    const Mixture::State& state_;
    std::optional<std::size_t> segment_;
    RowDensities densities_;
    std::vector<double> out_;
    Row row_ = {};
    std::vector<Cell> likes_ = {};
    std::vector<std::size_t> in_block_ = {};  // places in row_
    std::vector<Matrix> factors_ = {};
};

struct Task {
    const Known* known = nullptr;
    std::span<const std::uint32_t> rows = {};
};

}  // namespace

std::vector<double> shares_less_far_out(const Mixture::State& state, const FeatureTable& customers, std::span<const std::uint32_t> segments, std::size_t draws,
                                        std::uint64_t seed, const Execution& execution) {
    const FeatureTable table = as_fitted(state, customers);
    std::vector<ColumnCells> cells;
    for (std::size_t c = 0; c < state.columns.size(); ++c) cells.emplace_back(table, id_at<ColumnIndex>(c));
    std::map<Known, std::vector<std::uint32_t>> alike;
    Known known(cells.size() + 1);
    for (std::uint32_t row = 0; row < table.customer_count(); ++row) {
        if (row % 8192 == 0) check_stop(execution);
        for (std::size_t c = 0; c < cells.size(); ++c) known[c] = cells[c].observed[row] ? typical_exposure(state.families[c], cells[c].exposures[row]) : unknown;
        known.back() = segments.empty() ? unknown : static_cast<double>(segments[row]);
        alike[known].push_back(row);
    }
    std::vector<Task> tasks;
    for (const auto& [what, rows] : alike)
        for (std::size_t begin = 0; begin < rows.size(); begin += rows_per_task) tasks.push_back({&what, std::span(rows).subspan(begin, std::min(rows_per_task, rows.size() - begin))});

    std::vector<double> shares(table.customer_count());
    for_each_block(
        tasks.size(), execution,
        [&](std::size_t t) {
            ExpectedRows expected(state, *tasks[t].known);
            Random random(seed, stream_of(*tasks[t].known));
            std::vector<double> others(draws);
            for (double& other : others) other = expected.draw(random);
            std::ranges::sort(others);
            std::vector<Cell> own(expected.columns().size());
            for (const std::uint32_t row : tasks[t].rows) {
                for (std::size_t j = 0; j < own.size(); ++j) own[j] = cells[expected.columns()[j]].at(row);
                const double far = expected.far_out(own);
                const auto less = static_cast<double>(std::ranges::lower_bound(others, std::isnan(far) ? math::infinity : far) - others.begin());
                shares[row] = less / static_cast<double>(draws + 1);
            }
        },
        "comparing with expected customers");
    return shares;
}

}  // namespace dangol::inline v0
