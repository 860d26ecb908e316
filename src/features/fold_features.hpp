#pragma once

#include <dangol/core/time.hpp>

#include "features/fold_part.hpp"

#include <string>
#include <vector>

/// How each feature of a plan is folded.
namespace dangol::inline v0 {

struct FoldSource {
    const Schema& schema;
    const FeaturePlan& plan;
    const TimeZone& zone;
    bool wide_counters = false;

    bool has_events() const noexcept { return !schema.interaction.kind.empty() || schema.interaction.negative_amounts == NegativeAmounts::returns; }
};

/// @throws InvalidArgument naming a feature that cannot be folded, and why
FoldedFeature folded_feature(const Feature& feature, const FoldSource& source);

/// The kinds of interactions in the order of their codes, as InteractionTable has them.
std::vector<std::string> names_of_kinds(const Schema& schema);

}  // namespace dangol::inline v0
