#include "segments/row_densities.hpp"

#include "core/math.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {

void RowDensities::begin(std::span<double> log_densities) noexcept {
    out_ = log_densities;
    std::ranges::fill(out_, 0.0);
    log_base_ = 0;
    in_block_ = 0;
}

void RowDensities::add(std::size_t column, const Cell& cell) noexcept {
    const Family family = state_.families[column];
    if (state_.in_block[column] != 0) {
        const bool logs = family == Family::log_normal_hurdle;
        if (logs && !(cell.number > 0)) return;  // the block knows amounts above 0 only
        const double value = logs ? math::log(cell.number) : cell.number;
        if (logs) log_base_ -= value;
        const auto at = std::lower_bound(state_.block.begin(), state_.block.end(), static_cast<std::uint32_t>(column));
        position_[in_block_] = static_cast<std::uint32_t>(at - state_.block.begin());
        value_[in_block_++] = value;
        return;
    }
    const FamilyOperations& operations = operations_of(family);
    const std::size_t first = state_.first_constant[column], width = state_.first_constant[column + 1] - first;
    log_base_ += operations.log_base(cell);
    if (state_.is_shared[column] != 0) {
        if (!out_.empty()) log_base_ += operations.log_density(state_.constants.row(0).data() + first, width, cell);
        return;
    }
    for (std::size_t k = 0; k < out_.size(); ++k) {
        out_[k] += operations.log_density(state_.constants.row(k).data() + first, width, cell);
    }
}

/// Cholesky factor of covariance number `which` of the observed columns, unless it is the one of before.
void RowDensities::factor(std::size_t which) noexcept {
    const auto positions = std::span(position_).first(in_block_);
    const bool the_same = factored_ == in_block_ && factored_covariance_ == which &&
                          std::ranges::equal(positions, std::span(factored_position_).first(factored_));
    if (the_same) return;
    const std::size_t first = which * state_.block.size();
    log_determinant_ = 0;
    for (std::size_t i = 0; i < in_block_; ++i) {
        double* row = factor_.data() + i * (i + 1) / 2;
        for (std::size_t j = 0; j <= i; ++j) {
            const double* other = factor_.data() + j * (j + 1) / 2;
            double sum = state_.covariance(first + position_[i], position_[j]);
            for (std::size_t m = 0; m < j; ++m) sum -= row[m] * other[m];
            row[j] = i == j ? std::sqrt(sum) : sum / other[j];
        }
        log_determinant_ += 2 * math::log(row[i]);
    }
    factored_ = in_block_;
    factored_covariance_ = which;
    std::ranges::copy(positions, factored_position_.begin());
}

double RowDensities::finish() noexcept {
    if (in_block_ == 0) return log_base_;
    const bool is_free = state_.covariance_count() > 1;
    std::array<double, block_columns_at_most> solved;
    for (std::size_t k = 0; k < out_.size(); ++k) {
        factor(is_free ? k : 0);
        double squares = 0;
        for (std::size_t i = 0; i < in_block_; ++i) {
            const std::size_t column = state_.block[position_[i]];
            const std::size_t mean = state_.first_parameter[column] + (state_.families[column] == Family::log_normal_hurdle ? 1 : 0);
            const double* row = factor_.data() + i * (i + 1) / 2;
            double sum = value_[i] - state_.parameters(k, mean);
            for (std::size_t m = 0; m < i; ++m) sum -= row[m] * solved[m];
            solved[i] = sum / row[i];
            squares += solved[i] * solved[i];
        }
        out_[k] -= 0.5 * (squares + log_determinant_);
    }
    constexpr double log_two_pi = 1.8378770664093454836;
    return log_base_ - 0.5 * static_cast<double>(in_block_) * log_two_pi;
}

}  // namespace dangol::inline v0
