#pragma once

#include "segments/family_operations.hpp"
#include "segments/mixture_state.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace dangol::inline v0 {

/// Log-densities of one customer in all segments, cell by cell. The table path and the request path both come through here: the
/// same bits. Allocates nothing.
class RowDensities {
public:
    explicit RowDensities(const Mixture::State& state) noexcept : state_(state) {}

    void begin(std::span<double> log_densities) noexcept;      ///< sets them to 0
    void add(std::size_t column, const Cell& cell) noexcept;   ///< an observed cell; columns in ascending order
    double finish() noexcept;                                  ///< adds the block; returns what all segments share

private:
    void factor(std::size_t which) noexcept;

    const Mixture::State& state_;
    std::span<double> out_ = {};
    double log_base_ = 0;
    std::size_t in_block_ = 0;  ///< how many columns of the block were observed
    std::array<std::uint32_t, block_columns_at_most> position_ = {};  ///< of them in the block
    std::array<double, block_columns_at_most> value_ = {};
    std::size_t factored_ = 0;  ///< the factor below belongs to so many columns …
    std::size_t factored_covariance_ = 0;  ///< this one, …
    std::array<std::uint32_t, block_columns_at_most> factored_position_ = {};  ///< … to these
    std::array<double, block_columns_at_most*(block_columns_at_most + 1) / 2> factor_ = {};  ///< lower Cholesky factor, row by row
    double log_determinant_ = 0;
};

}  // namespace dangol::inline v0
