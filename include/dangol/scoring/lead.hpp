#pragma once

#include <dangol/core/identifiers.hpp>
#include <dangol/core/time.hpp>
#include <dangol/export.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

class LeadScorer;

/// What is known of one lead, made by LeadScorer::blank_lead(). Holds the scratch memory of scoring, so that score() allocates
/// nothing: give each thread its own.
class DANGOL_EXPORT Lead {
public:
    void set(ColumnIndex, double value);                              ///< numeric, positive, cyclic; count and share with exposure 1. NaN: not known
    void set(ColumnIndex, double value, double exposure);             ///< count over days, successes over trials
    void set(ColumnIndex, LevelIndex);                                ///< flag, category, ordered category
    void set(ColumnIndex, std::span<const float> parts, double effective_count);  ///< composition
    void forget(ColumnIndex);                                         ///< not known after all
    Instant as_of() const noexcept { return as_of_; }

private:
    friend class LeadScorer;
    Instant as_of_ = {};
    std::vector<double> numbers_ = {};
    std::vector<double> exposures_ = {};
    std::vector<std::uint32_t> codes_ = {};
    std::vector<std::vector<float>> compositions_ = {};
    std::vector<const float*> composition_pointers_ = {};
    mutable std::vector<double> scratch_ = {};
    std::vector<std::uint8_t> kinds_ = {};                            ///< ColumnKind of each, to refuse the wrong setter
    std::vector<std::uint32_t> levels_ = {};                          ///< level count of each
};

}  // namespace dangol::inline v0
