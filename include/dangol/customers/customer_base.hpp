#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/time.hpp>
#include <dangol/customers/account.hpp>
#include <dangol/customers/column_kind.hpp>
#include <dangol/customers/consent.hpp>
#include <dangol/customers/quarantine.hpp>
#include <dangol/customers/records.hpp>
#include <dangol/customers/schema.hpp>
#include <dangol/export.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// An attribute of customers, leads, offerings or competitors, typed: numbers (NaN: not known), times of a date (Instant::max(): not
/// known), or codes (unobserved_code: not known) into meaning.levels, of a text into `texts`.
struct AttributeValues {
    AttributeColumn meaning = {};
    std::vector<double> numbers = {};
    std::vector<std::uint32_t> codes = {};
    std::vector<Instant> times = {};
    std::vector<std::string> texts = {};
    friend DANGOL_EXPORT bool operator==(const AttributeValues&, const AttributeValues&);  ///< what is not known equals itself
};

/// Lists of codes: row r has those of of(r), ascending and each once. Whether anybody recorded something for a row stands in
/// `recorded`: nothing ticked by somebody who looked is not the same as nobody having looked.
struct CodeLists {
    std::vector<std::uint64_t> first = {};       ///< rows + 1; empty: there is no such column
    std::vector<std::uint32_t> codes = {};       ///< into names
    std::vector<std::uint8_t> recorded = {};     ///< per row, 0 or 1
    std::vector<std::string> names = {};         ///< by their bytes
    std::span<const std::uint32_t> of(std::size_t row) const noexcept {
        return std::span(codes).subspan(first[row], first[row + 1] - first[row]);
    }
    bool operator==(const CodeLists&) const = default;
};

/// Wall clocks as distances from UTC: one for all where the zone has only one in the data, which costs nothing, else one each.
struct UtcOffsets {
    std::int32_t common_seconds = 0;
    std::vector<std::int32_t> seconds = {};      ///< empty: the common one
    LocalTime local(std::size_t row, Instant at) const noexcept {
        return LocalTime{at.time_since_epoch() + std::chrono::seconds{seconds.empty() ? common_seconds : seconds[row]}};
    }
    bool operator==(const UtcOffsets&) const = default;
};

struct UnfinishedVisits;

/// Visits by column, sorted by customer, then time, then the order of their content, so that the order of rows never matters; and in
/// the same shape the events, interactions that are no visits. Each has one or more lines. A column that the schema does not name is empty,
/// and so is what follows from others: `first_line` where each has one line, `line_amount` where it is the amount then.
struct VisitColumns {
    std::vector<std::uint64_t> first_of_customer = {};    ///< customers + 1: visits of customer c are [c], …, [c + 1] − 1
    std::vector<Instant> at = {};
    UtcOffsets utc_offsets = {};                          ///< of the schema's zone
    std::vector<std::uint8_t> kind = {};                  ///< position in kinds; empty: all are InteractionKind::visit
    std::vector<double> amount = {};                      ///< sum of its lines; NaN: none known
    std::vector<std::vector<double>> discounts = {};      ///< per column of InteractionColumns::discounts: sum of its lines
    std::vector<std::uint32_t> channel = {};              ///< code into channels; unobserved_code
    std::vector<double> party_size = {};                  ///< largest of its lines; NaN: not known
    CodeLists companions = {};
    std::vector<std::uint8_t> planned = {};               ///< 0, 1, or 255: not known
    std::vector<double> duration_minutes = {};            ///< longest of its lines; NaN: not known
    std::vector<std::uint32_t> staff = {};                ///< code into staff_members; unobserved_code
    std::vector<double> satisfaction = {};                ///< mean of its lines; NaN: none
    CodeLists observations = {};                          ///< what staff ticked, of all its lines
    std::vector<std::uint64_t> first_line = {};           ///< visits + 1
    std::vector<std::uint32_t> line_offering = {};        ///< code into offerings; unobserved_code
    std::vector<double> line_amount = {};                 ///< NaN: not known
    std::vector<double> line_quantity = {};               ///< NaN: not known
    std::vector<std::uint32_t> line_note = {};            ///< code into notes; unobserved_code
    std::vector<std::string> channels = {}, offerings = {}, notes = {};  ///< by their bytes, or by number where all are whole numbers
    std::vector<std::string> staff_members = {};          ///< likewise
    std::vector<std::string> kinds = {};                  ///< those of InteractionKind in their order, then those of the schema in theirs
    std::shared_ptr<const UnfinishedVisits> unfinished = {};  ///< null: the lines of each have one time

    std::size_t size() const noexcept { return at.size(); }
    LocalTime local(std::size_t visit) const noexcept { return utc_offsets.local(visit, at[visit]); }  ///< by the wall clock of the schema's zone
    std::uint64_t line_begin(std::size_t visit) const noexcept { return first_line.empty() ? visit : first_line[visit]; }
    std::uint64_t line_end(std::size_t visit) const noexcept { return line_begin(visit + 1); }
    std::size_t line_count() const noexcept { return first_line.empty() ? at.size() : static_cast<std::size_t>(first_line.back()); }
    /// What was paid in a line; only where there is an amount column.
    double amount_of_line(std::size_t line) const noexcept { return line_amount.empty() ? amount[line] : line_amount[line]; }
    friend DANGOL_EXPORT bool operator==(const VisitColumns&, const VisitColumns&);  ///< what is not known equals itself
};

