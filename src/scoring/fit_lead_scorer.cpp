#include <dangol/core/error.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "scoring/cross_validation.hpp"
#include "scoring/fit_column.hpp"
#include "scoring/lead_scorer_state.hpp"
#include "scoring/logistic_regression.hpp"
#include "scoring/option_checks.hpp"
#include "scoring/usable_columns.hpp"

namespace dangol::inline v0 {
namespace {

/// Below this spread of the fit column, in log-odds, segments hardly differ: dividing by less would only enlarge noise.
constexpr double smallest_fit_deviation = 0.1;

/// The leads that teach: those with a known outcome.
struct Lessons {
    LeadTable leads = {};
    std::vector<std::uint8_t> converted = {};
    std::vector<std::uint8_t> later = {};  ///< the latest, on which the score is calibrated
    std::size_t conversions = 0;
};

Lessons closed_leads(const LeadTable& leads, double calibration_share) {
    Lessons lessons;
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < leads.lead_count(); ++i) {
        if (leads.outcomes()[i] == LeadOutcome::open) continue;
        rows.push_back(static_cast<std::uint32_t>(i));
        lessons.converted.push_back(leads.outcomes()[i] == LeadOutcome::converted ? 1 : 0);
        lessons.conversions += lessons.converted.back();
    }
    lessons.leads = leads.rows(rows);
    if (lessons.conversions == 0) {
        throw InsufficientData("converted leads with a closed window", 0, 1, "wait until some leads have converted");
    }
    if (lessons.conversions == rows.size()) {
        throw InsufficientData("leads whose window closed without a conversion", 0, 1, "give the leads that did not convert as well");
    }
    // Leads of one moment (a campaign) stay together: the later part begins where the share is reached, ties included.
    const auto times = lessons.leads.contacted_at();
    std::vector<Instant> sorted(times.begin(), times.end());
    std::sort(sorted.begin(), sorted.end());
    const auto n = static_cast<double>(sorted.size());
    const auto from = static_cast<std::size_t>(std::ceil((1 - calibration_share) * n));
    for (const Instant time : times) lessons.later.push_back(from < sorted.size() && time >= sorted[from] ? 1 : 0);
    return lessons;
}

/// Which persona, and which negative persona, each segment is.
void find_personas(LeadScorer::State& state) {
    const std::vector<SegmentId>& ids = state.personas.segmentation.ids;
    const auto& personas = state.personas.personas;
    const auto& negatives = state.negatives.personas;
    for (std::size_t k = 0; k < state.mixture.segment_count(); ++k) {
        std::uint32_t persona = LeadScorer::State::none, negative = LeadScorer::State::none;
        for (std::size_t p = 0; p < personas.size() && k < ids.size(); ++p) {
            if (personas[p].segment == ids[k]) persona = static_cast<std::uint32_t>(p);
        }
        for (std::size_t n = 0; n < negatives.size() && persona != LeadScorer::State::none; ++n) {
            if (negatives[n].persona == personas[persona].id) negative = static_cast<std::uint32_t>(n);
        }
        state.persona_of.push_back(persona);
        state.negative_of.push_back(negative);
    }
    for (const FeatureColumn& basis : state.mixture.columns()) {
        const auto found = std::find_if(state.columns.begin(), state.columns.end(), [&](const FeatureColumn& c) { return c.name == basis.name; });
        state.basis.push_back(found == state.columns.end() ? LeadScorer::State::none : static_cast<std::uint32_t>(found - state.columns.begin()));
    }
}

/// Contributions of fit (first) and of each column to each lead, before they are referred to the reference lead.
Matrix contributions_of(const LeadScorer::State& state, const Matrix& rows) {
    Matrix parts(rows.rows(), 1 + state.columns.size());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        parts(i, 0) = state.fit_coefficient * rows(i, 0);
        for (std::size_t c = 0; c < state.columns.size(); ++c) {
            const DesignColumn& column = state.design.columns[c];
            for (std::size_t v = 0; v < column.values() && column.transform != Transform::unused; ++v) {
                parts(i, 1 + c) += state.coefficients[column.first + v] * rows(i, 1 + column.first + v);
            }
        }
    }
    return parts;
}

