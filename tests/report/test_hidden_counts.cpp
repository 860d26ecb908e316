#include "report/sample_study.hpp"
#include "scoring/lead_scorer_state.hpp"

#include <dangol/core/statistics.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What contacts with one segment come to when `answered` of them are answered: everything that depends on the number does.
SegmentResponse answered_by(SegmentId segment, std::size_t contacts, std::size_t answered, const NegativePersonaOptions& options) {
    const Interval interval = wilson_interval(static_cast<double>(answered), static_cast<double>(contacts));
    const double rate = (static_cast<double>(answered) + 0.5) / (static_cast<double>(contacts) + 1);
    const auto value = [&](double r) { return r * options.conversion_margin - options.contact_cost; };
    return {.segment = segment, .customers = contacts / 2, .contacts = contacts, .conversions = answered, .conversion_rate = {rate, interval},
            .value_per_contact = {value(rate), Interval{value(interval.low), value(interval.high)}},
            .probability_not_worth = 0.999 - 0.002 * static_cast<double>(answered)};
}

SetAsideErrors errors_of(std::size_t answered, std::size_t contacts, std::size_t others = 200) {
    const auto of = [&](double all) { return Estimate{static_cast<double>(answered) / all, wilson_interval(static_cast<double>(answered), all)}; };
    return {.would_convert = of(static_cast<double>(contacts)), .converters_lost = of(static_cast<double>(others + answered)), .contacts = contacts, .later_data = true};
}

/// The sample with other negatives, in the scorer too, whose copy the ranking tells of.
class Shop {
public:
    Shop() : study_(report_sample::study(&leads_)) {}

    const NegativePersonaSet& negatives() const { return study_.negatives; }

    /// Everything that people read, and everything that pages are made from.
    std::string read(const NegativePersonaSet& negatives) {
        study_.negatives = negatives;
        study_.scorer = fit_lead_scorer(study_.personas, negatives, leads_, {.penalty = 1.0, .folds = 2});
        std::size_t contacts = 1000, answered = 200;  // later, and of no kind; what is of a kind comes to these
        for (const SegmentResponse& response : negatives.responses) {
            contacts += response.contacts;
            answered += response.conversions;
        }
        for (const NegativePersona& negative : negatives.personas) {
            contacts += negative.errors.contacts;
            if (negative.errors.would_convert) answered += static_cast<std::size_t>(negative.errors.would_convert->value * static_cast<double>(negative.errors.contacts) + 0.5);
        }
        return read(negatives, contacts, answered);
    }

    /// With `answered` of `contacts` as what the scorer learned from and what is counted, its model as it is.
    std::string read(NegativePersonaSet negatives, std::size_t contacts, std::size_t answered) {
        negatives.earlier_contacts = 0;
        for (const SegmentResponse& response : negatives.responses) negatives.earlier_contacts += response.contacts;
        negatives.later_contacts = contacts - negatives.earlier_contacts;
        negatives.overall_rate = {static_cast<double>(answered) / static_cast<double>(contacts), wilson_interval(static_cast<double>(answered), static_cast<double>(contacts))};
        study_.negatives = negatives;
        auto state = std::make_shared<LeadScorer::State>(study_.scorer->state());
        state->negatives = negatives;
        state->report.leads = contacts;
        state->report.conversions = answered;
        state->report.base_rate = static_cast<double>(answered) / static_cast<double>(contacts);
        study_.scorer = LeadScorer(state);
        return read_again();
    }

    std::string read(const RankingQuality& quality) {
        study_.quality = quality;
        return read_again();
    }

private:
    std::string read_again() const {
        const NegativePersonaSet& negatives = study_.negatives;
        std::string all = to_json(study_, leads_) + to_json(study_);
        for (const Language language : {Language::english, Language::korean}) {
            all += to_text(study_, language) + how_we_know(study_, language) + to_markdown(study_, language);
            all += to_text(negatives, study_.personas, language) + how_we_know(negatives, study_.personas, language);
        }
        return all;
    }

    LeadTable leads_ = {};
    Study study_;
};

}  // namespace

TEST_CASE("k: of a segment that is set aside everything reads the same for every number of answers below k") {
    Shop shop;
    for (const std::size_t contacts : {106U, 251U, 4000U}) {
        const auto with = [&](std::size_t answered) {
            NegativePersonaSet set = shop.negatives();
            set.responses[1] = answered_by({9}, contacts, answered, set.options);
            set.personas[0].response = set.responses[1];
            set.personas[0].errors = errors_of(answered, contacts / 2);
            return shop.read(set);
        };
        const std::string none = with(0);
        for (std::size_t answered = 1; answered < 20; ++answered) {
            CAPTURE(contacts, answered);
            CHECK(with(answered) == none);
        }
        CHECK(with(20) != none);
        CHECK(with(21) != with(20));
    }
}

