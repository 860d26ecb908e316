#include <dangol/core/language.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/duration_form.hpp"

namespace dangol::inline v0 {
namespace {

bool in_korean(Language language) { return language == Language::korean; }

/// Commas between thousands of the digits before the decimal point.
std::string with_separators(std::string digits) {
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    const std::size_t end = std::min(digits.find('.'), digits.size());
    for (std::size_t place = end; place > first + 3;) digits.insert(place -= 3, 1, ',');
    return digits;
}

/// Rounded to so many decimals, exact halves to even; never "-0".
std::string fixed(double value, int decimals) {
    std::array<char, 400> digits{};  // 1.8e308 has 309 before the point
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed,
                                            std::clamp(decimals, 0, 17));
    std::string text(digits.data(), end);
    const bool is_zero = text.find_first_not_of("-0.") == std::string::npos;
    return is_zero && text.starts_with('-') ? text.substr(1) : text;
}

std::string without_zero_decimals(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

constexpr double days_per_month = 30.436875, days_per_year = 365.2425;
constexpr DurationUnit hour{1.0 / 24, "hour", "hours", "시간"}, day{1, "day", "days", "일"}, week{7, "week", "weeks", "주"},
    month{days_per_month, "month", "months", "개월"}, year{days_per_year, "year", "years", "년"};

/// Whether a whole number of these is that to within a tenth: 18 days are no "3 weeks", and 11 weeks no "3 months".
bool tells(const DurationUnit& unit, double days) noexcept { return std::fabs(std::round(days / unit.days) * unit.days / days - 1) <= 0.1; }

/// 12만 3,400원; 3억 4,500만 원.
std::string won_in_korean(double won) {
    constexpr double man = 1e4, eok = 1e8;
    if (won < man) return number_text(won, Language::korean) + "원";
    if (won < eok) {
        const double rest = std::fmod(won, man), whole = std::floor(won / man);
        return number_text(whole, Language::korean) + "만 " + (rest > 0 ? number_text(rest, Language::korean) : "") + "원";
    }
    const double in_man = std::round(won / man), rest = std::fmod(in_man, man), whole = std::floor(in_man / man);
    return number_text(whole, Language::korean) + "억 " + (rest > 0 ? number_text(rest, Language::korean) + "만 " : "") + "원";
}

bool has_no_cents(std::string_view currency) { return currency == "KRW" || currency == "JPY" || currency == "VND"; }

}  // namespace

std::string number_text(double value, Language language, int decimals_at_most) {
    if (std::isnan(value)) return in_korean(language) ? "알 수 없음" : "unknown";
    if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
    return with_separators(without_zero_decimals(fixed(value, decimals_at_most)));
}

std::string number_text(std::size_t value) { return with_separators(std::to_string(value)); }

std::string counted_text(std::size_t count, std::string_view singular, std::string_view plural) {
    return number_text(count) + ' ' + std::string(count == 1 ? singular : plural);
}

std::string percent_text(double share, Language language, int decimals_at_most) {
    if (!std::isfinite(share)) return number_text(share, language);
    const std::string text = number_text(100 * share, language, decimals_at_most) + '%';
    double step = 1;
    for (int place = 0; place < decimals_at_most; ++place) step /= 10;
    if (text == "0%" && share > 0) {
        const std::string least = number_text(step, language, decimals_at_most) + '%';
        return in_korean(language) ? least + " 미만" : "less than " + least;
    }
    if (text == "100%" && share < 1) {
        const std::string most = number_text(100 - step, language, decimals_at_most) + '%';
        return in_korean(language) ? most + " 초과" : "more than " + most;
    }
    return text;
}

std::string times_text(double ratio, Language language) {
    const double size = std::fabs(ratio);
    const int decimals = size >= 9.95 ? 0 : size < 0.095 ? 2 : 1;
    return number_text(ratio, language, decimals) + (in_korean(language) ? "배" : " times");
}

std::string money_text(double amount, std::string_view currency, Language language) {
    if (!std::isfinite(amount)) return number_text(amount, language);
    const double size = std::fabs(amount);
    std::string digits = fixed(size, has_no_cents(currency) ? 0 : 2);
    if (digits.ends_with(".00")) digits.resize(digits.size() - 3);
    const std::string sign = amount < 0 && digits != "0" ? "-" : "";
    digits = with_separators(digits);
    if (currency == "KRW") return sign + (in_korean(language) ? won_in_korean(std::round(size)) : "₩" + digits);
    if (currency == "USD") return sign + (in_korean(language) ? digits + "달러" : "$" + digits);
    for (const auto& [code, mark, korean] : {std::array<std::string_view, 3>{"EUR", "€", "유로"}, {"GBP", "£", "파운드"}, {"JPY", "¥", "엔"}})
        if (currency == code) return in_korean(language) ? sign + digits + std::string(korean) : sign + std::string(mark) + digits;
    if (currency.empty()) return sign + digits;
    return std::string(currency) + ' ' + sign + digits;
}

std::string date_text(std::chrono::year_month_day date, Language language) {
    const std::string year = std::to_string(static_cast<int>(date.year()));
    const unsigned month = static_cast<unsigned>(date.month());
    const std::string day = std::to_string(static_cast<unsigned>(date.day()));
    if (in_korean(language)) return year + "년 " + std::to_string(month) + "월 " + day + "일";
    constexpr std::array<std::string_view, 12> months = {"January", "February", "March",     "April",   "May",      "June",
                                                         "July",    "August",   "September", "October", "November", "December"};
    return day + ' ' + std::string(months[(month + 11) % 12]) + ' ' + year;
}

std::string date_text(LocalTime time, Language language) {
    return date_text(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(time)}, language);
}

std::string weekday_text(std::chrono::weekday day, Language language) {
    constexpr std::array<std::string_view, 7> english = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                         "Thursday", "Friday", "Saturday"};
    constexpr std::array<std::string_view, 7> korean = {"일요일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일"};
    return std::string((in_korean(language) ? korean : english)[day.c_encoding() % 7]);
}

DurationForm form_of_duration(double days) noexcept {
    if (days < 23.5 / 24 && days > 0) return {&hour};
    if (days < 13.5) return {&day};
    if (days >= 2 * days_per_year - days_per_month / 2) return {&year, 1};
    if (days >= 2 * days_per_month && tells(month, days)) return {&month};
    return {tells(week, days) ? &week : &day};
}

std::string duration_text(double days, Language language) {
    if (!std::isfinite(days)) return number_text(days, language);
    const DurationForm form = form_of_duration(std::fabs(days));
    const std::string number = number_text(days / form.unit->days, language, form.decimals);
    if (in_korean(language)) return number + std::string(form.unit->korean);
    return number + ' ' + std::string(number == "1" ? form.unit->one : form.unit->many);
}

std::string list_text(std::span<const std::string> items, Language language) {
    std::string list;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool is_last = i + 1 == items.size();
        if (i > 0) list += is_last && !in_korean(language) ? " and " : ", ";
        list += items[i];
    }
    return list;
}

std::string range_text(std::string_view low, std::string_view high, Language language) {
    return std::string(low) + (in_korean(language) ? "~" : " to ") + std::string(high);
}

}  // namespace dangol::inline v0
