#pragma once

#include <dangol/features/feature_plan.hpp>

#include "customers/read_tables.hpp"
#include "features/fold_rows.hpp"
#include "features/prepared_feature.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// What a fold keeps of one customer is a record: the clock, then what each feature needs. A record is bytes that are 0 at first, in
/// multiples of 8; every field is a number of the processor, so that records are copied, kept and merged as they are.
///
/// A feature is two things: a part of the record, which rows are added to, and a measure, which reads it at the end. Features that read the same
/// part share it.
namespace dangol::inline v0 {

struct FoldClock {
    std::int64_t first_at = 0, last_at = 0;  ///< of all rows, also of events that are no visits
    std::int64_t first_visit = 0;            ///< also outside the window
    std::int64_t last_visit = 0;             ///< in the window
    std::uint64_t content = 0;               ///< of the first row at last_at
    std::uint64_t visits_and_flags = 0;      ///< visits in the window above eight flags

    static constexpr std::uint64_t seen = 1;     ///< has a row
    static constexpr std::uint64_t tied = 2;     ///< has more than one row at last_at
    static constexpr std::uint64_t came = 8;     ///< has a visit
    static constexpr std::uint64_t refused = 4;  ///< has not agreed: nothing else is kept
    bool is(std::uint64_t flag) const noexcept { return (visits_and_flags & flag) != 0; }
    void set(std::uint64_t flag) noexcept { visits_and_flags |= flag; }
    void clear(std::uint64_t flag) noexcept { visits_and_flags &= ~flag; }
    std::uint64_t flags() const noexcept { return visits_and_flags & 0xff; }
    static constexpr std::uint64_t one_visit = 256;
    std::uint64_t visits() const noexcept { return visits_and_flags / one_visit; }
    void add_visits(std::uint64_t more) noexcept { visits_and_flags += more * one_visit; }
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

/// Why a fold could not go on.
enum class FoldTrouble : std::uint8_t {
    none,
    out_of_order,
    out_of_range,  ///< a sum
    counter_full   ///< a narrow one: FoldLayout::wide_counters
};

struct FoldedVisit {
    const FoldWord* row = nullptr;
    std::byte* record = nullptr;
};

/// What a row is to the plan's window.
enum class FoldedAs : std::uint8_t {
    nothing,  ///< set aside, repeated, or not on record when the window ends
    visit,
    event,
    earlier_visit,  ///< before the window
    earlier_event
};

struct FoldedInteraction {
    const FoldWord* row = nullptr;
    std::byte* record = nullptr;
    FoldedAs as = FoldedAs::nothing;
};

/// A customer on the way into the table: the record, and what it says at the end of the window.
struct FoldedMoment {
    const std::byte* record = nullptr;
    Instant as_of = {};
    Instant known_since = Instant::max(), observed_since = Instant::max();  ///< Instant::max(): not
    std::uint64_t visits_counted = 0;                                       ///< without one that started the clock
    bool visit_started = false, event_started = false;                      ///< the clock, and lies in the window
    int kind_of_first_event = -1;                                           ///< where the plan counts events
};

/// Which interactions reach a part.
enum class FoldScope : std::uint8_t {
    visits,      ///< in the window
    with_events, ///< visits and events in the window, by fold() alike
    everything   ///< also what lies before the window, by fold_all()
};

/// The last days of the window. As LastDays has it: of what is only dated, the end of its day decides.
struct FoldDays {
    std::int64_t since = 0, day_of_since = 0;  ///< microseconds
    bool hold(std::int64_t at) const noexcept { return at >= since || at == day_of_since; }
};

/// What a part reads.
struct FoldNeeds {
    std::string what = {};       ///< it keeps, of whom: parts that say the same are one
    std::size_t inputs = 0;      ///< words of a row
    std::function<void(const InteractionTable&, const FoldInput&)> take = {};  ///< writes them, of some rows
    bool clock = false;          ///< FoldOccasion::day and week_part
    bool amount = false;         ///< its one input is the amount of a row, as it stands
    FoldScope scope = FoldScope::visits;
    bool counts_events = false;  ///< and so asks where the data begin, before which an event is in no window
    std::optional<FoldDays> days = {};  ///< in these alone, of all the window
};

/// Reads some words of a row, from `input` on, and keeps `size` bytes of a record, from `offset` on.
class FoldPart {
public:
    explicit FoldPart(FoldNeeds needed) : needs(std::move(needed)) {}
    virtual ~FoldPart() = default;

