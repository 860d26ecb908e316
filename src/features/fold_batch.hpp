#pragma once

#include "customers/read_tables.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

/// Some rows of a chunk, read and made ready: what the shards of a fold take their rows from.
namespace dangol::inline v0 {

/// Customers belong to one of these by the hash of their id; shards have nothing in common, so that each can be folded by any thread.
inline constexpr std::size_t fold_shards = 16;
inline std::size_t shard_of(std::uint64_t hash) noexcept { return static_cast<std::size_t>(hash >> 60); }

/// A view of the rows [begin, begin + count) of another.
TableView slice(const TableView& table, std::size_t begin, std::size_t count);

class FoldBatch {
public:
    enum class Clock : std::uint8_t { none, read };  ///< whether a feature wants days and parts of the week

    /// Rows outside [from, until) are left out, and counted. The schema must outlive it.
    FoldBatch(const TableView& rows, const Schema& schema, const TimeZone& zone, Instant from, Instant until, Clock clock, const Execution& execution);

    /// Whether a row is a visit, and not another kind of event.
    bool is_visit(std::size_t row) const noexcept {
        return table.rows().kind.empty() || table.kind_counts_as[table.rows().kind[row]] == CountsAs::visit;
    }
    bool has_text_ids() const noexcept { return !table.customer_text.empty(); }
    std::int64_t at(std::size_t row) const noexcept { return table.rows().at[row].time_since_epoch().count(); }

    InteractionTable table;
    std::vector<std::uint64_t> id_hash = {};
    std::vector<std::uint64_t> content = {};       ///< hash of all that a row says but customer and time
    std::vector<std::int32_t> visit_day = {};      ///< days since 1970, from 5 to 5 on the wall clock
    std::vector<std::uint8_t> week_part = {};      ///< weekday × 4 + daypart
    Instant first = Instant::max();                ///< of the usable visits
    /// Per block of rows and shard its usable rows, in order.
    std::vector<std::array<std::vector<std::uint32_t>, fold_shards>> rows_of_shard = {};

private:
    void prepare(std::size_t block, const TimeZone& zone, Clock clock, Instant& first_here);
};

}  // namespace dangol::inline v0
