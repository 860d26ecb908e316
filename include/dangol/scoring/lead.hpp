#pragma once

#include <dangol/core/identifiers.hpp>
#include <dangol/core/time.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

class LeadScorer;

/// What is known of one lead, made by LeadScorer::blank_lead(); columns are those of the scorer. A value: copies are independent.
/// It holds the scratch memory of scoring, so that score() allocates nothing: give each thread its own.
class DANGOL_EXPORT Lead {
public:
    /// @throws ColumnKindMismatch for a column that holds something else, InvalidArgument for a value that its kind does not allow
    void set(ColumnIndex, double value);                   ///< numeric, positive, cyclic; 0 or 1 of one trial, a count that is an attribute. NaN: not known
    void set(ColumnIndex, double value, double exposure);  ///< count over days, successes over trials, mean of so many
    void set(ColumnIndex, LevelIndex);                     ///< flag (0 no, 1 yes), category, ordered category
    void set(ColumnIndex, std::span<const float> parts, double effective_count);  ///< composition; parts sum to 1
    void forget(ColumnIndex);                              ///< not known after all

    /// Whose lead it is. It changes no score; with the moment it decides who of a negative persona is drawn to be contacted all the same.
    void of_customer(std::int64_t key) noexcept;
    void of_customer(std::string_view key) noexcept;

    Instant as_of() const noexcept { return as_of_; }
    bool known(ColumnIndex column) const noexcept { return known_[column.value] != 0; }
    double number(ColumnIndex column) const noexcept { return numbers_[column.value]; }  ///< unspecified where it is not known, and so are the next
    double exposure(ColumnIndex column) const noexcept { return exposures_[column.value]; }
    std::uint32_t code(ColumnIndex column) const noexcept { return codes_[column.value]; }
    std::span<const float> parts(ColumnIndex) const noexcept;

private:
    friend class LeadScorer;
    const FeatureColumn& checked(ColumnIndex) const;
    void keep(ColumnIndex, double number, double exposure);

    std::shared_ptr<const std::vector<FeatureColumn>> columns_ = {};
    Instant as_of_ = {};
    std::uint64_t customer_ = 0;  ///< hash of the key; 0: not known
    std::vector<std::uint8_t> known_ = {};
    std::vector<double> numbers_ = {}, exposures_ = {};
    std::vector<std::uint32_t> codes_ = {};
    std::vector<float> parts_ = {};               ///< of all compositions, one after the other
    std::vector<std::uint32_t> first_part_ = {};  ///< per column

    mutable std::vector<double> scratch_ = {};
    mutable std::vector<double> basis_numbers_ = {}, basis_exposures_ = {};
    mutable std::vector<std::uint32_t> basis_codes_ = {};
    mutable std::vector<const float*> basis_parts_ = {};
};

}  // namespace dangol::inline v0
