#pragma once

#include "features/fold_part_of.hpp"

#include <cstdint>

/// Parts that see visits and events together.
namespace dangol::inline v0 {

/// Events of some kind, on each side of the first visit: which count depends on since when a customer is observed.
struct KeptEvents {
    std::uint64_t before_visit = 0;  ///< earlier than the first visit on record
    std::uint64_t at_last = 0;       ///< of somebody without a visit yet: at the moment of the last of them
    std::uint64_t since_visit = 0;
    KeptMoment last = {};
    std::uint64_t came = 0;

    std::uint64_t all() const noexcept { return before_visit + at_last + since_visit; }
};

class EventCountPart : public PartOf<KeptEvents> {
public:
    static constexpr int any_kind = -1;
    EventCountPart(FoldNeeds needs, int kind) : PartOf(std::move(needs)), kind_(kind) {}
    bool fold_all(std::span<const FoldedInteraction> rows) const override;
    bool merge(std::byte* record, const std::byte* later) const override;

private:
    int kind_;
};

/// Visits that an event of a kind followed, before the next one. Visits of one moment are told apart by nothing: what follows follows the last of them.
struct KeptAftermath {
    std::uint64_t followed = 0;                ///< of the visits before the last
    KeptMoment first_visit = {}, visit = {};   ///< the first and the last
    KeptMoment early = {};                     ///< the first event, if it lies before the first visit
    KeptMoment since_visit = {}, last = {};    ///< first event since the last visit, and the last of all

    std::uint64_t all_followed() const noexcept { return followed + (visit.any() && since_visit.any() ? 1 : 0); }
};

class AftermathPart : public PartOf<KeptAftermath> {
public:
    AftermathPart(FoldNeeds needs, InteractionKind kind) : PartOf(std::move(needs)), kind_(kind) {}
    bool fold(std::span<const FoldedVisit> rows) const override;
    bool merge(std::byte* record, const std::byte* later) const override;

private:
    InteractionKind kind_;
};

/// What FeaturePlan::counted asks of events: when the first was, of which kind (of several at one moment the first in the order of kinds), how many lie in the
/// window, and when the last of these was.
struct KeptEventClock {
    KeptMoment first = {}, last = {};
    std::uint64_t first_kind = 0, in_window = 0;
};

class EventClockPart : public PartOf<KeptEventClock> {
public:
    using PartOf::PartOf;
    bool fold_all(std::span<const FoldedInteraction> rows) const override;
    bool merge(std::byte* record, const std::byte* later) const override;

private:
    static void note_first(KeptEventClock& clock, KeptMoment at, std::uint64_t kind) noexcept {
        if (!clock.first.any() || at < clock.first || (at == clock.first && kind < clock.first_kind)) {
            clock.first = at;
            clock.first_kind = kind;
        }
    }
};

}  // namespace dangol::inline v0
