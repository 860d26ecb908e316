#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>

#include "personas/claims.hpp"
#include "personas/groups.hpp"
#include "segments/refit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// What the claims are read from, whatever the membership.
struct ReadingSource {
    const FeatureTable& features;
    std::span<const Claim> claims;
    std::span<const double> money;    ///< money_spent()
    std::span<const char> compared;   ///< compared_segments()
    bool correct = true;              ///< for customers placed wrongly; a cut places by decree, and there is nothing to correct
};

/// What one membership says of every segment: shares, and each claim's contrast. Columns that did not make the segments are
/// corrected for customers placed wrongly, unless the correction leads to what cannot be (rates below 0): the plain contrast is
/// drawn towards everyone else, so that it errs on the side of saying less.
struct GroupReading {
    std::vector<GroupShares> shares = {};               ///< [segment]
    std::vector<std::vector<Contrast>> contrasts = {};  ///< [segment][claim]
    std::vector<std::vector<char>> mended = {};         ///< [segment][claim]: corrected
    bool corrected = true;                              ///< false where segments overlap too much for it
};

/// A resampling (`first` given) corrects what the first reading corrected.
GroupReading read(MatrixView<const double> membership, std::span<const double> weights, const ReadingSource&, const GroupReading* first = nullptr);

/// Customers drawn with replacement, the segments found again in them, and what they say: the spread of it is the standard error.
class Resampling {
public:
    Resampling(const Refit&, const ReadingSource&, const GroupReading& first, std::size_t samples, std::uint64_t seed, const Execution&);

    /// Standard deviation over the samples of what `value` takes from each; samples where it is not finite do not count.
    template <class Value>
    double standard_error(Value value) const {
        return standard_deviation(values_of(value));
    }
    /// From the least to the most that any sample has; none where no sample counts.
    template <class Value>
    std::optional<Interval> reach(Value value) const {
        const std::vector<double> values = values_of(value);
        if (values.empty()) return {};
        const auto [least, most] = std::ranges::minmax(values);
        return Interval{least, most};
    }
    double mean_jaccard(std::size_t segment) const;  ///< of a segment with its best match (Hennig 2007)

private:
    template <class Value>
    std::vector<double> values_of(Value value) const {
        std::vector<double> values;
        for (const GroupReading& reading : readings_)
            if (const double x = value(reading); std::isfinite(x)) values.push_back(x);
        return values;
    }
    static double standard_deviation(std::span<const double> values);

    std::vector<GroupReading> readings_ = {};             // [sample]
    std::vector<std::vector<double>> jaccard_ = {};  // [sample][segment]
};

}  // namespace dangol::inline v0
