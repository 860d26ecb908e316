#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/customers/quarantine.hpp>

#include "customers/read_tables.hpp"
#include "features/fold_part.hpp"
#include "features/fold_rows.hpp"
#include "features/visit_clocks.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace dangol::inline v0 {

/// A few thousand rows, read, checked, and put in the order of their shards.
struct FoldBlock {
    std::size_t read = 0, used = 0, set_aside = 0, outside = 0;
    Quarantine unusable = {};
    CellClass customer_class = CellClass::nothing;
    Instant first_visit = Instant::max();
    const FoldWord* rows = nullptr;  ///< the used ones
    ShardBounds bounds = {};
    bool by_time = true;             ///< as they came
    std::int64_t first_at = 0, last_at = 0;
};

/// Reads blocks of rows as a fold wants them; several threads may read at once. What it is made of must outlive it.
class FoldReader {
public:
    /// Rows outside [from, until) are left out, and counted.
    FoldReader(const Schema& schema, const TimeZone& zone, Instant from, Instant until, const FoldLayout& layout)
        : schema_(schema), zone_(zone), from_(from), until_(until), layout_(layout) {}

    /// `into` has room for all rows of the view, and lies in as much memory as `rows_of_batch` rows take. @throws what reading a table throws
    FoldBlock read(const TableView& view, const FoldRowLayout& rows, FoldWord* into, std::size_t rows_of_batch, const Execution& execution);

private:
    /// Memory of one reading thread. It is kept, since asking the system for it costs more than reading does.
    struct Scratch {
        std::unique_ptr<InteractionTable> table = {};
        std::vector<Instant> at = {};
        std::vector<std::uint64_t> hash = {}, content = {};
        std::vector<std::uint32_t> order = {};
        std::vector<VisitClock> clocks = {};
        std::vector<FoldWord> rows = {};
    };
    std::unique_ptr<Scratch> borrow();
    void give_back(std::unique_ptr<Scratch> scratch);

    /// Both fill a block but for its place, and write its rows into the scratch.
    FoldBlock read_any(const TableView& view, const FoldRowLayout& layout, Scratch& scratch, const Execution& execution);
    /// The same from columns of which nothing needs a second look; else false, and nothing of it counts.
    bool read_plain(const TableView& view, const FoldRowLayout& layout, Scratch& scratch, FoldBlock& block) const;
    void hash_contents(const InteractionTable& table, std::vector<std::uint64_t>& content) const;

    const Schema& schema_;
    const TimeZone& zone_;
    Instant from_, until_;
    const FoldLayout& layout_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Scratch>> spare_ = {};
};

/// Whether rows say nothing but who, when and for how much, and the features see that amount.
bool says_only_amount(const Schema& schema, const FoldLayout& layout, const TableView& rows);

}  // namespace dangol::inline v0
