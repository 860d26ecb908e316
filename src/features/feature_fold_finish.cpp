#include <dangol/core/error.hpp>
#include <dangol/features/feature_fold.hpp>

#include "core/large_array.hpp"
#include "core/parallel.hpp"
#include "core/parallel_sort.hpp"
#include "customers/permitted_base_state.hpp"
#include "features/build_rows.hpp"
#include "features/feature_fold_state.hpp"
#include "features/feature_fold_work.hpp"
#include "features/fold_event_parts.hpp"
#include "features/fold_features.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace dangol::inline v0 {
namespace {

Instant instant_of(std::int64_t microseconds) noexcept { return Instant{std::chrono::microseconds{microseconds}}; }

/// A base that holds the schema and nothing else: what columns a plan makes does not depend on who is in them.
/// But for words: it has those that the plan asks for, and the names of kinds.
PermittedBase empty_base(const Schema& schema, const TimeZone& zone, const Permission& permission, const FeaturePlan& plan) {
    CustomerData data;
    data.visits.first_of_customer = {0};
    data.events.first_of_customer = {0};
    data.visits.kinds = data.events.kinds = names_of_kinds(schema);
    for (const Feature& feature : plan.features) {
        if (const auto* share = std::get_if<OfferingShare>(&feature)) data.visits.offerings.push_back(share->offering);
        if (const auto* share = std::get_if<ObservationShare>(&feature)) data.visits.observations.names.push_back(share->code);
    }
    data.visits.discounts.resize(schema.interaction.discounts.size());
    auto state = std::make_shared<PermittedBase::State>();
    state->purpose = permission.purpose();
    state->schema = schema;
    state->zone = zone;
    state->data = std::make_shared<const CustomerData>(std::move(data));
    return PermittedBase(std::move(state));
}

std::int64_t key_of(const FoldShard& shard, std::uint32_t code, const std::int64_t*) { return shard.number(code); }
std::string_view key_of(const FoldShard& shard, std::uint32_t code, const std::string_view*) { return shard.text(code); }

/// Positions of the customers in the table, and what the plan and the data say about time.
struct Rows {
    LargeNumbers<const std::byte*> records = {};
    CustomerKeys keys = {};
    BuildAccount account = {};
};

template <class Key, class Owned>
Rows rows_of(const LargeNumbers<FoldedCustomer<Key>>& customers, const BuildAccount& left_out, const Execution& execution) {
    constexpr std::size_t rows_per_block = 16'384;
    Rows rows{.account = left_out};
    rows.account.customers = customers.size();
    resize_large(rows.records, customers.size(), execution);
    std::vector<Owned> keys;
    resize_large(keys, customers.size(), execution);
    for_each_block(block_count(customers.size(), rows_per_block), execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, customers.size(), rows_per_block);
        for (std::size_t row = range.begin; row < range.end; ++row) {
            rows.records[row] = customers[row].record;
            keys[row] = Owned(customers[row].key);
        }
    });
    rows.keys = std::move(keys);
    return rows;
}

const KeptEventClock* event_clock_of(const std::byte* record, const FoldLayout& layout) noexcept {
    return layout.events ? &field_at<KeptEventClock>(record, *layout.events) : nullptr;
}

/// In the window: visits, and events where the plan counts them.
std::uint64_t counted_in_window(const std::byte* record, const FoldLayout& layout) noexcept {
    const KeptEventClock* const events = event_clock_of(record, layout);
    return clock_of(record).visits() + (events == nullptr ? 0 : events->in_window);
}

