#include <dangol/core/statistics.hpp>
#include <dangol/scoring/ranking_quality.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <string>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr Language en = Language::english, ko = Language::korean;

}  // namespace

TEST_CASE("ranking quality in a sentence that claims only what its intervals allow") {
    RankingQuality quality{.leads = 1133, .conversions = 214, .customers = 1133, .base_rate = 214.0 / 1133, .auc = {0.8421, Interval{0.811, 0.873}},
                           .calibration_intercept = {0.02, Interval{-0.2, 0.2}}, .calibration_slope = {1.06, Interval{0.93, 1.21}}, .lift_at_tenth = {3.85, {}}};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("On 1,133 leads of 1,133 customers, of which 214 responded (18.9%)") &&
                                         ContainsSubstring("the one that responded has the higher score 84 (81 to 87) times in 100.") && ContainsSubstring("Nothing shows that the probabilities are too high or too low."));
    CHECK_THAT(to_text(quality, ko), ContainsSubstring("100번 중 84 (81~87)번은 응답한 쪽의 점수가 높습니다"));
    CHECK_THAT(how_we_know(quality, en), ContainsSubstring("AUC 0.842 (0.811 to 0.873)") && ContainsSubstring("calibration slope 1.06 (0.93 to 1.21) (1 is right)"));
    CHECK_THAT(how_we_know(quality, ko), ContainsSubstring("AUC 0.842 (0.811~0.873)") && ContainsSubstring("보정 기울기 1.06 (0.93~1.21) (1이 알맞음)"));
    RankingQuality faultless = quality;  // scores that part the two outcomes leave the slope open: nothing is right about it
    faultless.calibration_slope = {std::nan(""), {}};
    CHECK_THAT(how_we_know(faultless, en), ContainsSubstring("calibration slope not determined (scores have to differ, and to be wrong now and then), intercept 0.02") && !ContainsSubstring("(1 is right)"));
    CHECK_THAT(how_we_know(faultless, ko), ContainsSubstring("보정 기울기 정할 수 없음 (점수가 서로 다르고 가끔은 틀려야 정해짐), 보정 절편 0.02") && !ContainsSubstring("(1이 알맞음)"));
    CHECK_THAT(to_text(quality, en), ContainsSubstring("The tenth with the highest scores") && !ContainsSubstring("chance"));
    RankingQuality few = quality;
    few.leads = 115;
    few.conversions = 40;
    few.auc = {0.57, Interval{0.45, 0.7}};
    CHECK_THAT(to_text(few, en), !ContainsSubstring("tenth") && ContainsSubstring("Whether that is better than chance cannot be told from so few."));
    quality.calibration_slope.interval = Interval{0.5, 0.8};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("too bold"));
    quality.calibration_slope.interval = Interval{1.05, 1.4};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("too timid"));
    quality.calibration_slope.interval = Interval{0.9, 1.1};
    quality.calibration_intercept.interval = Interval{0.1, 0.3};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("More responded than the probabilities said"));
    quality.calibration_intercept.interval = Interval{-0.3, -0.1};
    CHECK_THAT(to_text(quality, en), ContainsSubstring("Fewer responded"));
}

TEST_CASE("k: the lift is not told where it says that fewer than k of the best tenth, or of all others, answered, or of it did not") {
    const auto told = [](std::size_t leads, std::size_t conversions, double in_tenth) {
        const double rate = static_cast<double>(conversions) / static_cast<double>(leads);
        const RankingQuality quality{.leads = leads, .conversions = conversions, .customers = leads, .base_rate = rate, .auc = {0.7, Interval{0.6, 0.8}},
                                     .lift_at_tenth = {10 * in_tenth / static_cast<double>(leads) / rate, {}}};
        for (const Language language : {en, ko}) {
            const bool said = to_text(quality, language).find("10%") != std::string::npos || to_text(quality, language).find("tenth") != std::string::npos;
            CHECK(said == lift_may_be_told(quality, 20));
            CHECK((how_we_know(quality, language).find(language == en ? "lift" : "향상도") != std::string::npos) == said);
        }
        return lift_may_be_told(quality, 20);
    };
    CHECK(told(1000, 200, 50));
    CHECK_FALSE(told(1000, 200, 19));
    CHECK_FALSE(told(1000, 200, 81));
    CHECK_FALSE(told(1000, 60, 41));
}

TEST_CASE("k: of the quality of scores nothing is told that fewer than k customers, answers or others made") {
    const auto told = [](std::size_t customers, std::size_t leads, std::size_t answered, std::size_t k = 20) {
        const double rate = static_cast<double>(answered) / static_cast<double>(leads);
        const RankingQuality quality{.leads = leads, .conversions = answered, .customers = customers, .base_rate = rate, .auc = {0.5 + rate / 3, Interval{0.5, 0.9}}};
        return to_text(quality, en, k) + "\n" + to_text(quality, ko, k) + "\n" + how_we_know(quality, en, k) + how_we_know(quality, ko, k);
    };
    const std::string few = told(210, 221, 4);
    CHECK(few == "On 221 leads of 210 customers, of which few (under 20) responded: too few to say how good the scores are without telling of persons.\n"
                 "고객 210명의 리드 221건 중 소수(20건 미만)가 응답했습니다. 너무 적어, 점수가 얼마나 맞는지 말하면 개인이 드러날 수 있습니다.\n");
    for (std::size_t answered = 0; answered < 20; ++answered) {
        CHECK(told(210, 221, answered) == few);
        CHECK(told(210, 221, 221 - answered) == told(210, 221, 221));
        CHECK(told(1 + answered % 19, 90 + answered, 30) == told(19, 90, 40));
    }
    CHECK_THAT(told(210, 221, 221), ContainsSubstring("of which all but few (under 20) responded") && ContainsSubstring("소수(20건 미만)를 뺀 모두가 응답했습니다"));
    CHECK_THAT(told(19, 90, 40), ContainsSubstring("on leads of fewer than 20 customers only") && !ContainsSubstring("90"));
    CHECK(told(20, 221, 20) != told(20, 221, 21));
    CHECK_THAT(told(4, 21, 4, 3), ContainsSubstring("4 responded (19%)"));
}
