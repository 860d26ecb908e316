#include <dangol/customers/permission.hpp>

#include <dangol/core/error.hpp>

#include "core/parallel.hpp"
#include "customers/permission_state.hpp"
#include "customers/read_tables.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <variant>

namespace dangol::inline v0 {
namespace {

template <class Key>
CustomerKeys sorted_keys(const std::vector<std::uint8_t>& yes, const auto& key_of) {
    std::vector<Key> keys;
    for (std::uint32_t code = 0; code < yes.size(); ++code) {
        if (yes[code]) keys.emplace_back(key_of(code));
    }
    std::ranges::sort(keys);
    return keys;
}

bool any_given(const std::vector<std::int64_t>& keys, std::int64_t key) { return std::ranges::binary_search(keys, key); }
bool any_given(const std::vector<std::string>& keys, std::string_view key) { return std::ranges::binary_search(keys, key, std::less<>{}); }
bool any_given(const auto&, const auto&) { return false; }  // ids of the other type

}  // namespace

void Permission::State::check() const {
    std::visit(
        [](const auto& keys) {
            const auto out_of_order = std::ranges::adjacent_find(keys, std::greater_equal<>{});
            if (out_of_order == keys.end()) return;
            throw InvalidArgument("customers who agreed", static_cast<std::size_t>(out_of_order - keys.begin()), "sorted, each once",
                                  "take them from Permission::of()");
        },
        agreed);
}

Permission::Permission() : state_(std::make_shared<const State>()) {}
Permission::Permission(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

Permission Permission::not_recorded(Purpose purpose) {
    auto state = std::make_shared<State>();
    state->purpose = purpose;
    state->recorded = false;
    return Permission(std::move(state));
}

Permission Permission::of(const TableView& consents, const Schema& schema, Purpose purpose, Instant as_of, const Execution& execution) {
    const TimeZone zone = TimeZone::named(schema.time_zone);
    ConsentRows rows(consents, schema, zone, execution);
    const std::vector<TableReader::Task>& tasks = rows.reader.tasks();
    for_each_block(tasks.size(), execution, [&](std::size_t task) { tasks[task](); }, "reading consents");
    CustomerIds ids;
    rows.encode_customer(ids, {.threads = execution.threads, .stop = execution.stop});
    check_stop(execution);
    rows.settle();

    std::vector<std::uint32_t> everybody(ids.size());
    std::iota(everybody.begin(), everybody.end(), 0U);
    const ConsentDecisions decisions = rows.fold(everybody, execution);
    const std::vector<std::uint8_t> yes = agreed_to(decisions, purpose, as_of, ids.size());

    auto state = std::make_shared<State>();
    state->purpose = purpose;
    state->agreed = ids.are_text() ? sorted_keys<std::string>(yes, [&](std::uint32_t code) { return ids.text(code); })
                                   : sorted_keys<std::int64_t>(yes, [&](std::uint32_t code) { return ids.number(code); });
    rows.record(state->account, state->quarantine);
    state->account.consent_recorded = true;
    return Permission(std::move(state));
}

Purpose Permission::purpose() const noexcept { return state_->purpose; }
bool Permission::recorded() const noexcept { return state_->recorded; }
const CustomerKeys& Permission::agreed() const noexcept { return state_->agreed; }
const Account& Permission::account() const noexcept { return state_->account; }
const Quarantine& Permission::set_aside() const noexcept { return state_->quarantine; }

bool Permission::allows(std::int64_t customer) const noexcept {
    return !state_->recorded || std::visit([&](const auto& keys) { return any_given(keys, customer); }, state_->agreed);
}
bool Permission::allows(std::string_view customer) const noexcept {
    return !state_->recorded || std::visit([&](const auto& keys) { return any_given(keys, customer); }, state_->agreed);
}

bool operator==(const Permission& a, const Permission& b) { return a.state_ == b.state_ || *a.state_ == *b.state_; }

}  // namespace dangol::inline v0
