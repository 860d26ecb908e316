#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// k-prototypes (Huang 1997, 1998): k-means for numbers and categories together; without numbers it is k-modes. Minimised is
///
///     Σᵢ wᵢ (‖xᵢ − c‖² + γ · number of categories that differ from the mode)
///
/// NaN and unobserved_code are not known: they cost nothing and take no part in a prototype. A mixture with a categorical family needs no γ
/// (docs/which-method.md); this is for people who ask for it by name.
namespace dangol::inline v0 {

/// How many prototypes are looked for, how long, and what a category weighs against a number.
struct KPrototypesOptions {
    std::size_t segment_count = 8;          ///< K, 1 … rows
    std::optional<double> gamma = {};       ///< ≥ 0: what one differing category costs, in squared units of the numbers; none: half of the mean
                                            ///< standard deviation of the numbers (Huang 1997, §4), 1 without numbers
    std::size_t starts = 10;                ///< ≥ 1; the smallest cost wins
    std::size_t iterations_at_most = 100;
    std::uint64_t seed = 0;
    bool operator==(const KPrototypesOptions&) const = default;
};

/// Rows × numbers and rows × categories, either may have no columns. Categories are codes from 0.
struct MixedRows {
    MatrixView<const double> numbers = {};
    MatrixView<const std::uint32_t> codes = {};
};

/// The best of the starts: a centre and a mode for each group, and which of them every row is nearest to.
struct KPrototypes {
    Matrix centres = {};                     ///< K × numbers
    std::vector<std::uint32_t> modes = {};   ///< K × categories, row after row: the commonest code of each group, of equals the smallest
    std::vector<std::uint32_t> groups = {};  ///< of every row, its nearest prototype, of equals the first
    double cost = 0;                         ///< of prototypes and groups as they stand here
    double gamma = 0;                        ///< that was used
    Termination termination = Termination::not_run;
    std::size_t iterations = 0;              ///< of the best start
    std::size_t starts = 0;
    bool operator==(const KPrototypes&) const = default;
};

/// Seeds are rows, drawn with probability ∝ weight · cost to the nearest so far (k-means++ with this cost), from at most 65,536 rows. All rows
/// are placed, then all prototypes moved, until no row changes. The same bits for any number of threads and every instruction set.
/// O(rows · K · columns) an iteration. `weights` ≥ 0, one per row; empty: all 1.
/// @throws InvalidArgument (field, value, constraint), Cancelled
[[nodiscard]] DANGOL_EXPORT KPrototypes fit_kprototypes(const MixedRows& rows, std::span<const double> weights, const KPrototypesOptions& = {},
                                                        const Execution& = {});

/// From given prototypes: centres K × numbers, modes K × categories; `segment_count`, `starts` and `seed` do not matter.
[[nodiscard]] DANGOL_EXPORT KPrototypes fit_kprototypes(const MixedRows& rows, std::span<const double> weights, MatrixView<const double> centres,
                                                        std::span<const std::uint32_t> modes, const KPrototypesOptions& = {}, const Execution& = {});

/// The basis columns of a table: flags and categories by code, all others as standardised coordinates; with the weights of its customers.
[[nodiscard]] DANGOL_EXPORT KPrototypes fit_kprototypes(const FeatureTable&, const KPrototypesOptions& = {}, const Execution& = {});

/// The nearest prototype of every row, of equals the first.
[[nodiscard]] DANGOL_EXPORT std::vector<std::uint32_t> nearest_prototypes(const MixedRows& rows, const KPrototypes& prototypes, const Execution& = {});

}  // namespace dangol::inline v0
