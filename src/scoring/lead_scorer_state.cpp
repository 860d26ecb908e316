// Scoring one lead: nothing here allocates, throws or knows a word.
#include "scoring/lead_scorer_state.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"
#include "scoring/break_even.hpp"
#include "scoring/contacts.hpp"
#include "scoring/draw.hpp"
#include "scoring/point_scale.hpp"

namespace dangol::inline v0 {
namespace {

/// ‖Lᵀ x‖² with L lower triangular, row by row, so that each inner loop is a plain scaled addition.
double quadratic_form(const Matrix& lower, std::span<const double> x, std::span<double> scratch) noexcept {
    std::fill(scratch.begin(), scratch.end(), 0.0);
    for (std::size_t i = 0; i < lower.rows(); ++i) {
        const double factor = x[i];
        if (factor == 0) continue;
        const double* row = lower.row(i).data();
        for (std::size_t j = 0; j <= i; ++j) scratch[j] += factor * row[j];
    }
    double sum = 0;
    for (const double value : scratch) sum += value * value;
    return sum;
}

/// 0 for the lowest quarter … 3 for the highest.
int quarter_of(double value, const std::array<double, 3>& quarters) noexcept {
    return (value >= quarters[0] ? 1 : 0) + (value >= quarters[1] ? 1 : 0) + (value >= quarters[2] ? 1 : 0);
}

}  // namespace

bool is_behaviour(const FeatureColumn& column) noexcept {
    return column.construct != Construct::attribute && column.construct != Construct::lead_attribute;
}

bool LeadScorer::State::made(const Lead& lead) const noexcept {
    if (!lead.columns_ || lead.scratch_.size() < scratch_size() || lead.basis_codes_.size() != basis.size()) return false;
    return lead.columns_.get() == &columns || *lead.columns_ == columns;
}

std::span<const double> LeadScorer::State::entries(const Lead& lead) const noexcept { return {lead.scratch_.data(), entry_count()}; }

LeadCell LeadScorer::State::cell(const Lead& lead, std::size_t column) const noexcept {
    const bool composed = columns[column].kind == ColumnKind::composition;
    return {.known = lead.known_[column] != 0,
            .number = lead.numbers_[column],
            .exposure = lead.exposures_[column],
            .code = lead.codes_[column],
            .parts = composed ? lead.parts_.data() + lead.first_part_[column] : nullptr};
}

void LeadScorer::State::place(const Lead& lead, std::span<double> membership) const noexcept {
    for (std::size_t j = 0; j < basis.size(); ++j) {
        const LeadCell of = basis[j] == none ? LeadCell{} : cell(lead, basis[j]);
        lead.basis_numbers_[j] = of.known ? of.number : math::not_a_number;
        lead.basis_exposures_[j] = of.exposure;
        lead.basis_codes_[j] = of.known ? of.code : unobserved_code;
        lead.basis_parts_[j] = of.known ? of.parts : nullptr;
    }
    mixture.membership({.numbers = lead.basis_numbers_,
                        .codes = lead.basis_codes_,
                        .exposures = lead.basis_exposures_,
                        .compositions = lead.basis_parts_},
                       membership);
}

double LeadScorer::State::fit_value(std::span<const double> membership) const noexcept {
    double rate = 0;
    for (std::size_t k = 0; k < membership.size(); ++k) rate += membership[k] * rates[k];
    return math::logit(rate) - math::logit(common_rate);
}

LeadScorer::State::Evaluation LeadScorer::State::evaluate(const Lead& lead) const noexcept {
    const std::size_t segments = mixture.segment_count();
    double* at = lead.scratch_.data();
    const std::span<double> parts(at, entry_count());
    const std::span<double> row(at + parts.size(), row_size());
    const std::span<double> scratch(row.data() + row.size(), row_size());
    const std::span<double> membership(scratch.data() + scratch.size(), segments);

    Evaluation result;
    row[0] = 1;
    row[1] = 0;
    parts[0] = base;
    parts[1] = 0;
    if (segments > 0) {
        place(lead, membership);
        const double surely = placed_from(personas.segmentation.verdict);
        const bool placed = std::any_of(basis.begin(), basis.end(), [&](std::uint32_t column) { return column != none && lead.known_[column] != 0; });
        row[1] = (fit_value(membership) - fit_mean) / fit_scale;
        parts[1] = fit_coefficient * row[1] - fit_reference;
        for (std::size_t k = 0; k < segments; ++k) {
            if (result.segment == none && membership[k] >= surely && placed) result.segment = static_cast<std::uint32_t>(k);
            if (persona_of[k] != none && (result.persona == none || membership[k] > result.persona_probability)) {
                result.persona = persona_of[k];
                result.persona_probability = membership[k];
            }
        }
    }
    result.fit = parts[1];
    result.log_odds = parts[0] + parts[1];

    for (std::size_t c = 0; c < columns.size(); ++c) {
        const DesignColumn& column = design.columns[c];
        parts[2 + c] = 0;
        if (column.transform == Transform::unused) continue;
        const LeadCell of = cell(lead, c);
        double* values = row.data() + 2 + column.first;
        column.expand(of, values);
        if (of.known || column.tells_missing) {
            const double* weights = coefficients.data() + column.first;
            double sum = 0;
            for (std::size_t v = 0; v < column.values(); ++v) sum += weights[v] * values[v];
            parts[2 + c] = sum - references[c];
        }
        result.log_odds += parts[2 + c];
        (is_behaviour(columns[c]) ? result.engagement : result.fit) += parts[2 + c];
    }

    result.variance = quadratic_form(uncertainty, row, scratch);
    for (std::size_t c = 0; c < columns.size(); ++c) {  // what is not known could still move the score
        if (lead.known_[c] != 0) continue;
        for (std::size_t d = 0; d < columns.size(); ++d) result.variance += lead.known_[d] != 0 ? 0.0 : spread(c, d);
    }
    return result;
}

Disposition LeadScorer::State::disposition(const Lead& lead, double probability, bool negative) const noexcept {
    if (!negative) return reaches(probability, break_even) ? Disposition::pursue : Disposition::nurture;
    // Whoever is not named is told apart by what is known of them.
    std::uint64_t hash = combined(negatives.options.seed, lead.customer_);
    hash = combined(hash, static_cast<std::uint64_t>(lead.as_of_.time_since_epoch().count()));
    if (lead.customer_ == 0) {
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (lead.known_[c] != 0) hash = combined(combined(hash, hash_of(lead.numbers_[c])), lead.codes_[c]);
        }
    }
    return uniform_of(hash) < negatives.options.exploration_share ? Disposition::explore : Disposition::set_aside;
}

LeadScore LeadScorer::State::score(const Lead& lead) const noexcept {
    if (!made(lead)) return {.log_odds = math::not_a_number, .probability = math::not_a_number};
    const Evaluation found = evaluate(lead);
    const double half = math::two_sided_95 * std::sqrt(std::max(0.0, found.variance));
    const bool negative = found.segment != none && negative_of[found.segment] != none;

    LeadScore score{.log_odds = found.log_odds, .probability = math::logistic(found.log_odds)};
    score.points = whole_points(found.log_odds, options.scale);
    score.probability_interval = {math::logistic(found.log_odds - half), math::logistic(found.log_odds + half)};
    score.grade = {.fit = static_cast<char>('D' - quarter_of(found.fit, fit_quarters)),
                   .engagement = static_cast<std::uint8_t>(4 - quarter_of(found.engagement, engagement_quarters))};
    score.disposition = disposition(lead, score.probability, negative);
    if (found.persona != none) score.closest_persona = personas.personas[found.persona].id;
    score.closest_probability = found.persona_probability;
    if (negative) {
        score.negative_match = negatives.personas[negative_of[found.segment]].id;
        score.contact_propensity = negatives.options.exploration_share;
    }
    return score;
}

}  // namespace dangol::inline v0
