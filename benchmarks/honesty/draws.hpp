#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/core/random.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Columns for the worlds of the trials, each cell from the latent position of its customer. None of these laws is one that the library
/// fits: tails are Student's, rates log-Student or Weibull, chances logit-Student, profiles logistic-Student.
namespace dangol_honesty {

using dangol::Random;

double student(Random&);                ///< 8 degrees of freedom, variance 1
double skewed(Random&);                 ///< Weibull of shape .9 less its mean, over its standard deviation: a long right tail

using Positions = std::vector<double>;  ///< one per customer, mean 0 and variance about 1 within a kind

/// `share` of the cells, at random, were not observed. 0 unless said.
dangol::FeatureData numeric(std::string name, const Positions&);
dangol::FeatureData amount(std::string name, const Positions&, double log_spread);                              ///< exp: kind positive
dangol::FeatureData count(std::string name, const Positions&, const std::vector<double>& days, double per_day, double log_spread, Random&);
dangol::FeatureData share(std::string name, const Positions&, const std::vector<double>& trials, double logit, double logit_spread, Random&);
dangol::FeatureData flag(std::string name, const Positions&, double logit, Random&);
/// A profile of `events` over `cells` equally likely cells, of which every customer has shares of their own.
dangol::FeatureData profile(std::string name, std::size_t customers, std::size_t cells, std::size_t events, double log_spread, Random&);

dangol::FeatureData with_missing(dangol::FeatureData, double share_missing, Random&);

dangol::FeatureTable table_of(std::vector<dangol::FeatureData>);

/// Customers around the centre of a kind each, in as many columns as centres have.
struct Drawn {
    dangol::FeatureTable table = {};
    std::vector<std::uint32_t> kinds = {};
};
Drawn around(std::size_t customers, const std::vector<std::vector<double>>& centres, const std::vector<double>& shares, Random&, double (*draw)(Random&) = student);
dangol::Matrix told(const std::vector<std::uint32_t>& kinds, std::size_t count);  ///< as a membership

}  // namespace dangol_honesty
