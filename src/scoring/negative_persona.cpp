#include <dangol/core/error.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "scoring/contact_period.hpp"
#include "scoring/contacts.hpp"
#include "scoring/few_people.hpp"
#include "scoring/negative_kind.hpp"
#include "scoring/option_checks.hpp"
#include "scoring/segment_rates.hpp"
#include "scoring/unmix_contacts.hpp"
#include "scoring/usable_columns.hpp"

namespace dangol::inline v0 {
namespace {

std::string reach_text(const Interval& reach) {
    return number_text(reach.low, Language::english, 6) + " to " + number_text(reach.high, Language::english, 6);
}

void check_answers(const FeatureTable& leads, const std::optional<Interval>& scale) {
    if (!scale) return;
    for (std::size_t c = 0; c < leads.columns().size(); ++c) {
        const FeatureColumn& column = leads.columns()[c];
        const bool answers = column.construct == Construct::satisfaction || column.construct == Construct::last_satisfaction;
        if (!answers || column.kind != ColumnKind::numeric) continue;
        const auto numbers = leads.numbers(id_at<ColumnIndex>(c));
        const BitView observed = leads.observed(id_at<ColumnIndex>(c));
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (observed[i]) check_answer(numbers[i], *scale);
        }
    }
}

/// Contacts whose outcome is known, told apart by time: those that flag, and the later ones that measure the errors.
struct Contacts {
    LeadTable leads = {};
    std::vector<std::uint8_t> converted = {};
    explicit Contacts(const LeadTable& all, std::span<const std::uint32_t> rows) : leads(all.rows(rows)) {
        for (const LeadOutcome outcome : leads.outcomes()) converted.push_back(outcome == LeadOutcome::converted ? 1 : 0);
    }
};

struct Split {
    std::vector<std::uint32_t> earlier = {}, later = {}, closed = {};
};

Split split_by_time(const LeadTable& leads, std::optional<Instant> from) {
    Split split;
    for (std::size_t i = 0; i < leads.lead_count(); ++i) {
        if (leads.outcomes()[i] != LeadOutcome::open) split.closed.push_back(static_cast<std::uint32_t>(i));
    }
    if (!from && !split.closed.empty()) {
        std::vector<Instant> times;
        for (const std::uint32_t i : split.closed) times.push_back(leads.contacted_at()[i]);
        std::sort(times.begin(), times.end());
        from = times[static_cast<std::size_t>(earlier_share * static_cast<double>(times.size()))];
        if (*from == times.front()) {  // one campaign holds three quarters: those after it are the later ones
            const auto next = std::upper_bound(times.begin(), times.end(), *from);
            if (next != times.end()) from = *next;
        }
    }
    for (const std::uint32_t i : split.closed) (leads.contacted_at()[i] < *from ? split.earlier : split.later).push_back(i);
    if (split.earlier.empty()) std::swap(split.earlier, split.later);  // all at one moment: they flag, and nothing is left to measure with
    return split;
}

Estimate rate_of(const GroupContacts& group) {
    return {.value = group.conversions / group.contacts, .interval = wilson_interval(group.successes, group.trials)};
}

/// A natural kind that is not worth its contacts, among which are others, need not be lost for them: where those counted with it are probably not worth
/// their cost either, it is the kind's own rate that decides. The groups of a cut are those who are placed in it, and nobody is misplaced.
double probability_not_worth(const SegmentRates& counted, const std::optional<SegmentRates>& own, std::size_t segment, double break_even) {
    const double probability = counted.probability_below(segment, break_even);
    return own && probability >= probably_not_worth ? own->probability_below(segment, break_even) : probability;
}

std::vector<SegmentResponse> responses_of(const Segmentation& segmentation, const Contacts& earlier, MatrixView<const double> membership, const NegativePersonaOptions& options,
                                          const Execution& execution) {
    const auto customer_of = earlier.leads.customer_of();
    const Matrix whole = placed_wholly(membership, placed_from(segmentation.verdict));
    const std::vector<GroupContacts> contacts = count_contacts(whole, earlier.converted, customer_of);
    const SegmentRates rates(contacts);
    std::optional<SegmentRates> own;
    if (segmentation.verdict == Verdict::natural) own.emplace(unmix_contacts(of_placed(membership, whole), earlier.converted, customer_of, execution));
    const double break_even = options.contact_cost / options.conversion_margin;
    const auto value = [&](double rate) { return rate * options.conversion_margin - options.contact_cost; };
    std::vector<SegmentResponse> responses;
    for (std::size_t k = 0; k < contacts.size(); ++k) {
        const Interval interval = rates.interval(k);
        SegmentResponse response{.segment = segmentation.ids[k], .customers = contacts[k].customers};
        response.contacts = static_cast<std::size_t>(contacts[k].contacts);
        response.conversions = static_cast<std::size_t>(contacts[k].conversions);
        response.conversion_rate = {.value = rates.mean(k), .interval = interval};
        response.value_per_contact = {.value = value(rates.mean(k)), .interval = Interval{value(interval.low), value(interval.high)}};
        response.probability_not_worth = probability_not_worth(rates, own, k, break_even);
        responses.push_back(response);
    }
    return responses;
}

/// Both errors of leaving segment `k` alone, on contacts that took no part in flagging it: so they are not flattered by the choice.
SetAsideErrors errors_of(std::size_t k, const Contacts& later, MatrixView<const double> whole, std::size_t smallest_group) {
    SetAsideErrors errors{.later_data = true};
    const auto customer_of = later.leads.customer_of();
    const GroupContacts group = count_contacts(whole, later.converted, customer_of)[k];
    if (group.contacts == 0 || group.customers < smallest_group) return errors;  // left alone, its outcomes have vanished: not identified
    errors.contacts = static_cast<std::size_t>(group.contacts);
    errors.would_convert = rate_of(group);
    std::vector<std::uint8_t> in_group(whole.rows());
    for (std::size_t i = 0; i < in_group.size(); ++i) in_group[i] = whole(i, k) > 0 ? 1 : 0;
    const GroupContacts converters = count_contacts(only(later.converted), in_group, customer_of)[0];
    if (converters.contacts > 0) errors.converters_lost = rate_of(converters);
    return errors;
}

const Persona* persona_of(const PersonaSet& personas, SegmentId segment) {
    for (const Persona& persona : personas.personas) {
        if (persona.segment == segment) return &persona;
    }
    return nullptr;
}

}  // namespace

