// libFuzzer: whatever the bytes, from_bytes() gives a value or a BadArchive. Built and run by script/fuzz.
//
// The first byte chooses what is loaded and whether the rest is a whole archive or a body, which is then given a header that fits: no
// fuzzer guesses a checksum.
#include <dangol/archive/archive.hpp>
#include <dangol/core/error.hpp>

#include "archive/envelope.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

using namespace dangol;

template <class T>
void load_both_ways(std::span<const std::byte> given, archiving::Kind kind, bool sealed) {
    std::vector<std::byte> bytes(given.begin(), given.end());
    if (!sealed) {
        bytes.insert(bytes.begin(), archiving::header_size, std::byte{});
        archiving::seal(bytes, kind);
    }
    try {
        const T value = from_bytes<T>(bytes);
        if (to_bytes(value).size() != bytes.size()) std::abort();  // what was read is what stood there
    } catch (const BadArchive&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::span<const std::byte> rest(reinterpret_cast<const std::byte*>(data) + 1, size - 1);
    const bool sealed = (data[0] & 0x80) != 0;
    switch (static_cast<archiving::Kind>(1 + (data[0] & 0x7f) % 16)) {
        case archiving::Kind::feature_plan: load_both_ways<FeaturePlan>(rest, archiving::Kind::feature_plan, sealed); break;
        case archiving::Kind::feature_table: load_both_ways<FeatureTable>(rest, archiving::Kind::feature_table, sealed); break;
        case archiving::Kind::lead_table: load_both_ways<LeadTable>(rest, archiving::Kind::lead_table, sealed); break;
        case archiving::Kind::mixture: load_both_ways<Mixture>(rest, archiving::Kind::mixture, sealed); break;
        case archiving::Kind::segmentation: load_both_ways<Segmentation>(rest, archiving::Kind::segmentation, sealed); break;
        case archiving::Kind::persona_set: load_both_ways<PersonaSet>(rest, archiving::Kind::persona_set, sealed); break;
        case archiving::Kind::negative_persona_set: load_both_ways<NegativePersonaSet>(rest, archiving::Kind::negative_persona_set, sealed); break;
        case archiving::Kind::lead_scorer: load_both_ways<LeadScorer>(rest, archiving::Kind::lead_scorer, sealed); break;
        case archiving::Kind::study: load_both_ways<Study>(rest, archiving::Kind::study, sealed); break;
        case archiving::Kind::feature_fold: load_both_ways<FeatureFold>(rest, archiving::Kind::feature_fold, sealed); break;
        case archiving::Kind::mixture_statistics: load_both_ways<MixtureStatistics>(rest, archiving::Kind::mixture_statistics, sealed); break;
        case archiving::Kind::running_segmentation: load_both_ways<RunningSegmentation>(rest, archiving::Kind::running_segmentation, sealed); break;
        case archiving::Kind::lineage: load_both_ways<Lineage>(rest, archiving::Kind::lineage, sealed); break;
        case archiving::Kind::segment_count_table: load_both_ways<SegmentCountTable>(rest, archiving::Kind::segment_count_table, sealed); break;
        case archiving::Kind::permission: load_both_ways<Permission>(rest, archiving::Kind::permission, sealed); break;
        case archiving::Kind::identities: load_both_ways<Identities>(rest, archiving::Kind::identities, sealed); break;
    }
    return 0;
}
