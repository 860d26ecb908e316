#include "personas/compared.hpp"

#include <dangol/features/column_text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "core/duration_form.hpp"
#include "core/math.hpp"
#include "personas/ratio_scale.hpp"

namespace dangol::inline v0 {
namespace {

double rounded(double value, int decimals) {
    constexpr std::array scales{1.0, 10.0, 100.0, 1e3, 1e4};
    const double scale = scales[static_cast<std::size_t>(decimals)];
    return std::round(value * scale) / scale;
}

/// How far the reader's division may be off the effect that is shown, as a part of it: an effect known to within a few times is not told by four figures.
double slack_of(const Trait& trait) {
    const auto& ends = trait.effect.interval;
    if (!ends || !(ends->low > 0) || !(ends->high > ends->low)) return 0;
    return std::min(0.1, math::log(ends->high / ends->low) / 8);  // a quarter of the way to either end
}

/// Whether these two, divided by the reader, make the effect as it is shown: tenths of times, per cents to within one, or within `slack`. Of many times a
/// fortieth more or less: nobody asks more of "9.5 times" than 41% against 4.4% tell.
bool make(double effect, double here, double elsewhere, double slack = 0) {
    if (!(here > 0 && elsewhere > 0)) return false;
    const double ratio = here / elsewhere;
    if (std::fabs(ratio / effect - 1) <= slack) return true;
    if (effect < 1) return std::fabs(std::round(100 * ratio) - std::round(100 * effect)) <= 1;
    if (effect >= 3 && std::fabs(ratio / effect - 1) <= 0.025) return true;
    const int decimals = effect >= 9.95 ? 0 : 1;
    return std::fabs(rounded(ratio, decimals) - rounded(effect, decimals)) < 1e-9;
}

ToldSides as_usual(const Sides& sides, const FeatureColumn& column, Language language) {
    const std::string_view currency = column.construct == Construct::monetary_value ? column.unit : std::string_view{};
    return {value_text(column, sides.here, currency, language), value_text(column, sides.elsewhere, currency, language)};
}

constexpr int figures_at_most = 4, decimals_at_most = 2;

/// Each side with as few figures as make the effect: "15 weeks against 6.9", "34% against 1.2%". Two decimals at most.
template <class Tell>
ToldSides with_figures(double effect, double slack, double here, double elsewhere, Tell tell) {
    const auto decimals = [](double amount, int figures) {
        int before_point = amount < 1 ? 0 : 1;
        for (double rest = amount; rest >= 10; rest /= 10) ++before_point;
        return figures == 1 ? 0 : std::clamp(figures - before_point, 0, decimals_at_most);
    };
    int figures = 1;
    while (figures < figures_at_most && !make(effect, rounded(here, decimals(here, figures)), rounded(elsewhere, decimals(elsewhere, figures)), slack)) ++figures;
    return {tell(here, decimals(here, figures)), tell(elsewhere, decimals(elsewhere, figures))};
}

/// Both in one unit, the smaller of the two.
ToldSides durations(const Trait& trait, const Sides& sides, const FeatureColumn& column, Language language) {
    const double effect = trait.effect.value, slack = slack_of(trait);
    const DurationForm here = form_of_duration(sides.here), elsewhere = form_of_duration(sides.elsewhere);
    const auto shown = [](double days, const DurationForm& form) { return rounded(days / form.unit->days, form.decimals) * form.unit->days; };
    if (here.unit == elsewhere.unit && make(effect, shown(sides.here, here), shown(sides.elsewhere, elsewhere), slack)) return as_usual(sides, column, language);
    const DurationUnit& unit = *(here.unit->days < elsewhere.unit->days ? here : elsewhere).unit;
    return with_figures(effect, slack, sides.here / unit.days, sides.elsewhere / unit.days, [&](double amount, int decimals) {
        const std::string number = number_text(amount, language, decimals);
        if (language == Language::korean) return number + std::string(unit.korean);
        return number + " " + std::string(number == "1" ? unit.one : unit.many);
    });
}

bool is_part(const FeatureColumn& column) {
    switch (column.kind) {
        case ColumnKind::share:
        case ColumnKind::composition:
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: return true;
        default: return column.kind == ColumnKind::numeric && (column.construct == Construct::discount_share || column.construct == Construct::offering_breadth);
    }
}

}  // namespace

Sides compared(const Trait& trait) {
    if (trait.cross_fitted) return {trait.cross_fitted->here.value, trait.cross_fitted->elsewhere};
    return {trait.here.value, trait.elsewhere};
}

ToldSides told_sides(const Trait& trait, const FeatureColumn& column, Language language) {
    const Sides sides = compared(trait);
    const double effect = trait.effect.value;
    // A ratio that is not that of the two sides, or ends at 100, is not made by any rounding of them.
    if (trait.measure != EffectMeasure::rate_ratio || !make(effect, sides.here, sides.elsewhere)) return as_usual(sides, column, language);
    if (column.unit == "days" && !is_part(column) && column.kind != ColumnKind::count) return durations(trait, sides, column, language);
    // "Hardly any" asks for no more digits: "less than 1% against 40%", not "less than 0.01% against 39.91%".
    const bool hardly_any = is_at_most(effect) || is_at_least(effect) || rounded(sides.here, 4) == 0 || rounded(sides.elsewhere, 4) == 0;
    if (is_part(column) && !hardly_any) return with_figures(effect, slack_of(trait), 100 * sides.here, 100 * sides.elsewhere, [&](double percent, int decimals) { return percent_text(percent / 100, language, decimals); });
    return as_usual(sides, column, language);
}

}  // namespace dangol::inline v0
