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
          "The search for kinds was stopped after 1,500 rounds, before it had settled: give it more (iterations_at_most), or ask for less exactness (tolerance).");
}
