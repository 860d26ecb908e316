#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/segments/kprototypes.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// One pass of k-prototypes over the rows. Prototypes lie side by side, eight virtual lanes at a time: of each row, numbers are compared
/// with eight centres at once and codes with eight modes.
namespace dangol::inline v0 {

/// Prototypes as the kernel wants them, padded to whole lanes.
struct PrototypeLanes {
    PrototypeLanes(const Matrix& centres, std::span<const std::uint32_t> modes, std::size_t categories, double gamma);
    std::size_t groups, padded;
    double gamma;
    std::vector<double> centres = {};        ///< numbers × padded
    std::vector<std::uint64_t> modes = {};   ///< categories × padded
    std::vector<double> start = {};          ///< 0, and +∞ behind the last group
};

struct PrototypeSums {
    Matrix sums = {};                 ///< K × numbers: Σ weight · x
    Matrix mass = {};                 ///< K × numbers: weight behind each
    std::vector<double> levels = {};  ///< K × all levels: weight of each level of each category
    std::vector<double> weight = {};  ///< of each group
    double cost = 0;
    std::size_t changed = 0;
    void merge(PrototypeSums&& from);
};

/// Where each category's levels begin among all levels; its size is categories + 1.
std::vector<std::size_t> level_offsets(const MixedRows& rows, const Execution& execution);

/// Gives every row its nearest prototype in `groups`, and sums.
PrototypeSums place_and_sum(const MixedRows& rows, std::span<const double> weights, const PrototypeLanes& prototypes,
                            std::span<const std::size_t> offsets, std::span<std::uint32_t> groups, const Execution& execution);

}  // namespace dangol::inline v0
