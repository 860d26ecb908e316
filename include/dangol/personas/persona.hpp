#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/fit_warning.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/core/time.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/personas/trait.hpp>
#include <dangol/segments/segmentation.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// When they come: share of visits by weekday (Monday first) and daypart (morning, midday, afternoon, evening).
struct Routine {
    bool known = false;
    std::array<double, 28> share_here = {};       ///< weekday · 4 + daypart; sums to 1
    std::array<double, 28> share_elsewhere = {};
    std::optional<Estimate> interval_days = {};   ///< half of them come at least so often; who came once comes less often. None where most did
    std::optional<double> regularity = {};        ///< shape of the gamma law: 1 random, larger more regular
    std::optional<Estimate> in_company = {};      ///< share of visits with others
    bool operator==(const Routine&) const = default;
};

/// Something the data cannot say about this persona, and of how many customers it is known.
struct OpenQuestion {
    ColumnIndex column = {};
    std::size_t known_of = 0;        ///< customers observed; 0 is shown as "none", fewer than k as "few"
    bool operator==(const OpenQuestion&) const = default;
};

/// A part of what a persona comes for, whether or not others come for it as much.
struct SoughtOffering {
    ColumnIndex column = {};         ///< a composition
    LevelIndex level = {};
    double share = 0;                ///< mean over the persona's customers
    bool operator==(const SoughtOffering&) const = default;
};

/// How well the traits hold together in single customers (Chapman et al. 2008).
struct JointPrevalence {
    double all = 0;                  ///< share of the persona's customers who match all shown traits, rounded as numbers of customers are
    double most = 0;                 ///< … who match more than half of them
    bool operator==(const JointPrevalence&) const = default;
};

/// A segment written down as one person whom everyone in the business can picture. It describes a group, never a customer.
struct Persona {
    PersonaId id = {};
    SegmentId segment = {};
    std::string alias = {};                       ///< a first name given to it, or the one you chose; survives a refit. alias() has it in both languages
    std::optional<std::string> title = {};        ///< the one you chose; otherwise title() makes one from the traits
    std::size_t customers = 0;                    ///< that share of PersonaSet::customers, rounded so that no number below k can be recovered
    Estimate share_of_customers = {};             ///< by probability: a customer who may be of two kinds counts in both; rounded where segments are too small to be shown
    std::optional<Estimate> share_of_value = {};  ///< of the money spent; none without visits and spend per visit
    std::vector<Trait> traits = {};               ///< most telling first; what the shop did to them behind what they do
    JointPrevalence prevalence = {};
    Routine routine = {};
    std::vector<OpenQuestion> to_find_out = {};
    std::vector<std::string> notes = {};          ///< the owner's own words: how to receive, what to avoid; survive a refit
    double found_again = 0;                       ///< mean bootstrap Jaccard of its segment; 0: not computed
    std::optional<Estimate> spend_per_visit = {};  ///< mean over those of whom it is known; none where these are fewer than k
    std::vector<SoughtOffering> sought = {};      ///< the three largest parts of what they come for, each sought by k of them or more
    bool operator==(const Persona&) const = default;
};

/// What may be said of a group, and how small a group may be: k, and how large a difference must be to be worth a sentence.
struct PersonaOptions {
    std::size_t smallest_group = 20;     ///< k ≥ 1: nothing is said about fewer customers, nor about all but fewer; below 5 every report says so
    double false_discovery_rate = 0.05;  ///< in (0, 1), over all traits of all personas together
    std::size_t traits_at_most = 8;      ///< shown per persona
    double smallest_difference_sd = 0.2;    ///< δ: an effect is shown, and claimed, when it exceeds these, not when it differs from 0;
    double smallest_ratio = 1.25;           ///< standard deviations, a ratio (or its inverse) and a difference of proportions;
    double smallest_risk_difference = 0.05; ///< every trait must reach the first of them as well
    Language alias_language = Language::english;  ///< of the first names given to Persona::alias
    bool operator==(const PersonaOptions&) const = default;
};

