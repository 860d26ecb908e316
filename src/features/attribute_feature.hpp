#pragma once

#include <dangol/customers/customer_base.hpp>

#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

/// A column of the user's as a column of features: the same name, kind, levels, unit and sensitivity.
FeatureColumn column_of(const AttributeColumn& attribute);

/// For each code of `own` levels, the code of the same level in `settled`; unobserved_code where that lacks it.
std::vector<std::uint32_t> recoding(const std::vector<std::string>& own, const std::vector<std::string>& settled);

/// Writes one value; NaN and unobserved_code stay unobserved.
void write_attribute(const AttributeValues& values, std::span<const std::uint32_t> recoded, std::size_t position, FeatureCell cell);

/// @throws FutureLeak when `name` is one of the columns that say what became of a lead.
void refuse_outcome_column(const std::string& name, const LeadColumns& leads);

}  // namespace dangol::inline v0
