#include "customers/read_tables.hpp"

#include <dangol/core/error.hpp>

#include <algorithm>
#include <map>

namespace dangol::inline v0 {

void require_named(std::string_view field, const std::string& name, std::string_view fix) {
    if (name.empty()) throw InvalidArgument(field, "", "the name of a column", fix);
}

void ReadTable::read_customer(const std::string& name, CustomerIds& ids) {
    const IdReader ids_reader{&ids.texts, &ids.integers, UnusableReason::missing_customer};
    ids.tasks.push_back(reader.whole_task(name, accepted::ids, ids_reader, customer));
    reader.last_column_names_someone();
}

void ReadTable::read_plain_customer(const std::string& name) {
    if (class_of(reader.find(name, accepted::ids)) == CellClass::text) {
        reader.read_blocks(name, accepted::ids, PlainTextIdReader{}, customer_text);
    } else {
        reader.read_blocks(name, accepted::ids, PlainNumberIdReader{}, customer_number);
    }
    reader.last_column_names_someone();
}

void ReadTable::settle() {
    faults = reader.faults();
    usable.assign(reader.row_count(), 1);
    for (const Fault& fault : faults) usable[fault.row] = 0;
}

void ReadTable::set_aside(std::size_t row, std::uint32_t column, UnusableReason reason) {
    usable[row] = 0;
    faults.push_back({row, column, reason});
}

void ReadTable::set_aside_unknown(const std::vector<std::uint8_t>& is_known) {
    for (std::size_t row = 0; row < usable.size(); ++row) {
        if (usable[row] && !is_known[customer[row]]) set_aside(row, 0, UnusableReason::unknown_customer);
    }
}

void ReadTable::leave_outside(const std::vector<Instant>& at, Instant from, Instant until) {
    for (std::size_t row = 0; row < usable.size(); ++row) {
        if (!usable[row] || (from <= at[row] && at[row] < until)) continue;
        usable[row] = 0;
        ++outside;
    }
}

void ReadTable::record(Account& account, Quarantine& quarantine) {
    TableAccount counted{.table = reader.kind(), .read = reader.row_count(), .set_aside = faults.size(), .folded = folded, .outside = outside};
    counted.used = counted.read - counted.set_aside - counted.folded - counted.outside;
    account.tables.push_back(counted);

    std::ranges::sort(faults, {}, &Fault::row);
    std::map<UnusableReason, std::size_t> rows_by_reason;
    for (const Fault& fault : faults) {
        ++rows_by_reason[fault.reason];
        if (quarantine.rows.size() == Quarantine::rows_kept_at_most) continue;
        quarantine.rows.push_back(reader.set_aside_row(fault));
    }
    for (const auto& [reason, rows] : rows_by_reason) quarantine.counts.push_back({reader.kind(), reason, rows});
}

}  // namespace dangol::inline v0
