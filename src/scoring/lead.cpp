#include <dangol/scoring/lead.hpp>

#include <dangol/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "features/feature_table_state.hpp"
#include "scoring/draw.hpp"
#include "scoring/lead_cells.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double parts_tolerance = 1e-3;  // parts are floats, often rounded by whoever wrote them

[[noreturn]] void refuse(const FeatureColumn& column, const char* needed, const char* fix) {
    throw ColumnKindMismatch(column.name, kind_name(column.kind), needed, fix);
}

void check_number(const FeatureColumn& column, double value, double exposure) {
    if (!std::isfinite(value)) throw InvalidArgument(column.name, value, "finite", "use forget() for what is not known");
    if (!(exposure >= 0 && std::isfinite(exposure))) {
        throw InvalidArgument(column.name + " exposure", exposure, "finite and not negative", "give days observed or trials");
    }
    if (column.kind == ColumnKind::positive && value < 0) throw InvalidArgument(column.name, value, "at least 0", "amounts have no sign");
    if (column.kind == ColumnKind::count) {
        if (value < 0) throw InvalidArgument(column.name, value, "at least 0", "events are counted");
        if (exposure == 0) throw InvalidArgument(column.name + " exposure", exposure, "above 0", "say over how many days it was counted");
    }
    if (column.kind == ColumnKind::share && (value < 0 || value > exposure)) {
        throw InvalidArgument(column.name, value, "between 0 and its trials", "give successes and trials");
    }
}

}  // namespace

const FeatureColumn& Lead::checked(ColumnIndex column) const {
    if (!columns_ || column.value >= columns_->size()) {
        throw InvalidArgument("column", column.value, "a column of the scorer that made the lead", "resolve it with LeadScorer::column()");
    }
    return (*columns_)[column.value];
}

void Lead::keep(ColumnIndex column, double number, double exposure) {
    numbers_[column.value] = number;
    exposures_[column.value] = exposure;
    known_[column.value] = 1;
}

void Lead::set(ColumnIndex column, double value) {
    if (std::isnan(value)) return forget(column);
    const FeatureColumn& meaning = checked(column);
    if (is_counted_over_days(meaning)) {  // one day would make a regular of everybody
        throw InvalidArgument(meaning.name + " exposure", "not given", "given with the count",
                              "say over how many days it was counted: (12, 365), or 365 in a column " + meaning.name + ".exposure");
    }
    if (meaning.kind == ColumnKind::share && value > 0 && value != 1 && std::isfinite(value)) {  // as one trial it would be told as half an answer
        throw InvalidArgument(meaning.name + " trials", "not given", "given with the share",
                              "say of how many it is: successes and trials as (2, 4), or 4 in a column " + meaning.name + ".exposure; without them a share is 0 or 1, of one");
    }
    set(column, value, 1.0);
}

void Lead::set(ColumnIndex column, double value, double exposure) {
    const FeatureColumn& meaning = checked(column);
    if (!holds_numbers(meaning.kind)) refuse(meaning, "a number", "set a level, or the parts of a composition");
    check_number(meaning, value, exposure);
    keep(column, value, exposure);
}

void Lead::set(ColumnIndex column, LevelIndex level) {
    const FeatureColumn& meaning = checked(column);
    if (!holds_codes(meaning.kind)) refuse(meaning, "a level", "set a number, or the parts of a composition");
    const std::size_t levels = meaning.kind == ColumnKind::flag ? 2 : meaning.levels.size();
    if (level.value >= levels) throw InvalidArgument(meaning.name, level.value, "one of its levels", "resolve it with LeadScorer::level()");
    codes_[column.value] = level.value;
    keep(column, 0, 1);
}

void Lead::set(ColumnIndex column, std::span<const float> parts, double effective_count) {
    const FeatureColumn& meaning = checked(column);
    if (meaning.kind != ColumnKind::composition) refuse(meaning, "parts", "set a number or a level");
    if (parts.size() != meaning.levels.size()) {
        throw InvalidArgument(meaning.name, parts.size(), "as many parts as it has levels", "give 0 for a part that is empty");
    }
    check_number(meaning, 0, effective_count);
    double sum = 0;
    for (const float part : parts) {
        if (!(part >= 0)) throw InvalidArgument(meaning.name, static_cast<double>(part), "parts of at least 0", "parts are shares");
        sum += static_cast<double>(part);
    }
    if (!(std::fabs(sum - 1) <= parts_tolerance)) {
        throw InvalidArgument(meaning.name, sum, "parts that sum to 1", "divide each part by their sum");
    }
    std::copy(parts.begin(), parts.end(), parts_.begin() + first_part_[column.value]);
    keep(column, 0, effective_count);
}

void Lead::forget(ColumnIndex column) {
    checked(column);
    known_[column.value] = 0;
}

std::span<const float> Lead::parts(ColumnIndex column) const noexcept {
    if (!columns_ || column.value >= columns_->size() || (*columns_)[column.value].kind != ColumnKind::composition) return {};
    return {parts_.data() + first_part_[column.value], (*columns_)[column.value].levels.size()};
}

void Lead::of_customer(std::int64_t key) noexcept { customer_ = hash_of(key); }
void Lead::of_customer(std::string_view key) noexcept { customer_ = hash_of(key); }

}  // namespace dangol::inline v0
