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

EncodedRows ReadTable::encode_rows(CustomerIds& ids, RowsByCode* by_code, const Execution& execution) {
    const std::vector<std::size_t> nobody = reader.faulty_rows(0);
    const auto encoded = [&](auto column) { return ids.encode(column, nobody, by_code, execution); };
    EncodedRows rows;
    if (nobody.size() == reader.row_count()) {  // of which type such a column is tells nothing: the ids that are known may be of another
        rows.codes = LargeNumbers<std::uint32_t>(nobody.size());
        std::fill(rows.codes.begin(), rows.codes.end(), unobserved_code);
        customer_in_place_ = nullptr;
    } else if (customer_in_place_ != nullptr) rows = encoded(std::span(std::exchange(customer_in_place_, nullptr), reader.row_count()));
    else if (customer_class == CellClass::text) rows = encoded(std::span<const std::string_view>(customer_text));
    else rows = encoded(std::span<const std::int64_t>(customer_number));
    customer_number = std::vector<std::int64_t>();  // and not = {}, which keeps the memory
    customer_text = std::vector<std::string_view>();
    return rows;
}

void ReadTable::encode_customer(CustomerIds& ids, const Execution& execution) {
    EncodedRows rows = encode_rows(ids, nullptr, execution);
    rows.numbers.put_back(rows.codes, execution);
    set_customer(std::move(rows.codes));
}

void ReadTable::put_rows_in_order(RowNumbers numbers, const Execution& execution) {
    numbers_ = std::move(numbers);
    if (!faults.empty()) numbers_.put_in_order(usable, execution);  // else all are alike
    numbers_.put_in_order(fingerprint, execution);
}

void ReadTable::settle() {
    if (fingerprint.empty()) fingerprint = reader.fingerprints(reader.execution());
    faults = reader.faults();
    reserve_large(usable, reader.row_count());
    usable.assign(reader.row_count(), 1);
    for (std::size_t i = 0; i < faults.size(); ++i) {
        usable[faults[i].row] = 0;
        if (i < Quarantine::rows_kept_at_most) faults[i].shown = reader.shown(faults[i]);
    }
    reader.forget_table();
}

void ReadTable::set_aside(std::size_t row, std::uint32_t column, UnusableReason reason, std::string shown) {
    usable[row] = 0;
    faults.push_back({number(row), column, reason, std::move(shown)});
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
    LargeNumbers<std::uint32_t> codes(rows_before + rows);
    std::ranges::copy(customer(), std::ranges::copy(earlier.customer(), codes.begin()).out);
    set_customer(std::move(codes));
    numbers_ = numbers_.behind(earlier.numbers_, rows_before, rows);
    put_in_front(usable, earlier.usable);
    for (Fault& fault : faults) fault.row += rows_before;
    put_in_front(faults, earlier.faults);
}

std::size_t ReadTable::faults_among(const std::vector<std::uint8_t>& rows) const {
    const std::vector<std::uint8_t> marked = numbers_.by_number(rows);
    return static_cast<std::size_t>(std::ranges::count_if(faults, [&](const Fault& fault) { return marked[fault.row] != 0; }));
}

void ReadTable::remove_rows(const std::vector<std::uint8_t>& gone) {
    const std::vector<std::uint8_t> gone_number = numbers_.by_number(gone);
    std::vector<std::size_t> number_of(gone.size());
    std::size_t kept = 0;
    for (std::size_t number = 0; number < gone.size(); ++number) number_of[number] = gone_number[number] ? kept : kept++;
    std::erase_if(faults, [&](const Fault& fault) { return gone_number[fault.row] != 0; });
    for (Fault& fault : faults) fault.row = number_of[fault.row];
    LargeNumbers<std::uint32_t> left(kept);
    for (std::size_t row = 0, next = 0; row < gone.size(); ++row) {
        if (!gone[row]) left[next++] = customer()[row];
    }
    set_customer(std::move(left));
    numbers_ = numbers_.without(gone, number_of);
    drop_rows(usable, gone), drop_rows(fingerprint, gone);
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
