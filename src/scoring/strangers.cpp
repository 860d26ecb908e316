#include <dangol/scoring/strangers.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/segments/most_probable.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "core/math.hpp"
#include "features/build_as_of.hpp"
#include "scoring/lead_or_customer.hpp"
#include "scoring/option_checks.hpp"
#include "segments/refit.hpp"

namespace dangol::inline v0 {
namespace {

std::vector<std::uint32_t> drawn(std::vector<std::uint32_t> rows, std::size_t at_most, Random& random) {
    random.shuffle(std::span(rows));
    if (rows.size() > at_most) rows.resize(at_most);
    return rows;
}

/// Of each customer the latest lead: many leads of one person are no many people.
std::vector<std::uint32_t> latest_leads(const LeadTable& leads) {
    std::vector<std::uint32_t> latest(leads.customer_count());
    std::vector<char> seen(latest.size());
    for (std::uint32_t i = 0; i < leads.lead_count(); ++i) {
        const std::uint32_t customer = leads.customer_of()[i];
        if (seen[customer] == 0 || leads.contacted_at()[i] >= leads.contacted_at()[latest[customer]]) latest[customer] = i;
        seen[customer] = 1;
    }
    return latest;
}

using Pattern = std::vector<bool>;  ///< per column of the mixture, whether it is known

std::vector<Pattern> patterns_of(const Mixture& mixture, const FeatureTable& table) {
    std::vector<Pattern> patterns(table.customer_count(), Pattern(mixture.columns().size(), false));
    for (std::size_t j = 0; j < mixture.columns().size(); ++j) {
        for (std::size_t c = 0; c < table.columns().size(); ++c) {
            if (table.columns()[c].name != mixture.columns()[j].name) continue;
            const BitView observed = table.observed(id_at<ColumnIndex>(c));
            for (std::size_t i = 0; i < patterns.size(); ++i) patterns[i][j] = observed[i];
        }
    }
    return patterns;
}

FeatureTable columns_known(const FeatureTable& table, const Mixture& mixture, const Pattern& pattern) {
    std::vector<ColumnIndex> columns;
    for (std::size_t j = 0; j < pattern.size(); ++j)
        if (pattern[j]) columns.push_back(table.column(mixture.columns()[j].name));
    return table.with_columns(columns);
}

/// People of one half, by a fit that has not seen them.
struct Placed {
    std::vector<Person> people = {};
    std::vector<std::uint32_t> segment = {};
};

Placed place(const Mixture& mixture, const FeatureTable& table, std::span<const std::uint32_t> rows, const Pattern& pattern, std::span<const double> lead_shares,
             const Execution& execution) {
    const FeatureTable seen = columns_known(table.rows(rows), mixture, pattern);
    const std::vector<double> log_likelihood = mixture.log_likelihood(seen, execution);
    const Matrix membership = mixture.membership(seen, execution);
    Placed placed{.segment = most_probable(membership)};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        double weight = 0;
        for (std::size_t k = 0; k < lead_shares.size(); ++k) weight += membership(i, k) * lead_shares[k] / mixture.shares()[k];
        placed.people.push_back({.row = rows[i], .unusual = -log_likelihood[i], .weight = weight});
    }
    return placed;
}

/// Where too few customers of a segment have a farthest t of them, it is compared together with the next larger one, which weights allow. Customers
/// sorted, the farthest first.
std::vector<Stratum> joined_where_small(std::vector<Stratum> strata, double tail) {
    std::ranges::stable_sort(strata, {}, [](const Stratum& stratum) { return stratum.customers.size(); });
    std::vector<Stratum> joined;
    Stratum next;
    for (Stratum& stratum : strata) {
        next.leads.insert(next.leads.end(), stratum.leads.begin(), stratum.leads.end());
        next.customers.insert(next.customers.end(), stratum.customers.begin(), stratum.customers.end());
        if (tail * static_cast<double>(next.customers.size() + 1) < 1) continue;
        std::ranges::stable_sort(next.customers, std::greater<>(), &Person::unusual);
        if (!next.leads.empty()) joined.push_back(std::move(next));
        next = {};
    }
    return joined;
}

/// How often each lead and each customer was drawn.
struct Times {
    std::vector<double> leads = {}, customers = {};
};

/// Share of leads beyond what is expected: farther out than all but `tail` of the customers of their stratum, who are sorted, the farthest first.
double share_beyond(const std::vector<Stratum>& strata, const Times& times, double tail) {
    double leads = 0, beyond = 0;
    for (const Stratum& stratum : strata) {
        double total = 0, drawn = 0;
        for (const Person& customer : stratum.customers) {
            total += customer.weight * times.customers[customer.row];
            drawn += times.customers[customer.row];
        }
        if (drawn == 0) continue;
        total *= (drawn + 1) / drawn;  // among n others a newcomer is as likely in each of n + 1 places
        double outside = 0, border = 0;
        bool found = false;
        for (const Person& customer : stratum.customers) {
            const double weight = customer.weight * times.customers[customer.row];
            if (outside + weight > tail * total) break;
            outside += weight;
            if (weight > 0) border = customer.unusual, found = true;
        }
        if (!found) continue;
        for (const Person& lead : stratum.leads) {
            leads += times.leads[lead.row];
            beyond += times.leads[lead.row] * ((lead.unusual > border ? 1 : 0) - outside / total);
        }
    }
    return leads > 0 ? beyond / leads / (1 - tail) : 0;
}

/// Of the share: people drawn anew, with the fits as they are.
double standard_error(const std::vector<Stratum>& strata, std::size_t leads, std::size_t customers, const StrangerOptions& options, const Execution& execution) {
    std::vector<double> shares;
    for (std::size_t sample = 0; sample < options.bootstrap_samples; ++sample) {
        check_stop(execution);
        Random random(options.seed + 1, sample);
        Times times{std::vector<double>(leads), std::vector<double>(customers)};
        for (std::size_t i = 0; i < leads; ++i) ++times.leads[random.below(leads)];
        for (std::size_t i = 0; i < customers; ++i) ++times.customers[random.below(customers)];
        shares.push_back(share_beyond(strata, times, options.tail));
    }
    return std::sqrt(variance(shares));
}

/// Customers or leads that are compared, as they are compared.
struct People {
    FeatureTable table;
    std::vector<Pattern> known;
    std::vector<std::uint8_t> half_of;  ///< rows were drawn at random: every second one is half of them

