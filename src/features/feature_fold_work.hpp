#pragma once

#include <dangol/features/feature_fold.hpp>

#include "core/large_array.hpp"
#include "features/fold_shard.hpp"

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace dangol::inline v0 {

/// A customer on the way out, and the record.
template <class Key>
struct FoldedCustomer {
    Key key;
    const std::byte* record;
};

struct FeatureFold::Work {
    Work(const Schema& schema, const FeaturePlan& plan, Permission permission, bool wide_counters = false);

    Schema schema = {};
    FeaturePlan plan = {};
    Permission permission = {};
    TimeZone zone = {};
    Instant from = Instant::min(), until = Instant::max();  ///< of the schema's window: rows outside are not kept
    FoldLayout layout = {};
    FoldShards shards = {};
    FoldMemory memory = {};
    FoldUndo undo = {};
    TableAccount account = {.table = TableKind::interactions};
    std::size_t rows_without_customer = 0;
    std::size_t visits = 0;              ///< of those permitted, in the plan's window or not
    Quarantine quarantine = {};
    Instant first_record = Instant::max();

    void check_plan() const;  ///< that its features find their columns in the schema
    void refuse_events_outside(Instant window_start, Instant as_of) const;  ///< of a window whose ends the plan leaves open. @throws BadInput
    void make_shards(bool text_ids);
    void widen();  ///< counters; nobody sees it

    /// Everything but the shards, which can take things back by themselves.
    struct Counts {
        TableAccount account = {};
        std::size_t rows_without_customer = 0, visits = 0;
        Quarantine quarantine = {};
        Instant first_record = Instant::max();
    };
    Counts counts() const { return {account, rows_without_customer, visits, quarantine, first_record}; }
    void add(const Quarantine& more, std::size_t first_row);

    /// Calls change(); if it throws or runs into trouble, everything is as it was before.
    template <class Change>
    FoldTrouble all_or_nothing(const Change& change) {
        const bool fresh = shards.empty();
        Counts before = counts();
        SlabPool& memory_of_undo = undo.begin();
        for (FoldShard& shard : shards) shard.begin(memory_of_undo);
        const auto restore = [&] {
            for (FoldShard& shard : shards) shard.roll_back();
            if (fresh) shards.clear();
            account = before.account;
            rows_without_customer = before.rows_without_customer;
            visits = before.visits;
            quarantine = std::move(before.quarantine);
            first_record = before.first_record;
        };
        try {
            const FoldTrouble trouble = change();
            if (trouble != FoldTrouble::none) restore();
            for (FoldShard& shard : shards) shard.commit();
            return trouble;
        } catch (...) {
            restore();
            throw;
        }
    }

    FoldRowLayout row_layout_of(const TableView& rows) const;
    FoldTrouble fold_batches(const TableView& rows, std::size_t rows_at_most, const Execution& execution);
    FoldTrouble fold_batch(const FoldBatch& batch, const Execution& execution);
    FoldTrouble take_in(const Work& other, const Execution& execution);  ///< with counters as wide
    void count(const FoldBlock& block);
    bool take_back(const State& state);  ///< the customers of one; false: they need wide counters

    /// Permitted customers with at least so many visits in the window, in the order of their keys; the others are added to `left_out`.
    template <class Key>
    LargeNumbers<FoldedCustomer<Key>> customers(std::uint64_t visits_at_least, BuildAccount& left_out, const Execution& execution) const;
    const std::unordered_set<std::uint64_t>& ties_of(std::int64_t key) const { return shards[shard_of(hash_of(key))].ties(hash_of(key), {}); }
    const std::unordered_set<std::uint64_t>& ties_of(std::string_view key) const { return shards[shard_of(hash_of(key))].ties(hash_of(key), key); }
    std::int64_t last_visit(const Execution& execution) const;  ///< in the window; the smallest there is where there is none
};

}  // namespace dangol::inline v0
