#include <dangol/features/feature_fold.hpp>

#include <dangol/core/error.hpp>

#include "core/on_record.hpp"
#include "core/parallel.hpp"
#include "customers/currency.hpp"
#include "features/feature_fold_state.hpp"
#include "features/feature_fold_work.hpp"
#include "features/fold_event_parts.hpp"
#include "features/fold_features.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// Rows that lie ready for the shards at a time. Many: every batch goes once through the records of its customers.
constexpr std::size_t bytes_per_batch = std::size_t{3} << 26;
constexpr std::size_t memory_kept_between_chunks = std::size_t{1} << 26;

void refuse_what_needs_all_records(const Schema& schema) {
    if (!schema.interaction.visit.empty()) {
        throw InvalidArgument("Schema.interaction.visit", schema.interaction.visit, "left out of a fold, where every row is a visit",
                              "add the lines of a receipt up before, or use collect() and build_features()");
    }
    if (schema.customer_list == CustomerList::complete) {
        throw InvalidArgument("Schema.customer_list", "complete", "open in a fold, which has no customer table",
                              "leave it open, or use collect() and build_features()");
    }
}

std::int64_t microseconds(const CalendarMoment& moment, const TimeZone& zone, std::int64_t not_given) {
    return moment.given() ? zone.instant(moment.local_time()).instant.time_since_epoch().count() : not_given;
}

/// Midnight before a moment within a day; of midnight itself, and of no moment, no time at all.
std::int64_t day_begun(const CalendarMoment& moment, const TimeZone& zone) {
    if (!moment.given() || only_dated(moment.local_time())) return FoldLayout::not_a_time;
    return start_of_day(zone.instant(moment.local_time()).instant, zone).time_since_epoch().count();
}

FoldLayout layout_of(const Schema& schema, const FeaturePlan& plan, const TimeZone& zone, bool wide_counters) {
    FoldLayout layout{.wide_counters = wide_counters};
    const FoldSource source{schema, plan, zone, wide_counters};
    if (source.has_events()) layout.need_occasion();
    if (source.has_events() && plan.counted == CountedInteractions::all) {
        layout.events = layout.add(std::make_unique<EventClockPart>(FoldNeeds{.what = "when events came", .scope = FoldScope::everything, .counts_events = true}));
    }
    for (const Feature& feature : plan.features) layout.add(folded_feature(feature, source));
    layout.from = microseconds(plan.window.from, zone, std::numeric_limits<std::int64_t>::min());
    layout.until = microseconds(plan.window.until, zone, std::numeric_limits<std::int64_t>::max());
    layout.from_day = day_begun(plan.window.from, zone);
    layout.until_day = day_begun(plan.window.until, zone);
    return layout;
}

const char* kind_of_ids(bool text) noexcept { return text ? "text" : "whole numbers"; }

void throw_trouble(FoldTrouble trouble, const char* out_of_order) {
    if (trouble == FoldTrouble::out_of_order) throw BadInput(out_of_order);
    if (trouble == FoldTrouble::out_of_range) {
        throw BadInput("An amount, or a sum of amounts, is too large to be added exactly (above 10¹⁰ or so): give them in thousands or millions.");
    }
}

}  // namespace

FeatureFold::Work::Work(const Schema& schema_given, const FeaturePlan& plan_given, Permission permission_given, bool wide_counters)
    : schema(schema_given), plan(plan_given), permission(std::move(permission_given)), zone(TimeZone::named(schema.time_zone)) {
    check_currency(schema.currency);
    refuse_what_needs_all_records(schema);
    layout = layout_of(schema, plan, zone, wide_counters);
    if (schema.window.from.given()) from = zone.instant(schema.window.from.local_time()).instant;
    if (schema.window.until.given()) until = zone.instant(schema.window.until.local_time()).instant;
    if (!(from < until)) {
        throw InvalidArgument("the end of the schema's window", iso_text(schema.window.until.local_time()),
                              "after its start, " + iso_text(schema.window.from.local_time()), "exchange or correct them");
    }
}

void FeatureFold::Work::widen() {
    if (layout.wide_counters) return;
    FoldLayout wide = layout_of(schema, plan, zone, true);
    if (!shards.empty()) shards = FoldShards(shards, layout, wide);
    layout = std::move(wide);
}

void FeatureFold::Work::make_shards(bool text_ids) {
    if (shards.empty()) {
        shards.make(layout, text_ids);
    } else if (shards.text_ids() != text_ids) {
        throw BadInput(std::string("Customer ids are ") + kind_of_ids(text_ids) + " here but were " + kind_of_ids(!text_ids) +
                       " before: give every chunk the same type.");
    }
}

