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

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// An attribute of customers or leads, typed: numbers (NaN: not known) or codes into levels (unobserved_code: not known).
struct AttributeValues {
    AttributeColumn meaning = {};
    std::vector<double> numbers = {};
    std::vector<std::uint32_t> codes = {};
    friend DANGOL_EXPORT bool operator==(const AttributeValues&, const AttributeValues&);  ///< what is not known equals itself
};

/// Visits by column, sorted by customer, then time, then the order of their content, so that the order of rows never matters.
/// A visit has one or more lines.
struct VisitColumns {
    std::vector<std::uint64_t> first_of_customer = {};    ///< customers + 1: visits of customer c are [c], …, [c + 1] − 1
    std::vector<Instant> at = {};
    std::vector<LocalTime> local = {};                    ///< by the wall clock of the schema's zone
    std::vector<double> amount = {};                      ///< sum of its lines; NaN: none known
    std::vector<std::vector<double>> discounts = {};      ///< per column of InteractionColumns::discounts: sum of its lines
    std::vector<std::uint32_t> channel = {};              ///< code into channels; unobserved_code
    std::vector<double> party_size = {};                  ///< NaN: not known
    std::vector<std::uint8_t> planned = {};               ///< 0, 1, or 255: not known
    std::vector<double> satisfaction = {};                ///< mean of its lines; NaN: none
    std::vector<std::uint64_t> first_line = {};           ///< visits + 1
    std::vector<std::uint32_t> line_offering = {};        ///< code into offerings; unobserved_code
    std::vector<double> line_amount = {};                 ///< NaN: not known
    std::vector<std::uint32_t> line_note = {};            ///< code into notes; unobserved_code. Empty: no such column
    std::vector<std::string> channels = {}, offerings = {}, notes = {};  ///< by their bytes, or by number where all are whole numbers
    friend DANGOL_EXPORT bool operator==(const VisitColumns&, const VisitColumns&);  ///< what is not known equals itself
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
    bool operator==(const LeadRecords&) const = default;
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
    std::size_t lead_count() const noexcept;

    /// The part of the base that may be used for a purpose. Without a consent table: all of it, and the account says so; with
    /// one, a customer who is not in it has refused. Decisions dated after `as_of` are not seen.
    PermittedBase permitting(Purpose, Instant as_of = Instant::max()) const;
    /// Only customers who agree to both; purpose() is the first. A lead that is placed among personas is profiled as well as marketed to.
    PermittedBase permitting_both(Purpose, Purpose, Instant as_of = Instant::max()) const;

    friend DANGOL_EXPORT bool operator==(const CustomerBase&, const CustomerBase&);

    struct State;  // src/customers/customer_base_state.hpp
    explicit CustomerBase(std::shared_ptr<const State>) noexcept;

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
