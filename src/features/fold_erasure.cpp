#include <dangol/features/fold_erasure.hpp>

#include "customers/permission_state.hpp"
#include "features/feature_fold_state.hpp"
#include "features/fold_part.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace dangol::inline v0 {
namespace {

using State = FeatureFold::State;

template <class Key>
std::vector<Key> sorted(std::vector<Key> keys) {
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    return keys;
}

/// Per customer of the fold 1 if it is to go; ids that nobody has go to `not_found`.
std::vector<std::uint8_t> gone_of(const CustomerKeys& here, const CustomerKeys& asked, CustomerKeys& not_found) {
    return std::visit(
        [&]<class Key>(const std::vector<Key>& ids) {
            std::vector<std::uint8_t> gone(row_count(here), 0);
            std::vector<Key> unknown;
            const auto* keys = std::get_if<std::vector<Key>>(&here);
            for (const Key& id : sorted(ids)) {
                const std::size_t at = keys == nullptr ? 0 : static_cast<std::size_t>(std::ranges::lower_bound(*keys, id) - keys->begin());
                if (keys != nullptr && at < keys->size() && (*keys)[at] == id) gone[at] = 1;
                else unknown.push_back(id);
            }
            not_found = std::move(unknown);
            return gone;
        },
        asked);
}

/// Those who agreed, but for some.
Permission without(const Permission& permission, const CustomerKeys& ids) {
    auto state = std::make_shared<Permission::State>(permission.state());
    std::visit(
        [&]<class Key>(const std::vector<Key>& asked) {
            const std::vector<Key> gone = sorted(asked);
            if (auto* agreed = std::get_if<std::vector<Key>>(&state->agreed)) std::erase_if(*agreed, [&](const Key& id) { return std::ranges::binary_search(gone, id); });
        },
        ids);
    return Permission(std::move(state));
}

FoldClock clock_at(const State& state, std::size_t customer, std::size_t words) {
    FoldClock clock;
    std::memcpy(static_cast<void*>(&clock), state.records.data() + customer * words, sizeof clock);
    return clock;
}

/// Moves the customers who stay to the front.
void close_gaps(State& state, const std::vector<std::uint8_t>& gone, std::size_t words) {
    std::vector<std::uint32_t> place(gone.size());
    std::uint32_t next = 0;
    for (std::size_t customer = 0; customer < gone.size(); ++customer) {
        if (gone[customer]) continue;
        std::visit([&](auto& keys) { if (next < customer) keys[next] = std::move(keys[customer]); }, state.keys);
        std::copy_n(state.records.begin() + static_cast<std::ptrdiff_t>(customer * words), words, state.records.begin() + static_cast<std::ptrdiff_t>(next * words));
        place[customer] = next++;
    }
    std::visit([&](auto& keys) { keys.resize(next); }, state.keys);
    state.records.resize(next * words);
    std::size_t tie = 0;
    for (std::size_t i = 0; i < state.tied_customer.size(); ++i) {
        if (gone[state.tied_customer[i]]) continue;
        state.tied_content[tie] = state.tied_content[i];
        state.tied_customer[tie++] = place[state.tied_customer[i]];
    }
    state.tied_customer.resize(tie);
    state.tied_content.resize(tie);
}

/// The first visit of those who are left.
Instant first_visit(const State& state, std::size_t words) {
    Instant first = Instant::max();
    for (std::size_t customer = 0; customer < row_count(state.keys); ++customer) {
        const FoldClock clock = clock_at(state, customer, words);
        if (clock.is(FoldClock::came)) first = std::min(first, Instant{std::chrono::microseconds{clock.first_visit}});
    }
    return first;
}

}  // namespace

FoldErasure erase(const FeatureFold& fold, const CustomerKeys& ids, const Execution& execution) {
    check_stop(execution);
    auto state = std::make_shared<State>(fold.state());
    FoldErasure erasure;
    const std::vector<std::uint8_t> gone = gone_of(state->keys, ids, erasure.not_found);
    const std::size_t words = gone.empty() ? 0 : state->records.size() / gone.size();
    for (std::size_t customer = 0; customer < gone.size(); ++customer) {
        if (!gone[customer]) continue;
        ++erasure.customers;
        erasure.visits += clock_at(*state, customer, words).visits();
    }
    check_stop(execution);
    close_gaps(*state, gone, words);
    state->visits -= erasure.visits;
    state->permission = without(state->permission, ids);
    if (erasure.customers > 0 && !state->permission.recorded()) state->first_record = first_visit(*state, words);
    check_stop(execution);
    erasure.fold = FeatureFold(std::shared_ptr<const State>(std::move(state)));
    return erasure;
}

std::string to_text(const FoldErasure& erasure, Language language) {
    const bool korean = language == Language::korean;
    std::string text = korean ? "고객 " + number_text(erasure.customers) + "명을 지웠습니다." : counted_text(erasure.customers, "customer", "customers") + " erased.";
    if (erasure.visits > 0) text += korean ? "\n- 방문 " + number_text(erasure.visits) + "건" : "\n- " + counted_text(erasure.visits, "visit", "visits");
    const std::size_t unknown = row_count(erasure.not_found);
    if (unknown > 0) text += korean ? "\n찾을 수 없는 고객 번호 " + number_text(unknown) + "개." : "\n" + counted_text(unknown, "id was", "ids were") + " not found.";
    return text;
}

}  // namespace dangol::inline v0