void FeatureFold::Work::add(const Quarantine& more, std::size_t first_row) {
    for (const Quarantine::Count& count : more.counts) {
        const auto found = std::ranges::find_if(quarantine.counts, [&](const auto& here) { return here.table == count.table && here.reason == count.reason; });
        if (found == quarantine.counts.end()) quarantine.counts.push_back(count);
        else found->rows += count.rows;
    }
    std::ranges::sort(quarantine.counts, {}, [](const Quarantine::Count& count) { return std::pair(count.table, count.reason); });
    for (const SetAsideRow& row : more.rows) {
        if (quarantine.rows.size() == Quarantine::rows_kept_at_most) break;
        quarantine.rows.push_back(row);
        quarantine.rows.back().row += first_row;
    }
}

void FeatureFold::Work::count(const FoldBlock& block) {
    add(block.unusable, account.read);
    account.read += block.read;
    account.used += block.used;
    account.set_aside += block.set_aside;
    account.outside += block.outside;
    for (const Quarantine::Count& unusable : block.unusable.counts) {
        if (unusable.reason == UnusableReason::missing_customer) rows_without_customer += unusable.rows;
    }
    first_record = std::min(first_record, block.first_visit);
}

FoldTrouble FeatureFold::Work::fold_batch(const FoldBatch& batch, const Execution& execution) {
    for (const FoldBlock& block : batch.blocks()) {
        if (block.customer_class != CellClass::nothing) make_shards(batch.layout().text_ids);
        count(block);
    }
    std::array<ShardTally, fold_shards> tallies{};
    for_each_block(shards.size(), execution, [&](std::size_t shard) { tallies[shard] = shards[shard].fold(batch, shard, layout, permission); });
    for (const ShardTally& tally : tallies) {
        if (tally.trouble != FoldTrouble::none) return tally.trouble;
        account.folded += tally.folded;
        account.refused += tally.refused;
        account.used -= tally.folded + tally.refused;
        visits += tally.visits;
    }
    return FoldTrouble::none;
}

FoldRowLayout FeatureFold::Work::row_layout_of(const TableView& rows) const {
    const ColumnView* const ids = rows.find(schema.interaction.customer);
    return {.inputs = layout.inputs,
            .amount = layout.amount,
            .says_only_amount = says_only_amount(schema, layout, rows),
            .text_ids = ids != nullptr && class_of(*ids) == CellClass::text};
}

FoldTrouble FeatureFold::Work::fold_batches(const TableView& rows, std::size_t rows_at_most, const Execution& execution) {
    const FoldRowLayout row_layout = row_layout_of(rows);
    FoldReader reader(schema, zone, from, until, layout);
    struct Forget {
        FoldMemory& memory;
        ~Forget() { memory.forget(memory_kept_between_chunks); }
    } const forget_rows{memory};
    const std::size_t count = rows.row_count();
    const double whole = static_cast<double>(std::max<std::size_t>(count, 1));
    const std::size_t batches = std::max<std::size_t>(block_count(count, rows_at_most), 1), per_batch = std::max<std::size_t>(block_count(count, batches), 1);
    for (std::size_t begin = 0; begin < count || begin == 0; begin += per_batch) {
        const std::size_t here = std::min(per_batch, count - begin);
        const auto part = [&](double from_share, double to_share) {
            const auto at = [&](double share) { return (static_cast<double>(begin) + share * static_cast<double>(here)) / whole; };
            return part_of(execution, at(from_share), at(to_share), "folding visits");
        };
        const FoldBatch batch(reader, slice(rows, begin, here), row_layout, memory, part(0, .5));
        const FoldTrouble trouble = fold_batch(batch, part(.5, 1));
        if (trouble != FoldTrouble::none) return trouble;
    }
    return FoldTrouble::none;
}

FoldTrouble FeatureFold::Work::take_in(const Work& from, const Execution& execution) {
    if (!from.shards.empty()) make_shards(from.shards.text_ids());
    std::array<FoldTrouble, fold_shards> troubles{};
    for_each_block(from.shards.size(), execution, [&](std::size_t shard) { troubles[shard] = shards[shard].merge(from.shards[shard], layout); }, "merging folds");
    for (const FoldTrouble found : troubles) {
        if (found != FoldTrouble::none) return found;
    }
    add(from.quarantine, account.read);
    account.read += from.account.read;
    account.used += from.account.used;
    account.set_aside += from.account.set_aside;
    account.folded += from.account.folded;
    account.outside += from.account.outside;
    account.refused += from.account.refused;
    visits += from.visits;
    rows_without_customer += from.rows_without_customer;
    first_record = std::min(first_record, from.first_record);
    return FoldTrouble::none;
}

