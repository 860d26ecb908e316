#include "scoring/contacts.hpp"

#include <dangol/segments/most_probable.hpp>

#include <algorithm>

namespace dangol::inline v0 {
namespace {

/// Contacts of one customer with one group.
struct CustomerContacts {
    double contacts = 0, conversions = 0;
    double own_squares = 0;  ///< Σ weight² of the single contacts, whose pairs with themselves do not count
    double converted_squares = 0;
};

}  // namespace

std::vector<GroupContacts> count_contacts(MatrixView<const double> membership, std::span<const std::uint8_t> converted,
                                          std::span<const std::uint32_t> customer_of) {
    const std::size_t groups = membership.columns(), leads = membership.rows();
    const std::size_t customers = leads == 0 ? 0 : std::size_t{*std::max_element(customer_of.begin(), customer_of.end())} + 1;
    std::vector<CustomerContacts> of(customers * groups);
    std::vector<GroupContacts> result(groups);
    for (std::size_t i = 0; i < leads; ++i) {
        for (std::size_t g = 0; g < groups; ++g) {
            const double weight = membership(i, g);
            CustomerContacts& one = of[customer_of[i] * groups + g];
            one.contacts += weight;
            one.own_squares += weight * weight;
            result[g].contacts += weight;
            if (converted[i] == 0) continue;
            one.conversions += weight;
            one.converted_squares += weight * weight;
            result[g].conversions += weight;
        }
    }

    // ρ: the mean product of residuals over pairs of a customer's answers, against that of an answer with itself.
    double products = 0, expected = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
        const GroupContacts& group = result[i % groups];
        if (!(group.contacts > 0)) continue;
        const double p = group.conversions / group.contacts;
        const double sum = of[i].conversions - p * of[i].contacts;
        const double squares = of[i].converted_squares * (1 - p) * (1 - p) + (of[i].own_squares - of[i].converted_squares) * p * p;
        products += sum * sum - squares;
        expected += p * (1 - p) * (of[i].contacts * of[i].contacts - of[i].own_squares);
    }
    const double correlation = expected > 0 ? std::clamp(products / expected, 0.0, 1.0) : 0;

    for (std::size_t g = 0; g < groups; ++g) {
        double squares = 0;
        for (std::size_t c = 0; c < customers; ++c) {
            const double contacts = of[c * groups + g].contacts;
            squares += contacts * contacts;
            result[g].customers += contacts > 0 ? 1 : 0;
        }
        if (!(result[g].contacts > 0)) continue;
        const double design_effect = std::max(1.0, 1 + correlation * (squares / result[g].contacts - 1));
        result[g].trials = result[g].contacts / design_effect;
        result[g].successes = result[g].conversions / design_effect;
    }
    return result;
}

Matrix only(std::span<const std::uint8_t> leads) {
    Matrix column(leads.size(), 1);
    for (std::size_t i = 0; i < leads.size(); ++i) column(i, 0) = leads[i] != 0 ? 1 : 0;
    return column;
}

Matrix known_membership(const Mixture& mixture, const FeatureTable& leads, const Execution& execution) {
    std::vector<std::uint8_t> known(leads.customer_count());
    for (const FeatureColumn& basis : mixture.columns()) {
        for (std::size_t c = 0; c < leads.columns().size(); ++c) {
            if (leads.columns()[c].name != basis.name) continue;
            const BitView observed = leads.observed(id_at<ColumnIndex>(c));
            for (std::size_t i = 0; i < known.size(); ++i) known[i] = known[i] != 0 || observed[i] ? 1 : 0;
        }
    }
    Matrix membership = mixture.membership(leads, execution);
    for (std::size_t i = 0; i < membership.rows(); ++i) {
        if (known[i] == 0) std::ranges::fill(membership.row(i), 0.0);
    }
    return membership;
}

double placed_from(Verdict verdict) noexcept { return verdict == Verdict::natural ? 0.9 : 0.5; }

Matrix placed_wholly(MatrixView<const double> membership, double from) {
    Matrix whole(membership.rows(), membership.columns());
    for (std::size_t i = 0; i < membership.rows(); ++i) {
        const MostProbable most = most_probable(membership.row(i));
        if (most.probability >= from) whole(i, most.segment) = 1;
    }
    return whole;
}

Matrix of_placed(MatrixView<const double> membership, MatrixView<const double> whole) {
    Matrix placed(membership.rows(), membership.columns());
    for (std::size_t i = 0; i < placed.rows(); ++i) {
        if (std::ranges::max(whole.row(i)) > 0) std::ranges::copy(membership.row(i), placed.row(i).begin());
    }
    return placed;
}

}  // namespace dangol::inline v0
