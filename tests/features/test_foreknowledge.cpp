#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/features/foreknowledge.hpp>

#include "random_shop.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <limits>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Leads over 20 months, several a customer, whose base rate drifts from 4 to 30 %, with honest columns and columns that know.
LeadTable planted_leads(std::uint64_t seed, std::size_t count = 6000) {
    Random random(seed);
    constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();
    FeatureData fit{.meaning = {.name = "fit"}}, rate{.meaning = {.name = "interest_rate"}}, noise{.meaning = {.name = "noise"}};
    FeatureData seconds{.meaning = {.name = "call_seconds", .kind = ColumnKind::positive}};
    FeatureData code{.meaning = {.name = "refund_code", .kind = ColumnKind::category, .levels = {"a", "b"}}};
    FeatureData pages{.meaning = {.name = "pages_since", .kind = ColumnKind::count}};
    std::vector<std::int64_t> customers;
    std::vector<Instant> at;
    std::vector<LeadOutcome> outcomes;
    for (std::size_t i = 0; i < count; ++i) {
        const double month = std::floor(20 * static_cast<double>(i) / static_cast<double>(count));
        const double fits = random.normal(), base = -3.2 + 0.12 * month;
        const bool converts = random.chance(1 / (1 + std::exp(-base - 0.9 * fits)));
        customers.push_back(static_cast<std::int64_t>(random.below(count / 4)));
        at.push_back(Instant{} + std::chrono::hours{24 * 30 * static_cast<int>(month)});
        outcomes.push_back(random.chance(0.1) ? LeadOutcome::open : converts ? LeadOutcome::converted : LeadOutcome::not_converted);
        fit.numbers.push_back(fits);
        rate.numbers.push_back(5 - 0.2 * month);
        noise.numbers.push_back(random.normal());
        seconds.numbers.push_back(std::exp(random.normal() + (converts ? 2.0 : 0.0)));
        code.codes.push_back(converts && random.chance(0.2) ? static_cast<std::uint32_t>(random.below(2)) : unobserved_code);
        pages.numbers.push_back(random.chance(0.02) ? missing_number : static_cast<double>(random.poisson(converts ? 4 : 1)));
    }
    return LeadTable(FeatureTable(customers, {fit, rate, noise, seconds, code, pages}), at, outcomes);
}

const ForeknowledgeWarning* warning_of(const ForeknowledgeReport& report, std::string_view column) {
    for (const ForeknowledgeWarning& warning : report.warnings) {
        if (warning.column == column) return &warning;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("columns that know how a lead ends are warned of, each with its sign") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        const ForeknowledgeReport report = warn_of_foreknowledge(planted_leads(seed));
        CHECK(report.examined.size() == 6);
        const ForeknowledgeWarning* seconds = warning_of(report, "call_seconds");
        REQUIRE(seconds != nullptr);
        CHECK(seconds->separates);
        CHECK(seconds->auc.value > 0.89);  // Φ(2 / √2) = .92, in bins
        CHECK(seconds->auc.value < 0.94);
        CHECK(seconds->highest_rate > 10 * seconds->lowest_rate);
        const ForeknowledgeWarning* code = warning_of(report, "refund_code");
        REQUIRE(code != nullptr);
        CHECK_FALSE(code->separates);  // few have one
        REQUIRE(code->decides);
        CHECK(code->decides->conversions == code->decides->leads);
        const ForeknowledgeWarning* pages = warning_of(report, "pages_since");
        REQUIRE(pages != nullptr);
        CHECK(pages->jumps);
        for (const char* honest : {"fit", "interest_rate", "noise"}) CHECK(warning_of(report, honest) == nullptr);
    }
}

TEST_CASE("the interval of the area under the curve covers what it is on average in 95 of 100 worlds") {
    std::vector<Estimate> found;
    double mean = 0;
    constexpr std::size_t worlds = 60;
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        const ForeknowledgeReport report = warn_of_foreknowledge(planted_leads(100 + seed, 1500));
        const ForeknowledgeWarning* seconds = warning_of(report, "call_seconds");
        REQUIRE(seconds != nullptr);
        found.push_back(seconds->auc);
        mean += seconds->auc.value / worlds;
    }
    std::size_t covered = 0;
    for (const Estimate& auc : found) covered += auc.interval->low <= mean && mean <= auc.interval->high;
    CHECK(covered >= 52);  // 57 expected; fewer than 52 once in a hundred
}