/// Visits whose lines came at different times, as they stood in between: what was on record of such a visit at a moment is not what is now.
struct UnfinishedVisits {
    std::vector<std::uint64_t> visit = {};                ///< ascending: which one this was; several, as its lines came
    std::vector<Instant> next_line_at = {};               ///< it stood so until this was on record
    VisitColumns as_they_stood = {};                      ///< without words of their own
    bool operator==(const UnfinishedVisits&) const = default;
};

/// Leads by column, sorted by contact time, then customer, then row.
struct LeadRecords {
    std::vector<std::uint32_t> customer = {};
    std::vector<std::uint64_t> source_row = {};           ///< 0-based, in the table as it was given
    std::vector<Instant> contacted_at = {};
    std::vector<std::uint8_t> converted = {};             ///< 0, 1, or 255: not said
    std::vector<Instant> converted_at = {};               ///< Instant::max(): not known
    std::vector<Instant> window_closes = {};              ///< Instant::max(): never, no horizon
    std::vector<AttributeValues> attributes = {};
    std::vector<AttributeValues> activity = {};
    std::vector<std::uint32_t> channel = {}, staff = {};  ///< codes into channels, staff_members; empty: no such column
    std::vector<double> amount = {};                      ///< NaN: not known; empty: no such column
    std::vector<std::string> channels = {}, staff_members = {};
    friend DANGOL_EXPORT bool operator==(const LeadRecords&, const LeadRecords&);  ///< what is not known equals itself
};

/// What the shop offers, by name: as the interactions call it. Only what the table of offerings says.
struct OfferingRecords {
    std::vector<std::string> names = {};                  ///< by their bytes, or by number where all are whole numbers
    CodeLists provides = {};
    std::vector<AttributeValues> attributes = {};
    bool operator==(const OfferingRecords&) const = default;
};

/// Whom else customers may go to.
struct CompetitorRecords {
    std::vector<std::string> names = {};
    CodeLists targets = {}, strengths = {};
    std::vector<AttributeValues> attributes = {};
    bool operator==(const CompetitorRecords&) const = default;
};

class PermittedBase;

/// What was collected: customers, visits, leads, consents; typed, checked, owned. Immutable; a copy costs a pointer.
class DANGOL_EXPORT CustomerBase {
public:
    CustomerBase();
    const Schema& schema() const noexcept;
    const Account& account() const noexcept;
    const Quarantine& set_aside() const noexcept;
    std::size_t customer_count() const noexcept;
    std::size_t visit_count() const noexcept;
    std::size_t event_count() const noexcept;                      ///< interactions that are no visits
    std::size_t lead_count() const noexcept;
    const OfferingRecords& offerings() const noexcept;
    const CompetitorRecords& competitors() const noexcept;

    /// The same as collecting the tables of both at once, each behind the ones before, the account included: rows are counted on, duplicates
    /// of earlier rows fold, receipts go on. What this base was read from is shared, not copied. Costs the time of folding everything anew.
    [[nodiscard]] CustomerBase with(const Records& more, const Execution& execution = {}) const;

    /// The part of the base that may be used for a purpose. Without a consent table: all of it, and the account says so; with
    /// one, a customer who is not in it has refused. Decisions dated after `as_of` are not seen.
    PermittedBase permitting(Purpose, Instant as_of = Instant::max(), const Execution& = {}) const;
    /// Only customers who agree to both; purpose() is the first. A lead that is placed among personas is profiled as well as marketed to.
    PermittedBase permitting_both(Purpose, Purpose, Instant as_of = Instant::max(), const Execution& = {}) const;

    friend DANGOL_EXPORT bool operator==(const CustomerBase&, const CustomerBase&);

    struct State;  // src/customers/customer_base_state.hpp
    explicit CustomerBase(std::shared_ptr<const State>) noexcept;
    const State& state() const noexcept { return *state_; }

private:
    friend class PermittedBase;
    std::shared_ptr<const State> state_;
};

/// A base whose every customer agreed to one purpose: the only thing features are built from. Made by CustomerBase::permitting().
class DANGOL_EXPORT PermittedBase {
public:
    Purpose purpose() const noexcept;
    const Schema& schema() const noexcept;
    const TimeZone& time_zone() const noexcept;
    const Account& account() const noexcept;                       ///< with what consent refused
    std::size_t customer_count() const noexcept;                   ///< who agreed, in the order of keys
    const CustomerKeys& customers() const noexcept;                ///< ids as the user wrote them; sorted
    std::span<const Instant> joined() const noexcept;              ///< per customer; Instant::max(): not known. Empty: no such column
    std::span<const AttributeValues> attributes() const noexcept;  ///< per schema attribute, per customer
    const VisitColumns& visits() const noexcept;
    const VisitColumns& events() const noexcept;                   ///< interactions that are no visits: complaints, bookings, no-shows …
    const OfferingRecords& offerings() const noexcept;
    const CompetitorRecords& competitors() const noexcept;
    const LeadRecords& leads() const noexcept;
    Instant first_record() const noexcept;                         ///< start of the data: the earliest visit of the whole base

    struct State;  // src/customers/permitted_base_state.hpp
    explicit PermittedBase(std::shared_ptr<const State>) noexcept;

private:
    std::shared_ptr<const State> state_;
};

/// Reads the tables where they lie, sets aside what cannot be used, and copies what is kept: nothing borrowed outlives the call.
/// Any order of rows gives the same base. @throws UnknownColumn (a column the schema names is not there), ColumnKindMismatch,
/// BadInput (an empty customer id column, a table without rows where one is needed), Cancelled
[[nodiscard]] DANGOL_EXPORT CustomerBase collect(const Records&, const Schema&, const Execution& = {});

}  // namespace dangol::inline v0
