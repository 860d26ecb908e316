#pragma once

/// Tables of planted kinds for the tests of personas.

#include <dangol/core/random.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/segments/mixture.hpp>
#include <dangol/segments/segmentation.hpp>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace dangol::testing {

inline CustomerKeys numbered(std::size_t count) {
    std::vector<std::int64_t> keys(count);
    std::iota(keys.begin(), keys.end(), 1);
    return keys;
}

inline FeatureData numbers(FeatureColumn meaning, std::vector<double> values, std::vector<double> exposures = {}) {
    return {.meaning = std::move(meaning), .numbers = std::move(values), .exposures = std::move(exposures)};
}

inline FeatureData flags(FeatureColumn meaning, std::vector<std::uint32_t> values) {
    meaning.kind = ColumnKind::flag;
    return {.meaning = std::move(meaning), .codes = std::move(values)};
}

inline FeatureTable table_of(std::size_t customers, std::vector<FeatureData> columns) { return FeatureTable(numbered(customers), std::move(columns)); }

/// A column of the basis: normal, one mean per kind, standard deviation 1.
inline FeatureData basis(std::string name, const std::vector<std::uint32_t>& kinds, const std::vector<double>& means, Random& random) {
    std::vector<double> x;
    for (const std::uint32_t kind : kinds) x.push_back(random.normal(means[kind], 1));
    return numbers({.name = std::move(name)}, std::move(x));
}

/// A flag that describes: one rate per kind.
inline FeatureData flag(std::string name, const std::vector<std::uint32_t>& kinds, const std::vector<double>& rates, Random& random) {
    std::vector<std::uint32_t> x;
    for (const std::uint32_t kind : kinds) x.push_back(random.chance(rates[kind]) ? 1 : 0);
    return flags({.name = std::move(name), .role = Role::descriptor}, std::move(x));
}

inline FeatureData noise(std::string name, std::size_t customers, Role role, Random& random) {
    std::vector<double> x;
    for (std::size_t i = 0; i < customers; ++i) x.push_back(random.normal());
    return numbers({.name = std::move(name), .role = role}, std::move(x));
}

inline std::vector<std::uint32_t> kinds_of(std::size_t customers, const std::vector<double>& shares, Random& random) {
    std::vector<std::uint32_t> kinds;
    for (std::size_t i = 0; i < customers; ++i) kinds.push_back(static_cast<std::uint32_t>(random.categorical(shares)));
    return kinds;
}

/// So many of each kind, in blocks.
inline std::vector<std::uint32_t> blocks(const std::vector<std::size_t>& sizes) {
    std::vector<std::uint32_t> kinds;
    for (std::size_t k = 0; k < sizes.size(); ++k) kinds.insert(kinds.end(), sizes[k], static_cast<std::uint32_t>(k));
    return kinds;
}

inline Matrix membership_of(const std::vector<std::uint32_t>& kinds, std::size_t count) {
    Matrix membership(kinds.size(), count);
    for (std::size_t i = 0; i < kinds.size(); ++i) membership(i, kinds[i]) = 1;
    return membership;
}

/// The mixture found from the planted kinds: segment k is kind k.
inline Segmentation natural_segments(const FeatureTable& table, const std::vector<std::uint32_t>& kinds, std::size_t count) {
    Segmentation found{.mixture = fit_mixture(table, membership_of(kinds, count), {.segment_count = count}, {.threads = 1}), .verdict = Verdict::natural};
    for (std::size_t k = 0; k < count; ++k) found.ids.push_back(id_at<SegmentId>(k));
    return found;
}

inline const Persona* persona_of(const PersonaSet& set, std::uint32_t segment) {
    const auto found = std::find_if(set.personas.begin(), set.personas.end(), [&](const Persona& p) { return p.segment.value == segment; });
    return found == set.personas.end() ? nullptr : &*found;
}

inline const Trait* trait_of(const PersonaSet& set, std::uint32_t segment, const std::string& column) {
    const Persona* persona = persona_of(set, segment);
    if (persona == nullptr) return nullptr;
    const auto found = std::find_if(persona->traits.begin(), persona->traits.end(), [&](const Trait& t) { return set.columns[t.column.value].name == column; });
    return found == persona->traits.end() ? nullptr : &*found;
}

}  // namespace dangol::testing
