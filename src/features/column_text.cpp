#include <dangol/features/column_text.hpp>

#include "core/ascii.hpp"
#include "core/math.hpp"
#include "features/common_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr double days_per_month = 30.4375;

struct Words {
    std::string_view english, korean;
    std::string in(Language language) const { return std::string(language == Language::korean ? korean : english); }
};

constexpr std::array<std::pair<std::string_view, Words>, 8> weekday_words{{{"holiday", {"holiday", "공휴일"}},
                                                                         {"monday", {"Monday", "월요일"}},
                                                                         {"tuesday", {"Tuesday", "화요일"}},
                                                                         {"wednesday", {"Wednesday", "수요일"}},
                                                                         {"thursday", {"Thursday", "목요일"}},
                                                                         {"friday", {"Friday", "금요일"}},
                                                                         {"saturday", {"Saturday", "토요일"}},
                                                                         {"sunday", {"Sunday", "일요일"}}}};
constexpr std::array<std::pair<std::string_view, Words>, 4> daypart_words{{{"morning", {"morning", "아침"}},
                                                                          {"midday", {"midday", "낮"}},
                                                                          {"afternoon", {"afternoon", "오후"}},
                                                                          {"evening", {"evening", "저녁"}}}};
constexpr std::array<std::pair<std::string_view, Words>, 8> part_words{{{"weekend", {"weekends", "주말"}},
                                                                       {"morning", {"mornings", "아침"}},
                                                                       {"midday", {"midday", "낮"}},
                                                                       {"afternoon", {"afternoons", "오후"}},
                                                                       {"evening", {"evenings", "저녁"}},
                                                                       {"weekday_morning", {"weekday mornings", "평일 아침"}},
                                                                       {"weekend_afternoon", {"weekend afternoons", "주말 오후"}},
                                                                       {"holiday", {"holidays", "공휴일"}}}};
constexpr std::array<std::pair<std::string_view, Words>, 3> company_words{{{"alone", {"alone", "혼자"}},
                                                                          {"family", {"with family", "가족과"}},
                                                                          {"group", {"in a group", "여럿이"}}}};
constexpr std::array<std::pair<std::string_view, Words>, 4> season_words{{{"december_february", {"December to February", "12~2월"}},
                                                                         {"march_may", {"March to May", "3~5월"}},
                                                                         {"june_august", {"June to August", "6~8월"}},
                                                                         {"september_november", {"September to November", "9~11월"}}}};

constexpr std::array<std::pair<std::string_view, Words>, 9> event_words_of_kinds{{{"inquiry", {"inquiries", "문의 횟수"}},
                                                                          {"complaint", {"complaints", "불만 횟수"}},
                                                                          {"feedback", {"pieces of feedback", "후기 횟수"}},
                                                                          {"survey_answer", {"answers to surveys", "설문 응답 횟수"}},
                                                                          {"web_view", {"web views", "웹 조회 횟수"}},
                                                                          {"app_event", {"uses of the app", "앱 사용 횟수"}},
                                                                          {"booking", {"bookings", "예약 횟수"}},
                                                                          {"no_show", {"no-shows", "노쇼 횟수"}},
                                                                          {"returned", {"returns", "반품 횟수"}}}};

template <std::size_t N>
const Words* find(const std::array<std::pair<std::string_view, Words>, N>& words, std::string_view name) {
    const auto found = std::find_if(words.begin(), words.end(), [&](const auto& entry) { return entry.first == name; });
    return found == words.end() ? nullptr : &found->second;
}

/// "monday_morning" → "Monday morning" / "월요일 아침"; empty for other names.
std::string cell_of_week(std::string_view name, Language language) {
    const auto bar = name.find('_');
    if (bar == std::string_view::npos) return {};
    const Words* day = find(weekday_words, name.substr(0, bar));
    const Words* part = find(daypart_words, name.substr(bar + 1));
    return day != nullptr && part != nullptr ? day->in(language) + " " + part->in(language) : std::string{};
}

/// As the schema names it, or as it was written.
std::string shown_name(const FeatureColumn& column, const std::string& text, Language language) {
    const auto found = std::find_if(column.display_names.begin(), column.display_names.end(), [&](const DisplayName& each) { return each.text == text; });
    if (found == column.display_names.end()) return readable_name(text);
    return language == Language::korean ? found->name.korean : found->name.english;
}

/// An attribute that the schema does not name, by a word of the reader's language where it is a common one.
std::string attribute_label(const FeatureColumn& column, Language language) {
    const std::string& name = column.detail.empty() ? column.name : column.detail;
    const bool named = std::any_of(column.display_names.begin(), column.display_names.end(), [&](const DisplayName& each) { return each.text == name; });
    if (!named)
        if (const auto common = common_name(name, column.unit, column.kind, language)) return readable_name(*common);
    return shown_name(column, name, language);
}

