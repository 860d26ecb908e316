#include <dangol/core/error.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/features/feature_table.hpp>

#include "features/feature_table_state.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
constexpr float no_part = std::numeric_limits<float>::quiet_NaN();

FeatureData numbers(std::string name, ColumnKind kind, std::vector<double> values, std::vector<double> exposures = {}) {
    return {.meaning = {.name = std::move(name), .kind = kind, .period = kind == ColumnKind::cyclic ? 24.0 : 0.0},
            .numbers = std::move(values),
            .exposures = std::move(exposures)};
}

FeatureData codes(std::string name, ColumnKind kind, std::vector<std::string> levels, std::vector<std::uint32_t> values) {
    return {.meaning = {.name = std::move(name), .kind = kind, .levels = std::move(levels)}, .codes = std::move(values)};
}

FeatureData parts(std::string name, std::vector<float> values, std::vector<double> exposures = {}) {
    return {.meaning = {.name = std::move(name), .kind = ColumnKind::composition, .levels = {"a", "b"}},
            .compositions = std::move(values),
            .exposures = std::move(exposures)};
}

/// Three customers, one column of each way of storing.
FeatureTable three_customers() {
    return FeatureTable(std::vector<std::string>{"kim", "lee", "park"},
                        {numbers("spend", ColumnKind::positive, {10, no_number, 0}, {2, 0, 1}),
                         numbers("visits", ColumnKind::count, {3, 0, 1}, {30, 30, 0.5}),
                         codes("gift", ColumnKind::flag, {}, {1, unobserved_code, 0}),
                         codes("age_band", ColumnKind::ordered_category, {"young", "old"}, {1, 0, unobserved_code}),
                         parts("mix", {0.25F, 0.75F, no_part, no_part, 1, 0}, {4, 0, 1})});
}

template <class Make>
void refused(Make&& make, const char* part) {
    CHECK_THROWS_MATCHES(make(), InvalidArgument, MessageMatches(ContainsSubstring(part)));
}

void refused(FeatureData column, const char* part) {
    refused([&] { return FeatureTable(std::vector<std::int64_t>{7}, {std::move(column)}); }, part);
}

}  // namespace

TEST_CASE("an empty table has nothing and equals another") {
    const FeatureTable empty;
    CHECK(empty.customer_count() == 0);
    CHECK(empty.columns().empty());
    CHECK(empty == FeatureTable(std::vector<std::int64_t>{}, {}));
}

TEST_CASE("cells are read as they were given, and unobserved ones hold 0 and exposure 0") {
    const FeatureTable table = three_customers();
    const ColumnIndex spend = table.column("spend"), gift = table.column("gift"), mix = table.column("mix");
    CHECK(table.customer_count() == 3);
    CHECK(table.customer_text(1) == "lee");
    CHECK(table.numbers(spend)[0] == 10);
    CHECK(table.exposures(spend)[0] == 2);
    CHECK_FALSE(table.observed(spend)[1]);
    CHECK(table.numbers(spend)[1] == 0);
    CHECK(table.observed(spend)[2]);
    CHECK(table.codes(gift)[0] == 1);
    CHECK(table.codes(gift)[1] == 0);
    CHECK_FALSE(table.observed(gift)[1]);
    CHECK(table.exposures(gift)[0] == 1);
    CHECK(table.exposures(gift)[1] == 0);
    CHECK(table.compositions(mix)(0, 1) == 0.75F);
    CHECK(table.compositions(mix)(1, 0) == 0.0F);
    CHECK(table.observed(mix).count() == 2);
    CHECK(table.weights()[2] == 1);
}

TEST_CASE("nothing behind a 0 is nothing observed") {
    const FeatureTable table(std::vector<std::int64_t>{1, 2}, {numbers("gifts", ColumnKind::share, {0, 0}, {0, 4})});
    CHECK_FALSE(table.observed(table.column("gifts"))[0]);
    CHECK(table.observed(table.column("gifts"))[1]);
}

