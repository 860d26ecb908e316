#include "report/sample_study.hpp"

#include <dangol/core/statistics.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace dangol;

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

SetAsideErrors errors_of(std::size_t answered, std::size_t contacts) {
    const auto of = [&](double all) { return Estimate{static_cast<double>(answered) / all, wilson_interval(static_cast<double>(answered), all)}; };
    return {.would_convert = of(static_cast<double>(contacts)), .converters_lost = of(static_cast<double>(200 + answered)), .contacts = contacts, .later_data = true};
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
        std::string all = to_json(study_, leads_) + to_json(study_);
        for (const Language language : {Language::english, Language::korean}) {
            all += to_text(study_, language) + how_we_know(study_, language) + to_markdown(study_, language);
            all += to_text(negatives, study_.personas, language) + how_we_know(negatives, study_.personas, language);
        }
        return all;
    }

private:
    LeadTable leads_ = {};
    Study study_;
};

}  // namespace

TEST_CASE("k: of a segment that is set aside everything reads the same for every number of answers below k") {
    Shop shop;
    for (const std::size_t contacts : {106, 251, 4000}) {
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
    for (const std::size_t contacts : {30, 106, 4000}) {
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
}
