#include "personas/claims.hpp"

#include "core/math.hpp"
#include "features/week_parts.hpp"
#include "personas/ratio_scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// Of the 28 cells of a week; holidays are none.
constexpr std::array rhythm_parts{RhythmPart::weekend, RhythmPart::morning,         RhythmPart::midday,           RhythmPart::afternoon,
                                  RhythmPart::evening, RhythmPart::weekday_morning, RhythmPart::weekend_afternoon};

Aspect aspect_of(Construct construct) {
    switch (construct) {
        case Construct::attribute:
        case Construct::lead_attribute: return Aspect::who;
        case Construct::recency:
        case Construct::frequency:
        case Construct::tenure:
        case Construct::visit_interval:
        case Construct::visit_regularity:
        case Construct::repeat:
        case Construct::visit_variability:
        case Construct::overdue:
        case Construct::visit_trend:
        case Construct::no_shows:
        case Construct::event_frequency:
        case Construct::staff_loyalty: return Aspect::relationship;
        case Construct::visit_rhythm:
        case Construct::planning:
        case Construct::sudden_visits:
        case Construct::seasonality:
        case Construct::visit_duration: return Aspect::routine;
        case Construct::companionship: return Aspect::company;
        case Construct::offering_mix:
        case Construct::offering_breadth:
        case Construct::units_per_visit:
        case Construct::returns: return Aspect::offering;
        case Construct::monetary_value:
        case Construct::spend_trend: return Aspect::money;
        case Construct::discount_share: return Aspect::discount;
        case Construct::channel_mix:
        case Construct::channel_switching: return Aspect::channel;
        case Construct::satisfaction:
        case Construct::satisfaction_trend:
        case Construct::last_satisfaction:
        case Construct::complaints:
        case Construct::observation: return Aspect::mood;
        case Construct::contact_history: return Aspect::response;
    }
    return Aspect::who;
}

class ClaimMaker {
public:
    explicit ClaimMaker(const FeatureTable& table) : table_(table), rows_(table.customer_count()) {}

    std::vector<Claim> all() {
        for (std::size_t j = 0; j < table_.columns().size(); ++j) {
            const FeatureColumn& column = table_.columns()[j];
            if (column.sensitivity == Sensitivity::protected_attribute || column.role == Role::outcome) continue;
            add(id_at<ColumnIndex>(j), column);
        }
        return std::move(claims_);
    }

private:
    void add(ColumnIndex j, const FeatureColumn& column) {
        Claim claim{.aspect = aspect_of(column.construct), .column = j};
        switch (column.kind) {
            case ColumnKind::numeric:
            case ColumnKind::cyclic: add_numbers(claim, EffectMeasure::standardised_difference); break;
            case ColumnKind::positive:
            case ColumnKind::count: add_numbers(claim, EffectMeasure::rate_ratio); break;
            case ColumnKind::share:
                if (column.construct == Construct::visit_rhythm) claim.rhythm = rhythm_part_called(column.detail);
                add_shares(claim);
                break;
            case ColumnKind::flag:
                claim.level = LevelIndex{1};
                add_level(claim);
                break;
            case ColumnKind::category:
            case ColumnKind::ordered_category:
                for (std::size_t l = 0; l < column.levels.size(); ++l) {
                    claim.level = id_at<LevelIndex>(l);
                    add_level(claim);
                }
                break;
            case ColumnKind::composition: add_parts(claim, column); break;
            case ColumnKind::date:  // no feature has it
            case ColumnKind::text: break;
        }
    }

    void add_numbers(Claim claim, EffectMeasure measure) {
        claim.measure = measure;
        const auto x = table_.numbers(claim.column), e = table_.exposures(claim.column);
        const bool rate = table_.columns()[claim.column.value].kind == ColumnKind::count;
        fill(std::move(claim), [&](std::size_t i) { return std::pair{x[i], rate ? e[i] : 1.0}; });
    }

    void add_shares(Claim claim) {
        claim.measure = EffectMeasure::rate_ratio;
        const auto successes = table_.numbers(claim.column), trials = table_.exposures(claim.column);
        fill(std::move(claim), [&](std::size_t i) { return trials[i] > 0 ? std::pair{successes[i] / trials[i], 1.0} : std::pair{0.0, 0.0}; });
    }