/// As FeatureSource::moment() sees a customer at the end of the window. Written in its place: the processor waits for what is put together in pieces and
/// then copied.
void see(const std::byte* record, Instant as_of, Instant window_start, ObservedFrom observed_from, const FoldLayout& layout, FoldedMoment& seen) {
    const FoldClock& clock = clock_of(record);
    const KeptEventClock* const events = event_clock_of(record, layout);
    seen.record = record;
    seen.as_of = as_of;
    seen.visits_counted = clock.visits();
    Instant first_visit = Instant::max(), first_event = Instant::max();
    if (clock.is(FoldClock::came) && instant_of(clock.first_visit) < as_of) first_visit = instant_of(clock.first_visit);
    if (events != nullptr && events->first.any()) {
        first_event = instant_of(events->first.microseconds());
        seen.kind_of_first_event = static_cast<int>(events->first_kind);
    }
    const Instant first = std::min(first_visit, first_event);
    if (first == Instant::max()) return;
    seen.known_since = first;
    seen.observed_since = window_start;
    if (observed_from == ObservedFrom::first_visit) {
        seen.observed_since = std::max(window_start, first);
        const bool lies_within = layout.lies_in_window(first.time_since_epoch().count());
        (first_visit <= first_event ? seen.visit_started : seen.event_started) = lies_within;
        if (seen.visit_started) --seen.visits_counted;
    }
}

/// Measures a block of rows, feature after feature.
class Measuring {
public:
    Measuring(const FoldLayout& layout, const LargeNumbers<const std::byte*>& records) : layout_(layout), records_(records) {}
    Instant as_of = {}, window_start = {};
    ObservedFrom observed_from = ObservedFrom::joining;

    void operator()(BlockRange rows, std::span<MeasuredColumn> columns, const std::vector<std::size_t>& first_column) const {
        std::vector<FoldedMoment> moments(rows.size());
        for (std::size_t row = rows.begin; row < rows.end; ++row) {
            constexpr std::size_t ahead = 16;
            if (row + ahead < records_.size()) {
                const std::byte* const record = records_[row + ahead];
                const std::byte* const end = record + layout_.record_size;
                for (const std::byte* line = record - reinterpret_cast<std::uintptr_t>(record) % 64; line < end; line += 64) __builtin_prefetch(line);
            }
            see(records_[row], as_of, window_start, observed_from, layout_, moments[row - rows.begin]);
        }
        for (std::size_t i = 0; i < layout_.features.size(); ++i) {
            const FoldLayout::Measured& feature = layout_.features[i];
            feature.measure(moments, feature.offset, columns.subspan(first_column[i], first_column[i + 1] - first_column[i]), rows.begin);
        }
    }

private:
    const FoldLayout& layout_;
    const LargeNumbers<const std::byte*>& records_;
};

}  // namespace

template <class Key>
LargeNumbers<FoldedCustomer<Key>> FeatureFold::Work::customers(std::uint64_t visits_at_least, BuildAccount& left_out, const Execution& execution) const {
    std::vector<std::size_t> first{0};  // place of each shard
    for (const FoldShard& shard : shards) first.push_back(first.back() + shard.size());
    LargeNumbers<FoldedCustomer<Key>> all;
    resize_large(all, first.back(), execution);
    std::vector<std::size_t> end(shards.size());  // of those that are written
    std::vector<BuildAccount> accounts(shards.size());
    for_each_block(shards.size(), execution, [&](std::size_t at) {
        const FoldShard& shard = shards[at];
        BuildAccount account;
        std::size_t next = first[at];
        for (std::uint32_t code = 0; code < shard.size(); ++code) {
            const std::byte* const record = shard.record(code);
            const FoldClock& clock = clock_of(record);
            if (!clock.is(FoldClock::seen)) continue;
            const bool enough = counted_in_window(record, layout) >= visits_at_least;
            if (enough) all[next++] = {key_of(shard, code, static_cast<const Key*>(nullptr)), record};
            account.left_out += enough ? 0 : 1;
            (enough ? account.visits_used : account.visits_of_left_out) += clock.visits();
        }
        end[at] = next;
        accounts[at] = account;
    });
    std::size_t count = 0;
    for (std::size_t shard = 0; shard < shards.size(); ++shard) {  // closes the gaps that those left out leave
        if (count != first[shard]) std::move(all.begin() + first[shard], all.begin() + end[shard], all.begin() + count);
        count += end[shard] - first[shard];
    }
    all.keep_first(count);
    sort_by_distinct_keys(all, execution, [](const FoldedCustomer<Key>& customer) { return customer.key; });
    for (const BuildAccount& account_here : accounts) {
        left_out.left_out += account_here.left_out;
        left_out.visits_used += account_here.visits_used;
        left_out.visits_of_left_out += account_here.visits_of_left_out;
    }
    return all;
}

