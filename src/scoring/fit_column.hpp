#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// How well a lead fits the segments, as one column: logit(Σ pₖ θₖ) − logit(Σ πₖ θₖ), p its membership, θ the segments' hierarchical
/// response rates, π their shares among leads. In training each lead's θ comes from other customers' leads, or the column would know
/// part of the answer.
namespace dangol::inline v0 {

/// Customers dealt into folds, each with all their leads.
struct CustomerFolds {
    CustomerFolds(std::span<const std::uint32_t> customer_of, std::size_t folds, std::uint64_t seed);
    std::size_t count = 0;
    std::vector<std::uint32_t> of_lead = {};
};

class FitColumn {
public:
    /// `membership` leads × K, K ≥ 1; it must outlive this.
    FitColumn(MatrixView<const double> membership, std::span<const std::uint8_t> converted, std::span<const std::uint32_t> customer_of,
              const CustomerFolds& folds, const Execution&);

    /// θ from all leads.
    const std::vector<double>& rates() const noexcept { return rates_.back(); }

    /// The column for a fit that leaves out fold `held_out` (folds.count: none). Each lead of another fold is seen by θ that knows
    /// neither its own fold nor the one left out; the leads of that fold by θ from all others, as a new lead would be.
    std::vector<double> values(std::size_t held_out) const;

private:
    std::size_t index(std::size_t a, std::size_t b) const noexcept;  ///< of the rates without folds a and b
    double value(std::size_t lead, std::span<const double> rates) const;
    MatrixView<const double> membership_;
    CustomerFolds folds_;
    std::vector<std::vector<double>> rates_ = {};
    std::vector<double> mean_membership_ = {};
};

/// Σ πₖ θₖ.
double common_rate(std::span<const double> shares, std::span<const double> rates) noexcept;

}  // namespace dangol::inline v0