    void add_level(Claim claim) {
        claim.measure = EffectMeasure::risk_difference;
        claim.is_proportion = true;
        const auto codes = table_.codes(claim.column);
        const std::uint32_t level = claim.level->value;
        fill(std::move(claim), [&](std::size_t i) { return std::pair{codes[i] == level ? 1.0 : 0.0, 1.0}; });
    }

    void add_parts(Claim claim, const FeatureColumn& column) {
        claim.measure = EffectMeasure::rate_ratio;
        const auto parts = table_.compositions(claim.column);
        if (column.construct == Construct::visit_rhythm && column.levels.size() == 28) {
            for (const RhythmPart part : rhythm_parts) {
                claim.rhythm = part;
                fill(claim, [&](std::size_t i) {
                    double sum = 0;
                    for (unsigned cell = 0; cell < 28; ++cell) sum += lies_in(part, cell) ? static_cast<double>(parts(i, cell)) : 0;
                    return std::pair{sum, 1.0};
                });
            }
            return;
        }
        for (std::size_t l = 0; l < column.levels.size(); ++l) {
            if (column.levels[l] == "other") continue;  // a rest is nothing one could picture
            claim.level = id_at<LevelIndex>(l);
            fill(claim, [&](std::size_t i) { return std::pair{static_cast<double>(parts(i, l)), 1.0}; });
        }
    }

    template <class Value>
    void fill(Claim claim, Value value) {
        const BitView observed = table_.observed(claim.column);
        claim.numerator.assign(rows_, 0);
        claim.denominator.assign(rows_, 0);
        double n = 0, sum = 0, squares = 0;
        for (std::size_t i = 0; i < rows_; ++i) {
            if (!observed[i]) continue;
            std::tie(claim.numerator[i], claim.denominator[i]) = value(i);
            if (!(claim.denominator[i] > 0)) continue;
            const double x = claim.numerator[i] / claim.denominator[i];
            claim.least = n == 0 ? x : std::min(claim.least, x);
            claim.most = n == 0 ? x : std::max(claim.most, x);
            ++n;
            sum += x;
            squares += x * x;
        }
        if (n < 2) return;
        claim.spread = std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)));
        if (claim.spread > 0) claims_.push_back(std::move(claim));
    }

    const FeatureTable& table_;
    std::size_t rows_;
    std::vector<Claim> claims_ = {};
};

}  // namespace

std::vector<Claim> possible_claims(const FeatureTable& table) { return ClaimMaker(table).all(); }

double Contrast::standardised(const Claim& claim) const noexcept { return (here - elsewhere) / claim.spread; }

double Contrast::effect(const Claim& claim) const noexcept {
    switch (claim.measure) {
        case EffectMeasure::standardised_difference: return standardised(claim);
        case EffectMeasure::rate_ratio: {
            const double floor = std::max(here, elsewhere) / largest_ratio;
            return floor > 0 ? math::log(std::max(here, floor)) - math::log(std::max(elsewhere, floor)) : 0;
        }
        case EffectMeasure::risk_difference: return here - elsewhere;
    }
    return 0;
}

Contrast contrast(const Claim& claim, std::span<const double> here, std::span<const double> elsewhere) {
    double above_here = 0, below_here = 0, above_elsewhere = 0, below_elsewhere = 0;
    Contrast result;
    for (std::size_t i = 0; i < here.size(); ++i) {
        const double d = claim.denominator[i];
        if (!(d > 0)) continue;
        above_here += here[i] * claim.numerator[i];
        below_here += here[i] * d;
        above_elsewhere += elsewhere[i] * claim.numerator[i];
        below_elsewhere += elsewhere[i] * d;
        result.customers_here += here[i];
        result.customers_elsewhere += elsewhere[i];
    }
    result.here = below_here > 0 ? above_here / below_here : 0;
    result.elsewhere = below_elsewhere > 0 ? above_elsewhere / below_elsewhere : 0;
    return result;
}

bool is_possible(const Claim& claim, const Contrast& found) noexcept {
    const auto within = [&](double x) { return claim.least <= x && x <= claim.most; };
    return within(found.here) && within(found.elsewhere);
}

Contrast made_possible(const Claim& claim, Contrast found) noexcept {
    found.here = std::clamp(found.here, claim.least, claim.most);
    found.elsewhere = std::clamp(found.elsewhere, claim.least, claim.most);
    return found;
}

double shown_effect(EffectMeasure measure, double effect) noexcept {
    return measure == EffectMeasure::rate_ratio ? math::exp(effect) : effect;
}

}  // namespace dangol::inline v0
