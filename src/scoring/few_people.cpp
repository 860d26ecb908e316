#include "scoring/few_people.hpp"

#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/words.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double worth_a_figure = 0.01;  // of the cost: less would read as nothing

/// A share of all answers is told by the next of these: a limit to the tenth of a percent has one number of answers that makes it.
constexpr std::array round_shares{0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5};

/// Where k is one, a zero points at nobody and nothing is hidden.
bool is_few(std::size_t count, std::size_t k) { return k > 1 && count < k; }

bool is_hidden(std::size_t answered, std::size_t all, std::size_t k) { return is_few(answered, k) || is_few(all - answered, k); }

/// How many answers a group may have given, as far as it is told: of a hidden number the least and the most.
struct Possible {
    std::size_t least = 0, most = 0;
};
Possible possible(std::size_t answered, std::size_t all, std::size_t k) {
    if (is_few(answered, k)) return {0, std::min(k - 1, all)};
    if (is_few(all - answered, k)) return {all - std::min(k - 1, all), all};
    return {answered, answered};
}

/// The posterior of a group borrows from all others, so that its last digits move with a hidden number. This knows its own contacts only, as wide as if
/// the answers of one customer were all alike: how alike they are is estimated from all groups too.
Estimate rate_of_its_own(const SegmentResponse& response) {
    const double rate = static_cast<double>(response.conversions) / static_cast<double>(response.contacts);
    const auto trials = static_cast<double>(std::clamp<std::size_t>(response.customers, 1, response.contacts));
    return {.value = rate, .interval = wilson_interval(rate * trials, trials)};
}

std::size_t answered_later(const SetAsideErrors& errors) {
    return static_cast<std::size_t>(std::round(errors.would_convert->value * static_cast<double>(errors.contacts)));
}

bool is_flagged(const SegmentResponse& response, const NegativePersonaSet& set) {
    return std::any_of(set.personas.begin(), set.personas.end(), [&](const NegativePersona& negative) { return negative.response.segment == response.segment; });
}

/// What a hidden number of answers allows: limits that any such number has, and a decision that was taken anyway.
void tell_limits(ResponseTold& told, bool few, bool flagged, const NegativePersonaSet& set, std::size_t k) {
    const double cost = set.options.contact_cost;
    const auto earned = [&](double rate) { return rate * set.options.conversion_margin - cost; };
    told.worth = flagged ? Worth::loses : Worth::not_told;
    const std::optional<double> most = most_of_few(told.contacts, k);
    if (few) {
        if (most || flagged) told.within = Interval{0, std::min(most.value_or(1), flagged ? set.break_even_rate : 1)};
        if (!most || -earned(*most) < worth_a_figure * cost) return;
        told.worth = Worth::loses;
        told.money = -earned(*most);
    } else if (most) {
        told.within = Interval{1 - *most, 1};
        if (flagged || earned(1 - *most) < worth_a_figure * cost) return;
        told.worth = Worth::earns;
        told.money = earned(1 - *most);
    }
}

}  // namespace

std::string count_among(std::size_t count, std::size_t all, std::size_t k, Language language) {
    const std::string few = number_text(k);
    if (all < 2 * k) {  // fewer than k of them may be most
        if (is_few(count, k)) return either(language, {"fewer than ", few}, {few, "건 미만"});
        if (is_few(all - count, k)) return either(language, {"all but fewer than ", few}, {few, "건 미만을 뺀 모두"});
    }
    if (is_few(count, k)) return either(language, {"few (under ", few, ")"}, {"소수(", few, "건 미만)"});
    if (is_few(all - count, k)) return either(language, {"all but few (under ", few, ")"}, {"소수(", few, "건 미만)를 뺀 모두"});
    return number_text(count) + either(language, {""}, {"건"});
}

std::optional<double> most_of_few(std::size_t all, std::size_t k) {
    if (k == 0 || all < k) return {};
    const double most = wilson_interval(static_cast<double>(k - 1), static_cast<double>(all)).high;
    return most <= 0.5 ? std::optional(most) : std::nullopt;
}

bool surely_not_worth(const SegmentResponse& response, const NegativePersonaOptions& options, std::size_t k) {
    return response.probability_not_worth >= options.certainty && (response.contacts >= options.contacts_at_least || !is_hidden(response.conversions, response.contacts, k));
}