/// The personas of a segmentation, with what is needed to read and to reuse them.
struct PersonaSet {
    Segmentation segmentation = {};
    std::vector<Persona> personas = {};           ///< largest first; empty when the shop is too small for k
    std::vector<FeatureColumn> columns = {};      ///< what Trait::column points into
    PersonaOptions options = {};
    std::size_t customers = 0;                    ///< behind the whole set, without those of whom nothing is said, and rounded where there are
                                                  ///< such; 0: fewer than k in all
    std::size_t too_few = 0;                      ///< segments with fewer than k customers, of which nothing is said
    std::size_t claims_tested = 0;                ///< by test_personas(), shown or not; 0: nothing was tested
    std::vector<FitWarning> warnings = {};
    Window window = {};
    std::string currency = {};
    bool operator==(const PersonaSet&) const = default;
};

/// One pass over `features`: shares, traits without intervals (effects beyond δ), routine, what is not known. Titles and sentences are
/// not stored; to_text() makes them from these facts. @throws UnknownColumn when `features` lacks a column of the segmentation.
[[nodiscard]] DANGOL_EXPORT PersonaSet describe_personas(const Segmentation&, const FeatureTable& features,
                                                         const PersonaOptions& = {}, const Execution& = {});

/// How much is computed behind the intervals and tests of test_personas().
struct EvidenceOptions {
    std::size_t bootstrap_samples = 100;          ///< refit-and-match resamplings behind the intervals; ≥ 20
    std::uint64_t seed = 0;
    bool operator==(const EvidenceOptions&) const = default;
};

/// Many fits: intervals of shares and traits by a refit-and-match bootstrap, how often each segment is found again, and the
/// tests: descriptors by their effect beyond δ, basis columns by cross-fitting with the column left out; q over the whole set. A basis
/// column that passes is shown with the effect found without it, any other with the effect it has by construction. `features` are those that
/// were described. Cost: bootstrap_samples fits of the segments, two more on half of the customers each, and for every basis column one placing of
/// all customers without it.
/// @throws InvalidArgument (fewer than 20 bootstrap_samples; another table than the one described), Cancelled
[[nodiscard]] DANGOL_EXPORT PersonaSet test_personas(const PersonaSet&, const FeatureTable& features, const EvidenceOptions& = {},
                                                     const Execution& = {});

/// The same set with another alias or title for one persona. @throws InvalidArgument when there is no such persona
[[nodiscard]] DANGOL_EXPORT PersonaSet rename(const PersonaSet&, PersonaId, std::string alias);
[[nodiscard]] DANGOL_EXPORT PersonaSet retitle(const PersonaSet&, PersonaId, std::string title);
[[nodiscard]] DANGOL_EXPORT PersonaSet annotate(const PersonaSet&, PersonaId, std::vector<std::string> notes);

/// What its owner wrote into `before`, written into a new description of the same segments: aliases, titles and notes, by segment id.
/// A persona that is new gets a first name nobody has yet.
[[nodiscard]] DANGOL_EXPORT PersonaSet carry_over(const PersonaSet& before, const PersonaSet& now);

/// The first name on a page in that language: the owner's as it was written, a given one by its namesake ("Robin" is "하늘").
DANGOL_EXPORT std::string alias(const Persona&, Language);
/// "Weekday-morning regular", "Small-basket visitor, every 2 weeks": from the owner, or from the most telling traits, as far as the
/// persona's own numbers bear the words out: nobody is a regular who comes every five weeks.
DANGOL_EXPORT std::string title(const Persona&, const PersonaSet&, Language);
/// One paragraph: who they are, how they differ, when they come.
DANGOL_EXPORT std::string to_text(const Persona&, const PersonaSet&, Language);
/// One sentence about one open question.
DANGOL_EXPORT std::string to_text(const OpenQuestion&, const PersonaSet&, Language);
/// The verdict, then each persona in a sentence; for a shop too small for k, the one sentence that says so.
DANGOL_EXPORT std::string to_text(const PersonaSet&, Language);

/// What should make a reader of the set careful, from the fit to the tests; each once.
DANGOL_EXPORT std::vector<FitWarning> all_warnings(const PersonaSet&);

/// Who is in which persona.
struct Members {
    std::vector<std::uint32_t> persona = {};       ///< index into PersonaSet::personas, per row; `unobserved_code`: in none shown
    std::vector<double> probability = {};
    bool operator==(const Members&) const = default;
};
[[nodiscard]] DANGOL_EXPORT Members members(const PersonaSet&, const FeatureTable& customers, const Execution& = {});

}  // namespace dangol::inline v0