TEST_CASE("k: of a segment that is not set aside too, and where all but few answered") {
    Shop shop;
    for (const std::size_t contacts : {30U, 106U, 4000U}) {
        const auto with = [&](std::size_t answered) {
            NegativePersonaSet set = shop.negatives();
            set.personas.clear();
            set.responses[0] = answered_by({7}, contacts, answered, set.options);
            set.responses[0].customers = 25;
            return shop.read(set);
        };
        const std::string none = with(0), all = with(contacts);
        CHECK(none != all);
        for (std::size_t hidden = 1; hidden < 20; ++hidden) {
            CAPTURE(contacts, hidden);
            CHECK(with(hidden) == none);
            if (contacts - hidden >= 20) CHECK(with(contacts - hidden) == all);
        }
    }
}

TEST_CASE("k: which of two segments set aside has fewer answers cannot be told from their order") {
    Shop shop;
    const auto with = [&](std::size_t first, std::size_t second) {
        NegativePersonaSet set = shop.negatives();
        set.responses = {answered_by({7}, 400, first, set.options), answered_by({9}, 400, second, set.options)};
        set.personas = {{.id = {3}, .persona = {3}, .response = set.responses[0]}, {.id = {5}, .persona = {5}, .response = set.responses[1]}};
        return shop.read(set);
    };
    CHECK(with(1, 12) == with(12, 1));
    const std::string both = with(1, 12);  // a lead is of one kind or of the other
    CHECK(both.find("” or “") != std::string::npos);
    CHECK(both.find("contacts with each of these kinds do not pay") != std::string::npos);
    CHECK(both.find("” 또는 “") != std::string::npos);
    CHECK(both.find("이 유형들 모두 실제 응답률은") != std::string::npos);
}

TEST_CASE("k: how good the scores were reads the same for every number of answers below k") {
    Shop shop;
    const auto with = [&](std::size_t answered) {
        const auto answers = static_cast<double>(answered);
        return shop.read({.leads = 221, .conversions = answered, .customers = 210, .base_rate = answers / 221, .auc = {0.5 + answers / 500, Interval{0.4, 0.95}}, .log_loss = {answers / 100}});
    };
    const std::string none = with(0), all = with(221);
    for (std::size_t hidden = 1; hidden < 20; ++hidden) {
        CHECK(with(hidden) == none);
        CHECK(with(221 - hidden) == all);
    }
    CHECK(with(20) != with(21));
}

TEST_CASE("k: no total beside the other numbers gives a hidden one away by difference", "[correctness]") {
    Shop shop;
    for (const std::size_t others_later : {30U, 162U, 900U}) {
        // Ada 60 of 300, Bo's few of 251; later Bo's few of 90, everyone else's of 1,000: totals move with what is hidden.
        const auto with = [&](std::size_t few, std::size_t few_later, std::size_t ada = 60) {
            NegativePersonaSet set = shop.negatives();
            set.responses[0] = answered_by({7}, 300, ada, set.options);
            set.responses[1] = answered_by({9}, 251, few, set.options);
            set.personas[0].response = set.responses[1];
            set.personas[0].errors = errors_of(few_later, 90, others_later);
            return shop.read(set, 300 + 251 + 90 + 1000, ada + few + few_later + others_later);
        };
        const std::string none = with(0, 0), range = others_later == 30 ? "90 to 130" : others_later == 162 ? "220 to 270" : "960 to 1,000";
        CHECK(none.find("earlier leads with a known outcome, of whom " + range + " responded (") != std::string::npos);
        CHECK(none.find("Of the 1,641 contacts counted here, earlier and later ones together, " + range + " were answered (") != std::string::npos);
        CHECK(none.find("The cards of the personas count 551 of the ") != std::string::npos);
        for (const std::size_t few : {0U, 1U, 7U, 13U, 19U}) {
            for (const std::size_t later : {0U, 4U, 19U}) {
                CAPTURE(others_later, few, later);
                CHECK(with(few, later) == none);
            }
        }
        CHECK(with(30, 30).find("is told as from one number to another") == std::string::npos);
        CHECK(with(0, 0, 200) != none);
    }
}

