#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

using namespace dangol;
using namespace std::chrono_literals;
using namespace std::chrono;
using Catch::Matchers::Message;

namespace {

constexpr sys_seconds at(int day, int hour) { return sys_days{2024y / 3 / 1} + days{day - 1} + hours{hour}; }

/// Three baskets of two households; the first basket has two lines.
struct Shop {
    std::vector<std::string> household{"h2", "h1"};
    std::vector<std::int32_t> children{2, 0};
    std::vector<double> distance_km{1.5, 12.25};
    std::vector<std::string> visitor{"h1", "h1", "h2", "h1"};
    std::vector<std::int64_t> basket{7, 7, 8, 9};
    std::vector<sys_seconds> visited_at{at(4, 10), at(4, 9), at(2, 15), at(1, 12)};
    std::vector<double> paid_usd{3.5, 4.0, 10, 2};
    std::vector<std::string> department{"milk", "bread", "milk", "eggs"};
    std::vector<std::string> mailed{"h2", "h1"};
    std::vector<sys_seconds> mailed_at{at(10, 0), at(9, 0)};
    std::vector<std::int32_t> redeemed{1, 0};

    Schema schema() const {
        return {.customer = {.id = "household",
                             .attributes = {{"children", ColumnKind::count}, {"distance_km", ColumnKind::positive}}},
                .interaction = {.customer = "household", .time = "visited_at", .visit = "basket", .amount = "paid_usd", .offering = "department"},
                .lead = {.customer = "household", .contacted = "mailed_at", .converted = "redeemed", .horizon_days = 7},
                .currency = "USD"};
    }
    Records records() const {
        return {.customers = {{"household", household}, {"children", children}, {"distance_km", distance_km}},
                .interactions = {{"household", visitor}, {"basket", basket}, {"visited_at", visited_at}, {"paid_usd", paid_usd},
                                 {"department", department}},
                .leads = {{"household", mailed}, {"mailed_at", mailed_at}, {"redeemed", redeemed}}};
    }
};

}  // namespace

TEST_CASE("records of a shop become customers, visits with lines, and leads") {
    const Shop shop;
    const CustomerBase base = collect(shop.records(), shop.schema());
    CHECK(base.customer_count() == 2);
    CHECK(base.visit_count() == 3);
    CHECK(base.lead_count() == 2);
    CHECK(base.set_aside() == Quarantine{});

    const PermittedBase permitted = base.permitting(Purpose::profiling);
    CHECK(std::get<std::vector<std::string>>(permitted.customers()) == std::vector<std::string>{"h1", "h2"});
    const VisitColumns& visits = permitted.visits();
    CHECK(visits.first_of_customer == std::vector<std::uint64_t>{0, 2, 3});
    CHECK(visits.at == std::vector<Instant>{at(1, 12), at(4, 9), at(2, 15)});
    CHECK(visits.amount == std::vector<double>{2, 7.5, 10});
    CHECK(visits.first_line == std::vector<std::uint64_t>{0, 1, 3, 4});
    CHECK(visits.offerings == std::vector<std::string>{"bread", "eggs", "milk"});
    CHECK(visits.line_offering == std::vector<std::uint32_t>{1, 0, 2, 2});
    CHECK(visits.line_amount == std::vector<double>{2, 4, 3.5, 10});
    CHECK(permitted.first_record() == Instant{at(1, 12)});
    CHECK(permitted.joined().empty());

    REQUIRE(permitted.attributes().size() == 2);
    CHECK(permitted.attributes()[0].numbers == std::vector<double>{0, 2});
    CHECK(permitted.attributes()[1].numbers == std::vector<double>{12.25, 1.5});

    CHECK(permitted.leads().customer == std::vector<std::uint32_t>{0, 1});
    CHECK(permitted.leads().source_row == std::vector<std::uint64_t>{1, 0});
    CHECK(permitted.leads().converted == std::vector<std::uint8_t>{0, 1});
    CHECK(permitted.leads().window_closes == std::vector<Instant>{at(16, 0), at(17, 0)});
}

TEST_CASE("ids that differ by spaces or capitals stay apart, and are counted") {
    const std::vector<std::string> ids{"kim", "kim ", " kim", "KIM", "kim\u00a0", "lee", "Park", "한 별", "한 별\u3000", "한별"}, at(ids.size(), "2024-03-01");
    const Schema schema{.interaction = {.customer = "id", .time = "at"}};
    const CustomerBase base = collect({.interactions = {{"id", ids}, {"at", at}}}, schema);
    CHECK(base.customer_count() == ids.size());
    CHECK(base.account().customers_alike == 7);  // five times kim, twice 한 별
    CHECK(to_text(base.account(), Language::english).find("The ids of 7 differ from another's only by spaces around them or by capital letters") != std::string::npos);
    CHECK(to_text(base.account(), Language::korean).find("7명으로, 같은 고객일 수 있음") != std::string::npos);

    const std::vector<std::string> who{"kim", "lee", "KIM"}, purpose(3, "profiling"), granted{"yes", "yes", "no"}, decided(3, "2024-01-01");
    Schema with_consent = schema;
    with_consent.consent = {.customer = "who", .purpose = "purpose", .granted = "granted", .decided_at = "decided"};
    const CustomerBase asked = collect({.interactions = {{"id", ids}, {"at", at}}, .consents = {{"who", who}, {"purpose", purpose}, {"granted", granted}, {"decided", decided}}}, with_consent);
    CHECK(asked.permitting(Purpose::profiling).account().customers_alike == 0);  // kim and lee agreed

    const std::vector<std::string> plain{"a", "B", "c"}, days(3, "2024-03-01");
    CHECK(collect({.interactions = {{"id", plain}, {"at", days}}}, schema).account().customers_alike == 0);
}
