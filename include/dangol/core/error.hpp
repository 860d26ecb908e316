#pragma once

#include <dangol/export.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

/// Everything dangol throws. Each type derives from a std exception, so that `catch (const std::exception&)` works, and from
/// Error, so that `catch (const dangol::Error&)` tells ours from others'. Error itself has no std base: with one,
/// `catch (const std::exception&)` would be ambiguous and would miss.
///
/// A text is one sentence, or two, that a user can act on: which field, what it holds, what it must be, what to do.
namespace dangol::inline v0 {

/// What all of them are.
class DANGOL_EXPORT Error {
public:
    virtual ~Error();
    virtual const char* text() const noexcept = 0;  ///< the same as what() of the std base, UTF-8

protected:
    Error() = default;
    Error(const Error&) = default;
    Error& operator=(const Error&) = default;
};

/// A value as an error text shows it: numbers in their shortest exact form, text in quotes.
class DANGOL_EXPORT ShownValue {
public:
    ShownValue(double value);
    ShownValue(std::string_view text);
    ShownValue(const char* text) : ShownValue(std::string_view{text}) {}
    ShownValue(const std::string& text) : ShownValue(std::string_view{text}) {}
    ShownValue(bool value) : shown_(value ? "true" : "false") {}
    template <std::integral Integer>
    ShownValue(Integer value) : shown_(std::to_string(value)) {}

    const std::string& shown() const noexcept { return shown_; }

private:
    std::string shown_;
};

/// An option or argument outside what is allowed:
/// InvalidArgument("segment_count", 0, "at least 1", "leave it out to have it chosen") reads
/// "segment_count is 0, but must be at least 1: leave it out to have it chosen."
class DANGOL_EXPORT InvalidArgument : public std::invalid_argument, public Error {
public:
    InvalidArgument(std::string_view field, const ShownValue& value, std::string_view constraint, std::string_view fix);
    ~InvalidArgument() override;
    const char* text() const noexcept override;
};

/// A column that is not there: 'There is no column "recency_day" in the feature table: did you mean "recency_days"?'
class DANGOL_EXPORT UnknownColumn : public std::out_of_range, public Error {
public:
    UnknownColumn(std::string_view name, std::span<const std::string> candidates, std::string_view where = "the table");
    ~UnknownColumn() override;
    const char* text() const noexcept override;
};

/// A level that its column does not have: 'There is no level "Mon" in the column "weekday": it has "mon", "tue", ….'
class DANGOL_EXPORT UnknownLevel : public std::out_of_range, public Error {
public:
    UnknownLevel(std::string_view column, std::string_view level, std::span<const std::string> candidates);
    ~UnknownLevel() override;
    const char* text() const noexcept override;
};

/// A column read as something that it is not: "weekday" is category, but numbers need numeric, positive, count or cyclic.
class DANGOL_EXPORT ColumnKindMismatch : public std::invalid_argument, public Error {
public:
    ColumnKindMismatch(std::string_view column, std::string_view kind, std::string_view needed, std::string_view fix);
    ~ColumnKindMismatch() override;
    const char* text() const noexcept override;
};

/// A protected attribute on its way to where it must not go, such as a lead score.
class DANGOL_EXPORT ProtectedAttribute : public std::invalid_argument, public Error {
public:
    ProtectedAttribute(std::string_view column, std::string_view use, std::string_view fix);
    ~ProtectedAttribute() override;
    const char* text() const noexcept override;
};

/// A column that knows what was not yet known at the moment it speaks of.
class DANGOL_EXPORT FutureLeak : public std::invalid_argument, public Error {
public:
    FutureLeak(std::string_view column, std::string_view why, std::string_view fix);
    ~FutureLeak() override;
    const char* text() const noexcept override;
};

/// Too little to answer from: InsufficientData("customers with a visit", 3, 20, "lower smallest_group or wait for more")
class DANGOL_EXPORT InsufficientData : public std::runtime_error, public Error {
public:
    InsufficientData(std::string_view of_what, std::size_t found, std::size_t needed, std::string_view fix);
    ~InsufficientData() override;
    const char* text() const noexcept override;
};

/// Bytes that are not an archive of ours, or no longer.
class DANGOL_EXPORT BadArchive : public std::runtime_error, public Error {
public:
    explicit BadArchive(const std::string& sentence);
    ~BadArchive() override;
    const char* text() const noexcept override;
};

/// An input table that cannot be read at all. Single rows that cannot be used are set aside instead, with their reason.
class DANGOL_EXPORT BadInput : public std::runtime_error, public Error {
public:
    explicit BadInput(const std::string& sentence);
    ~BadInput() override;
    const char* text() const noexcept override;
};

/// The stop token of an Execution was used. No argument was changed and there is no result.
class DANGOL_EXPORT Cancelled : public std::runtime_error, public Error {
public:
    Cancelled();
    ~Cancelled() override;
    const char* text() const noexcept override;
};

/// The candidate most like `name`: fewest letters inserted, left out, changed or swapped (upper and lower case are alike);
/// the first of equals. Empty when none is close: when more than a third of the longer name, and more than two letters, differ.
DANGOL_EXPORT std::string closest_name(std::string_view name, std::span<const std::string> candidates);

}  // namespace dangol::inline v0