std::string rhythm_words(const FeatureColumn& column, Language language) {
    const bool korean = language == Language::korean;
    if (column.kind == ColumnKind::composition) return korean ? "방문 요일과 시간대" : "weekday and time of visits";
    const Words* part = find(part_words, column.detail);
    const std::string when = part != nullptr ? part->in(language) : readable_name(column.detail);
    return korean ? when + " 방문" : "visits on " + when;
}

std::string discount_words(const FeatureColumn& column, Language language) {
    const bool korean = language == Language::korean;
    const std::string what = column.detail.empty() ? (korean ? "할인" : "a discount") : detail_label(column, language);
    if (column.kind == ColumnKind::share) return korean ? what + " 이용 방문" : "visits with " + what;
    return korean ? with_particle(what, Particle::towards) + " 아낀 비율" : "share of the price saved by " + what;
}

/// Below one two decimals: of "0.3 against 0.2" nobody can tell that it is twice as often.
std::string monthly_text(double per_day, Language language) {
    const double monthly = per_day * days_per_month;
    const bool nearly_none = monthly > 0 && monthly < 0.005;  // no "0" of what happens now and then
    const std::string number = number_text(nearly_none ? 0.01 : monthly, language, monthly < 1 ? 2 : 1);
    if (nearly_none) return language == Language::korean ? "한 달에 " + number + "번 미만" : "less than " + number + " a month";
    return language == Language::korean ? "한 달에 " + number + "번" : number + " a month";
}

std::string contact_words(const FeatureColumn& column, bool korean) {
    if (column.detail == "contacts") return korean ? "지난 연락" : "past contacts";
    if (column.detail == "responses") return korean ? "지난 연락에 대한 응답" : "responses to past contacts";
    return korean ? "마지막 응답 이후 일수" : "days since the last response";
}

/// "inquiries" / "문의 횟수". A kind of the shop's own is called as the shop calls it.
std::string event_words(const FeatureColumn& column, Language language) {
    const bool korean = language == Language::korean;
    if (column.detail.empty()) return korean ? "방문 말고 닿은 횟수" : "interactions other than visits";
    const Words* ours = column.display_names.empty() ? find(event_words_of_kinds, column.detail) : nullptr;
    return ours != nullptr ? ours->in(language) : detail_label(column, language) + (korean ? " 횟수" : ", how often");
}

}  // namespace

std::string readable_name(std::string_view name) {
    std::string text(name);
    std::replace(text.begin(), text.end(), '_', ' ');
    const auto is_small = [](char c) { return ascii::is_letter(c) && !ascii::is_upper(c); };
    const bool shouted = text.size() > 3 && std::ranges::any_of(text, ascii::is_upper) && std::ranges::none_of(text, is_small);
    if (shouted) std::ranges::transform(text, text.begin(), ascii::lower);
    return text;
}

std::string detail_label(const FeatureColumn& column, Language language) {
    return shown_name(column, column.detail.empty() ? column.name : column.detail, language);
}

std::string rhythm_label(RhythmPart part, Language language) { return part_words[static_cast<std::size_t>(part)].second.in(language); }

