#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What became of the segments when they were found anew in a later period: ids survive where segments do.
namespace dangol::inline v0 {

/// What became of a segment from one period to the next.
enum class Fate : std::uint8_t {
    continued,  ///< the same customers, as far as refits within one period agree with each other
    moved,      ///< more than half of either are the other, but it changed more than refits within the period do
    split,      ///< one became several, of each of which it is more than half
    merged,     ///< several became one, which holds more than half of each
    appeared,   ///< of no one segment before, or of people whom those segments did not expect
    vanished    ///< in no one segment now
};

/// One thing that happened. Continued and moved name one segment on either side.
struct LineageEvent {
    Fate fate = Fate::continued;
    std::vector<SegmentId> before = {};  ///< ids as they were
    std::vector<SegmentId> after = {};   ///< ids as they are now
    double similarity = 0;               ///< Jaccard of the customers on both sides, weighted, 0 … 1; 0 where a side is empty
    double noise_floor = 0;              ///< similarity that refits on resampled customers of this period keep, all but the worst twentieth; the smallest of `after`
    bool operator==(const LineageEvent&) const = default;
};

/// How the noise floor is measured, and when a segment is new.
struct LineageOptions {
    std::size_t refits = 20;  ///< ≥ 1, of `after` on bootstrap samples of the customers
    /// In [0.002, 0.5): a customer farther out than all but this share of those whom a segment of before expects (unusualness.hpp) is none of its own, and
    /// a segment most of whose customers are none has appeared, whichever was nearest. Larger values take segments that moved for new ones.
    double tail = 0.01;
    std::uint64_t seed = 0;
    bool operator==(const LineageOptions&) const = default;
};

/// The later segmentation under ids that go on, and everything that happened on the way.
struct Lineage {
    Segmentation segmentation = {};          ///< `after` with ids that survive: continued and moved segments keep theirs, a split hands its id to the part whose
                                             ///< customers it expects most (of parts nearly alike in that to the largest), a merger takes that of the one it
                                             ///< shares most with; others get ids never used, not even by segments that are gone (Segmentation::next_id)
    std::vector<LineageEvent> events = {};   ///< continued first, in the order of the enumeration; every segment of either side in exactly one
    bool operator==(const Lineage&) const = default;
};

/// Both segmentations place the same `customers`, by their most probable segment; `after` must have been fitted to them. Who belongs to a segment
/// that appeared is not counted where others are compared.
/// @throws InvalidArgument, UnknownColumn, Cancelled
[[nodiscard]] DANGOL_EXPORT Lineage trace_lineage(const Segmentation& before, const Segmentation& after, const FeatureTable& customers, const LineageOptions& = {},
                                                  const Execution& = {});

/// "Segment 2 split into 2 and 5."
DANGOL_EXPORT std::string to_text(const LineageEvent&, Language);

}  // namespace dangol::inline v0
