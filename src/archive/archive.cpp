// g++ 12 takes what an empty std::optional would hold for something that is read.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <dangol/archive/archive.hpp>

#include <dangol/core/error.hpp>

#include "archive/body.hpp"
#include "archive/envelope.hpp"
#include "archive/files.hpp"

#include <algorithm>
#include <utility>

namespace dangol::inline v0 {
namespace archiving {
namespace {

template <class T>
inline constexpr Kind kind_of{};
template <>
inline constexpr Kind kind_of<FeaturePlan> = Kind::feature_plan;
template <>
inline constexpr Kind kind_of<FeatureTable> = Kind::feature_table;
template <>
inline constexpr Kind kind_of<LeadTable> = Kind::lead_table;
template <>
inline constexpr Kind kind_of<Mixture> = Kind::mixture;
template <>
inline constexpr Kind kind_of<Segmentation> = Kind::segmentation;
template <>
inline constexpr Kind kind_of<PersonaSet> = Kind::persona_set;
template <>
inline constexpr Kind kind_of<NegativePersonaSet> = Kind::negative_persona_set;
template <>
inline constexpr Kind kind_of<LeadScorer> = Kind::lead_scorer;
template <>
inline constexpr Kind kind_of<Study> = Kind::study;
template <>
inline constexpr Kind kind_of<FeatureFold> = Kind::feature_fold;
template <>
inline constexpr Kind kind_of<MixtureStatistics> = Kind::mixture_statistics;
template <>
inline constexpr Kind kind_of<RunningSegmentation> = Kind::running_segmentation;
template <>
inline constexpr Kind kind_of<Lineage> = Kind::lineage;
template <>
inline constexpr Kind kind_of<SegmentCountTable> = Kind::segment_count_table;
template <>
inline constexpr Kind kind_of<Permission> = Kind::permission;
template <>
inline constexpr Kind kind_of<Identities> = Kind::identities;

template <class T>
T read_body(std::span<const std::byte> body, unsigned format, const std::string& name) {
    const auto refuse = [&](const char* why) {
        return BadArchive(name + " does not hold what save() writes (" + why + "): save it again");
    };
    try {
        T value;
        BodyReader reader(body, format);
        reader >> value;
        if (!reader.at_end()) throw Unsound("it goes on behind its value");
        return value;
    } catch (const Unsound& unsound) {
        throw refuse(unsound.what());
    } catch (const BadArchive&) {
        throw;
    } catch (const Error& error) {  // of the gates
        throw refuse(error.text());
    }
}

}  // namespace
}  // namespace archiving

template <Archivable T>
std::vector<std::byte> to_bytes(const T& value) {
    std::vector<std::byte> bytes(archiving::header_size);
    archiving::BodyWriter(bytes) << value;
    archiving::seal(bytes, archiving::kind_of<T>);
    return bytes;
}

template <Archivable T>
T from_bytes(std::span<const std::byte> bytes) {
    using namespace archiving;
    const std::string name = "The archive given as bytes";
    const auto header = bytes.first(std::min(bytes.size(), header_size));
    const Envelope envelope = read_header(header, bytes.size(), kind_of<T>, name);
    const auto body = bytes.subspan(header_size);
    verify_body(header, body, name);
    return read_body<T>(body, envelope.format, name);
}

template <Archivable T>
void save(const std::filesystem::path& path, const T& value) {
    archiving::replace_file(path, to_bytes(value));
}

template <Archivable T>
T load(const std::filesystem::path& path) {
    using namespace archiving;
    const std::string name = shown(path);
    InputFile file(path);
    const std::vector<std::byte> header = file.read(std::min<std::uint64_t>(file.size(), header_size));
    const Envelope envelope = read_header(header, file.size(), kind_of<T>, name);
    const std::vector<std::byte> body = file.read(envelope.body_size);
    verify_body(header, body, name);
    return read_body<T>(body, envelope.format, name);
}

#define DANGOL_ARCHIVED(T)                                                                 \
    template DANGOL_EXPORT void save<T>(const std::filesystem::path&, const T&);           \
    template DANGOL_EXPORT T load<T>(const std::filesystem::path&);                        \
    template DANGOL_EXPORT std::vector<std::byte> to_bytes<T>(const T&);                   \
    template DANGOL_EXPORT T from_bytes<T>(std::span<const std::byte>)

DANGOL_ARCHIVED(FeaturePlan);
DANGOL_ARCHIVED(FeatureTable);
DANGOL_ARCHIVED(LeadTable);
DANGOL_ARCHIVED(Mixture);
DANGOL_ARCHIVED(Segmentation);
DANGOL_ARCHIVED(PersonaSet);
DANGOL_ARCHIVED(NegativePersonaSet);
DANGOL_ARCHIVED(LeadScorer);
DANGOL_ARCHIVED(Study);
DANGOL_ARCHIVED(FeatureFold);
DANGOL_ARCHIVED(MixtureStatistics);
DANGOL_ARCHIVED(RunningSegmentation);
DANGOL_ARCHIVED(Lineage);
DANGOL_ARCHIVED(SegmentCountTable);
DANGOL_ARCHIVED(Permission);
DANGOL_ARCHIVED(Identities);
#undef DANGOL_ARCHIVED

}  // namespace dangol::inline v0
