#include <dangol/core/error.hpp>
#include <dangol/customers/consent_bias.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/customers/erase.hpp>
#include <dangol/customers/identity.hpp>
#include <dangol/customers/permission.hpp>

#include <stop_token>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;

TEST_CASE("every verb of records ends when it is asked to stop, and leaves what it was given as it was") {
    const std::vector<std::string> who{"ann", "bob", "cho"}, at{"2024-01-01", "2024-01-02", "2024-01-03"}, purpose(3, "profiling"), granted{"yes", "yes", "no"};
    const std::vector<std::string> phone{"010-1111-1111", "010-2222-2222", "010-3333-3333"};
    const Schema schema{.customer = {.id = "who"},
                        .interaction = {.customer = "who", .time = "at"},
                        .lead = {.customer = "who", .contacted = "at"},
                        .consent = {.customer = "who", .purpose = "purpose", .granted = "granted"}};
    const TableView events{{"who", who}, {"at", at}}, consents{{"who", who}, {"purpose", purpose}, {"granted", granted}};
    const Records records{.customers = {{"who", who}}, .interactions = events, .leads = events, .consents = consents};
    const CustomerBase base = collect(records, schema);
    const std::vector<KeyedTable> tables{{"till", {{"who", who}, {"phone", phone}}, {{"who", KeyKind::customer_id}, {"phone", KeyKind::phone}}}};
    const Identities linked = link_identities(tables);

    std::stop_source stop;
    stop.request_stop();
    const Execution stopped{.threads = 1, .stop = stop.get_token()};
    CHECK_THROWS_AS(collect(records, schema, stopped), Cancelled);
    CHECK_THROWS_AS(base.with(records, stopped), Cancelled);
    CHECK_THROWS_AS(base.permitting(Purpose::profiling, Instant::max(), stopped), Cancelled);
    CHECK_THROWS_AS(base.permitting_both(Purpose::profiling, Purpose::marketing, Instant::max(), stopped), Cancelled);
    CHECK_THROWS_AS(erase(base, std::vector<std::string>{"ann"}, stopped), Cancelled);
    CHECK_THROWS_AS(Permission::of(consents, schema, Purpose::profiling, Instant::max(), stopped), Cancelled);
    CHECK_THROWS_AS(link_identities(tables, {}, stopped), Cancelled);
    CHECK_THROWS_AS(linked.with(tables, stopped), Cancelled);
    CHECK_THROWS_AS(linked.customers("till", stopped), Cancelled);
    CHECK(base == collect(records, schema));
    CHECK(linked.customers("till") == who);
}
