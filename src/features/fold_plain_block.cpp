#include "features/fold_block.hpp"

#include "core/simd.hpp"
#include "customers/instants.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

/// What most logs are: whole numbers for ids, timestamps, amounts, nothing missing and nothing besides. Such columns are read where they lie, each
/// of them once; where anything is not as it should be, the block is read again as any other, so that both ways say the same.
namespace dangol::inline v0 {
namespace {

bool all_there(const ColumnChunk& chunk) noexcept {
    if (chunk.validity == nullptr) return true;
    const std::size_t end = chunk.offset + chunk.length;
    std::size_t cell = chunk.offset;
    for (; cell < end && cell % 8 != 0; ++cell) {
        if (!detail::bit(chunk.validity, cell)) return false;
    }
    for (; cell + 8 <= end; cell += 8) {
        if (chunk.validity[cell / 8] != 0xff) return false;
    }
    for (; cell < end; ++cell) {
        if (!detail::bit(chunk.validity, cell)) return false;
    }
    return true;
}

/// All cells of a column that lie side by side; none: there is no such column, or some are missing or lie elsewhere.
std::optional<CellRun> run_of(const TableView& view, const std::string& name, PhysicalType type) {
    const ColumnView* const column = view.find(name);
    if (column == nullptr || column->chunks().size() != 1) return std::nullopt;
    const ColumnChunk& chunk = column->chunks().front();
    if (chunk.type != type || !all_there(chunk)) return std::nullopt;
    return CellRun{chunk.type, static_cast<const char*>(chunk.values) + 8 * chunk.offset, chunk.length, chunk.ticks_per_second, chunk.zoned};
}

/// The columns of a block, each where it lies, at any alignment.
struct PlainColumns {
    const char* ids = nullptr;
    const char* ticks = nullptr;
    const char* amounts = nullptr;  ///< null: there are none
};

/// What is to be known of a block before its rows can be taken.
struct PlainLook {
    std::int64_t lowest_tick = std::numeric_limits<std::int64_t>::max(), highest_tick = std::numeric_limits<std::int64_t>::min();
    bool ascending = true;  ///< ticks
    bool sound = true;      ///< amounts, as NumberReader has it: missing, or finite and not below 0
};

/// Hashes of the ids and a PlainLook, in one pass that asks for memory well ahead: three columns at once are more than the processor foresees.
struct LookOver {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const PlainColumns* of, std::size_t count, std::uint64_t* hash, PlainLook* found) noexcept {
        const PlainColumns columns = *of;
        PlainLook look;
        const auto look_at = [&](std::size_t row) __attribute__((always_inline)) {
            hash[row] = hash_of(detail::load<std::int64_t>(columns.ids, row));
            const auto tick = detail::load<std::int64_t>(columns.ticks, row);
            look.ascending = look.ascending & (row == 0 || detail::load<std::int64_t>(columns.ticks, row - 1) <= tick);
            look.lowest_tick = std::min(look.lowest_tick, tick);
            look.highest_tick = std::max(look.highest_tick, tick);
            if (columns.amounts == nullptr) return;
            const double amount = detail::load<double>(columns.amounts, row);
            look.sound = look.sound & ((amount != amount) | ((amount >= 0) & (amount <= std::numeric_limits<double>::max())));
        };
        constexpr std::size_t rows_per_line = 8, ahead = 1'024;
        const auto bring_near = [&](std::size_t row) __attribute__((always_inline)) {
            const std::size_t next = std::min(row + ahead, count - 1);
            for (const char* column : {columns.ids, columns.ticks, columns.amounts}) {
                if (column != nullptr) __builtin_prefetch(column + 8 * next);
            }
        };
        std::size_t row = 0;
        if constexpr (simd::width<Lanes> >= 4) {  // two lanes multiply more slowly than one
            using Bits = typename simd::BitsOf<Lanes>::Type;
            using Whole = decltype(Lanes{} < Lanes{});
            look_at(row++);
            Whole lowest = Whole{} + look.lowest_tick, highest = lowest, descents{}, sound = ~Whole{};
            while (row + rows_per_line <= count) {
                bring_near(row);
                for (const std::size_t end = row + rows_per_line; row < end; row += simd::width<Lanes>) {
                    Bits id;
                    std::memcpy(&id, columns.ids + 8 * row, sizeof id);
                    id += golden_ratio;
                    id = (id ^ (id >> 30)) * 0xbf58'476d'1ce4'e5b9ULL;
                    id = (id ^ (id >> 27)) * 0x94d0'49bb'1331'11ebULL;
                    id ^= id >> 31;
                    std::memcpy(hash + row, &id, sizeof id);
                    Whole tick, before;
                    std::memcpy(&tick, columns.ticks + 8 * row, sizeof tick);
                    std::memcpy(&before, columns.ticks + 8 * (row - 1), sizeof before);
                    descents |= before > tick;
                    lowest = tick < lowest ? tick : lowest;
                    highest = tick > highest ? tick : highest;
                    if (columns.amounts == nullptr) continue;
                    Lanes amount;
                    std::memcpy(&amount, columns.amounts + 8 * row, sizeof amount);
                    sound &= (amount != amount) | ((amount >= 0) & (amount <= std::numeric_limits<double>::max()));
                }
            }
            for (std::size_t lane = 0; lane < simd::width<Lanes>; ++lane) {
                look.lowest_tick = std::min<std::int64_t>(look.lowest_tick, lowest[lane]);
                look.highest_tick = std::max<std::int64_t>(look.highest_tick, highest[lane]);
                look.ascending = look.ascending & (descents[lane] == 0);
                look.sound = look.sound & (sound[lane] != 0);
            }
        }
        for (; row < count; ++row) {
            if (row % rows_per_line == 0) bring_near(row);
            look_at(row);
        }
        *found = look;
    }
};

}  // namespace

