#pragma once

#include <dangol/personas/persona.hpp>

#include "personas/claims.hpp"
#include "personas/disclosure.hpp"
#include "personas/groups.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// A claim about one group, before it is decided whether it is shown.
struct Candidate {
    std::size_t claim = 0;   ///< index into the claims
    Trait trait = {};
    bool allowed = true;     ///< k permits to say it
};

/// One candidate per claim, without intervals. `members` are those whom k protects; `customers` behind the whole set, of whom a trait's number of
/// customers is a share as the persona's is.
std::vector<Candidate> candidates_of(std::span<const Claim> claims, std::span<const FeatureColumn> columns, const GroupWeights&,
                                     const GroupMembers& members, std::size_t customers, const PersonaOptions&, const Rounding&);

/// |effect| reaches what is worth saying, in its measure, and the spread between customers.
bool is_telling(const Trait&, const PersonaOptions&) noexcept;
double smallest_effect(EffectMeasure, const PersonaOptions&) noexcept;  ///< δ on the symmetric scale of Contrast::effect

/// The most telling first and what the shop did to them last, one per construct (two of a mix, attributes as many as there are), `traits_at_most` in all.
std::vector<std::size_t> choose(std::span<const Candidate> candidates, std::span<const FeatureColumn> columns, std::size_t traits_at_most);

/// How many of the members match all the traits, and more than half: their value lies on the group's side of the middle
/// between here and elsewhere. What is not known of a customer neither matches nor fails. Rounded as numbers of customers are.
JointPrevalence joint_prevalence(std::span<const Claim> claims, std::span<const Candidate> shown, std::span<const char> members, const Rounding&);

}  // namespace dangol::inline v0
