#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

/// Non-negative matrix factorisation X ≈ W H: every customer is a non-negative sum of few behaviour archetypes (Lee & Seung 1999). It is how the Automatic
/// Persona Generation papers find behaviours in a matrix of people × things they did (An, Kwak, Jung, Salminen & Jansen 2018).
/// An archetype is no kind of customer: everyone mixes several. memberships_of() turns the mixing into memberships where kinds are wanted.
namespace dangol::inline v0 {

/// What is made small, and so which data it is right for.
enum class NmfLoss : std::uint8_t {
    frobenius,        ///< ½ Σ (x − wh)²; cyclic coordinate descent (Cichocki & Phan 2009; Hsieh & Dhillon 2011)
    kullback_leibler  ///< Σ x log(x / wh) − x + wh, right for counts; multiplicative updates (Lee & Seung 2001)
};

/// How many archetypes are looked for, by which loss, and how long.
struct NmfOptions {
    std::size_t archetype_count = 5;       ///< ≥ 1
    NmfLoss loss = NmfLoss::frobenius;
    std::size_t starts = 5;                ///< ≥ 1; the smallest loss wins
    std::size_t iterations_at_most = 200;
    double tolerance = 1e-4;               ///< ≥ 0. frobenius: stop when what the gradient leaves to do is this part of what it was at first;
                                           ///< kullback_leibler: when ten iterations lower the loss by less than this part of the first loss
    std::uint64_t seed = 0;
    bool operator==(const NmfOptions&) const = default;
};

/// The best of the starts: how much of each archetype a customer is, and what each archetype does.
struct Nmf {
    Matrix weights = {};     ///< W, customers × archetypes, ≥ 0
    Matrix archetypes = {};  ///< H, archetypes × columns, ≥ 0
    double loss = 0;         ///< as named at NmfLoss, of W and H as they stand here
    Termination termination = Termination::not_run;
    std::size_t iterations = 0;
    std::size_t starts = 0;
    bool operator==(const Nmf&) const = default;
};

/// `points` is customers × columns, every cell finite and ≥ 0. One pass over it an iteration. Columns weigh as their scale does: give counts, or
/// divide every column by its mean. The same bits for any number of threads and every instruction set.
/// @throws InvalidArgument (field, value, constraint), Cancelled
[[nodiscard]] DANGOL_EXPORT Nmf fit_nmf(MatrixView<const double> points, const NmfOptions& = {}, const Execution& = {});

/// From given W and H; `archetype_count`, `starts` and `seed` do not matter. Step for step what scikit-learn's solvers `cd` (without shuffling) and
/// `mu` do from the same start.
[[nodiscard]] DANGOL_EXPORT Nmf fit_nmf(MatrixView<const double> points, MatrixView<const double> weights, MatrixView<const double> archetypes,
                                        const NmfOptions& = {}, const Execution& = {});

/// W of other customers for given archetypes. Uses loss, iterations_at_most and tolerance of the options.
[[nodiscard]] DANGOL_EXPORT Matrix nmf_weights(MatrixView<const double> points, MatrixView<const double> archetypes, const NmfOptions& = {},
                                               const Execution& = {});

/// Of every customer, the part of what is explained that each archetype explains: customers × archetypes, rows sum to 1; equal parts where
/// nothing is. With describe_groups() archetypes become segments.
[[nodiscard]] DANGOL_EXPORT Matrix memberships_of(const Nmf&);

}  // namespace dangol::inline v0