TEST_CASE("a confirmed column is passed over, also by the replay of its plan") {
    const LeadTable leads = planted_leads(3);
    const LeadTable confirmed(leads.features().with_known("call_seconds", KnownWhen::in_time), {leads.contacted_at().begin(), leads.contacted_at().end()},
                              {leads.outcomes().begin(), leads.outcomes().end()});
    const ForeknowledgeReport report = warn_of_foreknowledge(confirmed);
    CHECK(report.confirmed == std::vector<std::string>{"call_seconds"});
    CHECK(warning_of(report, "call_seconds") == nullptr);
    CHECK(warning_of(report, "pages_since") != nullptr);
}

TEST_CASE("what the plan makes from dated records is not examined, attributes are") {
    const PermittedBase base = random_shop(5, 60).base();
    const ForeknowledgeReport report = warn_of_foreknowledge(build_leads(base, every_feature(2024y / 2 / 6, 60)));
    CHECK(report.examined == std::vector<std::string>{"children", "age_band", "member", "type", "by", "clerk"});
}

TEST_CASE("a warning says why and what to do, in both languages") {
    const ForeknowledgeWarning warning{.column = "call_seconds", .auc = {.value = 0.912, .interval = Interval{0.9, 0.923}}, .separates = true, .lowest_rate = 0.001, .highest_rate = 0.52};
    CHECK_THAT(to_text(warning, Language::english), ContainsSubstring("0.91 (0.9 to 0.92)") && ContainsSubstring("52%") && ContainsSubstring("in_time"));
    CHECK_THAT(to_text(warning, Language::korean), ContainsSubstring("call_seconds") && ContainsSubstring("52%"));
    ForeknowledgeWarning deciding = warning;
    deciding.decides = DecidingValue{.value = "b", .leads = 60, .conversions = 60};
    CHECK_THAT(to_text(deciding, Language::english), ContainsSubstring("Of 60 leads with b there 60 converted."));
    deciding.jumps = true;
    deciding.auc_of_previous = Estimate{.value = 0.51};
    CHECK_THAT(to_text(deciding, Language::english), ContainsSubstring("next to nothing: AUC 0.51"));
    CHECK_THAT(to_text(deciding, Language::korean), ContainsSubstring("AUC 0.51"));
}

TEST_CASE("answers of fewer than ten customers warn of nothing, however well a column seems to tell them apart") {
    const auto warned = [](std::int64_t converting) {
        std::vector<std::int64_t> customers;
        std::vector<LeadOutcome> outcomes;
        FeatureData knows{.meaning = {.name = "knows"}};
        for (std::int64_t lead = 0; lead < 400; ++lead) {
            const bool converts = lead % 20 == 3;  // twenty leads of so many customers
            customers.push_back(converts ? (lead / 20) % converting : 100 + lead);
            outcomes.push_back(converts ? LeadOutcome::converted : LeadOutcome::not_converted);
            knows.numbers.push_back((converts ? 10.0 : 0.0) + static_cast<double>(lead) / 400);
        }
        return warn_of_foreknowledge(LeadTable(FeatureTable(customers, {knows}), std::vector<Instant>(customers.size()), outcomes));
    };
    CHECK(warned(9).examined.empty());
    CHECK(warned(9).conversions == 20);
    CHECK(warned(10).warnings.size() == 1);
}

TEST_CASE("where nobody converted nothing is examined, and strange options are refused") {
    const FeatureTable table(std::vector<std::int64_t>{1, 2}, {FeatureData{.meaning = {.name = "x"}, .numbers = {1, 2}}});
    const LeadTable leads(table, {Instant{}, Instant{}}, {LeadOutcome::not_converted, LeadOutcome::open});
    CHECK(warn_of_foreknowledge(leads).examined.empty());
    CHECK(warn_of_foreknowledge(LeadTable()).leads == 0);
    CHECK_THROWS_AS(warn_of_foreknowledge(leads, {.auc_at_least = 0.4}), InvalidArgument);
    CHECK_THROWS_AS(warn_of_foreknowledge(leads, {.conversions_per_period = 0}), InvalidArgument);
}
