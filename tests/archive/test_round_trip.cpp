#include "kept_values.hpp"
#include "temporary_folder.hpp"

#include <dangol/core/error.hpp>

#include "scoring/lead_world.hpp"

#include <catch2/catch_test_macros.hpp>

#include <bit>
#include <cmath>

using namespace dangol;
using namespace dangol::tests;

namespace {

/// Equal as a value and in every bit: NaN equals nothing, so bytes are compared as well.
template <class T>
void check_round_trip(const T& value) {
    const std::vector<std::byte> bytes = to_bytes(value);
    const T kept = from_bytes<T>(bytes);
    CHECK(to_bytes(kept) == bytes);

    const TemporaryFolder folder;
    save(folder.path() / "value.dangol", value);
    CHECK(to_bytes(load<T>(folder.path() / "value.dangol")) == bytes);
    CHECK(folder.file_count() == 1);
}

}  // namespace

TEST_CASE("a feature plan is kept with every kind of feature") {
    check_round_trip(kept_plan());
    check_round_trip(FeaturePlan{});
    CHECK(from_bytes<FeaturePlan>(to_bytes(kept_plan())) == kept_plan());
}

TEST_CASE("tables are kept with every kind of column and what was not observed") {
    check_round_trip(kept_table());
    check_round_trip(FeatureTable{});
    check_round_trip(kept_leads());
    check_round_trip(LeadTable{});
    CHECK(from_bytes<FeatureTable>(to_bytes(kept_table())) == kept_table());
    CHECK(from_bytes<LeadTable>(to_bytes(kept_leads())) == kept_leads());
}

TEST_CASE("a mixture that was kept gives the same memberships, bit by bit") {
    check_round_trip(kept_mixture());
    check_round_trip(Mixture{});
    const Mixture mixture = kept_mixture(), kept = from_bytes<Mixture>(to_bytes(mixture));
    CHECK(kept == mixture);
    const double numbers[] = {7, 4, 0}, exposures[] = {1, 1, 6};
    const std::uint32_t codes[] = {0, 0, 0};
    const float parts[] = {0.5F, 0.25F, 0.25F};
    const float* const compositions[] = {nullptr, nullptr, parts};
    double before[2] = {}, after[2] = {};
    mixture.membership({numbers, codes, exposures, compositions}, before);
    kept.membership({numbers, codes, exposures, compositions}, after);
    CHECK(before[0] > 0);
    CHECK(std::bit_cast<std::uint64_t>(before[0]) == std::bit_cast<std::uint64_t>(after[0]));
    CHECK(std::bit_cast<std::uint64_t>(before[1]) == std::bit_cast<std::uint64_t>(after[1]));
}

TEST_CASE("segments, personas and negative personas are kept") {
    check_round_trip(kept_segmentation());
    check_round_trip(Segmentation{});
    check_round_trip(kept_personas());
    check_round_trip(PersonaSet{});
    check_round_trip(kept_negatives());
    check_round_trip(NegativePersonaSet{});
    CHECK(from_bytes<NegativePersonaSet>(to_bytes(kept_negatives())) == kept_negatives());
}

TEST_CASE("statistics that were kept merge with others and make the same mixture") {
    check_round_trip(MixtureStatistics{});
    check_round_trip(kept_statistics());
    MixtureStatistics statistics = kept_statistics(), kept = from_bytes<MixtureStatistics>(to_bytes(kept_statistics()));
    CHECK(kept == statistics);
    kept.merge(statistics);
    statistics.merge(statistics);
    CHECK(maximise(kept) == maximise(statistics));
}

TEST_CASE("segments that go on learning, their lineage and the table of their number are kept") {
    check_round_trip(RunningSegmentation{});
    check_round_trip(kept_running());
    check_round_trip(Lineage{});
    check_round_trip(kept_lineage());
    check_round_trip(SegmentCountTable{});
    check_round_trip(kept_counts());
    CHECK(from_bytes<RunningSegmentation>(to_bytes(kept_running())) == kept_running());
    CHECK(from_bytes<SegmentCountTable>(to_bytes(kept_counts())) == kept_counts());
    RunningSegmentation contradicting = kept_running();
    contradicting.statistics = {};
    CHECK_THROWS_AS(to_bytes(contradicting), InvalidArgument);
}

TEST_CASE("NaN and the sign of zero are kept") {
    Segmentation segmentation = kept_segmentation();
    segmentation.trials[0].bic = -0.0;
    const Segmentation kept = from_bytes<Segmentation>(to_bytes(segmentation));
    CHECK(std::isnan(kept.trials[0].icl));
    CHECK(std::signbit(kept.trials[0].bic));
}

