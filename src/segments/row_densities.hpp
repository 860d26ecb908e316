#pragma once

#include "segments/family_operations.hpp"
#include "segments/mixture_state.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace dangol::inline v0 {

/// How well a mean is known. A fit takes all means of a column as equally well known, each as from the observations that are usual in its
/// segment; by_observations, one of fewer varies as much more: the variance of a mean goes with 1 / observations.
enum class Means : std::uint8_t { as_fitted, by_observations };

/// Log-densities of one customer in all segments, cell by cell. The table path and the request path both come through here: the
/// same bits. Allocates nothing.
class RowDensities {
public:
    explicit RowDensities(const Mixture::State& state, Means means = Means::as_fitted) noexcept : state_(state), means_(means) {}

    void begin(std::span<double> log_densities) noexcept;      ///< sets them to 0
    void add(std::size_t column, const Cell& cell) noexcept;   ///< an observed cell; columns in ascending order
    double finish() noexcept;                                  ///< adds the block; returns what all segments share

private:
    void factor(std::size_t which) noexcept;
    double spread(std::size_t segment, std::size_t column, double exposure) const noexcept;

    const Mixture::State& state_;
    const Means means_;
    std::span<double> out_ = {};
    double log_base_ = 0;
    std::size_t in_block_ = 0;  ///< how many columns of the block were observed
    std::array<std::uint32_t, block_columns_at_most> position_ = {};  ///< of them in the block
    std::array<double, block_columns_at_most> value_ = {}, exposure_ = {};
    std::size_t factored_ = 0;  ///< the factor below belongs to so many columns …
    std::size_t factored_covariance_ = 0;  ///< this one, …
    std::array<std::uint32_t, block_columns_at_most> factored_position_ = {};  ///< … to these
    std::array<double, block_columns_at_most*(block_columns_at_most + 1) / 2> factor_ = {};  ///< lower Cholesky factor, row by row
    double log_determinant_ = 0;
};

}  // namespace dangol::inline v0
