#include "features/fold_calendar_parts.hpp"

#include "core/math.hpp"
#include "features/fold_number_parts.hpp"
#include "features/regularity.hpp"
#include "features/visit_clock.hpp"
#include "features/week_parts.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

struct KeptIntervals {
    std::int32_t first_day = 0, last_day = 0;
    std::uint32_t count = 0, days = 0;  // days between any two instants fit
    std::uint64_t squares = 0;
    KeptSum log_days = {}, product = {};

    IntervalSums sums() const noexcept { return {count, static_cast<double>(days), static_cast<double>(squares), log_days.sum(), product.sum()}; }
};

class IntervalPart : public PartOf<KeptIntervals> {
public:
    IntervalPart() : PartOf({.what = "days between visits", .clock = true}) {}
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
};

/// Days from 5 to 5, beyond any day, so that 0 means that there is none.
struct KeptDays {
    std::int32_t first = 0;                          // of all visits on record, by time
    std::int32_t last_in_window = 0, last_earlier = 0;
    std::int32_t unused = 0;
};

class DaysPart : public PartOf<KeptDays> {
public:
    DaysPart() : PartOf({.what = "first and last day", .clock = true, .scope = FoldScope::everything}) {}
    bool fold_all(std::span<const FoldedInteraction> rows) const override {
        for (const FoldedInteraction& row : rows) {
            if (row.as != FoldedAs::visit && row.as != FoldedAs::earlier_visit) continue;
            const std::int32_t day = occasion_of(row).day - shift;
            KeptDays& days = kept(row.record);
            if (days.first == 0) days.first = day;
            (row.as == FoldedAs::visit ? days.last_in_window : days.last_earlier) = day;
        }
        return true;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        KeptDays& into = kept(record);
        const KeptDays& from = kept(later);
        if (into.first == 0) into.first = from.first;
        if (from.last_in_window != 0) into.last_in_window = from.last_in_window;
        if (from.last_earlier != 0) into.last_earlier = from.last_earlier;
        return true;
    }

private:
    static constexpr std::int32_t shift = 1 << 30;
};

using WeekCounts = std::array<std::uint32_t, parts_of_week>;

template <class Count>
struct KeptRhythm {
    std::array<Count, parts_of_week> visits = {};

    WeekCounts counts() const noexcept {
        WeekCounts counts;
        std::ranges::copy(visits, counts.begin());
        return counts;
    }
};

/// Counters of 16 bits are half of a record saved; one that is full is told, so that the fold goes on with wider ones.
template <class Count>
class WeekPart : public PartOf<KeptRhythm<Count>> {
public:
    WeekPart() : PartOf<KeptRhythm<Count>>({.what = "visits by part of the week", .clock = true}) {}
    bool fold(std::span<const FoldedVisit> visits) const override {
        bool fits = true;
        for (const FoldedVisit& visit : visits) {
            const unsigned part = this->occasion_of(visit).week_part;
            if (hour_known(part)) fits = ++this->kept(visit.record).visits[part] != 0 && fits;
        }
        return fits;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        auto& into = this->kept(record).visits;
        const auto& from = this->kept(later).visits;
        bool fits = true;
        for (std::size_t part = 0; part < parts_of_week; ++part) fits = !__builtin_add_overflow(into[part], from[part], &into[part]) && fits;
        return fits;
    }
    FoldTrouble when_full() const noexcept override { return sizeof(Count) < sizeof(std::uint32_t) ? FoldTrouble::counter_full : FoldTrouble::out_of_range; }

    std::size_t kept_size() const noexcept override { return sizeof(WeekCounts); }
    void keep(const std::byte* record, std::byte* kept) const override {
        const WeekCounts counts = this->kept(record).counts();
        std::memcpy(kept + this->kept_offset, &counts, sizeof counts);
    }
    bool take_back(const std::byte* kept, std::byte* record) const override {
        WeekCounts counts;
        std::memcpy(&counts, kept + this->kept_offset, sizeof counts);
        auto& visits = this->kept(record).visits;
        std::ranges::transform(counts, visits.begin(), [](std::uint32_t count) { return static_cast<Count>(count); });
        return std::ranges::equal(counts, visits);
    }

};

template <class Count>
FoldedFeature rhythm_in() {
    return {std::make_unique<WeekPart<Count>>(),
            measured<KeptRhythm<Count>>([](const KeptRhythm<Count>& rhythm, const FoldedMoment&, RowCells cells) { measure_counts(cells[0], std::span<const Count>(rhythm.visits)); })};
}

