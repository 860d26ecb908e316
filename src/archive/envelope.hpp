#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What stands around the body of an archive. All numbers little-endian:
///
///      0  8  "dangol" CR LF: a transfer that changes line ends is found out
///      8  4  format of the body
///     12  4  kind of value
///     16  6  version of the library that wrote it: major, minor, patch
///     22  2  0
///     24  8  length of the body
///     32  8  XXH3 of the body, seeded with the XXH3 of what stands above
///     40     body
namespace dangol::inline v0::archiving {

inline constexpr std::size_t header_size = 40;
inline constexpr std::uint32_t current_format = 1;  ///< raised when the layout of a body changes; older ones stay readable

enum class Kind : std::uint32_t {
    feature_plan = 1,
    feature_table,
    lead_table,
    mixture,
    segmentation,
    persona_set,
    negative_persona_set,
    lead_scorer,
    study,
    feature_fold,
    mixture_statistics,
    running_segmentation,
    lineage,
    segment_count_table,
    permission,
    identities
};

struct Envelope {
    std::uint32_t format = 0;
    std::uint64_t body_size = 0;
};

/// Header and body in one. `bytes` begins with header_size bytes that are still to be written.
void seal(std::vector<std::byte>& bytes, Kind kind);

/// Everything that can be told from the header alone: ours, whole, of this kind, of a format we read. `size` is that of the whole file.
/// @throws BadArchive; `name` is what the sentence calls the file
Envelope read_header(std::span<const std::byte> header, std::uint64_t size, Kind wanted, std::string_view name);

/// @throws BadArchive when the body, or the header above it, is not what was written
void verify_body(std::span<const std::byte> header, std::span<const std::byte> body, std::string_view name);

}  // namespace dangol::inline v0::archiving
