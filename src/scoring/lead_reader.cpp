#include "scoring/lead_reader.hpp"

#include <dangol/core/error.hpp>

#include <algorithm>
#include <string>

#include "features/feature_table_state.hpp"
#include "scoring/draw.hpp"

namespace dangol::inline v0 {

LeadScorer::State::Reader::Reader(const State& state, const LeadTable& leads) : leads_(&leads) {
    const auto given = leads.features().columns();
    for (const FeatureColumn& wanted : state.columns) {
        Source& source = sources_.emplace_back();
        const auto found = std::find_if(given.begin(), given.end(), [&](const FeatureColumn& c) { return c.name == wanted.name; });
        if (found == given.end()) continue;
        if (found->kind != wanted.kind) {
            throw ColumnKindMismatch(found->name, kind_name(found->kind), kind_name(wanted.kind), "build the leads with the plan of the scorer");
        }
        source.cells.emplace(leads.features(), id_at<ColumnIndex>(static_cast<std::size_t>(found - given.begin())));
        source.parts = wanted.kind == ColumnKind::composition ? wanted.levels.size() : 0;
        if (found->levels == wanted.levels) continue;
        if (wanted.kind == ColumnKind::composition) {
            throw InvalidArgument(wanted.name, std::to_string(found->levels.size()) + " parts",
                                  "the " + std::to_string(wanted.levels.size()) + " parts it was fitted with, in their order",
                                  "build the leads with the plan of the scorer");
        }
        for (const std::string& level : found->levels) {
            const auto same = std::find(wanted.levels.begin(), wanted.levels.end(), level);
            source.level.push_back(same == wanted.levels.end() ? none : static_cast<std::uint32_t>(same - wanted.levels.begin()));
        }
    }
}

void LeadScorer::State::Reader::read(std::size_t row, Lead& lead) const noexcept {
    lead.as_of_ = leads_->contacted_at()[row];
    lead.customer_ = std::visit([row](const auto& keys) { return hash_of(keys[row]); }, leads_->features().customers());
    for (std::size_t c = 0; c < sources_.size(); ++c) {
        const Source& source = sources_[c];
        LeadCell cell = source.cells ? (*source.cells)[row] : LeadCell{};
        if (cell.known && !source.level.empty()) {
            cell.code = source.level[cell.code];
            cell.known = cell.code != none;
        }
        lead.known_[c] = cell.known ? 1 : 0;
        if (!cell.known) continue;
        lead.numbers_[c] = cell.number;
        lead.exposures_[c] = cell.exposure;
        lead.codes_[c] = cell.code;
        if (source.parts > 0) std::copy_n(cell.parts, source.parts, lead.parts_.begin() + lead.first_part_[c]);
    }
}

}  // namespace dangol::inline v0