bool says_only_amount(const Schema& schema, const FoldLayout& layout, const TableView& rows) {
    const InteractionColumns& named = schema.interaction;
    const InteractionColumns plainest{.customer = named.customer, .time = named.time, .amount = named.amount};
    if (!(named == plainest) || layout.wants_other_columns || (!named.amount.empty() && !layout.amount)) return false;
    return std::ranges::all_of(rows.columns(), [&](const NamedColumn& column) {
        return column.name == named.customer || column.name == named.time || column.name == named.amount;
    });
}

bool FoldReader::read_plain(const TableView& view, const FoldRowLayout& layout, Scratch& scratch, FoldBlock& block) const {
    const std::size_t count = view.row_count();
    if (!layout.says_only_amount || layout.text_ids || count == 0) return false;
    const auto ids = run_of(view, schema_.interaction.customer, PhysicalType::int64), times = run_of(view, schema_.interaction.time, PhysicalType::timestamp),
               amounts = layout.amount ? run_of(view, schema_.interaction.amount, PhysicalType::float64) : std::nullopt;
    if (!ids || !times || (layout.amount && !amounts)) return false;
    PlainColumns columns{.ids = static_cast<const char*>(ids->values), .ticks = static_cast<const char*>(times->values)};
    if (amounts) columns.amounts = static_cast<const char*>(amounts->values);
    PlainLook look;
    scratch.hash.resize(count);
    simd::dispatch<LookOver, const PlainColumns*, std::size_t, std::uint64_t*, PlainLook*>(&columns, count, scratch.hash.data(), &look);
    if (!look.sound) return false;
    const auto scale = TimeReader::of(schema_, zone_).scale(look.lowest_tick, look.highest_tick, times->ticks_per_second, times->zoned);
    if (!scale) return false;
    const TickScale in = *scale;
    const auto instant_of = [&](std::int64_t tick) { return Instant{std::chrono::microseconds{in.microseconds_of(tick)}}; };
    const Instant first = instant_of(look.lowest_tick), last = instant_of(look.highest_tick);
    if (first < from_ || last >= until_) return false;

    block = {.read = count, .used = count, .customer_class = CellClass::whole_numbers, .first_visit = first, .by_time = look.ascending};
    block.first_at = first.time_since_epoch().count();
    block.last_at = last.time_since_epoch().count();
    for (const std::uint64_t hash : scratch.hash) ++block.bounds[shard_of(hash) + 1];
    for (std::size_t shard = 0; shard < fold_shards; ++shard) block.bounds[shard + 1] += block.bounds[shard];
    if (layout_.clock) {
        scratch.at.resize(count);
        scratch.clocks.resize(count);
        for (std::size_t row = 0; row < count; ++row) scratch.at[row] = instant_of(detail::load<std::int64_t>(columns.ticks, row));
        read_clocks(scratch.at, zone_, scratch.clocks);
    }

    ShardBounds next = block.bounds;
    const std::size_t words = layout.words();
    scratch.rows.resize(std::max(scratch.rows.size(), count * words));
    for (std::size_t row = 0; row < count; ++row) {
        FoldWord* const to = scratch.rows.data() + next[shard_of(scratch.hash[row])]++ * words;
        head_of(to) = {.tag = scratch.hash[row], .at = in.microseconds_of(detail::load<std::int64_t>(columns.ticks, row))};
        FoldWord* const inputs = to + FoldRowLayout::head;
        if (layout_.clock) inputs[*layout_.occasion] = std::bit_cast<FoldWord>(FoldOccasion{.day = scratch.clocks[row].day, .week_part = scratch.clocks[row].week_part});
        if (columns.amounts == nullptr) continue;
        const auto amount = detail::load<double>(columns.amounts, row);
        inputs[*layout.amount] = std::bit_cast<FoldWord>(amount != amount ? std::numeric_limits<double>::quiet_NaN() : amount + 0.0);  // no −0, one NaN
    }
    return true;
}

}  // namespace dangol::inline v0
