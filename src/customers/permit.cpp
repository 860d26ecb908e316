#include <dangol/customers/customer_base.hpp>

#include "customers/alike_ids.hpp"
#include "customers/customer_base_state.hpp"
#include "customers/permitted_base_state.hpp"
#include "customers/visit_columns.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <variant>

/// What may be used for a purpose: the rows of those who agreed, copied.
namespace dangol::inline v0 {
namespace {

constexpr std::uint32_t refused = 0xffff'ffffU;

LeadRecords take_leads(const LeadRecords& from, const std::vector<std::uint32_t>& rank, const Execution& execution) {
    std::vector<std::size_t> leads;
    LeadRecords to;
    for (std::size_t lead = 0; lead < from.customer.size(); ++lead) {
        if (rank[from.customer[lead]] == refused) continue;
        leads.push_back(lead);
        to.customer.push_back(rank[from.customer[lead]]);
    }
    for_each_lead_column([&](auto column) {
        check_stop(execution);
        to.*column = take(from.*column, leads);
    });
    to.channels = from.channels;
    to.staff_members = from.staff_members;
    return to;
}

CustomerData take_customers(const CustomerData& from, const std::vector<std::uint8_t>& yes, const Execution& execution) {
    std::vector<std::size_t> customers;
    std::vector<std::uint32_t> rank(yes.size(), refused);
    for (std::size_t customer = 0; customer < yes.size(); ++customer) {
        if (!yes[customer]) continue;
        rank[customer] = static_cast<std::uint32_t>(customers.size());
        customers.push_back(customer);
    }
    CustomerData to;
    to.keys = std::visit([&](const auto& keys) { return CustomerKeys(take(keys, customers)); }, from.keys);
    to.has_row = take(from.has_row, customers);
    to.joined = take(from.joined, customers);
    to.attributes = take(from.attributes, customers);
    to.visits = take_visits(from.visits, customers, execution);
    to.events = take_visits(from.events, customers, execution);
    to.offerings = from.offerings;
    to.competitors = from.competitors;
    to.leads = take_leads(from.leads, rank, execution);
    to.first_record = from.first_record;
    return to;
}

/// Rows that were used of the whole base and are not of the permitted one have been refused.
void refuse(Account& account, const CustomerData& all, const CustomerData& permitted) {
    const auto rows_of = [](const CustomerData& data, TableKind table) -> std::size_t {
        switch (table) {
            case TableKind::customers: return static_cast<std::size_t>(std::ranges::count(data.has_row, 1));
            case TableKind::interactions: return data.visits.line_count() + data.events.line_count();
            case TableKind::leads: return data.leads.customer.size();
            case TableKind::consents:  // used whatever they say
            case TableKind::offerings:
            case TableKind::competitors: break;
        }
        return 0;
    };
    for (TableAccount& table : account.tables) {
        table.refused = rows_of(all, table.table) - rows_of(permitted, table.table);
        table.used -= table.refused;
    }
    account.customers = key_count(permitted.keys);
    account.customers_without_row = static_cast<std::size_t>(std::ranges::count(permitted.has_row, 0));
    account.customers_alike = alike_ids(permitted.keys);
    account.customers_with_events_only = permitted.customers_with_events_only();
    account.customers_with_leads_only = permitted.customers_with_leads_only();
    account.customers_without_decision = 0;  // nobody is permitted without one
}

}  // namespace

std::size_t ConsentDecisions::customer_count() const noexcept {
    std::size_t customers = 0;
    for (std::size_t i = 0; i < decisions.size(); ++i) customers += i == 0 || decisions[i].customer != decisions[i - 1].customer ? 1 : 0;
    return customers;
}

std::vector<std::uint8_t> agreed_to(const ConsentDecisions& consents, Purpose purpose, Instant as_of, std::size_t customers) {
    std::vector<std::uint8_t> yes(customers, 0);
    for (const ConsentDecisions::Decision& decision : consents.decisions) {  // by time: a later one overwrites
        if (decision.purpose == purpose && decision.at <= as_of) yes[decision.customer] = decision.granted ? 1 : 0;
    }
    return yes;
}

PermittedBase CustomerBase::permitting(Purpose purpose, Instant as_of, const Execution& execution) const {
    return permitting_both(purpose, purpose, as_of, execution);
}

PermittedBase CustomerBase::permitting_both(Purpose purpose, Purpose other, Instant as_of, const Execution& execution) const {
    auto state = std::make_shared<PermittedBase::State>();
    state->purpose = purpose;
    state->schema = state_->schema;
    state->zone = state_->zone;
    state->account = state_->account;
    state->data = state_->data;
    if (state_->consents.recorded) {
        std::vector<std::uint8_t> yes = agreed_to(state_->consents, purpose, as_of, customer_count());
        if (other != purpose) std::ranges::transform(yes, agreed_to(state_->consents, other, as_of, customer_count()), yes.begin(), std::bit_and<>{});
        state->data = std::make_shared<const CustomerData>(take_customers(*state_->data, yes, execution));
        refuse(state->account, *state_->data, *state->data);
    }
    return PermittedBase(std::move(state));
}

}  // namespace dangol::inline v0