FeatureFold::FeatureFold() : work_(std::make_unique<Work>(Schema{}, FeaturePlan{}, Permission{})) {}
FeatureFold::FeatureFold(const Schema& schema, const FeaturePlan& plan, Permission permission)
    : work_(std::make_unique<Work>(schema, plan, std::move(permission))) {
    work_->check_plan();
}
FeatureFold::FeatureFold(const FeatureFold& other) : work_(std::make_unique<Work>(*other.work_)) {}
FeatureFold::FeatureFold(FeatureFold&&) noexcept = default;
FeatureFold& FeatureFold::operator=(const FeatureFold& other) {
    if (this != &other) work_ = std::make_unique<Work>(*other.work_);
    return *this;
}
FeatureFold& FeatureFold::operator=(FeatureFold&&) noexcept = default;
FeatureFold::~FeatureFold() = default;

void FeatureFold::fold(const TableView& interactions, const Execution& execution) {
    Work& work = *work_;
    const auto attempt = [&](std::size_t per_batch) {
        const auto once = [&] { return work.all_or_nothing([&] { return work.fold_batches(interactions, per_batch, execution); }); };
        const FoldTrouble trouble = once();
        if (trouble != FoldTrouble::counter_full) return trouble;
        work.widen();
        return once();
    };
    const std::size_t rows_per_batch = bytes_per_batch / (work.row_layout_of(interactions).words() * sizeof(FoldWord));
    FoldTrouble trouble = attempt(rows_per_batch);
    if (trouble == FoldTrouble::out_of_order && interactions.row_count() > rows_per_batch) {
        trouble = attempt(interactions.row_count());  // not by time: then all of the chunk at once, sorted
    }
    throw_trouble(trouble, "A row of a customer lies before one of the same customer in an earlier chunk: fold chunks in the order of time, or whole "
                           "histories of customers, or each part in a fold of its own that is merged.");
}

void FeatureFold::merge(const FeatureFold& other, const Execution& execution) {
    Work& work = *work_;
    const Work& theirs = *other.work_;
    if (this == &other || !(work.schema == theirs.schema && work.plan == theirs.plan && work.permission == theirs.permission)) {
        throw InvalidArgument("FeatureFold::merge", this == &other ? "the fold itself" : "another schema, plan or permission",
                              "another fold of the same schema, plan and permission", "make both from the same three values");
    }
    std::unique_ptr<Work> copy;  // of the other, where counters here and there are not as wide
    const auto join = [&] { return work.all_or_nothing([&] { return work.take_in(copy ? *copy : theirs, execution); }); };
    const auto widen_both = [&] {
        work.widen();
        if (!theirs.layout.wide_counters) (copy = std::make_unique<Work>(theirs))->widen();
    };
    if (work.layout.wide_counters != theirs.layout.wide_counters) widen_both();
    FoldTrouble trouble = join();
    if (trouble == FoldTrouble::counter_full) {
        widen_both();
        trouble = join();
    }
    throw_trouble(trouble, "A customer has rows in both folds whose times overlap: cut the records by time, between two moments, or by customers.");
}

const Schema& FeatureFold::schema() const noexcept { return work_->schema; }
const FeaturePlan& FeatureFold::plan() const noexcept { return work_->plan; }
const Permission& FeatureFold::permission() const noexcept { return work_->permission; }
Quarantine FeatureFold::set_aside() const {
    Quarantine all = work_->quarantine;
    const Quarantine& consents = work_->permission.set_aside();
    all.counts.insert(all.counts.end(), consents.counts.begin(), consents.counts.end());
    const std::size_t room = Quarantine::rows_kept_at_most - all.rows.size();
    all.rows.insert(all.rows.end(), consents.rows.begin(), consents.rows.begin() + static_cast<std::ptrdiff_t>(std::min(room, consents.rows.size())));
    return all;
}

Account FeatureFold::account() const {
    Account account{.tables = {work_->account}, .consent_recorded = work_->permission.recorded(), .customers = customer_count()};
    const auto& consents = work_->permission.account().tables;
    account.tables.insert(account.tables.end(), consents.begin(), consents.end());
    account.customers_without_row = account.customers;
    for (const FoldShard& shard : work_->shards) {
        for (std::uint32_t code = 0; code < shard.size(); ++code) {
            const FoldClock& clock = clock_of(shard.record(code));
            account.customers_with_events_only += clock.is(FoldClock::seen) && !clock.is(FoldClock::came) ? 1 : 0;
        }
    }
    return account;
}

std::size_t FeatureFold::customer_count() const noexcept {
    std::size_t customers = 0;
    for (const FoldShard& shard : work_->shards) {
        for (std::uint32_t code = 0; code < shard.size(); ++code) customers += clock_of(shard.record(code)).is(FoldClock::seen) ? 1 : 0;
    }
    return customers;
}

std::size_t FeatureFold::row_count() const noexcept { return work_->account.read; }

std::size_t FeatureFold::byte_count() const noexcept {
    std::size_t bytes = work_->memory.byte_count() + work_->undo.byte_count();
    for (const FoldShard& shard : work_->shards) bytes += shard.byte_count();
    return bytes;
}

bool operator==(const FeatureFold& a, const FeatureFold& b) { return a.state() == b.state(); }

}  // namespace dangol::inline v0
