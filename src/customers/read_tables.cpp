#include "customers/read_tables.hpp"

#include <dangol/core/error.hpp>

#include <algorithm>
#include <utility>
#include <map>

namespace dangol::inline v0 {

void require_named(std::string_view field, const std::string& name, std::string_view fix) {
    if (name.empty()) throw InvalidArgument(field, "", "the name of a column", fix);
}

void ReadTable::read_customer(const std::string& name) {
    customer_class = class_of(reader.find(name, accepted::ids));
    if (customer_class == CellClass::text) {
        reader.read_blocks(name, accepted::ids, PlainTextIdReader{}, customer_text);
    } else {
        reader.read_blocks(name, accepted::ids, PlainNumberIdReader{}, customer_number);
    }
    reader.last_column_names_someone();
}

void ReadTable::look_at_customer(const std::string& name) {
    const ColumnView& column = reader.find(name, accepted::ids);
    const bool one_run = column.chunks().size() == 1 && column.chunks()[0].type == PhysicalType::int64 && column.chunks()[0].validity == nullptr;
    const auto* first = one_run ? static_cast<const std::int64_t*>(column.chunks()[0].values) + column.chunks()[0].offset : nullptr;
    if (reinterpret_cast<std::uintptr_t>(first) % alignof(std::int64_t) != 0) first = nullptr;  // Arrow promises no alignment
    if (first == nullptr) return read_customer(name);
    customer_in_place_ = first;
    customer_class = CellClass::whole_numbers;
    reader.name_column(name, accepted::ids);
    reader.last_column_names_someone();
}

void ReadTable::encode_customer(CustomerIds& ids, RowsByCode* by_code, const Execution& execution) {
    const std::vector<std::size_t> nobody = reader.faulty_rows(0);
    if (customer_in_place_ != nullptr) set_customer(ids.encode(std::span(std::exchange(customer_in_place_, nullptr), reader.row_count()), nobody, by_code, execution));
    else if (customer_class == CellClass::text) set_customer(ids.encode(std::span<const std::string_view>(customer_text), nobody, by_code, execution));
    else set_customer(ids.encode(std::span<const std::int64_t>(customer_number), nobody, by_code, execution));
    customer_number = std::vector<std::int64_t>();  // and not = {}, which keeps the memory
    customer_text = std::vector<std::string_view>();
}

void ReadTable::settle() {
    if (fingerprint.empty()) fingerprint = reader.fingerprints(reader.execution());
    faults = reader.faults();
    usable.assign(reader.row_count(), 1);
    for (std::size_t i = 0; i < faults.size(); ++i) {
        usable[faults[i].row] = 0;
        if (i < Quarantine::rows_kept_at_most) faults[i].shown = reader.shown(faults[i]);
    }
    reader.forget_table();
}

void ReadTable::set_aside(std::size_t row, std::uint32_t column, UnusableReason reason, std::string shown) {
    usable[row] = 0;
    faults.push_back({row, column, reason, std::move(shown)});
}

void ReadTable::set_aside_unknown(const std::vector<std::uint8_t>& is_known, const CustomerIds& ids) {
    for (std::size_t row = 0; row < usable.size(); ++row) {
        if (usable[row] && !is_known[customer()[row]]) set_aside(row, 0, UnusableReason::unknown_customer, ids.shown(customer()[row]));
    }
}

void ReadTable::prepend_rows(const ReadTable& earlier) {
    const std::size_t rows = row_count(), rows_before = earlier.row_count();
    if (!fingerprint.empty() || !earlier.fingerprint.empty()) {  // a column that one of them lacks is missing there
        fingerprint.resize(rows, 0);
        std::vector<std::uint64_t> before = earlier.fingerprint;
        before.resize(rows_before, 0);
        put_in_front(fingerprint, before);
    }
    std::vector<std::uint32_t> codes;
    codes.reserve(rows_before + rows);
    for (const ReadTable* table : {&earlier, const_cast<const ReadTable*>(this)}) codes.insert(codes.end(), table->customer().begin(), table->customer().end());
    set_customer(std::move(codes));
    put_in_front(usable, earlier.usable);
    for (Fault& fault : faults) fault.row += rows_before;
    put_in_front(faults, earlier.faults);
}

void ReadTable::remove_rows(const std::vector<std::uint8_t>& gone) {
    std::vector<std::size_t> row_of(gone.size());
    std::size_t kept = 0;
    for (std::size_t row = 0; row < gone.size(); ++row) row_of[row] = gone[row] ? kept : kept++;
    std::erase_if(faults, [&](const Fault& fault) { return gone[fault.row] != 0; });
    for (Fault& fault : faults) fault.row = row_of[fault.row];
    std::vector<std::uint32_t> left(customer().begin(), customer().end());
    drop_rows(left, gone), drop_rows(usable, gone), drop_rows(fingerprint, gone);
    set_customer(std::move(left));
}

TextCodes used_words(const TextCodes& words, std::span<std::vector<std::uint32_t>* const> codes) {
    TextCodes used;
    for (std::vector<std::uint32_t>* column : codes) {
        for (std::uint32_t& code : *column) {
            if (code != unobserved_code) code = used.code(words.text(code));
        }
    }
    return used;
}

void ReadTable::leave_outside(const std::vector<Instant>& at, Instant from, Instant until) {
    for (std::size_t row = 0; row < usable.size(); ++row) {
        if (!usable[row] || (from <= at[row] && at[row] < until)) continue;
        usable[row] = 0;
        ++outside;
    }
}

void ReadTable::record(Account& account, Quarantine& quarantine) {
    TableAccount counted{.table = reader.kind(), .read = row_count(), .set_aside = faults.size(), .folded = folded, .outside = outside};
    counted.used = counted.read - counted.set_aside - counted.folded - counted.outside;
    account.tables.push_back(counted);

    std::ranges::stable_sort(faults, {}, &Fault::row);
    std::map<UnusableReason, std::size_t> rows_by_reason;
    for (Fault& fault : faults) {
        ++rows_by_reason[fault.reason];
        if (quarantine.rows.size() == Quarantine::rows_kept_at_most) continue;
        quarantine.rows.push_back({reader.kind(), fault.row, reader.columns()[fault.column].name, std::move(fault.shown), fault.reason});
    }
    for (const auto& [reason, rows] : rows_by_reason) quarantine.counts.push_back({reader.kind(), reason, rows});
}

}  // namespace dangol::inline v0
