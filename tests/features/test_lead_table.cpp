#include <dangol/core/error.hpp>
#include <dangol/features/lead_table.hpp>

#include "features/lead_table_state.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <chrono>

using namespace dangol;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

constexpr Instant day(int n) { return Instant{} + std::chrono::days{n}; }

FeatureTable keys(std::vector<std::string> names) { return FeatureTable(std::move(names), {}); }

/// Four leads of three customers, contacted on days 1 … 4 with windows of ten days; the last is open.
LeadTable four_leads() {
    return LeadTable(keys({"park", "kim", "park", "lee"}), {day(1), day(2), day(3), day(4)},
                     {LeadOutcome::converted, LeadOutcome::not_converted, LeadOutcome::not_converted, LeadOutcome::open},
                     {day(11), day(12), day(13), day(14)});
}

}  // namespace

TEST_CASE("customers of leads are numbered in order of first appearance") {
    const LeadTable leads = four_leads();
    CHECK(leads.lead_count() == 4);
    CHECK(leads.customer_count() == 3);
    CHECK(std::vector(leads.customer_of().begin(), leads.customer_of().end()) == std::vector<std::uint32_t>{0, 1, 0, 2});
    const LeadTable some = leads.rows(std::vector<std::uint32_t>{3, 1});
    CHECK(some.customer_count() == 2);
    CHECK(some.customer_of()[0] == 0);
    CHECK(some.features().customer_text(0) == "lee");
    CHECK(some.outcomes()[0] == LeadOutcome::open);
    CHECK(some.window_closes()[1] == day(12));
}

TEST_CASE("leads are divided in time: before is strict, from is not") {
    const LeadTable leads = four_leads();
    CHECK(leads.contacted_before(day(3)).lead_count() == 2);
    CHECK(leads.contacted_from(day(3)).lead_count() == 2);
    CHECK(leads.contacted_from(day(3)).contacted_at()[0] == day(3));
    CHECK(leads.contacted_before(day(1)).lead_count() == 0);
}

TEST_CASE("a lead is closed when its window has closed and its outcome is known") {
    const LeadTable leads = four_leads();
    CHECK(leads.closed_by(day(12)).lead_count() == 2);
    CHECK(leads.closed_by(day(12) - 1us).lead_count() == 1);
    CHECK(leads.closed_by(day(99)).lead_count() == 3);
    const LeadTable without_windows(keys({"kim", "lee"}), {day(1), day(5)}, {LeadOutcome::converted, LeadOutcome::open});
    CHECK(without_windows.window_closes().empty());
    CHECK(without_windows.closed_by(day(9)).lead_count() == 1);
    CHECK(without_windows.closed_by(day(0)).lead_count() == 0);
}

TEST_CASE("an empty lead table equals one without rows") {
    CHECK(LeadTable().lead_count() == 0);
    CHECK(LeadTable() == LeadTable(FeatureTable(), {}, {}));
    CHECK(four_leads() == four_leads());
    CHECK_FALSE(four_leads() == four_leads().rows(std::vector<std::uint32_t>{0}));
}

TEST_CASE("lengths, outcomes, windows and numbering are checked") {
    const auto refused = [](auto&& make, const char* part) {
        CHECK_THROWS_MATCHES(make(), InvalidArgument, MessageMatches(ContainsSubstring(part)));
    };
    refused([] { return LeadTable(keys({"kim"}), {}, {LeadOutcome::open}); }, "number of contacted_at is 0");
    refused([] { return LeadTable(keys({"kim"}), {day(1)}, {}); }, "number of outcomes is 0");
    refused([] { return LeadTable(keys({"kim"}), {day(1)}, {LeadOutcome::open}, {day(1), day(2)}); }, "number of window_closes is 2");
    refused([] { return LeadTable(keys({"kim"}), {day(3)}, {LeadOutcome::open}, {day(2)}); }, "window_closes of row 0");
    LeadTable::State with_rows{.features = keys({"kim"}), .contacted_at = {day(1)}, .outcomes = {LeadOutcome::open}, .source_rows = {1, 2}};
    refused([&] { return with_rows.check(), 0; }, "number of source_rows is 2");
    refused([] { return LeadTable(keys({"kim"}), {day(3)}, {static_cast<LeadOutcome>(9)}); }, "outcome of row 0");
    LeadTable::State state{.features = keys({"kim", "lee"}), .contacted_at = {day(1), day(1)}, .outcomes = {LeadOutcome::open, LeadOutcome::open}};
    state.customer_of = {0, 0};
    state.customer_count = 1;
    refused([&] { return state.check(), 0; }, "customer_of");
}