std::int64_t FeatureFold::Work::last_visit(const Execution& execution) const {
    std::vector<std::int64_t> last(shards.size(), std::numeric_limits<std::int64_t>::min());
    for_each_block(shards.size(), execution, [&](std::size_t at) {
        for (std::uint32_t code = 0; code < shards[at].size(); ++code) {
            const std::byte* const record = shards[at].record(code);
            if (clock_of(record).visits() > 0) last[at] = std::max(last[at], clock_of(record).last_visit);
            const KeptEventClock* const events = event_clock_of(record, layout);
            if (events != nullptr && events->last.any()) last[at] = std::max(last[at], events->last.microseconds());
        }
    });
    return last.empty() ? std::numeric_limits<std::int64_t>::min() : std::ranges::max(last);
}

/// Where the plan does not say it, the window begins with the first visit of all and ends with the day of the last, which are known now: what was counted of
/// events before and after cannot be told from the rest.
void FeatureFold::Work::refuse_events_outside(Instant window_start, Instant as_of) const {
    const std::int64_t start = window_start.time_since_epoch().count(), end = as_of.time_since_epoch().count();
    const auto refuse = [&](const char* visit, Instant then, const char* where, const char* fix) {
        throw BadInput("The data " + std::string(visit) + " visit, " + iso_text(zone.local(then)) + ", and there are events " + where +
                       " it, which a fold has counted already: let FeaturePlan::window " + fix + ".");
    };
    for (const FoldShard& shard : shards) {
        for (std::uint32_t code = 0; code < shard.size(); ++code) {
            const FoldClock& clock = clock_of(shard.record(code));
            if (!clock.is(FoldClock::seen)) continue;
            if (layout.counts_events && layout.from < start && clock.first_at < start) refuse("begin with the first", window_start, "before", "begin then or later");
            if (layout.reads_events && layout.until > end && clock.last_at >= end) refuse("end with the day of the last", as_of, "after", "have an end");
        }
    }
}

void FeatureFold::Work::check_plan() const {
    FeaturePlan bounded = plan;
    if (!bounded.window.from.given()) bounded.window.from = std::chrono::year_month_day(std::chrono::year{1800} / 1 / 1);
    if (!bounded.window.until.given()) bounded.window.until = std::chrono::year_month_day(std::chrono::year{2300} / 1 / 1);
    const PermittedBase base = empty_base(schema, zone, permission, plan);
    const FeatureSource source(base, bounded);
    for (const PreparedFeature& feature : prepare_all(source)) {
        for (const FeatureColumn& column : feature.columns) check_column(column);
    }
}

FeatureTable FeatureFold::finish(const Execution& execution) const {
    const Work& work = *work_;
    if (work.account.read == 0) throw BadInput("No row was folded: fold at least one chunk with rows.");
    if (work.rows_without_customer == work.account.read) {
        throw BadInput("The column \"" + work.schema.interaction.customer + "\" holds no customer id in any row: name the column that does.");
    }
    if (work.visits == 0 && work.account.refused > 0) require_consent(account(), who_permits(work.permission.purpose()));
    const Execution sorting = part_of(execution, 0, .3, "sorting customers");
    BuildAccount left_out;
    const auto enough = [&]<class Key>(const Key*) { return work.customers<Key>(work.plan.visits_at_least, left_out, sorting); };
    Rows rows;
    if (work.shards.text_ids()) {
        const auto customers = enough(static_cast<const std::string_view*>(nullptr));
        rows = rows_of<std::string_view, std::string>(customers, left_out, sorting);
    } else {
        const auto customers = enough(static_cast<const std::int64_t*>(nullptr));
        rows = rows_of<std::int64_t, std::int64_t>(customers, left_out, sorting);
    }
    const bool any_visit = work.visits > 0;
    const std::int64_t last = work.plan.window.until.given() ? 0 : work.last_visit({.threads = execution.threads, .stop = execution.stop});  // where no end is given, all visits lie in the window
    FeaturePlan plan = work.plan;
    plan.window = settled_window(plan.window, work.zone, any_visit, work.first_record, instant_of(last));

    const PermittedBase base = empty_base(work.schema, work.zone, work.permission, plan);
    const FeatureSource source(base, plan);
    Measuring measuring(work.layout, rows.records);
    measuring.as_of = source.until();
    measuring.window_start = any_visit ? std::max(source.from(), work.first_record) : source.from();
    measuring.observed_from = plan.observed_from;
    if (work.layout.reads_events) work.refuse_events_outside(measuring.window_start, measuring.as_of);
    auto state = std::make_shared<FeatureTable::State>(
        build_blocks(source, prepare_all(source), std::move(rows.keys), measuring, "building features", part_of(execution, .3, 1)));
    rows.account.visits_outside = work.visits - rows.account.visits_used - rows.account.visits_of_left_out;
    state->account = rows.account;
    return FeatureTable(std::move(state));
}

