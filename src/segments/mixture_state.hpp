#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace dangol::inline v0 {

inline constexpr std::size_t block_columns_at_most = 64;  ///< so that one customer can be placed without allocating
void check_block_size(std::size_t columns);               ///< @throws InvalidArgument

/// What a mixture holds. Parameters are uniform arrays in the columns' own units, whatever the families: archives and merging
/// know no family.
struct Mixture::State {
    std::vector<FeatureColumn> columns = {};
    std::vector<Family> families = {};            ///< one per column
    std::vector<double> shares = {};              ///< one per segment
    Matrix parameters = {};                       ///< segments × sum of the families' widths, columns one after the other
    CovarianceShape shape = CovarianceShape::diagonal;
    std::vector<std::uint32_t> block = {};        ///< positions in `columns` of those that vary together; empty when diagonal
    Matrix covariance = {};                       ///< block × block, of values, or logs of amounts; of all segments one below the other where free
    FitReport report = {};
    std::vector<std::uint32_t> shared = {};       ///< positions in `columns` of those whose parameters are the same in all segments
    Assignment assignment = Assignment::soft;     ///< how it was fitted, so that a refit finds the same estimate
    double prior_customers = 1;

    bool operator==(const State& other) const {
        return columns == other.columns && families == other.families && shares == other.shares &&
               parameters == other.parameters && shape == other.shape && block == other.block &&
               covariance == other.covariance && report == other.report && shared == other.shared &&
               assignment == other.assignment && prior_customers == other.prior_customers;
    }

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.columns, self.families, self.shares, self.parameters, self.shape, self.block, self.covariance, self.report, self.shared,
                self.assignment, self.prior_customers);
    }

    /// The one gate, for fits and for what is loaded. @throws InvalidArgument
    void check() const;
    /// Computes what scoring needs from the fields above; after every fit and load, behind check().
    void derive();

    // Derived, neither stored nor compared.
    std::vector<std::size_t> first_parameter = {}, first_constant = {};  ///< per column, one more at the end
    Matrix constants = {};                         ///< segments × sum of the families' constant widths
    std::vector<double> log_shares = {};
    std::vector<char> in_block = {}, is_shared = {};  ///< per column

    std::size_t segment_count() const noexcept { return shares.size(); }
    std::size_t covariance_count() const noexcept {
        return block.empty() ? 0 : shape == CovarianceShape::free_block ? shares.size() : 1;
    }
    std::size_t first_covariance_of(std::size_t segment) const noexcept {  ///< its first row of `covariance`
        return shape == CovarianceShape::free_block ? segment * block.size() : 0;
    }
    std::span<const double> parameters_of(std::size_t segment, std::size_t column) const noexcept {
        return parameters.row(segment).subspan(first_parameter[column], first_parameter[column + 1] - first_parameter[column]);
    }
};

void check_segment(const Mixture::State& state, std::size_t segment);  ///< @throws InvalidArgument
void check_position(const Mixture::State& state, std::size_t segment, ColumnIndex column);  ///< @throws InvalidArgument

}  // namespace dangol::inline v0