/// The reference lead lies between the average lead and the average converting lead, just where its score is the log-odds of the
/// common response probability. "Where everyone starts" is then the base rate, and a lead of whom nothing is known stays there.
/// (At the average lead itself the score would be lower: the logistic curve bends.)
void refer(LeadScorer::State& state, const Matrix& parts, double intercept) {
    const std::size_t columns = parts.columns();
    std::vector<double> average(columns), converting(columns);
    double total = 0;
    std::vector<double> log_odds(parts.rows(), intercept);
    for (std::size_t i = 0; i < parts.rows(); ++i) {
        for (std::size_t c = 0; c < columns; ++c) log_odds[i] += parts(i, c);
        const double p = math::logistic(log_odds[i]);
        total += p;
        for (std::size_t c = 0; c < columns; ++c) {
            average[c] += parts(i, c) / static_cast<double>(parts.rows());
            converting[c] += p * parts(i, c);
        }
    }
    double at_average = intercept, way = 0;
    for (std::size_t c = 0; c < columns; ++c) {
        at_average += average[c];
        way += converting[c] / total - average[c];
    }
    const double wanted = math::logit(total / static_cast<double>(parts.rows()));
    const double along = way > 1e-9 ? std::clamp((wanted - at_average) / way, 0.0, 1.0) : 0;
    state.base = intercept;
    state.references.resize(columns - 1);
    for (std::size_t c = 0; c < columns; ++c) {
        const double reference = average[c] + along * (converting[c] / total - average[c]);
        state.base += reference;
        (c == 0 ? state.fit_reference : state.references[c - 1]) = reference;
    }
}

/// How much the columns' contributions vary together: what not knowing some of them leaves open.
void learn_spread(LeadScorer::State& state, const Matrix& parts) {
    const std::size_t columns = state.columns.size();
    state.spread = Matrix(columns, columns);
    for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t d = 0; d <= c; ++d) {
            double sum = 0, mean_c = 0, mean_d = 0;
            for (std::size_t i = 0; i < parts.rows(); ++i) {
                sum += parts(i, 1 + c) * parts(i, 1 + d);
                mean_c += parts(i, 1 + c);
                mean_d += parts(i, 1 + d);
            }
            const auto n = static_cast<double>(parts.rows());
            state.spread(c, d) = state.spread(d, c) = sum / n - mean_c / n * (mean_d / n);
        }
    }
}

void learn_quarters(LeadScorer::State& state, const Matrix& parts) {
    std::vector<double> fit(parts.rows()), engagement(parts.rows());
    for (std::size_t i = 0; i < parts.rows(); ++i) {
        fit[i] = parts(i, 0) - state.fit_reference;
        for (std::size_t c = 0; c < state.columns.size(); ++c) {
            (is_behaviour(state.columns[c]) ? engagement[i] : fit[i]) += parts(i, 1 + c) - state.references[c];
        }
    }
    constexpr double at[] = {0.25, 0.5, 0.75};
    const std::vector<double> f = quantiles(fit, at), e = quantiles(engagement, at);
    std::copy(f.begin(), f.end(), state.fit_quarters.begin());
    std::copy(e.begin(), e.end(), state.engagement_quarters.begin());
}

Matrix factor_of(const Matrix& covariance, double slope) {
    Matrix lower(covariance.rows(), covariance.rows());
    for (double ridge = 0; ridge < 1; ridge = ridge == 0 ? 1e-12 : 10 * ridge) {
        for (std::size_t i = 0; i < lower.rows(); ++i) {
            for (std::size_t j = 0; j < lower.rows(); ++j) {
                lower(i, j) = slope * slope * (0.5 * (covariance(i, j) + covariance(j, i)) + (i == j ? ridge : 0));
            }
        }
        if (const auto factor = Cholesky::of(lower)) return factor->lower();
        if (slope == 0) return lower;
    }
    return Matrix(covariance.rows(), covariance.rows());
}

}  // namespace

void check_options(const LeadScorerOptions& options) {
    if (options.penalty && !(*options.penalty > 0 && std::isfinite(*options.penalty))) {
        throw InvalidArgument("penalty", *options.penalty, "above 0", "leave it out to have it chosen");
    }
    if (!(options.calibration_share >= 0 && options.calibration_share < 1)) {
        throw InvalidArgument("calibration_share", options.calibration_share, "at least 0 and below 1", "0.5 is a good share");
    }
    if (options.engagement_half_life_days && !(*options.engagement_half_life_days > 0)) {
        throw InvalidArgument("engagement_half_life_days", *options.engagement_half_life_days, "above 0", "leave it out for log days");
    }
    if (options.folds < 2) throw InvalidArgument("folds", options.folds, "at least 2", "5 is a good number");
    if (!(options.scale.points_to_double_odds > 0)) {
        throw InvalidArgument("points_to_double_odds", options.scale.points_to_double_odds, "above 0", "12 is a good number");
    }
}

