#include "features/fold_part.hpp"

#include <algorithm>

namespace dangol::inline v0 {

void FoldLayout::need_occasion() {
    if (!occasion) occasion = inputs++;
}

std::size_t FoldLayout::add(std::unique_ptr<FoldPart> part) {
    const FoldNeeds& needs = part->needs;
    const auto same = std::ranges::find_if(parts, [&](const auto& here) { return here->needs.what == needs.what; });
    if (same != parts.end()) return (*same)->offset;

    if (needs.clock) need_occasion();
    if (occasion) part->occasion = *occasion;
    if (needs.amount) {
        if (!amount) amount = inputs++;
        part->input = *amount;
    } else {
        part->input = inputs;
        inputs += needs.inputs;
        wants_other_columns = wants_other_columns || needs.inputs > 0;
    }
    part->offset = record_size;
    record_size += part->size();
    part->kept_offset = kept_size;
    kept_size += part->kept_size();
    clock = clock || needs.clock;
    only_visits = only_visits && needs.scope == FoldScope::visits;
    counts_events = counts_events || needs.counts_events;
    reads_events = reads_events || needs.counts_events || needs.scope == FoldScope::with_events;
    parts.push_back(std::move(part));
    return parts.back()->offset;
}

void FoldLayout::add(FoldedFeature feature) {
    const std::size_t offset = feature.part ? add(std::move(feature.part)) : 0;
    features.push_back({offset, std::move(feature.measure)});
}

void FoldLayout::keep(const std::byte* record, std::byte* kept) const {
    std::memcpy(kept, record, sizeof(FoldClock));
    for (const auto& part : parts) part->keep(record, kept);
}

bool FoldLayout::take_back(const std::byte* kept, std::byte* record) const {
    std::memcpy(record, kept, sizeof(FoldClock));
    return std::ranges::all_of(parts, [&](const auto& part) { return part->take_back(kept, record); });
}

}  // namespace dangol::inline v0