void check_answer(double answer, const Interval& scale) {
    if (std::isnan(answer) || scale.contains(answer)) return;
    throw InvalidArgument("satisfaction_scale", reach_text(scale), "a scale that holds all answers, such as " + number_text(answer, Language::english, 6),
                          "give the worst and the best answer that customers can choose");
}

void check_options(const NegativePersonaOptions& options) {
    const auto positive = [](double x) { return x > 0 && std::isfinite(x); };
    if (!positive(options.contact_cost)) {
        throw InvalidArgument("contact_cost", options.contact_cost, "above 0", "say what one contact costs, in the schema's currency");
    }
    if (!positive(options.conversion_margin)) {
        throw InvalidArgument("conversion_margin", options.conversion_margin, "above 0", "say what one conversion earns before the cost of contact");
    }
    if (!(options.contact_cost < options.conversion_margin)) {
        throw InvalidArgument("contact_cost", options.contact_cost, "below conversion_margin, " + number_text(options.conversion_margin, Language::english, 2),
                              "a contact that costs what an answer earns, or more, cannot pay, whoever is contacted: look at both");
    }
    if (!(options.certainty > 0.5 && options.certainty < 1)) {
        throw InvalidArgument("certainty", options.certainty, "between 0.5 and 1", "0.95 is a good certainty");
    }
    if (!(options.exploration_share >= 0 && options.exploration_share <= 1)) {
        throw InvalidArgument("exploration_share", options.exploration_share, "between 0 and 1", "0.05 keeps the rate of a flagged group known");
    }
    if (const auto& scale = options.satisfaction_scale; scale && !(scale->low < scale->high && std::isfinite(scale->low) && std::isfinite(scale->high))) {
        throw InvalidArgument("satisfaction_scale", reach_text(*scale), "from the worst answer to the best", "write 1 and 5 for five stars");
    }
}

