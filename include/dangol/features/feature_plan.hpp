#pragma once

#include <dangol/core/time.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dangol::inline v0 {

// Each feature is a small value: what to compute and, where its default does not suit, in which role. The formula, unit,
// exposure and missing rule stand with each; docs/features.md has them in one table.

/// Days from the last visit to the as-of moment. Column recency_days, positive. Missing without a visit. Descriptor.
struct Recency {
    std::optional<Role> role = {};
    bool operator==(const Recency&) const = default;
};

/// Visits in the window. Column visits, count; exposure: days observed (from joining, or from the first visit if joining is
/// not known … see FeaturePlan::observed_from, to the as-of moment). Basis.
struct Frequency {
    std::optional<Role> role = {};
    bool operator==(const Frequency&) const = default;
};

/// Mean amount per visit. Column spend_per_visit, positive; exposure: visits. Missing without a visit that has an amount. Basis.
struct MonetaryValue {
    std::optional<Role> role = {};
    bool operator==(const MonetaryValue&) const = default;
};

/// Days from the first visit (or from joining) to the as-of moment. Column tenure_days, positive. Descriptor.
struct Tenure {
    std::optional<Role> role = {};
    bool operator==(const Tenure&) const = default;
};

/// Mean days between consecutive visits (visit_interval_days, positive, descriptor: it is 1/frequency) and their regularity
/// (visit_regularity, positive, basis: shape of the gamma law, small-sample corrected; missing with fewer than
/// `intervals_at_least` intervals). Exposure: intervals.
struct VisitIntervals {
    std::size_t intervals_at_least = 3;
    std::optional<Role> role = {};  ///< of both columns
    bool operator==(const VisitIntervals&) const = default;
};

/// Weekday × daypart of visits by the wall clock of the schema's zone. Column visit_rhythm, composition of 28 parts
/// "monday_morning" …; exposure: visits. Dayparts: morning [5, 11), midday [11, 14), afternoon [14, 18), evening [18, 5). Basis.
struct VisitRhythm {
    std::optional<Role> role = {};
    bool operator==(const VisitRhythm&) const = default;
};

enum class RhythmPart : std::uint8_t { weekend, morning, midday, afternoon, evening, weekday_morning, weekend_afternoon };

/// Visits in one part of the week. Column <part>_visits, share; trials: visits. Basis.
struct RhythmShare {
    RhythmPart part = RhythmPart::weekend;
    std::optional<Role> role = {};
    bool operator==(const RhythmShare&) const = default;
};

/// What is bought. Column offering_mix, composition of the most frequent offerings and "other"; exposure: lines. Basis.
struct OfferingMix {
    std::size_t parts_at_most = 12;  ///< ≥ 2; "other" is one of them when offerings were folded
    std::optional<Role> role = {};
    bool operator==(const OfferingMix&) const = default;
};

/// Visits (share_of visits) that include one offering. Column visits_with_<offering>, share; trials: visits. Basis.
struct OfferingShare {
    std::string offering = {};
    std::optional<Role> role = {};
    bool operator==(const OfferingShare&) const = default;
};

/// Where they come. Column channel_mix, composition; exposure: visits. Basis.
struct ChannelMix {
    std::size_t parts_at_most = 8;
    std::optional<Role> role = {};
    bool operator==(const ChannelMix&) const = default;
};

/// Visits on which the discount column was above zero. Column visits_with_<discount>, share; trials: visits. Basis.
struct DiscountShare {
    std::string discount = {};  ///< one of InteractionColumns::discounts; empty: any of them
    std::optional<Role> role = {};
    bool operator==(const DiscountShare&) const = default;
};

/// Visits in company (party size above one). Column visits_in_company, share; trials: visits with a known party. Basis.
struct Companionship {
    std::optional<Role> role = {};
    bool operator==(const Companionship&) const = default;
};

/// Visits that were planned. Column planned_visits, share; trials: visits of which it is known. Basis.
struct Planning {
    std::optional<Role> role = {};
    bool operator==(const Planning&) const = default;
};

/// Mean satisfaction. Column satisfaction, numeric; exposure: answers. Descriptor.
struct Satisfaction {
    std::optional<Role> role = {};
    bool operator==(const Satisfaction&) const = default;
};

/// Contacts before the as-of moment (past_contacts, count over the days observed) and responses among those whose outcome was
/// known by then (past_responses, share; trials: contacts whose window had closed or that had responded). Descriptor.
struct ContactHistory {
    std::optional<Role> role = {};
    bool operator==(const ContactHistory&) const = default;
};

/// A column of the customer table, as the schema declares it. Missing stays missing. Descriptor.
struct Attribute {
    std::string name = {};
    std::optional<Role> role = {};
    bool operator==(const Attribute&) const = default;
};

using Feature = std::variant<Recency, Frequency, MonetaryValue, Tenure, VisitIntervals, VisitRhythm, RhythmShare, OfferingMix,
                             OfferingShare, ChannelMix, DiscountShare, Companionship, Planning, Satisfaction, ContactHistory,
                             Attribute>;

/// Which features, over which window, as of when. Kept with everything fitted on it, so that it can be replayed.
struct FeaturePlan {
    Window window = {};                   ///< half-open; `until` is the as-of moment: nothing from it on is seen
    std::vector<Feature> features = {};
    std::size_t visits_at_least = 1;      ///< customers with fewer visits in the window are left out of the customers' table and
                                          ///< counted; leads are never left out
    /// Vocabulary of compositions and categories, settled by the first build so that a replay has the same columns.
    std::vector<FeatureColumn> settled_columns = {};
    bool operator==(const FeaturePlan&) const = default;
};

/// One column per construct of everything the schema of these customers can supply: a good first plan.
/// (Declared with the features that need it; see build_features.hpp.)

}  // namespace dangol::inline v0