TEST_CASE("whole-number ids are printed as such") {
    const FeatureTable table(std::vector<std::int64_t>{-5, 12}, {});
    CHECK(table.customer_text(0) == "-5");
    refused([&] { return table.customer_text(2); }, "row is 2");
}

TEST_CASE("rows are chosen in the order asked for, with repeats") {
    const FeatureTable table = three_customers();
    const std::vector<std::uint32_t> wanted{2, 0, 2};
    const FeatureTable chosen = table.rows(wanted);
    CHECK(chosen.customer_text(0) == "park");
    CHECK(chosen.customer_text(2) == "park");
    CHECK(chosen.numbers(chosen.column("visits"))[1] == 3);
    CHECK(chosen.compositions(chosen.column("mix"))(1, 1) == 0.75F);
    CHECK_FALSE(chosen.observed(chosen.column("age_band"))[0]);
    CHECK(table.rows(std::vector<std::uint32_t>{0, 1, 2}) == table);
    refused([&] { return table.rows(std::vector<std::uint32_t>{3}); }, "row is 3");
}

TEST_CASE("columns are chosen in the order asked for and share their data") {
    const FeatureTable table = three_customers();
    const std::vector<ColumnIndex> wanted{table.column("mix"), table.column("spend")};
    const FeatureTable chosen = table.with_columns(wanted);
    REQUIRE(chosen.columns().size() == 2);
    CHECK(chosen.columns()[0].name == "mix");
    CHECK(chosen.numbers(ColumnIndex{1}).data() == table.numbers(table.column("spend")).data());
    CHECK_FALSE(chosen == table);
    refused([&] { return table.with_columns(std::vector<ColumnIndex>{{0}, {0}}); }, "asked for once");
    refused([&] { return table.with_columns(std::vector<ColumnIndex>{{9}}); }, "column index is 9");
}

TEST_CASE("a role can be changed without touching the data, and a replay keeps it") {
    auto state = std::make_shared<FeatureTable::State>();
    state->customers = CustomerKeys{std::vector<std::int64_t>{1}};
    state->columns = {{.name = "distance_km"}};
    state->cells.emplace_back(cells_of(numbers("distance_km", ColumnKind::numeric, {3}), 1));
    state->weights = {1};
    state->plan.settled_columns = state->columns;
    state->check();
    const FeatureTable table(state);
    const FeatureTable other = table.with_role("distance_km", Role::descriptor);
    CHECK(table.columns_with(Role::basis) == std::vector<ColumnIndex>{{0}});
    CHECK(other.columns_with(Role::basis).empty());
    CHECK(other.columns_with(Role::descriptor).size() == 1);
    CHECK(other.plan().settled_columns.front().role == Role::descriptor);
    CHECK(other.numbers({0}).data() == table.numbers({0}).data());
}

TEST_CASE("tables are equal when every cell is") {
    CHECK(three_customers() == three_customers());
    CHECK_FALSE(three_customers() == three_customers().with_weights({1, 2, 1}));
    CHECK_FALSE(three_customers() == three_customers().rows(std::vector<std::uint32_t>{0, 2, 1}));
}

TEST_CASE("a column that is not there is named with the closest there is") {
    CHECK_THROWS_MATCHES(three_customers().column("visit"), UnknownColumn, MessageMatches(ContainsSubstring("\"visits\"")));
}

TEST_CASE("a column read as what it is not says how to read it") {
    const FeatureTable table = three_customers();
    CHECK_THROWS_MATCHES(table.numbers(table.column("gift")), ColumnKindMismatch, MessageMatches(ContainsSubstring("codes()")));
    CHECK_THROWS_MATCHES(table.numbers(table.column("mix")), ColumnKindMismatch, MessageMatches(ContainsSubstring("compositions()")));
    CHECK_THROWS_MATCHES(table.codes(table.column("spend")), ColumnKindMismatch, MessageMatches(ContainsSubstring("numbers()")));
    CHECK_THROWS_MATCHES(table.compositions(table.column("spend")), ColumnKindMismatch, MessageMatches(ContainsSubstring("numbers()")));
}

