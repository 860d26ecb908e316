#include "golden.hpp"
#include "kept_values.hpp"

#include "archive/envelope.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <string>
#include <string_view>

using namespace dangol;
using namespace dangol::tests;

namespace {

using Bytes = std::vector<std::byte>;

unsigned digit(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); }

Bytes bytes_of(std::string_view hex) {
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) bytes.push_back(static_cast<std::byte>(digit(hex[i]) << 4 | digit(hex[i + 1])));
    return bytes;
}

template <class T>
bool written_alike(const T& value, const Bytes& archive) {
    const Bytes again = to_bytes(value);
    return Bytes(again.begin() + archiving::header_size, again.end()) == Bytes(archive.begin() + archiving::header_size, archive.end());
}

void print_golden(const char* name, const Bytes& bytes) {
    std::string text = std::string("inline constexpr std::string_view ") + name + " =";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i % 64 == 0) text += i == 0 ? "\n    \"" : "\"\n    \"";
        const auto byte = std::to_integer<unsigned>(bytes[i]);
        text += {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
    }
    std::printf("%s\";\n\n", text.c_str());
}

}  // namespace

TEST_CASE("a study kept in format 1 is read back whole, scores as it did, and is written alike") {
    const Bytes archive = bytes_of(golden_study_1);
    const Study study = from_bytes<Study>(archive);
    CHECK(written_alike(study, archive));
    CHECK(study.personas.personas.at(0).alias == "정미경");
    CHECK(study.personas.segmentation.verdict == Verdict::reproducible);
    CHECK(study.plan == kept_plan());
    CHECK(study.negatives == kept_negatives());
    CHECK(study.account == kept_study().account);
    const LeadScorer& scorer = study.scorer.value();
    Lead lead = scorer.blank_lead(Instant{});
    lead.set(scorer.column("visits"), 12, 100);
    lead.set(scorer.column("campaign"), scorer.level(scorer.column("campaign"), "B"));
    CHECK(scorer.score(lead).log_odds == Catch::Approx(golden_log_odds_1).epsilon(1e-9));
}

TEST_CASE("a table kept in format 1 is read back equal, and is written alike") {
    const Bytes archive = bytes_of(golden_table_1);
    const FeatureTable table = from_bytes<FeatureTable>(archive);
    CHECK(written_alike(table, archive));
    CHECK(table == kept_table());
}

// Prints what golden.hpp holds, for a new format.
TEST_CASE("golden archives of this format", "[.golden]") {
    print_golden("golden_table_1", to_bytes(kept_table()));
    print_golden("golden_study_1", to_bytes(kept_study()));
    const LeadScorer& scorer = kept_scorer();
    Lead lead = scorer.blank_lead(Instant{});
    lead.set(scorer.column("visits"), 12, 100);
    lead.set(scorer.column("campaign"), scorer.level(scorer.column("campaign"), "B"));
    std::printf("inline constexpr double golden_log_odds_1 = %.17g;\n", scorer.score(lead).log_odds);
}
