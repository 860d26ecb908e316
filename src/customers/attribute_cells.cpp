#include "customers/attribute_cells.hpp"

#include <dangol/core/error.hpp>

#include "core/masked_text.hpp"
#include "customers/read_tables.hpp"
#include "customers/readers.hpp"

#include <cmath>
#include <limits>

namespace dangol::inline v0 {

void AttributeCells::read(TableReader& reader, const Schema& schema, const TimeZone& zone) {
    const bool is_money = !schema.currency.empty() && meaning_.unit == schema.currency;
    const auto numbers = [&](NumberRule rule) { return NumberReader{rule, schema.decimal_mark, is_money ? &schema.currency : nullptr}; };
    switch (meaning_.kind) {
        case ColumnKind::numeric: return reader.read_blocks(meaning_.name, accepted::numbers, numbers(NumberRule::any), numbers_);
        case ColumnKind::positive: return reader.read_blocks(meaning_.name, accepted::numbers, numbers(NumberRule::not_negative), numbers_);
        case ColumnKind::count: return reader.read_blocks(meaning_.name, accepted::numbers, numbers(NumberRule::whole), numbers_);
        case ColumnKind::flag: return reader.read_blocks(meaning_.name, accepted::flags, FlagReader{}, flags_);
        case ColumnKind::category:
        case ColumnKind::ordered_category: {
            const std::vector<std::string>* declared = meaning_.levels.empty() ? nullptr : &meaning_.levels;
            if (declared == nullptr && meaning_.kind == ColumnKind::ordered_category) {
                throw InvalidArgument("levels of the attribute \"" + meaning_.name + "\"", "", "its levels from lowest to highest",
                                      "name them, or make it a category");
            }
            return reader.read_whole(meaning_.name, accepted::words, WordReader{&words_, declared}, codes_);
        }
        case ColumnKind::date: return reader.read_blocks(meaning_.name, accepted::times, TimeReader::of_attribute(schema, zone), times_);
        case ColumnKind::text: return reader.read_whole(meaning_.name, accepted::words, WordReader{&words_}, codes_);
        case ColumnKind::share:
        case ColumnKind::composition:
        case ColumnKind::cyclic: break;
    }
    throw InvalidArgument("kind of the attribute \"" + meaning_.name + "\"", "share, composition or cyclic",
                          "numeric, positive, count, flag, category, ordered_category, date or text", "the others are built by features");
}

void AttributeCells::settle() {
    if (meaning_.kind == ColumnKind::flag) {
        codes_.resize(flags_.size());
        for (std::size_t row = 0; row < flags_.size(); ++row) codes_[row] = flags_[row] == flag_not_known ? unobserved_code : flags_[row];
        flags_ = {};
    } else if (meaning_.kind == ColumnKind::text || (meaning_.kind == ColumnKind::category && meaning_.levels.empty())) {
        SortedLevels sorted = sorted_levels(words_);
        for (std::uint32_t& code : codes_) {
            if (code != unobserved_code) code = sorted.rank_of_code[code];
        }
        (meaning_.kind == ColumnKind::text ? texts_ : meaning_.levels) = std::move(sorted.levels);
        words_ = {};
    }
}

CompareRows AttributeCells::order() const {
    if (!times_.empty()) return by_value(times_);
    return numbers_.empty() ? by_value(codes_) : by_value(numbers_);
}

std::size_t AttributeCells::known(std::size_t row) const noexcept {
    if (!times_.empty()) return times_[row] != Instant::max();
    return numbers_.empty() ? (codes_[row] != unobserved_code) : !std::isnan(numbers_[row]);
}

std::string AttributeCells::shown(std::size_t row) const {
    if (!known(row)) return {};
    if (!times_.empty()) return iso_text(times_[row]);
    if (!numbers_.empty()) return ShownValue(numbers_[row]).shown();
    if (meaning_.kind == ColumnKind::flag) return codes_[row] == 1 ? "true" : "false";
    return masked_words((meaning_.kind == ColumnKind::text ? texts_ : meaning_.levels)[codes_[row]]);
}

void AttributeCells::prepend(const AttributeCells& earlier) {
    put_in_front(numbers_, earlier.numbers_), put_in_front(codes_, earlier.codes_);
    put_in_front(flags_, earlier.flags_), put_in_front(times_, earlier.times_);
}

void AttributeCells::remove(const std::vector<std::uint8_t>& gone) {
    drop_rows(numbers_, gone), drop_rows(codes_, gone), drop_rows(flags_, gone), drop_rows(times_, gone);
    std::vector<std::uint32_t>* const columns[] = {&codes_};
    if (words_.size() > 0) words_ = used_words(words_, columns);
}

AttributeValues AttributeCells::values(std::span<const std::uint32_t> rows) const {
    AttributeValues values{.meaning = meaning_};
    values.texts = texts_;
    const auto put = [&](auto& to, const auto& from, auto unknown) {
        to.reserve(rows.size());
        for (const std::uint32_t row : rows) to.push_back(row == no_row ? unknown : from[row]);
    };
    switch (meaning_.kind) {
        case ColumnKind::date: put(values.times, times_, Instant::max()); break;
        case ColumnKind::numeric:
        case ColumnKind::positive:
        case ColumnKind::count: put(values.numbers, numbers_, std::numeric_limits<double>::quiet_NaN()); break;
        default: put(values.codes, codes_, unobserved_code);
    }
    return values;
}

}  // namespace dangol::inline v0
