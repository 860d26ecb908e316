#pragma once

/// Mistakes of the kind shops make, planted in known places.
///
/// A spoiled row is always an *additional* row: every clean row stays as it was, so that what a reader may use, and what it must
/// set aside, is known to the row. Only blank cells change in place, to the other ways of writing nothing.

#include "text_tables.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::worlds {

enum class Defect : std::uint8_t {
    duplicate_row,        ///< customers, interactions, leads: a row once more, equal in every cell
    conflicting_row,      ///< customers: the same id again with another age band
    missing_customer_id,  ///< every table
    unknown_customer,     ///< interactions: an id that the customers do not have
    impossible_date,      ///< interactions, leads: "2024-02-30 …", "어제"
    negative_amount,      ///< interactions
    unreadable_amount,    ///< interactions: "만 2천원", "무료"
    blank_form            ///< a missing value written as "NaN", "NA", "-", "없음", " "
};

std::string_view name_of(Defect defect);

/// One planted mistake; `row` counts the data rows of the finished table from 1, as a reader of the CSV file would.
struct DirtMark {
    std::string table = {};
    std::size_t row = 0;
    std::string column = {};  ///< empty: the whole row
    std::string value = {};   ///< as written
    Defect defect = Defect::duplicate_row;
    bool operator==(const DirtMark&) const = default;
};

struct DirtOptions {
    double rate = .004;        ///< of each defect, as a share of the table's clean rows, at least one; 0: clean
    double blank_forms = .10;  ///< share of the missing values written otherwise, when rate > 0
};

/// Adds the dirt and says where it is, in order of table and row.
std::vector<DirtMark> add_dirt(TextTables& tables, const WorldOptions& world, const DirtOptions& options = {});

}  // namespace dangol::worlds
