#include "visit_log.hpp"

#include <dangol/features/build_features.hpp>
#include <dangol/features/feature_fold.hpp>

#include "core/simd.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

using namespace dangol;

namespace {

/// A log of nothing but ids, timestamps and amounts, in which some stretches have something that must be looked at, and others have not.
struct PlainLog {
    static constexpr std::size_t rows = 60'000, stretch = 7'000;  // blocks are of 16,384 rows
    std::vector<std::int64_t> customer = std::vector<std::int64_t>(rows);
    std::vector<std::int64_t> tick = std::vector<std::int64_t>(rows);
    std::vector<double> paid = std::vector<double>(rows);
    std::vector<std::uint64_t> there = std::vector<std::uint64_t>((rows + 63) / 64, ~std::uint64_t{0});
    std::int64_t per_second = 1'000'000;

    explicit PlainLog(std::uint64_t seed, std::int64_t ticks_per_second, const std::string& dirt) : per_second(ticks_per_second) {
        Random random(seed);
        constexpr std::int64_t from = 1'706'000'000;  // 2024-01-23; New York's clocks change within
        for (std::size_t row = 0; row < rows; ++row) {
            customer[row] = static_cast<std::int64_t>(random.below(700) * 0x1234'5678'9abcULL + 17);
            const auto second = from + static_cast<std::int64_t>(row / 3 * 600);  // three rows a moment, some of one customer
            tick[row] = second * per_second + (per_second > 1'000'000 ? static_cast<std::int64_t>(random.below(1'000)) : 0);
            paid[row] = random.chance(0.05) ? std::numeric_limits<double>::quiet_NaN() : random.chance(0.05) ? -0.0 : static_cast<double>(random.below(9'000)) / 100;
            if (row > 0 && random.chance(0.02)) customer[row] = customer[row - 1], tick[row] = tick[row - 1], paid[row] = random.chance(0.5) ? paid[row - 1] : 3;
            const bool dirty = row / stretch % 3 == 1 && row % 500 == 499;
            if (!dirty) continue;
            if (dirt == "negative") paid[row] = -1;
            if (dirt == "infinite") paid[row] = std::numeric_limits<double>::infinity();
            if (dirt == "not ours") paid[row] = -std::numeric_limits<double>::quiet_NaN();
            if (dirt == "far off") tick[row] = std::numeric_limits<std::int64_t>::max() - 5;
            if (dirt == "back in time") std::swap(tick[row], tick[row - 400]);
            if (dirt == "missing") there[row / 64] &= ~(std::uint64_t{1} << row % 64);
        }
    }

    /// `looked_at`: ids of another type, the same numbers, which are read one by one.
    TableView view(bool looked_at, bool with_validity) const {
        ColumnChunk at{.type = PhysicalType::timestamp, .length = rows, .values = tick.data(), .ticks_per_second = per_second};
        if (with_validity) at.validity = reinterpret_cast<const std::uint8_t*>(there.data());
        const ColumnView ids = looked_at ? ColumnView(std::span(reinterpret_cast<const std::uint64_t*>(customer.data()), rows)) : ColumnView(customer);
        return TableView({{"customer", ids}, {"at", ColumnView(std::vector{at})}, {"paid", ColumnView(paid)}});
    }
};

Schema plain_schema(const char* zone) { return {.interaction = {.customer = "customer", .time = "at", .amount = "paid"}, .currency = "KRW", .time_zone = zone}; }

const FeaturePlan with_clock{.features = {Recency{}, Frequency{}, MonetaryValue{}, Tenure{}, VisitIntervals{}, VisitRhythm{}}};
const FeaturePlan without_clock{.features = {Frequency{}, MonetaryValue{}}};
const FeaturePlan without_amount{.features = {Recency{}, Tenure{}}};

FeatureFold folded(const Schema& schema, const FeaturePlan& plan, const TableView& rows) {
    FeatureFold fold(schema, plan, Permission::not_recorded(Purpose::profiling));
    fold.fold(rows);
    return fold;
}

}  // namespace

TEST_CASE("columns that are read where they lie say what they say cell by cell, clean or not") {
    const std::string dirt = GENERATE("nothing", "negative", "infinite", "not ours", "far off", "back in time", "missing");
    const std::int64_t per_second = GENERATE(1, 1'000'000, 1'000'000'000);
    CAPTURE(dirt, per_second);
    const PlainLog log(static_cast<std::uint64_t>(per_second) + dirt.size(), per_second, dirt);
    for (const char* zone : {"Asia/Seoul", "America/New_York"}) {
        Schema schema = plain_schema(zone);
        const FeatureFold expected = folded(schema, with_clock, log.view(true, true));
        const bool clocks_change = schema.time_zone != "Asia/Seoul";  // an hour that no clock showed
        const bool far_off = dirt == "far off" && per_second <= 1'000'000;  // 64 bits of nanoseconds end in 2262
        CHECK((expected.account().tables.front().set_aside > 0) == (clocks_change || far_off || dirt == "negative" || dirt == "infinite" || dirt == "missing"));
        CHECK(expected.account().tables.front().folded > 100);
        const FeatureFold found = folded(schema, with_clock, log.view(false, true));
        CHECK(found == expected);
        CHECK(found.finish() == expected.finish());
        CHECK(found.set_aside() == expected.set_aside());
        CHECK(folded(schema, without_clock, log.view(false, false)) == folded(schema, without_clock, log.view(true, false)));
        CHECK(folded(schema, without_amount, log.view(false, true)) == folded(schema, without_amount, log.view(true, true)));
        schema.window = {.from = std::chrono::year{2024} / 2 / 10, .until = std::chrono::year{2024} / 5 / 1};
        CHECK(folded(schema, with_clock, log.view(false, true)) == folded(schema, with_clock, log.view(true, true)));
    }
}

TEST_CASE("each instruction set reads the same rows") {
    const PlainLog log(5, 1'000'000, "back in time");
    const FeatureFold expected = folded(plain_schema("Asia/Seoul"), with_clock, log.view(true, true));
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        CHECK(folded(plain_schema("Asia/Seoul"), with_clock, log.view(false, true)) == expected);
    }
}

TEST_CASE("what a row says besides its amount tells it from another one of the same moment") {
    const std::vector<std::int64_t> customer{7, 7, 7};
    const std::vector<Instant> at(3, Instant{std::chrono::sys_days{std::chrono::year{2024} / 3 / 1}});
    const std::vector<double> paid{5, 5, 5};
    const std::vector<std::string> cashier{"ann", "bo", "ann"};
    const Schema schema = plain_schema("UTC");
    const FeatureFold amounts = folded(schema, with_clock, {{"customer", customer}, {"at", at}, {"paid", paid}});
    CHECK(amounts.account().tables.front().folded == 2);
    const FeatureFold besides = folded(schema, with_clock, {{"customer", customer}, {"at", at}, {"paid", paid}, {"cashier", cashier}});
    CHECK(besides.account().tables.front().folded == 1);
}

TEST_CASE("amounts below 0 that are refunds are folded as events, whatever the plan asks for") {
    const std::vector<std::int64_t> customer{1, 1, 1, 2};
    const std::vector<std::string> at{"2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"};
    const std::vector<double> paid{10, -10, 30, 5};
    Schema schema = plain_schema("UTC");
    schema.interaction.negative_amounts = NegativeAmounts::returns;
    const TableView rows{{"customer", customer}, {"at", at}, {"paid", paid}};
    const FeatureTable expected = build_features(collect({.interactions = rows}, schema).permitting(Purpose::profiling), without_clock);
    CHECK(folded(schema, without_clock, rows).finish() == expected);
}
