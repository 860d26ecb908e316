#include <dangol/core/language.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/math.hpp"
#include "core/words.hpp"
#include "personas/telling_time.hpp"
#include "report/picture.hpp"
#include "report/text_pair.hpp"

namespace dangol::inline v0::reporting {
namespace {

constexpr std::string_view accent = R"(class="accent" color="#1f6f78")";
constexpr std::string_view less = R"(class="less" color="#9a3b1e")";
constexpr std::string_view axis = R"(class="axis" color="#9aa3b2")";
constexpr std::string_view soft = R"(class="soft" color="#d7ebec")";
constexpr std::string_view ink = R"(class="ink" color="#1d2430")";
constexpr double framed_from = 1.25;  // times the share of others: an effect, not a claim that was tested
constexpr std::size_t dayparts = 4;

/// A coordinate.
std::string at(double value, int decimals = 1) {
    char digits[32];
    const auto [end, problem] = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, decimals);
    return {digits, end};
}

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&': safe += "&amp;"; break;
            case '<': safe += "&lt;"; break;
            case '>': safe += "&gt;"; break;
            case '"': safe += "&quot;"; break;
            default: safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;  // XML allows no other control characters
        }
    }
    return safe;
}

std::string svg(std::string_view size, std::string_view label, std::string_view shapes) {
    return joined({R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )", size, R"(" role="img" aria-label=")", escaped(label), R"(">)", shapes, "</svg>"});
}

/// Of words in a usual sans-serif, roughly: a Korean syllable is as wide as high, a letter a little more than half of that.
double width_of(std::string_view words, double size) {
    double width = 0;
    for (const char c : words) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) width += 0.54 * size;
        else if (byte >= 0xC0) width += size;  // the first byte of a longer character
    }
    return width;
}

std::string vertical(std::string_view look, double x, std::string_view from, std::string_view to) {
    return joined({"<line ", look, R"( stroke="currentColor" x1=")", at(x), R"(" x2=")", at(x), R"(" y1=")", from, R"(" y2=")", to, R"("/>)"});
}

