#pragma once

#include <dangol/core/language.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <string>
#include <vector>

/// Who consents is not who comes: how the two differ, and weights that make the one stand for the other. Those who refused enter as sums and
/// nothing else.
namespace dangol::inline v0 {

/// One column, or one level of it.
struct ConsentDifference {
    std::string column = {};
    std::string level = {};            ///< of a category or flag; "" of numbers; "?" of not being known
    double consenting = 0;             ///< mean, or share, of those who consent
    double everyone = 0;               ///< … of all customers
    double standardised = 0;           ///< (consenting − everyone) / standard deviation among all. Beyond ±0.1 is worth a look (Austin 2009)
    double weighted = 0;               ///< the same once those who consent are weighted
    bool operator==(const ConsentDifference&) const = default;
};

struct ConsentBiasOptions {
    double weight_at_most = 10;        ///< times the mean; larger: less bias, less precision
    std::size_t levels_at_most = 20;   ///< of a category; rarer ones count as one
};

struct ConsentBias {
    Purpose purpose = Purpose::analysis;
    std::size_t customers = 0, consenting = 0;
    std::vector<ConsentDifference> differences = {};  ///< the largest first
    std::vector<double> weights = {};                 ///< per customer of permitting(purpose); their mean is 1
    double effective_count = 0;                       ///< (Σw)² / Σw²: as many equal customers say as much
    std::size_t weights_cut = 0;                      ///< how many were larger than weight_at_most
};

/// Inverse propensity weights (Rosenbaum & Rubin 1983; Robins, Rotnitzky & Zhao 1994): 1 over the probability of consenting, by a logistic
/// regression on attributes (number, amounts and counts as they are, categories by level, what is missing as such) and on how often somebody came,
/// with a ridge of one observation. They correct for these columns only: whoever refuses for reasons that no column holds stays unseen.
///
/// Protected attributes are compared, and are no part of the weights. @throws BadInput: consent is not recorded, or nobody agreed
[[nodiscard]] DANGOL_EXPORT ConsentBias compare_consenting(const CustomerBase& base, Purpose purpose, Instant as_of = Instant::max(),
                                                           const ConsentBiasOptions& options = {});

DANGOL_EXPORT std::string to_text(const ConsentBias& bias, Language language);

}  // namespace dangol::inline v0
