#pragma once

#include <dangol/customers/customer_base.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// Customers, visits and leads as they are kept: shared by a base and by what is permitted of it.
struct CustomerData {
    CustomerKeys keys = {};
    std::vector<std::uint8_t> has_row = {};  ///< per customer: 1 if the customer table has a usable row
    std::vector<Instant> joined = {};
    std::vector<AttributeValues> attributes = {};
    VisitColumns visits = {}, events = {};
    OfferingRecords offerings = {};
    CompetitorRecords competitors = {};
    LeadRecords leads = {};
    Instant first_record = Instant::max();

    std::size_t customers_with_events_only() const noexcept;
    std::size_t customers_with_leads_only() const noexcept;
    bool operator==(const CustomerData&) const = default;
};

/// Sorted by customer, purpose, time; at one moment a refusal stands last, and counts.
struct ConsentDecisions {
    struct Decision {
        std::uint32_t customer = 0;
        Purpose purpose = Purpose::analysis;
        Instant at = {};
        bool granted = false;
        bool operator==(const Decision&) const = default;
    };
    bool recorded = false;
    std::vector<Decision> decisions = {};
    std::size_t customer_count() const noexcept;  ///< who decided anything
    bool operator==(const ConsentDecisions&) const = default;
};

/// Per customer 1 or 0, by the latest decision that is not after `as_of`; without one the answer is no.
std::vector<std::uint8_t> agreed_to(const ConsentDecisions& consents, Purpose purpose, Instant as_of, std::size_t customers);

std::size_t key_count(const CustomerKeys& keys) noexcept;

}  // namespace dangol::inline v0
