#include "core/masked_text.hpp"

#include "core/ascii.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <cstddef>

namespace dangol::inline v0 {
namespace {

bool is_hangul(char32_t c) noexcept {
    return (0xac00 <= c && c <= 0xd7a3) || (0x1100 <= c && c <= 0x11ff) || (0x3130 <= c && c <= 0x318f);
}

/// Reads digits and marks from left to right.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}
    bool at_end() const noexcept { return rest_.empty(); }
    std::string_view digits() noexcept { return take(static_cast<std::size_t>(std::ranges::find_if_not(rest_, ascii::is_digit) - rest_.begin())); }
    bool one_of(std::string_view marks) noexcept {
        const bool found = !rest_.empty() && marks.find(rest_.front()) != std::string_view::npos;
        if (found) take(1);
        return found;
    }
    bool spaces() noexcept {
        const std::size_t before = rest_.size();
        while (one_of(" ")) {}
        return rest_.size() < before;
    }

private:
    std::string_view take(std::size_t length) noexcept {
        const std::string_view taken = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return taken;
    }
    std::string_view rest_;
};

bool is_short(std::string_view digits) noexcept { return digits.size() == 1 || digits.size() == 2; }

/// 2024-02-30, 2024. 1. 2., 03.04.2024, 24.01.02 or 20240230: possible or not, nobody's number looks like that.
bool scan_date(Scanner& scanner) noexcept {
    const std::string_view first = scanner.digits();
    if (first.size() == 8) return (first.starts_with("19") || first.starts_with("20")) && first[4] <= '1' && first[6] <= '3';
    constexpr std::string_view marks = "-/.";
    scanner.spaces();
    if (!scanner.one_of(marks)) return false;
    scanner.spaces();
    const std::string_view second = scanner.digits();
    scanner.spaces();
    if (!scanner.one_of(marks)) return false;
    scanner.spaces();
    const std::string_view third = scanner.digits();
    scanner.one_of(".");
    const bool year_first = first.size() == 4 && is_short(third), year_last = is_short(first) && (third.size() == 4 || is_short(third));
    return is_short(second) && (year_first || year_last);
}

/// 9:05, 14:05:07.250; a zone such as +09:00 behind it.
bool scan_time_of_day(Scanner& scanner) noexcept {
    if (!is_short(scanner.digits()) || !scanner.one_of(":") || !is_short(scanner.digits())) return false;
    if (scanner.one_of(":")) {
        if (!is_short(scanner.digits())) return false;
        if (scanner.one_of(".") && scanner.digits().size() > 9) return false;
    }
    scanner.spaces();
    if (!scanner.one_of("+-")) return true;
    const std::string_view hours = scanner.digits();
    return scanner.one_of(":") ? is_short(hours) && is_short(scanner.digits()) : is_short(hours) || hours.size() == 4;
}

bool like_a_time(std::string_view text) noexcept {
    Scanner scanner(text);
    if (!scan_date(scanner)) return false;
    const bool parted = scanner.spaces();
    return scanner.at_end() || (parted && scan_time_of_day(scanner) && scanner.at_end());
}

/// -1200000, $12, 1,234,567.50, 1.234.567 or 12345678.9, which no leading 0 and no groups of four make a telephone number of. Seven digits and more with nothing
/// else beside them may be anything.
bool like_an_amount(std::string_view text) noexcept {
    Scanner scanner(text);
    bool has_sign = scanner.one_of("-$");
    scanner.spaces();
    has_sign = scanner.one_of("-$") || has_sign;
    const std::string_view whole = scanner.digits();
    if (whole.empty() || (whole.front() == '0' && whole.size() > 1)) return false;
    constexpr std::string_view marks = ",. '";
    if (scanner.at_end()) return has_sign;
    for (const char between : marks) {  // thousands
        Scanner grouped = scanner;
        std::size_t groups = 0;
        bool all_of_three = whole.size() <= 3;
        while (grouped.one_of({&between, 1})) {
            all_of_three = all_of_three && grouped.digits().size() == 3;
            ++groups;
        }
        if (groups == 0) continue;
        if (all_of_three && (grouped.at_end() || (grouped.one_of(",.") && !grouped.digits().empty() && grouped.at_end()))) return true;
    }
    return scanner.one_of(",.") && is_short(scanner.digits()) && scanner.at_end();
}

}  // namespace

std::string masked(std::string_view text) {
    constexpr std::size_t shown_at_most = 40;
    std::string shape;
    for (std::size_t characters = 0; !text.empty(); ++characters) {
        if (characters == shown_at_most) return shape + "…";
        char32_t character = 0;
        const std::size_t length = character_length(text, character);
        if (length == 0) shape += "\xEF\xBF\xBD";  // a byte that is no UTF-8
        else if (length > 1) shape += is_hangul(character) ? "가" : "x";
        else shape += ascii::is_letter(text[0]) ? 'x' : ascii::is_digit(text[0]) ? '0' : text[0];
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return shape;
}

bool like_somebodys_number(std::string_view text) noexcept {
    constexpr std::size_t shortest_telephone_number = 7;
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return static_cast<std::size_t>(std::ranges::count_if(text, ascii::is_digit)) >= shortest_telephone_number &&
           std::ranges::all_of(text, [](char c) { return ' ' <= c && c < 0x7f && !ascii::is_letter(c); }) && !like_a_time(text) && !like_an_amount(text);
}

std::string masked_words(std::string_view text) {
    const bool no_words = text.size() <= 40 && std::ranges::all_of(text, [](char c) { return ' ' <= c && c < 0x7f && !ascii::is_letter(c); });
    return no_words && !like_somebodys_number(text) ? std::string(text) : masked(text);
}

}  // namespace dangol::inline v0