FeatureFold::State FeatureFold::state() const {
    const Work& work = *work_;
    State state{.schema = work.schema, .plan = work.plan, .permission = work.permission, .quarantine = work.quarantine, .first_record = work.first_record};
    state.account = {.tables = {work.account}, .consent_recorded = work.permission.recorded()};
    state.visits = work.visits;
    const std::size_t words = work.layout.kept_size / 8;
    const auto keep = [&]<class Key, class Owned>(const LargeNumbers<FoldedCustomer<Key>>& customers, std::vector<Owned> keys) {
        state.records.resize(customers.size() * words);
        for (std::size_t i = 0; i < customers.size(); ++i) {
            keys.emplace_back(customers[i].key);
            work.layout.keep(customers[i].record, reinterpret_cast<std::byte*>(state.records.data() + i * words));
            if (!clock_of(customers[i].record).is(FoldClock::tied)) continue;
            const std::unordered_set<std::uint64_t>& ties = work.ties_of(customers[i].key);
            std::vector<std::uint64_t> contents(ties.begin(), ties.end());
            contents.push_back(clock_of(customers[i].record).content);
            std::ranges::sort(contents);  // which of equal times came first does not matter
            state.records[i * words + offsetof(FoldClock, content) / 8] = contents.front();
            state.tied_customer.insert(state.tied_customer.end(), contents.size() - 1, static_cast<std::uint32_t>(i));
            state.tied_content.insert(state.tied_content.end(), contents.begin() + 1, contents.end());
        }
        state.keys = std::move(keys);
    };
    BuildAccount nobody_is_left_out;
    if (work.shards.text_ids()) keep(work.customers<std::string_view>(0, nobody_is_left_out, {}), std::vector<std::string>{});
    else keep(work.customers<std::int64_t>(0, nobody_is_left_out, {}), std::vector<std::int64_t>{});
    return state;
}

