#include <dangol/customers/account.hpp>

#include <dangol/core/time.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

struct TableWords {
    std::string_view english = {};
    std::string_view korean = {};
};

TableWords words_of(TableKind table) noexcept {
    switch (table) {
        case TableKind::customers: return {"Customer table", "고객 표"};
        case TableKind::interactions: return {"Interaction table", "방문 기록 표"};
        case TableKind::leads: return {"Lead table", "리드 표"};
        case TableKind::consents: return {"Consent table", "동의 표"};
        case TableKind::offerings: return {"Table of offerings", "상품 표"};
        case TableKind::competitors: break;
    }
    return {"Table of competitors", "경쟁사 표"};
}

std::string rows_text(std::size_t rows, Language language) {
    return language == Language::korean ? number_text(rows) + "행" : counted_text(rows, "row", "rows");
}

/// "Interaction table: 1,204 rows read = 1,190 used + 10 set aside + 4 duplicates folded." Parts that are 0 are left out, but for used.
std::string table_text(const TableAccount& table, Language language) {
    const bool korean = language == Language::korean;
    std::string text(korean ? words_of(table.table).korean : words_of(table.table).english);
    text += ": ";
    text += rows_text(table.read, language);
    text += korean ? " 읽음 = " : " read = ";
    text += number_text(table.used);
    text += korean ? " 사용" : " used";
    const auto add = [&](std::size_t rows, std::string_view english, std::string_view in_korean) {
        if (rows == 0) return;
        text += " + ";
        text += number_text(rows);
        text += korean ? in_korean : english;
    };
    add(table.set_aside, " set aside", " 제외");
    add(table.folded, " folded as duplicates", " 중복으로 합침");
    add(table.outside, " outside the window", " 기간 밖");
    add(table.refused, " refused by consent", " 동의하지 않음");
    text += '.';
    return text;
}

std::string customers_text(const Account& account, Language language) {
    const bool every_one = account.customers_without_row == account.customers;
    const std::size_t only_events = account.customers_with_events_only, only_leads = account.customers_with_leads_only, undecided = account.customers_without_decision;
    if (language == Language::korean) {
        std::string text = "고객 " + number_text(account.customers) + "명";
        if (account.customers_without_row > 0 && !every_one) {
            text += " (그중 " + number_text(account.customers_without_row) + "명은 고객 표에 행이 없음)";
        }
        text += '.';
        if (account.customers_alike > 0) text += " 앞뒤 빈칸이나 대소문자만 다른 번호가 있는 고객은 " + number_text(account.customers_alike) + "명으로, 같은 고객일 수 있음.";
        if (only_events > 0) text += " 방문 없이 문의나 조회 같은 기록만 있는 고객은 " + number_text(only_events) + "명.";
        if (only_leads > 0) text += " 리드 말고는 쓸 수 있는 행이 없는 고객은 " + number_text(only_leads) + "명.";
        if (undecided > 0) text += " 동의 표에 쓸 수 있는 행이 없어서 동의하지 않은 것으로 친 고객은 " + number_text(undecided) + "명.";
        return text;
    }
    std::string text = counted_text(account.customers, "customer", "customers");
    if (account.customers_without_row > 0 && !every_one) {
        text += ", ";
        text += number_text(account.customers_without_row);
        text += " of them without a row in the customer table";
    }
    text += '.';
    if (account.customers_alike > 0) {
        text += " The ids of " + number_text(account.customers_alike) + " differ from another's only by spaces around them or by capital letters: perhaps the same customers.";
    }
    if (only_leads > 0) text += " Of " + number_text(only_leads) + " nothing is used but that they were contacted.";
    if (undecided > 0) text += " " + number_text(undecided) + (undecided == 1 ? " is" : " are") + " without a usable row in the consent table and count" + (undecided == 1 ? "s" : "") + " as having refused.";
    if (only_events > 0) text += " No visit is on record of " + number_text(only_events) + " who asked, looked or the like.";
    return text;
}

/// How far apart two dates are, in whole years.
long years_between(const std::string& earlier, const std::string& later) {
    const auto days = parse_iso_time(later).value_or(IsoTime{}).local - parse_iso_time(earlier).value_or(IsoTime{}).local;
    return static_cast<long>(std::chrono::floor<std::chrono::years>(days).count());
}

}  // namespace

std::string to_text(const StrayTime& stray, Language language) {
    const std::string years = std::to_string(stray.after ? years_between(stray.nearest, stray.date) : years_between(stray.date, stray.nearest));
    if (language == Language::korean) {
        return std::string(words_of(stray.table).korean) + ": " + stray.date + "의 기록 등 " + number_text(stray.rows) + "행이 나머지 모든 행보다 " + years + "년 " +
               (stray.after ? "뒤" : "앞") + "입니다(가장 가까운 것은 " + stray.nearest + "). 연도를 잘못 적은 것이라면 고치거나, 언제부터 언제까지의 기록을 쓸지 "
               "정해 주십시오.";
    }
    return std::string(words_of(stray.table).english) + ": " + rows_text(stray.rows, language) + ", such as that of " + stray.date + ", lie" + (stray.rows == 1 ? "s " : " ") + years +
           " years " + (stray.after ? "after" : "before") + " all others (the nearest is of " + stray.nearest +
           "). If the year is a slip, correct it, or say from when to when records count.";
}

std::string to_text(const Account& account, Language language) {
    std::string text;
    for (const TableAccount& table : account.tables) {
        text += table_text(table, language);
        text += '\n';
    }
    for (const StrayTime& stray : account.stray_times) {
        text += to_text(stray, language);
        text += '\n';
    }
    text += customers_text(account, language);
    if (!account.consent_recorded) {
        text += '\n';
        text += language == Language::korean ? "동의 기록이 없어 모든 고객의 자료를 사용합니다." : "Consent is not recorded: everybody's records are used.";
    }
    return text;
}

}  // namespace dangol::inline v0
