#include "report/sample_study.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace dangol;

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("to_markdown: a persona as a document, word for word") {
    PersonaSet set = report_sample::personas();
    set.personas.resize(1);
    set.personas[0].traits.resize(1);
    set = retitle(set, {3}, "Early bird");
    CHECK(to_markdown(set, Language::english) == R"(# Who our customers are

2,000 customers, seen as of 1 April 2024

Sorting customers into 2 kinds is useful: from customers drawn anew nearly the same kinds come out. Whether kinds exist by nature was not tested.

## Early bird

Early bird · called Ada: 22% (95% interval 19% to 25%) of customers, 37% (95% interval 32% to 42%) of what is spent. Comes on weekday mornings 3 times as often as others: 60% of visits against 20% (95% interval 2.4 to 3.7; 950 customers). Usually comes every 6 weeks.

### How they differ from everyone else

- Comes on weekday mornings 3 times as often as others: 60% of visits against 20% (95% interval 2.4 to 3.7; 950 customers). (used to form the kinds)

Of the customers of this kind 61% match more than half of the traits and 22% match all.

### To find out

- garden: known of nobody

### How to receive them

- Have the last order at hand

## Where to be careful

- "visits" alone makes 62% of the difference between the kinds: make sure that it deserves to.

## How we know

- Mean Jaccard similarity of a kind with itself, found anew in resampled customers: 0.82 to 0.91 over the kinds; 1 is the same customers, below 0.6 a kind is not trusted.

## What this rests on

- Records from 1 January 2023, seen as of 1 April 2024
- Describes a group, never a person; nothing about fewer than 20 customers
)");
}

TEST_CASE("to_markdown: the same headings and lists in Korean") {
    const PersonaSet set = report_sample::personas();
    const std::string english = to_markdown(set, Language::english), korean = to_markdown(set, Language::korean);
    CHECK(korean.starts_with("# 우리 고객은 누구인가\n\n고객 2,000명, 기준일 2024년 4월 1일\n"));
    CHECK(holds(korean, "### 다른 고객과 무엇이 다른가\n\n- 평일 아침 방문의 비율이 다른 고객의 3배입니다"));
    CHECK(holds(korean, "이 유형의 고객 가운데 61%가 특징의 절반 넘게 들어맞고, 모두 들어맞는 고객은 22%입니다."));
    const auto count = [](const std::string& text, const std::string& mark) {
        std::size_t found = 0;
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) ++found;
        return found;
    };
    for (const char* mark : {"\n## ", "\n### ", "\n- "}) CHECK(count(english, mark) == count(korean, mark));
}

TEST_CASE("to_markdown: a study says whom not to chase, how good the scores were, and where the rows went") {
    const Study study = report_sample::study();
    const std::string text = to_markdown(study, Language::english);
    CHECK(holds(text, "## Whom not to chase\n\nSpend no marketing effort on “"));
    CHECK(holds(text, "## How good the scores were\n\nOn 600 leads of 300 customers"));
    CHECK(holds(text, "## Where every row went\n\n- Interaction table: 1,000 rows read = 990 used + 10 set aside.\n- 2,000 customers.\n"));
    CHECK(holds(text, "## What could not be done\n\n- Consent was not recorded"));
}

TEST_CASE("to_markdown: text of users stays text, on its line") {
    PersonaSet set = report_sample::personas();
    set = retitle(set, {3}, "<script>\n# *Bold* [link](x) `code` a_b_c");
    set = annotate(set, {3}, {"- first\n- second"});
    const std::string text = to_markdown(set, Language::english);
    CHECK(holds(text, "## \\<script\\> \\# \\*Bold\\* \\[link\\](x) \\`code\\` a\\_b\\_c\n"));
    CHECK(holds(text, "\n- - first - second\n"));
    CHECK_FALSE(holds(text, "<script>"));
}

TEST_CASE("to_markdown: a shop too small for k is one sentence") {
    PersonaSet set = report_sample::personas();
    set.personas.clear();
    set.customers = 12;
    const std::string text = to_markdown(set, Language::english);
    CHECK(holds(text, "fewer than 20 customers"));
    CHECK(holds(text, to_text(set, Language::english)));
    CHECK_FALSE(holds(text, "###"));
}
