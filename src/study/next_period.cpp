#include <dangol/study/next_period.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/segments/most_probable.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/math.hpp"
#include "core/words.hpp"
#include "features/customer_moment.hpp"
#include "study/option_checks.hpp"

namespace dangol::inline v0 {
namespace {

/// The position in the base of each row of the table. Both are in the order of keys.
std::vector<std::uint32_t> customers_of_rows(const FeatureTable& features, const PermittedBase& base) {
    std::vector<std::uint32_t> found;
    std::visit([&](const auto& keys) {
        const auto* known = std::get_if<std::decay_t<decltype(keys)>>(&base.customers());
        std::size_t next = 0;
        for (std::size_t row = 0; row < keys.size(); ++row) {
            while (known != nullptr && next < known->size() && (*known)[next] < keys[row]) ++next;
            if (known == nullptr || next == known->size() || (*known)[next] != keys[row])
                throw InvalidArgument("features", "a table of " + std::to_string(keys.size()) + " customers", "of customers of the base", "pass the base that it was built from");
            found.push_back(static_cast<std::uint32_t>(next));
        }
    }, features.customers());
    return found;
}

/// What one customer did in the window, and how often they came after it.
struct BeforeAndAfter {
    std::vector<double> recency_days = {}, visits = {}, spend = {}, later_visits = {};

