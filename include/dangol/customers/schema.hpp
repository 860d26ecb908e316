#pragma once

#include <dangol/core/time.hpp>
#include <dangol/export.hpp>
#include <dangol/customers/column_kind.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// A column that says something about a customer or a lead.
struct AttributeColumn {
    std::string name = {};
    ColumnKind kind = ColumnKind::numeric;            ///< numeric, positive, count, flag, category or ordered_category
    std::vector<std::string> levels = {};             ///< of an ordered category, lowest first; of a category: none = as found
    std::string unit = {};
    Sensitivity sensitivity = Sensitivity::ordinary;
    bool operator==(const AttributeColumn&) const = default;
};

/// Names of columns in the customer table. An empty name: there is no such column.
struct CustomerColumns {
    std::string id = {};
    std::string joined = {};                          ///< date or time since when they are customers: starts their exposure
    std::vector<AttributeColumn> attributes = {};
    bool operator==(const CustomerColumns&) const = default;
};

/// Names of columns in the interaction table. Rows with the same `visit` of one customer fold into one visit with many lines.
struct InteractionColumns {
    std::string customer = {};
    std::string time = {};
    std::string visit = {};                           ///< basket or receipt; empty: every row is a visit
    std::string amount = {};
    std::vector<std::string> discounts = {};          ///< amounts saved; several, where they mean different things
    std::string offering = {};
    std::string channel = {};
    std::string party_size = {};                      ///< people who came, ≥ 1
    std::string planned = {};                         ///< yes or no
    std::string satisfaction = {};
    std::string note = {};                            ///< kept for later, never shown
    bool operator==(const InteractionColumns&) const = default;
};

/// Names of columns in the lead table: one row a contact. The outcome is known once its window has closed.
struct LeadColumns {
    std::string customer = {};
    std::string contacted = {};
    std::string converted = {};                       ///< yes or no; missing: open
    std::string converted_at = {};
    std::string window_closes = {};
    double horizon_days = 0;                          ///< used where there is no window_closes column; 0: none
    std::vector<AttributeColumn> attributes = {};     ///< known when the lead arrives: campaign type, source
    bool operator==(const LeadColumns&) const = default;
};

/// Names of columns in the consent table. The latest decision per customer and purpose counts.
struct ConsentColumns {
    std::string customer = {};
    std::string purpose = {};
    std::string granted = {};
    std::string decided_at = {};
    bool operator==(const ConsentColumns&) const = default;
};

/// What an unzoned timestamp means.
enum class UnzonedTimes : std::uint8_t { local, utc };

/// Whether customers who appear only in interactions or leads are customers.
enum class CustomerList : std::uint8_t { open, complete };

/// What the columns of the user's tables mean.
struct Schema {
    CustomerColumns customer = {};
    InteractionColumns interaction = {};
    LeadColumns lead = {};
    ConsentColumns consent = {};
    std::string currency = {};                        ///< ISO 4217: "KRW", "USD"
    std::string time_zone = "UTC";                    ///< IANA name: "Asia/Seoul"; a date means local midnight
    UnzonedTimes unzoned_times = UnzonedTimes::local;
    CustomerList customer_list = CustomerList::open;
    bool operator==(const Schema&) const = default;
};

}  // namespace dangol::inline v0
