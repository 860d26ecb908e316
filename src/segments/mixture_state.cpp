#include "segments/mixture_state.hpp"

#include <dangol/core/error.hpp>

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "features/feature_table_state.hpp"
#include "segments/family_operations.hpp"
#include "segments/kernel.hpp"
#include "segments/row_densities.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

[[noreturn]] void refuse(const char* field, const ShownValue& value, const std::string& constraint) {
    throw InvalidArgument(std::string("mixture: ") + field, value, constraint, "fit it again");
}

void check_shares(std::span<const double> shares) {
    double sum = 0;
    for (const double share : shares) {
        if (!(share >= 0)) refuse("share", share, "at least 0");
        sum += share;
    }
    if (!shares.empty() && !(std::fabs(sum - 1) < 1e-6)) refuse("sum of the shares", sum, "1");
}

void check_block(const Mixture::State& state) {
    const std::size_t size = state.block.size(), covariances = state.covariance_count();
    check_block_size(size);
    if (state.covariance.rows() != covariances * size || state.covariance.columns() != size) {
        refuse("size of the covariance", state.covariance.rows(), "that of its block");
    }
    for (std::size_t b = 0; b < size; ++b) {
        const std::uint32_t column = state.block[b];
        if (column >= state.columns.size() || (b > 0 && column <= state.block[b - 1])) refuse("block", column, "ascending positions of columns");
        if (state.families[column] != Family::normal && state.families[column] != Family::log_normal_hurdle) {
            refuse("family in the block", std::string(to_text(state.families[column])), "normal or log-normal");
        }
    }
    for (std::size_t v = 0; size > 0 && v < covariances; ++v) {
        if (!Cholesky::of(state.covariance.view().rows_from(v * size, size))) refuse("covariance", "another", "positive definite");
    }
}

void check_shared(const Mixture::State& state, std::span<const std::size_t> first_parameter) {
    for (std::size_t s = 0; s < state.shared.size(); ++s) {
        const std::uint32_t c = state.shared[s];
        if (c >= state.columns.size() || (s > 0 && c <= state.shared[s - 1])) refuse("shared columns", c, "ascending positions of columns");
        if (std::ranges::find(state.block, c) != state.block.end()) refuse("shared column", state.columns[c].name, "outside the block");
        const std::size_t width = first_parameter[c + 1] - first_parameter[c];
        for (std::size_t k = 1; k < state.shares.size(); ++k) {
            if (std::ranges::equal(state.parameters.row(k).subspan(first_parameter[c], width), state.parameters.row(0).subspan(first_parameter[c], width))) continue;
            refuse(("parameters of column \"" + state.columns[c].name + "\"").c_str(), "others", "the same in all segments, which share it");
        }
    }
}

}  // namespace

void check_block_size(std::size_t columns) {
    if (columns <= block_columns_at_most) return;
    throw InvalidArgument("columns that vary together", columns, "at most " + std::to_string(block_columns_at_most),
                          "take fewer numeric columns into the basis, or the diagonal covariance");
}

void Mixture::State::check() const {
    if (families.size() != columns.size()) refuse("number of families", families.size(), "one per column");
    if (shape > CovarianceShape::free_block) refuse("covariance shape", static_cast<int>(shape), "one that dangol defines");
    if (assignment > Assignment::hard) refuse("assignment", static_cast<int>(assignment), "one that dangol defines");
    if (!(prior_customers >= 0 && std::isfinite(prior_customers))) refuse("prior_customers", prior_customers, "at least 0 and finite");
    if (report.termination > Termination::one_step) refuse("termination", static_cast<int>(report.termination), "one that dangol defines");
    if (report.separation_share.size() != columns.size()) refuse("number of separation shares", report.separation_share.size(), "one per column");
    if (parameters.rows() != shares.size()) refuse("rows of parameters", parameters.rows(), "one per segment");
    check_shares(shares);
    std::size_t width = 0;
    std::vector<std::size_t> first{0};
    for (std::size_t c = 0; c < columns.size(); ++c) {
        check_column(columns[c]);
        if (!suits(families[c], columns[c].kind)) refuse("family", static_cast<int>(families[c]), "one that suits its column");
        const FamilyOperations& operations = operations_of(families[c]);
        const std::size_t own = operations.parameter_width(columns[c]);
        if (width + own > parameters.columns()) refuse("columns of parameters", parameters.columns(), "what the families need");
        for (std::size_t k = 0; k < shares.size(); ++k) {
            if (!operations.sound(parameters.row(k).subspan(width, own))) {
                refuse(("parameters of column \"" + columns[c].name + "\"").c_str(), "others", "valid for the family " + std::string(operations.name));
            }
        }
        width += own;
        first.push_back(width);
    }
    if (!shares.empty() && width != parameters.columns()) refuse("columns of parameters", parameters.columns(), "what the families need");
    check_block(*this);
    check_shared(*this, first);
}

void Mixture::State::derive() {
    first_parameter.assign(1, 0);
    first_constant.assign(1, 0);
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const FamilyOperations& operations = operations_of(families[c]);
        first_parameter.push_back(first_parameter.back() + operations.parameter_width(columns[c]));
        first_constant.push_back(first_constant.back() + operations.constant_width(columns[c]));
    }
    constants = Matrix(shares.size(), first_constant.back());
    log_shares.assign(shares.size(), kernel::impossible);
    for (std::size_t k = 0; k < shares.size(); ++k) {
        if (shares[k] > 0) log_shares[k] = math::log(shares[k]);
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const std::size_t width = first_constant[c + 1] - first_constant[c];
            operations_of(families[c]).derive(parameters_of(k, c), constants.row(k).subspan(first_constant[c], width));
        }
    }
    in_block.assign(columns.size(), 0);
    for (const std::uint32_t column : block) in_block[column] = 1;
    is_shared.assign(columns.size(), 0);
    for (const std::uint32_t column : shared) is_shared[column] = 1;
}

}  // namespace dangol::inline v0
