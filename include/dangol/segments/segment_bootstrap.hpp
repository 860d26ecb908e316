#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// How far shares and parameters of segments may be off: the segments are found again in resampled customers (Efron 1979; for mixtures O'Hagan, Murphy, Scrucca &
/// Gormley, Investigation of parameter uncertainty in clustering using a Gaussian mixture model, 2019).
namespace dangol::inline v0 {

/// A number under its name, with its interval.
struct NamedEstimate {
    std::string name = {};
    Estimate estimate = {};
    bool operator==(const NamedEstimate&) const = default;
};

/// What a segment says of one column.
struct ColumnEstimates {
    std::string column = {};
    std::optional<Estimate> expected_value = {};  ///< as Mixture::expected_value(); none for categories and compositions
    std::vector<NamedEstimate> levels = {};       ///< as Mixture::level_probabilities(), of categories and compositions
    std::vector<NamedEstimate> parameters = {};   ///< as Mixture::parameters()
    bool operator==(const ColumnEstimates&) const = default;
};

/// One segment.
struct SegmentEstimates {
    SegmentId segment = {};
    Estimate share = {};
    std::vector<ColumnEstimates> columns = {};    ///< one per column of the mixture
    bool operator==(const SegmentEstimates&) const = default;
};

struct SegmentBootstrapOptions {
    std::size_t samples = 200;  ///< ≥ 20, of customers; the ends of an interval stand on the outer twentieth of them
    std::uint64_t seed = 0;
    bool operator==(const SegmentBootstrapOptions&) const = default;
};

/// Values of the segmentation with 95 % percentile intervals, in the order of its segments. Customers are drawn with replacement and the segments found again
/// the way they were found, with the same prior, assignment, families and covariance: a mixture by EM from where it stands, a cut by cutting anew and matching
/// where customers overlap. Groups that were given, by adopt_groups() or as declared kinds, are described again with everyone's membership held, so their
/// intervals say nothing about who belongs where. Nor does any interval know that the number of segments was chosen.
///
/// `customers`: those that the segmentation was found in. A direction on a circle has an interval that may reach past its ends. Cost: one fit from a warm start per sample; the
/// same bits for any number of threads. @throws InvalidArgument, InsufficientData, Cancelled
[[nodiscard]] DANGOL_EXPORT std::vector<SegmentEstimates> bootstrap_segments(const Segmentation&, const FeatureTable& customers, const SegmentBootstrapOptions& = {},
                                                                             const Execution& = {});

}  // namespace dangol::inline v0
