#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/core/random.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/segmentation.hpp>

#include "segments/point_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// Finds a segmentation again in other customers, the way it was found: by the mixture where the segments are natural, by the hard
/// cut where they are a cut, by describing them again where they were given to us. The number of segments stays.
class Refit {
public:
    Refit(const Segmentation& segmentation, const FeatureTable& features, const Execution& execution);

    static bool is_cut(const Segmentation&) noexcept;
    bool is_cut() const noexcept { return cut_; }
    bool is_given() const noexcept { return given_; }
    const MixtureOptions& options() const noexcept { return options_; }
    const Matrix& membership() const noexcept { return membership_; }  ///< of the segmentation itself

    /// Fitted with these weights instead of the table's; segments in the order of the original, matched where customers overlap.
    Mixture with_weights(std::span<const double> weights, std::uint64_t seed, const Execution&) const;
    /// Fitted on these rows only.
    Mixture on_rows(std::span<const std::uint32_t> rows, std::uint64_t seed, const Execution&) const;

private:
    Mixture fit(const FeatureTable& table, const PointRows<double>& points, MatrixView<const double> start, std::uint64_t seed, const Execution&) const;

    const FeatureTable& features_;
    MixtureOptions options_ = {};
    bool cut_ = false;
    bool given_ = false;
    std::optional<KeptPoints> points_ = {};  ///< of a cut
    Matrix membership_ = {};
};

/// Weights of customers drawn with replacement, as many as there are: each time its own.
std::vector<double> resampled(std::span<const double> weights, Random& random);

/// For each segment of `original`, the segment of `again` that is it: the one-to-one assignment with the largest shared weight.
std::vector<std::size_t> match_segments(MatrixView<const double> original, MatrixView<const double> again, std::span<const double> weights);

}  // namespace dangol::inline v0
