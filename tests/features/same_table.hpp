#pragma once

#include <dangol/features/feature_plan.hpp>
#include <dangol/features/feature_table.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <vector>

namespace dangol::tests {

/// Equal, column by column so that a fault names its own, with the same account and the same settled plan.
inline void check_same(const FeatureTable& found, const FeatureTable& expected) {
    REQUIRE(found.customer_count() == expected.customer_count());
    for (std::uint32_t c = 0; c < expected.columns().size(); ++c) {
        CAPTURE(expected.columns()[c].name);
        CHECK(found.with_columns(std::vector{ColumnIndex{c}}) == expected.with_columns(std::vector{ColumnIndex{c}}));
    }
    CHECK(found == expected);
    CHECK(found.account() == expected.account());
    CHECK(found.plan() == expected.plan());
}

}  // namespace dangol::tests
