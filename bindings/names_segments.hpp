#pragma once

#include "enumerators.hpp"

#include <dangol/segments/family.hpp>
#include <dangol/segments/segmentation.hpp>

namespace dangol::python {

template <>
struct NamesOf<Family> {
    static constexpr const char* type = "Family";
    static constexpr Enumerator<Family> all[] = {
        {"normal", Family::normal}, {"log_normal_hurdle", Family::log_normal_hurdle}, {"poisson", Family::poisson},
        {"negative_binomial", Family::negative_binomial}, {"bernoulli", Family::bernoulli}, {"binomial", Family::binomial},
        {"beta_binomial", Family::beta_binomial}, {"categorical", Family::categorical}, {"dirichlet_multinomial", Family::dirichlet_multinomial},
        {"gamma_hurdle", Family::gamma_hurdle}, {"von_mises", Family::von_mises}, {"adjacent_category", Family::adjacent_category},
        {"multinomial", Family::multinomial}};
};

template <>
struct NamesOf<Assignment> {
    static constexpr const char* type = "Assignment";
    static constexpr Enumerator<Assignment> all[] = {{"soft", Assignment::soft}, {"hard", Assignment::hard}};
};

template <>
struct NamesOf<CovarianceShape> {
    static constexpr const char* type = "CovarianceShape";
    static constexpr Enumerator<CovarianceShape> all[] = {{"diagonal", CovarianceShape::diagonal}, {"shared_block", CovarianceShape::shared_block}, {"free_block", CovarianceShape::free_block}};
};

template <>
struct NamesOf<Termination> {
    static constexpr const char* type = "Termination";
    static constexpr Enumerator<Termination> all[] = {{"not_run", Termination::not_run}, {"converged", Termination::converged},
                                                      {"iteration_limit", Termination::iteration_limit}, {"one_step", Termination::one_step}};
};

template <>
struct NamesOf<Verdict> {
    static constexpr const char* type = "Verdict";
    static constexpr Enumerator<Verdict> all[] = {{"untested", Verdict::untested}, {"natural", Verdict::natural}, {"reproducible", Verdict::reproducible},
                                                  {"constructed", Verdict::constructed}, {"one_kind", Verdict::one_kind}};
};

}  // namespace dangol::python
