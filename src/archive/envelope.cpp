#include "archive/envelope.hpp"

#include <dangol/core/error.hpp>
#include <dangol/core/version.hpp>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace dangol::inline v0::archiving {
namespace {

static_assert(std::endian::native == std::endian::little, "archives are little-endian; another machine has to swap bytes here and in body.hpp");

constexpr std::array<char, 8> magic{'d', 'a', 'n', 'g', 'o', 'l', '\r', '\n'};
constexpr std::size_t checksum_at = 32;

constexpr std::string_view kind_names[] = {"nothing",       "a FeaturePlan", "a FeatureTable",       "a LeadTable",  "a Mixture",
                                           "a Segmentation", "a PersonaSet",  "a NegativePersonaSet", "a LeadScorer", "a Study",
                                           "a FeatureFold", "a MixtureStatistics", "a RunningSegmentation", "a Lineage", "a SegmentCountTable", "a Permission", "Identities"};
static_assert(std::size(kind_names) == static_cast<std::size_t>(Kind::identities) + 1, "each kind has a name");

template <class T>
void put(std::span<std::byte> bytes, std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

template <class T>
T get(std::span<const std::byte> bytes, std::size_t at) {
    T value{};
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

std::uint64_t checksum(std::span<const std::byte> header, std::span<const std::byte> body) {
    return XXH3_64bits_withSeed(body.data(), body.size(), XXH3_64bits(header.data(), checksum_at));
}

[[noreturn]] void refuse(std::string_view name, std::string_view what) {
    throw BadArchive(std::string(name) + ' ' + std::string(what) + '.');
}

std::string version_in(std::span<const std::byte> header) {
    return std::to_string(get<std::uint16_t>(header, 16)) + '.' + std::to_string(get<std::uint16_t>(header, 18)) + '.' +
           std::to_string(get<std::uint16_t>(header, 20));
}

std::string kind_name(std::uint32_t kind) {
    return kind < std::size(kind_names) ? std::string(kind_names[kind]) : "a kind of value that this version does not know";
}

}  // namespace

void seal(std::vector<std::byte>& bytes, Kind kind) {
    std::memcpy(bytes.data(), magic.data(), magic.size());
    put(bytes, 8, current_format);
    put(bytes, 12, static_cast<std::uint32_t>(kind));
    const char* at = version_text.data();
    const char* const end = at + version_text.size();
    for (std::size_t part = 0; part < 3; ++part) {
        std::uint16_t number = 0;
        at = std::from_chars(at, end, number).ptr;
        if (at != end) ++at;  // the dot
        put(bytes, 16 + 2 * part, number);
    }
    put(bytes, 22, std::uint16_t{0});
    put(bytes, 24, static_cast<std::uint64_t>(bytes.size() - header_size));
    const std::span<const std::byte> all(bytes);
    put(bytes, checksum_at, checksum(all.first(header_size), all.subspan(header_size)));
}

Envelope read_header(std::span<const std::byte> header, std::uint64_t size, Kind wanted, std::string_view name) {
    if (size == 0) refuse(name, "is empty: save or copy it again");
    const std::size_t compared = header.size() < magic.size() ? header.size() : magic.size();
    if (std::memcmp(header.data(), magic.data(), compared) != 0) refuse(name, "is no dangol archive: give a file that save() wrote");
    if (header.size() < header_size) refuse(name, "is cut short within its header: copy it again, whole");
    const auto format = get<std::uint32_t>(header, 8);
    if (format == 0 || format > current_format) {
        refuse(name, "was written by dangol " + version_in(header) + " in format " + std::to_string(format) + ", but this dangol, " +
                         std::string(version_text) + ", reads formats up to " + std::to_string(current_format) +
                         ": update dangol, or save it again with this version");
    }
    const auto kind = get<std::uint32_t>(header, 12);
    if (kind != static_cast<std::uint32_t>(wanted)) {
        refuse(name, "holds " + kind_name(kind) + ", not " + kind_name(static_cast<std::uint32_t>(wanted)) + ": load it as what it is");
    }
    const auto body_size = get<std::uint64_t>(header, 24);
    const std::uint64_t there = size - header_size;
    if (there < body_size) {
        refuse(name, "is cut short, with " + std::to_string(there) + " of " + std::to_string(body_size) + " bytes behind its header: copy it again, whole");
    }
    if (there > body_size) refuse(name, "has " + std::to_string(there - body_size) + " bytes too many behind its end: copy it again");
    return {.format = format, .body_size = body_size};
}

void verify_body(std::span<const std::byte> header, std::span<const std::byte> body, std::string_view name) {
    if (checksum(header, body) == get<std::uint64_t>(header, checksum_at)) return;
    refuse(name, "is damaged, since its checksum does not fit what it holds: copy it again, or save it again");
}

}  // namespace dangol::inline v0::archiving
