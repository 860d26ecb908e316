#pragma once

#include <dangol/customers/customer_base.hpp>
#include <dangol/features/feature_plan.hpp>

#include "features/customer_moment.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

/// A base and a plan, with the window of the plan as instants: what features are prepared from, and where moments come from.
/// Both must outlive it.
class FeatureSource {
public:
    /// @throws InvalidArgument for a window that is empty or has no end.
    FeatureSource(const PermittedBase& base, const FeaturePlan& plan, const Execution& execution = {});

    const PermittedBase& base() const noexcept { return base_; }
    const FeaturePlan& plan() const noexcept { return plan_; }
    const Window& window() const noexcept { return window_; }  ///< of the plan, both ends given
    Instant from() const noexcept { return from_; }
    Instant until() const noexcept { return until_; }

    /// The column of this name as the plan settled it, or null.
    const FeatureColumn* settled(std::string_view name) const noexcept;

    /// What is known of a customer at `as_of`, through a window of the plan's length, by the wall clock, that ends there.
    CustomerMoment moment(std::uint32_t customer, Instant as_of) const;

    /// Who has enough visits in the plan's window to be in the customers' table, in the order of keys.
    const std::vector<std::uint32_t>& customers_with_enough_visits() const noexcept { return enough_; }

    /// So much earlier by the wall clock of `zone`: whole days there have 23 to 25 hours.
    static Instant before(Instant moment, std::chrono::microseconds wall_clock, const TimeZone& zone) {
        return zone.instant(zone.local(moment) - wall_clock).instant;
    }

    /// The dates of FeaturePlan::holidays, sorted.
    const std::vector<std::chrono::local_days>& holidays() const noexcept { return holidays_; }

    /// `column` is named by the schema, or: @throws UnknownColumn, naming the field of the schema to fill.
    void require(const std::string& column, const char* field, const char* feature) const;

private:
    const PermittedBase& base_;
    const FeaturePlan& plan_;
    Window window_ = {};
    std::chrono::microseconds length_ = {};  ///< of the window, by the wall clock
    Instant from_ = {}, until_ = {}, data_start_ = {}, contact_start_ = {};
    std::vector<std::uint64_t> first_lead_ = {};   ///< customers + 1, into leads_by_customer_
    std::vector<std::uint32_t> leads_by_customer_ = {};
    std::vector<std::uint32_t> enough_ = {};
    std::vector<std::chrono::local_days> holidays_ = {};

    void settle_window();
    void index_leads();

    /// The first of each before a moment, also before the window.
    struct FirstSeen {
        std::optional<Instant> joined = {}, visit = {}, event = {};
        bool visit_in_window = false, event_in_window = false;
    };
    /// Since when the customer is known, and observed in the window; what counts from there.
    void settle_clock(CustomerMoment& seen, Instant window_start, const FirstSeen& first) const;
};

/// Somebody agreed to what the base is to be used for. Where nobody did, everything that follows would speak of visits that are missing.
/// @throws InsufficientData: the number of `who` is 0
void require_consent(const PermittedBase& base, std::string_view who);
void require_consent(const Account& account, std::string_view who);
std::string who_permits(Purpose purpose);  ///< "customers who permit profiling"

/// A plan's window with both ends: from the first record, until midnight after the last visit of those permitted.
/// @throws InvalidArgument where there is no visit to tell
Window settled_window(Window planned, const TimeZone& zone, bool any_visit, Instant first_record, Instant last_visit);

/// Parts of a composition: the most counted names (of equals, the first by name) and "other" for the rest, which is there only
/// if some did not fit; the order of `settled` where there is one. `part_of` leads from a code to its part.
struct Vocabulary {
    static constexpr std::uint32_t no_part = 0xffff'ffffU;
    std::vector<std::string> parts = {};
    std::vector<std::uint32_t> part_of = {};
};
Vocabulary vocabulary(std::span<const std::string> names, std::span<const std::uint64_t> counts, std::size_t parts_at_most);
Vocabulary settled_vocabulary(std::span<const std::string> names, const FeatureColumn& settled);

}  // namespace dangol::inline v0
