#pragma once

#include <dangol/core/time.hpp>
#include <dangol/export.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// The small words of the two languages in which dangol speaks: numbers, money, dates, lists, Korean particles. Sentences are
/// made of these by the to_text() of each layer. All text is plain UTF-8 without markup or escapes.
namespace dangol::inline v0 {

/// In which all text for people can be had.
enum class Language : std::uint8_t { english, korean };

/// The same words in both languages.
struct Wording {
    std::string english = {};
    std::string korean = {};
    bool operator==(const Wording&) const = default;
};

/// What something in the user's tables, an offering, a channel, a column, is called where people read of it.
struct DisplayName {
    std::string text = {};  ///< as it stands in the table
    Wording name = {};
    bool operator==(const DisplayName&) const = default;
};

/// Korean particles whose form depends on the sound before them: 은/는, 이/가, 을/를, 과/와, 으로/로.
enum class Particle : std::uint8_t { topic, subject, object, together, towards };

/// The form that fits behind `word`: particle_after("단골", Particle::topic) is "은". Decided by how the end is read: Hangul,
/// digits (10 is 십), capitals by their names (SMS is 에스엠에스), other Latin words by a rule of thumb (shop is 숍), % as 퍼센트.
/// What stands in brackets at the end is not read, quotation marks are looked through. Where the sound cannot
/// be known, the form of grammar books: "은(는)".
DANGOL_EXPORT std::string_view particle_after(std::string_view word, Particle particle);
DANGOL_EXPORT std::string with_particle(std::string_view word, Particle particle);  ///< "단골은"

/// "1,234.5": thousands apart, at most so many decimals, none that are 0. "unknown" / "알 수 없음" for NaN.
DANGOL_EXPORT std::string number_text(double value, Language language, int decimals_at_most = 0);
DANGOL_EXPORT std::string number_text(std::size_t value);  ///< "1,234"

/// "1 visit", "3 visits": English only, Korean nouns do not change.
DANGOL_EXPORT std::string counted_text(std::size_t count, std::string_view singular, std::string_view plural);

/// "24%" of a share 0.24. A share that is neither 0 nor 1 is not called so: "less than 1%" / "1% 미만", "more than 99%" / "99% 초과".
DANGOL_EXPORT std::string percent_text(double share, Language language, int decimals_at_most = 0);

/// "1.9 times" / "1.9배": one decimal, two below 0.1, none from 10 on.
DANGOL_EXPORT std::string times_text(double ratio, Language language);

/// `currency` is a code of ISO 4217. "$1,234.50" / "1,234.50달러"; "₩123,400" / "12만 3,400원", from 1억 on to the nearest 만;
/// "€1,234.50" / "1,234.50유로"; others "CHF 1,234.50" in both. Whole amounts have no decimals, won, yen and dong never. Without a code the bare number.
DANGOL_EXPORT std::string money_text(double amount, std::string_view currency, Language language);

DANGOL_EXPORT std::string date_text(std::chrono::year_month_day date, Language language);  ///< "30 October 2017" / "2017년 10월 30일"
DANGOL_EXPORT std::string date_text(LocalTime time, Language language);
DANGOL_EXPORT std::string weekday_text(std::chrono::weekday day, Language language);  ///< "Monday" / "월요일"

/// A stretch of time in the unit a person would use: hours below a day, days below two weeks, weeks below two months, months below two years, then years
/// with a decimal: "5 weeks" / "5주", "2.5 years" / "2.5년". In a smaller unit where the rounding would be off by more than a tenth: "18 days", "11 weeks".
DANGOL_EXPORT std::string duration_text(double days, Language language);

/// "A, B and C" / "A, B, C".
DANGOL_EXPORT std::string list_text(std::span<const std::string> items, Language language);

/// "2.4 to 3.7" / "2.4~3.7", of two texts already made.
DANGOL_EXPORT std::string range_text(std::string_view low, std::string_view high, Language language);

}  // namespace dangol::inline v0
