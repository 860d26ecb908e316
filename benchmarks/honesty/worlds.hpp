#pragma once

#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

/// The worlds of the trials: customers of whom it is known what kinds there are. The same number of customers and seed give the same world.
namespace dangol_honesty {

struct PlantedWorld {
    dangol::FeatureTable table = {};
    std::vector<std::uint32_t> kinds = {};  ///< per customer; empty: all are one population
};

/// One population. Five columns of the basis at most, so that "natural" is not barred at 300 customers.
PlantedWorld independent_habits(std::size_t customers, std::uint64_t seed);     ///< of every kind of column, and descriptors; a tenth missing
PlantedWorld one_factor(std::size_t customers, std::uint64_t seed);             ///< any two of four habits correlate by .4
PlantedWorld skewed_habits(std::size_t customers, std::uint64_t seed);          ///< numbers with long right tails, correlated
PlantedWorld overdispersed_counts(std::size_t customers, std::uint64_t seed);   ///< events spread far wider than Poisson's, unequal days
PlantedWorld overdispersed_profile(std::size_t customers, std::uint64_t seed);  ///< what is bought differs from person to person, not by kind

/// Three kinds in four numbers which correlate by .4 within each. Who knows the law itself reaches adjusted Rand .98 and more.
PlantedWorld three_correlated_kinds(std::size_t customers, std::uint64_t seed);

/// Two kinds in columns of four sorts: a number, a count over unequal days, an amount and a flag. Who knows the law itself reaches adjusted Rand .95 and more.
PlantedWorld two_kinds_in_mixed_columns(std::size_t customers, std::uint64_t seed);

/// Two kinds in three numbers.
PlantedWorld column_copied_five_times(std::size_t customers, std::uint64_t seed);  ///< and a fourth that means nothing, five times (r = .95)
PlantedWorld empty_profile(std::size_t customers, std::uint64_t seed);             ///< and a profile of 28 cells that means nothing

/// One population whose rates do not differ by tenure, or by how much was written about somebody; tenure and notes are of two sorts.
PlantedWorld unequal_tenure(std::size_t customers, std::uint64_t seed);
PlantedWorld unequal_notes(std::size_t customers, std::uint64_t seed);

/// Eight numbers; in the second, two kinds 2 standard deviations apart in the first four.
PlantedWorld noise_in_eight(std::size_t customers, std::uint64_t seed);
PlantedWorld two_kinds_in_four_of_eight(std::size_t customers, std::uint64_t seed);

}  // namespace dangol_honesty
