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

/// Fits to all folds but one, and in which fold everybody is: who is lead and customer is in one, or a fit would know them.
struct CrossFit {
    std::vector<LogisticFit> without = {};                      ///< per fold
    std::vector<std::size_t> fold_of_lead = {}, fold_of_customer = {};

    CrossFit(const Matrix& leads, const Matrix& customers, std::span<const std::uint32_t> same_person, Random& random, const Execution& execution)
        : fold_of_lead(leads.rows()), fold_of_customer(customers.rows()) {
        Matrix rows(leads.rows() + customers.rows(), leads.columns());
        std::copy(leads.values().begin(), leads.values().end(), rows.values().begin());
        std::copy(customers.values().begin(), customers.values().end(), rows.values().begin() + static_cast<std::ptrdiff_t>(leads.values().size()));
        std::vector<std::uint8_t> is_lead(rows.rows());
        std::fill_n(is_lead.begin(), leads.rows(), std::uint8_t{1});
        const std::vector<std::size_t> order = random.permutation(rows.rows());
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (order[i] < leads.rows()) fold_of_lead[order[i]] = i % folds;
            else fold_of_customer[order[i] - leads.rows()] = i % folds;
        }
        for (std::size_t i = 0; i < same_person.size(); ++i)
            if (same_person[i] != no_customer) fold_of_lead[i] = fold_of_customer[same_person[i]];
        std::vector<double> weights(rows.rows());
        for (std::size_t out = 0; out < folds; ++out) {
            for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = (i < leads.rows() ? fold_of_lead[i] : fold_of_customer[i - leads.rows()]) == out ? 0 : 1;
            without.push_back(fit_logistic({.rows = rows, .converted = is_lead, .weights = weights}, penalty, {}, {.threads = execution.threads, .stop = execution.stop}));
        }
    }
};

/// Log-odds of people, by columns that are known of all of them, from the fits that left them out.
std::vector<double> log_odds_of(const CrossFit& fit, const std::vector<std::size_t>& fold_of, const Design& design, const FeatureTable& table, const std::vector<Person>& people,
                                const std::vector<bool>& known) {
    Matrix rows(people.size(), design.width);
    for (std::size_t c = 0; c < design.columns.size(); ++c) {
        if (design.columns[c].transform == Transform::unused) continue;
        const CellsOfColumn cells(table, id_at<ColumnIndex>(c));
        for (std::size_t i = 0; i < people.size(); ++i) {
            LeadCell cell = cells[people[i].row];
            cell.known = cell.known && known[c];
            design.columns[c].expand(cell, &rows(i, design.columns[c].first));
        }
    }
    std::vector<double> scores(people.size());
    for (std::size_t fold = 0; fold < folds; ++fold) {
        const std::vector<double> log_odds = log_odds_of(fit.without[fold], rows);
        for (std::size_t i = 0; i < scores.size(); ++i)
            if (fold_of[people[i].row] == fold) scores[i] = log_odds[i];
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

std::optional<Estimate> lead_against_customer(const Mixture& mixture, const FeatureTable& leads, const FeatureTable& customers, std::span<const std::uint32_t> same_person,
                                              const std::vector<Stratum>& strata, std::uint64_t seed, const Execution& execution) {
    const bool has_all = std::all_of(mixture.columns().begin(), mixture.columns().end(), [&](const FeatureColumn& column) {
        return std::any_of(leads.columns().begin(), leads.columns().end(), [&](const FeatureColumn& other) { return other.name == column.name && other.kind == column.kind; });
    });
    if (!has_all || strata.empty()) return {};
    std::vector<std::string> folded;
    const FeatureTable those = basis_of(customers, mixture), these = basis_of(leads, mixture);
    const Design design = Design::fit(those, {}, folded);
    if (design.width == 0) return {};
    Random random(seed);
    const CrossFit fit(design.rows(these, 0), design.rows(those, 0), same_person, random, execution);

    const std::size_t lead_count = leads.customer_count(), customer_count = customers.customer_count();
    std::vector<std::vector<Scored>> sorted;
    for (const Stratum& stratum : strata) {
        const std::vector<double> of_leads = log_odds_of(fit, fit.fold_of_lead, design, these, stratum.leads, stratum.known);
        const std::vector<double> of_customers = log_odds_of(fit, fit.fold_of_customer, design, those, stratum.customers, stratum.known);
        std::vector<Scored>& people = sorted.emplace_back();
        for (std::size_t i = 0; i < of_leads.size(); ++i) people.push_back({of_leads[i], true, stratum.leads[i].row});
        for (std::size_t i = 0; i < of_customers.size(); ++i)
            people.push_back({of_customers[i], false, lead_count + stratum.customers[i].row, stratum.customers[i].weight});
        std::sort(people.begin(), people.end(), [](const Scored& a, const Scored& b) { return a.score < b.score; });
    }
    std::vector<double> times(lead_count + customer_count, 1.0), drawn;
    const double auc = auc_of(sorted, times);
    for (std::size_t sample = 0; sample < samples; ++sample) {
        std::fill(times.begin(), times.end(), 0.0);
        for (std::size_t i = 0; i < times.size(); ++i) ++times[i < lead_count ? random.below(lead_count) : lead_count + random.below(customer_count)];
        drawn.push_back(auc_of(sorted, times));
    }
    constexpr std::array<double, 2> ends{0.025, 0.975};
    const std::vector<double> range = quantiles(drawn, ends);
    return Estimate{auc, Interval{range[0], range[1]}};
}

}  // namespace dangol::inline v0