NegativePersonaSet find_negative_personas(const PersonaSet& personas, const LeadTable& leads, const NegativePersonaOptions& options,
                                          const Execution& execution) {
    check_options(options);
    check_basis(personas, leads.features(), "negative personas");
    check_answers(leads.features(), options.satisfaction_scale);
    NegativePersonaSet set{.break_even_rate = options.contact_cost / options.conversion_margin, .options = options, .currency = personas.currency};
    const Segmentation& segmentation = personas.segmentation;
    const std::size_t segments = segmentation.mixture.segment_count();
    if (segmentation.ids.size() != segments) {
        throw InvalidArgument("ids", segmentation.ids.size(), "one per segment of the mixture", "give each segment an id");
    }
    const Split split = split_by_time(leads, options.errors_from);
    if (split.earlier.empty() || segments == 0) {
        set.warnings.push_back({WarningKind::no_outcomes_of_contacts});
        return set;
    }
    set.earlier_contacts = split.earlier.size();
    set.later_contacts = split.later.size();
    const Contacts all(leads, split.closed), earlier(leads, split.earlier), later(leads, split.later);
    set.overall_rate = rate_of(count_contacts(Matrix(all.converted.size(), 1, 1.0), all.converted, all.leads.customer_of())[0]);

    // Membership as on the day of contact, under the shares among those contacted.
    const std::vector<double> shares = estimate_shares(segmentation.mixture, earlier.leads.features(), part_of(execution, 0, 0.4));
    const Mixture mixture = segmentation.mixture.with_shares(shares);
    const auto membership = [&](const Contacts& contacts, double from, double to) {
        return known_membership(mixture, contacts.leads.features(), part_of(execution, from, to));
    };
    const std::vector<SegmentResponse> responses = responses_of(segmentation, earlier, membership(earlier, 0.4, 0.7), options, execution);

    std::vector<std::size_t> flagged;
    std::size_t not_worth = 0;
    for (std::size_t k = 0; k < segments; ++k) {
        const SegmentResponse& response = responses[k];
        if (response.customers < personas.options.smallest_group) continue;  // nothing is said of so few, nor kept
        set.responses.push_back(response);
        if (!surely_not_worth(response, options, personas.options.smallest_group)) continue;
        ++not_worth;
        if (response.contacts >= options.contacts_at_least) flagged.push_back(k);
    }
    if (not_worth == segments) {
        set.warnings.push_back({WarningKind::nobody_worth_contacts});
        return set;
    }
    const Matrix later_whole = split.later.empty() ? Matrix(0, segments) : placed_wholly(membership(later, 0.7, 1), placed_from(segmentation.verdict));
    for (const std::size_t k : flagged) {
        const Persona* persona = persona_of(personas, segmentation.ids[k]);
        if (persona == nullptr) {
            set.warnings.push_back({WarningKind::too_few_to_set_aside});
            continue;
        }
        NegativePersona negative{.id = {persona->id.value}, .persona = persona->id, .response = responses[k]};
        negative.kind = kind_of(*persona, personas, options);
        if (!split.later.empty()) negative.errors = errors_of(k, later, later_whole, personas.options.smallest_group);
        if (!negative.errors.would_convert) {
            set.warnings.push_back({WarningKind::loss_not_identified});
        }
        set.personas.push_back(negative);
    }
    // Not by certainty: their order would tell which of two hidden numbers of answers is smaller.
    std::sort(set.personas.begin(), set.personas.end(), [](const NegativePersona& a, const NegativePersona& b) { return a.persona < b.persona; });
    return set;
}

}  // namespace dangol::inline v0
