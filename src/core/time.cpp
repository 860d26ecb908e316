#include <dangol/core/time.hpp>

#include <dangol/core/error.hpp>

#include <array>
#include <charconv>

namespace dangol::inline v0 {
namespace {

using std::chrono::microseconds;

/// Reads a text from left to right; each step says whether it found what it looked for.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool take(char letter) {
        if (rest_.empty() || rest_[0] != letter) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::optional<int> digits(std::size_t count) {
        if (rest_.size() < count) return {};
        int number = 0;
        for (const char c : rest_.substr(0, count)) {
            if (c < '0' || c > '9') return {};
            number = 10 * number + (c - '0');
        }
        rest_.remove_prefix(count);
        return number;
    }
    /// The digits behind a decimal point, as microseconds.
    std::optional<microseconds> fraction() {
        std::int64_t value = 0, unit = 100'000;
        std::size_t count = 0;
        for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; rest_.remove_prefix(1), unit /= 10, ++count) {
            value += unit * (rest_[0] - '0');
        }
        if (count == 0) return {};
        return microseconds{value};
    }

private:
    std::string_view rest_;
};

std::optional<std::chrono::local_days> read_date(Reader& reader) {
    const auto year = reader.digits(4);
    if (!year || !reader.take('-')) return {};
    const auto month = reader.digits(2);
    if (!month || !reader.take('-')) return {};
    const auto day = reader.digits(2);
    if (!day) return {};
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return {};
    return std::chrono::local_days{date};
}

/// "18:05", "18:05:11" or "18:05:11.25" since midnight.
std::optional<microseconds> read_time_of_day(Reader& reader) {
    const auto hours = reader.digits(2);
    if (!hours || *hours > 23 || !reader.take(':')) return {};
    const auto minutes = reader.digits(2);
    if (!minutes || *minutes > 59) return {};
    microseconds time = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    if (!reader.take(':')) return time;
    const auto seconds = reader.digits(2);
    if (!seconds || *seconds > 59) return {};
    time += std::chrono::seconds{*seconds};
    if (!reader.take('.')) return time;
    const auto fraction = reader.fraction();
    if (!fraction) return {};
    return time + *fraction;
}

/// "+09:00", "+0900" or "+09" behind its sign.
std::optional<std::chrono::minutes> read_offset(Reader& reader) {
    const auto hours = reader.digits(2);
    if (!hours || *hours > 23) return {};
    if (reader.at_end()) return std::chrono::hours{*hours};
    reader.take(':');
    const auto minutes = reader.digits(2);
    if (!minutes || *minutes > 59) return {};
    return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

void append_padded(std::string& text, std::int64_t number, std::size_t width) {
    const std::string digits = std::to_string(number);
    if (digits.size() < width) text.append(width - digits.size(), '0');
    text += digits;
}

std::string shown(std::chrono::year_month_day date) {
    std::string text = static_cast<int>(date.year()) < 0 ? "-" : "";
    append_padded(text, std::abs(static_cast<int>(date.year())), 4);
    text += '-';
    append_padded(text, static_cast<unsigned>(date.month()), 2);
    text += '-';
    append_padded(text, static_cast<unsigned>(date.day()), 2);
    return text;
}

std::string with_time(LocalTime time, char separator) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss<microseconds> clock{time - day};
    std::string text = iso_date(time) + separator;
    append_padded(text, clock.hours().count(), 2);
    text += ':';
    append_padded(text, clock.minutes().count(), 2);
    text += ':';
    append_padded(text, clock.seconds().count(), 2);
    if (clock.subseconds().count() != 0) {
        text += '.';
        append_padded(text, clock.subseconds().count(), 6);
        while (text.back() == '0') text.pop_back();
    }
    return text;
}

}  // namespace

CalendarMoment::CalendarMoment(std::chrono::year_month_day date) : given_(true) {
    if (!date.ok()) throw InvalidArgument("date", shown(date), "a day of the calendar", "correct the month or the day");
    time_ = std::chrono::local_days{date};
}

ResolvedTime IsoTime::in(const TimeZone& zone) const {
    if (offset) return {Instant{local.time_since_epoch() - *offset}, LocalTimeMeaning::unique};
    return zone.instant(local);
}

std::optional<IsoTime> parse_iso_time(std::string_view text) {
    Reader reader(text);
    const auto date = read_date(reader);
    if (!date) return {};
    if (reader.at_end()) return IsoTime{.local = *date, .date_only = true};
    if (!reader.take('T') && !reader.take(' ')) return {};
    const auto time = read_time_of_day(reader);
    if (!time) return {};

    IsoTime result{.local = *date + *time};
    if (reader.take('Z')) {
        result.offset = std::chrono::minutes{0};
    } else if (const bool east = reader.take('+'); east || reader.take('-')) {
        result.offset = read_offset(reader);
        if (!result.offset) return {};
        if (!east) result.offset = -*result.offset;
    }
    if (!reader.at_end()) return {};
    return result;
}

std::string iso_date(LocalTime time) { return shown(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(time)}); }
std::string iso_text(LocalTime time) { return with_time(time, ' '); }
std::string iso_text(Instant instant) { return with_time(LocalTime{instant.time_since_epoch()}, 'T') + 'Z'; }

}  // namespace dangol::inline v0
