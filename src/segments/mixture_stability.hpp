#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// bootstrap_stability() of segments that a mixture found: per segment, whether mixtures of resampled customers find it again. Each sample is fitted from
/// new starts, as many as `options` say, and from `membership`; the better of the two counts. `membership` is customers × K.
std::vector<double> mixture_stability(const FeatureTable&, const Matrix& membership, const MixtureOptions& options, std::size_t samples, std::uint64_t seed,
                                      const Execution&);

}  // namespace dangol::inline v0
