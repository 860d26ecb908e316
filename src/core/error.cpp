#include <dangol/core/error.hpp>

#include "core/ascii.hpp"
#include "core/masked_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace dangol::inline v0 {
namespace {

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

/// `"a", "b", "c", …`: the first few names there are. In a file without a header they are cells of its first row.
std::string listed(std::span<const std::string> names) {
    constexpr std::size_t shown_at_most = 8;
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), shown_at_most); ++i) list += (i == 0 ? "" : ", ") + quoted(like_somebodys_number(names[i]) ? masked(names[i]) : names[i]);
    if (names.size() > shown_at_most) list += ", …";
    return list;
}

std::string unknown(const std::string& what, std::string_view name, std::span<const std::string> candidates) {
    if (candidates.empty()) return what + ": it has none.";
    const std::string closest = closest_name(name, candidates);
    if (!closest.empty()) return what + ": did you mean " + quoted(closest) + "?";
    return what + ": it has " + listed(candidates) + ".";
}

std::string sentence(std::string_view field, const ShownValue& value, std::string_view constraint, std::string_view fix) {
    const bool is_question = fix.ends_with('?');
    return std::string(field) + " is " + value.shown() + ", but must be " + std::string(constraint) + ": " + std::string(fix) +
           (is_question ? "" : ".");
}

/// Damerau's distance without overlapping swaps ("optimal string alignment"), over bytes.
std::size_t edits_between(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(before_last, last);
        std::swap(last, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = ascii::lower(a[i - 1]) == ascii::lower(b[j - 1]) ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
            const bool swapped = i > 1 && j > 1 && ascii::lower(a[i - 1]) == ascii::lower(b[j - 2]) && ascii::lower(a[i - 2]) == ascii::lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

/// "visited" for "visited_at": a word of the name left out at either end.
bool leaves_a_word_out(std::string_view name, std::string_view candidate) {
    constexpr std::size_t telling = 3;
    if (name.size() < telling || candidate.size() <= name.size()) return false;
    const std::size_t rest = candidate.size() - name.size();
    const bool at_the_end = candidate[name.size()] == '_' && edits_between(name, candidate.substr(0, name.size())) == 0;
    const bool at_the_front = candidate[rest - 1] == '_' && edits_between(name, candidate.substr(rest)) == 0;
    return at_the_end || at_the_front;
}

}  // namespace

Error::~Error() = default;

ShownValue::ShownValue(double value) {
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    shown_.assign(digits.data(), end);
}
ShownValue::ShownValue(std::string_view text) : shown_(quoted(text)) {}

InvalidArgument::InvalidArgument(std::string_view field, const ShownValue& value, std::string_view constraint,
                                 std::string_view fix)
    : std::invalid_argument(sentence(field, value, constraint, fix)) {}
InvalidArgument::~InvalidArgument() = default;
const char* InvalidArgument::text() const noexcept { return what(); }

UnknownColumn::UnknownColumn(std::string_view name, std::span<const std::string> candidates, std::string_view where)
    : std::out_of_range(unknown("There is no column " + quoted(name) + " in " + std::string(where), name, candidates)) {}
UnknownColumn::~UnknownColumn() = default;
const char* UnknownColumn::text() const noexcept { return what(); }

UnknownLevel::UnknownLevel(std::string_view column, std::string_view level, std::span<const std::string> candidates)
    : std::out_of_range(
          unknown("There is no level " + quoted(level) + " in the column " + quoted(column), level, candidates)) {}
UnknownLevel::~UnknownLevel() = default;
const char* UnknownLevel::text() const noexcept { return what(); }

ColumnKindMismatch::ColumnKindMismatch(std::string_view column, std::string_view kind, std::string_view needed,
                                       std::string_view fix)
    : std::invalid_argument("The column " + quoted(column) + " is " + std::string(kind) + ", but must be " +
                            std::string(needed) + ": " + std::string(fix) + ".") {}
ColumnKindMismatch::~ColumnKindMismatch() = default;
const char* ColumnKindMismatch::text() const noexcept { return what(); }

ProtectedAttribute::ProtectedAttribute(std::string_view column, std::string_view use, std::string_view fix)
    : std::invalid_argument("The column " + quoted(column) + " is a protected attribute and may not be used for " +
                            std::string(use) + ": " + std::string(fix) + ".") {}
ProtectedAttribute::~ProtectedAttribute() = default;
const char* ProtectedAttribute::text() const noexcept { return what(); }

FutureLeak::FutureLeak(std::string_view column, std::string_view why, std::string_view fix)
    : std::invalid_argument("The column " + quoted(column) + " knows the future, because " + std::string(why) + ": " +
                            std::string(fix) + ".") {}
FutureLeak::~FutureLeak() = default;
const char* FutureLeak::text() const noexcept { return what(); }

InsufficientData::InsufficientData(std::string_view of_what, std::size_t found, std::size_t needed, std::string_view fix)
    : std::runtime_error("The number of " + std::string(of_what) + " is " + std::to_string(found) + ", but must be at least " +
                         std::to_string(needed) + ": " + std::string(fix) + ".") {}
InsufficientData::~InsufficientData() = default;
const char* InsufficientData::text() const noexcept { return what(); }

BadArchive::BadArchive(const std::string& sentence) : std::runtime_error(sentence) {}
BadArchive::~BadArchive() = default;
const char* BadArchive::text() const noexcept { return what(); }

BadInput::BadInput(const std::string& sentence) : std::runtime_error(sentence) {}
BadInput::~BadInput() = default;
const char* BadInput::text() const noexcept { return what(); }

Cancelled::Cancelled() : std::runtime_error("The call was stopped before its end, as was asked; there is no result.") {}
Cancelled::~Cancelled() = default;
const char* Cancelled::text() const noexcept { return what(); }

std::string closest_name(std::string_view name, std::span<const std::string> candidates) {
    std::string closest;
    std::size_t fewest_edits = static_cast<std::size_t>(-1);
    for (const std::string& candidate : candidates) {
        const std::size_t edits_allowed = std::max<std::size_t>(2, std::max(name.size(), candidate.size()) / 3);
        const std::size_t edits = leaves_a_word_out(name, candidate) ? 1 : edits_between(name, candidate);
        const bool shares_something = edits < std::max(name.size(), candidate.size());
        if (edits <= edits_allowed && shares_something && edits < fewest_edits) {
            closest = candidate;
            fewest_edits = edits;
        }
    }
    return closest;
}

}  // namespace dangol::inline v0