TEST_CASE("k: where every number is hidden, nothing says whether their sum would be", "[correctness]") {
    Shop shop;
    const auto with = [&](std::size_t ada, std::size_t bo, std::size_t bo_later, std::size_t others) {
        NegativePersonaSet set = shop.negatives();
        set.responses[0] = answered_by({7}, 300, ada, set.options);
        set.responses[1] = answered_by({9}, 251, bo, set.options);
        set.personas[0].response = set.responses[1];
        set.personas[0].errors = errors_of(bo_later, 90, others);
        return shop.read(set, 300 + 251 + 90 + 1000, ada + bo + bo_later + others);
    };
    const std::string none = with(0, 0, 0, 0);
    CHECK(none.find("few (under 20) responded") == std::string::npos);
    for (const std::size_t ada : {0U, 8U, 19U})
        for (const std::size_t bo : {0U, 3U, 19U})
            for (const std::size_t others : {0U, 5U, 19U}) {
                CAPTURE(ada, bo, others);
                CHECK(with(ada, bo, 2, others) == none);
            }
}

namespace {

/// Everything the page and the document say, in both languages.
std::string told_of(const Study& study) { return to_json(study) + to_markdown(study, Language::english) + to_markdown(study, Language::korean); }

/// The sample study of 2,000 customers described, `left_out` of whose records are of others.
Study with_left_out(std::size_t left_out) {
    Study study = report_sample::study();
    study.account.customers = study.personas.customers + left_out;
    study.account.tables.push_back({.table = TableKind::customers, .read = study.account.customers, .used = study.account.customers});
    study.account.tables.push_back({.table = TableKind::consents, .read = 2 * study.account.customers, .used = 2 * study.account.customers});
    return study;
}

}  // namespace

TEST_CASE("k: how many are not described is the same page for any number below k, and told from k on") {
    const std::string nobody_hidden = told_of(with_left_out(0)), one = told_of(with_left_out(1));
    for (std::size_t left_out = 2; left_out < 20; ++left_out) CHECK(told_of(with_left_out(left_out)) == one);
    CHECK_THAT(nobody_hidden, ContainsSubstring("Customer table: 2,000 rows read") && ContainsSubstring("- 2,000 customers.") && !ContainsSubstring("on record."));
    CHECK_THAT(one, ContainsSubstring("\n2,000 customers, seen as of 1 April 2024") && !ContainsSubstring("Customer table: 2") && ContainsSubstring("- Customer table: its rows are not counted here, which would tell of fewer than 20 people.") &&
                        ContainsSubstring("동의 표: 행 수를 적으면 20명 미만의 사람에 대해 드러나므로 적지 않음."));
    CHECK_THAT(one, ContainsSubstring("The personas describe 2,000 customers: those who agreed to it and had at least 1 visit in the time that was studied. Few more (under 20) are on record."));
    CHECK_THAT(one, ContainsSubstring("페르소나는 고객 2,000명을 다룹니다: 동의했고 살펴본 기간에 1번 이상 방문한 고객입니다. 그 밖에 기록된 고객은 소수(20명 미만)입니다."));
    const std::string twenty = told_of(with_left_out(20));
    CHECK_THAT(twenty, ContainsSubstring("\n2,000 of 2,020 customers, seen as of 1 April 2024") && ContainsSubstring("Customer table: 2,020 rows read") && ContainsSubstring("describe 2,000 of these 2,020 customers"));
}

TEST_CASE("k: the account on a page counts nobody of fewer than k, nor of all but fewer") {
    const auto told = [](std::size_t some) {
        Study study = with_left_out(400);
        study.account.customers_without_row = study.account.customers_alike = study.account.customers_with_events_only = study.account.customers_with_leads_only = study.account.customers_without_decision = some;
        study.account.tables[0].refused = some;  // of 1,000 rows read and 990 used
        return told_of(study);
    };
    for (std::size_t some = 2; some < 20; ++some) CHECK(told(some) == told(1));
    CHECK_THAT(told(1), ContainsSubstring("2,400 customers, few (under 20) of them without a row") && ContainsSubstring("The ids of few (under 20) differ") && ContainsSubstring("Of few (under 20) nothing is used") &&
                            ContainsSubstring("Few (under 20) are without a usable row in the consent table and count as having refused") && ContainsSubstring("No visit is on record of few (under 20) who"));
    CHECK_THAT(told(1), ContainsSubstring("고객 2,400명 (그중 소수(20명 미만)는 고객 표에 행이 없음)") && ContainsSubstring("친 고객은 소수(20명 미만).") && ContainsSubstring("1,000 rows read = the others used + 10 set aside + few (under 20) refused by consent."));
    CHECK_THAT(told(20), ContainsSubstring("2,400 customers, 20 of them without a row") && ContainsSubstring("990 used + 10 set aside + 20 refused by consent."));
    CHECK_THAT(told(2399), ContainsSubstring("No visit is on record of all but few (under 20) who asked"));
}

