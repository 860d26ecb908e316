#include <dangol/customers/customer_base.hpp>

#include "customers/customer_base_state.hpp"
#include "customers/permitted_base_state.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace dangol::inline v0 {

namespace {

bool any_of(const VisitColumns& columns, std::size_t customer) noexcept { return columns.first_of_customer[customer] < columns.first_of_customer[customer + 1]; }

}  // namespace

std::size_t CustomerData::customers_with_events_only() const noexcept {
    std::size_t customers = 0;
    for (std::size_t customer = 0; customer < has_row.size(); ++customer) customers += any_of(events, customer) && !any_of(visits, customer) ? 1 : 0;
    return customers;
}

std::size_t CustomerData::customers_with_leads_only() const noexcept {  // who is here at all without the rest is here for a lead
    std::size_t customers = 0;
    for (std::size_t customer = 0; customer < has_row.size(); ++customer) {
        customers += has_row[customer] == 0 && !any_of(visits, customer) && !any_of(events, customer) ? 1 : 0;
    }
    return customers;
}

std::size_t key_count(const CustomerKeys& keys) noexcept {
    return std::visit([](const auto& ids) { return ids.size(); }, keys);
}

CustomerBase::CustomerBase() : state_(std::make_shared<const State>()) {}
CustomerBase::CustomerBase(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

const Schema& CustomerBase::schema() const noexcept { return state_->schema; }
const Account& CustomerBase::account() const noexcept { return state_->account; }
const Quarantine& CustomerBase::set_aside() const noexcept { return state_->quarantine; }
std::size_t CustomerBase::customer_count() const noexcept { return key_count(state_->data->keys); }
std::size_t CustomerBase::visit_count() const noexcept { return state_->data->visits.at.size(); }
std::size_t CustomerBase::event_count() const noexcept { return state_->data->events.at.size(); }
std::size_t CustomerBase::lead_count() const noexcept { return state_->data->leads.customer.size(); }
const OfferingRecords& CustomerBase::offerings() const noexcept { return state_->data->offerings; }
const CompetitorRecords& CustomerBase::competitors() const noexcept { return state_->data->competitors; }

bool operator==(const CustomerBase& a, const CustomerBase& b) {
    if (a.state_ == b.state_) return true;
    return a.schema() == b.schema() && a.account() == b.account() && a.set_aside() == b.set_aside() &&
           *a.state_->data == *b.state_->data && a.state_->consents == b.state_->consents;
}

PermittedBase::PermittedBase(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

Purpose PermittedBase::purpose() const noexcept { return state_->purpose; }
const Schema& PermittedBase::schema() const noexcept { return state_->schema; }
const TimeZone& PermittedBase::time_zone() const noexcept { return state_->zone; }
const Account& PermittedBase::account() const noexcept { return state_->account; }
std::size_t PermittedBase::customer_count() const noexcept { return key_count(state_->data->keys); }
const CustomerKeys& PermittedBase::customers() const noexcept { return state_->data->keys; }
std::span<const Instant> PermittedBase::joined() const noexcept { return state_->data->joined; }
std::span<const AttributeValues> PermittedBase::attributes() const noexcept { return state_->data->attributes; }
const VisitColumns& PermittedBase::visits() const noexcept { return state_->data->visits; }
const VisitColumns& PermittedBase::events() const noexcept { return state_->data->events; }
const OfferingRecords& PermittedBase::offerings() const noexcept { return state_->data->offerings; }
const CompetitorRecords& PermittedBase::competitors() const noexcept { return state_->data->competitors; }
const LeadRecords& PermittedBase::leads() const noexcept { return state_->data->leads; }
Instant PermittedBase::first_record() const noexcept { return state_->data->first_record; }

}  // namespace dangol::inline v0
