#include "personas/compared.hpp"

#include <dangol/features/column_text.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "personas/ratio_scale.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double days_per_month = 30.436875, days_per_year = 365.2425;

struct TimeUnit {
    double days = 1;
    std::string_view one = {}, many = {}, korean = {};
};
constexpr TimeUnit hour{1.0 / 24, "hour", "hours", "시간"}, day{1, "day", "days", "일"}, week{7, "week", "weeks", "주"}, month{days_per_month, "month", "months", "개월"},
    year{days_per_year, "year", "years", "년"};

/// In which unit, and with how many decimals, duration_text() tells so many days.
struct TimeForm {
    const TimeUnit* unit = nullptr;
    int decimals = 0;
};

TimeForm form_of(double days) {
    if (days < 23.5 / 24) return {&hour};
    if (days < 13.5) return {&day};
    if (days < 2 * days_per_month) return {&week};
    if (days < 2 * days_per_year - days_per_month / 2) return {&month};
    return {&year, 1};
}

double rounded(double value, int decimals) {
    constexpr std::array scales{1.0, 10.0, 100.0, 1e3, 1e4};
    const double scale = scales[static_cast<std::size_t>(decimals)];
    return std::round(value * scale) / scale;
}

/// Whether these two, divided by the reader, make the effect as it is shown: tenths of times, per cents to within one. Of many times a fortieth more or
/// less: nobody asks more of "9.5 times" than 41% against 4.4% tell.
bool make(double effect, double here, double elsewhere) {
    if (!(here > 0 && elsewhere > 0)) return false;
    const double ratio = here / elsewhere;
    if (effect < 1) return std::fabs(std::round(100 * ratio) - std::round(100 * effect)) <= 1;
    if (effect >= 3 && std::fabs(ratio / effect - 1) <= 0.025) return true;
    const int decimals = effect >= 9.95 ? 0 : 1;
    return std::fabs(rounded(ratio, decimals) - rounded(effect, decimals)) < 1e-9;
}

ToldSides as_usual(const Sides& sides, const FeatureColumn& column, Language language) {
    const std::string_view currency = column.construct == Construct::monetary_value ? column.unit : std::string_view{};
    return {value_text(column, sides.here, currency, language), value_text(column, sides.elsewhere, currency, language)};
}

/// With the fewest decimals, from `least` on, with which they make the effect; with the most where none does.
template <class Tell>
ToldSides with_decimals(double effect, const Sides& sides, double unit, int least, int most, Tell tell) {
    int decimals = least;
    while (decimals < most && !make(effect, rounded(sides.here / unit, decimals), rounded(sides.elsewhere / unit, decimals))) ++decimals;
    return {tell(sides.here / unit, decimals), tell(sides.elsewhere / unit, decimals)};
}

ToldSides durations(double effect, const Sides& sides, const FeatureColumn& column, Language language) {
    const TimeForm here = form_of(sides.here), elsewhere = form_of(sides.elsewhere);
    const auto shown = [](double days, const TimeForm& form) { return rounded(days / form.unit->days, form.decimals) * form.unit->days; };
    if (here.unit == elsewhere.unit && make(effect, shown(sides.here, here), shown(sides.elsewhere, elsewhere))) return as_usual(sides, column, language);
    const TimeUnit& unit = *(sides.here < sides.elsewhere ? here : elsewhere).unit;
    return with_decimals(effect, sides, unit.days, 0, 2, [&](double amount, int decimals) {
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
    if (column.unit == "days" && !is_part(column) && column.kind != ColumnKind::count) return durations(effect, sides, column, language);
    // "Hardly any" asks for no more digits: "less than 1% against 40%", not "less than 0.01% against 39.91%".
    const bool hardly_any = is_at_most(effect) || is_at_least(effect) || rounded(sides.here, 4) == 0 || rounded(sides.elsewhere, 4) == 0;
    if (is_part(column) && !hardly_any) return with_decimals(effect, sides, 1, 2, 4, [&](double share, int decimals) { return percent_text(share, language, decimals - 2); });
    return as_usual(sides, column, language);
}

}  // namespace dangol::inline v0
