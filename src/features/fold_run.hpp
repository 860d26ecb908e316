#pragma once

#include "features/fold_batch.hpp"
#include "features/fold_part.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace dangol::inline v0 {

/// The used rows of a run, as the parts of a layout want to see them.
class FoldedRun {
public:
    explicit FoldedRun(const FoldLayout& layout) : only_visits_(layout.only_visits) {}

    void clear() noexcept { visits_count_ = with_events_count_ = everything_count_ = 0; }
    void add(const FoldWord* row, std::byte* record, FoldedAs as) noexcept {
        if (as == FoldedAs::visit) visits_[visits_count_++] = {row, record};
        if (only_visits_ || as == FoldedAs::nothing) return;
        if (as == FoldedAs::visit || as == FoldedAs::event) with_events_[with_events_count_++] = {row, record};
        everything_[everything_count_++] = {row, record, as};
    }

    /// False: the part is full.
    bool fold(const FoldPart& part) const {
        if (part.needs.scope == FoldScope::everything) return part.fold_all(std::span(everything_).first(everything_count_));
        if (part.needs.scope == FoldScope::with_events) return part.fold(std::span(with_events_).first(with_events_count_));
        const auto visits = std::span(visits_).first(visits_count_);
        return part.needs.days ? fold_days(part, visits) : part.fold(visits);
    }

private:
    static bool fold_days(const FoldPart& part, std::span<const FoldedVisit> visits) {
        std::array<FoldedVisit, FoldBatch::run> late{};
        std::size_t count = 0;
        for (const FoldedVisit& visit : visits) {
            if (part.needs.days->hold(head_of(visit.row).at)) late[count++] = visit;
        }
        return part.fold(std::span(late).first(count));
    }

    bool only_visits_;
    std::size_t visits_count_ = 0, with_events_count_ = 0, everything_count_ = 0;
    std::array<FoldedVisit, FoldBatch::run> visits_{}, with_events_{};
    std::array<FoldedInteraction, FoldBatch::run> everything_{};
};

}  // namespace dangol::inline v0
