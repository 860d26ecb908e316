#include <dangol/customers/customer_base.hpp>

#include <dangol/core/estimate.hpp>

#include "customers/customer_base_state.hpp"
#include "customers/permitted_base_state.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace dangol::inline v0 {
namespace {

bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) { return std::ranges::equal(a, b, same_number); }

}  // namespace

bool operator==(const AttributeValues& a, const AttributeValues& b) {
    return a.meaning == b.meaning && a.codes == b.codes && same_numbers(a.numbers, b.numbers);
}

bool operator==(const VisitColumns& a, const VisitColumns& b) {
    return a.first_of_customer == b.first_of_customer && a.at == b.at && a.local == b.local && same_numbers(a.amount, b.amount) &&
           std::ranges::equal(a.discounts, b.discounts, same_numbers) && a.channel == b.channel &&
           same_numbers(a.party_size, b.party_size) && a.planned == b.planned && same_numbers(a.satisfaction, b.satisfaction) &&
           a.first_line == b.first_line && a.line_offering == b.line_offering && same_numbers(a.line_amount, b.line_amount) &&
           a.line_note == b.line_note && a.channels == b.channels && a.offerings == b.offerings && a.notes == b.notes;
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
std::size_t CustomerBase::lead_count() const noexcept { return state_->data->leads.customer.size(); }

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
const LeadRecords& PermittedBase::leads() const noexcept { return state_->data->leads; }
Instant PermittedBase::first_record() const noexcept { return state_->data->first_record; }

}  // namespace dangol::inline v0