ResponseTold told_of(const SegmentResponse& response, const NegativePersonaSet& set, std::size_t k) {
    const bool flagged = is_flagged(response, set);
    const bool another_hidden = std::any_of(set.responses.begin(), set.responses.end(), [&](const SegmentResponse& r) { return is_hidden(r.conversions, r.contacts, k); });
    ResponseTold told{.contacts = response.contacts, .certainty = flagged ? set.options.certainty : 0, .at_least_certain = true};
    const bool few = is_few(response.conversions, k);
    if (few || is_few(response.contacts - response.conversions, k)) {
        told.answered = few ? 0 : response.contacts;
        tell_limits(told, few, flagged, set, k);
        return told;
    }
    told.answered = response.conversions;
    told.rate = another_hidden ? rate_of_its_own(response) : response.conversion_rate;
    const double value = another_hidden ? told.rate->value * set.options.conversion_margin - set.options.contact_cost : response.value_per_contact.value;
    // The effect of a contact is at most the response to it: a loss is at least this, a gain may be none (docs/scoring.md).
    const bool only_decided = flagged && value >= 0;
    told.worth = value < 0 || only_decided ? Worth::loses : Worth::earns;
    if (!only_decided) told.money = std::fabs(value);
    const auto& interval = told.rate->interval;
    told.unsure = interval && interval->low < set.break_even_rate && interval->high > set.break_even_rate && !flagged;
    if (another_hidden) return told;
    told.certainty = response.probability_not_worth;
    told.at_least_certain = false;
    return told;
}

std::string true_rate_below(double limit, Language language) {
    const std::string rate = percent_text(limit, language, 1);
    return either(language, {"as far as can be told the true rate is below ", rate}, {"알 수 있는 한 실제 응답률은 ", rate, " 미만"});
}

std::string limits_text(const ResponseTold& told, const NegativePersonaSet& set, Language language) {
    if (!told.within) return {};
    if (told.within->low > 0) {
        const std::string rate = percent_text(told.within->low, language, 1);
        return either(language, {"as far as can be told the true rate is above ", rate}, {"알 수 있는 한 실제 응답률은 ", rate, " 초과"});
    }
    if (told.within->high != set.break_even_rate) return true_rate_below(told.within->high, language);
    const std::string rate = percent_text(told.within->high, language, 1);
    return either(language, {"as far as can be told the true rate is below the ", rate, " at which a contact pays"}, {"알 수 있는 한 실제 응답률은 연락 비용을 회수하는 ", rate, " 미만"});
}

std::string worth_text(const ResponseTold& told, const NegativePersonaSet& set, Language language) {
    const std::string money = told.money ? money_text(*told.money, set.currency, language) : std::string{};
    switch (told.worth) {
        case Worth::loses: {
            const std::string loses = money.empty() ? either(language, {"money"}, {""}) : joined({either(language, {told.rate ? "about " : "at least "}, {told.rate ? "약 " : "적어도 "}), money});
            return either(language, {"A contact loses ", loses, " on average, even if it caused every answer", told.unsure ? "; it may also gain, this is not sure" : ""},
                          {"모든 응답이 연락 덕분이라 해도 ", money.empty() ? "연락은 평균적으로 " : "연락 한 번에 평균 ", loses, money.empty() ? "" : " ", "손해입니다", told.unsure ? " (확실하지 않으며, 이익일 수도 있음)" : ""});
        }
        case Worth::earns:
            return either(language, {"A contact brings in ", told.rate ? "" : "at least ", money, " more than it costs, if it caused the answers", told.unsure ? "; a loss is possible too, this is not sure" : ""},
                          {"응답의 이익은 연락 비용보다 연락당 ", told.rate ? "" : "적어도 ", money, " 많습니다 (연락 때문이라는 뜻은 아님", told.unsure ? "; 확실하지 않으며, 손해일 수도 있음" : "", ")"});
        case Worth::not_told:
            return either(language, {"Whether a contact pays is not told: so few answers would point at persons"},
                          {"연락 비용을 회수하는지는 말하지 않습니다. 너무 적어 개인이 드러날 수 있습니다"});
    }
    return {};
}

std::string perhaps_of_others(const ResponseTold& told, const NegativePersonaSet& set, const PersonaSet& personas, Language language) {
    const bool could_pay = told.rate && told.rate->interval && told.rate->interval->high > set.break_even_rate;
    if (!could_pay || personas.segmentation.verdict != Verdict::natural) return {};
    const std::string sure = percent_text(set.options.certainty, language);
    return either(language, {"All the same contacts with this kind do not pay, with at least ", sure, " certainty: that allows for those among them that may have been with other kinds"},
                  {"그래도 이 유형과의 연락이 비용을 회수하지 못할 확률은 ", sure, " 이상입니다. 다른 유형과의 연락이 섞였을 수 있음을 감안한 확률입니다"});
}

