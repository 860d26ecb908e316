#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/declared_kinds.hpp>

#include <vector>

namespace dangol::inline v0 {

/// Rows that say what was declared: each speaks in one column, and its weight is that of the kind.
struct PseudoCustomers {
    FeatureTable rows = {};
    Matrix membership = {};  ///< 1 in the kind that a row belongs to
};

/// `everyone` gives what is left open: spreads, exposures, the share of zeros. Expectations about `left_out` are passed over.
/// @throws InvalidArgument, UnknownColumn, UnknownLevel
PseudoCustomers pseudo_customers(const FeatureTable& everyone, const std::vector<DeclaredKind>& kinds, const std::string& left_out);

/// How a column is compared with what was declared: values and weights per customer (NaN where not known), and their spread.
struct Compared {
    std::vector<double> values = {}, weights = {};
    double declared = 0, deviation = 0;
    bool logs = false;
};
Compared compared(const FeatureTable& everyone, const Expectation& expectation);

}  // namespace dangol::inline v0
