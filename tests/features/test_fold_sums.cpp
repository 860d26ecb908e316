#include <dangol/features/build_features.hpp>
#include <dangol/features/feature_fold.hpp>

#include "same_table.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

using namespace dangol;
using namespace dangol::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const Permission everybody = Permission::not_recorded(Purpose::profiling);

}  // namespace

TEST_CASE("sums of money are the same in any order, and exact") {
    const std::vector<std::int64_t> customer{1, 1, 1, 1};
    const std::vector<std::string> at{"2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"};
    const std::vector<double> paid{0.1, 1e10, 0.2, 0.4};
    Schema schema{.interaction = {.customer = "customer", .time = "at", .amount = "paid"}};
    FeatureFold fold(schema, {.features = {MonetaryValue{}}}, everybody);
    fold.fold({{"customer", customer}, {"at", at}, {"paid", paid}});
    const FeatureTable table = fold.finish();
    CHECK(table.numbers(ColumnIndex{0})[0] == (1e10 + 0.7) / 4);
}

TEST_CASE("amounts are added exactly as far as the documents say, and refused beyond") {
    const Schema schema{.interaction = {.customer = "customer", .time = "at", .amount = "paid"}};
    const auto sums_to = [&](double amount, std::size_t rows) {
        std::vector<std::int64_t> customer(rows, 1);
        std::vector<Instant> at;
        for (std::size_t row = 0; row < rows; ++row) at.push_back(Instant{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1}} + std::chrono::hours{row} + std::chrono::seconds{1});
        const std::vector<double> paid(rows, amount);
        const TableView table{{"customer", customer}, {"at", at}, {"paid", paid}};
        const FeaturePlan plan{.features = {MonetaryValue{}}};
        FeatureFold fold(schema, plan, everybody);
        fold.fold(table);
        check_same(fold.finish(), build_features(collect({.interactions = table}, schema).permitting(Purpose::profiling), plan));
    };
    sums_to(5.4e11, 1);
    sums_to(1e10 + 0.01, 6'000);
    CHECK_THROWS_WITH(sums_to(5.6e11, 1), ContainsSubstring("too large to be added exactly"));
    CHECK_THROWS_WITH(sums_to(1e10, 6'100), ContainsSubstring("in thousands"));
}