ErrorsTold told_of(const NegativePersona& negative, const NegativePersonaSet& set, std::size_t k) {
    const SetAsideErrors& errors = negative.errors;
    if (!errors.would_convert) return {};
    ErrorsTold told{.answered = answered_later(errors)};
    const auto answered = static_cast<double>(told.answered);
    told.would = !is_hidden(told.answered, errors.contacts, k);
    const std::optional<double> most_would = is_few(told.answered, k) ? most_of_few(errors.contacts, k) : std::nullopt;
    if (most_would && *most_would < set.break_even_rate) told.would_at_most = most_would;  // a limit beyond what pays would only sound as if many might answer
    if (!errors.converters_lost || !(told.would || most_would)) return told;
    // Answers of everyone else: where this group gave none, only the upper limit z² / (n + z²) of its share knows how many there are.
    const Estimate& lost = *errors.converters_lost;
    double all = 0;
    if (answered > 0 && lost.value > 0) all = std::round(answered / lost.value);
    else if (lost.interval && lost.interval->high > 0 && lost.interval->high < 1) {
        const double of_one = wilson_interval(0, 1).high, square = of_one / (1 - of_one);
        all = std::round(square * (1 - lost.interval->high) / lost.interval->high);
    }
    if (!(all > answered)) return told;
    std::size_t others = static_cast<std::size_t>(all - answered);
    bool others_hidden = false;  // of another group that is set aside: everyone else's answers would tell of it
    for (const NegativePersona& other : set.personas) {
        if (other.persona == negative.persona || !other.errors.would_convert) continue;
        const std::size_t theirs = answered_later(other.errors);
        if (!is_hidden(theirs, other.errors.contacts, k)) continue;
        others_hidden = true;
        others -= std::min(others, theirs);
    }
    told.lost = told.would && others >= k && !others_hidden;
    if (!told.would) {
        if (const auto most = most_of_few(others + k - 1, k)) told.lost_at_most = *std::find_if(round_shares.begin(), round_shares.end(), [&](double share) { return share >= *most; });
    }
    return told;
}

TotalTold total_told(const NegativePersonaSet& set, std::size_t segments, std::size_t contacts, std::size_t answered, std::size_t k) {
    const auto between = [contacts](std::size_t least, std::size_t most) {
        const double all = std::max(1.0, static_cast<double>(contacts));
        return TotalTold{Told::between, least, most, {static_cast<double>(least) / all, static_cast<double>(most) / all}};
    };
    bool hides = false;
    std::size_t of_groups = 0, answered_by_groups = 0, least = answered, most = answered;
    const auto count = [&](std::size_t of, std::size_t yes) {
        of_groups += of;
        answered_by_groups += yes;
        const Possible open = possible(yes, of, k);
        hides = hides || open.least < open.most;
        least -= std::min(least, yes - open.least);
        most += open.most - yes;
    };
    if (!set.responses.empty()) {
        for (const SegmentResponse& response : set.responses) count(response.contacts, response.conversions);
        for (const NegativePersona& negative : set.personas) {
            if (negative.errors.would_convert) count(negative.errors.contacts, answered_later(negative.errors));
        }
        if (contacts > of_groups && answered >= answered_by_groups) count(contacts - of_groups, answered - answered_by_groups);
        hides = hides || hides_any(set, segments, k);  // what stands beside it says that it is not told exactly
    }
    most = std::min(most, contacts);
    if (contacts > 0 && (is_few(most, k) || is_few(contacts - least, k))) {  // whatever the hidden numbers are
        TotalTold few = is_few(most, k) ? between(0, 0) : between(contacts, contacts);
        few.as = Told::few;
        return few;
    }
    if (!hides) {
        TotalTold exact = between(answered, answered);
        exact.as = Told::exactly;
        return exact;
    }
    const std::size_t step = std::max<std::size_t>(1, k / 2);
    least = least / step * step;
    most = std::min(contacts, (most / step + 1) * step);
    if (least == 0 || most > 2 * least) return {.as = Told::nothing};
    TotalTold range = between(least, most);
    range.rate = {std::floor(100 * range.rate.low) / 100, std::ceil(100 * range.rate.high) / 100};
    return range;
}

TotalTold earlier_leads_told(const LeadScorer& scorer) {
    const ScorerReport& fit = scorer.report();
    return total_told(scorer.negatives(), scorer.personas().segmentation.ids.size(), fit.leads, fit.conversions, scorer.personas().options.smallest_group);
}

std::string count_range(const TotalTold& told, Language language) {
    return range_text(number_text(told.least), number_text(told.most), language) + either(language, {""}, {"건"});
}

std::string rate_range(const TotalTold& told, Language language) {
    return range_text(percent_text(told.rate.low, language), percent_text(told.rate.high, language), language);
}

bool hides_any(const NegativePersonaSet& set, std::size_t segments, std::size_t k) {
    if (k <= 1) return false;
    return set.responses.size() < segments ||
           std::any_of(set.responses.begin(), set.responses.end(), [&](const SegmentResponse& r) { return is_hidden(r.conversions, r.contacts, k); }) ||
           std::any_of(set.personas.begin(), set.personas.end(), [&](const NegativePersona& n) {
               return n.errors.would_convert && is_hidden(answered_later(n.errors), n.errors.contacts, k);
           });
}

}  // namespace dangol::inline v0