    const FoldNeeds needs;
    std::size_t input = 0, offset = 0;
    std::size_t occasion = 0;  ///< the input that is a FoldOccasion, if there is one
    virtual std::size_t size() const noexcept = 0;

    /// Adds visits, or what its scope says; those of one customer stand by time, those of one moment in any order. False: something has left its range,
    /// namely when_full().
    virtual bool fold(std::span<const FoldedVisit>) const { return true; }
    virtual bool fold_all(std::span<const FoldedInteraction>) const { return true; }
    virtual bool merge(std::byte* record, const std::byte* later) const = 0;
    virtual FoldTrouble when_full() const noexcept { return FoldTrouble::out_of_range; }

    /// As a state keeps it, `kept_size` bytes from `kept_offset` on: the same whether counters are wide or not.
    std::size_t kept_offset = 0;
    virtual std::size_t kept_size() const noexcept { return size(); }
    virtual void keep(const std::byte* record, std::byte* kept) const { std::memcpy(kept + kept_offset, record + offset, size()); }
    virtual bool take_back(const std::byte* kept, std::byte* record) const {  ///< false: it does not fit
        std::memcpy(record + offset, kept + kept_offset, size());
        return true;
    }
};

/// As PreparedFeature::measure, of customers whose rows follow each other from `first_row` on; what the feature reads stands in their records from
/// `offset` on.
using FoldMeasure = std::function<void(std::span<const FoldedMoment> customers, std::size_t offset, std::span<MeasuredColumn>, std::size_t first_row)>;

/// How a feature is folded.
struct FoldedFeature {
    std::unique_ptr<FoldPart> part = {};  ///< none: the clock says it
    FoldMeasure measure = {};
};

/// How rows and records are laid out, and what the plan's window lets into a record.
struct FoldLayout {
    struct Measured {
        std::size_t offset = 0;
        FoldMeasure measure = {};
    };
    std::vector<std::shared_ptr<const FoldPart>> parts = {};
    std::vector<Measured> features = {};                      ///< of the plan
    std::size_t inputs = 0;
    std::size_t record_size = sizeof(FoldClock), kept_size = sizeof(FoldClock);
    bool wide_counters = false;                               ///< of 32 bits; most customers need 16, and there are many customers
    bool clock = false;                                       ///< a part wants it
    bool wants_other_columns = false;                         ///< than the amount
    bool only_visits = true;                                  ///< no part has another scope
    bool counts_events = false, reads_events = false;         ///< a part does
    std::optional<std::size_t> occasion = {};                 ///< the input that is a FoldOccasion; none: every row is a visit, at any time
    std::optional<std::size_t> amount = {};                   ///< the input that is the amount
    std::optional<std::size_t> events = {};                   ///< where a record has KeptEventClock: FeaturePlan::counted says all
    std::int64_t from = 0, until = 0;                         ///< of the window, microseconds; the ends of time where it is not given
    std::int64_t from_day = not_a_time, until_day = not_a_time;  ///< midnight before an end that lies within a day: see lies_in_window()

    static constexpr std::int64_t not_a_time = std::numeric_limits<std::int64_t>::min();
    /// As seen_visits() has it: of what is only dated, the end of its day decides.
    bool lies_in_window(std::int64_t at) const noexcept { return (at >= from || at == from_day) && at < until && at != until_day; }
    bool lies_before_window(std::int64_t at) const noexcept { return at < from && at != from_day && at != until_day; }

    void add(FoldedFeature feature);
    std::size_t add(std::unique_ptr<FoldPart> part);  ///< where it stands in a record; one that keeps the same may be there
    void need_occasion();  ///< at the latest before the first part that wants the clock is used

    void keep(const std::byte* record, std::byte* kept) const;       ///< as a state keeps it
    bool take_back(const std::byte* kept, std::byte* record) const;  ///< false: a counter is too narrow
};

}  // namespace dangol::inline v0
