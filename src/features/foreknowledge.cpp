#include <dangol/features/foreknowledge.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/features/feature_plan.hpp>

#include "features/option_checks.hpp"
#include "features/outcome_bins.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t periods_at_most = 50, pairs_at_least = 50;
constexpr std::size_t customers_at_least = 10;  // of either outcome: of fewer the interval of an AUC holds no promise

/// Leads with a known outcome, by time, with the period and the half of the customers that each belongs to.
struct ClosedLeads {
    std::vector<std::uint32_t> row = {}, period = {}, customer = {};
    std::vector<char> converted = {}, half = {};
    std::size_t conversions = 0, periods = 0, customers = 0;

    ClosedLeads(const LeadTable& leads, std::size_t conversions_per_period) : customers(leads.customer_count()) {
        for (std::uint32_t lead = 0; lead < leads.lead_count(); ++lead) {
            if (leads.outcomes()[lead] != LeadOutcome::open) row.push_back(lead);
        }
        const auto at = leads.contacted_at();
        std::stable_sort(row.begin(), row.end(), [&](std::uint32_t a, std::uint32_t b) { return at[a] < at[b]; });
        for (const std::uint32_t lead : row) {
            converted.push_back(leads.outcomes()[lead] == LeadOutcome::converted ? 1 : 0);
            conversions += converted.back() != 0;
            customer.push_back(leads.customer_of()[lead]);
            half.push_back(static_cast<char>(Random(1, customer.back()).below(2)));
        }
        const std::size_t wanted = std::clamp<std::size_t>(conversions / conversions_per_period, 1, periods_at_most);
        std::size_t next_cut = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i >= next_cut && (i == 0 || at[row[i]] != at[row[i - 1]])) {
                ++periods;
                while (next_cut <= i) next_cut += std::max<std::size_t>(1, row.size() / wanted);
            }
            period.push_back(static_cast<std::uint32_t>(periods - 1));
        }
    }

    /// Of whom at least one lead ended so.
    std::size_t customers_with(bool outcome) const {
        std::vector<char> seen(customers, 0);
        for (std::size_t i = 0; i < row.size(); ++i) {
            if ((converted[i] != 0) == outcome) seen[customer[i]] = 1;
        }
        return static_cast<std::size_t>(std::count(seen.begin(), seen.end(), 1));
    }
};

/// For each half of the customers and each bin what it did among the other half.
std::array<std::vector<double>, 2> scores_of_bins(const ClosedLeads& leads, const OutcomeBins& bins) {
    std::array<std::vector<double>, 2> scores;
    for (const std::size_t half : {0U, 1U}) {
        std::vector<double> leads_in(leads.periods), conversions_in(leads.periods), surplus(bins.names.size()), variance(bins.names.size(), 1.0);
        const auto for_each = [&](auto&& take) {
            for (std::size_t i = 0; i < leads.row.size(); ++i) {
                if (leads.half[i] != static_cast<char>(half)) take(i);
            }
        };
        for_each([&](std::size_t i) {
            leads_in[leads.period[i]] += 1;
            conversions_in[leads.period[i]] += leads.converted[i];
        });
        for_each([&](std::size_t i) {
            const double expected = conversions_in[leads.period[i]] / leads_in[leads.period[i]];
            surplus[bins.bin_of_row[i]] += leads.converted[i] - expected;
            variance[bins.bin_of_row[i]] += expected * (1 - expected);
        });
        for (std::size_t bin = 0; bin < surplus.size(); ++bin) scores[half].push_back(surplus[bin] / variance[bin]);
    }
    return scores;
}

