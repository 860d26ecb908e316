#include "features/fold_part.hpp"

#include <dangol/core/error.hpp>

#include "features/fold_calendar_parts.hpp"
#include "features/fold_part_of.hpp"
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

/// Features that the clock already answers, through the measure of the feature itself.
class ClockPart : public FoldPart {
public:
    std::size_t size() const noexcept override { return 0; }
    bool fold(std::span<const FoldedVisit>) const override { return true; }
    bool merge(std::byte*, const std::byte*) const override { return true; }
};

class RecencyPart : public ClockPart {
public:
    void measure(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row) const override {
        measure_each(customers, columns, first_row, [](const FoldedMoment& customer, RowCells cells) {
            const FoldClock& clock = clock_of(customer.record);
            if (clock.visits() > 0) cells[0].number(days_between(Instant{std::chrono::microseconds{clock.last_visit}}, customer.as_of));
        });
    }
};

class FrequencyPart : public ClockPart {
public:
    void measure(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row) const override {
        measure_each(customers, columns, first_row, [](const FoldedMoment& customer, RowCells cells) {
            if (customer.observed_since == Instant::max()) return;
            const double days_observed = days_between(customer.observed_since, customer.as_of);
            if (days_observed > 0) cells[0].number(static_cast<double>(customer.visits_counted), days_observed);
        });
    }
};