/// A dot, open where something is less: what colour tells, shape tells as well, in print and to eyes that see no red.
std::string dot(double x, std::string_view y, bool is_open) {
    const std::string place = joined({R"( cx=")", at(x), R"(" cy=")", y, R"("/>)"});
    return (is_open ? R"(<circle fill="#fff" stroke="currentColor" stroke-width="2" r="3.2")" : R"(<circle fill="currentColor" r="4")") + place;
}

/// The same of a bar.
std::string bar(double from, double to, bool is_open) {
    const double width = std::max(1.0, to - from);
    if (!is_open) return joined({R"(<rect fill="currentColor" y="3" height="10" x=")", at(from), R"(" width=")", at(width), R"("/>)"});
    return joined({R"(<rect fill="#fff" stroke="currentColor" stroke-width="1.6" y="3.8" height="8.4" x=")", at(from + 0.8), R"(" width=")", at(std::max(0.2, width - 1.6)), R"("/>)"});
}

/// An estimate as a dot with its interval as a line.
std::string dot_and_line(bool is_less, double x, std::optional<std::pair<double, double>> range, std::string_view y) {
    std::string shapes = joined({"<g ", is_less ? less : accent, ">"});
    if (range) {
        shapes += joined({R"(<line stroke="currentColor" stroke-width="2" x1=")", at(range->first), R"(" x2=")", at(range->second), R"(" y1=")", y, R"(" y2=")", y, R"("/>)"});
    }
    return shapes + dot(x, y, is_less) + "</g>";
}

/// A legend: shapes with their words behind them, in one row as wide as it takes.
class Key {
public:
    void add(std::string_view look, std::string_view shape, double width, std::string_view words) {
        shapes_ += joined({"<g ", look, ">", shape, R"(</g><text fill="#566072" font-size="11" y="12" x=")", at(x_ + width + 5), R"(">)", escaped(words), "</text>"});
        label_ += joined({label_.empty() ? "" : ", ", words});
        x_ += width + 5 + width_of(words, 11) + 16;
    }
    double x() const noexcept { return x_; }
    std::string picture() const { return svg(at(x_, 0) + " 16", label_, shapes_); }

private:
    double x_ = 2;
    std::string shapes_ = {}, label_ = {};
};

/// The daypart of a time in the week; none of a whole day.
std::optional<std::size_t> daypart_of(RhythmPart time) {
    switch (time) {
        case RhythmPart::morning:
        case RhythmPart::weekday_morning: return 0;
        case RhythmPart::midday: return 1;
        case RhythmPart::afternoon:
        case RhythmPart::weekend_afternoon: return 2;
        case RhythmPart::evening: return 3;
        case RhythmPart::weekend:
        case RhythmPart::holiday: return {};
    }
    return {};
}

std::string light(std::size_t part, double share_of_customers) {
    constexpr std::array<double, dayparts> light_x{30, 60, 86, 92}, light_y{52, 26, 40, 34};
    const double room = std::min({light_x[part], 120 - light_x[part], light_y[part]}) - 3;
    const double radius = std::min(room, 12 + 26 * std::min(1.0, share_of_customers * 1.6));
    const bool moon = part == 3;
    std::string shapes = joined({R"(<circle fill=")", moon ? "#3d4f73" : "#f2c14e", R"(" cx=")", at(light_x[part]), R"(" cy=")", at(light_y[part]), R"(" r=")", at(radius), R"("/>)"});
    if (moon) shapes += joined({"<circle ", soft, R"( fill="currentColor" cx=")", at(light_x[part] - 0.45 * radius), R"(" cy=")", at(light_y[part] - 0.3 * radius), R"(" r=")", at(0.9 * radius), R"("/>)"});
    return shapes;
}

bool has_others(const Routine& routine) {
    return std::any_of(routine.share_elsewhere.begin(), routine.share_elsewhere.end(), [](double share) { return share > 0; });
}

/// Clearly more of their visits than of those of others, where that is more than half of an even share.
bool is_framed(const Routine& routine, std::size_t cell) {
    return has_others(routine) && routine.share_here[cell] >= framed_from * routine.share_elsewhere[cell] && routine.share_here[cell] > 1.0 / 56;
}

}  // namespace

std::optional<std::size_t> light_of(const Persona& persona, std::span<const FeatureColumn> columns) {
    const std::optional<RhythmPart> time = telling_time(persona, columns);
    return time ? daypart_of(*time) : std::nullopt;
}

int waves_of(const Persona& persona) {
    if (!persona.routine.interval_days) return 0;
    return std::clamp(static_cast<int>(std::lround(7 - 1.6 * math::log(std::max(1.0, persona.routine.interval_days->value)))), 1, 6);
}

std::string portrait(const Persona& persona, std::span<const FeatureColumn> columns, bool negative, std::string_view label) {
    // The light stands at the time of day that sets them apart, as large as their share; the waves are their visits: the more often, the denser.
    const int waves = waves_of(persona);
    std::string shapes = joined({"<rect ", soft, R"( fill="currentColor" width="120" height="120" rx="10"/>)"});
    if (const auto part = light_of(persona, columns)) shapes += light(*part, persona.share_of_customers.value);
    shapes += joined({"<g ", accent, R"( fill="none" stroke="currentColor" stroke-width="4.5" stroke-linecap="round">)"});
    for (int wave = 0; wave < waves; ++wave) {
        const std::string y = at(108 - 48.0 / std::max(1, waves) * wave);
        shapes += joined({R"(<path d="M10 )", y, R"(q12.5-11 25 0t25 0t25 0t25 0"/>)"});
    }
    shapes += "</g>";
    if (negative) shapes += joined({"<line ", less, R"( stroke="currentColor" stroke-width="6" stroke-linecap="round" x1="16" y1="104" x2="104" y2="16"/>)"});
    return svg("120 120", label, shapes);
}

bool has_frames(const Routine& routine) {
    for (std::size_t cell = 0; cell < routine.share_here.size(); ++cell)
        if (is_framed(routine, cell)) return true;
    return false;
}

std::string week(const Routine& routine, std::string_view label, Language language) {
    constexpr std::array<std::string_view, 7> days_en{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, days_ko{"월", "화", "수", "목", "금", "토", "일"};
    constexpr std::array<std::string_view, dayparts> parts_en{"morning", "midday", "afternoon", "evening"}, parts_ko{"아침", "낮", "오후", "저녁"};
    const bool korean = language == Language::korean;
    const double most = *std::max_element(routine.share_here.begin(), routine.share_here.end());
    std::string words = R"(<g fill="#566072" font-size="8.5">)", cells = joined({"<g ", accent, R"( fill="currentColor">)"}), frames = joined({"<g ", ink, R"( fill="none" stroke="currentColor" stroke-width="1.6">)"});
    for (std::size_t day = 0; day < 7; ++day) {
        const double x = 50 + 24 * static_cast<double>(day);
        words += joined({R"(<text text-anchor="middle" y="10" x=")", at(x + 10.5), R"(">)", (korean ? days_ko : days_en)[day], "</text>"});
        for (std::size_t part = 0; part < dayparts; ++part) {
            const double y = 15 + 22 * static_cast<double>(part);
            if (day == 0) words += joined({R"(<text text-anchor="end" x="46" y=")", at(y + 13), R"(">)", (korean ? parts_ko : parts_en)[part], "</text>"});
            const std::size_t cell = day * dayparts + part;
            const double here = routine.share_here[cell];
            const std::string place = joined({R"( x=")", at(x), R"(" y=")", at(y), R"(" width="21" height="19"/>)"});
            cells += joined({R"(<rect opacity=")", at(most > 0 ? 0.04 + 0.96 * here / most : 0.04, 2), R"(")", place});
            if (is_framed(routine, cell)) frames += joined({"<rect", place});
        }
    }
    return svg("219 104", label, joined({words, "</g>", cells, "</g>", frames, "</g>"}));
}

EffectReach effect_reach(const PersonaSet& set) {
    // Wide enough for what is shown, but one group that does what others hardly do must not press all other lines into the middle.
    EffectReach reach{math::log(2.5), 0.8, 0.2};
    const EffectReach most{math::log(10.0), 3, 1};
    for (const Persona& persona : set.personas) {
        for (const Trait& trait : persona.traits) {
            const Interval ends = trait.effect.interval.value_or(Interval{trait.effect.value, trait.effect.value});
            for (const double end : {ends.low, ends.high}) {
                const bool ratio = trait.measure == EffectMeasure::rate_ratio;
                const double size = std::fabs(ratio ? math::log(std::max(end, 1e-9)) : end);
                if (!std::isfinite(size)) continue;
                double& so_far = ratio ? reach.log_ratio : trait.measure == EffectMeasure::standardised_difference ? reach.standard_deviations : reach.share;
                so_far = std::max(so_far, size);
            }
        }
    }
    // Up to a round number, which stands at the end of the line: so many times, deviations, tenths.
    constexpr double hardly_more = 1 - 1e-9;
    return {math::log(std::ceil(math::exp(std::min(reach.log_ratio, most.log_ratio)) * hardly_more)), std::ceil(std::min(reach.standard_deviations, most.standard_deviations) * hardly_more),
            std::ceil(10 * std::min(reach.share, most.share) * hardly_more) / 10};
}

namespace {

/// What stands below the ends of the line of an effect.
std::pair<std::string, std::string> scale_ends(EffectMeasure measure, const EffectReach& whole, Language language) {
    if (measure == EffectMeasure::rate_ratio) {
        const std::string times = number_text(math::exp(whole.log_ratio), language);
        return {"1/" + times, times + either(language, {"×"}, {"배"})};
    }
    if (measure == EffectMeasure::standardised_difference) return {signed_text(-whole.standard_deviations, 0), signed_text(whole.standard_deviations, 0) + either(language, {" SD"}, {""})};
    return {signed_text(-100 * whole.share, 0), signed_text(100 * whole.share, 0) + either(language, {""}, {"%p"})};
}

/// Where the line goes on beyond its end: an arrow.
std::string beyond(double end, bool right) {
    const double foot = right ? end + 1 : end - 1, tip = right ? end + 6 : end - 6;  // wider than a dot that lies there
    return joined({R"(<path fill="currentColor" d="M)", at(foot), R"( 1L)", at(tip), R"( 7L)", at(foot), R"( 13z"/>)"});
}

}  // namespace

std::string effect_line(const Trait& trait, const EffectReach& whole, std::string_view label, Language language) {
    const auto reach_of = [&](double effect) {
        return trait.measure == EffectMeasure::rate_ratio ? math::log(std::max(effect, 1e-9)) / whole.log_ratio
               : trait.measure == EffectMeasure::standardised_difference ? effect / whole.standard_deviations : effect / whole.share;
    };
    const auto place = [&](double effect) {
        const double reach = reach_of(effect);
        return std::isnan(reach) ? 60 : 60 + 54 * std::clamp(reach, -1.0, 1.0);
    };
    const bool below = trait.measure == EffectMeasure::rate_ratio ? trait.effect.value < 1 : trait.effect.value < 0;
    std::optional<std::pair<double, double>> range;
    if (trait.effect.interval) range = {place(trait.effect.interval->low), place(trait.effect.interval->high)};
    const double lowest = reach_of(trait.effect.interval ? trait.effect.interval->low : trait.effect.value), highest = reach_of(trait.effect.interval ? trait.effect.interval->high : trait.effect.value);
    constexpr double rounding = 1 + 1e-9;
    std::string arrows = joined({"<g ", below ? less : accent, ">", lowest < -rounding ? beyond(6, false) : "", highest > rounding ? beyond(114, true) : "", "</g>"});
    const auto [low, high] = scale_ends(trait.measure, whole, language);
    const std::string scale = joined({vertical(axis, 6, "4", "10"), vertical(axis, 60, "1", "13"), vertical(axis, 114, "4", "10"), R"(<g fill="#566072" font-size="9.5"><text x="1" y="23">)", low,
                                      R"(</text><text text-anchor="middle" x="60" y="23">)", either(language, {"same"}, {"같음"}), R"(</text><text text-anchor="end" x="119" y="23">)", high, "</text></g>"});
    return svg("120 26", label, scale + dot_and_line(below, place(trait.effect.value), range, "7") + arrows);
}

namespace {

/// Rates from 0 to a little above the highest that is drawn, with the break-even.
struct RateAxis {
    double top = 1;
    RateAxis(double highest, double break_even) : top(std::max({highest, 2 * break_even, 1e-6}) * 1.08) {}

    double place(double rate) const { return 4 + 232 * std::clamp(rate / top, 0.0, 1.0); }
    std::string lines(double break_even) const {
        return joined({"<line ", axis, R"( stroke="currentColor" x1="4" x2="236" y1="20" y2="20"/>)", vertical(ink, place(break_even), "2", "22")});
    }
};

}  // namespace

std::string rate_line(const Estimate& rate, double break_even, std::string_view label) {
    const RateAxis rates(rate.interval ? rate.interval->high : rate.value, break_even);
    std::optional<std::pair<double, double>> range;
    if (rate.interval) range = {rates.place(rate.interval->low), rates.place(rate.interval->high)};
    return svg("240 24", label, rates.lines(break_even) + dot_and_line(rate.value < break_even, rates.place(rate.value), range, "11"));
}

std::string rate_within_line(const Interval& limits, double break_even, std::string_view label) {
    const RateAxis rates(limits.high, break_even);
    const std::string_view look = limits.high <= break_even ? less : accent;
    return svg("240 24", label,
               rates.lines(break_even) + joined({R"(<line )", look, R"( stroke="currentColor" stroke-width="2" x1=")", at(rates.place(limits.low)), R"(" x2=")", at(rates.place(limits.high)),
                                                 R"(" y1="11" y2="11"/>)"}));
}

std::string point_scale(std::span<const int> sorted, std::span<const PointMark> marks, std::string_view label) {
    constexpr int bin = 6, tick = 20;
    constexpr double left = 8, right = 452, axis_y = 74, highest_bar = 40, first_word_y = 10, word_step = 13, word_size = 11;
    int low = sorted.front(), high = sorted.back();
    for (const PointMark& mark : marks) {
        low = std::min(low, mark.points);
        high = std::max(high, mark.points);
    }
    const auto below = [](int points, int step) { return (points >= 0 ? points : points - step + 1) / step * step; };
    low = below(low, tick);
    high = below(high, tick) + tick;
    const auto place = [&](double points) { return left + (right - left) * (points - low) / (high - low); };
    std::vector<std::size_t> bars(static_cast<std::size_t>((high - low) / bin + 1), 0);
    for (const int points : sorted) ++bars[static_cast<std::size_t>((points - low) / bin)];
    const auto most = static_cast<double>(*std::max_element(bars.begin(), bars.end()));
    std::string shapes = joined({"<g ", accent, R"( fill="currentColor" opacity="0.55">)"});
    for (std::size_t i = 0; i < bars.size(); ++i) {
        if (bars[i] == 0) continue;
        const double from = place(low + bin * static_cast<double>(i)), height = std::max(1.0, highest_bar * static_cast<double>(bars[i]) / most);
        shapes += joined({R"(<rect x=")", at(from), R"(" y=")", at(axis_y - height), R"(" width=")", at(place(bin) - place(0) - 1), R"(" height=")", at(height), R"("/>)"});
    }
    shapes += joined({"</g><line ", axis, R"( stroke="currentColor" x1=")", at(left), R"(" x2=")", at(right), R"(" y1=")", at(axis_y), R"(" y2=")", at(axis_y), R"("/><g fill="#566072" font-size="11">)"});
    for (int points = low; points <= high; points += tick)
        shapes += joined({R"(<text text-anchor=")", points == low ? "start" : points == high ? "end" : "middle", R"(" x=")", at(points == low ? left - 6 : points == high ? right + 6 : place(points)), R"(" y=")", at(axis_y + 14), R"(">)", points_text(points), "</text>"});
    shapes += "</g>";
    // Words stand on the outer side of their mark as long as there is room. Those that another mark stands in stand above it: its line begins lower.
    const int middle = (std::min_element(marks.begin(), marks.end(), [](const auto& a, const auto& b) { return a.points < b.points; })->points + high) / 2;
    struct Words {
        double mark, from, to;
        std::string_view text;
    };
    std::vector<Words> rows;
    for (const PointMark& mark : marks) {
        const double x = place(mark.points), wide = width_of(mark.words, word_size);
        const bool is_lowest = std::none_of(marks.begin(), marks.end(), [&](const PointMark& other) { return other.points < mark.points; });
        const bool before = (is_lowest || mark.points > middle) ? x - wide > left : x + wide > right;
        rows.push_back({x, before ? x - 4 - wide : x, before ? x : x + 4 + wide, mark.words});
    }
    std::ranges::stable_partition(rows, [&](const Words& words) {
        return std::ranges::any_of(rows, [&](const Words& other) { return other.mark > words.from && other.mark < words.to; });
    });
    double y = first_word_y;
    for (const Words& words : rows) {
        const bool before = words.to == words.mark;
        shapes += vertical(ink, words.mark, at(y - 8), at(axis_y + 3));
        shapes += joined({R"(<text fill="#1d2430" font-size=")", at(word_size, 0), R"(" text-anchor=")", before ? "end" : "start", R"(" x=")", at(before ? words.mark - 4 : words.mark + 4), R"(" y=")", at(y), R"(">)", escaped(words.text), "</text>"});
        y += word_step;
    }
    return svg("460 92", label, shapes);
}

namespace {

double place_on(LedgerScale scale, double log_odds) { return 6 + 328 * (log_odds - scale.low) / std::max(1e-9, scale.high - scale.low); }

std::string even_odds(LedgerScale scale) { return scale.low <= 0 && scale.high >= 0 ? vertical(axis, place_on(scale, 0), "0", "16") : std::string{}; }

}  // namespace

std::string step_bar(double before, double after, bool is_base, LedgerScale scale, std::string_view label) {
    const double from = place_on(scale, std::min(before, after)), to = place_on(scale, std::max(before, after));
    const bool lowers = !is_base && after < before;
    return svg("340 16", label, even_odds(scale) + joined({"<g ", is_base ? axis : lowers ? less : accent, ">", bar(from, to, lowers), "</g>"}));
}

std::string total_mark(double total, LedgerScale scale, std::string_view label) {
    return svg("340 16", label, even_odds(scale) + joined({"<circle ", ink, R"( fill="currentColor" r="5" cy="8" cx=")", at(place_on(scale, total)), R"("/>)"}));
}

std::string effect_key(Language language) {
    Key key;
    key.add(accent, dot(key.x() + 4, "8", false), 8, either(language, {"more than others"}, {"다른 고객보다 많음"}));
    key.add(less, dot(key.x() + 4, "8", true), 8, either(language, {"less than others"}, {"다른 고객보다 적음"}));
    return key.picture();
}

std::string step_key(double points_at_even_odds, Language language) {
    Key key;
    key.add(accent, bar(key.x(), key.x() + 16, false), 16, either(language, {"raises"}, {"높임"}));
    key.add(less, bar(key.x(), key.x() + 16, true), 16, either(language, {"lowers"}, {"낮춤"}));
    key.add(axis, bar(key.x(), key.x() + 16, false), 16, either(language, {"start"}, {"출발점"}));
    const std::string even = number_text(points_at_even_odds, language);
    key.add(axis, vertical(axis, key.x() + 2, "1", "15"), 4, either(language, {"even chance (", even, " points)"}, {"반반 (", even, "점)"}));
    return key.picture();
}

}  // namespace dangol::inline v0::reporting
