#include <dangol/customers/account.hpp>

#include <dangol/core/time.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/words.hpp"
#include "customers/account_text.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double worth_a_caution = 0.05;  // of a table's rows

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

/// "Interaction table: 1,204 rows read = 1,190 used + 10 set aside + 4 duplicates folded." Parts that are 0 are left out, but for used. Where k hides how many
/// refused, what is used is "the others": nothing can be subtracted.
std::string table_text(const TableAccount& table, const AccountTold& told, Language language) {
    const std::string k = number_text(told.smallest_group), few = either(language, {"few (under ", k, ")"}, {"소수(", k, "행 미만)"}), others = either(language, {"the others"}, {"나머지"});
    const bool few_refused = told.hides(table.refused), few_used = table.refused > 0 && told.hides(table.used);
    const std::string name(either(language, {words_of(table.table).english}, {words_of(table.table).korean})), read = rows_text(table.read, language),
        used = few_used ? few : few_refused ? others : number_text(table.used);
    std::string text = either(language, {name, ": ", read, " read = ", used, " used"}, {name, ": ", read, " 읽음 = ", used, " 사용"});
    const auto add = [&](const std::string& rows, std::string_view english, std::string_view korean) {
        if (rows != "0") text += either(language, {" + ", rows, " ", english}, {" + ", rows, " ", korean});
    };
    add(number_text(table.set_aside), "set aside", "제외");
    add(number_text(table.folded), "folded as duplicates", "중복으로 합침");
    add(number_text(table.outside), "outside the window", "기간 밖");
    add(few_refused ? few : few_used ? others : number_text(table.refused), "refused by consent", "동의하지 않음");
    return text + '.';
}

std::string customers_text(const Account& account, const AccountTold& told, Language language) {
    const bool korean = language == Language::korean, one_undecided = account.customers_without_decision == 1 && !told.hides(1);
    const auto people = [&](std::size_t count) {
        const std::string k = number_text(told.smallest_group), number = number_text(count);
        if (told.hides(count)) return either(language, {"few (under ", k, ")"}, {"소수(", k, "명 미만)"});
        if (told.hides(account.customers - count)) return either(language, {"all but few (under ", k, ")"}, {"소수(", k, "명 미만)를 뺀 모두"});
        return either(language, {number}, {number, "명"});
    };
    std::vector<std::string> sentences;
    if (told.customers) {
        const std::size_t count = account.customers_without_row;
        const std::string all = korean ? number_text(account.customers) : counted_text(account.customers, "customer", "customers"), without = people(count);
        if (count == 0 || count == account.customers) sentences.push_back(either(language, {all, "."}, {"고객 ", all, "명."}));
        else sentences.push_back(either(language, {all, ", ", without, " of them without a row in the customer table."}, {"고객 ", all, "명 (그중 ", with_particle(without, Particle::topic), " 고객 표에 행이 없음)."}));
    }
    if (account.customers_alike > 0) {
        const std::string alike = people(account.customers_alike);
        sentences.push_back(either(language, {"The ids of ", alike, " differ from another's only by spaces around them or by capital letters: perhaps the same customers."},
                                   {"앞뒤 빈칸이나 대소문자만 다른 번호가 있는 고객은 ", alike, "으로, 같은 고객일 수 있음."}));
    }
    if (account.customers_with_leads_only > 0) {
        const std::string only_leads = people(account.customers_with_leads_only);
        sentences.push_back(either(language, {"Of ", only_leads, " nothing is used but that they were contacted."}, {"리드 말고는 쓸 수 있는 행이 없는 고객은 ", only_leads, "."}));
    }
    if (account.customers_without_decision > 0) {
        const std::string undecided = people(account.customers_without_decision);
        sentences.push_back(either(language, {capital(undecided), one_undecided ? " is" : " are", " without a usable row in the consent table and count", one_undecided ? "s" : "", " as having refused."},
                                   {"동의 표에 쓸 수 있는 행이 없어서 동의하지 않은 것으로 친 고객은 ", undecided, "."}));
    }
    if (account.customers_with_events_only > 0) {
        const std::string only_events = people(account.customers_with_events_only);
        sentences.push_back(either(language, {"No visit is on record of ", only_events, " who asked, looked or the like."}, {"방문 없이 문의나 조회 같은 기록만 있는 고객은 ", only_events, "."}));
    }
    std::string text;
    for (const std::string& sentence : sentences) text += joined({text.empty() ? "" : " ", sentence});
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

bool AccountTold::tells_rows_of(TableKind table, const Account& account) const noexcept {
    const auto tells = [&](std::size_t people) { return customers && !hides(people) && !hides(account.customers - people); };
    switch (table) {
        case TableKind::customers: return tells(account.customers_without_row);
        case TableKind::consents: return tells(account.customers_without_decision);
        case TableKind::leads: return leads;
        default: return true;
    }
}

std::string account_text(const Account& account, const AccountTold& told, Language language) {
    std::vector<std::string> lines;
    for (const TableAccount& table : account.tables) {
        const std::string name(either(language, {words_of(table.table).english}, {words_of(table.table).korean})), k = number_text(told.smallest_group);
        lines.push_back(told.tells_rows_of(table.table, account) ? table_text(table, told, language)
                                                                 : either(language, {name, ": its rows are not counted here, which would tell of fewer than ", k, " people."},
                                                                          {name, ": 행 수를 적으면 ", k, "명 미만의 사람에 대해 드러나므로 적지 않음."}));
    }
    if (told.stray_times) {
        for (const StrayTime& stray : account.stray_times) lines.push_back(to_text(stray, language));
    }
    if (std::string text = customers_text(account, told, language); !text.empty()) lines.push_back(std::move(text));
    if (!account.consent_recorded) lines.push_back(either(language, {"Consent is not recorded: everybody's records are used."}, {"동의 기록이 없어 모든 고객의 자료를 사용합니다."}));
    std::string text;
    for (const std::string& line : lines) text += joined({text.empty() ? "" : "\n", line});
    return text;
}

std::string to_text(const Account& account, Language language) { return account_text(account, AccountTold{}, language); }

std::vector<std::string> record_cautions(const Account& account, Language language) {
    std::vector<std::string> texts;
    for (const TableAccount& table : account.tables) {
        const double lost = static_cast<double>(table.set_aside) / static_cast<double>(std::max<std::size_t>(table.read, 1));
        if (lost < worth_a_caution) continue;
        const std::string share = percent_text(lost, language), english(words_of(table.table).english), korean(words_of(table.table).korean);
        texts.push_back(either(language, {english, ": ", share, " of the rows could not be used and were set aside. All that is said rests on the others: look at the reasons first."},
                               {korean, ": 행의 ", with_particle(share, Particle::object), " 쓸 수 없어 제외했습니다. 여기 적은 것은 모두 나머지 행에서 나왔으니, 제외한 까닭부터 봐 주십시오."}));
    }
    for (const StrayTime& stray : account.stray_times) texts.push_back(to_text(stray, language));
    return texts;
}

}  // namespace dangol::inline v0
