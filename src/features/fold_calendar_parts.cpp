#include "features/fold_calendar_parts.hpp"

#include "core/math.hpp"
#include "features/fold_part_of.hpp"
#include "features/regularity.hpp"
#include "features/visit_clock.hpp"
#include "features/week_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace dangol::inline v0 {
namespace {

struct KeptIntervals {
    std::int32_t first_day = 0, last_day = 0;
    std::uint32_t count = 0, days = 0;  // days between any two instants fit
    std::uint64_t squares = 0;
    KeptSum log_days = {}, product = {};
};

class IntervalPart : public PartOf<KeptIntervals> {
public:
    explicit IntervalPart(std::size_t at_least) : at_least_(at_least) {}

    bool wants_clock() const noexcept override { return true; }
    bool fold(std::span<const FoldedVisit> visits) const override {
        const auto& known = known_terms();
        for (const FoldedVisit& visit : visits) {
            KeptIntervals& intervals = kept(visit.record);
            const std::int32_t day = occasion_of(visit).day;
            if (!any(intervals)) intervals.first_day = day - shift;
            else add(intervals, std::int64_t{day} - shift - intervals.last_day, known);
            intervals.last_day = day - shift;
        }
        return true;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        KeptIntervals& into = kept(record);
        const KeptIntervals& from = kept(later);
        if (!any(from)) return true;
        if (!any(into)) {
            into = from;
            return true;
        }
        add(into, std::int64_t{from.first_day} - into.last_day, known_terms());
        into.last_day = from.last_day;
        into.count += from.count;
        into.days += from.days;
        into.squares += from.squares;
        return into.log_days.add(from.log_days.sum()) && into.product.add(from.product.sum());
    }
    void measure(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row) const override {
        measure_each(customers, columns, first_row, [this](const FoldedMoment& customer, RowCells cells) {
            const KeptIntervals& found = kept(customer.record);
            const IntervalSums sums(found.count, static_cast<double>(found.days), static_cast<double>(found.squares), found.log_days.sum(), found.product.sum());
            const double count = static_cast<double>(sums.count());
            if (sums.count() > 0) cells[0].estimate(sums.mean(), sums.standard_error_of_mean(), count);
            if (sums.count() >= at_least_) cells[1].number(sums.shape(VisitIntervals::regularity_at_most), count);
        });
    }

private:
    static constexpr std::int32_t shift = 1 << 30;  // beyond any day, so that 0 means that there is none
    static bool any(const KeptIntervals& intervals) noexcept { return intervals.last_day != 0; }

    /// What an interval adds to the sums of logarithms.
    struct LogTerms {
        FixedSum log = {}, product = {};
    };
    static LogTerms log_terms(std::int64_t days) noexcept {
        LogTerms terms;
        const double log_days = math::log(static_cast<double>(days));
        static_cast<void>(terms.log.add(log_days));
        static_cast<void>(terms.product.add(static_cast<double>(days) * log_days));
        return terms;
    }
    static const std::array<LogTerms, 1024>& known_terms() noexcept {
        static const auto table = [] {
            std::array<LogTerms, 1024> terms{};
            for (std::size_t days = 1; days < terms.size(); ++days) terms[days] = log_terms(static_cast<std::int64_t>(days));
            return terms;
        }();
        return table;
    }
    static void add(KeptIntervals& intervals, std::int64_t days, const std::array<LogTerms, 1024>& known) noexcept {
        if (days <= 0) return;
        const auto position = static_cast<std::size_t>(days);
        const LogTerms terms = position < known.size() ? known[position] : log_terms(days);
        ++intervals.count;
        intervals.days += static_cast<std::uint32_t>(position);
        intervals.squares += position * position;
        static_cast<void>(intervals.log_days.add(terms.log));
        static_cast<void>(intervals.product.add(terms.product));
    }

    std::size_t at_least_;
};

constexpr std::size_t week_parts = 28;
using WeekCounts = std::array<std::uint32_t, week_parts>;

template <class Count>
struct KeptRhythm {
    std::array<Count, week_parts> visits = {};
};

/// Counters of 16 bits are half of a record saved; one that is full is told, so that the fold goes on with wider ones.
template <class Count>
class WeekPart : public PartOf<KeptRhythm<Count>> {
public:
    bool wants_clock() const noexcept override { return true; }
    bool fold(std::span<const FoldedVisit> visits) const override {
        bool fits = true;
        for (const FoldedVisit& visit : visits) fits = ++this->kept(visit.record).visits[this->occasion_of(visit).week_part] != 0 && fits;
        return fits;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        auto& into = this->kept(record).visits;
        const auto& from = this->kept(later).visits;
        bool fits = true;
        for (std::size_t part = 0; part < week_parts; ++part) fits = !__builtin_add_overflow(into[part], from[part], &into[part]) && fits;
        return fits;
    }
    FoldTrouble when_full() const noexcept override { return sizeof(Count) < sizeof(std::uint32_t) ? FoldTrouble::counter_full : FoldTrouble::out_of_range; }

    std::size_t kept_size() const noexcept override { return sizeof(WeekCounts); }
    void keep(const std::byte* record, std::byte* kept) const override {
        const WeekCounts counts = counts_of(record);
        std::memcpy(kept + this->kept_offset, &counts, sizeof counts);
    }
    bool take_back(const std::byte* kept, std::byte* record) const override {
        WeekCounts counts;
        std::memcpy(&counts, kept + this->kept_offset, sizeof counts);
        auto& visits = this->kept(record).visits;
        std::ranges::transform(counts, visits.begin(), [](std::uint32_t count) { return static_cast<Count>(count); });
        return std::ranges::equal(counts, visits);
    }

    void measure(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row) const override {
        measure_each(customers, columns, first_row, [this](const FoldedMoment& customer, RowCells cells) {
            const WeekCounts visits = counts_of(customer.record);
            constexpr std::uint64_t exact = 1U << 24;  // what a float holds
            if (clock_of(customer.record).visits() < exact) {
                cells[0].shares(visits, static_cast<std::uint32_t>(clock_of(customer.record).visits()));
            } else {
                cells[0].parts([&](std::span<float> parts) { std::ranges::transform(visits, parts.begin(), [](std::uint32_t count) { return static_cast<float>(count); }); });
            }
        });
    }

private:
    WeekCounts counts_of(const std::byte* record) const noexcept {
        WeekCounts counts;
        std::ranges::copy(this->kept(record).visits, counts.begin());
        return counts;
    }
};

}  // namespace

std::unique_ptr<FoldPart> interval_part(std::size_t intervals_at_least) { return std::make_unique<IntervalPart>(intervals_at_least); }

std::unique_ptr<FoldPart> week_part(bool wide_counters) {
    if (wide_counters) return std::make_unique<WeekPart<std::uint32_t>>();
    return std::make_unique<WeekPart<std::uint16_t>>();
}

}  // namespace dangol::inline v0
