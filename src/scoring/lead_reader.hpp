#pragma once

#include <optional>
#include <vector>

#include "scoring/lead_scorer_state.hpp"

namespace dangol::inline v0 {

/// Rows of a LeadTable as leads of a scorer. Columns are matched by name; one that the table lacks is not known, and so is a level
/// that the scorer never saw.
class LeadScorer::State::Reader {
public:
    /// `leads` must outlive it. @throws ColumnKindMismatch; InvalidArgument when a composition has other parts than at fitting
    Reader(const State&, const LeadTable& leads);

    void read(std::size_t row, Lead&) const noexcept;  ///< allocates nothing; the lead must be a blank one of the scorer

private:
    struct Source {
        std::optional<CellsOfColumn> cells = {};  ///< none: the table lacks the column
        std::vector<std::uint32_t> level = {};    ///< of the table → of the scorer, or none; empty: as they are
        std::size_t parts = 0;
    };
    std::vector<Source> sources_ = {};            ///< one per column of the scorer
    const LeadTable* leads_;
};

}  // namespace dangol::inline v0