void FeatureFold::State::check() const {
    const auto expect = [](bool holds, const char* field, const ShownValue& value, const char* constraint) {
        if (!holds) throw InvalidArgument(field, value, constraint, "take it from the fold that made it");
    };
    constexpr std::int64_t furthest = std::int64_t{1} << 62;
    const auto in_reach = [](std::int64_t at) { return -furthest <= at && at <= furthest; };
    for (const CalendarMoment& moment : {plan.window.from, plan.window.until, schema.window.from, schema.window.until}) {
        expect(in_reach(moment.local_time().time_since_epoch().count()), "window of a fold", "a moment", "within 146,000 years");
    }
    const Work work(schema, plan, permission);
    if (!plan.features.empty()) work.check_plan();
    const std::size_t words = work.layout.kept_size / 8, customers = dangol::row_count(keys);
    expect(account.tables.size() == 1 && account.tables.front().adds_up(), "account of a fold", account.tables.size(), "of one table, and adding up");
    expect(records.size() == customers * words, "words of a fold", records.size(), "of one record per customer");
    std::visit([&](const auto& ids) { expect(std::ranges::adjacent_find(ids, std::greater_equal<>{}) == ids.end(), "customers of a fold", customers, "sorted, each once"); },
               keys);
    expect(tied_customer.size() == tied_content.size() && std::ranges::is_sorted(tied_customer), "ties of a fold", tied_customer.size(), "one content each, in order");

    expect(visits <= account.tables.front().used, "visits of a fold", visits, "at most the rows used");
    std::uint64_t visits_here = 0;
    std::size_t tie = 0;
    for (std::size_t i = 0; i < customers; ++i) {
        FoldClock clock;
        std::memcpy(static_cast<void*>(&clock), records.data() + i * words, sizeof clock);
        const std::size_t first_tie = tie;
        while (tie < tied_customer.size() && tied_customer[tie] == i) ++tie;
        const std::uint64_t ties = tie > first_tie ? FoldClock::tied : 0;
        const bool sound = (clock.flags() & ~FoldClock::came) == (FoldClock::seen | ties) && in_reach(clock.first_at) && in_reach(clock.last_at) &&
                           in_reach(clock.first_visit) && in_reach(clock.last_visit) && clock.first_at <= clock.last_at &&
                           clock.visits() <= visits - visits_here;
        expect(sound, "record of a customer", i, "one that a fold keeps");
        if (work.layout.events) {  // the first part, and so at the same place in what is kept
            KeptEventClock events;
            std::memcpy(static_cast<void*>(&events), records.data() + i * words + *work.layout.events / sizeof(std::uint64_t), sizeof events);
            const auto sound_moment = [&](KeptMoment at) { return !at.any() || in_reach(at.microseconds()); };
            constexpr std::uint64_t kinds_at_most = 256;
            expect(sound_moment(events.first) && sound_moment(events.last) && events.first_kind < kinds_at_most, "events of a customer", i, "such as a fold keeps");
        }
        visits_here += clock.visits();
    }
    expect(tie == tied_customer.size(), "customer of a tie", tie, "one of the fold");
}

FeatureFold::FeatureFold(std::shared_ptr<const State> state) : work_(std::make_unique<Work>(state->schema, state->plan, state->permission)) {
    if (!work_->take_back(*state)) {
        work_ = std::make_unique<Work>(state->schema, state->plan, state->permission, true);
        static_cast<void>(work_->take_back(*state));
    }
    Work& work = *work_;
    work.account = state->account.tables.front();
    work.visits = static_cast<std::size_t>(state->visits);
    work.quarantine = state->quarantine;
    work.first_record = state->first_record;
    for (const Quarantine::Count& count : state->quarantine.counts) {
        if (count.reason == UnusableReason::missing_customer) work.rows_without_customer += count.rows;
    }
}

bool FeatureFold::Work::take_back(const State& state) {
    const std::size_t words = layout.kept_size / 8;
    std::size_t tie = 0;
    const auto put = [&](std::size_t i, std::uint64_t tag, std::string_view text) {
        FoldShard& shard = shards[shard_of(tag)];
        const std::uint32_t code = shard.code(tag, text);
        if (!layout.take_back(reinterpret_cast<const std::byte*>(state.records.data() + i * words), shard.record(code))) return false;
        std::unordered_set<std::uint64_t> contents;
        while (tie < state.tied_customer.size() && state.tied_customer[tie] == i) contents.insert(state.tied_content[tie++]);
        if (!contents.empty()) shard.set_ties(code, std::move(contents));
        return true;
    };
    bool fits = true;
    if (const auto* texts = std::get_if<std::vector<std::string>>(&state.keys)) {
        make_shards(true);
        for (std::size_t i = 0; i < texts->size() && fits; ++i) fits = put(i, hash_of((*texts)[i]), (*texts)[i]);
    } else if (const auto& numbers = std::get<std::vector<std::int64_t>>(state.keys); !numbers.empty()) {
        make_shards(false);
        for (std::size_t i = 0; i < numbers.size() && fits; ++i) fits = put(i, hash_of(numbers[i]), {});
    }
    return fits;
}

}  // namespace dangol::inline v0
