#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/export.hpp>
#include <dangol/features/lead_table.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace dangol::inline v0 {

struct StrangerOptions {
    double tail = 0.05;                     ///< a lead farther out than all but this share of the customers of its segment counts as none of these
    double share_at_least = 0.02;           ///< strangers beyond what customers' own tails account for, before there is an alarm
    double auc_at_least = 0.7;              ///< lower limit of the AUC from which there is an alarm too
    double significance = 0.05;
    std::size_t compared_at_least = 100;    ///< leads, before anything is said
    std::size_t people_at_most = 5'000;     ///< of leads and of customers each; more are drawn from, at random
    std::size_t bootstrap_samples = 200;    ///< ≥ 20, of people: how far the share may be off
    std::uint64_t seed = 0;
    bool operator==(const StrangerOptions&) const = default;
};

/// Whether leads are people whom the segments know, in whatever shares, or strangers, of whom fit says nothing.
///
/// **None of these.** The segments are found again in each half of the customers. How unusual somebody of the other half is, −log p(x), is compared
/// with nobody but customers of that half in the same segment (a small one joins the next larger), of whom the same columns are known, weighted to the segments' shares among leads: so neither
/// other shares, nor long tails, nor a fit that knows its customers look like strangers. With F the share of leads farther out than all but t of these customers,
/// (F − t) / (1 − t) are none of these (one component uniform, after Storey 2002).
///
/// **Lead against customer.** A logistic regression on the columns that made the segments, cross-fitted, tells leads from customers of the same
/// segment: it sees what moves all leads a little, without any of them being far out.
struct StrangerReport {
    std::size_t leads = 0, customers = 0;           ///< compared: one lead of each customer, the latest; those of whom a column is known
    std::optional<Estimate> none_of_these = {};     ///< share of these leads, may fall below 0 by chance; 95 % interval. None: cannot tell, too few
    double p_value = 1;                             ///< that there are none: one-sided, from the bootstrap of people
    std::optional<Estimate> auc = {};               ///< P(a lead is ranked above a customer of its segment), customers weighted likewise; 95 % bootstrap interval
    bool alarm = false;
    bool operator==(const StrangerReport&) const = default;
};

/// `customers` are those that the segments were made of, `records` what their features were built from: with these, leads are compared with customers as they were on
/// days of contact too, the same people on the same day; without, with customers as they are now, of whom more has been seen, which can look like strangeness where
/// leads have been known for a shorter time. @throws InvalidArgument, Cancelled
[[nodiscard]] DANGOL_EXPORT StrangerReport ask_strangers(const Segmentation&, const FeatureTable& customers, const LeadTable&, const PermittedBase& records,
                                                         const StrangerOptions& = {}, const Execution& = {});
[[nodiscard]] DANGOL_EXPORT StrangerReport ask_strangers(const Segmentation&, const FeatureTable& customers, const LeadTable&, const StrangerOptions& = {},
                                                         const Execution& = {});

/// The alarm, that there is none, or that it cannot be told; no share that stands for fewer than k leads.
DANGOL_EXPORT std::string to_text(const StrangerReport&, Language, std::size_t smallest_group);
DANGOL_EXPORT std::string how_we_know(const StrangerReport&, Language, std::size_t smallest_group);  ///< empty where it cannot be told

}  // namespace dangol::inline v0
