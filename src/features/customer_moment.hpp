#pragma once

#include <dangol/core/time.hpp>
#include <dangol/customers/customer_base.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace dangol::inline v0 {

inline double days_between(Instant earlier, Instant later) noexcept {
    constexpr double microseconds_per_day = 86'400e6;
    return static_cast<double>((later - earlier).count()) / microseconds_per_day;
}

/// One customer as seen at one moment: positions of what lies in the window. Nothing is in it that was not on record at `as_of`, and every feature
/// is computed from this alone, so that a customer's row and a lead's row are the same thing at different moments.
struct CustomerMoment {
    const VisitColumns& visits;
    const VisitColumns& events;                       ///< interactions that are no visits
    const LeadRecords& leads;
    std::uint32_t customer = 0;
    std::uint32_t lead = 0;                           ///< the lead that arrives at as_of; of a customer's row, without meaning
    Instant as_of = {};
    std::uint64_t first_visit = 0, end_visit = 0;     ///< visits [first, end) lie in the window
    std::uint64_t first_visit_ever = 0;               ///< also before the window
    std::uint64_t first_event = 0, end_event = 0;     ///< events likewise
    std::optional<Instant> known_since = {};          ///< joined or first visited, before as_of; may lie before the window. Where events
                                                      ///< count (FeaturePlan::counted), the first of them likewise
    std::optional<Instant> observed_since = {};       ///< start of the exposure; none: neither joined nor visited before
    std::uint64_t counted_from = 0;                   ///< like first_visit, but without the visit that started the clock
    std::uint64_t counted_event = 0;                  ///< like first_event, but not before observed_since, and without one that started the clock
    Instant contacts_since = {};                      ///< start of what is on record of contacts with this customer
    std::span<const std::uint32_t> past_leads = {};   ///< contacted before as_of, by time

    std::shared_ptr<const VisitColumns> own_visits = {}, own_events = {};  ///< what visits and events refer to, where they are of this moment alone
    std::shared_ptr<const std::vector<std::uint32_t>> own_leads = {};
};

}  // namespace dangol::inline v0
