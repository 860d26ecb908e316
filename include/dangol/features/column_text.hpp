#pragma once

#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/features/feature_table.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace dangol::inline v0 {

/// What a column is called in a sentence or beside a bar: "visits in the evening" / "저녁 방문", "days since the last visit" /
/// "마지막 방문 이후 일수". Users' own words (attributes, offerings, discounts) have the names that the schema gives them, or stay as
/// they wrote them, underscores as spaces; but common attributes ("age_band", "나이대") are told in the reader's language.
DANGOL_EXPORT std::string label(const FeatureColumn&, Language);

/// The user's own word for what a column is about, as a noun: the attribute, offering or discount of `detail`.
DANGOL_EXPORT std::string detail_label(const FeatureColumn&, Language);

/// One level of a category or part of a composition: "Tuesday evening" / "화요일 저녁", "produce", "35-44".
DANGOL_EXPORT std::string level_label(const FeatureColumn&, LevelIndex, Language);

/// A part of the week: "on weekday mornings" is used by sentences, this is the noun: "weekday mornings" / "평일 아침".
DANGOL_EXPORT std::string rhythm_label(RhythmPart, Language);

/// A name as a user wrote it, made readable: "coupon_disc" → "coupon disc", "PRODUCE" → "produce". Mixed case stays.
DANGOL_EXPORT std::string readable_name(std::string_view name);

inline constexpr double regular_from_shape = 3;  ///< visits are called regular from this visit_regularity on: gaps with a standard deviation of at most .6 of their mean

/// A visit_regularity in words, behind "comes" or before "방문": "in bursts" / "몰아서", "irregularly", "regularly", from 8 on
/// (a standard deviation of about a third of the mean gap) "very regularly".
DANGOL_EXPORT std::string regularity_text(double shape, Language);

/// A value of a column with its unit: "3.2 visits a month", "$24.10", "12 days", "24%". `value` is a mean, a rate per day of a
/// count, a proportion of a share or level.
DANGOL_EXPORT std::string value_text(const FeatureColumn&, double value, std::string_view currency, Language);

}  // namespace dangol::inline v0
