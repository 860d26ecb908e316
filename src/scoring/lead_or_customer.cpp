#include "scoring/lead_or_customer.hpp"

#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "scoring/design.hpp"
#include "scoring/logistic_regression.hpp"

namespace dangol::inline v0 {
namespace {

constexpr std::size_t folds = 5;
constexpr double penalty = 10;        // columns have standard deviation 1: the weight of ten more people at the mean
constexpr std::size_t samples = 200;

FeatureTable basis_of(const FeatureTable& table, const Mixture& mixture) {
    std::vector<ColumnIndex> columns;
    for (const FeatureColumn& column : mixture.columns()) columns.push_back(table.column(column.name));
    return table.with_columns(columns);
}

/// Leads first; log-odds of each from the fit that left its fold out.
std::vector<double> cross_fitted(const Matrix& rows, std::size_t leads, Random& random, const Execution& execution) {
    std::vector<std::uint8_t> is_lead(rows.rows());
    std::fill_n(is_lead.begin(), leads, std::uint8_t{1});
    std::vector<std::size_t> fold(rows.rows());
    const std::vector<std::size_t> order = random.permutation(rows.rows());
    for (std::size_t i = 0; i < order.size(); ++i) fold[order[i]] = i % folds;
    std::vector<double> scores(rows.rows()), weights(rows.rows());
    for (std::size_t out = 0; out < folds; ++out) {
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = fold[i] == out ? 0 : 1;
        const LogisticFit fit = fit_logistic({.rows = rows, .converted = is_lead, .weights = weights}, penalty, {}, {.threads = execution.threads, .stop = execution.stop});
        const std::vector<double> log_odds = log_odds_of(fit, rows);
        for (std::size_t i = 0; i < scores.size(); ++i)
            if (fold[i] == out) scores[i] = log_odds[i];
    }
    return scores;
}

struct Scored {
    double score = 0;
    bool lead = false;
    std::size_t person = 0;  ///< leads first
    double weight = 1;
};

/// Pairs within strata, each person as often as drawn; equal scores count half.
double auc_of(const std::vector<std::vector<Scored>>& sorted, std::span<const double> times) {
    double won = 0, pairs = 0;
    for (const std::vector<Scored>& stratum : sorted) {
        double customers = 0, leads = 0;
        for (std::size_t i = 0; i < stratum.size();) {
            double tied_leads = 0, tied_customers = 0;
            std::size_t end = i;
            for (; end < stratum.size() && stratum[end].score == stratum[i].score; ++end) (stratum[end].lead ? tied_leads : tied_customers) += stratum[end].weight * times[stratum[end].person];
            won += tied_leads * (customers + 0.5 * tied_customers);
            leads += tied_leads;
            customers += tied_customers;
            i = end;
        }
        pairs += leads * customers;
    }
    return pairs > 0 ? won / pairs : 0.5;
}

}  // namespace

std::optional<Estimate> lead_against_customer(const Mixture& mixture, const FeatureTable& leads, const FeatureTable& customers, const std::vector<Stratum>& strata, std::uint64_t seed,
                                              const Execution& execution) {
    const bool has_all = std::all_of(mixture.columns().begin(), mixture.columns().end(), [&](const FeatureColumn& column) {
        return std::any_of(leads.columns().begin(), leads.columns().end(), [&](const FeatureColumn& other) { return other.name == column.name && other.kind == column.kind; });
    });
    if (!has_all || strata.empty()) return {};
    std::vector<std::string> folded;
    const FeatureTable known = basis_of(customers, mixture);
    Design design = Design::fit(known, {}, folded);
    const Matrix those = design.rows(known, 0), these = design.rows(basis_of(leads, mixture), 0);
    if (design.width == 0) return {};
    Matrix rows(these.rows() + those.rows(), design.width);
    std::copy(these.values().begin(), these.values().end(), rows.values().begin());
    std::copy(those.values().begin(), those.values().end(), rows.values().begin() + static_cast<std::ptrdiff_t>(these.values().size()));
    Random random(seed);
    const std::vector<double> scores = cross_fitted(rows, these.rows(), random, execution);

    std::vector<std::vector<Scored>> sorted;
    for (const Stratum& stratum : strata) {
        std::vector<Scored>& people = sorted.emplace_back();
        for (const Person& lead : stratum.leads) people.push_back({scores[lead.row], true, lead.row});
        for (const Person& customer : stratum.customers) people.push_back({scores[these.rows() + customer.row], false, these.rows() + customer.row, customer.weight});
        std::sort(people.begin(), people.end(), [](const Scored& a, const Scored& b) { return a.score < b.score; });
    }
    std::vector<double> times(rows.rows(), 1.0), drawn;
    const double auc = auc_of(sorted, times);
    for (std::size_t sample = 0; sample < samples; ++sample) {
        std::fill(times.begin(), times.end(), 0.0);
        for (std::size_t i = 0; i < times.size(); ++i) ++times[i < these.rows() ? random.below(these.rows()) : these.rows() + random.below(those.rows())];
        drawn.push_back(auc_of(sorted, times));
    }
    constexpr std::array<double, 2> ends{0.025, 0.975};
    const std::vector<double> range = quantiles(drawn, ends);
    return Estimate{auc, Interval{range[0], range[1]}};
}

}  // namespace dangol::inline v0
