#include <dangol/customers/frames.hpp>

#include "core/enumerators.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {
namespace {

constexpr auto table_names = std::to_array<std::string_view>({"customers", "interactions", "leads", "consents", "offerings", "competitors"});
constexpr auto reason_names = std::to_array<std::string_view>(
    {"missing_customer", "missing_time",       "unreadable_time", "nonexistent_time", "unreadable_number", "negative_amount", "not_finite",
     "unknown_customer", "duplicate_customer", "unreadable_flag", "unknown_level",    "unknown_purpose",   "bad_encoding",    "out_of_range",
     "unknown_kind",     "other_currency",     "missing_name",    "duplicate_entry",  "ambiguous_time",    "ambiguous_number",
     "contradicting_weekday", "contradicting_outcome"});
// A code without a name would be an empty cell.
static_assert(has_enumerators<TableKind, table_names.size()>(), "table_names does not end with the last TableKind");
static_assert(has_enumerators<UnusableReason, reason_names.size()>(), "reason_names does not end with the last UnusableReason");

}  // namespace

ArrowColumns to_columns(const Quarantine& quarantine) {
    static const std::vector<std::string> tables(table_names.begin(), table_names.end()), reasons(reason_names.begin(), reason_names.end());
    std::vector<std::uint32_t> table, reason;
    std::vector<std::int64_t> row;
    std::vector<std::string> column, value;
    for (const SetAsideRow& unusable : quarantine.rows) {
        table.push_back(static_cast<std::uint32_t>(unusable.table));
        row.push_back(static_cast<std::int64_t>(unusable.row));
        column.push_back(unusable.column);
        value.push_back(unusable.value);
        reason.push_back(static_cast<std::uint32_t>(unusable.reason));
    }
    return ArrowColumns({ArrowColumn::categories("table", table, tables), ArrowColumn::whole_numbers("row", std::move(row)),
                         ArrowColumn::text("column", column), ArrowColumn::text("value", value),
                         ArrowColumn::categories("reason", reason, reasons)});
}

}  // namespace dangol::inline v0
