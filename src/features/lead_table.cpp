#include <dangol/features/lead_table.hpp>

#include <dangol/core/error.hpp>

#include "features/lead_table_state.hpp"

#include <string>
#include <unordered_map>
#include <utility>

namespace dangol::inline v0 {
namespace {

template <class T>
std::vector<T> of_rows(const std::vector<T>& values, std::span<const std::uint32_t> rows) {
    std::vector<T> chosen;
    if (values.empty()) return chosen;
    chosen.reserve(rows.size());
    for (const std::uint32_t row : rows) chosen.push_back(values[row]);
    return chosen;
}

template <class Keep>
LeadTable leads_where(const LeadTable& leads, Keep&& keep) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < leads.lead_count(); ++row) {
        if (keep(row)) rows.push_back(row);
    }
    return leads.rows(rows);
}

void expect_one_per_lead(const char* field, std::size_t found, std::size_t leads) {
    if (found == leads) return;
    throw InvalidArgument(std::string("number of ") + field, found, "one per lead, " + std::to_string(leads), "give one per row of features");
}

}  // namespace

void LeadTable::State::number_customers() {
    customer_of.clear();
    customer_count = 0;
    std::visit(
        [&](const auto& keys) {
            std::unordered_map<typename std::decay_t<decltype(keys)>::value_type, std::uint32_t> numbers;
            customer_of.reserve(keys.size());
            for (const auto& key : keys) {
                customer_of.push_back(numbers.try_emplace(key, static_cast<std::uint32_t>(numbers.size())).first->second);
            }
            customer_count = numbers.size();
        },
        features.customers());
}

void refuse_later_knowledge(const FeatureColumn& column) {
    if (column.known != KnownWhen::afterwards) return;
    throw FutureLeak(column.name, "its owner declared it to be known only afterwards, while a lead has what is known when it arrives",
                     "leave it out, or give it Role::outcome in the plan of the customers");
}

void LeadTable::State::check() const {
    for (const FeatureColumn& column : features.columns()) refuse_later_knowledge(column);
    const std::size_t leads = features.customer_count();
    expect_one_per_lead("contacted_at", contacted_at.size(), leads);
    expect_one_per_lead("outcomes", outcomes.size(), leads);
    if (!window_closes.empty()) expect_one_per_lead("window_closes", window_closes.size(), leads);
    if (!source_rows.empty()) expect_one_per_lead("source_rows", source_rows.size(), leads);
    for (std::size_t row = 0; row < leads; ++row) {
        if (outcomes[row] > LeadOutcome::converted) {
            throw InvalidArgument("outcome of row " + std::to_string(row), static_cast<int>(outcomes[row]), "open, not_converted or converted",
                                  "use the named ones");
        }
        if (!window_closes.empty() && window_closes[row] < contacted_at[row]) {
            throw InvalidArgument("window_closes of row " + std::to_string(row), iso_text(window_closes[row]),
                                  "not before " + iso_text(contacted_at[row]) + ", when the lead was contacted", "correct one of the two");
        }
    }
    State numbered{.features = features};
    numbered.number_customers();
    if (numbered.customer_of != customer_of || numbered.customer_count != customer_count) {
        throw InvalidArgument("customer_of", customer_of.size(), "numbered by the keys of features", "leave the numbering to LeadTable");
    }
}

LeadTable::LeadTable() : state_(std::make_shared<const State>()) {}

LeadTable::LeadTable(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

LeadTable::LeadTable(FeatureTable features, std::vector<Instant> contacted_at, std::vector<LeadOutcome> outcomes,
                     std::vector<Instant> window_closes) {
    auto state = std::make_shared<State>(State{.features = std::move(features),
                                               .contacted_at = std::move(contacted_at),
                                               .window_closes = std::move(window_closes),
                                               .outcomes = std::move(outcomes)});
    state->number_customers();
    state->check();
    state_ = std::move(state);
}

std::size_t LeadTable::lead_count() const noexcept { return state_->outcomes.size(); }
const FeatureTable& LeadTable::features() const noexcept { return state_->features; }
std::span<const Instant> LeadTable::contacted_at() const noexcept { return state_->contacted_at; }
std::span<const Instant> LeadTable::window_closes() const noexcept { return state_->window_closes; }
std::span<const LeadOutcome> LeadTable::outcomes() const noexcept { return state_->outcomes; }
std::span<const std::uint64_t> LeadTable::source_rows() const noexcept { return state_->source_rows; }
std::span<const std::uint32_t> LeadTable::customer_of() const noexcept { return state_->customer_of; }
std::size_t LeadTable::customer_count() const noexcept { return state_->customer_count; }

LeadTable LeadTable::rows(std::span<const std::uint32_t> rows) const {
    auto state = std::make_shared<State>(State{.features = state_->features.rows(rows),
                                               .contacted_at = of_rows(state_->contacted_at, rows),
                                               .window_closes = of_rows(state_->window_closes, rows),
                                               .outcomes = of_rows(state_->outcomes, rows),
                                               .source_rows = of_rows(state_->source_rows, rows)});
    state->number_customers();
    return LeadTable(std::move(state));
}

LeadTable LeadTable::contacted_before(Instant moment) const {
    return leads_where(*this, [&](std::uint32_t row) { return state_->contacted_at[row] < moment; });
}

LeadTable LeadTable::contacted_from(Instant moment) const {
    return leads_where(*this, [&](std::uint32_t row) { return state_->contacted_at[row] >= moment; });
}

LeadTable LeadTable::closed_by(Instant moment) const {
    return leads_where(*this, [&](std::uint32_t row) {
        // Without a horizon the outcome is final as it was told; it is never older than the contact.
        const Instant settled = state_->window_closes.empty() ? state_->contacted_at[row] : state_->window_closes[row];
        return state_->outcomes[row] != LeadOutcome::open && settled <= moment;
    });
}

bool operator==(const LeadTable& a, const LeadTable& b) { return a.state_ == b.state_ || *a.state_ == *b.state_; }

}  // namespace dangol::inline v0