/// How often a converted lead has a larger score than another of its period and half, equal ones counting a half. With the
/// interval of whole customers. None without such a pair.
std::optional<Estimate> auc_within_periods(const ClosedLeads& leads, std::span<const double> scores, std::span<const std::size_t> of) {
    std::vector<std::size_t> order(of.begin(), of.end());
    const auto group = [&](std::size_t i) { return std::pair(leads.period[i], leads.half[i]); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return std::pair(group(a), scores[a]) < std::pair(group(b), scores[b]); });

    std::vector<double> won(scores.size(), 0.0), met(scores.size(), 0.0);  // of each lead against those of the other outcome
    double wins = 0, pairs = 0;
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin;
        double all[2] = {0, 0};
        for (; end < order.size() && group(order[end]) == group(order[begin]); ++end) all[leads.converted[order[end]] != 0] += 1;
        double below[2] = {0, 0};
        for (std::size_t i = begin; i < end;) {
            std::size_t j = i;
            double tied[2] = {0, 0};
            for (; j < end && scores[order[j]] == scores[order[i]]; ++j) tied[leads.converted[order[j]] != 0] += 1;
            for (std::size_t k = i; k < j; ++k) {
                const std::size_t lead = order[k];
                const bool yes = leads.converted[lead] != 0;
                const double lower = below[!yes] + 0.5 * tied[!yes];
                met[lead] = all[!yes];
                won[lead] = yes ? lower : all[!yes] - lower;
            }
            below[0] += tied[0];
            below[1] += tied[1];
            wins += tied[1] * (below[0] - 0.5 * tied[0]);
            i = j;
        }
        pairs += all[0] * all[1];
        begin = end;
    }
    if (pairs == 0) return std::nullopt;
    const double auc = wins / pairs;
    std::vector<double> of_customer(leads.customers, 0.0);
    for (const std::size_t i : of) of_customer[leads.customer[i]] += won[i] - auc * met[i];
    const double squares = std::inner_product(of_customer.begin(), of_customer.end(), of_customer.begin(), 0.0);
    const double reach = normal_quantile(0.975) * std::sqrt(squares) / pairs;
    return Estimate{.value = auc, .interval = Interval{std::max(0.0, auc - reach), std::min(1.0, auc + reach)}};
}

