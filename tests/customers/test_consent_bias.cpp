#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/customers/consent_bias.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>
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

TEST_CASE("without consent on record nothing can be compared, nor a group that is no smaller than three") {
    const std::vector<std::string> who{"ann"};
    const CustomerBase unrecorded = collect({.customers = {{"id", who}}}, {.customer = {.id = "id"}});
    CHECK_THROWS_AS(compare_consenting(unrecorded, Purpose::marketing), BadInput);
    CHECK_THROWS_AS(compare_consenting(Town(400).base(), Purpose::marketing, Instant::max(), {.smallest_group = 2}), InvalidArgument);
}

TEST_CASE("fewer than k who agreed, or who refused, are not compared: the difference would be their records") {
    const auto with_refusals = [](std::size_t refusals) {
        Town town(100);
        for (std::size_t i = 0; i < 100; ++i) town.granted[i] = i < refusals ? 0 : 1;
        return town.base();
    };
    for (const std::size_t refusals : {0U, 1U, 19U, 81U, 99U, 100U}) {
        INFO(refusals);
        CHECK_THROWS_AS(compare_consenting(with_refusals(refusals), Purpose::marketing), InsufficientData);
    }
    CHECK_THROWS_WITH(compare_consenting(with_refusals(1), Purpose::marketing),
                      Catch::Matchers::StartsWith("The number of customers who refused this purpose is 1, but must be at least 20"));
    CHECK(compare_consenting(with_refusals(20), Purpose::marketing).consenting == 80);
    CHECK(compare_consenting(with_refusals(80), Purpose::marketing).consenting == 20);
    CHECK(compare_consenting(with_refusals(3), Purpose::marketing, Instant::max(), {.smallest_group = 3}).consenting == 97);
}

TEST_CASE("a level that too few have is part of the others, and the others are never too few") {
    Town town(400);
    for (std::size_t i = 0; i < 400; ++i) {
        town.granted[i] = i % 2;
        town.district[i] = i < 200 ? "east" : i < 300 ? "west" : "south";
    }
    town.district[0] = "north";  // who refused
    const ConsentBias bias = compare_consenting(town.base(), Purpose::marketing);
    CHECK(bias.levels_withheld == 2);  // north, and one more without which north would be what is left
    CHECK(bias.columns_withheld == 0);
    std::vector<std::string> levels;
    for (const ConsentDifference& difference : bias.differences) {
        if (difference.column == "district") levels.push_back(difference.level);
    }
    std::ranges::sort(levels);
    CHECK(levels.size() == 3);
    CHECK(std::ranges::count(levels, "(other)") == 1);
    CHECK(std::ranges::count(levels, "north") == 0);
    CHECK_THAT(to_text(bias, Language::english), Catch::Matchers::EndsWith("\nNot shown by themselves, for too few people: 2 levels, 0 columns."));
    CHECK_THAT(to_text(bias, Language::korean), Catch::Matchers::EndsWith("값 2개, 항목 0개."));
}

TEST_CASE("whatever the shares add up to, left over or left out, is nobody or at least k people on both sides") {
    Random random(7);
    std::size_t shown = 0, withheld = 0;
    for (int world = 0; world < 150; ++world) {
        Town town(120 + static_cast<std::size_t>(200 * random.uniform()));
        const double agreeing = .3 + .4 * random.uniform(), skew = 1 + 4 * random.uniform(), tie = random.uniform();
        for (std::size_t i = 0; i < town.id.size(); ++i) {
            town.granted[i] = random.uniform() < agreeing ? 1 : 0;
            const double place = std::pow(random.uniform(), skew);
            town.district[i] = std::string(1, static_cast<char>('a' + static_cast<int>(6 * place)));
            if (town.granted[i] && random.uniform() < tie) town.district[i] = "a";
            if (random.uniform() < .05 * tie) town.district[i] = "";
        }
        const std::size_t k = 3 + static_cast<std::size_t>(18 * random.uniform());
        const ConsentBias bias = compare_consenting(town.base(), Purpose::marketing, Instant::max(), {.levels_at_most = world % 3 == 0 ? 3u : 20u, .smallest_group = k});
        const auto all = static_cast<double>(bias.customers), agreed = static_cast<double>(bias.consenting);
        std::vector<std::pair<long, long>> groups;  // of those who agreed, of those who refused
        for (const ConsentDifference& difference : bias.differences) {
            if (difference.column != "district") continue;
            const long yes = std::lround(difference.consenting * agreed);
            groups.emplace_back(yes, std::lround(difference.everyone * all) - yes);
        }
        const long yes = static_cast<long>(bias.consenting), no = static_cast<long>(bias.customers - bias.consenting), least = static_cast<long>(k);
        const auto enough = [&](long count) { return count == 0 || count >= least; };
        for (std::size_t subset = 0; subset < (std::size_t{1} << groups.size()); ++subset) {
            long with = 0, without = 0;
            for (std::size_t g = 0; g < groups.size(); ++g) {
                if (subset >> g & 1) with += groups[g].first, without += groups[g].second;
            }
            const bool safe = enough(with) && enough(without) && enough(yes - with) && enough(no - without);
            INFO(world << ": " << with << " agreed, " << without << " refused, k = " << k);
            if (!safe) CHECK(safe);
        }
        shown += groups.size(), withheld += bias.levels_withheld;
    }
    CHECK(shown > 100);
    CHECK(withheld > 100);
}

TEST_CASE("numbers are compared where they are known of k people on both sides") {
    Town town(400);
    for (std::size_t i = 0; i < 400; ++i) town.granted[i] = i % 2;
    const auto shown = [&](std::size_t refusers_known) {
        Town less = town;
        for (std::size_t i = 0; i < 400; i += 2) {
            if (i / 2 >= refusers_known) less.age[i] = std::nan("");
        }
        const ConsentBias bias = compare_consenting(less.base(), Purpose::marketing);
        return std::pair(std::ranges::count(bias.differences, "age", &ConsentDifference::column), bias.columns_withheld);
    };
    CHECK(shown(19) == std::pair<std::ptrdiff_t, std::size_t>(0, 1));
    CHECK(shown(20) == std::pair<std::ptrdiff_t, std::size_t>(2, 0));
    CHECK(shown(181) == std::pair<std::ptrdiff_t, std::size_t>(1, 0));  // 19 are not known: their share is not said
}

TEST_CASE("protected attributes are neither compared nor part of the weights") {
    const Town town(400);
    std::vector<std::string> faith;
    for (std::size_t i = 0; i < 400; ++i) faith.emplace_back(town.granted[i] ? "one" : "another");
    const auto compared = [&](Sensitivity sensitivity) {
        const CustomerBase base =
            collect({.customers = {{"id", town.id}, {"faith", faith}}, .consents = {{"id", town.asked}, {"purpose", town.purpose}, {"granted", town.granted}}},
                    {.customer = {.id = "id", .attributes = {{.name = "faith", .kind = ColumnKind::category, .sensitivity = sensitivity}}},
                     .consent = {.customer = "id", .purpose = "purpose", .granted = "granted"}});
        return compare_consenting(base, Purpose::marketing);
    };
    CHECK(std::ranges::count(compared(Sensitivity::ordinary).differences, "faith", &ConsentDifference::column) == 2);
    const ConsentBias bias = compared(Sensitivity::protected_attribute);
    CHECK(bias.differences.empty());
    CHECK(std::ranges::all_of(bias.weights, [](double weight) { return std::abs(weight - 1) < 1e-9; }));
}