    /// `same_person`: of each row that of others who bear the same id, and are in that half; empty: nobody does.
    People(FeatureTable from, const Mixture& mixture, std::span<const std::uint32_t> same_person = {})
        : table(std::move(from)), known(patterns_of(mixture, table)), half_of(table.customer_count()) {
        for (std::uint32_t i = 0; i < half_of.size(); ++i)
            half_of[i] = (same_person.empty() || same_person[i] == no_customer ? i : same_person[i]) % 2;
    }

    std::vector<std::uint32_t> half(std::size_t which, const Pattern& at_least) const {
        std::vector<std::uint32_t> rows;
        for (std::uint32_t i = 0; i < table.customer_count(); ++i) {
            bool knows = half_of[i] == which;
            for (std::size_t j = 0; j < at_least.size() && knows; ++j) knows = !at_least[j] || known[i][j];
            if (knows) rows.push_back(i);
        }
        return rows;
    }
};

/// Leads of one half beside the customers of that half, by segment and by what is known, as a fit to the other half of the customers has them.
std::vector<Stratum> strata_of(const People& leads, const People& customers, std::size_t half, const Mixture& mixture, double tail, const Execution& execution) {
    const std::vector<double> shares = estimate_shares(mixture, leads.table);
    std::map<Pattern, std::vector<std::uint32_t>> leads_with;
    for (const std::uint32_t row : leads.half(half, {})) leads_with[leads.known[row]].push_back(row);
    std::vector<Stratum> strata;
    for (const auto& [pattern, lead_rows] : leads_with) {
        const std::vector<std::uint32_t> customer_rows = customers.half(half, pattern);
        const bool knows_nothing = std::none_of(pattern.begin(), pattern.end(), [](bool is) { return is; });
        if (knows_nothing || customer_rows.empty()) continue;
        std::vector<Stratum> by_segment(mixture.segment_count());
        const Placed l = place(mixture, leads.table, lead_rows, pattern, shares, execution), c = place(mixture, customers.table, customer_rows, pattern, shares, execution);
        for (std::size_t i = 0; i < l.people.size(); ++i) by_segment[l.segment[i]].leads.push_back(l.people[i]);
        for (std::size_t i = 0; i < c.people.size(); ++i) by_segment[c.segment[i]].customers.push_back(c.people[i]);
        for (Stratum& stratum : joined_where_small(std::move(by_segment), tail)) {
            stratum.known = pattern;
            strata.push_back(std::move(stratum));
        }
    }
    return strata;
}

/// Of each lead the row of the customer who bears the same id.
std::vector<std::uint32_t> same_people(const CustomerKeys& leads, const CustomerKeys& customers) {
    return std::visit(
        [&]<class Key>(const std::vector<Key>& ids) {
            std::unordered_map<Key, std::uint32_t> row_of;
            if (const auto* const known = std::get_if<std::vector<Key>>(&customers)) {
                for (std::uint32_t i = 0; i < known->size(); ++i) row_of.emplace((*known)[i], i);
            }
            std::vector<std::uint32_t> rows(ids.size(), no_customer);
            for (std::size_t i = 0; i < ids.size(); ++i)
                if (const auto found = row_of.find(ids[i]); found != row_of.end()) rows[i] = found->second;
            return rows;
        },
        leads);
}

/// Customers as they were on days on which leads were contacted: their own, where they are leads too, else that of any lead.
FeatureTable as_on_days_of_contact(const FeatureTable& customers, const PermittedBase& records, std::span<const Instant> contacted_at, std::span<const std::uint32_t> same_person,
                                   Random& random, const Execution& execution) {
    std::vector<Instant> moments;
    for (std::size_t i = 0; i < customers.customer_count(); ++i) moments.push_back(contacted_at[random.below(contacted_at.size())]);
    for (std::size_t lead = 0; lead < same_person.size(); ++lead)
        if (same_person[lead] != no_customer) moments[same_person[lead]] = contacted_at[lead];
    return build_features_as_of(records, customers.plan(), customers.customers(), moments, {.threads = execution.threads, .stop = execution.stop});
}

/// `records`: may be none, and then customers are compared as they are.
StrangerReport ask(const Segmentation& segments, const FeatureTable& customers, const LeadTable& leads, const PermittedBase* records, const StrangerOptions& options,
                   const Execution& execution) {
    check_options(options);
    Random random(options.seed);
    std::vector<std::uint32_t> everyone(customers.customer_count());
    for (std::uint32_t i = 0; i < everyone.size(); ++i) everyone[i] = i;
    const std::vector<std::uint32_t> known = drawn(std::move(everyone), options.people_at_most, random), asked = drawn(latest_leads(leads), options.people_at_most, random);
    StrangerReport report;
    if (asked.size() < options.compared_at_least) return report;
    const FeatureTable today = customers.rows(known);
    const LeadTable chosen = leads.rows(asked);
    const std::vector<std::uint32_t> same_person = same_people(chosen.features().customers(), today.customers());
    const People these(chosen.features(), segments.mixture, same_person),
        those(records == nullptr ? today : as_on_days_of_contact(today, *records, chosen.contacted_at(), same_person, random, execution), segments.mixture);

    const Refit refit(segments, today, part_of(execution, 0, 0.1));
    std::vector<Stratum> strata;
    for (std::size_t half = 0; half < 2; ++half) {
        const std::vector<std::uint32_t> others = those.half(1 - half, {});
        if (others.empty()) return report;
        const double from = 0.1 + 0.3 * static_cast<double>(half);
        const Mixture mixture = refit.on_rows(others, options.seed, part_of(execution, from, from + 0.3));
        for (Stratum& stratum : strata_of(these, those, half, mixture, options.tail, execution)) strata.push_back(std::move(stratum));
    }
    std::vector<char> compared(known.size());
    for (const Stratum& stratum : strata) {
        report.leads += stratum.leads.size();
        for (const Person& customer : stratum.customers) compared[customer.row] = 1;
    }
    report.customers = static_cast<std::size_t>(std::count(compared.begin(), compared.end(), 1));
    if (report.leads < options.compared_at_least) return report;

    const Times once{std::vector<double>(asked.size(), 1.0), std::vector<double>(known.size(), 1.0)};
    const double share = share_beyond(strata, once, options.tail);
    const double error = standard_error(strata, once.leads.size(), once.customers.size(), options, part_of(execution, 0.7, 0.85));
    report.none_of_these = Estimate{share, Interval{share - math::two_sided_95 * error, share + math::two_sided_95 * error}};
    report.p_value = error > 0 ? 1 - normal_cdf(share / error) : 1;
    report.auc = lead_against_customer(segments.mixture, these.table, those.table, same_person, strata, options.seed + 2, part_of(execution, 0.85, 1));
    report.alarm = (report.p_value <= options.significance && share >= options.share_at_least) || (report.auc && report.auc->interval->low >= options.auc_at_least);
    return report;
}

}  // namespace

void check_options(const StrangerOptions& options) {
    const auto between = [](const char* name, double value, double low, double high, const char* fix) {
        if (!(value > low && value < high)) throw InvalidArgument(name, value, "between " + std::to_string(low) + " and " + std::to_string(high), fix);
    };
    between("tail", options.tail, 0, 0.5, "take 0.05");
    between("significance", options.significance, 0, 1, "take 0.05");
    if (options.people_at_most < 2) throw InvalidArgument("people_at_most", options.people_at_most, "at least 2", "take 5,000");
    if (options.bootstrap_samples < 20) throw InvalidArgument("bootstrap_samples", options.bootstrap_samples, "at least 20", "take 200");
}

StrangerReport ask_strangers(const Segmentation& segments, const FeatureTable& customers, const LeadTable& leads, const StrangerOptions& options, const Execution& execution) {
    return ask(segments, customers, leads, nullptr, options, execution);
}

StrangerReport ask_strangers(const Segmentation& segments, const FeatureTable& customers, const LeadTable& leads, const PermittedBase& records, const StrangerOptions& options,
                             const Execution& execution) {
    return ask(segments, customers, leads, &records, options, execution);
}

}  // namespace dangol::inline v0
