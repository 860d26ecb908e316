#pragma once

#include "core/fixed_sum.hpp"
#include "features/fold_part.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

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

/// A moment that may be none, in a word that is 0 at first: later is more.
struct KeptMoment {
    std::uint64_t word = 0;

    static KeptMoment at(std::int64_t microseconds) noexcept { return {static_cast<std::uint64_t>(microseconds) ^ sign}; }
    bool any() const noexcept { return word != 0; }
    std::int64_t microseconds() const noexcept { return static_cast<std::int64_t>(word ^ sign); }
    bool operator==(const KeptMoment&) const = default;
    auto operator<=>(const KeptMoment&) const = default;

private:
    static constexpr std::uint64_t sign = std::uint64_t{1} << 63;
};

/// A part with one struct of fields, `Kept`.
template <class Fields>
class PartOf : public FoldPart {
public:
    using FoldPart::FoldPart;

    std::size_t size() const noexcept override {
        static_assert(std::is_trivially_copyable_v<Fields> && sizeof(Fields) % 8 == 0 && alignof(Fields) <= 8);
        return sizeof(Fields);
    }

protected:
    Fields& kept(std::byte* record) const noexcept { return field_at<Fields>(record, offset); }
    const Fields& kept(const std::byte* record) const noexcept { return field_at<Fields>(record, offset); }
    template <class Row>
    FoldOccasion occasion_of(const Row& row) const noexcept {
        return dangol::occasion_of(row.row[FoldRowLayout::head + occasion]);
    }
    double number_of(const FoldedVisit& visit, std::size_t word = 0) const noexcept { return dangol::number_of(visit.row[FoldRowLayout::head + input + word]); }
};

/// A measure that calls measure(kept, customer, cells) for each customer.
template <class Kept, class Measure>
FoldMeasure measured(Measure measure) {
    return [measure = std::move(measure)](std::span<const FoldedMoment> customers, std::size_t offset, std::span<MeasuredColumn> columns, std::size_t first_row) {
        for (std::size_t i = 0; i < customers.size(); ++i) measure(field_at<Kept>(customers[i].record, offset), customers[i], RowCells(columns, first_row + i));
    };
}

}  // namespace dangol::inline v0
