#include "customers/written_numbers.hpp"

#include "core/ascii.hpp"
#include "core/missing_value.hpp"
#include "customers/text_cells.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// What people write before or behind an amount, and the currencies it may stand for.
struct Sign {
    std::string_view written = {}, currencies = {};
};
constexpr std::array<Sign, 16> signs{{{"₩", "KRW"}, {"￦", "KRW"}, {"원", "KRW"}, {"won", "KRW"}, {"KRW", "KRW"}, {"€", "EUR"}, {"EUR", "EUR"}, {"£", "GBP"}, {"GBP", "GBP"},
                                      {"$", "USD AUD CAD HKD MXN NZD SGD TWD"}, {"USD", "USD"}, {"¥", "JPY CNY"}, {"￥", "JPY CNY"}, {"円", "JPY"}, {"JPY", "JPY"}, {"CNY", "CNY"}}};

bool starts_with(std::string_view text, std::string_view word) noexcept { return same_word(text.substr(0, word.size()), word); }
bool ends_with(std::string_view text, std::string_view word) noexcept { return text.size() >= word.size() && same_word(text.substr(text.size() - word.size()), word); }

/// '-', '+', or 0 where neither stands in front.
char take_plus_or_minus(std::string_view& text) noexcept {
    if (!text.starts_with('-') && !text.starts_with('+')) return 0;
    const char taken = text.front();
    text = trim(text.substr(1));
    return taken;
}

/// The sign before the digits; an empty one where there is none.
Sign take_sign_before(std::string_view& text) noexcept {
    const auto sign = std::ranges::find_if(signs, [&](const Sign& each) { return starts_with(text, each.written); });
    if (sign == signs.end()) return {};
    text = trim(text.substr(sign->written.size()));
    return *sign;
}

Sign take_sign_behind(std::string_view& text) noexcept {
    const auto sign = std::ranges::find_if(signs, [&](const Sign& each) { return ends_with(text, each.written); });
    if (sign == signs.end()) return {};
    text = trim(text.substr(0, text.size() - sign->written.size()));
    return *sign;
}

/// What is not written may be any.
bool may_be(const Sign& sign, const std::string& currency) noexcept {
    if (sign.written.empty()) return true;
    constexpr std::size_t letters = 3;
    for (std::size_t at = 0; at < sign.currencies.size(); at += letters + 1) {
        if (same_word(sign.currencies.substr(at, letters), currency)) return true;
    }
    return false;
}

/// "1,234,567.8" with `between` thousands and `point` before decimals, written plainly; empty where it is no such number.
std::string plain(std::string_view text, char between, char point) {
    std::string digits;
    const std::size_t whole_end = std::min(text.find(point), text.size());
    const std::string_view whole = text.substr(0, whole_end), decimals = text.substr(std::min(whole_end + 1, text.size()));
    if (whole.empty() || (whole_end < text.size() && decimals.empty()) || !std::ranges::all_of(decimals, ascii::is_digit)) return {};
    const bool grouped = whole.find(between) != std::string_view::npos;
    if (grouped && whole.front() == '0') return {};  // nobody groups thousands behind a leading 0: the mark of "0,500" is another
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const std::size_t behind = whole.size() - 1 - i;
        const bool mark_belongs_here = grouped && behind % 4 == 3;
        if (mark_belongs_here && i == 0) return {};
        if (mark_belongs_here ? whole[i] != between : !ascii::is_digit(whole[i])) return {};
        if (!mark_belongs_here) digits += whole[i];
    }
    return decimals.empty() ? digits : digits + "." + std::string(decimals);
}

constexpr std::string_view eok = "억", man = "만", thousand = "천", hundred = "백";

bool holds(std::string_view text, std::string_view word) noexcept { return text.find(word) != std::string_view::npos; }

