#include <dangol/segments/mixture.hpp>

#include <dangol/core/error.hpp>

#include "core/largest_number.hpp"
#include "core/math.hpp"
#include "segments/kernel.hpp"
#include "segments/mixture_state.hpp"
#include "segments/placement.hpp"
#include "segments/row_densities.hpp"

#include <cmath>

namespace dangol::inline v0 {

void check_segment(const Mixture::State& state, std::size_t segment) {
    if (segment < state.segment_count()) return;
    throw InvalidArgument("segment", segment, "below the number of segments, " + std::to_string(state.segment_count()), "count segments from 0");
}

void check_position(const Mixture::State& state, std::size_t segment, ColumnIndex column) {
    check_segment(state, segment);
    if (column.value >= state.columns.size()) {
        throw InvalidArgument("column index", column.value, "below the number of columns, " + std::to_string(state.columns.size()),
                              "use the position in columns() of the mixture");
    }
}

namespace {

/// Log-densities plus log shares become probabilities; returns the log of their sum.
double normalise(const Mixture::State& state, std::span<double> row) noexcept {
    double most = kernel::impossible;
    for (std::size_t k = 0; k < row.size(); ++k) {
        row[k] += state.log_shares[k];
        if (row[k] > most) most = row[k];
    }
    if (most == kernel::impossible) {  // so far from every segment that none of their densities can be told from 0
        std::ranges::copy(state.shares, row.begin());
        return -math::infinity;
    }
    double sum = 0;
    for (double& value : row) sum += value = math::exp(value - most);
    for (double& value : row) value /= sum;
    return most + math::log(sum);
}

}  // namespace

Mixture::Mixture() : state_(std::make_shared<const State>()) {}
Mixture::Mixture(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

std::size_t Mixture::segment_count() const noexcept { return state_->segment_count(); }
std::span<const FeatureColumn> Mixture::columns() const noexcept { return state_->columns; }
std::span<const Family> Mixture::families() const noexcept { return state_->families; }
std::span<const double> Mixture::shares() const noexcept { return state_->shares; }
CovarianceShape Mixture::covariance() const noexcept { return state_->shape; }
std::vector<std::string> Mixture::shared_columns() const {
    std::vector<std::string> names;
    for (const std::uint32_t column : state_->shared) names.push_back(state_->columns[column].name);
    return names;
}
const FitReport& Mixture::report() const noexcept { return state_->report; }
bool operator==(const Mixture& a, const Mixture& b) { return a.state_ == b.state_ || *a.state_ == *b.state_; }

Matrix Mixture::membership(const FeatureTable& customers, const Execution& execution) const {
    Matrix probabilities(customers.customer_count(), segment_count());
    place_rows(*state_, customers, execution, probabilities,
               [&](std::size_t row, double) { normalise(*state_, probabilities.row(row)); });
    return probabilities;
}

std::vector<double> Mixture::log_likelihood(const FeatureTable& customers, const Execution& execution) const {
    Matrix densities(customers.customer_count(), segment_count());
    std::vector<double> logs(customers.customer_count());
    place_rows(*state_, customers, execution, densities,
               [&](std::size_t row, double log_base) { logs[row] = log_base + normalise(*state_, densities.row(row)); });
    return logs;
}

void Mixture::membership(const Cells& cells, std::span<double> probabilities) const noexcept {
    RowDensities densities(*state_);
    densities.begin(probabilities);
    for (std::size_t c = 0; c < state_->columns.size(); ++c) {
        const FeatureColumn& column = state_->columns[c];
        Cell cell{.exposure = c < cells.exposures.size() ? cells.exposures[c] : 1};
        if (!(cell.exposure > 0)) continue;
        switch (column.kind) {
            case ColumnKind::flag:
            case ColumnKind::category:
            case ColumnKind::ordered_category:
                if (c >= cells.codes.size() || cells.codes[c] == unobserved_code) continue;
                cell.code = cells.codes[c];
                if (column.kind != ColumnKind::flag && cell.code >= column.levels.size()) continue;
                break;
            case ColumnKind::composition:
                if (c >= cells.compositions.size() || cells.compositions[c] == nullptr) continue;
                cell.parts = {cells.compositions[c], column.levels.size()};
                break;
            default:
                if (c >= cells.numbers.size() || !is_usable(cells.numbers[c])) continue;
                cell.number = cells.numbers[c];
        }
        densities.add(c, cell);
    }
    densities.finish();
    normalise(*state_, probabilities);
}

double Mixture::expected_value(std::size_t segment, ColumnIndex column) const {
    check_position(*state_, segment, column);
    return operations_of(state_->families[column.value]).expected_value(state_->parameters_of(segment, column.value));
}

std::vector<double> Mixture::level_probabilities(std::size_t segment, ColumnIndex column) const {
    check_position(*state_, segment, column);
    const FamilyOperations& operations = operations_of(state_->families[column.value]);
    if (operations.level_probabilities == nullptr) return {};
    std::vector<double> probabilities(state_->columns[column.value].levels.size());
    operations.level_probabilities(state_->parameters_of(segment, column.value), probabilities);
    return probabilities;
}

Mixture Mixture::with_shares(std::span<const double> shares) const {
    if (shares.size() != segment_count()) {
        throw InvalidArgument("number of shares", shares.size(), "one per segment, " + std::to_string(segment_count()), "give a share for each");
    }
    double sum = 0;
    for (const double share : shares) {
        if (!(share >= 0)) throw InvalidArgument("share", share, "at least 0", "give the share of each segment among all customers");
        sum += share;
    }
    if (!(std::fabs(sum - 1) < 1e-6)) throw InvalidArgument("sum of the shares", sum, "1", "divide each by their sum");
    auto state = std::make_shared<State>(*state_);
    state->shares.assign(shares.begin(), shares.end());
    state->check();
    state->derive();
    return Mixture(std::move(state));
}

}  // namespace dangol::inline v0
