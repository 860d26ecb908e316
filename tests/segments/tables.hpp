#pragma once

#include <dangol/core/random.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/agreement.hpp>
#include <dangol/segments/mixture.hpp>
#include <dangol/segments/segmentation.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

/// Tables for the tests of segments, and what is asked of every fit.
namespace dangol::testing {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

inline CustomerKeys numbered(std::size_t count) {
    std::vector<std::int64_t> keys(count);
    std::iota(keys.begin(), keys.end(), 1);
    return keys;
}

inline FeatureData numbers(std::string name, ColumnKind kind, std::vector<double> values, std::vector<double> exposures = {}) {
    return {.meaning = {.name = std::move(name), .kind = kind}, .numbers = std::move(values), .exposures = std::move(exposures)};
}

inline FeatureData codes(std::string name, ColumnKind kind, std::vector<std::string> levels, std::vector<std::uint32_t> values) {
    return {.meaning = {.name = std::move(name), .kind = kind, .levels = std::move(levels)}, .codes = std::move(values)};
}

inline FeatureData composition(std::string name, std::vector<std::string> parts, std::vector<float> values, std::vector<double> counts) {
    return {.meaning = {.name = std::move(name), .kind = ColumnKind::composition, .levels = std::move(parts)},
            .compositions = std::move(values),
            .exposures = std::move(counts)};
}

inline FeatureTable table_of(std::vector<FeatureData> columns, std::vector<double> weights = {}) {
    const FeatureData& first = columns.front();
    const std::size_t rows = !first.numbers.empty() ? first.numbers.size()
                             : !first.codes.empty() ? first.codes.size()
                                                    : first.compositions.size() / first.meaning.levels.size();
    return FeatureTable(numbered(rows), std::move(columns), std::move(weights));
}

/// EM may not lower what it raises; rounding is allowed.
inline bool never_falls(const FitReport& report) {
    for (std::size_t i = 1; i < report.log_posterior.size(); ++i) {
        const double before = report.log_posterior[i - 1];
        if (report.log_posterior[i] < before - 1e-9 * (1 + std::fabs(before))) return false;
    }
    return !report.log_posterior.empty();
}

/// Fits as fit_mixture() and find_segments() make them, whose EM was seen to rise: what every test of a fit goes through.
inline Mixture checked(Mixture fit) {
    REQUIRE(never_falls(fit.report()));
    return fit;
}
inline Mixture checked_fit(const FeatureTable& table, const MixtureOptions& how = {}, const Execution& execution = {}) {
    return checked(fit_mixture(table, how, execution));
}
inline Mixture checked_fit(const FeatureTable& table, MatrixView<const double> start, const MixtureOptions& how = {}, const Execution& execution = {}) {
    return checked(fit_mixture(table, start, how, execution));
}
inline Segmentation checked_search(const FeatureTable& table, const SegmentCountOptions& how = {}, const Execution& execution = {}) {
    Segmentation found = find_segments(table, how, execution);
    REQUIRE(never_falls(found.mixture.report()));
    return found;
}

inline MixtureOptions options(std::size_t segments, double prior_customers = 1) {
    return {.segment_count = segments, .prior_customers = prior_customers};
}

/// The most probable segment of each row.
inline std::vector<std::uint32_t> labels(const Matrix& membership) { return most_probable(membership); }

}  // namespace dangol::testing
