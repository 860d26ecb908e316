#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/customers/arrow_columns.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/customers/quarantine.hpp>
#include <dangol/export.hpp>

namespace dangol::inline v0 {

/// The rows that were set aside: table, row, column, value (masked), reason, the names as in the C++ enumerations.
[[nodiscard]] DANGOL_EXPORT ArrowColumns to_columns(const Quarantine& quarantine);

/// What follows are records as they are kept: read, checked, of the customers who permit the purpose. Columns are called as the schema calls them and hold what it
/// says, so that collect() reads the frames again and makes the same base of them. Missing cells are null. Times are instants in the schema's zone, lists one text, joined by
/// Schema::list_separator; words that only others used are not there.

/// One row a line, in the order of customers and times, with its number in "line". What is known of the whole visit stands on each of its lines, but for sums and means
/// (discounts, satisfaction), which stand on the first; the receipt is a number. Notes are null unless the purpose is quoting. @throws Cancelled
[[nodiscard]] DANGOL_EXPORT ArrowColumns visits_frame(const PermittedBase& base, const Execution& execution = {});
[[nodiscard]] DANGOL_EXPORT ArrowColumns events_frame(const PermittedBase& base, const Execution& execution = {});  ///< likewise, of interactions that are no visits

/// Customer, time and text of every note. @throws InvalidArgument: the purpose is not quoting; Cancelled
[[nodiscard]] DANGOL_EXPORT ArrowColumns notes_frame(const PermittedBase& base, const Execution& execution = {});

[[nodiscard]] DANGOL_EXPORT ArrowColumns leads_frame(const PermittedBase& base, const Execution& execution = {});       ///< as contacted, with "source_row"
[[nodiscard]] DANGOL_EXPORT ArrowColumns attributes_frame(const PermittedBase& base, const Execution& execution = {});  ///< a row a customer
[[nodiscard]] DANGOL_EXPORT ArrowColumns offerings_frame(const OfferingRecords& offerings, const Schema& schema);
[[nodiscard]] DANGOL_EXPORT ArrowColumns competitors_frame(const CompetitorRecords& competitors, const Schema& schema);

}  // namespace dangol::inline v0
