#include "features/attribute_feature.hpp"

#include <dangol/core/error.hpp>

#include "features/feature_table_state.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace dangol::inline v0 {

FeatureColumn column_of(const AttributeColumn& attribute) {
    return {.name = attribute.name,
            .kind = attribute.kind,
            .levels = attribute.levels,
            .sensitivity = attribute.sensitivity,
            .detail = attribute.name,
            .unit = attribute.unit,
            .known = attribute.known};
}

std::vector<std::uint32_t> recoding(const std::vector<std::string>& own, const std::vector<std::string>& settled) {
    std::vector<std::uint32_t> codes;
    for (const std::string& level : own) {
        const auto found = std::find(settled.begin(), settled.end(), level);
        codes.push_back(found == settled.end() ? unobserved_code : static_cast<std::uint32_t>(found - settled.begin()));
    }
    return codes;
}

void write_attribute(const AttributeValues& values, std::span<const std::uint32_t> recoded, std::size_t position, FeatureCell cell) {
    if (!values.numbers.empty()) {
        if (!std::isnan(values.numbers[position])) cell.number(values.numbers[position]);
        return;
    }
    const std::uint32_t own = values.codes[position];
    if (own == unobserved_code) return;
    const std::uint32_t code = recoded.empty() ? own : recoded[own];
    if (code != unobserved_code) cell.code(code);
}

void refuse_outcome_column(const std::string& name, const LeadColumns& leads) {
    for (const std::string* outcome : {&leads.converted, &leads.converted_at, &leads.window_closes, &leads.amount}) {
        if (name != *outcome || name.empty()) continue;
        throw FutureLeak(name, "the schema names it as what became of a lead", "leave it out, or give it Role::outcome");
    }
}

PreparedFeature prepare(const Attribute& attribute, const FeatureSource& source) {
    if (attribute.role != Role::outcome) refuse_outcome_column(attribute.name, source.base().schema().lead);
    const auto attributes = source.base().attributes();
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const AttributeValues& values) { return values.meaning.name == attribute.name; });
    if (found == attributes.end()) {
        std::vector<std::string> names;
        for (const AttributeValues& values : attributes) names.push_back(values.meaning.name);
        throw UnknownColumn(attribute.name, names, "CustomerColumns::attributes of the schema");
    }
    if (!is_measured(found->meaning.kind)) {
        throw InvalidArgument("kind of the attribute \"" + attribute.name + "\"", kind_name(found->meaning.kind),
                              "a kind that can be measured: numeric, positive, count, flag, category or ordered_category", "leave it out of the plan");
    }
    FeatureColumn column = column_of(found->meaning);
    column.role = attribute.role.value_or(found->meaning.role.value_or(Role::descriptor));
    std::vector<std::uint32_t> recoded;
    if (const FeatureColumn* settled = source.settled(column.name)) {
        recoded = recoding(column.levels, settled->levels);
        column.levels = settled->levels;
    }
    return {.columns = {column},
            .measure = [&values = *found, recoded = std::move(recoded)](const CustomerMoment& moment, RowCells cells) {
                write_attribute(values, recoded, moment.customer, cells[0]);
            }};
}

}  // namespace dangol::inline v0
