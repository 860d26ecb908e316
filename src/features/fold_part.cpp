#include "features/fold_part.hpp"

#include <dangol/core/error.hpp>

#include "core/fixed_sum.hpp"
#include "core/math.hpp"
#include "features/regularity.hpp"
#include "features/visit_clock.hpp"
#include "features/week_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace dangol::inline v0 {
namespace {

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
};

/// Features that the clock already answers, through the measure of the feature itself.
class ClockPart : public FoldPart {
public:
    std::size_t size() const noexcept override { return 0; }
    bool fold(const FoldBatch&, std::span<const FoldedVisit>) const override { return true; }
    bool merge(std::byte*, const std::byte*) const override { return true; }
};

class RecencyPart : public ClockPart {
public:
    void measure(const std::byte* record, const CustomerMoment& moment, RowCells cells) const override {
        const FoldClock& clock = clock_of(record);
        if (clock.visits == 0) return;
        cells[0].number(days_between(Instant{std::chrono::microseconds{clock.last_visit}}, moment.as_of));
    }
};

class FrequencyPart : public ClockPart {
public:
    void measure(const std::byte*, const CustomerMoment& moment, RowCells cells) const override {
        if (!moment.observed_since) return;
        const double days_observed = days_between(*moment.observed_since, moment.as_of);
        if (days_observed > 0) cells[0].number(static_cast<double>(moment.end_visit - moment.counted_from), days_observed);
    }
};

class TenurePart : public ClockPart {
public:
    void measure(const std::byte*, const CustomerMoment& moment, RowCells cells) const override {
        if (moment.known_since) cells[0].number(days_between(*moment.known_since, moment.as_of));
    }
};

struct KeptMean {
    KeptSum sum = {}, squares = {};
    std::uint64_t count = 0;
};

/// Mean of a column of numbers.
class MeanPart : public PartOf<KeptMean> {
public:
    explicit MeanPart(std::vector<double> InteractionRows::*column) : column_(column) {}

    bool fold(const FoldBatch& batch, std::span<const FoldedVisit> visits) const override {
        const std::vector<double>& values = batch.table.rows().*column_;
        bool fits = true;
        for (const FoldedVisit& visit : visits) {
            const double value = values[visit.row];
            if (std::isnan(value)) continue;
            KeptMean& mean = kept(visit.record);
            fits = mean.sum.add(value) && mean.squares.add(square_for_sum(value)) && fits;
            ++mean.count;
        }
        return fits;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        kept(record).count += kept(later).count;
        return kept(record).sum.add(kept(later).sum.sum()) && kept(record).squares.add(kept(later).squares.sum());
    }
    void measure(const std::byte* record, const CustomerMoment&, RowCells cells) const override {
        const KeptMean& mean = kept(record);
        const double count = static_cast<double>(mean.count);
        if (mean.count == 0) return;
        const double sum = mean.sum.sum().value(), squares = mean.squares.sum().value() * squares_per_unit;
        cells[0].estimate(sum / count, standard_error_of_mean(count, sum, squares), count);
    }

private:
    std::vector<double> InteractionRows::*column_;
};

struct KeptShare {
    std::uint64_t successes = 0, trials = 0;
};

/// Successes over trials; `judge(batch, row)` is 1, 0 or not_known.
template <class Judge>
class SharePart : public PartOf<KeptShare> {
public:
    SharePart(Judge judge, FoldBatch::Clock clock) : judge_(std::move(judge)), clock_(clock) {}

    FoldBatch::Clock clock() const noexcept override { return clock_; }
    bool fold(const FoldBatch& batch, std::span<const FoldedVisit> visits) const override {
        for (const FoldedVisit& visit : visits) {
            const int answer = judge_(batch, visit.row);
            KeptShare& share = kept_of(visit.record);
            share.successes += answer == 1 ? 1 : 0;
            share.trials += answer == 0 || answer == 1 ? 1 : 0;
        }
        return true;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        kept_of(record).successes += this->kept(later).successes;
        kept_of(record).trials += this->kept(later).trials;
        return true;
    }
    void measure(const std::byte* record, const CustomerMoment&, RowCells cells) const override {
        const KeptShare& share = this->kept(record);
        if (share.trials > 0) cells[0].number(static_cast<double>(share.successes), static_cast<double>(share.trials));
    }

private:
    KeptShare& kept_of(std::byte* record) const noexcept { return this->kept(record); }

    Judge judge_;
    FoldBatch::Clock clock_;
};

template <class Judge>
std::unique_ptr<FoldPart> share_part(Judge judge, FoldBatch::Clock clock = FoldBatch::Clock::none) {
    return std::make_unique<SharePart<Judge>>(std::move(judge), clock);
}

