#include <dangol/core/error.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/segments/most_probable.hpp>

#include "personas/aliases.hpp"
#include "personas/claims.hpp"
#include "personas/disclosure.hpp"
#include "personas/groups.hpp"
#include "personas/option_checks.hpp"
#include "personas/telling_traits.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

std::optional<ColumnIndex> column_of(const FeatureTable& table, Construct construct, ColumnKind kind) {
    for (std::size_t j = 0; j < table.columns().size(); ++j)
        if (table.columns()[j].construct == construct && table.columns()[j].kind == kind) return id_at<ColumnIndex>(j);
    return {};
}

double weighted_mean(const FeatureTable& table, ColumnIndex j, std::span<const double> weights, bool of_trials) {
    const auto x = table.numbers(j), e = table.exposures(j);
    double above = 0, below = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!table.observed(j)[i] || (of_trials && !(e[i] > 0))) continue;
        above += weights[i] * (of_trials ? x[i] / e[i] : x[i]);
        below += weights[i];
    }
    return below > 0 ? above / below : std::nan("");
}

/// Of how many members it is known.
std::size_t known_of(const FeatureTable& table, ColumnIndex j, std::span<const char> members) {
    std::size_t known = 0;
    for (std::size_t i = 0; i < members.size(); ++i) known += members[i] != 0 && table.observed(j)[i] ? 1 : 0;
    return known;
}

std::optional<Estimate> spend_of(const FeatureTable& table, const GroupWeights& group, std::span<const char> members, std::size_t smallest_group) {
    const auto spend = column_of(table, Construct::monetary_value, ColumnKind::positive);
    if (!spend || known_of(table, *spend, members) < smallest_group) return {};
    const double mean = weighted_mean(table, *spend, group.here, false);
    return std::isnan(mean) ? std::nullopt : std::optional(Estimate{mean});
}

/// What they come for most. A part that fewer than k of them come for is not told.
std::vector<SoughtOffering> sought_of(const FeatureTable& table, const GroupWeights& group, std::span<const char> members, std::size_t smallest_group) {
    constexpr std::size_t told_at_most = 3;
    const auto mix = column_of(table, Construct::offering_mix, ColumnKind::composition);
    if (!mix || known_of(table, *mix, members) < smallest_group) return {};
    const FeatureColumn& column = table.columns()[mix->value];
    const auto parts = table.compositions(*mix);
    std::vector<SoughtOffering> sought;
    for (std::size_t l = 0; l < column.levels.size(); ++l) {
        if (column.levels[l] == "other") continue;  // a rest is nothing one could picture
        std::size_t seekers = 0;
        double above = 0, below = 0;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (!table.observed(*mix)[i]) continue;
            const auto part = static_cast<double>(parts(i, l));
            seekers += members[i] != 0 && part > 0 ? 1 : 0;
            above += group.here[i] * part;
            below += group.here[i];
        }
        if (seekers >= smallest_group && below > 0) sought.push_back({*mix, id_at<LevelIndex>(l), above / below});
    }
    std::stable_sort(sought.begin(), sought.end(), [](const SoughtOffering& a, const SoughtOffering& b) { return a.share > b.share; });
    sought.resize(std::min(sought.size(), told_at_most));
    return sought;
}

/// So many days between visits, or fewer, are usual for half of these customers. Who came on one day only has none, and counts as longer: the mean
/// of those who came back would tell how often the faithful come. None where half of them did not come back.
std::optional<double> usual_interval(const FeatureTable& table, ColumnIndex j, std::span<const double> weights) {
    struct Weighed {
        double days = 0, weight = 0;
    };
    std::vector<Weighed> known;
    double all = 0;
    const auto days = table.numbers(j);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        all += weights[i];
        if (table.observed(j)[i] && weights[i] > 0) known.push_back({days[i], weights[i]});
    }
    std::ranges::sort(known, {}, [](const Weighed& each) { return std::pair(each.days, each.weight); });
    double below = 0;
    for (std::size_t i = 0; i < known.size(); ++i) {
        below += known[i].weight;
        if (2 * below > all) return known[i].days;
        if (2 * below == all) return i + 1 < known.size() ? std::optional((known[i].days + known[i + 1].days) / 2) : std::nullopt;
    }
    return {};
}

