#include "features/fold_calendar_parts.hpp"

#include "core/math.hpp"
#include "features/fold_part_of.hpp"
#include "features/regularity.hpp"
#include "features/visit_clock.hpp"
#include "features/week_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

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

struct KeptRhythm {
    std::array<std::uint32_t, 28> visits = {};
};

class WeekPart : public PartOf<KeptRhythm> {
public:
    bool wants_clock() const noexcept override { return true; }
    bool fold(std::span<const FoldedVisit> visits) const override {
        for (const FoldedVisit& visit : visits) ++kept(visit.record).visits[occasion_of(visit).week_part];
        return true;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        for (std::size_t part = 0; part < 28; ++part) kept(record).visits[part] += kept(later).visits[part];
        return true;
    }
    void measure(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row) const override {
        measure_each(customers, columns, first_row, [this](const FoldedMoment& customer, RowCells cells) {
            const auto& visits = kept(customer.record).visits;
            constexpr std::uint64_t exact = 1U << 24;  // what a float holds
            if (clock_of(customer.record).visits() < exact) {
                cells[0].shares(visits, static_cast<std::uint32_t>(clock_of(customer.record).visits()));
            } else {
                cells[0].parts([&](std::span<float> parts) { std::ranges::transform(visits, parts.begin(), [](std::uint32_t count) { return static_cast<float>(count); }); });
            }
        });
    }
};

}  // namespace

std::unique_ptr<FoldPart> interval_part(std::size_t intervals_at_least) { return std::make_unique<IntervalPart>(intervals_at_least); }

std::unique_ptr<FoldPart> week_part() { return std::make_unique<WeekPart>(); }

}  // namespace dangol::inline v0