std::string label(const FeatureColumn& column, Language language) {
    const bool korean = language == Language::korean;
    const std::string own = detail_label(column, language);
    switch (column.construct) {
        case Construct::attribute:
        case Construct::lead_attribute: return attribute_label(column, language);
        case Construct::recency: return korean ? "마지막 방문 이후 일수" : "days since the last visit";
        case Construct::frequency: return korean ? "방문 횟수" : "visits";
        case Construct::monetary_value: return korean ? "방문당 금액" : "spend per visit";
        case Construct::tenure: return korean ? "고객이 된 지" : "time as a customer";
        case Construct::visit_interval: return korean ? "방문 간격" : "days between visits";
        case Construct::visit_regularity: return korean ? "방문의 규칙성" : "regularity of visits";
        case Construct::visit_rhythm: return rhythm_words(column, language);
        case Construct::offering_mix:
            if (column.kind == ColumnKind::composition) return korean ? "찾는 것" : "what they come for";
            return korean ? with_particle(own, Particle::object) + " 찾은 방문" : "visits for " + own;
        case Construct::channel_mix: return korean ? "이용 경로" : "channels";
        case Construct::discount_share: return discount_words(column, language);
        case Construct::companionship:
            if (column.kind == ColumnKind::composition) return korean ? "누구와 오는지" : "with whom they come";
            return korean ? "동반 방문" : "visits in company";
        case Construct::planning: return korean ? "미리 정한 방문" : "planned visits";
        case Construct::satisfaction: return korean ? "만족도" : "satisfaction";
        case Construct::contact_history: return contact_words(column, korean);
        case Construct::repeat: return korean ? "다시 온 고객" : "came again";
        case Construct::visit_variability: return korean ? "방문 간격의 들쭉날쭉함" : "unevenness of visits";
        case Construct::overdue: return korean ? "평소 간격에 견준 공백" : "absence, in intervals of their own";
        case Construct::visit_trend: return korean ? "방문 빈도의 한 해 변화" : "change of visits in a year";
        case Construct::spend_trend: return korean ? "방문당 금액의 한 해 변화" : "change of spend per visit in a year";
        case Construct::satisfaction_trend: return korean ? "만족도의 한 해 변화" : "change of satisfaction in a year";
        case Construct::last_satisfaction: return korean ? "마지막 만족도" : "last satisfaction";
        case Construct::sudden_visits: return korean ? "예고 없는 방문" : "sudden visits";
        case Construct::channel_switching: return korean ? "이용 경로를 바꾼 방문" : "changes of channel";
        case Construct::offering_breadth: return korean ? "찾는 것의 다양함" : "variety of what they come for";
        case Construct::seasonality: return korean ? "방문 계절" : "time of year of visits";
        case Construct::complaints: return korean ? "불만이 따른 방문" : "visits that a complaint followed";
        case Construct::returns: return korean ? "반품이 따른 방문" : "visits followed by a return";
        case Construct::no_shows: return korean ? "지키지 않은 예약" : "appointments not kept";
        case Construct::observation: return korean ? "직원 관찰: " + own : "staff noted " + own;
        case Construct::staff_loyalty: return korean ? "같은 직원을 다시 찾은 방문" : "visits to the same member of staff again";
        case Construct::visit_duration: return korean ? "머문 시간" : "time stayed";
        case Construct::units_per_visit: return korean ? "방문당 수량" : "pieces per visit";
        case Construct::event_frequency: return event_words(column, language);
    }
    return own;
}

std::string level_label(const FeatureColumn& column, LevelIndex level, Language language) {
    const bool korean = language == Language::korean;
    if (column.kind == ColumnKind::flag && column.levels.empty()) return level.value == 0 ? (korean ? "아니오" : "no") : (korean ? "예" : "yes");
    if (level.value >= column.levels.size()) return {};
    const std::string& name = column.levels[level.value];
    if (column.construct == Construct::visit_rhythm)
        if (std::string cell = cell_of_week(name, language); !cell.empty()) return cell;
    if (column.construct == Construct::seasonality)
        if (const Words* season = find(season_words, name)) return season->in(language);
    if (column.construct == Construct::companionship)
        if (const Words* company = find(company_words, name)) return company->in(language);
    if (name == "other" && column.kind == ColumnKind::composition) return korean ? "그 밖" : "other";
    return shown_name(column, name, language);
}

constexpr double very_regular_from_shape = 8;  // of gaps that vary by a third of their mean; a shape is 1 / (their coefficient of variation)²

std::string regularity_text(double shape, Language language) {
    const bool korean = language == Language::korean;
    if (shape < 0.8) return korean ? "몰아서" : "in bursts";
    if (shape < regular_from_shape) return korean ? "고르지 않은 간격으로" : "at uneven intervals";
    if (shape < very_regular_from_shape) return korean ? "규칙적으로" : "regularly";
    return korean ? "아주 규칙적으로" : "very regularly";
}

std::string value_text(const FeatureColumn& column, double value, std::string_view currency, Language language) {
    switch (column.kind) {
        case ColumnKind::share:
        case ColumnKind::composition:
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: return percent_text(value, language);
        case ColumnKind::count:
            if (column.construct == Construct::attribute || column.construct == Construct::lead_attribute) break;
            return monthly_text(value, language);
        case ColumnKind::numeric:
            if (column.construct == Construct::discount_share || column.construct == Construct::offering_breadth) return percent_text(value, language);
            if (column.construct == Construct::visit_trend) return percent_text(math::expm1(value), language);
            break;
        default: break;
    }
    if (!column.unit.empty() && column.unit == currency) return money_text(value, currency, language);
    if (column.unit == "days") return duration_text(value, language);
    if (column.unit == "minutes") return number_text(value, language) + (language == Language::korean ? "분" : " minutes");
    const std::string number = number_text(value, language, value < 10 ? 2 : 1);
    return column.unit.empty() ? number : number + " " + column.unit;
}

}  // namespace dangol::inline v0
