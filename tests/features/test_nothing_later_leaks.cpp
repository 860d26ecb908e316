#include <dangol/core/random.hpp>
#include <dangol/features/build_features.hpp>

#include "random_shop.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;

namespace {

/// What is dated midnight may have happened at any time of that day. Times are texts of one length, so that their order is that of the alphabet.
bool written_by(const std::string& at, const std::string& moment) {
    const bool same_day = at.substr(0, 10) == moment.substr(0, 10), only_dated = at.ends_with("00:00");
    return at < moment && !(same_day && only_dated);
}

/// The shop as its owner could have written it down at `moment`: no visit, contact or conversion of that moment or later, or that may have been later, and
/// no outcome of a window that was open.
SmallShop as_written_at(const SmallShop& shop, const std::string& moment) {
    SmallShop before = shop;
    std::erase_if(before.lines, [&](const VisitLine& line) { return !written_by(line.at, moment); });
    std::erase_if(before.leads, [&](const LeadRow& lead) { return !written_by(lead.contacted, moment); });
    for (CustomerRow& customer : before.customers) {
        if (!customer.joined.empty() && !written_by(customer.joined, moment)) customer.joined = "";
    }
    for (LeadRow& lead : before.leads) {
        const bool open = lead.closes.empty() || lead.closes > moment;
        const bool dated = !lead.converted_at.empty();
        if (dated && written_by(lead.converted_at, moment)) continue;
        if (dated || open) lead.converted = lead.converted_at = "";
    }
    return before;
}

/// The same, with other visits and contacts from `moment` on: later history rewritten, not deleted.
SmallShop with_another_future(const SmallShop& shop, const SmallShop& other, const std::string& moment) {
    SmallShop mixed = as_written_at(shop, moment);
    for (VisitLine line : other.lines) {
        if (written_by(line.at, moment)) continue;
        line.basket += "'";
        mixed.lines.push_back(line);
    }
    for (const LeadRow& lead : other.leads) {
        if (!written_by(lead.contacted, moment)) mixed.leads.push_back(lead);
    }
    return mixed;
}

std::vector<std::uint32_t> rows_of(const std::vector<std::size_t>& rows) { return {rows.begin(), rows.end()}; }

/// Rows of two tables of the same columns say the same.
bool same_rows(const FeatureTable& a, const std::vector<std::size_t>& rows_a, const FeatureTable& b, const std::vector<std::size_t>& rows_b) {
    const FeatureTable left = a.rows(rows_of(rows_a)), right = b.rows(rows_of(rows_b));
    if (left.customers() != right.customers() || !std::ranges::equal(left.columns(), right.columns())) return false;
    for (std::uint32_t c = 0; c < left.columns().size(); ++c) {
        const ColumnIndex column{c};
        const auto observed = [&](const FeatureTable& table) { return table.observed(column).words(); };
        if (!std::ranges::equal(observed(left), observed(right)) || !std::ranges::equal(left.exposures(column), right.exposures(column))) return false;
        if (!std::ranges::equal(left.standard_errors(column), right.standard_errors(column))) return false;
        switch (left.columns()[c].kind) {
            case ColumnKind::composition: {
                const auto x = left.compositions(column), y = right.compositions(column);
                if (!std::equal(x.data(), x.data() + x.rows() * x.columns(), y.data())) return false;
                break;
            }
            case ColumnKind::flag:
            case ColumnKind::category:
            case ColumnKind::ordered_category:
                if (!std::ranges::equal(left.codes(column), right.codes(column))) return false;
                break;
            default:
                if (!std::ranges::equal(left.numbers(column), right.numbers(column))) return false;
        }
    }
    return true;
}

std::vector<std::size_t> rows_contacted_at(const LeadTable& leads, Instant moment) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < leads.lead_count(); ++row) {
        if (leads.contacted_at()[row] == moment) rows.push_back(row);
    }
    return rows;
}

std::vector<std::size_t> all_rows(const FeatureTable& table) {
    std::vector<std::size_t> rows(table.customer_count());
    for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
    return rows;
}

}  // namespace

TEST_CASE("no record from the as-of moment on changes a feature of a customer") {
    const LocalTime day = std::chrono::local_days{2024y / 2 / 6};
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        CAPTURE(seed);
        const SmallShop shop = random_shop(seed);
        const LocalTime until = day + std::chrono::hours{seed % 4 == 1 ? 13 : 0};  // within a day of which some of the visits have only the date
        FeaturePlan plan = every_feature(until, seed % 2 == 0 ? 365 : 20);
        plan.visits_at_least = seed % 3;
        plan.observed_from = seed % 5 == 0 ? ObservedFrom::first_visit : ObservedFrom::joining;
        const std::string moment = iso_text(until).substr(0, 16);
        plan.counted = seed / 4 % 2 == 0 ? CountedInteractions::visits : CountedInteractions::all;
        const FeatureTable whole = build_features(shop.base(), plan);
        REQUIRE(whole.customer_count() > 0);
        const FeatureTable cut = build_features(as_written_at(shop, moment).base(), plan);
        const FeatureTable rewritten = build_features(with_another_future(shop, random_shop(seed + 1000), moment).base(), plan);
        CHECK(same_rows(whole, all_rows(whole), cut, all_rows(cut)));
        CHECK(same_rows(whole, all_rows(whole), rewritten, all_rows(rewritten)));
    }
}

