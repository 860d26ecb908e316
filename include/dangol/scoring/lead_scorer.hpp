#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/fit_warning.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/lead_table.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/scoring/lead.hpp>
#include <dangol/scoring/negative_persona.hpp>
#include <dangol/scoring/score_ledger.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

/// Fit (A best … D: who it is: segments and attributes) and engagement (1 best … 4: what it does: all other columns), each by
/// quarters of the leads the scorer was fitted on.
struct Grade {
    char fit = 'D';
    std::uint8_t engagement = 4;
    bool operator==(const Grade&) const = default;
};

/// What to do about a lead.
enum class Disposition : std::uint8_t {
    pursue,     ///< contact first, by response value: the probability reaches the break-even, both as they are told ("16.2%")
    nurture,    ///< worth less than its contact costs now
    set_aside,  ///< of a negative persona: no effort, service as ever
    explore     ///< of a negative persona, drawn to be contacted all the same, so that its rate stays known
};

/// What is said of one lead: how likely it responds when contacted, how surely that is known, and what to do about it.
struct LeadScore {
    double log_odds = 0;                             ///< of conversion within the horizon of the fit
    double probability = 0;                          ///< 1 / (1 + exp(−log_odds)), calibrated: P(responds | contacted), not an effect
    int points = 0;                                  ///< on PointScale, never clamped: most leads fall in 0 … 100
    Interval probability_interval = {};              ///< 95 %: how little the fit could know, and what is not known of the lead
    Grade grade = {};
    Disposition disposition = Disposition::nurture;  ///< by expected value; a negative match is a gate here, no addend
    PersonaId closest_persona = {};
    double closest_probability = 0;                  ///< membership of that persona's segment
    std::optional<NegativePersonaId> negative_match = {};
    /// With which probability the draw lets this lead be contacted: the exploration share where a negative persona holds it, whichever way the
    /// draw went, else 1. Keep it beside the contact: answers weighted by its inverse stand for all leads (Horvitz & Thompson 1952).
    double contact_propensity = 1;
    bool operator==(const LeadScore&) const = default;
};

/// How a scorer is fitted.
struct LeadScorerOptions {
    std::optional<double> penalty = {};              ///< L2, > 0, on standardised columns; none: chosen by cross-validation over customers
    double calibration_share = 0.5;                  ///< of the leads, the latest: on them the score is calibrated (Platt 1999)
    std::optional<double> engagement_half_life_days = {};  ///< recency enters as 2^(−days / half-life); none: as log days
    std::size_t folds = 10;                          ///< of customers, to cross-fit the fit column, choose the penalty and calibrate
    PointScale scale = {};
    std::uint64_t seed = 0;
    bool operator==(const LeadScorerOptions&) const = default;
};

/// What a scorer was fitted on, and how.
struct ScorerReport {
    std::size_t leads = 0, conversions = 0, customers = 0;  ///< with a known outcome
    std::size_t open_leads = 0;                             ///< not used: their window had not closed
    double base_rate = 0;
    double penalty = 0;
    double calibration_slope = 1, calibration_intercept = 0;  ///< what every part is multiplied by, and what joins the base
    double found_slope = 1, found_intercept = 0;            ///< what the later leads said; used only where they exclude 1 and 0
    std::vector<double> lead_shares = {};                   ///< of the segments, re-estimated among leads
    std::vector<double> segment_rates = {};                 ///< θ, hierarchical
    std::vector<std::string> folded_columns = {};           ///< exact duplicates, left out
    std::vector<std::string> protected_columns = {};        ///< protected attributes, left out
    std::vector<std::string> outcome_columns = {};          ///< known only afterwards, left out
    std::vector<FitWarning> warnings = {};
    bool operator==(const ScorerReport&) const = default;
};

/// P(a lead converts), from whatever is known of it. Immutable; any number of threads may score without a lock.
class DANGOL_EXPORT LeadScorer {
public:
    LeadScorer();
    std::span<const FeatureColumn> columns() const noexcept;     ///< what it can use
    const ScorerReport& report() const noexcept;
    /// Resolve names once, at start-up. @throws UnknownColumn; ProtectedAttribute, FutureLeak for one that was left out as such
    ColumnIndex column(std::string_view name) const;
    LevelIndex level(ColumnIndex, std::string_view name) const;  ///< @throws UnknownLevel
    Lead blank_lead(Instant as_of) const;                        ///< nothing known yet; what is missing shows in the ledger
    Lead lead(const LeadTable&, std::size_t row) const;          ///< one row of a table, to explain it
    LeadScore score(const Lead&) const noexcept;                 ///< allocates nothing; NaN for a lead of another scorer
    ScoreLedger explain(const Lead&) const;                      ///< explain(x).log_odds() == score(x).log_odds, always
    std::vector<LeadScore> score(const LeadTable&, const Execution& = {}) const;  ///< the same bits as one by one
    const PersonaSet& personas() const noexcept;
    const NegativePersonaSet& negatives() const noexcept;
    friend DANGOL_EXPORT bool operator==(const LeadScorer&, const LeadScorer&);

    struct State;  // src/scoring/lead_scorer_state.hpp
    explicit LeadScorer(std::shared_ptr<const State>) noexcept;
    const State& state() const noexcept { return *state_; }

private:
    std::shared_ptr<const State> state_;
};

/// One L2-penalised logistic regression of the outcome on fit and columns together (evidence that two columns share counts once); the
/// penalty by cross-validation over customers; fit cross-fitted, so that no lead sees its own outcome; calibrated on the later
/// leads as seen by fits without their customers, then refitted on all. Leads whose window is open take no part. Protected
/// attributes and outcomes among the columns are left out and named in the report. Cost: about 400 passes of leads · columns² / 2.
/// @throws ProtectedAttribute, FutureLeak (such a column made the segments), InsufficientData (no conversions, or nothing but),
/// InvalidArgument, Cancelled
[[nodiscard]] DANGOL_EXPORT LeadScorer fit_lead_scorer(const PersonaSet&, const NegativePersonaSet&, const LeadTable&,
                                                       const LeadScorerOptions& = {}, const Execution& = {});

DANGOL_EXPORT std::string to_text(Disposition, Language);
DANGOL_EXPORT std::string to_text(const LeadScore&, const LeadScorer&, Language);
/// One entry in words, with the value that made it when the lead is given: "Redeemed in 3 of 5 past campaigns".
DANGOL_EXPORT std::string to_text(const LedgerEntry&, const LeadScorer&, const Lead&, Language);
DANGOL_EXPORT std::string to_text(const ScoreLedger&, const LeadScorer&, const Lead&, Language);

/// What no score says, once for a whole page of them: response is not effect.
DANGOL_EXPORT std::string what_scores_say(Language);

/// Why this advice: where the lead's probability lies beside the one from which contacts pay; of a lead that is set aside although its own
/// probability lies above it, that the decision is about its group.
DANGOL_EXPORT std::string why_this_advice(const LeadScore&, const LeadScorer&, Language);

}  // namespace dangol::inline v0
