#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <string>
#include <vector>

/// Who consents is not who comes: how the two differ, and weights that make the one stand for the other.
///
/// This verb stands before consent: it reads the records of those who refused, to say how far those who agreed speak for them. What it shows is
/// therefore sums over groups, and with k = smallest_group every group that can be computed from them, levels left over and complements included,
/// holds nobody or at least k people, among those who agreed and among those who refused. Two runs are two sums: between them one person may have
/// decided, and the difference is that person. Do not publish runs for every day.
namespace dangol::inline v0 {

/// One column, or one level of it.
struct ConsentDifference {
    std::string column = {};
    std::string level = {};            ///< of a category or flag; "" of numbers; "?" of not being known; "(other)" of levels too few have
    double consenting = 0;             ///< mean, or share, of those who consent
    double everyone = 0;               ///< … of all customers
    double standardised = 0;           ///< (consenting − everyone) / standard deviation among all. Beyond ±0.1 is worth a look (Austin 2009)
    double weighted = 0;               ///< the same once those who consent are weighted
    bool operator==(const ConsentDifference&) const = default;
};

/// How far weights go, and how few people may be told of.
struct ConsentBiasOptions {
    double weight_at_most = 10;        ///< times the mean; larger: less bias, less precision
    std::size_t levels_at_most = 20;   ///< of a category; rarer ones count as one
    std::size_t smallest_group = 20;   ///< k ≥ 3: nothing is said about fewer people, nor about all but fewer, on either side
};

/// How those who agreed differ from everyone, and the weights that make them stand for everyone.
struct ConsentBias {
    Purpose purpose = Purpose::analysis;
    std::size_t customers = 0, consenting = 0;
    std::vector<ConsentDifference> differences = {};  ///< the largest first
    CustomerKeys agreed = {};                         ///< the customers of permitting(purpose), in its order
    std::vector<double> weights = {};                 ///< one for each of them; their mean is 1. FeatureTable::with_weights() takes both
    double effective_count = 0;                       ///< (Σw)² / Σw²: as many equal customers say as much
    std::size_t weights_cut = 0;                      ///< how many were larger than weight_at_most
    std::size_t levels_withheld = 0;                  ///< for too few people: part of "(other)", or not shown at all
    std::size_t columns_withheld = 0;                 ///< … of which nothing is shown; protected attributes are not counted
};

/// Inverse propensity weights (Rosenbaum & Rubin 1983; Robins, Rotnitzky & Zhao 1994): 1 over the probability of consenting, by a logistic
/// regression on attributes (number, amounts and counts as they are, categories by level, what is missing as such) and on how often somebody came,
/// with a ridge of one observation. They correct for these columns only: whoever refuses for reasons that no column holds stays unseen.
///
/// Shown, and part of the weights, is a level only if k or more people, or nobody, have it and k or more, or nobody, have it not, both among those who
/// agreed and among those who refused. All others become one level "(other)", with the rarest of the rest while they are too few themselves. Numbers
/// and dates need k people on both sides of whom they are known. A mean hides one of k people, not one value above all others: cap such columns first.
///
/// Protected attributes are neither compared nor part of the weights. @throws BadInput: consent is not recorded. @throws InsufficientData: fewer than
/// k agreed, or fewer than k refused. @throws InvalidArgument: smallest_group below 3, or weight_at_most below 1
[[nodiscard]] DANGOL_EXPORT ConsentBias compare_consenting(const CustomerBase& base, Purpose purpose, Instant as_of = Instant::max(),
                                                           const ConsentBiasOptions& options = {}, const Execution& = {});

DANGOL_EXPORT std::string to_text(const ConsentBias& bias, Language language);

}  // namespace dangol::inline v0