/// Which cell of the week a visit counts for, holidays as the rule says; as Week in visit_rhythm.cpp.
class HolidayWeek {
public:
    HolidayWeek(HolidayRule rule, const FeaturePlan& plan) : rule_(rule) {
        for (const CalendarMoment& date : plan.holidays) days_.push_back(static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(date.local_time()).time_since_epoch().count()));
        std::ranges::sort(days_);
    }
    bool on_holiday(FoldOccasion occasion) const { return std::ranges::binary_search(days_, occasion.day); }
    unsigned day(FoldOccasion occasion) const {
        if (rule_ == HolidayRule::as_any_day || !on_holiday(occasion)) return weekday_of(occasion.week_part);
        return rule_ == HolidayRule::as_weekend ? sunday : holiday;
    }
    /// Of an hour that is not known beyond all cells.
    unsigned cell(FoldOccasion occasion) const {
        return hour_known(occasion.week_part) ? week_cell(day(occasion), static_cast<Daypart>(occasion.week_part % 4)) : no_cell;
    }
    /// 1, 0, or not_known of a daypart where only the date is.
    int lies_in(RhythmPart part, FoldOccasion occasion) const {
        if (part == RhythmPart::holiday) return on_holiday(occasion) ? 1 : 0;
        if (hour_known(occasion.week_part)) return dangol::lies_in(part, cell(occasion)) ? 1 : 0;
        return asks_for_hour(part) ? not_known : dangol::lies_in(part, week_cell(day(occasion), Daypart::midday)) ? 1 : 0;
    }

private:
    static constexpr unsigned no_cell = ~0U;
    HolidayRule rule_;
    std::vector<std::int32_t> days_ = {};
};

FoldOccasion occasion_in(const FoldWord* row, const FoldPart& part) noexcept { return occasion_of(row[FoldRowLayout::head + part.occasion]); }
std::string number_of_rule(HolidayRule rule) { return std::to_string(static_cast<unsigned>(rule)); }

}  // namespace

FoldedFeature folded(const VisitIntervals& intervals) {
    return {std::make_unique<IntervalPart>(), measured<KeptIntervals>([at_least = intervals.intervals_at_least](const KeptIntervals& kept, const FoldedMoment&, RowCells cells) {
                const IntervalSums sums = kept.sums();
                const double count = static_cast<double>(sums.count());
                if (sums.count() > 0) cells[0].estimate(sums.mean(), sums.standard_error_of_mean(), count);
                if (sums.count() >= at_least) cells[1].number(sums.shape(VisitIntervals::regularity_at_most), count);
            })};
}

FoldedFeature folded(const VisitVariability& variability) {
    return {std::make_unique<IntervalPart>(), measured<KeptIntervals>([at_least = variability.intervals_at_least](const KeptIntervals& kept, const FoldedMoment&, RowCells cells) {
                const IntervalSums sums = kept.sums();
                if (sums.count() >= at_least) cells[0].number(std::sqrt(sums.variance()) / sums.mean(), static_cast<double>(sums.count()));
            })};
}

FoldedFeature folded(const Overdue& overdue) {
    return {std::make_unique<IntervalPart>(), measured<KeptIntervals>([at_least = overdue.intervals_at_least](const KeptIntervals& kept, const FoldedMoment& customer, RowCells cells) {
                const IntervalSums sums = kept.sums();
                if (sums.count() < at_least) return;
                const double away = days_between(Instant{std::chrono::microseconds{clock_of(customer.record).last_visit}}, customer.as_of);
                cells[0].number(away / sums.mean(), static_cast<double>(sums.count()));
            })};
}

FoldedFeature folded(const Repeat&) {
    return {std::make_unique<DaysPart>(), measured<KeptDays>([](const KeptDays& days, const FoldedMoment&, RowCells cells) {
                if (days.first != 0) cells[0].code(days.first != (days.last_in_window != 0 ? days.last_in_window : days.last_earlier) ? 1 : 0);
            })};
}

FoldedFeature folded(const VisitRhythm& rhythm, const FeaturePlan& plan, bool wide_counters) {
    if (rhythm.holidays == HolidayRule::as_any_day) return wide_counters ? rhythm_in<std::uint32_t>() : rhythm_in<std::uint16_t>();
    const std::size_t parts = rhythm.holidays == HolidayRule::own_part ? parts_of_week + 4 : parts_of_week;
    return mix_feature({.what = "week with holidays " + number_of_rule(rhythm.holidays), .clock = true}, parts,
                       [week = HolidayWeek(rhythm.holidays, plan)](const FoldWord* row, const FoldPart& part) { return week.cell(occasion_in(row, part)); });
}

FoldedFeature folded(const RhythmShare& share, const FeaturePlan& plan) {
    FoldNeeds needs{.what = "share of week " + std::to_string(static_cast<unsigned>(share.part)) + " " + number_of_rule(share.holidays), .clock = true};
    const auto answer = [part = share.part, week = HolidayWeek(share.holidays, plan)](const FoldWord* row, const FoldPart& fold) { return week.lies_in(part, occasion_in(row, fold)); };
    return {share_part(std::move(needs), answer), measured<KeptShare>([](const KeptShare& kept, const FoldedMoment&, RowCells cells) { kept.measure(cells[0]); })};
}

}  // namespace dangol::inline v0