/// A whole number below ten thousand in digits, not behind a leading 0; as many of them as `least` at least, for "4만5" may be 45,000 and 40,005.
std::optional<double> few_digits(std::string_view text, char between, char point, std::size_t least, std::size_t most) {
    const std::string digits = plain(text, between, point);
    if (digits.size() < least || digits.size() > most || digits.front() == '0' || holds(digits, ".")) return {};
    double value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// "5천", "5천5백", "5천500", "1,200", below ten thousand. One digit stands before 천 and 백: "12천원" is a column in thousands, or a slip.
std::optional<double> below_man(std::string_view text, char between, char point, std::size_t least_digits) {
    double value = 0;
    std::size_t least = least_digits, most = 4;
    for (const auto& [word, worth] : {std::pair{thousand, 1000.0}, std::pair{hundred, 100.0}}) {
        const std::size_t at = text.find(word);
        if (at == std::string_view::npos) continue;
        const std::string_view before = trim(text.substr(0, at));
        if (before.size() != 1 || !ascii::is_digit(before[0]) || before[0] == '0') return {};
        value += worth * (before[0] - '0');
        text = trim(text.substr(at + word.size()));
        if (text.empty()) return value;
        least = most = worth == 1000 ? 3 : 2;
    }
    const std::optional<double> rest = few_digits(text, between, point, least, most);
    return rest ? std::optional(value + *rest) : std::nullopt;
}

/// "4만5천", "1만 2천", "1억 2천만", "3만 500", "1.5만"; none where it may mean something else, or nothing.
std::optional<double> read_in_man(std::string_view text, char between, char point) {
    double value = 0;
    bool behind_eok = false, behind_man = false;
    for (const auto& [word, worth] : {std::pair{eok, 1e8}, std::pair{man, 1e4}}) {
        const std::size_t at = text.find(word);
        if (at == std::string_view::npos) continue;
        const std::string_view before = trim(text.substr(0, at)), rest = trim(text.substr(at + word.size()));
        const bool alone = value == 0 && rest.empty();
        if (const std::size_t mark = before.find(point); alone && mark != std::string_view::npos) {  // three digits behind the mark may be thousands
            const std::string digits = plain(before, between, point);
            double tenths = 0;
            if (digits.empty() || before.size() - mark > 3 || mark > 4) return {};
            std::from_chars(digits.data(), digits.data() + digits.size(), tenths);
            return tenths > 0 ? std::optional(std::round(tenths * worth)) : std::nullopt;
        }
        const std::optional<double> count = below_man(before, between, point, 1);
        if (!count) return {};
        value += *count * worth;
        text = rest;
        (word == eok ? behind_eok : behind_man) = true;
        if (text.empty()) return value;
    }
    if (behind_eok && !behind_man) return {};  // "1억 5000": of won, or of ten thousands?
    const std::optional<double> rest = below_man(text, between, point, behind_man ? 3 : 1);
    return rest ? std::optional(value + *rest) : std::nullopt;
}

}  // namespace

Reading<double> read_written_number(std::string_view trimmed, DecimalMark mark, const std::string* currency) {
    constexpr Reading<double> unreadable{missing_value, UnusableReason::unreadable_number};
    std::string_view text = trimmed;
    char plus_or_minus = take_plus_or_minus(text);
    const Sign before = take_sign_before(text), behind = take_sign_behind(text);  // both in "₩12,000원"
    if (!before.written.empty() || !behind.written.empty()) {
        if (currency == nullptr) return unreadable;
        const char behind_sign = take_plus_or_minus(text);
        if (plus_or_minus != 0 && behind_sign != 0) return unreadable;  // "-₩-5": is the second minus a slip, or does it undo the first?
        if (behind_sign != 0) plus_or_minus = behind_sign;
    }
    const bool comma = mark == DecimalMark::comma;
    const char between = comma ? '.' : ',', point = comma ? ',' : '.';
    const bool in_korean = std::ranges::any_of(std::array{eok, man, thousand, hundred}, [&](std::string_view word) { return holds(text, word); });
    if (in_korean && currency != nullptr) {
        const std::optional<double> won = read_in_man(text, between, point);
        if (!won) return unreadable;
        if (!(may_be(before, *currency) && may_be(behind, *currency))) return {missing_value, UnusableReason::other_currency};
        if (!same_word(*currency, "KRW")) return unreadable;
        return {plus_or_minus == '-' ? -*won : *won};
    }
    if (text.empty() || !std::ranges::all_of(text, [](char c) { return ascii::is_digit(c) || c == ',' || c == '.'; }) || !ascii::is_digit(text.back())) return unreadable;
    if (currency != nullptr && !(may_be(before, *currency) && may_be(behind, *currency))) return {missing_value, UnusableReason::other_currency};

    const std::string digits = plain(text, between, point);
    if (digits.empty()) {
        const bool other_mark_explains = !plain(text, point, between).empty();
        return other_mark_explains ? Reading<double>{missing_value, UnusableReason::ambiguous_number} : unreadable;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{}) return {missing_value, UnusableReason::not_finite};
    return {plus_or_minus == '-' ? -value : value};
}

}  // namespace dangol::inline v0
