#include "scoring/few_people.hpp"

#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <cmath>

#include "core/words.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double worth_a_figure = 0.01;  // of the cost: less would read as nothing

bool is_flagged(const SegmentResponse& response, const NegativePersonaSet& set) {
    return std::any_of(set.personas.begin(), set.personas.end(), [&](const NegativePersona& negative) { return negative.response.segment == response.segment; });
}

/// What a hidden number of answers allows: limits that any such number has, and a decision that was taken anyway.
void tell_limits(ResponseTold& told, bool few, bool flagged, const NegativePersonaSet& set, std::size_t k) {
    const double cost = set.options.contact_cost;
    const auto earned = [&](double rate) { return rate * set.options.conversion_margin - cost; };
    told.worth = flagged ? Worth::loses : Worth::not_told;
    told.certainty = flagged ? set.options.certainty : 0;
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
    if (count < k) return either(language, {"few (under ", few, ")"}, {"소수(", few, "건 미만)"});
    if (all - count < k) return either(language, {"all but few (under ", few, ")"}, {"소수(", few, "건 미만)를 뺀 모두"});
    return number_text(count) + either(language, {""}, {"건"});
}

std::optional<double> most_of_few(std::size_t all, std::size_t k) {
    if (k == 0 || all < k) return {};
    const double most = wilson_interval(static_cast<double>(k - 1), static_cast<double>(all)).high;
    return most <= 0.5 ? std::optional(most) : std::nullopt;
}

ResponseTold told_of(const SegmentResponse& response, const NegativePersonaSet& set, std::size_t k) {
    ResponseTold told{.contacts = response.contacts};
    const bool few = response.conversions < k;
    if (few || response.contacts - response.conversions < k) {
        told.answered = few ? 0 : response.contacts;
        tell_limits(told, few, is_flagged(response, set), set, k);
        return told;
    }
    told.answered = response.conversions;
    told.rate = response.conversion_rate;
    // The effect of a contact is at most the response to it: a loss is at least this, a gain may be none (docs/scoring.md).
    told.worth = response.value_per_contact.value < 0 ? Worth::loses : Worth::earns;
    told.money = std::fabs(response.value_per_contact.value);
    told.certainty = response.probability_not_worth;
    return told;
}

std::string limits_text(const ResponseTold& told, Language language) {
    if (!told.within) return {};
    if (told.within->low > 0) return either(language, {"at least ", percent_text(told.within->low, language, 1)}, {"적어도 ", percent_text(told.within->low, language, 1)});
    return either(language, {"at most ", percent_text(told.within->high, language, 1)}, {"많아야 ", percent_text(told.within->high, language, 1)});
}

std::string worth_text(const ResponseTold& told, const NegativePersonaSet& set, Language language) {
    const std::string money = told.money ? money_text(*told.money, set.currency, language) : std::string{};
    switch (told.worth) {
        case Worth::loses: {
            const std::string loses = money.empty() ? either(language, {"money"}, {""}) : joined({either(language, {told.rate ? "about " : "at least "}, {told.rate ? "약 " : "적어도 "}), money});
            return either(language, {"A contact loses ", loses, " on average, even if it caused every answer"},
                          {"모든 응답이 연락 덕분이라 해도 연락 한 번에 평균 ", loses, money.empty() ? "" : " ", "손해입니다"});
        }
        case Worth::earns:
            return either(language, {"A contact brings in ", told.rate ? "" : "at least ", money, " more than it costs, if it caused the answers"},
                          {"응답의 이익은 연락 비용보다 연락당 ", told.rate ? "" : "적어도 ", money, " 많습니다 (연락 때문이라는 뜻은 아님)"});
        case Worth::not_told:
            return either(language, {"Whether a contact pays is not told: so few answers would point at persons"},
                          {"연락 비용을 회수하는지는 말하지 않습니다. 너무 적어 개인이 드러날 수 있습니다"});
    }
    return {};
}

ErrorsTold told_of(const SetAsideErrors& errors, std::size_t k) {
    if (!errors.would_convert) return {};
    const double answered = std::round(errors.would_convert->value * static_cast<double>(errors.contacts));
    ErrorsTold told{.answered = static_cast<std::size_t>(answered)};
    told.would = told.answered >= k && errors.contacts - told.answered >= k;
    if (told.answered < k) told.would_at_most = most_of_few(errors.contacts, k);
    if (!errors.converters_lost || !(told.would || told.would_at_most)) return told;
    // Answers of everyone else: where this group gave none, only the upper limit z² / (n + z²) of its share knows how many there are.
    const Estimate& lost = *errors.converters_lost;
    double all = 0;
    if (answered > 0 && lost.value > 0) all = std::round(answered / lost.value);
    else if (lost.interval && lost.interval->high > 0 && lost.interval->high < 1) {
        const double of_one = wilson_interval(0, 1).high, square = of_one / (1 - of_one);
        all = std::round(square * (1 - lost.interval->high) / lost.interval->high);
    }
    if (!(all > answered)) return told;
    const std::size_t others = static_cast<std::size_t>(all - answered);
    told.lost = told.would && others >= k;
    if (!told.would) told.lost_at_most = most_of_few(others + k - 1, k);
    return told;
}

}  // namespace dangol::inline v0
