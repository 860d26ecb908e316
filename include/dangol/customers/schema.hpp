#pragma once

#include <dangol/core/language.hpp>
#include <dangol/core/time.hpp>
#include <dangol/customers/column_kind.hpp>
#include <dangol/customers/interaction_kind.hpp>
#include <dangol/export.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// A column that says something about a customer, a lead, an offering or a competitor.
struct AttributeColumn {
    std::string name = {};
    ColumnKind kind = ColumnKind::numeric;            ///< numeric, positive, count, flag, category, ordered_category, date or text
    std::vector<std::string> levels = {};             ///< of an ordered category, lowest first; of a category: none = as found
    std::string unit = {};
    Sensitivity sensitivity = Sensitivity::ordinary;
    std::optional<Role> role = {};                    ///< not given: as the feature made of it decides
    KnownWhen known = KnownWhen::undeclared;          ///< whether it is known by the moment a lead arrives
    bool operator==(const AttributeColumn&) const = default;
};

/// Names of columns in the customer table. An empty name: there is no such column.
struct CustomerColumns {
    std::string id = {};
    std::string joined = {};                          ///< date or time since when they are customers: starts their exposure
    std::vector<AttributeColumn> attributes = {};
    bool operator==(const CustomerColumns&) const = default;
};

/// What an amount below 0 is.
enum class NegativeAmounts : std::uint8_t {
    set_aside,  ///< a mistake
    returns     ///< a refund: the row is an event of the kind `returned`, with the amount given back as its amount
};

/// Names of columns in the interaction table. Rows of one customer, one `visit` and one kind fold into one visit, or event, with many lines.
/// Columns that are not named cost nothing, neither time nor memory.
struct InteractionColumns {
    std::string customer = {};
    std::string time = {};
    std::string visit = {};                           ///< basket or receipt; empty: every row is a visit of its own
    std::string amount = {};
    std::vector<std::string> discounts = {};          ///< amounts saved; several, where they mean different things
    std::string offering = {};
    std::string channel = {};
    std::string party_size = {};                      ///< people who came, ≥ 1
    std::string planned = {};                         ///< yes or no; no: a sudden visit
    std::string satisfaction = {};
    std::string note = {};                            ///< kept for later, never shown
    std::string kind = {};                            ///< what it was (InteractionKind); empty or missing: a visit
    std::vector<KindWord> kinds = {};                 ///< other words, and kinds of your own; a word that nobody declared is set aside
    std::string quantity = {};                        ///< how many of the offering, ≥ 0
    std::string companions = {};                      ///< who came along, a list: "child;spouse"
    std::string duration_minutes = {};                ///< numbers of minutes, or Arrow durations of any unit
    std::string staff = {};                           ///< who served
    std::string observations = {};                    ///< codes that staff tick, a list: "in_a_hurry;asked_for_ann"
    std::vector<std::string> observation_flags = {};  ///< the same as columns of yes and no, each named by its code
    std::string currency = {};                        ///< of the amount; rows of another one than Schema::currency are set aside
    NegativeAmounts negative_amounts = NegativeAmounts::set_aside;
    bool operator==(const InteractionColumns&) const = default;
};

/// Names of columns in the lead table: one row a contact. The outcome is known once its window has closed. Attributes, activity, channel and staff
/// become columns of build_leads(); of attributes those that can be measured: a date or a text says nothing until somebody makes a number or
/// a category of it ("days since the last mail").
struct LeadColumns {
    std::string customer = {};
    std::string contacted = {};
    std::string converted = {};                       ///< yes or no; missing: open
    std::string converted_at = {};
    std::string window_closes = {};
    double horizon_days = 0;                          ///< used where there is no window_closes column; 0: none
    std::vector<AttributeColumn> attributes = {};     ///< known when the lead arrives: campaign type, source
    std::vector<AttributeColumn> activity = {};       ///< what the lead had done by then: pages viewed, mails opened
    std::string channel = {};                         ///< how they were contacted; a category, known with the contact
    std::string staff = {};                           ///< by whom; likewise
    std::string amount = {};                          ///< what the conversion was worth; known with the outcome, so that no score sees it
    bool operator==(const LeadColumns&) const = default;
};

/// Names of columns in the consent table. The latest decision per customer and purpose counts; a refusal after an approval withdraws it.
struct ConsentColumns {
    std::string customer = {};
    std::string purpose = {};
    std::string granted = {};
    std::string decided_at = {};
    bool operator==(const ConsentColumns&) const = default;
};

/// Names of columns in the table of offerings: what is sold, and what it is good for. `offering` holds what the interactions say.
struct OfferingColumns {
    std::string offering = {};
    std::string provides = {};                        ///< the values it provides, a list: "solace;scent"
    std::vector<AttributeColumn> attributes = {};     ///< category, price
    bool operator==(const OfferingColumns&) const = default;
};

/// Names of columns in the table of competitors.
struct CompetitorColumns {
    std::string name = {};
    std::string targets = {};                         ///< whom they target, a list
    std::string strengths = {};                       ///< what they are strong at, a list
    std::vector<AttributeColumn> attributes = {};
    bool operator==(const CompetitorColumns&) const = default;
};

/// What an unzoned timestamp means.
enum class UnzonedTimes : std::uint8_t { local, utc };

/// Whether customers who appear only in interactions or leads are customers.
enum class CustomerList : std::uint8_t { open, complete };

/// Of dates in text whose year stands last or has two digits. A year of four digits that stands first is read whatever this says. Two digits are of 1970 to 2069,
/// for times of records alone: an attribute, such as a birthday, may be of any century, and wants four.
enum class DateOrder : std::uint8_t {
    undeclared,   ///< only dates that can be read in one way: 31.12.2024; others are set aside as ambiguous
    day_first,    ///< 3.4.2024 is in April, and 3.4.24
    month_first,  ///< 3/4/2024 is in March, and 3/4/24
    year_first    ///< 24.3.4 is in March; of years that stand last it says nothing
};

/// Of numbers in text: what parts the decimals. The other mark may part thousands.
enum class DecimalMark : std::uint8_t { point, comma };

/// What the columns of the user's tables mean.
struct Schema {
    CustomerColumns customer = {};
    InteractionColumns interaction = {};
    LeadColumns lead = {};
    ConsentColumns consent = {};
    std::string currency = {};                        ///< ISO 4217: "KRW", "USD"
    std::string time_zone = "UTC";                    ///< IANA name: "Asia/Seoul"; a date means local midnight, and midnight only that day
    UnzonedTimes unzoned_times = UnzonedTimes::local;
    CustomerList customer_list = CustomerList::open;
    OfferingColumns offering = {};
    CompetitorColumns competitor = {};
    std::string list_separator = ";";                 ///< between the members of a list in one cell
    Window window = {};                               ///< interactions and leads outside it are counted, and not kept
    std::vector<DisplayName> display_names = {};      ///< of offerings, channels, levels and columns; what has none is shown as it was written
    DateOrder date_order = DateOrder::undeclared;     ///< of dates in text: 3.4.2024
    DecimalMark decimal_mark = DecimalMark::point;    ///< of numbers in text: 1,234.50, or 1.234,50
    bool operator==(const Schema&) const = default;
};

}  // namespace dangol::inline v0
