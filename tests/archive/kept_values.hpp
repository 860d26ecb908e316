#pragma once

#include <dangol/archive/archive.hpp>

/// One value of each kind that an archive holds, small, with as little as possible at its default.
namespace dangol::tests {

FeaturePlan kept_plan();
FeatureTable kept_table();  ///< every kind of column, cells that were not observed
LeadTable kept_leads();
Mixture kept_mixture();  ///< two segments over an amount, a number and a composition
Segmentation kept_segmentation();
PersonaSet kept_personas();
NegativePersonaSet kept_negatives();
const LeadScorer& kept_scorer();  ///< fitted once
Study kept_study();
MixtureStatistics kept_statistics();  ///< of every lane: features, levels, slots with keys, a block with a missing value
RunningSegmentation kept_running();
Lineage kept_lineage();
SegmentCountTable kept_counts();
Identities kept_identities();  ///< ids kept from before, a shared key, a name, pairs from outside, a link undone
FeatureFold kept_fold();  ///< a consent, a row set aside, two rows at one moment

}  // namespace dangol::tests
