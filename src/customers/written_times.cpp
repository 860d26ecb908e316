#include "customers/written_times.hpp"

#include "customers/text_cells.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>

namespace dangol::inline v0 {
namespace {

using std::chrono::microseconds;

constexpr Reading<WrittenTime> unreadable{{}, UnusableReason::unreadable_time};
constexpr Reading<WrittenTime> ambiguous{{}, UnusableReason::ambiguous_time};
constexpr Reading<WrittenTime> contradictory{{}, UnusableReason::contradicting_weekday};

/// Digits as they stood: how many there were tells a year from a day.
struct Digits {
    int value = 0;
    std::size_t count = 0;
    static constexpr std::size_t at_most = 9;
    bool is_year() const noexcept { return count == 4; }
    bool is_short() const noexcept { return count == 1 || count == 2; }
    std::optional<int> short_year() const noexcept { return count == 2 ? std::optional(value + (value < 70 ? 2000 : 1900)) : std::nullopt; }
};

/// Reads a text from left to right.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool at_end() const noexcept { return rest_.empty(); }
    bool take(std::string_view word) noexcept {
        if (!same_word(rest_.substr(0, word.size()), word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    bool spaces() noexcept {
        const std::size_t before = rest_.size();
        while (take(" ")) {}
        return rest_.size() < before;
    }
    Digits digits() noexcept {
        Digits read;
        for (; !rest_.empty() && '0' <= rest_[0] && rest_[0] <= '9' && read.count < Digits::at_most; rest_.remove_prefix(1), ++read.count) {
            read.value = 10 * read.value + (rest_[0] - '0');
        }
        return read;
    }
    char separator() noexcept {
        for (const char mark : {'-', '/', '.'}) {
            if (!take({&mark, 1})) continue;
            spaces();
            return mark;
        }
        return 0;
    }
    /// A number and the word behind it, such as 5 and 분.
    std::optional<int> counted(std::string_view word) noexcept {
        const Digits number = digits();
        spaces();
        return number.is_short() && take(word) ? std::optional(number.value) : std::nullopt;
    }

private:
    std::string_view rest_;
};

std::optional<std::chrono::local_days> day_of(int year, int month, int day) noexcept {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)}, std::chrono::day{static_cast<unsigned>(day)}};
    return date.ok() ? std::optional(std::chrono::local_days{date}) : std::nullopt;
}

struct WrittenDay {
    std::optional<std::chrono::local_days> day = {};
    std::optional<std::chrono::local_days> or_else = {};  ///< the other reading, where there are two
    bool ambiguous = false;                               ///< in a way that a weekday does not settle
};

/// A year of two digits, in the place that was declared.
WrittenDay with_short_year(Digits first, Digits second, Digits third, DateOrder order) {
    const auto year = order == DateOrder::year_first ? first.short_year() : third.short_year();
    if (!year) return {};
    switch (order) {
        case DateOrder::year_first: return {day_of(*year, second.value, third.value)};
        case DateOrder::day_first: return {day_of(*year, second.value, first.value)};
        case DateOrder::month_first: return {day_of(*year, first.value, second.value)};
        case DateOrder::undeclared: break;
    }
    return {};
}

/// The year stands last: only one of the two others can be the day, or somebody has said which it is.
WrittenDay with_year_last(int first, int second, int year, DateOrder order) {
    const auto day_first = day_of(year, second, first), month_first = day_of(year, first, second);
    if (order == DateOrder::day_first) return {day_first};
    if (order == DateOrder::month_first) return {month_first};
    if (day_first && month_first && day_first != month_first) return {.day = day_first, .or_else = month_first};
    return {day_first ? day_first : month_first};
}

WrittenDay read_day(Reader& reader, DateOrder order, ShortYears short_years) {
    const bool short_year_declared = short_years == ShortYears::where_declared && order != DateOrder::undeclared;
    const Digits first = reader.digits();
    if (first.count == 8) return {day_of(first.value / 10'000, first.value / 100 % 100, first.value % 100)};
    if (!first.is_year() && !first.is_short()) return {};
    reader.spaces();
    if (reader.take("년")) {
        reader.spaces();
        const auto month = reader.counted("월");
        reader.spaces();
        const auto day = month ? reader.counted("일") : std::nullopt;
        if (!day) return {};
        const auto year = first.is_year() ? std::optional(first.value) : short_year_declared ? first.short_year() : std::nullopt;
        if (!year) return {.ambiguous = true};
        return {day_of(*year, *month, *day)};
    }
    const char separator = reader.separator();
    if (separator == 0) return {};
    const Digits second = reader.digits();
    reader.spaces();
    if (!second.is_short() || reader.separator() != separator) return {};
    const Digits third = reader.digits();
    if (separator == '.') reader.take(".");  // 2024. 1. 2.
    if (first.is_year() && third.is_short()) return {day_of(first.value, second.value, third.value)};
    if (first.is_short() && third.is_year()) return with_year_last(first.value, second.value, third.value, order);
    if (!first.is_short() || !third.is_short()) return {};
    if (!short_year_declared) return {.ambiguous = true};  // which of them is the year, and of which century?
    return with_short_year(first, second, third, order);
}

struct WrittenWeekday {
    std::string_view word = {};
    unsigned from_sunday = 0;
};
constexpr std::array<WrittenWeekday, 31> weekdays{{  // the longer words first
    {"일요일", 0}, {"월요일", 1}, {"화요일", 2}, {"수요일", 3}, {"목요일", 4}, {"금요일", 5}, {"토요일", 6}, {"일", 0}, {"월", 1}, {"화", 2}, {"수", 3}, {"목", 4}, {"금", 5}, {"토", 6},
    {"Sunday", 0}, {"Monday", 1}, {"Tuesday", 2}, {"Wednesday", 3}, {"Thursday", 4}, {"Friday", 5}, {"Saturday", 6},
    {"Sun", 0}, {"Mon", 1}, {"Tues", 2}, {"Tue", 2}, {"Wed", 3}, {"Thurs", 4}, {"Thur", 4}, {"Thu", 4}, {"Fri", 5}, {"Sat", 6}}};

/// The weekday in brackets behind a date: 2024.1.2(화), 2024-01-02 (Tue).
struct Brackets {
    bool given = false;
    std::optional<std::chrono::weekday> weekday = {};  ///< none: something else stands in them
};

Brackets read_brackets(Reader& reader) {
    if (!reader.take("(")) return {};
    Brackets read{.given = true};
    reader.spaces();
    const auto said = std::ranges::find_if(weekdays, [&](const WrittenWeekday& each) { return reader.take(each.word); });
    reader.take(".");  // Tue.
    reader.spaces();
    if (said != weekdays.end() && reader.take(")")) read.weekday = std::chrono::weekday{said->from_sunday};
    return read;
}

/// Of the readings of a day the one that the weekday agrees with.
WrittenDay agreeing(const WrittenDay& date, std::chrono::weekday weekday) {
    const auto agrees = [&](const auto& day) { return day && std::chrono::weekday{*day} == weekday; };
    if (date.ambiguous || (agrees(date.day) && agrees(date.or_else))) return date;
    return {agrees(date.day) ? date.day : agrees(date.or_else) ? date.or_else : std::nullopt};
}

/// ".25" of a second behind its dot; what is finer than a microsecond is cut.
std::optional<microseconds> read_fraction(Reader& reader) {
    const Digits read = reader.digits();
    if (read.count == 0) return {};
    std::int64_t billionths = read.value;
    for (std::size_t digit = read.count; digit < Digits::at_most; ++digit) billionths *= 10;
    return microseconds{billionths / 1'000};
}

/// Since midnight. The hours of 오전, 오후, AM and PM are those of a dial, which shows 12 or, in the morning, 0.
std::optional<microseconds> read_time_of_day(Reader& reader) {
    bool morning = reader.take("오전"), afternoon = !morning && reader.take("오후");
    reader.spaces();
    const Digits hours = reader.digits();
    int minutes = 0, seconds = 0;
    microseconds fraction{0};
    if (!hours.is_short()) return {};
    if (reader.take("시")) {
        reader.spaces();
        if (!reader.at_end()) {
            const auto said = reader.counted("분");
            if (!said) return {};
            minutes = *said;
        }
        reader.spaces();
        if (!reader.at_end()) {
            const auto said = reader.counted("초");
            if (!said) return {};
            seconds = *said;
        }
    } else {
        const auto two_digits = [&](int& number) {
            const Digits read = reader.digits();
            number = read.value;
            return read.count == 2;
        };
        if (!reader.take(":") || !two_digits(minutes)) return {};
        if (reader.take(":")) {
            if (!two_digits(seconds)) return {};
            if (reader.take(".")) {
                const auto read = read_fraction(reader);
                if (!read) return {};
                fraction = *read;
            }
        }
        reader.spaces();
        if (!morning && !afternoon) {
            morning = reader.take("AM");
            afternoon = !morning && reader.take("PM");
        }
    }
    const bool dial = morning || afternoon;
    if (hours.value > (dial ? 12 : 23) || (afternoon && hours.value == 0)) return {};  // 오후 0:30: of the afternoon, or a slip of the night?
    if (minutes > 59 || seconds > 59) return {};
    const int hour = dial ? hours.value % 12 + (afternoon ? 12 : 0) : hours.value;
    return std::chrono::hours{hour} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds} + fraction;
}

}  // namespace

Reading<WrittenTime> read_written_time(std::string_view trimmed, DateOrder order, ShortYears short_years) {
    Reader reader(trimmed);
    WrittenDay date = read_day(reader, order, short_years);
    if (!date.day && !date.ambiguous) return unreadable;
    bool parted = reader.spaces();
    const Brackets brackets = read_brackets(reader);
    if (brackets.given) {
        if (!brackets.weekday) return unreadable;
        date = agreeing(date, *brackets.weekday);
        reader.spaces();
        parted = true;
    }
    parted = parted || reader.take("T");
    microseconds clock{0};
    const bool date_only = reader.at_end();
    if (!date_only) {
        const auto time = parted ? read_time_of_day(reader) : std::nullopt;
        if (!time || !reader.at_end()) return unreadable;
        clock = *time;
    }
    if (date.ambiguous || date.or_else) return ambiguous;
    if (!date.day) return contradictory;
    return {{LocalTime{*date.day} + clock, date_only}};
}

}  // namespace dangol::inline v0
