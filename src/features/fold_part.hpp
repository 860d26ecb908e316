#pragma once

#include <dangol/features/feature_plan.hpp>

#include "features/fold_batch.hpp"
#include "features/prepared_feature.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

/// What a fold keeps of one customer is a record: the clock, then what each feature needs. A record is bytes that are 0 at first, in
/// multiples of 8; every field is a number of the processor, so that records are copied, kept and merged as they are.
namespace dangol::inline v0 {

struct FoldClock {
    std::int64_t first_at = 0, last_at = 0;  ///< of all rows, also of events that are no visits
    std::int64_t first_visit = 0;            ///< also outside the window
    std::int64_t last_visit = 0;             ///< in the window
    std::uint64_t content = 0;               ///< of the first row at last_at
    std::uint64_t visits = 0;                ///< in the window
    std::uint64_t flags = 0;

    static constexpr std::uint64_t seen = 1;     ///< has a row
    static constexpr std::uint64_t tied = 2;     ///< has more than one row at last_at
    static constexpr std::uint64_t came = 8;     ///< has a visit
    static constexpr std::uint64_t refused = 4;  ///< has not agreed: nothing else is kept
    bool is(std::uint64_t flag) const noexcept { return (flags & flag) != 0; }
};

template <class Field>
Field& field_at(std::byte* record, std::size_t offset) noexcept {
    return *reinterpret_cast<Field*>(record + offset);
}
template <class Field>
const Field& field_at(const std::byte* record, std::size_t offset) noexcept {
    return *reinterpret_cast<const Field*>(record + offset);
}
inline FoldClock& clock_of(std::byte* record) noexcept { return field_at<FoldClock>(record, 0); }
inline const FoldClock& clock_of(const std::byte* record) noexcept { return field_at<FoldClock>(record, 0); }

struct FoldedVisit {
    std::uint32_t row = 0;
    std::byte* record = nullptr;
};

/// What one feature keeps in a record, from `offset` on.
class FoldPart {
public:
    virtual ~FoldPart() = default;

    std::size_t offset = 0;
    virtual std::size_t size() const noexcept = 0;
    virtual FoldBatch::Clock clock() const noexcept { return FoldBatch::Clock::none; }

    /// Adds visits; those of one customer stand by time. False: a sum has left its range.
    virtual bool fold(const FoldBatch& batch, std::span<const FoldedVisit> visits) const = 0;
    virtual bool merge(std::byte* record, const std::byte* later) const = 0;

    /// As PreparedFeature::measure; of the moment only its times and the number of visits may be used.
    virtual void measure(const std::byte* record, const CustomerMoment& moment, RowCells cells) const = 0;
};

/// @throws InvalidArgument naming a feature that cannot be folded.
std::unique_ptr<FoldPart> fold_part(const Feature& feature, const Schema& schema);

}  // namespace dangol::inline v0
