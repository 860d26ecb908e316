#include <dangol/scoring/lead_scorer.hpp>

#include <dangol/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/parallel.hpp"
#include "scoring/lead_reader.hpp"
#include "scoring/lead_scorer_state.hpp"

namespace dangol::inline v0 {
namespace {

constexpr std::size_t leads_per_block = 2048;

[[noreturn]] void refuse_state(const char* what) {
    throw InvalidArgument("lead scorer", what, "consistent", "fit it again: it was damaged after it was fitted");
}

bool finite(std::span<const double> values) {
    return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

std::vector<std::string> names_of(std::span<const FeatureColumn> columns) {
    std::vector<std::string> names;
    for (const FeatureColumn& column : columns) names.push_back(column.name);
    return names;
}

}  // namespace

void LeadScorer::State::check() const {
    const std::size_t segments = mixture.segment_count();
    if (basis.size() != mixture.columns().size() || persona_of.size() != segments || negative_of.size() != segments ||
        rates.size() != segments) {
        refuse_state("segments and their tables differ in number");
    }
    const auto within = [](std::span<const std::uint32_t> positions, std::size_t size) {
        return std::all_of(positions.begin(), positions.end(), [size](std::uint32_t p) { return p == none || p < size; });
    };
    if (!within(basis, columns.size()) || !within(persona_of, personas.personas.size()) || !within(negative_of, negatives.personas.size())) {
        refuse_state("a position outside its table");
    }
    for (std::size_t j = 0; j < basis.size(); ++j) {
        if (basis[j] == none) continue;
        const FeatureColumn &made = mixture.columns()[j], &seen = columns[basis[j]];
        if (made.kind != seen.kind || made.levels != seen.levels) refuse_state("a basis column that leads measure otherwise");
    }
    const auto probability = [](double p) { return p > 0 && p < 1; };
    if (!std::all_of(rates.begin(), rates.end(), probability) || !probability(common_rate)) refuse_state("a rate outside 0 … 1");
    if (design.columns.size() != columns.size() || references.size() != columns.size() || coefficients.size() != design.width) {
        refuse_state("columns and coefficients differ in number");
    }
    design.check(columns);
    if (uncertainty.rows() != row_size() || uncertainty.columns() != row_size() || spread.rows() != columns.size() ||
        spread.columns() != columns.size()) {
        refuse_state("a covariance of another size");
    }
    const double numbers[] = {fit_mean, fit_scale, fit_coefficient, base, fit_reference, break_even,
                              options.scale.points_at_even_odds, options.scale.points_to_double_odds};
    if (!finite(numbers) || !finite(coefficients) || !finite(references) || !finite(uncertainty.values()) || !finite(spread.values()) ||
        !finite(fit_quarters) || !finite(engagement_quarters) || !(fit_scale > 0)) {
        refuse_state("a number that is not finite");
    }
}

LeadScorer::LeadScorer() : state_(std::make_shared<const State>(State{.uncertainty = Matrix(2, 2)})) {}
LeadScorer::LeadScorer(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

std::span<const FeatureColumn> LeadScorer::columns() const noexcept { return state_->columns; }
const ScorerReport& LeadScorer::report() const noexcept { return state_->report; }
const PersonaSet& LeadScorer::personas() const noexcept { return state_->personas; }
const NegativePersonaSet& LeadScorer::negatives() const noexcept { return state_->negatives; }

ColumnIndex LeadScorer::column(std::string_view name) const {
    const ScorerReport& report = state_->report;
    for (std::size_t c = 0; c < state_->columns.size(); ++c) {
        if (state_->columns[c].name == name) return id_at<ColumnIndex>(c);
    }
    if (std::find(report.protected_columns.begin(), report.protected_columns.end(), name) != report.protected_columns.end()) {
        throw ProtectedAttribute(name, "a lead score", "score without it: the scorer does not know the column");
    }
    if (std::find(report.outcome_columns.begin(), report.outcome_columns.end(), name) != report.outcome_columns.end()) {
        throw FutureLeak(name, "it is an outcome, known only after the contact", "score without it: the scorer does not know the column");
    }
    throw UnknownColumn(name, names_of(state_->columns), "the lead scorer");
}

LevelIndex LeadScorer::level(ColumnIndex column, std::string_view name) const {
    const FeatureColumn& meaning = state_->columns.at(column.value);
    const auto found = std::find(meaning.levels.begin(), meaning.levels.end(), name);
    if (found == meaning.levels.end()) throw UnknownLevel(meaning.name, name, meaning.levels);
    return id_at<LevelIndex>(static_cast<std::size_t>(found - meaning.levels.begin()));
}

Lead LeadScorer::blank_lead(Instant as_of) const {
    Lead lead;
    lead.columns_ = {state_, &state_->columns};
    lead.as_of_ = as_of;
    const std::size_t columns = state_->columns.size();
    lead.known_.assign(columns, 0);
    lead.numbers_.assign(columns, 0.0);
    lead.exposures_.assign(columns, 1.0);
    lead.codes_.assign(columns, 0);
    std::uint32_t parts = 0;
    for (const FeatureColumn& column : state_->columns) {
        lead.first_part_.push_back(parts);
        if (column.kind == ColumnKind::composition) parts += static_cast<std::uint32_t>(column.levels.size());
    }
    lead.parts_.assign(parts, 0.0F);
    lead.scratch_.assign(state_->scratch_size(), 0.0);
    lead.basis_numbers_.assign(state_->basis.size(), 0.0);
    lead.basis_exposures_.assign(state_->basis.size(), 0.0);
    lead.basis_codes_.assign(state_->basis.size(), 0);
    lead.basis_parts_.assign(state_->basis.size(), nullptr);
    return lead;
}

Lead LeadScorer::lead(const LeadTable& leads, std::size_t row) const {
    if (row >= leads.lead_count()) {
        throw InvalidArgument("row", row, "below the number of leads, " + std::to_string(leads.lead_count()), "rows count from 0");
    }
    Lead lead = blank_lead(leads.contacted_at()[row]);
    State::Reader(*state_, leads).read(row, lead);
    return lead;
}

LeadScore LeadScorer::score(const Lead& lead) const noexcept { return state_->score(lead); }

ScoreLedger LeadScorer::explain(const Lead& lead) const {
    if (!state_->made(lead)) throw InvalidArgument("lead", "of another scorer", "made by this scorer's blank_lead()", "make it anew");
    const State::Evaluation found = state_->evaluate(lead);
    const std::span<const double> parts = state_->entries(lead);
    ScoreLedger ledger{.scale = state_->options.scale};
    ledger.entries.push_back({.source = BaseRate{}, .log_odds = parts[0]});
    if (state_->mixture.segment_count() > 0) {
        const bool shown = found.persona != State::none;
        ledger.entries.push_back({.source = shown ? state_->personas.personas[found.persona].id : PersonaId{}, .log_odds = parts[1], .known = shown});
    }
    for (std::size_t c = 0; c < state_->columns.size(); ++c) {
        if (state_->design.columns[c].transform == Transform::unused) continue;
        const auto column = id_at<ColumnIndex>(c);
        ledger.entries.push_back({.source = column, .log_odds = parts[2 + c], .known = lead.known(column)});
    }
    return ledger;
}

std::vector<LeadScore> LeadScorer::score(const LeadTable& leads, const Execution& execution) const {
    const State::Reader reader(*state_, leads);
    std::vector<LeadScore> scores(leads.lead_count());
    for_each_block(
        block_count(scores.size(), leads_per_block), execution,
        [&](std::size_t block) {
            Lead lead = blank_lead({});
            const BlockRange range = block_range(block, scores.size(), leads_per_block);
            for (std::size_t i = range.begin; i < range.end; ++i) {
                reader.read(i, lead);
                scores[i] = state_->score(lead);
            }
        },
        "scoring leads");
    return scores;
}

bool operator==(const LeadScorer& a, const LeadScorer& b) { return a.state_ == b.state_ || *a.state_ == *b.state_; }

}  // namespace dangol::inline v0
