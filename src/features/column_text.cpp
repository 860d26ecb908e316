#include <dangol/features/column_text.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr double days_per_month = 30.4375;

struct Words {
    std::string_view english, korean;
    std::string in(Language language) const { return std::string(language == Language::korean ? korean : english); }
};

constexpr std::array<std::pair<std::string_view, Words>, 7> weekday_words{{{"monday", {"Monday", "월요일"}},
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
constexpr std::array<std::pair<std::string_view, Words>, 7> part_words{{{"weekend", {"weekends", "주말"}},
                                                                       {"morning", {"mornings", "아침"}},
                                                                       {"midday", {"midday", "낮"}},
                                                                       {"afternoon", {"afternoons", "오후"}},
                                                                       {"evening", {"evenings", "저녁"}},
                                                                       {"weekday_morning", {"weekday mornings", "평일 아침"}},
                                                                       {"weekend_afternoon", {"weekend afternoons", "주말 오후"}}}};

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

std::string rhythm_words(const FeatureColumn& column, Language language) {
    const bool korean = language == Language::korean;
    if (column.kind == ColumnKind::composition) return korean ? "방문 요일과 시간대" : "weekday and time of visits";
    const Words* part = find(part_words, column.detail);
    const std::string when = part != nullptr ? part->in(language) : readable_name(column.detail);
    return korean ? when + " 방문" : "visits on " + when;
}

std::string discount_words(const FeatureColumn& column, bool korean) {
    const std::string what = column.detail.empty() ? (korean ? "할인" : "a discount") : readable_name(column.detail);
    if (column.kind == ColumnKind::share) return korean ? what + " 이용 방문" : "visits with " + what;
    return korean ? what + "으로 아낀 비율" : "share of the price saved by " + what;
}

std::string contact_words(const FeatureColumn& column, bool korean) {
    if (column.detail == "contacts") return korean ? "지난 연락" : "past contacts";
    if (column.detail == "responses") return korean ? "지난 연락에 대한 응답" : "responses to past contacts";
    return korean ? "마지막 응답 이후 일수" : "days since the last response";
}

}  // namespace

std::string readable_name(std::string_view name) {
    std::string text(name);
    std::replace(text.begin(), text.end(), '_', ' ');
    const auto is = [](int (*what)(int)) { return [what](char c) { return static_cast<unsigned char>(c) < 0x80 && what(static_cast<unsigned char>(c)) != 0; }; };
    const bool shouted = text.size() > 3 && std::any_of(text.begin(), text.end(), is(std::isupper)) && std::none_of(text.begin(), text.end(), is(std::islower));
    if (shouted)
        for (char& c : text)
            if (static_cast<unsigned char>(c) < 0x80) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::string rhythm_label(RhythmPart part, Language language) { return part_words[static_cast<std::size_t>(part)].second.in(language); }

std::string label(const FeatureColumn& column, Language language) {
    const bool korean = language == Language::korean;
    const std::string own = readable_name(column.detail.empty() ? column.name : column.detail);
    switch (column.construct) {
        case Construct::attribute:
        case Construct::lead_attribute: return own;
        case Construct::recency: return korean ? "마지막 방문 이후 일수" : "days since the last visit";
        case Construct::frequency: return korean ? "방문 횟수" : "visits";
        case Construct::monetary_value: return korean ? "방문당 금액" : "spend per visit";
        case Construct::tenure: return korean ? "고객이 된 지" : "time as a customer";
        case Construct::visit_interval: return korean ? "방문 간격" : "days between visits";
        case Construct::visit_regularity: return korean ? "방문의 규칙성" : "regularity of visits";
        case Construct::visit_rhythm: return rhythm_words(column, language);
        case Construct::offering_mix:
            if (column.kind == ColumnKind::composition) return korean ? "구매 구성" : "what is bought";
            return korean ? own + " 구매 방문" : "visits with " + own;
        case Construct::channel_mix: return korean ? "이용 경로" : "channels";
        case Construct::discount_share: return discount_words(column, korean);
        case Construct::companionship: return korean ? "동반 방문" : "visits in company";
        case Construct::planning: return korean ? "미리 정한 방문" : "planned visits";
        case Construct::satisfaction: return korean ? "만족도" : "satisfaction";
        case Construct::contact_history: return contact_words(column, korean);
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
    if (name == "other" && column.kind == ColumnKind::composition) return korean ? "그 밖" : "other";
    return readable_name(name);
}

std::string value_text(const FeatureColumn& column, double value, std::string_view currency, Language language) {
    const bool korean = language == Language::korean;
    switch (column.kind) {
        case ColumnKind::share:
        case ColumnKind::composition:
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: return percent_text(value, language);
        case ColumnKind::count:
            if (column.construct == Construct::attribute || column.construct == Construct::lead_attribute) break;
            return korean ? "한 달에 " + number_text(value * days_per_month, language, 1) + "번" : number_text(value * days_per_month, language, 1) + " a month";
        case ColumnKind::numeric:
            if (column.construct == Construct::discount_share) return percent_text(value, language);
            break;
        default: break;
    }
    if (!column.unit.empty() && column.unit == currency) return money_text(value, currency, language);
    if (column.unit == "days") return duration_text(value, language);
    const std::string number = number_text(value, language, value < 10 ? 2 : 1);
    return column.unit.empty() ? number : number + " " + column.unit;
}

}  // namespace dangol::inline v0