TEST_CASE("k: a shop of fewer than k says nowhere how many they are") {
    const auto told = [](std::size_t customers) {
        Study study{.account = {.tables = {{.table = TableKind::customers, .read = customers, .used = customers}}, .consent_recorded = true, .customers = customers}};
        return told_of(study);
    };
    for (std::size_t customers = 2; customers < 20; ++customers) CHECK(told(customers) == told(1));
    CHECK_THAT(told(20), ContainsSubstring("20 customers."));
}

TEST_CASE("k: who has no row in the customer table cannot be had by subtracting its rows, nor who has none in the consent table") {
    const auto told = [](std::size_t without_row, std::size_t undecided) {
        Study study = with_left_out(400);
        study.account.customers_without_row = without_row;
        study.account.customers_without_decision = undecided;
        for (TableAccount& table : study.account.tables) {
            if (table.table == TableKind::customers) table.read = table.used = study.account.customers - without_row;
            if (table.table == TableKind::consents) table.read = table.used = 2 * (study.account.customers - undecided);
        }
        return told_of(study);
    };
    for (std::size_t some = 2; some < 20; ++some) CHECK(told(some, some) == told(1, 1));
    CHECK_THAT(told(20, 20), ContainsSubstring("Customer table: 2,380 rows read") && ContainsSubstring("Consent table: 4,760 rows read"));
}

TEST_CASE("k: leads of customers who refused are told of no fewer than k, nor where fewer than k customers are left out, and cannot be had by subtracting") {
    LeadTable leads;
    Study study = report_sample::study(&leads);
    const auto told = [&](std::size_t refused, std::size_t left_out) {
        study.account.customers = study.personas.customers + left_out;
        study.leads = {.recorded = 300 + refused, .not_permitted = refused, .learned = 299, .open = 1};
        study.account.tables = {{.table = TableKind::leads, .read = 300 + refused, .used = 300 + refused}};
        return to_json(study, leads) + to_json(study) + to_markdown(study, Language::english) + to_markdown(study, Language::korean);
    };
    for (std::size_t refused = 2; refused < 20; ++refused) CHECK(told(refused, 400) == told(1, 400));
    CHECK(told(40, 3) == told(60, 3));  // many leads of a few customers
    CHECK_THAT(told(1, 400), ContainsSubstring("Of the leads on record 299 had an outcome in time to be learned from; 1 was still open on the day up to which was learned, so nothing was learned from it; "
                                               "the others are of customers who did not agree to both profiling and marketing, and were not used.") &&
                                 ContainsSubstring("나머지는 프로파일링과 마케팅에 모두 동의하지는 않은 고객의 것이라 쓰지 않은 것.") && ContainsSubstring(R"("not_permitted":null)") && ContainsSubstring(R"("recorded":null)"));
    CHECK_THAT(told(20, 400), ContainsSubstring("The records hold 320 leads: 299 had an outcome in time to be learned from; 1 was still open on the day up to which was learned, so nothing was learned from it; "
                                                "20 are of customers who did not agree to both profiling and marketing, and were not used.") && ContainsSubstring("Lead table: 320 rows read"));
}

TEST_CASE("k: of earlier leads of which few were answered, or all but few, the list tells no number and no rate") {
    const auto told = [](std::size_t answered) {
        LeadTable leads;
        Study study = report_sample::study(&leads);
        auto state = std::make_shared<LeadScorer::State>(study.scorer->state());
        state->negatives.responses.clear();
        state->report.leads = 90;
        state->report.conversions = answered;
        study.scorer = LeadScorer(state);
        return to_json(study, leads);
    };
    for (std::size_t answered = 2; answered < 20; ++answered) {
        CHECK(told(answered) == told(1));
        CHECK(told(90 - answered) == told(89));
    }
    CHECK_THAT(told(1), ContainsSubstring("learned from 90 earlier leads with a known outcome, of whom few (under 20) responded\"") && ContainsSubstring("그중 소수(20건 미만) 응답\"") && !ContainsSubstring("earlier leads: "));
    CHECK_THAT(told(89), ContainsSubstring("of whom all but few (under 20) responded\""));
    CHECK_THAT(told(20), ContainsSubstring("of whom 20 responded (22.2%)"));
}