    void add(const VisitColumns& all, std::uint32_t customer, Instant from, Instant until) {
        double count = 0, later = 0, spent = 0, priced = 0;
        Instant last = from;
        for (std::uint64_t v = all.first_of_customer[customer]; v < all.first_of_customer[customer + 1]; ++v) {
            const Instant at = all.at[v];
            if (at < from) continue;
            if (at >= until) {
                ++later;
                continue;
            }
            ++count;
            last = at;
            if (all.amount.empty() || std::isnan(all.amount[v])) continue;
            spent += all.amount[v];
            ++priced;
        }
        recency_days.push_back(days_between(last, until));
        visits.push_back(count);
        spend.push_back(priced > 0 ? spent / priced : 0);
        later_visits.push_back(later);
    }
};

/// All rows, or some drawn without replacement; in ascending order.
std::vector<std::uint32_t> rows_asked(std::size_t customers, const NextPeriodOptions& options) {
    std::vector<std::uint32_t> rows(customers);
    for (std::size_t i = 0; i < customers; ++i) rows[i] = static_cast<std::uint32_t>(i);
    if (customers <= options.customers_at_most) return rows;
    Random random(options.seed);
    random.shuffle(std::span(rows));
    rows.resize(options.customers_at_most);
    std::sort(rows.begin(), rows.end());
    return rows;
}

constexpr double convincing = 0.05;      // p-values up to this
constexpr double small_effect = 0.02;    // shares of variance from this are worth telling (Cohen 1988: f² = .02 is small)
constexpr double z_squared = math::one_sided_95 * math::one_sided_95;

/// Something is told, or nothing that is worth telling, or these customers cannot tell.
enum class Tells { something, nothing, unclear };

/// Largest share of variance, beyond what random groups explain, that does not contradict the share seen in n customers (one-sided 95 %): n times a
/// share is about noncentral χ², with n times the share of random groups for its degrees of freedom; by its first two moments.
double largest_share(double explained, double at_random, double n) {
    const double degrees = n * at_random, beyond = n * (explained - at_random), half = beyond + 2 * z_squared;
    return (half + std::sqrt(std::max(0.0, half * half - beyond * beyond + 2 * z_squared * degrees))) / n;
}

Tells tells(double explained, double at_random, double p_value, std::size_t customers) {
    if (p_value <= convincing && explained - at_random >= small_effect) return Tells::something;
    if (at_random <= 0) return Tells::nothing;  // the fifths know who is of which kind
    return largest_share(explained, at_random, static_cast<double>(customers)) < small_effect ? Tells::nothing : Tells::unclear;
}

std::string share_text(double share, Language language) { return percent_text(share, language, 1); }

std::string p_text(double p, Language language) { return number_text(p, language, 3); }

}  // namespace

void check_options(const NextPeriodOptions& options) {
    if (!(options.days_at_least > 0)) throw InvalidArgument("days_at_least", options.days_at_least, "above 0", "take 7");
    if (options.customers_at_most == 0) throw InvalidArgument("customers_at_most", options.customers_at_most, "at least 1", "take 20,000");
    if (options.shuffles == 0) throw InvalidArgument("shuffles", options.shuffles, "at least 1", "take 199");
}

std::optional<NextPeriod> ask_next_period(const Segmentation& segments, const FeatureTable& features, const PermittedBase& base, const NextPeriodOptions& options,
                                          const Execution& execution) {
    check_options(options);
    if (segments.mixture.segment_count() < 2) return {};
    const std::vector<std::uint32_t> customers = customers_of_rows(features, base);
    const Window& window = features.plan().window;
    const auto instant = [&](const CalendarMoment& moment) { return base.time_zone().instant(moment.local_time()).instant; };
    NextPeriod next;
    const auto& times = base.visits().at;
    if (!window.until.given() || times.empty()) return next;
    const Instant until = instant(window.until), from = window.from.given() ? instant(window.from) : base.first_record();
    next.days = std::max(0.0, days_between(until, *std::max_element(times.begin(), times.end())));

    const std::vector<std::uint32_t> rows = rows_asked(customers.size(), options);
    next.customers = rows.size();
    BeforeAndAfter did;
    for (const std::uint32_t row : rows) did.add(base.visits(), customers[row], from, until);
    const auto visitors = static_cast<std::size_t>(std::ranges::count_if(did.later_visits, [](double visits) { return visits > 0; }));
    if (next.days < options.days_at_least || visitors < options.visitors_at_least) return next;

    const Matrix membership = segments.mixture.membership(features.rows(rows), part_of(execution, 0, 0.2));
    for (double& visits : did.later_visits) visits = math::log1p(visits);
    next.visits = criterion_validity(most_probable(membership), did.later_visits, rfm_quintiles(did.recency_days, did.visits, did.spend), options.shuffles, options.seed,
                                     part_of(execution, 0.2, 1));
    return next;
}

std::string to_text(const NextPeriod& next, Language language) {
    if (!next.visits) {
        return either(language, {"Whether the kinds tell what customers do next cannot be said: too little is recorded after the time that was studied."},
                      {"이 유형이 고객의 다음 행동을 말해 주는지는 알 수 없습니다. 살펴본 기간 뒤의 기록이 없거나 너무 적습니다."});
    }
    const CriterionValidity& v = *next.visits;
    const std::string days = number_text(next.days, language);
    // In this order, so that kinds which tell nothing are asked once, not twice.
    switch (tells(v.explained, v.explained_at_random, v.p_value, next.customers)) {
        case Tells::something: break;
        case Tells::nothing:
            return either(language, {"The kinds tell next to nothing of how often customers came in the ", days, " days afterwards."},
                          {"이 유형은 이후 ", days, "일 동안의 방문 횟수를 거의 말해 주지 못합니다."});
        case Tells::unclear:
            return either(language, {"Whether the kinds tell how often customers came in the ", days, " days afterwards, these customers are too few to say."},
                          {"이 유형이 이후 ", days, "일 동안의 방문 횟수를 말해 주는지는, 이 고객 수로는 알 수 없습니다."});
    }
    switch (tells(v.explained_beyond, v.beyond_at_random, v.p_value_beyond, next.customers)) {
        case Tells::something:
            return either(language, {"The kinds also tell what customers did next: in the ", days, " days afterwards how often they came differs between them by more than recency, frequency and spend per visit had told."},
                          {"이 유형은 고객의 다음 행동도 말해 줍니다. 이후 ", days, "일 동안의 방문 횟수가, 최근 방문·방문 횟수·방문당 금액으로 알 수 있는 것 이상으로 유형마다 다릅니다."});
        case Tells::nothing:
            return either(language, {"How often customers came in the ", days, " days afterwards differs between the kinds, but hardly by more than recency, frequency and spend per visit had told."},
                          {"이후 ", days, "일 동안의 방문 횟수는 유형마다 다르지만, 최근 방문·방문 횟수·방문당 금액으로 알 수 있는 것과 거의 같습니다."});
        case Tells::unclear: break;
    }
    return either(language, {"How often customers came in the ", days, " days afterwards differs between the kinds; whether by more than recency, frequency and spend per visit had told, these customers are too few to say."},
                  {"이후 ", days, "일 동안의 방문 횟수는 유형마다 다릅니다. 최근 방문·방문 횟수·방문당 금액으로 알 수 있는 것 이상인지는, 이 고객 수로는 알 수 없습니다."});
}

std::string how_we_know(const NextPeriod& next, Language language) {
    if (!next.visits) return {};
    const CriterionValidity& v = *next.visits;
    const std::string days = number_text(next.days, language), customers = number_text(next.customers);
    const std::string own = share_text(v.explained, language), random = share_text(v.explained_at_random, language), p = p_text(v.p_value, language);
    const std::string rfm = share_text(v.explained_by_baseline, language), beyond = share_text(v.explained_beyond, language), beyond_random = share_text(v.beyond_at_random, language),
                      p_beyond = p_text(v.p_value_beyond, language);
    return either(language,
        {"Visits of ", customers, " customers in the ", days, " days afterwards, as log(1 + visits): the kinds explain ", own, " of the variance (random groups of the same sizes ", random, ", p = ", p,
         "), fifths of recency, of frequency and of spend per visit ", rfm, " beyond as many random groups; of what these leave the kinds explain ", beyond, " (random groups ", beyond_random, ", p = ", p_beyond, ")."},
        {"고객 ", customers, "명의 이후 ", days, "일 방문 횟수, log(1 + 횟수): 분산 가운데 유형이 설명하는 비율 ", own, " (같은 크기의 무작위 집단 ", random, ", p = ", p, "), 최근 방문·횟수·방문당 금액의 5분위 (같은 수의 무작위 집단을 넘는 몫) ", rfm,
         ". 5분위가 설명하지 못한 나머지 가운데 유형이 설명하는 비율 ", beyond, " (무작위 집단 ", beyond_random, ", p = ", p_beyond, ")."});
}

}  // namespace dangol::inline v0