/// What was saved on a visit over the chosen discounts that are known; NaN: none is.
class Saved {
public:
    Saved(const std::string& name, const Schema& schema) {
        const auto& discounts = schema.interaction.discounts;
        for (std::size_t i = 0; i < discounts.size(); ++i) {
            if (name.empty() || discounts[i] == name) chosen_.push_back(i);
        }
    }
    double on(const FoldBatch& batch, std::size_t row) const {
        double sum = 0;
        bool known = false;
        for (const std::size_t discount : chosen_) {
            const double here = batch.table.rows().discounts[discount][row];
            if (std::isnan(here)) continue;
            sum += here;
            known = true;
        }
        return known ? sum : std::numeric_limits<double>::quiet_NaN();
    }

private:
    std::vector<std::size_t> chosen_ = {};
};

struct KeptDepth {
    KeptSum saved = {}, gross = {};
    std::uint64_t visits = 0;
};

class DepthPart : public PartOf<KeptDepth> {
public:
    explicit DepthPart(Saved saved) : saved_(std::move(saved)) {}

    bool fold(const FoldBatch& batch, std::span<const FoldedVisit> visits) const override {
        bool fits = true;
        for (const FoldedVisit& visit : visits) {
            const double saved = saved_.on(batch, visit.row), paid = batch.table.rows().amount[visit.row];
            if (std::isnan(saved) || std::isnan(paid)) continue;
            KeptDepth& depth = kept(visit.record);
            fits = depth.saved.add(saved) && depth.gross.add(saved + paid) && fits;
            ++depth.visits;
        }
        return fits;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        KeptDepth& depth = kept(record);
        depth.visits += kept(later).visits;
        return depth.saved.add(kept(later).saved.sum()) && depth.gross.add(kept(later).gross.sum());
    }
    void measure(const std::byte* record, const CustomerMoment&, RowCells cells) const override {
        const KeptDepth& depth = kept(record);
        const double gross = depth.gross.sum().value();
        if (gross > 0) cells[0].number(depth.saved.sum().value() / gross, static_cast<double>(depth.visits));
    }

private:
    Saved saved_;
};

struct KeptIntervals {
    std::int32_t first_day = 0, last_day = 0;
    std::uint64_t count = 0, days = 0, squares = 0;
    KeptSum log_days = {}, product = {};
};

class IntervalPart : public PartOf<KeptIntervals> {
public:
    explicit IntervalPart(std::size_t at_least) : at_least_(at_least) {}

    FoldBatch::Clock clock() const noexcept override { return FoldBatch::Clock::read; }
    bool fold(const FoldBatch& batch, std::span<const FoldedVisit> visits) const override {
        for (const FoldedVisit& visit : visits) {
            KeptIntervals& intervals = kept(visit.record);
            const std::int32_t day = batch.visit_day[visit.row];
            if (!any(intervals)) intervals.first_day = day - shift;
            else add(intervals, std::int64_t{day} - shift - intervals.last_day);
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
        add(into, std::int64_t{from.first_day} - into.last_day);
        into.last_day = from.last_day;
        into.count += from.count;
        into.days += from.days;
        into.squares += from.squares;
        return into.log_days.add(from.log_days.sum()) && into.product.add(from.product.sum());
    }
    void measure(const std::byte* record, const CustomerMoment&, RowCells cells) const override {
        const KeptIntervals& kept_here = kept(record);
        const IntervalSums sums(kept_here.count, static_cast<double>(kept_here.days), static_cast<double>(kept_here.squares),
                                kept_here.log_days.sum(), kept_here.product.sum());
        const double count = static_cast<double>(sums.count());
        if (sums.count() > 0) cells[0].estimate(sums.mean(), sums.standard_error_of_mean(), count);
        if (sums.count() >= at_least_) cells[1].number(sums.shape(VisitIntervals::regularity_at_most), count);
    }

private:
    static constexpr std::int32_t shift = 1 << 30;  // beyond any day, so that 0 means that there is none
    static bool any(const KeptIntervals& intervals) noexcept { return intervals.last_day != 0; }

    static double log_of(std::int64_t days) noexcept {
        static const auto table = [] {
            std::array<double, 1024> logs{};
            for (std::size_t i = 1; i < logs.size(); ++i) logs[i] = math::log(static_cast<double>(i));
            return logs;
        }();
        const auto position = static_cast<std::size_t>(days);
        return position < table.size() ? table[position] : math::log(static_cast<double>(days));
    }
    static void add(KeptIntervals& intervals, std::int64_t days) noexcept {
        if (days <= 0) return;
        const double log_days = log_of(days);
        ++intervals.count;
        intervals.days += static_cast<std::uint64_t>(days);
        intervals.squares += static_cast<std::uint64_t>(days) * static_cast<std::uint64_t>(days);
        static_cast<void>(intervals.log_days.add(log_days));
        static_cast<void>(intervals.product.add(static_cast<double>(days) * log_days));
    }

    std::size_t at_least_;
};

struct KeptRhythm {
    std::array<std::uint32_t, 28> visits = {};
};

class WeekPart : public PartOf<KeptRhythm> {
public:
    FoldBatch::Clock clock() const noexcept override { return FoldBatch::Clock::read; }
    bool fold(const FoldBatch& batch, std::span<const FoldedVisit> visits) const override {
        for (const FoldedVisit& visit : visits) ++kept(visit.record).visits[batch.week_part[visit.row]];
        return true;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        for (std::size_t part = 0; part < 28; ++part) kept(record).visits[part] += kept(later).visits[part];
        return true;
    }
    void measure(const std::byte* record, const CustomerMoment&, RowCells cells) const override {
        cells[0].parts([&](std::span<float> parts) {
            for (std::size_t part = 0; part < 28; ++part) parts[part] = static_cast<float>(kept(record).visits[part]);
        });
    }
};

[[noreturn]] void refuse(const char* feature) {
    throw InvalidArgument("FeaturePlan::features", feature, "a feature that can be folded chunk by chunk",
                          "leave it out, or use collect() and build_features(), which hold all records");
}

struct PartMaker {
    const Schema& schema;
    using Part = std::unique_ptr<FoldPart>;

