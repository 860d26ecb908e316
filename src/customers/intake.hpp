#pragma once

#include "customers/read_tables.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace dangol::inline v0 {

/// The tables of one call, decoded: nothing borrowed is left in it. A base keeps the intakes that it was made of, each as it was read;
/// their codes are those of the dictionaries of the latest one, which only grow.
struct Intake {
    CustomerIds ids = {};
    std::optional<CustomerTable> customers = {};
    std::optional<InteractionTable> interactions = {};
    std::optional<LeadRows> leads = {};
    std::optional<ConsentRows> consents = {};
    std::optional<NamedRows> offerings = {}, competitors = {};

    std::vector<ReadTable*> of_customers();
    std::vector<NamedRows*> named();
};

using Intakes = std::vector<std::shared_ptr<const Intake>>;

/// Reads what the schema names. `latest`: the intake whose dictionaries go on, or null. `by_code`, unless null: the interactions of each customer.
std::shared_ptr<const Intake> take_in(const Records& records, const Schema& schema, const TimeZone& zone, const Intake* latest, RowsByCode* by_code,
                                      const Execution& execution);

/// The rows of all intakes as one, in order. Customer ids stay with the latest of them.
Intake gathered(const Intakes& intakes, const Execution& execution);

/// A base of all that was taken in. `by_code`: the interactions of each customer, where they are known.
CustomerBase base_of(const Schema& schema, const TimeZone& zone, Intakes intakes, RowsByCode by_code, const Execution& execution);

}  // namespace dangol::inline v0