class TenurePart : public ClockPart {
public:
    void measure(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row) const override {
        measure_each(customers, columns, first_row, [](const FoldedMoment& customer, RowCells cells) {
            if (customer.known_since != Instant::max()) cells[0].number(days_between(customer.known_since, customer.as_of));
        });
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

    std::size_t inputs() const noexcept override { return 1; }
    bool takes_amount() const noexcept override { return column_ == &InteractionRows::amount; }
    void take(const InteractionRows& rows, const FoldInput& to) const override { to.write(rows.*column_); }
    bool fold(std::span<const FoldedVisit> visits) const override {
        bool fits = true;
        for (const FoldedVisit& visit : visits) {
            const double value = number_of(visit);
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
    void measure(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row) const override {
        measure_each(customers, columns, first_row, [this](const FoldedMoment& customer, RowCells cells) {
            const KeptMean& mean = kept(customer.record);
            if (mean.count == 0) return;
            const double count = static_cast<double>(mean.count);
            const double sum = mean.sum.sum().value(), squares = mean.squares.sum().value() * squares_per_unit;
            cells[0].estimate(sum / count, standard_error_of_mean(count, sum, squares), count);
        });
    }

private:
    std::vector<double> InteractionRows::*column_;
};

struct KeptShare {
    std::uint64_t successes = 0, trials = 0;
};

/// Successes over trials; what a visit says is 1, 0 or not_known.
class SharePart : public PartOf<KeptShare> {
public:
    bool merge(std::byte* record, const std::byte* later) const override {
        kept(record).successes += kept(later).successes;
        kept(record).trials += kept(later).trials;
        return true;
    }
    void measure(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row) const override {
        measure_each(customers, columns, first_row, [this](const FoldedMoment& customer, RowCells cells) {
            const KeptShare& share = kept(customer.record);
            if (share.trials > 0) cells[0].number(static_cast<double>(share.successes), static_cast<double>(share.trials));
        });
    }

protected:
    void count(std::byte* record, int answer) const noexcept {
        KeptShare& share = kept(record);
        share.successes += answer == 1 ? 1 : 0;
        share.trials += answer == 0 || answer == 1 ? 1 : 0;
    }
};

/// Of visits in a part of the week.
class RhythmSharePart : public SharePart {
public:
    explicit RhythmSharePart(RhythmPart part) : part_(part) {}

    bool wants_clock() const noexcept override { return true; }
    bool fold(std::span<const FoldedVisit> visits) const override {
        for (const FoldedVisit& visit : visits) count(visit.record, lies_in(part_, occasion_of(visit).week_part) ? 1 : 0);
        return true;
    }

private:
    RhythmPart part_;
};

/// Of what a row says: `judge(rows, row)`.
template <class Judge>
class JudgedSharePart : public SharePart {
public:
    explicit JudgedSharePart(Judge judge) : judge_(std::move(judge)) {}

    std::size_t inputs() const noexcept override { return 1; }
    void take(const InteractionRows& rows, const FoldInput& to) const override {
        to.write([&](std::uint32_t row) { return static_cast<FoldWord>(judge_(rows, row)); });
    }
    bool fold(std::span<const FoldedVisit> visits) const override {
        for (const FoldedVisit& visit : visits) count(visit.record, static_cast<int>(visit.row[FoldRowLayout::head + this->input]));
        return true;
    }

private:
    Judge judge_;
};

template <class Judge>
std::unique_ptr<FoldPart> share_part(Judge judge) {
    return std::make_unique<JudgedSharePart<Judge>>(std::move(judge));
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
    double on(const InteractionRows& rows, std::size_t row) const {
        double sum = 0;
        bool known = false;
        for (const std::size_t discount : chosen_) {
            const double here = rows.discounts[discount][row];
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

    std::size_t inputs() const noexcept override { return 2; }
    void take(const InteractionRows& rows, const FoldInput& to) const override {
        to.write([&](std::uint32_t row) { return std::bit_cast<FoldWord>(saved_.on(rows, row)); });
        to.next().write(rows.amount);
    }
    bool fold(std::span<const FoldedVisit> visits) const override {
        bool fits = true;
        for (const FoldedVisit& visit : visits) {
            const double saved = number_of(visit), paid = number_of(visit, 1);
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
    void measure(std::span<const FoldedMoment> customers, std::span<MeasuredColumn> columns, std::size_t first_row) const override {
        measure_each(customers, columns, first_row, [this](const FoldedMoment& customer, RowCells cells) {
            const KeptDepth& depth = kept(customer.record);
            const double gross = depth.gross.sum().value();
            if (gross > 0) cells[0].number(depth.saved.sum().value() / gross, static_cast<double>(depth.visits));
        });
    }

private:
    Saved saved_;
};

[[noreturn]] void refuse(const char* feature) {
    throw InvalidArgument("FeaturePlan::features", feature, "a feature that can be folded chunk by chunk",
                          "leave it out, or use collect() and build_features(), which hold all records");
}

struct PartMaker {
    const Schema& schema;
    bool wide_counters = false;
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
    Part operator()(const VisitIntervals& intervals) const { return interval_part(intervals.intervals_at_least); }
    Part operator()(const VisitRhythm& rhythm) const {
        if (rhythm.holidays != HolidayRule::as_any_day) refuse("VisitRhythm with holidays");
        return week_part(wide_counters);
    }
    Part operator()(const RhythmShare& share) const {
        if (share.holidays != HolidayRule::as_any_day || share.part == RhythmPart::holiday) refuse("RhythmShare with holidays");
        return std::make_unique<RhythmSharePart>(share.part);
    }
    Part operator()(const DiscountShare& share) const {
        return share_part([saved = Saved(share.discount, schema)](const InteractionRows& rows, std::size_t row) {
            const double here = saved.on(rows, row);
            return std::isnan(here) ? not_known : here > 0 ? 1 : 0;
        });
    }
    Part operator()(const DiscountDepth& depth) const { return std::make_unique<DepthPart>(Saved(depth.discount, schema)); }
    Part operator()(const Companionship&) const {
        return share_part([](const InteractionRows& rows, std::size_t row) {
            const double party = rows.party_size[row];
            return std::isnan(party) ? not_known : party > 1 ? 1 : 0;
        });
    }
    Part operator()(const Planning&) const {
        return share_part([](const InteractionRows& rows, std::size_t row) { return int{rows.planned[row]}; });
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

void FoldLayout::need_occasion() {
    if (!occasion) occasion = inputs++;
}

void FoldLayout::add(std::shared_ptr<FoldPart> part) {
    if (part->wants_clock()) {
        need_occasion();
        part->occasion = *occasion;
    }
    if (part->takes_amount()) {
        if (!amount) amount = inputs++;
        part->input = *amount;
    } else {
        part->input = inputs;
        inputs += part->inputs();
        wants_other_columns = wants_other_columns || part->inputs() > 0;
    }
    part->offset = record_size;
    record_size += part->size();
    part->kept_offset = kept_size;
    kept_size += part->kept_size();
    clock = clock || part->wants_clock();
    parts.push_back(std::move(part));
}

void FoldLayout::keep(const std::byte* record, std::byte* kept) const {
    std::memcpy(kept, record, sizeof(FoldClock));
    for (const auto& part : parts) part->keep(record, kept);
}

bool FoldLayout::take_back(const std::byte* kept, std::byte* record) const {
    std::memcpy(record, kept, sizeof(FoldClock));
    return std::ranges::all_of(parts, [&](const auto& part) { return part->take_back(kept, record); });
}

std::unique_ptr<FoldPart> fold_part(const Feature& feature, const Schema& schema, bool wide_counters) {
    return std::visit(PartMaker{schema, wide_counters}, feature);
}

}  // namespace dangol::inline v0
