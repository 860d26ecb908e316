#include "kept_values.hpp"

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>

#include "archive/envelope.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

// Remembers the largest piece of memory that was ever asked for. g++ takes our pair of new and delete for a mistake.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
static std::atomic<std::size_t> largest{0};

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    std::size_t before = largest.load(std::memory_order_relaxed);
    while (size > before && !largest.compare_exchange_weak(before, size, std::memory_order_relaxed)) {}
    return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
    if (void* memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace dangol;
using namespace dangol::tests;

namespace {

using Bytes = std::vector<std::byte>;

/// Whether the bytes were refused as they should be. Any other exception fails the test.
template <class T>
bool refused(std::span<const std::byte> bytes) {
    try {
        static_cast<void>(from_bytes<T>(bytes));
        return false;
    } catch (const BadArchive&) {
        return true;
    }
}

template <class T>
void check_truncated(const T& value) {
    const Bytes bytes = to_bytes(value);
    std::size_t accepted = 0;
    for (std::size_t size = 0; size < bytes.size(); ++size) accepted += refused<T>(std::span(bytes).first(size)) ? 0 : 1;
    CHECK(accepted == 0);
}

template <class T>
void check_flipped(const T& value) {
    Bytes bytes = to_bytes(value);
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (const std::byte flip : {std::byte{1}, std::byte{0x80}, std::byte{0xff}}) {
            bytes[at] ^= flip;
            accepted += refused<T>(bytes) ? 0 : 1;
            bytes[at] ^= flip;
        }
    }
    CHECK(accepted == 0);
}

/// One to four bytes of the body are changed, most often to what a count would be hurt by.
void mutate(Bytes& bytes, Random& random) {
    static constexpr int telling[] = {0, 1, 2, 0x7f, 0x80, 0xff};
    const std::uint64_t changes = 1 + random.below(4);
    for (std::uint64_t change = 0; change < changes; ++change) {
        const std::size_t at = archiving::header_size + static_cast<std::size_t>(random.below(bytes.size() - archiving::header_size));
        bytes[at] = random.chance(0.7) ? static_cast<std::byte>(telling[random.below(6)]) : static_cast<std::byte>(random.below(256));
    }
}

/// What reads a value by the positions in it. Only that it stays inside counts here.
void use(const auto&) {}
void use(const Mixture& mixture) {
    const std::size_t columns = mixture.columns().size();
    const std::vector<double> numbers(columns, 1.0), exposures(columns, 2.0);
    const std::vector<std::uint32_t> codes(columns, 0);
    const std::vector<const float*> compositions(columns, nullptr);
    std::vector<double> probabilities(mixture.segment_count());
    mixture.membership({numbers, codes, exposures, compositions}, probabilities);
}
void use(const MixtureStatistics& statistics) {
    try {
        use(maximise(statistics));
    } catch (const InvalidArgument&) {  // sums that no customers have
    } catch (const InsufficientData&) {
    }
}
void use(const LeadScorer& scorer) {
    const Lead lead = scorer.blank_lead(Instant{});
    const ScoreLedger ledger = scorer.explain(lead);
    REQUIRE(to_text(ledger, scorer, lead, Language::korean).size() + to_text(scorer.score(lead), scorer, Language::english).size() > 0);
}
void use(const PersonaSet& personas) {
    for (const Persona& persona : personas.personas) REQUIRE_FALSE(to_text(persona, personas, Language::korean).empty());
    REQUIRE_FALSE(to_text(personas, Language::english).empty());
}
void use(const Identities& identities) {
    REQUIRE(identities.customer_count() < 1000);
    for (const char* table : {"till", "members"}) {
        try {
            for (const std::string& id : identities.customers(table)) static_cast<void>(identities.keys_of(id));
        } catch (const InvalidArgument&) {  // it has another name now
        }
    }
    static_cast<void>(identities.explain({KeyKind::email, "a@x.kr"}, {KeyKind::card, "94003"}));
}
void use(const Study& study) {
    REQUIRE_FALSE(to_text(study, Language::korean).empty());
    use(study.personas);
    if (study.scorer) use(*study.scorer);
}

/// The checksum is no secret: who wants to can write one that fits. Then the body itself must be read with care: it is refused, or it is a
/// value like any other, which can be kept again; and never asks for more memory than it could fill.
template <class T>
void check_forged(const T& value, archiving::Kind kind, int attempts) {
    const Bytes original = to_bytes(value);
    Random random(42);
    std::size_t refusals = 0;
    largest.store(0);
    for (int attempt = 0; attempt < attempts; ++attempt) {
        Bytes bytes = original;
        mutate(bytes, random);
        archiving::seal(bytes, kind);
        try {
            const T read = from_bytes<T>(bytes);
            const Bytes again = to_bytes(read);
            REQUIRE(again.size() == bytes.size());
            use(read);
        } catch (const BadArchive&) {
            ++refusals;
        }
    }
    CHECK(refusals > 0);
    CHECK(largest.load() < 32 * original.size() + 65'536);
}

}  // namespace

TEST_CASE("an archive cut short anywhere is refused") {
    check_truncated(kept_plan());
    check_truncated(kept_table());
    check_truncated(kept_leads());
    check_truncated(kept_segmentation());
    check_truncated(kept_personas());
    check_truncated(kept_negatives());
    check_truncated(kept_fold());
    check_truncated(kept_statistics());
    check_truncated(kept_counts());
    check_truncated(kept_identities());
}

TEST_CASE("an archive with any byte changed is refused") {
    check_flipped(kept_plan());
    check_flipped(kept_table());
    check_flipped(kept_mixture());
    check_flipped(kept_personas());
    check_flipped(kept_negatives());
    check_flipped(kept_fold());
    check_flipped(kept_statistics());
    check_flipped(kept_lineage());
    check_flipped(kept_identities());
}

TEST_CASE("an archive with a forged checksum is refused or sound, and takes no more memory than it fills") {
    check_forged(kept_plan(), archiving::Kind::feature_plan, 20'000);
    check_forged(kept_table(), archiving::Kind::feature_table, 20'000);
    check_forged(kept_leads(), archiving::Kind::lead_table, 5000);
    check_forged(kept_mixture(), archiving::Kind::mixture, 20'000);
    check_forged(kept_personas(), archiving::Kind::persona_set, 20'000);
    check_forged(kept_negatives(), archiving::Kind::negative_persona_set, 20'000);
    check_forged(kept_scorer(), archiving::Kind::lead_scorer, 4000);
    check_forged(kept_fold(), archiving::Kind::feature_fold, 4000);
    check_forged(kept_statistics(), archiving::Kind::mixture_statistics, 10'000);
    check_forged(kept_running(), archiving::Kind::running_segmentation, 4000);
    check_forged(kept_lineage(), archiving::Kind::lineage, 4000);
    check_forged(kept_counts(), archiving::Kind::segment_count_table, 4000);
    check_forged(kept_fold().permission(), archiving::Kind::permission, 1000);
    check_forged(kept_identities(), archiving::Kind::identities, 20'000);
    check_forged(kept_study(), archiving::Kind::study, 4000);
}

TEST_CASE("a count that the body cannot fill is refused before anything grows") {
    for (const int byte : {0xff, 0x7f, 0x10}) {
        Bytes bytes = to_bytes(NegativePersonaSet{});
        std::fill_n(bytes.begin() + archiving::header_size, 8, static_cast<std::byte>(byte));  // the count of personas
        archiving::seal(bytes, archiving::Kind::negative_persona_set);
        largest.store(0);
        CHECK(refused<NegativePersonaSet>(bytes));
        CHECK(largest.load() < 4096);
    }
}

TEST_CASE("a header that claims more than there is asks for no memory") {
    Bytes bytes = to_bytes(kept_plan());
    std::fill_n(bytes.begin() + 24, 7, std::byte{0xff});  // the length
    largest.store(0);
    CHECK(refused<FeaturePlan>(bytes));
    CHECK(largest.load() < 4096);
}
