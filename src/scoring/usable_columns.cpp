#include "scoring/usable_columns.hpp"

#include <dangol/core/error.hpp>

#include <string>
#include <vector>

namespace dangol::inline v0 {

FeatureTable usable_columns(const FeatureTable& leads, ScorerReport& report) {
    std::vector<ColumnIndex> usable;
    for (std::size_t c = 0; c < leads.columns().size(); ++c) {
        const FeatureColumn& column = leads.columns()[c];
        if (column.sensitivity == Sensitivity::protected_attribute) {
            report.protected_columns.push_back(column.name);
        } else if (column.role == Role::outcome) {
            report.outcome_columns.push_back(column.name);
        } else {
            usable.push_back(id_at<ColumnIndex>(c));
        }
    }
    return leads.with_columns(usable);
}

void check_basis(const PersonaSet& personas, const FeatureTable& leads, std::string_view use) {
    const auto check = [use](const FeatureColumn& column) {
        if (column.sensitivity == Sensitivity::protected_attribute) {
            throw ProtectedAttribute(column.name, use, "make the segments without it: with_role(\"" + column.name + "\", Role::descriptor)");
        }
        if (column.role == Role::outcome) {
            throw FutureLeak(column.name, "it made the segments, but is an outcome, known only after the contact",
                             "make the segments from columns that are known when a lead arrives");
        }
    };
    for (const FeatureColumn& basis : personas.segmentation.mixture.columns()) {
        check(basis);
        for (const FeatureColumn& column : leads.columns()) {
            if (column.name == basis.name) check(column);
        }
    }
}

}  // namespace dangol::inline v0
