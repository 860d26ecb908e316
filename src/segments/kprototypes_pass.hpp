#pragma once

#include <dangol/core/execution.hpp>

#include "segments/centred_rows.hpp"
#include "segments/mixed_points.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// One pass of k-prototypes over the rows: who is nearest is settled as nearest_tile.hpp has it.
namespace dangol::inline v0 {

struct Prototypes {
    Matrix centres = {};                    ///< K × numbers
    std::vector<std::uint32_t> modes = {};  ///< K × categories

    std::span<const std::uint32_t> mode(std::size_t k) const noexcept {
        const std::size_t categories = modes.size() / centres.rows();
        return std::span(modes).subspan(k * categories, categories);
    }
};

/// The rows, and what stays the same from pass to pass.
struct PlacedRows {
    PlacedRows(const MixedPoints& points, std::span<const double> weights, double gamma, const Execution& execution);

    MixedPoints points;
    CentredRows<double> numbers;            ///< with the weights
    double gamma;
    std::vector<std::size_t> offsets = {};  ///< where each category's levels begin among all levels; categories + 1
};

/// Of rows that are new in a group, less those that left it; of all rows where they are summed anew.
struct PrototypeSums {
    Matrix sums = {};                 ///< K × numbers: Σ weight · (x − shift)
    Matrix mass = {};                 ///< K × numbers: weight behind each; one column where no number is missing
    std::vector<double> levels = {};  ///< K × all levels: weight of each level of each category
    std::size_t changed = 0;
    void merge(PrototypeSums&& from);
};

/// Gives every row its nearest prototype in `groups`, of equals the first; there stands the one of the pass before, or no_group. And sums.
PrototypeSums place_and_sum(const PlacedRows& rows, const Prototypes& prototypes, std::span<std::uint32_t> groups, const Execution& execution);

/// What a row costs with a prototype.
double cost_between(std::span<const double> numbers, std::span<const std::uint32_t> codes, std::span<const double> centre,
                    std::span<const std::uint32_t> mode, double gamma) noexcept;

/// Σ weight · cost of every row with the prototype of its group.
double cost_of(const PlacedRows& rows, const Prototypes& prototypes, std::span<const std::uint32_t> groups, const Execution& execution);

}  // namespace dangol::inline v0
