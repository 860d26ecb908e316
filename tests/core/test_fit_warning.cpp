#include <dangol/core/fit_warning.hpp>

#include <catch2/catch_test_macros.hpp>

#include <set>

using namespace dangol;

TEST_CASE("every warning is a sentence of its own, with its column and its number, in English and in Korean") {
    std::set<std::string> english, korean;
    for (int kind = 0; kind <= static_cast<int>(WarningKind::regression_not_converged); ++kind) {
        const FitWarning warning{.kind = static_cast<WarningKind>(kind), .column = "visits", .value = 7};
        const std::string en = to_text(warning, Language::english), ko = to_text(warning, Language::korean);
        CHECK(en.ends_with("."));
        CHECK(ko.ends_with("."));
        CHECK((en + ko).find('_') == std::string::npos);  // words of a shop: no names of settings
        CHECK((ko.find("니다") != std::string::npos || ko.find("세요") != std::string::npos));
        const bool of_column = warning.kind == WarningKind::column_never_observed || warning.kind == WarningKind::column_constant || warning.kind == WarningKind::column_dominates;
        CHECK((en.find("\"visits\"") != std::string::npos) == of_column);
        CHECK((ko.find("\"visits\"") != std::string::npos) == of_column);
        CHECK((en.find('7') != std::string::npos) == (ko.find('7') != std::string::npos));
        english.insert(en);
        korean.insert(ko);
    }
    CHECK(english.size() == 17);
    CHECK(korean.size() == 17);
    CHECK(to_text({WarningKind::column_dominates, "visits", 0.62}, Language::english) ==
          "\"visits\" alone makes 62% of the difference between the kinds: make sure that it deserves to.");
    CHECK(to_text({WarningKind::column_dominates, "visits", 0.62}, Language::korean) ==
          "유형 사이의 차이 가운데 62%가 \"visits\" 열 하나에서 나옵니다. 그만한 비중을 둘 만한 열인지 확인하세요.");
    CHECK(to_text({.kind = WarningKind::not_converged, .value = 1500}, Language::english) ==
          "The search for kinds was stopped after 1,500 rounds, before it had settled: allow it more rounds, or ask for less exactness.");
    // The page says beside it into how many groups customers were cut: these are others.
    CHECK(to_text({.kind = WarningKind::number_at_limit, .value = 10}, Language::english).starts_with("In the search for kinds by nature mixtures of up to 10 groups were tried, and 10 describe the records best: more can be tried."));
    CHECK(to_text({.kind = WarningKind::number_at_limit, .value = 10}, Language::english).ends_with("into how many customers are cut where none are is tried apart from this."));
    CHECK(to_text({.kind = WarningKind::number_at_limit, .value = 10}, Language::korean).starts_with("자연스러운 유형을 찾으려고 혼합 모형을 10개 집단까지 시도했고 10개가 기록에 가장 잘 맞았습니다."));
}
