#include <dangol/customers/erase.hpp>

#include "customers/customer_base_state.hpp"
#include "customers/intake.hpp"
#include "customers/table_words.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <variant>

namespace dangol::inline v0 {
namespace {

/// Per code of the dictionary 1 if it is to go; what is asked for and not there goes to `not_found`.
std::vector<std::uint8_t> codes_of(const CustomerIds& ids, const CustomerKeys& asked, CustomerKeys& not_found) {
    std::vector<std::uint8_t> gone(ids.size(), 0);
    if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&asked)) {
        std::set<std::int64_t> left(numbers->begin(), numbers->end());
        for (std::uint32_t code = 0; code < gone.size() && !ids.are_text(); ++code) gone[code] = left.erase(ids.number(code)) > 0 ? 1 : 0;
        not_found = std::vector<std::int64_t>(left.begin(), left.end());
        return gone;
    }
    const auto& texts = std::get<std::vector<std::string>>(asked);
    std::set<std::string, std::less<>> left(texts.begin(), texts.end());
    for (std::uint32_t code = 0; code < gone.size() && ids.are_text(); ++code) {
        const auto found = left.find(ids.text(code));
        if (found == left.end()) continue;
        left.erase(found);
        gone[code] = 1;
    }
    not_found = std::vector<std::string>(left.begin(), left.end());
    return gone;
}

/// A dictionary of those who stay; codes of the tables follow.
CustomerIds ids_of_others(const CustomerIds& ids, const std::vector<std::uint8_t>& gone, Intake& tables) {
    std::vector<std::uint32_t> code_of(ids.size(), unobserved_code);
    std::uint32_t next = 0;
    for (std::uint32_t code = 0; code < ids.size(); ++code) {
        if (!gone[code]) code_of[code] = next++;
    }
    for (ReadTable* table : tables.of_customers()) {
        LargeNumbers<std::uint32_t> codes(table->row_count());
        std::ranges::copy(table->customer(), codes.begin());
        for (std::uint32_t& code : codes) {
            if (code != unobserved_code) code = code_of[code];
        }
        table->set_customer(std::move(codes));
    }
    return ids.without(gone);
}

}  // namespace

Erasure erase(const CustomerBase& base, const CustomerKeys& ids, const Execution& execution) {
    const CustomerBase::State& state = base.state();
    Erasure erasure;
    if (state.intakes.empty()) {
        erasure.not_found = ids;
        erasure.base = base;
        return erasure;
    }
    const CustomerIds& all_ids = state.intakes.back()->ids;
    const std::vector<std::uint8_t> gone = codes_of(all_ids, ids, erasure.not_found);
    auto left = std::make_shared<Intake>(gathered(state.intakes, execution));
    const std::size_t notes = left->interactions ? left->interactions->words().notes.size() : 0;

    const auto remove = [&](auto& table) {
        check_stop(execution);
        if (!table) return;
        std::vector<std::uint8_t> gone_rows(table->row_count(), 0);
        for (std::size_t row = 0; row < gone_rows.size(); ++row) {
            if (table->customer()[row] != unobserved_code) gone_rows[row] = gone[table->customer()[row]];
        }
        ErasedRows erased{.table = table->reader.kind(), .rows = static_cast<std::size_t>(std::ranges::count(gone_rows, 1))};
        erased.set_aside = table->faults_among(gone_rows);
        erasure.tables.push_back(erased);
        if (erased.rows > 0) table->remove(gone_rows, execution);
    };
    remove(left->customers), remove(left->interactions), remove(left->leads), remove(left->consents);
    erasure.customers = static_cast<std::size_t>(std::ranges::count(gone, 1));
    if (left->interactions) erasure.notes = notes - left->interactions->words().notes.size();
    check_stop(execution);
    left->ids = ids_of_others(all_ids, gone, *left);
    erasure.base = base_of(state.schema, state.zone, {std::move(left)}, {}, execution);
    return erasure;
}

std::string to_text(const Erasure& erasure, Language language) {
    const bool korean = language == Language::korean;
    std::string text = korean ? "고객 " + number_text(erasure.customers) + "명을 지웠습니다." : counted_text(erasure.customers, "customer", "customers") + " erased.";
    for (const ErasedRows& table : erasure.tables) {
        if (table.rows == 0) continue;
        text += "\n- ";
        text += table_words(table.table, language);
        text += ": ";
        text += korean ? number_text(table.rows) + "행" : counted_text(table.rows, "row", "rows");
        if (table.set_aside > 0) {
            text += korean ? " (그중 " + number_text(table.set_aside) + "행은 제외되어 있던 행)" : ", " + number_text(table.set_aside) + " of them had been set aside";
        }
    }
    if (erasure.notes > 0) text += korean ? "\n- 메모 " + number_text(erasure.notes) + "건" : "\n- " + counted_text(erasure.notes, "note", "notes");
    const std::size_t unknown = std::visit([](const auto& keys) { return keys.size(); }, erasure.not_found);
    if (unknown > 0) text += korean ? "\n찾을 수 없는 고객 번호 " + number_text(unknown) + "개." : "\n" + counted_text(unknown, "id was", "ids were") + " not found.";
    return text;
}

}  // namespace dangol::inline v0