LeadScorer fit_lead_scorer(const PersonaSet& personas, const NegativePersonaSet& negatives, const LeadTable& leads,
                           const LeadScorerOptions& options, const Execution& execution) {
    check_options(options);
    check_basis(personas, leads.features(), "lead scores");
    const Lessons lessons = closed_leads(leads, options.calibration_share);
    if (lessons.leads.customer_count() < options.folds) {
        throw InsufficientData("customers with a lead whose outcome is known", lessons.leads.customer_count(), options.folds,
                               "wait for more leads, or ask for fewer folds");
    }
    report(execution, "reading the leads", 0);

    auto state = std::make_shared<LeadScorer::State>();
    state->personas = personas;
    state->negatives = negatives;
    state->options = options;
    state->report.open_leads = leads.lead_count() - lessons.leads.lead_count();
    const FeatureTable features = usable_columns(lessons.leads.features(), state->report);
    state->columns.assign(features.columns().begin(), features.columns().end());
    const auto customer_of = lessons.leads.customer_of();
    const CustomerFolds folds(customer_of, options.folds, options.seed);

    // Fit with the segments: membership from the basis columns as they were at lead time, under the shares among leads.
    const Mixture& mixture = personas.segmentation.mixture;
    const std::size_t segments = mixture.segment_count();
    Matrix membership(features.customer_count(), std::max<std::size_t>(segments, 1), 1.0);
    state->mixture = mixture;
    if (segments > 0) {
        state->report.lead_shares = estimate_shares(mixture, features, execution);
        state->mixture = mixture.with_shares(state->report.lead_shares);
        membership = state->mixture.membership(features, execution);
    }
    find_personas(*state);
    const FitColumn fit_column(membership, lessons.converted, customer_of, folds, part_of(execution, 0.1, 0.2));
    if (segments > 0) {
        state->rates = fit_column.rates();
        std::vector<double> shares(segments);
        for (std::size_t i = 0; i < membership.rows(); ++i) {
            for (std::size_t k = 0; k < segments; ++k) shares[k] += membership(i, k) / static_cast<double>(membership.rows());
        }
        state->common_rate = common_rate(shares, state->rates);
    }
    state->report.segment_rates = state->rates;

    // One regression: fit in front, then what the columns become.
    state->design = Design::fit(features, options.engagement_half_life_days, state->report.folded_columns);
    Matrix rows = state->design.rows(features, 1);
    {
        const std::vector<double> values = fit_column.values(folds.count), once(rows.rows(), 1.0);
        state->fit_mean = mean(values);
        state->fit_scale = std::max(smallest_fit_deviation, std::sqrt(variance(values, once)));
    }
    const auto prepare = [&](std::size_t held_out) {
        const std::vector<double> values = fit_column.values(held_out);
        for (std::size_t i = 0; i < rows.rows(); ++i) rows(i, 0) = (values[i] - state->fit_mean) / state->fit_scale;
    };
    const PenaltyChoice choice =
        choose_penalty(rows, lessons.converted, folds, options.penalty, prepare, part_of(execution, 0.2, 0.9));
    const Calibration calibration = calibrate(choice.log_odds, lessons.converted, customer_of, lessons.later);
    prepare(folds.count);
    const LogisticData data{.rows = rows, .converted = lessons.converted};
    const LogisticFit fit = fit_logistic(data, choice.penalty, {}, part_of(execution, 0.9, 0.95, "fitting the score"));

    state->fit_coefficient = calibration.slope * fit.coefficients[0];
    for (std::size_t j = 1; j < fit.coefficients.size(); ++j) state->coefficients.push_back(calibration.slope * fit.coefficients[j]);
    const Matrix parts = contributions_of(*state, rows);
    refer(*state, parts, calibration.intercept + calibration.slope * fit.intercept);
    learn_spread(*state, parts);
    learn_quarters(*state, parts);
    state->uncertainty = factor_of(robust_covariance(fit, data, choice.penalty, customer_of, execution), calibration.slope);

    ScorerReport& told = state->report;
    told.leads = lessons.leads.lead_count();
    told.conversions = lessons.conversions;
    told.customers = lessons.leads.customer_count();
    told.base_rate = static_cast<double>(told.conversions) / static_cast<double>(told.leads);
    told.penalty = choice.penalty;
    told.calibration_slope = calibration.slope;
    told.calibration_intercept = calibration.intercept;
    told.found_slope = calibration.found_slope;
    told.found_intercept = calibration.found_intercept;
    if (!calibration.learned && options.calibration_share > 0) {
        told.warnings.push_back({WarningKind::not_calibrated});
    }
    if (!fit.converged) told.warnings.push_back({WarningKind::regression_not_converged});
    // Where no costs were given, a lead is worth pursuing when it is above the average.
    state->break_even = negatives.break_even_rate > 0 ? negatives.break_even_rate : told.base_rate;
    state->check();
    report(execution, "fitting the score", 1);
    return LeadScorer(std::move(state));
}

}  // namespace dangol::inline v0