TEST_CASE("the shops of these tests have something to say in every column") {
    std::map<std::string, std::size_t> observed;
    for (std::uint64_t seed = 0; seed < 40; seed += 2) {
        const FeatureTable table = build_features(random_shop(seed).base(), every_feature(2024y / 2 / 6, 365));
        for (std::uint32_t c = 0; c < table.columns().size(); ++c) {
            for (std::size_t row = 0; row < table.customer_count(); ++row) observed[table.columns()[c].name] += table.observed({c})[row] ? 1 : 0;
        }
    }
    CHECK(observed.size() >= std::variant_size_v<Feature>);
    for (const auto& [name, cells] : observed) {
        CAPTURE(name);
        CHECK(cells > 5);
    }
}

TEST_CASE("no record from its contact on changes a feature of a lead") {
    std::size_t moments_compared = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const SmallShop shop = random_shop(seed);
        FeaturePlan asked = every_feature(2024y / 2 / 6, seed % 2 == 0 ? 365 : 20);
        asked.counted = seed % 4 < 2 ? CountedInteractions::visits : CountedInteractions::all;
        const FeaturePlan plan = build_features(shop.base(), asked).plan();
        const LeadTable whole = build_leads(shop.base(), plan);
        const FeaturePlan settled = whole.features().plan();
        std::map<std::string, std::multiset<std::string>> customers_at;
        for (const LeadRow& lead : shop.leads) customers_at[lead.contacted].insert(lead.customer);
        for (const auto& [contacted, customers] : customers_at) {
            CAPTURE(seed, contacted);
            // Two leads of one customer at one moment stand in the order of what they say, their outcome included.
            if (std::set(customers.begin(), customers.end()).size() < customers.size()) continue;
            // The leads of this moment stay, without outcome; everything else of it and later goes.
            SmallShop cut = as_written_at(shop, contacted);
            for (LeadRow lead : shop.leads) {
                if (lead.contacted != contacted) continue;
                lead.converted = lead.converted_at = "";
                cut.leads.push_back(lead);
            }
            if (cut.lines.empty()) continue;  // nothing was on record yet
            const LeadTable before = build_leads(cut.base(), settled);
            const Instant at = moment(contacted);
            const auto rows_whole = rows_contacted_at(whole, at), rows_before = rows_contacted_at(before, at);
            REQUIRE(rows_whole.size() == customers.size());
            CHECK(same_rows(whole.features(), rows_whole, before.features(), rows_before));
            ++moments_compared;
        }
    }
    CHECK(moments_compared > 200);
}

TEST_CASE("a customer's row is a lead's row at the same moment") {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        CAPTURE(seed);
        SmallShop shop = random_shop(seed);
        const std::string until = hour_text(36 * 24 + (seed % 2) * 13);
        std::erase_if(shop.leads, [&](const LeadRow& lead) { return lead.contacted == until; });
        for (const CustomerRow& customer : shop.customers) shop.leads.push_back({.customer = customer.id, .contacted = until});
        FeaturePlan plan = every_feature(LocalTime{std::chrono::local_days{2024y / 2 / 6}} + std::chrono::hours{seed % 2 * 13}, 30);
        plan.visits_at_least = 0;
        const FeatureTable customers = build_features(shop.base(), plan);
        const LeadTable leads = build_leads(shop.base(), customers.plan());
        std::vector<ColumnIndex> columns;
        for (const FeatureColumn& column : customers.columns()) columns.push_back(leads.features().column(column.name));
        CHECK(same_rows(customers, all_rows(customers), leads.features().with_columns(columns), rows_contacted_at(leads, moment(until))));
    }
}

TEST_CASE("the order of rows never matters") {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        CAPTURE(seed);
        const SmallShop shop = random_shop(seed);
        SmallShop shuffled = shop;
        Random random(seed, 1);
        random.shuffle(std::span(shuffled.customers));
        random.shuffle(std::span(shuffled.lines));
        random.shuffle(std::span(shuffled.leads));
        const FeaturePlan plan = every_feature(2024y / 2 / 20, 365);
        CHECK(build_features(shop.base(), plan) == build_features(shuffled.base(), plan));
        CHECK(build_leads(shop.base(), plan).features() == build_leads(shuffled.base(), plan).features());
    }
}

TEST_CASE("one, two and four threads give the same bits") {
    const PermittedBase base = random_shop(7, 400).base();
    const FeaturePlan plan = every_feature(2024y / 2 / 20, 365);
    const FeatureTable one = build_features(base, plan, {.threads = 1});
    const LeadTable leads = build_leads(base, plan, Execution{.threads = 1});
    REQUIRE(one.customer_count() > 256);
    for (const std::size_t threads : {2U, 4U}) {
        CHECK(build_features(base, plan, {.threads = threads}) == one);
        CHECK(build_leads(base, plan, Execution{.threads = threads}) == leads);
    }
}

TEST_CASE("every customer and visit is found again, whatever the shop") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        CAPTURE(seed);
        const PermittedBase base = random_shop(seed).base();
        FeaturePlan plan = every_feature(2024y / 2 / 6, 20);
        plan.visits_at_least = 3;
        const BuildAccount account = build_features(base, plan).account();
        CHECK(account.customers + account.left_out == base.customer_count());
        CHECK(account.visits_used + account.visits_outside + account.visits_of_left_out == base.visits().at.size());
    }
}