/// What is known of fewer than k of them is not part of it.
Routine routine_of(const FeatureTable& table, const GroupWeights& group, std::span<const char> members, std::size_t smallest_group) {
    const auto enough_known = [&](ColumnIndex j) { return known_of(table, j, members) >= smallest_group; };
    Routine routine;
    if (const auto rhythm = column_of(table, Construct::visit_rhythm, ColumnKind::composition); rhythm && table.columns()[rhythm->value].levels.size() == 28 && enough_known(*rhythm)) {
        const auto parts = table.compositions(*rhythm);
        double here = 0, elsewhere = 0;
        for (std::size_t i = 0; i < group.here.size(); ++i) {
            if (!table.observed(*rhythm)[i]) continue;
            here += group.here[i];
            elsewhere += group.elsewhere[i];
            for (std::size_t cell = 0; cell < 28; ++cell) {
                routine.share_here[cell] += group.here[i] * static_cast<double>(parts(i, cell));
                routine.share_elsewhere[cell] += group.elsewhere[i] * static_cast<double>(parts(i, cell));
            }
        }
        routine.known = here > 0;
        for (std::size_t cell = 0; cell < 28; ++cell) {
            if (here > 0) routine.share_here[cell] /= here;
            if (elsewhere > 0) routine.share_elsewhere[cell] /= elsewhere;
        }
    }
    const auto mean_of = [&](Construct construct, ColumnKind kind, bool of_trials) -> std::optional<double> {
        const auto j = column_of(table, construct, kind);
        if (!j || !enough_known(*j)) return {};
        const double mean = weighted_mean(table, *j, group.here, of_trials);
        return std::isnan(mean) ? std::nullopt : std::optional(mean);
    };
    if (const auto intervals = column_of(table, Construct::visit_interval, ColumnKind::positive); intervals && enough_known(*intervals))
        if (const auto days = usual_interval(table, *intervals, group.here)) routine.interval_days = Estimate{*days};
    routine.regularity = mean_of(Construct::visit_regularity, ColumnKind::positive, false);
    if (const auto share = mean_of(Construct::companionship, ColumnKind::share, true)) routine.in_company = Estimate{*share};
    return routine;
}

/// What follows from the visits and contacts on record cannot be asked of anybody.
bool can_be_asked(Construct construct) {
    switch (construct) {
        case Construct::recency:
        case Construct::frequency:
        case Construct::tenure:
        case Construct::visit_interval:
        case Construct::visit_regularity:
        case Construct::visit_rhythm:
        case Construct::repeat:
        case Construct::visit_variability:
        case Construct::overdue:
        case Construct::visit_trend:
        case Construct::spend_trend:
        case Construct::channel_switching:
        case Construct::seasonality:
        case Construct::staff_loyalty:
        case Construct::contact_history: return false;
        default: return true;
    }
}

/// Columns known of less than half of the persona's customers, least known first.
std::vector<OpenQuestion> open_questions(const FeatureTable& table, std::span<const char> members, std::size_t smallest_group, const Rounding& rounding) {
    std::vector<OpenQuestion> questions;
    std::size_t customers = 0;
    for (const char member : members) customers += member != 0;
    for (std::size_t j = 0; j < table.columns().size(); ++j) {
        const FeatureColumn& column = table.columns()[j];
        if (column.sensitivity == Sensitivity::protected_attribute || column.role == Role::outcome || !can_be_asked(column.construct)) continue;
        std::size_t known = 0;
        for (std::size_t i = 0; i < members.size(); ++i) known += members[i] != 0 && table.observed(id_at<ColumnIndex>(j))[i];
        if (2 * known < customers) questions.push_back({id_at<ColumnIndex>(j), known < smallest_group ? std::min<std::size_t>(known, 1) : rounding.count(known)});
    }
    std::stable_sort(questions.begin(), questions.end(), [](const OpenQuestion& a, const OpenQuestion& b) { return a.known_of < b.known_of; });
    return questions;
}

}  // namespace

