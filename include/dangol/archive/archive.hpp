#pragma once

#include <dangol/customers/identity.hpp>
#include <dangol/customers/permission.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_fold.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/features/lead_table.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/negative_persona.hpp>
#include <dangol/segments/lineage.hpp>
#include <dangol/segments/mixture.hpp>
#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/segment_counts.hpp>
#include <dangol/segments/segmentation.hpp>
#include <dangol/segments/stepwise.hpp>
#include <dangol/study/study.hpp>

#include <concepts>
#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

/// What was fitted, kept in a file and read again: equal in every bit.
///
///     save("autumn.dangol", scorer);
///     const auto kept = load<LeadScorer>("autumn.dangol");
///
/// A file holds one value behind a header with its kind, versions, length and checksum. Nothing of the value is read before all
/// of these hold, no memory is asked for that the file does not fill, and what was read passes the gate that every
/// fit passes. docs/archive.md has the format and what is promised between versions.
namespace dangol::inline v0 {

/// What an archive can hold; accounts, traits and the like are kept as parts of these.
template <class T>
concept Archivable = std::same_as<T, FeaturePlan> || std::same_as<T, FeatureTable> || std::same_as<T, LeadTable> ||
                     std::same_as<T, Mixture> || std::same_as<T, Segmentation> || std::same_as<T, PersonaSet> ||
                     std::same_as<T, NegativePersonaSet> || std::same_as<T, LeadScorer> || std::same_as<T, Study> ||
                     std::same_as<T, FeatureFold> || std::same_as<T, MixtureStatistics> || std::same_as<T, RunningSegmentation> ||
                     std::same_as<T, Lineage> || std::same_as<T, SegmentCountTable> || std::same_as<T, Permission> ||
                     std::same_as<T, Identities>;

/// Writes beside `path` first and renames when all is on the disk: readers see the old file or the new one, never a half.
/// @throws InvalidArgument when the path cannot be written, or a value made by hand contradicts itself
template <Archivable T>
DANGOL_EXPORT void save(const std::filesystem::path& path, const T& value);

/// @throws BadArchive naming the file and what to do: not there, not ours, cut short, damaged, of another kind or a newer version
template <Archivable T>
[[nodiscard]] DANGOL_EXPORT T load(const std::filesystem::path& path);

/// The same without a file: for a database, a message, a pickle.
template <Archivable T>
[[nodiscard]] DANGOL_EXPORT std::vector<std::byte> to_bytes(const T& value);

/// @throws BadArchive
template <Archivable T>
[[nodiscard]] DANGOL_EXPORT T from_bytes(std::span<const std::byte> bytes);

}  // namespace dangol::inline v0
