#include <dangol/segments/mixture.hpp>

#include <dangol/core/error.hpp>

#include "segments/mixture_state.hpp"

#include <algorithm>
#include <string_view>

/// What a fitted mixture says of itself in words of the field: parameters by name, covariances, and how to fit it again.
namespace dangol::inline v0 {
namespace {

/// Names of a family's parameters, in the order in which it keeps them; empty where they are those of the column's levels.
std::span<const std::string_view> names_of(Family family) {
    static constexpr std::string_view normal[] = {"mean", "variance"}, log_normal[] = {"share_above_zero", "log_mean", "log_variance"},
                                      gamma[] = {"share_above_zero", "mean", "shape"}, poisson[] = {"rate"}, negative_binomial[] = {"rate", "size"},
                                      probability[] = {"probability"}, beta[] = {"alpha", "beta"}, von_mises[] = {"mean_direction", "concentration"};
    switch (family) {
        case Family::normal: return normal;
        case Family::log_normal_hurdle: return log_normal;
        case Family::gamma_hurdle: return gamma;
        case Family::poisson: return poisson;
        case Family::negative_binomial: return negative_binomial;
        case Family::bernoulli:
        case Family::binomial: return probability;
        case Family::beta_binomial: return beta;
        case Family::von_mises: return von_mises;
        case Family::categorical:
        case Family::dirichlet_multinomial:
        case Family::adjacent_category:
        case Family::multinomial: break;
    }
    return {};
}

}  // namespace

ColumnIndex Mixture::column(std::string_view name) const {
    std::vector<std::string> names;
    for (std::size_t c = 0; c < state_->columns.size(); ++c) {
        if (state_->columns[c].name == name) return id_at<ColumnIndex>(c);
        names.push_back(state_->columns[c].name);
    }
    throw UnknownColumn(name, names, "the mixture");
}

std::vector<FamilyParameter> Mixture::parameters(std::size_t segment, ColumnIndex column) const {
    check_position(*state_, segment, column);
    const std::size_t c = column.value;
    const auto names = names_of(state_->families[c]);
    const auto values = state_->parameters_of(segment, c);
    std::vector<FamilyParameter> out;
    for (std::size_t i = 0; i < (names.empty() ? values.size() : names.size()); ++i)
        out.push_back({names.empty() ? state_->columns[c].levels[i] : std::string(names[i]), values[i]});
    if (state_->in_block[c] != 0) {  // its own variance was never fitted
        const auto at = static_cast<std::size_t>(std::ranges::find(state_->block, c) - state_->block.begin());
        out.back().value = state_->covariance(state_->first_covariance_of(segment) + at, at);
    }
    return out;
}

std::vector<std::string> Mixture::block() const {
    std::vector<std::string> names;
    for (const std::uint32_t column : state_->block) names.push_back(state_->columns[column].name);
    return names;
}

Matrix Mixture::covariance_of(std::size_t segment) const {
    check_segment(*state_, segment);
    const std::size_t size = state_->block.size();
    Matrix out(size, size);
    for (std::size_t a = 0; a < size; ++a) std::ranges::copy(state_->covariance.row(state_->first_covariance_of(segment) + a), out.row(a).begin());
    return out;
}

MixtureOptions Mixture::options() const {
    MixtureOptions options{.segment_count = segment_count(), .covariance = state_->shape, .block = block(), .shared_columns = shared_columns(), .assignment = state_->assignment,
                           .prior_customers = state_->prior_customers};
    for (std::size_t c = 0; c < state_->columns.size(); ++c) options.families.push_back({state_->columns[c].name, state_->families[c]});
    return options;
}

}  // namespace dangol::inline v0
