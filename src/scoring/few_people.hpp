#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/language.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

/// How counts are told of fewer than k people: not exactly, neither their complement, nor by what can be computed from them. What may be
/// told is decided here, once; texts and pictures see only ResponseTold and ErrorsTold.
namespace dangol::inline v0 {

/// "70", "few (under 20)", "all but few (under 20)", of less than 2k, of which fewer than k may be most, "fewer than 20"; Korean with its counter.
std::string count_among(std::size_t count, std::size_t all, std::size_t k, Language);

/// Which share fewer than k of `all` are at most: the upper limit for k − 1, whatever the count is. An interval of the count itself would give it
/// away: 0.4% to 12.3% of 42 is exactly one. None where it would be above one half, which says nothing.
std::optional<double> most_of_few(std::size_t all, std::size_t k);

/// What a contact with a segment is worth, as far as it may be said.
enum class Worth : std::uint8_t { loses, earns, not_told };

/// What may be told of the contacts with a segment. Where fewer than k were answered, or all but fewer, it is equal for every such number that leads
/// to the same decision: a posterior rate, the money or the certainty would each give the number away.
struct ResponseTold {
    std::size_t contacts = 0;
    std::size_t answered = 0;              ///< to be written by count_among(); where hidden none or all of them, in its stead
    std::optional<Estimate> rate = {};     ///< with its interval; none: hidden. Where another group's answers are hidden, of its own contacts alone
    std::optional<Interval> within = {};   ///< where hidden: from 0 to the limit for k − 1, or to the break-even that a decision says it is below; or
                                           ///< from the limit of all but k − 1 to 1; none where that says nothing
    Worth worth = Worth::not_told;
    std::optional<double> money = {};      ///< lost or earned a contact, ≥ 0: about this, where the rate is hidden at least this
    bool unsure = false;                   ///< the rate's interval reaches across the break-even, and nothing was decided
    double certainty = 0;                  ///< that a contact is not worth its cost
    bool at_least_certain = false;         ///< at least this: what was asked for
    bool operator==(const ResponseTold&) const = default;
};
ResponseTold told_of(const SegmentResponse&, const NegativePersonaSet&, std::size_t k);

/// That contacts with a segment do not pay, and that it may be said together with all others: of fewer contacts than decide, only where their answers may be told.
bool surely_not_worth(const SegmentResponse&, const NegativePersonaOptions&, std::size_t k);

/// "as far as can be told the true rate is below 17.2%". Not "at most" beside a count: 19 of 581 are 3.3%, and may come from a rate of 5%.
std::string true_rate_below(double limit, Language);
/// The same of what is within, or "… below the 6.7% at which a contact pays", "… above 93.3%"; empty where there are no limits.
std::string limits_text(const ResponseTold&, const NegativePersonaSet&, Language);
/// "A contact loses about $1.06 on average, even if it caused every answer"
std::string worth_text(const ResponseTold&, const NegativePersonaSet&, Language);

/// Of a natural kind that is set aside though the contacts counted with it could pay, as far as their interval says: that the decision allows for others among them; or empty.
std::string perhaps_of_others(const ResponseTold&, const NegativePersonaSet&, const PersonaSet&, Language);

/// Which of both errors of setting aside may be told, and what is said where they may not.
struct ErrorsTold {
    std::size_t answered = 0;                 ///< of the later contacts; to be written by count_among()
    bool would = false, lost = false;         ///< the share itself, with its interval
    std::optional<double> would_at_most = {};  ///< else: the same for every number of answers below k
    std::optional<double> lost_at_most = {};   ///< and a round figure: the limit itself would tell how many everyone else gave
};
ErrorsTold told_of(const NegativePersona&, const NegativePersonaSet&, std::size_t k);

/// How a total may be told: as it is; as from one number to another; as a number that k hides itself, to be written by count_among(); or not at all.
enum class Told : std::uint8_t { exactly, between, few, nothing };

/// How many of all contacts were answered. An exact total beside the exact numbers of some groups tells that of the others by difference; so where k
/// hides one of them, or what belongs to none, or of one of `segments` nothing is told, it is told from the least to the most that what is told leaves
/// open, both to steps of half of k: the same whatever is hidden. Where the most is more than twice the least, that says little and nothing is told. It is few
/// where the most that is left open is.
struct TotalTold {
    Told as = Told::exactly;
    std::size_t least = 0, most = 0;  ///< equal but for a range; none or all where few are hidden
    Interval rate = {};               ///< both of all contacts; of a range to whole percents around it
};
TotalTold total_told(const NegativePersonaSet&, std::size_t segments, std::size_t contacts, std::size_t answered, std::size_t k);
/// Of the leads that were learned from.
TotalTold earlier_leads_told(const LeadScorer&);
/// Of one told from one number to another: "540 to 570", "9% to 10%".
std::string count_range(const TotalTold&, Language);
std::string rate_range(const TotalTold&, Language);

/// Whether k hides the answers of a group, or of `segments` there is one of which nothing is told: then no total may be told exactly.
bool hides_any(const NegativePersonaSet&, std::size_t segments, std::size_t k);

}  // namespace dangol::inline v0
