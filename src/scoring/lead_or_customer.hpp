#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Leads and customers who are compared with each other and with nobody else.
namespace dangol::inline v0 {

struct Person {
    std::uint32_t row = 0;   ///< of their table
    double unusual = 0;      ///< −log p(x)
    double weight = 1;       ///< of a customer: how much oftener somebody like them is a lead, where leads have other shares of the segments
};

/// Of one half of the people, one segment, and one set of known columns. Shares differ among leads, and so, where segments overlap, does who is
/// placed in one: with the weights Σ pₖ πₖ(leads) / πₖ(customers) customers stand for leads of the same segments exactly.
struct Stratum {
    std::vector<Person> leads = {}, customers = {};
    std::vector<bool> known = {};  ///< per column of the mixture, of all leads; customers, of whom more may be known, are compared by these alone
};

/// The row of the customers' table that is the same person as a lead, or:
inline constexpr std::uint32_t no_customer = 0xffff'ffffu;

/// AUC of a ridge logistic regression of "is a lead" on the columns of the mixture, scored on people whom its fit left out, as leads and as customers, over pairs
/// within the strata, customers by weight; its interval resamples people with the scores as they are. A customer stands in several strata where less is known of leads.
/// None where a stratum lacks either. `same_person`: of each lead.
std::optional<Estimate> lead_against_customer(const Mixture&, const FeatureTable& leads, const FeatureTable& customers, std::span<const std::uint32_t> same_person,
                                              const std::vector<Stratum>&, std::uint64_t seed, const Execution&);

}  // namespace dangol::inline v0
