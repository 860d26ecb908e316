#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "scoring/design.hpp"

namespace dangol::inline v0 {

/// log-odds = base + fit + Σ columns. Calibration is already in: its slope in every coefficient, its intercept in the base.
struct LeadScorer::State {
    static constexpr std::uint32_t none = 0xffff'ffffu;

    PersonaSet personas = {};
    NegativePersonaSet negatives = {};
    Mixture mixture = {};                            ///< that of the personas, with the shares among leads
    std::vector<FeatureColumn> columns = {};         ///< what it can use; those of the leads that are neither protected nor outcomes
    std::vector<std::uint32_t> basis = {};           ///< per column of the mixture, where it stands in `columns`, or none
    std::vector<std::uint32_t> persona_of = {};      ///< per segment, position in personas.personas, or none
    std::vector<std::uint32_t> negative_of = {};     ///< per segment, position in negatives.personas, or none

    std::vector<double> rates = {};                  ///< θ per segment
    double common_rate = 0.5;                        ///< Σ share · θ: where the fit column is 0
    double fit_mean = 0, fit_scale = 1;              ///< of the fit column over leads
    double fit_coefficient = 0;

    Design design = {};                              ///< one column each of `columns`
    std::vector<double> coefficients = {};           ///< one per value of a design row
    double base = 0;                                 ///< log-odds of the reference lead
    double fit_reference = 0;                        ///< what fit contributes to the reference lead …
    std::vector<double> references = {};             ///< … and what each column does: contributions are shown beyond these
    Matrix uncertainty = {};                         ///< L: the variance of the log-odds is ‖Lᵀ(1, fit, design row)‖²
    Matrix spread = {};                              ///< covariance over leads of the columns' contributions

    std::array<double, 3> fit_quarters = {};         ///< of fit and attributes together, lowest first
    std::array<double, 3> engagement_quarters = {};  ///< of behaviour
    double break_even = 0;                           ///< probability from which a contact is worth its cost
    LeadScorerOptions options = {};
    ScorerReport report = {};

    bool operator==(const State&) const = default;

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.personas, self.negatives, self.mixture, self.columns, self.basis, self.persona_of, self.negative_of, self.rates,
                self.common_rate, self.fit_mean, self.fit_scale, self.fit_coefficient, self.design, self.coefficients, self.base,
                self.fit_reference, self.references, self.uncertainty, self.spread, self.fit_quarters, self.engagement_quarters,
                self.break_even, self.options, self.report);
    }

    /// The one gate, for scorers that are fitted and loaded. @throws InvalidArgument
    void check() const;

    /// What evaluating a lead finds; the entries lie in the scratch memory of the lead: base, fit, one per column.
    struct Evaluation {
        double log_odds = 0;
        double variance = 0;
        double fit = 0, engagement = 0;  ///< for the grade
        std::uint32_t segment = none;    ///< that it is placed with (placed_from()); none while no basis column is known
        std::uint32_t persona = none;    ///< most probable of those shown
        double persona_probability = 0;
    };

    class Reader;  // lead_reader.hpp: rows of a LeadTable into a Lead

    bool made(const Lead&) const noexcept;             ///< or a scorer of the same columns and sizes
    std::size_t entry_count() const noexcept { return 2 + columns.size(); }
    std::size_t row_size() const noexcept { return 2 + design.width; }
    std::size_t scratch_size() const noexcept { return entry_count() + 2 * row_size() + mixture.segment_count(); }
    std::span<const double> entries(const Lead&) const noexcept;
    LeadCell cell(const Lead&, std::size_t column) const noexcept;
    void place(const Lead&, std::span<double> membership) const noexcept;  ///< p(segment | lead)
    double fit_value(std::span<const double> membership) const noexcept;   ///< logit Σ pθ − logit common_rate
    Evaluation evaluate(const Lead&) const noexcept;
    LeadScore score(const Lead&) const noexcept;
    Disposition disposition(const Lead&, double probability, bool negative) const noexcept;
};

/// Whether a column tells what a lead does (engagement), not who it is (fit).
bool is_behaviour(const FeatureColumn&) noexcept;

}  // namespace dangol::inline v0
