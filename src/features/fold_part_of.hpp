#pragma once

#include "core/fixed_sum.hpp"
#include "features/fold_part.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

/// What parts with fields of their own are made of.
namespace dangol::inline v0 {

/// A FixedSum as two words of a record.
struct KeptSum {
    std::uint64_t low = 0, high = 0;

    [[nodiscard]] bool add(const auto& term) noexcept {
        FixedSum sum = FixedSum::from_words(low, high);
        const bool fits = sum.add(term);
        low = sum.low();
        high = sum.high();
        return fits;
    }
    FixedSum sum() const noexcept { return FixedSum::from_words(low, high); }
};

/// A part with one struct of fields, `Kept`.
template <class Fields>
class PartOf : public FoldPart {
public:
    std::size_t size() const noexcept override {
        static_assert(std::is_trivially_copyable_v<Fields> && sizeof(Fields) % 8 == 0 && alignof(Fields) <= 8);
        return sizeof(Fields);
    }

protected:
    Fields& kept(std::byte* record) const noexcept { return field_at<Fields>(record, offset); }
    const Fields& kept(const std::byte* record) const noexcept { return field_at<Fields>(record, offset); }
    FoldOccasion occasion_of(const FoldedVisit& visit) const noexcept { return dangol::occasion_of(visit.row[FoldRowLayout::head + occasion]); }
    double number_of(const FoldedVisit& visit, std::size_t word = 0) const noexcept { return dangol::number_of(visit.row[FoldRowLayout::head + input + word]); }
};

/// Calls measure(customer, cells) for each.
template <class Measure>
void measure_each(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row, const Measure& measure) {
    for (std::size_t i = 0; i < customers.size(); ++i) measure(customers[i], RowCells(columns, first_row + i));
}

}  // namespace dangol::inline v0
