#include <dangol/customers/quarantine.hpp>

#include "customers/table_words.hpp"

#include <string>
#include <string_view>

namespace dangol::inline v0 {
namespace {

struct ReasonWords {
    std::string_view english = {};
    std::string_view korean = {};
};

ReasonWords words_of(UnusableReason reason) noexcept {
    switch (reason) {
        case UnusableReason::missing_customer: return {"no customer id", "고객 번호 없음"};
        case UnusableReason::missing_time: return {"no time", "시각 없음"};
        case UnusableReason::unreadable_time: return {"no such date or time (write it as 2024-03-02 or 2024-03-02 10:30)", "읽을 수 없는 날짜나 시각(2024-03-02나 2024-03-02 10:30처럼 써 주십시오)"};
        case UnusableReason::nonexistent_time: return {"a time that was skipped when the clocks went forward", "서머타임 시작으로 존재하지 않는 시각"};
        case UnusableReason::unreadable_number: return {"not a number", "숫자가 아님"};
        case UnusableReason::negative_amount: return {"a negative amount (if it is a refund, say in the settings that amounts below 0 are refunds)", "음수 금액(환불이면 설정에서 0보다 작은 금액이 환불이라고 밝혀 주십시오)"};
        case UnusableReason::not_finite: return {"not a finite number", "유한하지 않은 수"};
        case UnusableReason::unknown_customer: return {"not in the list of customers", "고객 목록에 없음"};
        case UnusableReason::duplicate_customer: return {"another row of this customer says something else", "같은 고객의 다른 행과 내용이 다름"};
        case UnusableReason::unreadable_flag: return {"neither yes nor no (write 1 or 0)", "예도 아니오도 아님(1이나 0으로 써 주십시오)"};
        case UnusableReason::unknown_level: return {"not one of the levels", "정해진 값이 아님"};
        case UnusableReason::unknown_purpose: return {"not a purpose of consent (write analysis, profiling, marketing, quoting or training)", "알 수 없는 동의 목적(분석, 프로파일링, 마케팅, 인용, 학습 가운데 하나로 써 주십시오)"};
        case UnusableReason::bad_encoding: return {"not UTF-8", "UTF-8이 아닌 글자"};
        case UnusableReason::unknown_kind: return {"a kind of interaction that nobody declared", "알 수 없는 기록 종류"};
        case UnusableReason::other_currency: return {"an amount in another currency", "다른 통화의 금액"};
        case UnusableReason::missing_name: return {"no name", "이름 없음"};
        case UnusableReason::duplicate_entry: return {"another row of this name says something else", "같은 이름의 다른 행과 내용이 다름"};
        case UnusableReason::ambiguous_time:
            return {"a date that can be read in two ways (write the year first, in four digits, or say in the settings whether day or month comes first)", "두 가지로 읽히는 날짜(연도를 네 자리로 앞에 쓰거나, 설정에서 일과 월 가운데 무엇이 먼저인지 밝혀 주십시오)"};
        case UnusableReason::ambiguous_number:
            return {"a number that can be read in two ways (say in the settings whether a point or a comma stands before decimals)", "두 가지로 읽히는 수(설정에서 소수점이 점인지 쉼표인지 밝혀 주십시오)"};
        case UnusableReason::contradicting_weekday: return {"a date whose weekday is another day's", "요일이 날짜와 맞지 않음"};
        case UnusableReason::contradicting_outcome:
            return {"a lead that contradicts itself: answered or closed before it was contacted, or answered and not converted", "앞뒤가 맞지 않는 리드: 연락하기 전에 응답했거나 마감되었거나, 전환이 아닌데 전환 시각이 있음"};
        case UnusableReason::out_of_range: return {"a number that this column cannot hold", "이 열에 있을 수 없는 수"};
    }
    return {"unusable", "사용할 수 없음"};
}

std::string_view in(ReasonWords words, Language language) noexcept { return language == Language::korean ? words.korean : words.english; }

}  // namespace

std::string_view table_words(TableKind table, Language language) noexcept {
    const auto words = [table]() -> ReasonWords {
        switch (table) {
            case TableKind::customers: return {"customer table", "고객 표"};
            case TableKind::interactions: return {"interaction table", "방문 기록 표"};
            case TableKind::leads: return {"lead table", "리드 표"};
            case TableKind::consents: return {"consent table", "동의 표"};
            case TableKind::offerings: return {"table of offerings", "상품 표"};
            case TableKind::competitors: break;
        }
        return {"table of competitors", "경쟁사 표"};
    };
    return in(words(), language);
}

std::string to_text(UnusableReason reason, Language language) { return std::string(in(words_of(reason), language)); }

std::string to_text(const Quarantine& quarantine, Language language) {
    const bool korean = language == Language::korean;
    if (quarantine.counts.empty()) return korean ? "제외된 행이 없습니다." : "No row was set aside.";
    std::string text = korean ? "제외된 행:" : "Set aside:";
    for (const Quarantine::Count& count : quarantine.counts) {
        text += "\n- ";
        text += table_words(count.table, language);
        text += ": ";
        text += in(words_of(count.reason), language);
        text += ", ";
        text += korean ? number_text(count.rows) + "행" : counted_text(count.rows, "row", "rows");
    }
    return text;
}

}  // namespace dangol::inline v0
