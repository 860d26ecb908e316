#pragma once

#include <dangol/segments/lineage.hpp>
#include <dangol/segments/stepwise.hpp>
#include <dangol/study/study.hpp>

/// What must hold between the members of open aggregates, so that reading one by its own positions never leaves it.
/// Each throws InvalidArgument. Handles have their own gate, State::check().
namespace dangol::inline v0::archiving {

void check(const FeaturePlan&);
void check(const Segmentation&);
void check(const RunningSegmentation&);
void check(const Lineage&);
void check(const DeclaredSegments&);
void check(const PersonaSet&);
void check(const NegativePersonaSet&);
void check(const Study&);

template <class T>
concept Checked = requires(const T& value) { check(value); };

}  // namespace dangol::inline v0::archiving