TEST_CASE("a scorer that was kept gives the same scores and ledgers, bit by bit") {
    check_round_trip(LeadScorer{});
    const LeadScorer& scorer = kept_scorer();
    check_round_trip(scorer);
    const LeadScorer kept = from_bytes<LeadScorer>(to_bytes(scorer));
    CHECK(kept == scorer);
    Random random(2);
    const LeadTable leads = lead_world::make(random, scorer.personas(), {.customers = 50}).leads;
    CHECK(kept.score(leads) == scorer.score(leads));
    CHECK(kept.explain(kept.lead(leads, 7)) == scorer.explain(scorer.lead(leads, 7)));
}

TEST_CASE("a whole study is kept") {
    check_round_trip(Study{});
    check_round_trip(kept_study());
    const Study kept = from_bytes<Study>(to_bytes(kept_study()));
    CHECK(kept.personas.personas[0].notes == kept_study().personas.personas[0].notes);
    CHECK(*kept.scorer == kept_scorer());
}

TEST_CASE("a permission is kept by itself") {
    check_round_trip(Permission{});
    const Permission permission = kept_fold().permission(), kept = from_bytes<Permission>(to_bytes(permission));
    REQUIRE(permission.recorded());
    CHECK(kept == permission);
    CHECK(kept.allows("mina"));
    CHECK_FALSE(kept.allows("홍길동"));
}

TEST_CASE("identities that were kept keep their ids when data arrive later") {
    check_round_trip(Identities{});
    const Identities identities = kept_identities(), kept = from_bytes<Identities>(to_bytes(identities));
    check_round_trip(identities);
    CHECK(kept == identities);
    CHECK(kept.shared() == identities.shared());
    CHECK_FALSE(kept.shared().empty());
    CHECK(kept.unreadable_keys() == 1);
    CHECK(kept.customers("till") == identities.customers("till"));
    CHECK(kept.explain({KeyKind::email, "a@x.kr"}, {KeyKind::card, "94003"}) == identities.explain({KeyKind::email, "a@x.kr"}, {KeyKind::card, "94003"}));

    const std::string id = identities.customer_of({KeyKind::phone, "+821011111111"}).value();
    CHECK(id.starts_with("p"));  // of before the member list came
    const std::vector<std::string> member{"a1"}, phone{"010-1111-1111"};
    const std::vector<KeyedTable> later{{"more", {{"id", member}, {"phone", phone}}, {{"id", KeyKind::customer_id}, {"phone", KeyKind::phone}}}};
    CHECK(kept.with(later) == identities.with(later));
    CHECK(kept.with(later).customers("more") == std::vector{id});
    CHECK(link_identities(later).customers("more") == member);  // as it would be called without what was kept
}

TEST_CASE("a fold that was kept goes on where it was") {
    check_round_trip(FeatureFold{});
    const FeatureFold fold = kept_fold(), kept = from_bytes<FeatureFold>(to_bytes(fold));
    REQUIRE(fold.customer_count() == 2);
    check_round_trip(fold);
    CHECK(kept == fold);
    CHECK(kept.finish() == fold.finish());
    CHECK(kept.account() == fold.account());
    CHECK(kept.set_aside() == fold.set_aside());
}

TEST_CASE("saving replaces a file whole") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "plan.dangol";
    save(path, kept_study());
    save(path, kept_plan());
    CHECK(load<FeaturePlan>(path) == kept_plan());
    CHECK(folder.file_count() == 1);
}

TEST_CASE("a value made by hand that contradicts itself is refused before it is written") {
    PersonaSet personas = kept_personas();
    personas.personas[0].traits[0].column = {99};
    CHECK_THROWS_AS(to_bytes(personas), InvalidArgument);
    personas = kept_personas();
    personas.personas[0].traits[1].level = LevelIndex{3};
    CHECK_THROWS_AS(to_bytes(personas), InvalidArgument);
    personas = kept_personas();
    personas.personas[0].to_find_out[0].column = {3};
    CHECK_THROWS_AS(to_bytes(personas), InvalidArgument);
    personas = kept_personas();
    personas.personas[0].segment = {77};
    CHECK_THROWS_AS(to_bytes(personas), InvalidArgument);
    personas = kept_personas();
    personas.personas[0].id = personas.personas[1].id;
    CHECK_THROWS_AS(to_bytes(personas), InvalidArgument);
    Segmentation segmentation = kept_segmentation();
    segmentation.ids.pop_back();
    CHECK_THROWS_AS(to_bytes(segmentation), InvalidArgument);
    Study study = kept_study();
    study.negatives.personas[0].persona = {5};
    CHECK_THROWS_AS(to_bytes(study), InvalidArgument);
}