TEST_CASE("every cell is checked against its kind, naming column, row, value and constraint") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    refused(numbers("x", ColumnKind::numeric, {infinity}), "column \"x\", row 0 is inf");
    refused(numbers("x", ColumnKind::positive, {-2}), "-2");
    refused(numbers("x", ColumnKind::count, {1.5}), "whole number");
    refused(numbers("x", ColumnKind::count, {3}, {0}), "0 where the exposure is 0");
    refused(numbers("x", ColumnKind::share, {3}, {2}), "at most the trials");
    refused(numbers("x", ColumnKind::cyclic, {24}), "below the period");
    refused(numbers("x", ColumnKind::count, {3}, {-1}), "exposure is -1");
    refused(numbers("x", ColumnKind::count, {3}, {no_number}), "above 0 and finite");
    refused(codes("x", ColumnKind::flag, {}, {2}), "a code of one of the levels");
    refused(codes("x", ColumnKind::category, {"a"}, {1}), "a code of one of the levels");
    refused(parts("x", {0.5F, 0.6F}), "sum to 1");
    refused(parts("x", {-0.5F, 1.5F}), "at least 0");
    refused(parts("x", {0.5F, no_part}), "at least 0");
    refused(parts("x", {0.5F}), "2 long");
    refused(numbers("x", ColumnKind::numeric, {1, 2}), "1 long");
    refused(numbers("x", ColumnKind::numeric, {1}, {1, 1}), "length of exposures");
    refused(numbers("", ColumnKind::numeric, {1}), "at least one letter");
    refused(codes("x", ColumnKind::category, {"a", "a"}, {0}), "named once");
    FeatureData without_period = numbers("x", ColumnKind::cyclic, {1});
    without_period.meaning.period = 0;
    refused(without_period, "period is 0");
    FeatureData without_parts = parts("x", {});
    without_parts.meaning.levels = {};
    refused(without_parts, "number of levels");
    FeatureData strange = numbers("x", ColumnKind::numeric, {1});
    strange.meaning.role = static_cast<Role>(77);
    refused(strange, "one that dangol defines");
    refused([] { return FeatureTable(std::vector<std::int64_t>{1}, {numbers("x", ColumnKind::numeric, {1}), numbers("x", ColumnKind::numeric, {1})}); },
            "unique in its table");
    refused([] { return FeatureTable(std::vector<std::int64_t>{1}, {}, {1, 2}); }, "number of weights is 2");
    refused([] { return FeatureTable(std::vector<std::int64_t>{1}, {}, {-1}); }, "weight of row 0");
}

TEST_CASE("the gate refuses a state whose unobserved cells say something, or whose columns have no cells") {
    FeatureTable::State state;
    state.customers = CustomerKeys{std::vector<std::int64_t>{1}};
    state.columns = {{.name = "x"}};
    state.weights = {1};
    CHECK_THROWS_MATCHES(state.check(), InvalidArgument, MessageMatches(ContainsSubstring("one per column")));
    FeatureCells cells = cells_of(numbers("x", ColumnKind::numeric, {no_number}), 1);
    cells.numbers[0] = 3;
    state.cells.emplace_back(cells);
    CHECK_THROWS_MATCHES(state.check(), InvalidArgument, MessageMatches(ContainsSubstring("0 where it was not observed")));
}

TEST_CASE("a visitor of fields sees what is held and can replace it") {
    SharedValue<CustomerKeys> shared(CustomerKeys{std::vector<std::int64_t>{1}});
    const SharedValue<CustomerKeys> before = shared;
    SharedValue<CustomerKeys>::visit(shared, [](CustomerKeys& keys) { keys = std::vector<std::string>{"kim"}; });
    CHECK(std::get<std::vector<std::string>>(*shared).front() == "kim");
    CHECK(std::get<std::vector<std::int64_t>>(*before).front() == 1);
}