    Part operator()(const Recency&) const { return std::make_unique<RecencyPart>(); }
    Part operator()(const Frequency& frequency) const {
        if (frequency.last_days) refuse("Frequency with last_days");
        return std::make_unique<FrequencyPart>();
    }
    Part operator()(const Tenure&) const { return std::make_unique<TenurePart>(); }
    Part operator()(const MonetaryValue& monetary_value) const {
        if (monetary_value.last_days) refuse("MonetaryValue with last_days");
        return std::make_unique<MeanPart>(&InteractionRows::amount);
    }
    Part operator()(const Satisfaction&) const { return std::make_unique<MeanPart>(&InteractionRows::satisfaction); }
    Part operator()(const VisitIntervals& intervals) const { return std::make_unique<IntervalPart>(intervals.intervals_at_least); }
    Part operator()(const VisitRhythm& rhythm) const {
        if (rhythm.holidays != HolidayRule::as_any_day) refuse("VisitRhythm with holidays");
        return std::make_unique<WeekPart>();
    }
    Part operator()(const RhythmShare& share) const {
        if (share.holidays != HolidayRule::as_any_day || share.part == RhythmPart::holiday) refuse("RhythmShare with holidays");
        return share_part([part = share.part](const FoldBatch& batch, std::size_t row) { return lies_in(part, batch.week_part[row]) ? 1 : 0; },
                          FoldBatch::Clock::read);
    }
    Part operator()(const DiscountShare& share) const {
        return share_part([saved = Saved(share.discount, schema)](const FoldBatch& batch, std::size_t row) {
            const double here = saved.on(batch, row);
            return std::isnan(here) ? not_known : here > 0 ? 1 : 0;
        });
    }
    Part operator()(const DiscountDepth& depth) const { return std::make_unique<DepthPart>(Saved(depth.discount, schema)); }
    Part operator()(const Companionship&) const {
        return share_part([](const FoldBatch& batch, std::size_t row) {
            const double party = batch.table.rows().party_size[row];
            return std::isnan(party) ? not_known : party > 1 ? 1 : 0;
        });
    }
    Part operator()(const Planning&) const {
        return share_part([](const FoldBatch& batch, std::size_t row) { return int{batch.table.rows().planned[row]}; });
    }
    Part operator()(const OfferingMix&) const { refuse("OfferingMix"); }
    Part operator()(const OfferingShare&) const { refuse("OfferingShare"); }
    Part operator()(const ChannelMix&) const { refuse("ChannelMix"); }
    Part operator()(const ContactHistory&) const { refuse("ContactHistory"); }
    Part operator()(const Attribute&) const { refuse("Attribute"); }
    template <class Other>
    Part operator()(const Other&) const {
        refuse("a feature that feature_fold.hpp does not list");
    }
};

}  // namespace

std::unique_ptr<FoldPart> fold_part(const Feature& feature, const Schema& schema) { return std::visit(PartMaker{schema}, feature); }

}  // namespace dangol::inline v0
