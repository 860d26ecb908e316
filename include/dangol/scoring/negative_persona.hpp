#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/fit_warning.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/lead_table.hpp>
#include <dangol/personas/persona.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// What an error of setting a group aside costs, and whether the data can say so.
struct SetAsideErrors {
    std::optional<Estimate> would_convert = {};     ///< P(converts | set aside): wrong about this many of those left alone
    std::optional<Estimate> converters_lost = {};   ///< share of all converters who are set aside
    std::size_t contacts = 0;                       ///< later contacts of the group behind both
    bool later_data = false;                        ///< measured on leads after those that flagged it
    bool operator==(const SetAsideErrors&) const = default;
};

/// What the contacts with one segment say about its worth: the numbers themselves, for the shop's own programs. Texts and pages tell of
/// them only what k allows (docs/scoring.md).
struct SegmentResponse {
    SegmentId segment = {};
    std::size_t customers = 0;                      ///< distinct, behind the contacts
    std::size_t contacts = 0;                       ///< with a known outcome, of leads that at lead time were of this segment with a probability of .5 or more, where kinds are natural of .9
    std::size_t conversions = 0;
    Estimate conversion_rate = {};                  ///< of these contacts: posterior of the hierarchical beta-binomial, 95 %
    Estimate value_per_contact = {};                ///< margin × rate − cost, in the currency: what responses are worth, whether or not the
                                                    ///< contact caused them; so at most what a contact earns
    double probability_not_worth = 0;               ///< P(margin × rate − cost < 0 | data); of a natural kind of which these contacts are probably (.8) not worth their cost, by
                                                    ///< its own rate: an answer then counts as far as it may be of this kind
    bool operator==(const SegmentResponse&) const = default;
};

/// Which of the two kinds a negative persona is: as far as the traits that were tested of it tell, at the false discovery rate of all of them. It never
/// makes one: that contacts do not pay does, and neither complaints nor anything else here is enough for it.
enum class NegativeKind : std::uint8_t {
    cannot_tell,             ///< neither shows: those who meet them may know
    cannot_become_customer,  ///< needs or means do not fit: they come, and surely spend at most a tenth of what others do on a visit
    holds_negative_view,     ///< less content than others, and surely below the middle of the scale on which customers answer, which
                             ///< NegativePersonaOptions declares; or more complaints or returns than others, and surely after a tenth of their visits
    both
};

/// A segment on which effort is not worth its cost. It says "do not spend marketing effort here", never "deny service".
struct NegativePersona {
    NegativePersonaId id = {};
    PersonaId persona = {};                         ///< the persona it is; its title and traits stand there
    SegmentResponse response = {};
    SetAsideErrors errors = {};                     ///< not identified where the group is never contacted later
    NegativeKind kind = NegativeKind::cannot_tell;  ///< the traits that say so stand in the persona
    bool operator==(const NegativePersona&) const = default;
};

/// What a contact costs and earns, and how sure it has to be before a segment is set aside.
struct NegativePersonaOptions {
    double contact_cost = 0;                        ///< > 0, of one contact, in the schema's currency
    double conversion_margin = 0;                   ///< > 0, earned by one conversion before the cost of contact
    double certainty = 0.95;                        ///< flagged when P(not worth) is at least this
    std::size_t contacts_at_least = 100;            ///< of a segment, before anything is said
    double exploration_share = 0.05;                ///< of a flagged group, still contacted at random: identifies the errors
    std::optional<Instant> errors_from = {};        ///< leads from here on measure the errors only; none: the last quarter of the leads by time;
                                                    ///< where the first three quarters were made at one moment, all after it
    std::optional<Interval> satisfaction_scale = {};  ///< from the worst answer that customers can give to the best: {1, 5}. None: nobody knows its middle, for
                                                    ///< where nobody answered below 3 the answers look the same, and no view is read from satisfaction
    std::uint64_t seed = 0;
    bool operator==(const NegativePersonaOptions&) const = default;
};

/// Whom not to chase, or that nobody qualifies, with the contacts that say so.
struct NegativePersonaSet {
    std::vector<NegativePersona> personas = {};     ///< empty: nobody qualifies
    std::vector<SegmentResponse> responses = {};    ///< flagged or not, of segments with contacts of at least k customers (PersonaOptions)
    std::size_t earlier_contacts = 0;               ///< of all segments, with a known outcome: what `responses` were counted among
    std::size_t later_contacts = 0;                 ///< those that measure the errors; 0 where all were made at one moment
    Estimate overall_rate = {};
    double break_even_rate = 0;                     ///< contact_cost / conversion_margin
    NegativePersonaOptions options = {};
    std::string currency = {};
    std::vector<FitWarning> warnings = {};
    bool operator==(const NegativePersonaSet&) const = default;
};

/// Flags segments by margin × rate − cost under a hierarchical beta-binomial with contacts as trials (docs/scoring.md), customers as
/// clusters, membership as on the day of contact. A lead of whom no basis column is known, or whom no segment holds with probability .5 (.9 where the
/// verdict is natural), counts with none. Where the verdict is natural the answers of others who were placed with a kind that hardly answers are not taken for its own.
/// Only personas that are shown and whose contacts are of k customers can be flagged, and never all segments at once.
/// Intervals of the errors are Wilson's on the effective number of contacts (whole customers, Kish's design effect), so that
/// "none of 40" is not taken for "none". Open leads take no part.
/// @throws ProtectedAttribute, FutureLeak (such a column made the segments), InvalidArgument (also for answers off satisfaction_scale), Cancelled
[[nodiscard]] DANGOL_EXPORT NegativePersonaSet find_negative_personas(const PersonaSet&, const LeadTable&,
                                                                      const NegativePersonaOptions&, const Execution& = {});

/// For somebody who runs a shop; how_we_know() has the intervals, the certainty and both errors.
DANGOL_EXPORT std::string to_text(const NegativePersona&, const NegativePersonaSet&, const PersonaSet&, Language);
DANGOL_EXPORT std::string how_we_know(const NegativePersona&, const NegativePersonaSet&, const PersonaSet&, Language);
/// Each of them, or that nobody is set aside, and the rate of all contacts.
DANGOL_EXPORT std::string to_text(const NegativePersonaSet&, const PersonaSet&, Language);
DANGOL_EXPORT std::string how_we_know(const NegativePersonaSet&, const PersonaSet&, Language);  ///< one line each; empty where nobody is set aside

}  // namespace dangol::inline v0
