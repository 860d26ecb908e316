#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/customers/consent_bias.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dangol;

namespace {

/// Older customers agree more often than younger ones; the district has nothing to do with it.
struct Town {
    std::vector<std::int64_t> id, asked;
    std::vector<double> age;
    std::vector<std::string> district, purpose;
    std::vector<std::uint8_t> granted;
    double mean_age = 0;

    explicit Town(std::size_t people) {
        Random random(20'260'101);
        for (std::size_t i = 0; i < people; ++i) {
            const double years = 20 + std::floor(60 * random.uniform());
            id.push_back(static_cast<std::int64_t>(i));
            age.push_back(years);
            mean_age += years / static_cast<double>(people);
            district.push_back(random.uniform() < .5 ? "east" : "west");
            asked.push_back(static_cast<std::int64_t>(i));
            purpose.emplace_back("marketing");
            granted.push_back(random.uniform() < 1 / (1 + std::exp(-(years - 50) / 15)) ? 1 : 0);
        }
    }
    CustomerBase base() const {
        return collect({.customers = {{"id", id}, {"age", age}, {"district", district}}, .consents = {{"id", asked}, {"purpose", purpose}, {"granted", granted}}},
                       {.customer = {.id = "id", .attributes = {{"age", ColumnKind::positive}, {"district", ColumnKind::category}}},
                        .consent = {.customer = "id", .purpose = "purpose", .granted = "granted"}});
    }
};

}  // namespace

TEST_CASE("those who agree are compared with all, and weights make them stand for all") {
    const Town town(4'000);
    const CustomerBase base = town.base();
    const ConsentBias bias = compare_consenting(base, Purpose::marketing);
    CHECK(bias.customers == 4'000);
    CHECK(bias.consenting == base.permitting(Purpose::marketing).customer_count());
    CHECK(bias.weights.size() == bias.consenting);
    REQUIRE(bias.differences.size() >= 3);
    CHECK(bias.differences[0].column == "age");
    CHECK(bias.differences[0].standardised > .3);
    CHECK(std::abs(bias.differences[0].weighted) < .05);
    for (const ConsentDifference& difference : bias.differences) {
        if (difference.column == "district") CHECK(std::abs(difference.standardised) < .1);
    }
    const PermittedBase permitted = base.permitting(Purpose::marketing);
    double plain = 0, weighted = 0, sum = 0;
    for (std::size_t c = 0; c < bias.weights.size(); ++c) {
        const double age = permitted.attributes()[0].numbers[c];
        plain += age, weighted += bias.weights[c] * age, sum += bias.weights[c];
    }
    const auto count = static_cast<double>(bias.consenting);
    CHECK(std::abs(sum / count - 1) < 1e-12);
    CHECK(plain / count > town.mean_age + 5);
    CHECK(std::abs(weighted / count - town.mean_age) < 1);
    CHECK(bias.effective_count < count);
    CHECK(bias.effective_count > count / 4);
    CHECK_THAT(to_text(bias, Language::english), Catch::Matchers::ContainsSubstring("of 4,000 customers agreed.\n- age: +"));
    CHECK_THAT(to_text(bias, Language::korean), Catch::Matchers::StartsWith("고객 4,000명 중 "));
}

TEST_CASE("weights are cut where few agreed, and say so") {
    const Town town(3'000);
    const ConsentBias bias = compare_consenting(town.base(), Purpose::marketing, Instant::max(), {.weight_at_most = 1.5});
    CHECK(bias.weights_cut > 0);
    CHECK(*std::ranges::max_element(bias.weights) < 3);
    CHECK(std::abs(bias.differences[0].weighted) > .05);
    CHECK_THROWS_AS(compare_consenting(town.base(), Purpose::marketing, Instant::max(), {.weight_at_most = .5}), InvalidArgument);
}

TEST_CASE("without consent on record, or without anybody who agreed, nothing can be compared") {
    const std::vector<std::string> who{"ann"}, purpose{"training"}, no{"no"};
    const CustomerBase unrecorded = collect({.customers = {{"id", who}}}, {.customer = {.id = "id"}});
    CHECK_THROWS_AS(compare_consenting(unrecorded, Purpose::marketing), BadInput);
    const CustomerBase refused = collect({.customers = {{"id", who}}, .consents = {{"id", who}, {"purpose", purpose}, {"granted", no}}},
                                         {.customer = {.id = "id"}, .consent = {.customer = "id", .purpose = "purpose", .granted = "granted"}});
    CHECK_THROWS_AS(compare_consenting(refused, Purpose::training), BadInput);
}