void check_options(const PersonaOptions& options) {
    if (options.smallest_group == 0) throw InvalidArgument("smallest_group", 0, "at least 1", "take 20, or 3 for a shop's own notebook");
    if (!(options.false_discovery_rate > 0 && options.false_discovery_rate < 1))
        throw InvalidArgument("false_discovery_rate", options.false_discovery_rate, "between 0 and 1", "take 0.05");
    if (options.traits_at_most == 0) throw InvalidArgument("traits_at_most", 0, "at least 1", "take 8");
    if (!(options.smallest_difference_sd >= 0)) throw InvalidArgument("smallest_difference_sd", options.smallest_difference_sd, "at least 0", "take 0.2");
    if (!(options.smallest_ratio >= 1)) throw InvalidArgument("smallest_ratio", options.smallest_ratio, "at least 1", "take 1.25");
    if (!(options.smallest_risk_difference >= 0))
        throw InvalidArgument("smallest_risk_difference", options.smallest_risk_difference, "at least 0", "take 0.05");
}

PersonaSet describe_personas(const Segmentation& segmentation, const FeatureTable& table, const PersonaOptions& options, const Execution& execution) {
    check_options(options);
    for (const FeatureColumn& column : segmentation.mixture.columns()) (void)table.column(column.name);
    if (segmentation.ids.size() != segmentation.mixture.segment_count())
        throw InvalidArgument("segmentation.ids", segmentation.ids.size(), "one per segment, " + std::to_string(segmentation.mixture.segment_count()),
                              "take a segmentation as find_segments(), judge_segments() or adopt_groups() return it");
    const FeatureTable features = with_roles_of(segmentation.mixture, table);
    PersonaSet set{.segmentation = segmentation,
                   .columns = {features.columns().begin(), features.columns().end()},
                   .options = options,
                   .window = features.plan().window,
                   .currency = features.currency()};
    const std::size_t segments = segmentation.mixture.segment_count();
    if (segments == 0) return set;
    const Matrix membership = segmentation.mixture.membership(features, execution);
    const std::vector<std::uint32_t> group_of = most_probable(membership);
    const ShownNumbers numbers = shown_numbers(group_sizes(group_of, segments), options.smallest_group);
    const Rounding rounding(options.smallest_group, numbers.too_few > 0);
    set.customers = numbers.customers;
    set.too_few = numbers.too_few;
    const std::vector<double> money = money_spent(features);
    const std::vector<Claim> claims = possible_claims(features);
    const std::vector<char> compared = compared_segments(numbers.shown);
    for (std::size_t k = 0; k < segments; ++k) {
        check_stop(execution);
        if (numbers.shown[k] == 0) continue;
        const GroupWeights group = group_weights(membership, features.weights(), k, compared);
        const GroupMembers members = members_of(group_of, k, compared);
        GroupShares shares = group_shares(group, money);
        shares.customers = rounding.share(shares.customers, numbers.customers);
        shares.value = rounding.share(shares.value, numbers.customers);

        Persona persona{.id = PersonaId{segmentation.ids[k].value}, .segment = segmentation.ids[k]};
        persona.alias = alias_of(persona.id, options.alias_language);
        persona.customers = rounding.count_of(shares.customers, numbers.customers);
        persona.share_of_customers = {shares.customers};
        if (!std::isnan(shares.value)) persona.share_of_value = Estimate{shares.value};
        persona.routine = routine_of(features, group, members.here, options.smallest_group);
        persona.spend_per_visit = spend_of(features, group, members.here, options.smallest_group);
        persona.sought = sought_of(features, group, members.here, options.smallest_group);
        persona.to_find_out = open_questions(features, members.here, options.smallest_group, rounding);
        if (segments > 1) {
            std::vector<Candidate> telling = candidates_of(claims, features.columns(), group, members, numbers.customers, options, rounding);
            std::erase_if(telling, [&](const Candidate& c) { return !c.allowed || !is_telling(c.trait, options); });
            std::vector<Candidate> shown;
            for (const std::size_t c : choose(telling, features.columns(), options.traits_at_most)) shown.push_back(telling[c]);
            for (const Candidate& c : shown) persona.traits.push_back(c.trait);
            persona.prevalence = joint_prevalence(claims, shown, members.here, rounding);
        }
        set.personas.push_back(std::move(persona));
    }
    std::stable_sort(set.personas.begin(), set.personas.end(),
                     [](const Persona& a, const Persona& b) { return a.share_of_customers.value > b.share_of_customers.value; });
    return set;
}

}  // namespace dangol::inline v0
