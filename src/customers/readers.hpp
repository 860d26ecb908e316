#pragma once

#include <dangol/customers/column_kind.hpp>
#include <dangol/customers/consent.hpp>
#include <dangol/customers/schema.hpp>

#include "customers/cells.hpp"
#include "customers/code_sets.hpp"
#include "customers/codes.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// What a decoded cell means, column by column. The members of a reader are described in cells.hpp.
namespace dangol::inline v0 {

/// Which numbers a column can hold; the fault of another one.
enum class NumberRule : std::uint8_t {
    any,
    not_negative,     ///< amounts, distances: negative_amount
    whole,            ///< counts: negative_amount, or out_of_range with a fraction
    at_least_one      ///< people who came: out_of_range
};

/// A finite number; NaN when missing. Text counts if all of it is a number, plain or as people write one (written_numbers.hpp).
struct NumberReader {
    using Value = double;
    NumberRule rule = NumberRule::any;
    DecimalMark mark = DecimalMark::point;
    const std::string* currency = nullptr;  ///< of a column of money; null: it holds none

    Reading<double> missing() const;
    Reading<double> integer(std::int64_t value) const { return number_of(static_cast<double>(value)); }
    Reading<double> number(double value) const;  ///< NaN: missing
    Reading<double> text(std::string_view text) const;
    bool take(const CellRun& run, double* into) const;
    Reading<double> flag(bool value) const { return number_of(value ? 1 : 0); }
    Reading<double> date(std::int64_t) const { return unreadable(); }
    Reading<double> time(std::int64_t, std::int64_t, bool) const { return unreadable(); }
    Reading<double> duration(std::int64_t ticks, std::int64_t per_second) const {  // in minutes, as the one column of durations has it
        return number_of(static_cast<double>(ticks) / (60.0 * static_cast<double>(per_second)));
    }

private:
    Reading<double> number_of(double value) const;
    static Reading<double> unreadable() { return {0, UnusableReason::unreadable_number}; }
};

inline constexpr std::uint8_t flag_not_known = 255;

/// 0, 1, or 255 when missing: true and false, 0 and 1, yes, no, y, n, 예, 네, 아니오, 아니요, O, X in any case.
struct FlagReader {
    using Value = std::uint8_t;
    UnusableReason when_missing = sound;

    Reading<std::uint8_t> missing() const { return {flag_not_known, when_missing}; }
    Reading<std::uint8_t> integer(std::int64_t value) const { return number(static_cast<double>(value)); }
    Reading<std::uint8_t> number(double value) const;
    Reading<std::uint8_t> text(std::string_view text) const;
    Reading<std::uint8_t> flag(bool value) const { return {static_cast<std::uint8_t>(value ? 1 : 0)}; }
    Reading<std::uint8_t> date(std::int64_t) const { return {flag_not_known, UnusableReason::unreadable_flag}; }
    Reading<std::uint8_t> time(std::int64_t, std::int64_t, bool) const { return {flag_not_known, UnusableReason::unreadable_flag}; }
    Reading<std::uint8_t> duration(std::int64_t, std::int64_t) const { return {flag_not_known, UnusableReason::unreadable_flag}; }
};

/// Codes of words; unobserved_code when missing. Whole numbers and flags count as the words they are written as.
struct WordReader {
    using Value = std::uint32_t;
    TextCodes* words = nullptr;
    const std::vector<std::string>* declared = nullptr;  ///< codes are positions in it, other words are unknown_level; null: as found

    Reading<std::uint32_t> missing() const { return {unobserved_code}; }
    Reading<std::uint32_t> integer(std::int64_t value) const { return word(std::to_string(value)); }
    Reading<std::uint32_t> number(double value) const;
    Reading<std::uint32_t> text(std::string_view text) const;
    Reading<std::uint32_t> flag(bool value) const { return word(value ? "true" : "false"); }
    Reading<std::uint32_t> date(std::int64_t) const { return {unobserved_code, UnusableReason::unknown_level}; }
    Reading<std::uint32_t> time(std::int64_t, std::int64_t, bool) const { return {unobserved_code, UnusableReason::unknown_level}; }
    Reading<std::uint32_t> duration(std::int64_t, std::int64_t) const { return {unobserved_code, UnusableReason::unknown_level}; }

private:
    Reading<std::uint32_t> word(std::string_view word) const;
};

/// Receipts as 64-bit hashes: they are only ever compared, within one customer. 0: missing.
std::uint64_t receipt_hash(std::string_view text) noexcept;
std::uint64_t receipt_hash(std::int64_t number) noexcept;

/// What the columns that hold no number, flag or time have in common: cells of another type are as good as missing. They do not occur,
/// since such columns are refused.
template <class T>
struct TextOnly {
    using Value = T;
    Reading<T> missing() const { return {}; }
    Reading<T> integer(std::int64_t) const { return {}; }
    Reading<T> number(double) const { return {}; }
    Reading<T> flag(bool) const { return {}; }
    Reading<T> date(std::int64_t) const { return {}; }
    Reading<T> time(std::int64_t, std::int64_t, bool) const { return {}; }
    Reading<T> duration(std::int64_t, std::int64_t) const { return {}; }
};

struct ReceiptReader : TextOnly<std::uint64_t> {
    Reading<std::uint64_t> integer(std::int64_t value) const;
    Reading<std::uint64_t> number(double value) const;
    Reading<std::uint64_t> text(std::string_view text) const;
};

/// Codes of kinds; 0, a visit, when missing.
struct KindReader : TextOnly<std::uint8_t> {
    const std::vector<std::pair<std::string, std::uint8_t>>* words = nullptr;  ///< of the schema
    Reading<std::uint8_t> text(std::string_view text) const;
};

/// 0, or the fault.
struct CurrencyReader : TextOnly<std::uint8_t> {
    const std::string* currency = nullptr;
    Reading<std::uint8_t> text(std::string_view text) const;
};

/// Codes of sets; unobserved_code when missing.
struct ListReader : TextOnly<std::uint32_t> {
    CodeSets* sets = nullptr;
    const std::string* separator = nullptr;
    Reading<std::uint32_t> missing() const { return {unobserved_code}; }
    Reading<std::uint32_t> text(std::string_view text) const;
};

/// Ids of customers, as they stand and to the byte: " 12" is not "12". Whole numbers may stand in a column of floating-point numbers, where pandas
/// puts them once one is missing.
struct PlainNumberIdReader : TextOnly<std::int64_t> {
    bool take(const CellRun& run, std::int64_t* into) const;
    Reading<std::int64_t> missing() const { return {0, UnusableReason::missing_customer}; }
    Reading<std::int64_t> integer(std::int64_t value) const { return {value}; }
    Reading<std::int64_t> number(double value) const;
    Reading<std::int64_t> text(std::string_view) const { return missing(); }
};

struct PlainTextIdReader : TextOnly<std::string_view> {
    Reading<std::string_view> missing() const { return {{}, UnusableReason::missing_customer}; }
    Reading<std::string_view> text(std::string_view text) const;
};

/// A Purpose by its English or Korean name.
struct PurposeReader : TextOnly<std::uint8_t> {
    Reading<std::uint8_t> missing() const { return {0, UnusableReason::unknown_purpose}; }
    Reading<std::uint8_t> text(std::string_view text) const;
};

}  // namespace dangol::inline v0
