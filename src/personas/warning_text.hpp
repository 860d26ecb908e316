#pragma once

#include <dangol/core/fit_warning.hpp>
#include <dangol/features/column_text.hpp>
#include <dangol/personas/persona.hpp>

#include <algorithm>
#include <string>

#include "core/words.hpp"

namespace dangol::inline v0 {

/// A warning in a sentence, in which a column is called as readers know it, and behind that as plans and tables have it, so that it can be found there.
inline std::string warning_text(FitWarning warning, const PersonaSet& set, Language language) {
    const auto column = std::ranges::find(set.columns, warning.column, &FeatureColumn::name);
    if (!warning.column.empty() && column != set.columns.end()) {
        const std::string name = label(*column, language);
        if (name != warning.column) warning.column = joined({name, " (", warning.column, ")"});
    }
    return to_text(warning, language);
}

}  // namespace dangol::inline v0
