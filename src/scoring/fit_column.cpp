#include "scoring/fit_column.hpp"

#include <dangol/core/random.hpp>

#include <algorithm>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "scoring/contacts.hpp"
#include "scoring/segment_rates.hpp"

namespace dangol::inline v0 {

CustomerFolds::CustomerFolds(std::span<const std::uint32_t> customer_of, std::size_t folds, std::uint64_t seed) : count(folds) {
    const std::size_t customers = customer_of.empty() ? 0 : std::size_t{*std::max_element(customer_of.begin(), customer_of.end())} + 1;
    const std::vector<std::size_t> order = Random(seed, 1).permutation(customers);
    std::vector<std::uint32_t> fold(customers);
    for (std::size_t i = 0; i < customers; ++i) fold[order[i]] = static_cast<std::uint32_t>(i % folds);
    for (const std::uint32_t customer : customer_of) of_lead.push_back(fold[customer]);
}

double common_rate(std::span<const double> shares, std::span<const double> rates) noexcept {
    double rate = 0;
    for (std::size_t k = 0; k < rates.size(); ++k) rate += shares[k] * rates[k];
    return rate;
}

FitColumn::FitColumn(MatrixView<const double> membership, std::span<const std::uint8_t> converted,
                     std::span<const std::uint32_t> customer_of, const CustomerFolds& folds, const Execution& execution)
    : membership_(membership), folds_(folds), mean_membership_(membership.columns()) {
    const std::size_t segments = membership.columns();
    for (std::size_t i = 0; i < membership.rows(); ++i) {
        for (std::size_t k = 0; k < segments; ++k) mean_membership_[k] += membership(i, k) / static_cast<double>(membership.rows());
    }
    std::vector<std::pair<std::size_t, std::size_t>> left_out;
    for (std::size_t a = 0; a < folds.count; ++a) {
        for (std::size_t b = 0; b <= a; ++b) left_out.emplace_back(a, b);
    }
    left_out.emplace_back(folds.count, folds.count);
    rates_.resize(left_out.size());
    for_each_block(
        left_out.size(), execution,
        [&](std::size_t which) {
            const auto [a, b] = left_out[which];
            Matrix seen(membership.rows(), segments);  // rows of zeros are left out
            for (std::size_t i = 0; i < seen.rows(); ++i) {
                if (folds_.of_lead[i] == a || folds_.of_lead[i] == b) continue;
                std::copy_n(membership.row(i).data(), segments, seen.row(i).data());
            }
            const SegmentRates rates(count_contacts(seen, converted, customer_of));
            for (std::size_t k = 0; k < segments; ++k) rates_[which].push_back(rates.mean(k));
        },
        "learning the rates of segments");
}

std::size_t FitColumn::index(std::size_t a, std::size_t b) const noexcept {
    if (a < b) std::swap(a, b);
    if (a == folds_.count) a = b;                      // only one is left out …
    if (a == folds_.count) return rates_.size() - 1;   // … or none
    return a * (a + 1) / 2 + b;
}

double FitColumn::value(std::size_t lead, std::span<const double> rates) const {
    return math::logit(common_rate(membership_.row(lead), rates)) - math::logit(common_rate(mean_membership_, rates));
}

std::vector<double> FitColumn::values(std::size_t held_out) const {
    std::vector<double> column(membership_.rows());
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = value(i, rates_[index(folds_.of_lead[i], held_out)]);
    return column;
}

}  // namespace dangol::inline v0