std::vector<std::size_t> all_of(const ClosedLeads& leads) {
    std::vector<std::size_t> all(leads.row.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

/// The AUC of what the column said at the contact before, over customers who were contacted again.
std::optional<Estimate> auc_of_previous(const ClosedLeads& leads, std::span<const double> scores) {
    std::vector<std::size_t> latest(leads.customers, leads.row.size()), again;
    std::vector<double> before(leads.row.size(), 0.0);
    for (std::size_t i = 0; i < leads.row.size(); ++i) {  // by time
        std::size_t& last = latest[leads.customer[i]];
        if (last != leads.row.size()) {
            before[i] = scores[last];
            again.push_back(i);
        }
        last = i;
    }
    return again.size() < pairs_at_least ? std::nullopt : auc_within_periods(leads, before, again);
}

/// A value at which the rarer outcome is as good as certain, whatever else the lead is; of several the one with most leads.
std::optional<DecidingValue> deciding_value(const ClosedLeads& leads, const OutcomeBins& bins, double certainty) {
    std::vector<std::size_t> all(bins.names.size()), conversions(bins.names.size());
    for (std::size_t i = 0; i < leads.row.size(); ++i) {
        ++all[bins.bin_of_row[i]];
        conversions[bins.bin_of_row[i]] += leads.converted[i] != 0;
    }
    const bool conversion_is_rarer = 2 * leads.conversions <= leads.row.size();
    const double level = 1 - 2 * 0.05 / static_cast<double>(bins.names.size());  // one-sided, over all bins
    std::optional<DecidingValue> found;
    for (std::size_t bin = 0; bin < all.size(); ++bin) {
        const std::size_t rarer = conversion_is_rarer ? conversions[bin] : all[bin] - conversions[bin];
        if (clopper_pearson_interval(static_cast<double>(rarer), static_cast<double>(all[bin]), level).low < certainty) continue;
        if (!found || all[bin] > found->leads) found = DecidingValue{.value = bins.names[bin], .leads = all[bin], .conversions = conversions[bin]};
    }
    return found;
}

/// Conversions among the tenth of the leads with the smallest scores, and with the largest; values that are tied stay together.
std::pair<double, double> rates_at_the_ends(const ClosedLeads& leads, std::span<const double> scores) {
    std::vector<std::size_t> order = all_of(leads);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    const auto rate = [&](auto first, auto end) {
        const auto tenth = static_cast<std::size_t>(end - first) / 10;
        double taken = 0, conversions = 0;
        for (auto i = first; i != end && (taken <= static_cast<double>(tenth) || scores[*i] == scores[*(i - 1)]); ++i) {
            taken += 1;
            conversions += leads.converted[*i];
        }
        return taken > 0 ? conversions / taken : 0;
    };
    return {rate(order.begin(), order.end()), rate(order.rbegin(), order.rend())};
}

void check_range(const char* field, double value) {
    if (value >= 0.5 && value <= 1) return;
    throw InvalidArgument(std::string("ForeknowledgeOptions::") + field, value, "from 0.5 to 1", "take the default");
}

/// Made by the plan from dated records, at the moment of the contact.
bool is_dated(const FeatureColumn& column, const FeaturePlan& plan) {
    return !plan.features.empty() && column.construct != Construct::attribute && column.construct != Construct::lead_attribute;
}

}  // namespace

void check_options(const ForeknowledgeOptions& options) {
    check_range("auc_at_least", options.auc_at_least);
    check_range("certainty_at_least", options.certainty_at_least);
    check_range("auc_of_jump", options.auc_of_jump);
    if (options.conversions_per_period == 0) throw InvalidArgument("ForeknowledgeOptions::conversions_per_period", 0, "at least 1", "take the default");
}

ForeknowledgeReport warn_of_foreknowledge(const LeadTable& leads, const ForeknowledgeOptions& options, const Execution& execution) {
    check_options(options);
    const ClosedLeads closed(leads, options.conversions_per_period);
    ForeknowledgeReport report{.leads = closed.row.size(), .conversions = closed.conversions, .periods = closed.periods};
    if (closed.customers_with(true) < customers_at_least || closed.customers_with(false) < customers_at_least) return report;
    const FeatureTable& table = leads.features();
    const std::vector<std::size_t> all = all_of(closed);
    for (std::size_t c = 0; c < table.columns().size(); ++c) {
        const FeatureColumn& column = table.columns()[c];
        if (is_dated(column, table.plan()) || column.role == Role::outcome || column.sensitivity == Sensitivity::protected_attribute) continue;
        if (column.known == KnownWhen::in_time) {
            report.confirmed.push_back(column.name);
            continue;
        }
        check_stop(execution);
        report.examined.push_back(column.name);
        const OutcomeBins bins = outcome_bins(table, id_at<ColumnIndex>(c), closed.row);
        const auto scores_of_halves = scores_of_bins(closed, bins);
        std::vector<double> scores;
        for (std::size_t i = 0; i < closed.row.size(); ++i) scores.push_back(scores_of_halves[static_cast<std::size_t>(closed.half[i])][bins.bin_of_row[i]]);
        check_stop(execution);
        const std::optional<Estimate> auc = auc_within_periods(closed, scores, all);
        check_stop(execution);
        if (!auc) continue;

        ForeknowledgeWarning warning{.column = column.name, .auc = *auc, .separates = auc->interval->low >= options.auc_at_least};
        warning.decides = deciding_value(closed, bins, options.certainty_at_least);
        warning.auc_of_previous = auc_of_previous(closed, scores);
        constexpr double nearly_nothing = 0.6;
        warning.jumps = auc->interval->low >= options.auc_of_jump && warning.auc_of_previous && warning.auc_of_previous->interval->high <= nearly_nothing;
        if (!warning.separates && !warning.decides && !warning.jumps) continue;
        std::tie(warning.lowest_rate, warning.highest_rate) = rates_at_the_ends(closed, scores);
        report.warnings.push_back(std::move(warning));
    }
    std::stable_sort(report.warnings.begin(), report.warnings.end(), [](const auto& a, const auto& b) { return a.auc.value > b.auc.value; });
    return report;
}

}  // namespace dangol::inline v0
