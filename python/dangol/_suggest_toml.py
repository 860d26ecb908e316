"""What was understood of the tables, written as TOML: line by line, with the reasons."""

from __future__ import annotations

import json
import re
from pathlib import Path

from dangol._language import either
from dangol._profile import MAIL, PHONE, Column
from dangol._suggest import Table
from dangol._suggest_study import HORIZON_DAYS, days_after, days_of, has_strays, study_lines
from dangol._suggest_words import FIELDS, NAMES, PEOPLE, PERSONAL, PROTECTED, PURPOSES, VISIT_WORDS, is_amount, is_amount_text, is_band, is_few, is_paid, kind_of, likeness, ordered

WITH_KINDS = ("visits and purchases count as visits, the rest as events: who asked, looked or did not come", "방문과 구매는 방문으로, 문의·조회·노쇼 같은 나머지는 방문이 아닌 기록으로 셈")
WITHOUT_KINDS = ("left out: most rows would be set aside or none would be a visit, until its words are declared below; without this line every row counts as a visit",
                 "뺌: 아래에 말의 뜻을 적기 전에는 많은 행이 제외되거나 방문이 하나도 없게 됨. 이 줄이 없으면 모든 행을 방문으로 셈")
NEEDED: dict[str, dict[str, tuple[str, str]]] = {
    "customers": {},
    "interactions": {"time": ("when it was, as 2024-03-02 or 2024-03-02 10:30", "언제였는지(2024-03-02, 2024-03-02 10:30)")},
    "leads": {"contacted": ("when they were contacted", "언제 연락했는지"), "converted": ("whether they answered", "응답했는지")},
    "consents": {"purpose": ("what for", "무엇에 동의했는지"), "granted": ("yes or no", "예/아니오")},
    "offerings": {},
    "competitors": {},
}


def toml_of(tables: list[Table], folder: Path) -> str:
    korean = looks_korean(tables)
    used = [table for section in FIELDS for table in tables if table.section == section]
    files = ", ".join(table.path.name for table in used or tables)
    lines = [
        either(f"# What the columns of {files} mean, as `dangol suggest` understands them from their names and values.", f"# {files}: 열 이름과 값을 보고 `dangol suggest` 명령이 짐작한 열의 뜻입니다."),
        either("# It only looked: read every line, mend what is wrong, and then: dangol study --config THIS_FILE", "# 보기만 했습니다. 줄마다 읽고 틀린 곳을 고친 뒤: dangol study --config 이파일"),
        "",
        "[shop]",
        *shop_lines(used, korean),
    ]
    for table in used:
        lines += ["", *table_lines(table, folder)]
    lines += [either(f"\n# {table.path.name} is not used: {why_not(table)}", f"\n# {table.path.name}: 쓰지 않음. {why_not(table)}") for table in tables if not table.section]
    return "\n".join(lines + ["", *study_lines(used, currency_in(used) or ("KRW" if looks_korean(used) else ""))]) + "\n"


SIGNS = {"₩": "KRW", "￦": "KRW", "원": "KRW", "€": "EUR", "£": "GBP", "円": "JPY", "$": "USD"} | {code: code for code in ("KRW", "USD", "EUR", "JPY", "GBP", "CNY")}


def amounts_in(tables: list[Table]) -> list[Column]:
    return [column for table in tables for column in table.chosen.get("amount", [])]


def sign_in(tables: list[Table]) -> str:
    """The sign that stands beside the amounts; "": none does, or ¥, which is that of two currencies."""
    return next((sign for sign in SIGNS for column in amounts_in(tables) if column.share(lambda value, sign=sign: sign in value.upper()) > 0.5), "")


def currency_in(tables: list[Table]) -> str:
    """As the names of the amounts have it, or the signs beside them; "": neither does."""
    named = next((word.upper() for column in amounts_in(tables) for word in ("krw", "usd", "eur", "jpy", "gbp") if word in column.name.lower()), "")
    return named or SIGNS.get(sign_in(tables), "")


def looks_korean(tables: list[Table]) -> bool:
    return any(column.looks_korean for table in tables for column in table.columns)


def shop_lines(tables: list[Table], korean: bool) -> list[str]:
    code = currency_in(tables)
    guessed = either("guessed: names or values are Korean", "짐작: 이름이나 값이 한국어")
    sign = sign_in(tables)
    signed = either(f"guessed: amounts with {sign}", f"짐작: 금액에 {sign}") + (either("; write CAD, AUD … if it is theirs", "; 다른 나라의 달러라면 CAD, AUD …") if sign == "$" else "")
    why = signed if sign and SIGNS[sign] == code else either("its column is called so", "열 이름에 있음") if code else guessed if korean else either("to be filled in: KRW, USD, …", "채워 주십시오: KRW, USD, …")
    zone = ("Asia/Seoul", guessed) if korean or code == "KRW" else ("UTC", either("to be filled in: where the shop's clock hangs, as Europe/London", "채워 주십시오: 가게 시계가 있는 곳, 예를 들어 Asia/Seoul"))
    return [entry("currency", code or ("KRW" if korean else ""), why), entry("time_zone", *zone), *written_lines(tables), *window_lines(tables)]


def window_lines(tables: list[Table]) -> list[str]:
    """Where a record lies years from all others, the days of those: one slip in the year stretches every interval and trend, so that the line holds unless the owner takes it out."""
    days = days_of(tables, "time", "contacted")
    if not has_strays(tables):
        return []
    return [entry("window", [min(days).isoformat(), days_after(max(days), 1).isoformat()],
                  either("the first day and the one after the last: records that lie years from all others are left out and counted. Take the line out if they are right",
                         "첫날과 끝난 다음 날. 나머지와 몇 해나 떨어진 기록은 빼고 그 수를 셈. 그 기록이 맞다면 이 줄을 지울 것"))]


def written_lines(tables: list[Table]) -> list[str]:
    """How dates, numbers and lists are written, where that is not the usual way."""
    chosen = [(each, column) for table in tables for key in table.chosen for each in FIELDS[table.section] if each.key == key for column in table.chosen[key]]
    lines = []
    dates = [column for _, column in chosen if column.is_time and column.year_last]
    if dates:
        orders = {column.date_order for column in dates} - {""}
        two_ways = either("the year stands last: without this line, dates that can be read in two ways are set aside", "연도가 뒤에 있음. 이 줄이 없으면 두 가지로 읽히는 날짜는 제외")
        untold = either("day_first or month_first? The data do not tell", "day_first(일 먼저)인지 month_first(월 먼저)인지 자료로는 알 수 없음")
        lines.append(entry("date_order", orders.pop(), f"{two_ways}; {either('some can only be read so', '이렇게만 읽히는 날짜가 있음')}") if len(orders) == 1
                     else f'# date_order = "day_first"  # {two_ways}. {untold}')
    if any(column.has_comma_decimals for _, column in chosen if is_amount(column)):
        lines.append(entry("decimal_mark", "comma", either("some amounts have a comma before one or two digits", "쉼표 뒤가 한두 자리인 금액이 있음")))
    lists = [column for each, column in chosen if each.key in LISTS]
    counts = {mark: sum(column.share(lambda value, mark=mark: mark in value) for column in lists) for mark in ";,/|"}
    mark = max(counts, key=lambda mark: counts[mark])
    if counts[mark] > 0.05 and mark != ";":
        lines.append(entry("list_separator", mark, either("stands between the members of lists", "목록의 항목 사이에 있음")))
    return lines


LISTS = ("companions", "observations", "provides", "targets", "strengths")


def table_lines(table: Table, folder: Path) -> list[str]:
    own = {"customers": "id", "offerings": "offering", "competitors": "name"}.get(table.section, "customer")
    lines = [f"[{table.section}]", entry("file", relative(table.path, folder), either(f"{table.columns[0].rows} rows looked at", f"{table.columns[0].rows}행을 봄"))]
    assert table.key is not None
    repeated = table.key.filled - table.key.values
    values, rows = table.key.values, table.key.rows
    whose = either("no two rows share one", "행마다 다름") if not repeated else either(f"{values} different in {rows} rows", f"{rows}행에 {values}가지")
    personal = f"; {table.key.is_personal}: {either('personal data, keep this file safe', '개인정보이므로 이 파일을 안전하게 보관할 것')}" if table.key.is_personal else ""
    of_people = either("; a name is no id: two customers may share one, so name a column of ids if there is one", "; 이름은 번호가 아니라서 두 고객이 같을 수 있음. 고객 번호 열이 있으면 그것을 적을 것")
    is_name = table.section not in NAMES and not personal and likeness(table.key.name, PEOPLE) > 0
    lines.append(entry(own, table.key.name, whose + personal + (of_people if is_name else "")))
    for each in FIELDS[table.section]:
        for column in table.chosen.get(each.key, [])[:1]:
            several = [other.name for other in table.chosen[each.key]]
            reasons = [each.why(column), column.how_full(), *(strays(column) if each.key in ("time", "contacted") else unknown_purposes(column) if each.key == "purpose" else ()), "" if likeness(column.name, each.words) else either("guessed by its looks, not by its name", "이름이 아니라 값을 보고 짐작")]
            line = entry(each.key, several if each.key == "discounts" else column.name, "; ".join(reason for reason in reasons if reason))
            if each.key == "kind":
                told = tells_visits(table, column)
                line = f"{'' if told else '# '}{line}; {either(*(WITH_KINDS if told else WITHOUT_KINDS))}"
            lines.append(line)
    if table.section == "leads" and "window_closes" not in table.chosen:
        lines.append(entry("horizon_days", HORIZON_DAYS, either("guessed: how many days after a contact an answer counts", "짐작: 연락 뒤 며칠까지의 응답을 셀지")))
    lines += [f'# {key} = "…"  # ' + either(f"no column was found that says {what[0]}: name it here", f"{what[1]} 적힌 열을 찾지 못함. 여기에 적어 주십시오") for key, what in NEEDED[table.section].items() if key not in table.chosen]
    attributes, left_out = attribute_lines(table) if table.section in ("customers", "leads", *NAMES) else ([], [f"{column.name} ({why_unused(table, column)})" for column in table.rest])
    if left_out:
        lines.append(f"# {either('not used', '쓰지 않음')}: {' '.join('; '.join(left_out).split())}")
    kinds, others = kind_words(table)
    if kinds:
        lines += ["", f"[interactions.kinds]  # {either('what the words in a kind column mean', '종류 열에 적힌 말의 뜻')}", *(entry(word, *said) for word, said in kinds.items())]
    if others:
        lines.append(either(f"# {others} other {'word' if others == 1 else 'words'} in it, not shown: rare, too many, or like personal data",
                            f"# 그 밖의 말 {others}가지는 드물거나 너무 많거나 개인정보 같아 보이지 않음"))
    return lines + (["", f"[{table.section}.attributes]", *attributes] if attributes else [])


def unknown_purposes(column: Column) -> list[str]:
    words = sorted(word for word in column.levels if word.strip() and word.lower() not in PURPOSES)
    these, known = ", ".join(json.dumps(word, ensure_ascii=False) for word in words[:5]), ", ".join(sorted(PURPOSES))
    return [either(f"{these}: no purpose that dangol knows; these rows would be set aside, and who has no others counts as having refused. Write in the file one of {known}",
                   f"{these}: 알 수 없는 목적. 이 행은 제외되고, 다른 행이 없는 고객은 거절한 것으로 침. 파일에 다음 가운데 하나로 적을 것: {known}")] if words else []


def strays(column: Column) -> list[str]:
    return [either(f"{day} lies years from all others (the nearest is {nearest}): a slip in the year? If not, take window out of [shop]",
                   f"{day}의 기록이 나머지와 몇 해나 떨어져 있음(가장 가까운 것은 {nearest}). 연도를 잘못 적은 듯함. 아니라면 [shop]의 window를 지울 것") for day, nearest in column.stray_days]


MOST_WORDS = 20
LEAST_ROWS = 3
DIGITS = re.compile(r"\d{4}")


def may_be_shown(word: str, rows: int) -> bool:
    """A word of the trade, not what somebody typed about somebody: cells end up in a file that people keep and send."""
    return rows >= LEAST_ROWS and not any(pattern.search(word) for pattern in (PHONE, MAIL, DIGITS))


LEAST_TOLD = 0.95


def kind_words(table: Table) -> tuple[dict[str, tuple[object, str]], int]:
    """What the words of the kind column mean that dangol would not read, and would then set aside, with the reason; and how many more there are."""
    amounts = table.chosen.get("amount", [])
    meanings: dict[str, tuple[object, str]] = {}
    others = 0
    for column in table.chosen.get("kind", []):
        unread = [(word, rows) for word, rows in column.levels.most_common() if kind_of(word) != ""]
        shown = [word for word, rows in unread if may_be_shown(word, rows)][:MOST_WORDS]
        others += len(unread) - len(shown)
        for word in shown:
            meaning = kind_of(word)
            if meaning == "event":
                meanings[word] = {"counts_as": "event"}, either("did not take place: no visit", "이루어지지 않음. 방문이 아님")
            elif meaning:
                meanings[word] = meaning, either("another word for it", "같은 뜻의 다른 말")
            elif meaning is None:
                paid = [is_paid(amount) for paid in amounts for amount, kind in zip(paid.texts, column.texts, strict=True) if kind == word]
                counts = "visit" if paid and sum(paid) > 0.5 * len(paid) else "event"
                meanings[word] = {"counts_as": counts}, either(f"a kind of its own; {'most of them were paid for' if counts == 'visit' else 'hardly any was paid for'}",
                                                               f"따로 세는 종류. {'대부분 값을 치름' if counts == 'visit' else '값을 치른 것이 거의 없음'}")
    return meanings, others


def tells_visits(table: Table, column: Column) -> bool:
    """Whether a kind column can be named as it is: nearly every row is then read, and some are visits. An empty cell is one."""
    meanings, _ = kind_words(table)
    read = {word for word in column.levels if kind_of(word) == "" or word in meanings}
    visits = {word for word in read if word.lower() in VISIT_WORDS or meanings.get(word, ("", ""))[0] in ("visit", "purchase", {"counts_as": "visit"})}
    told = sum(column.levels[word] for word in read)
    return told >= LEAST_TOLD * column.filled and (bool(visits) or column.filled < column.rows)


def attribute_lines(table: Table) -> tuple[list[str], list[str]]:
    lines, left_out = [], []
    for column in table.rest:
        if column.is_personal or likeness(column.name, PERSONAL) >= 2.5 or (is_name_of_people(column) and attribute_of(column, may_be_id=True) is None):
            personal = column.is_personal or either("personal data", "개인정보")
            left_out.append(f"{column.name} ({personal}{either(', which says nothing about kinds of customer', '라서 고객 유형을 말해 주지 않음')})")
        elif column.filled == 0:
            left_out.append(f"{column.name} ({either('empty', '비어 있음')})")
        elif (meaning := attribute_of(column, may_be_id=table.section not in NAMES)) is None:
            why_none = none_of_all(column)
            left_out.append(f"{column.name} ({why_none})")
        else:
            said, why = meaning
            if likeness(column.name, PROTECTED) >= 2:
                said, why = {**said, "protected": True}, f"{why}; {either('protected by law: it never reaches a score', '법으로 보호되는 속성이라 점수에 쓰지 않음')}"
            lines.append(entry(column.name, said, "; ".join(filter(None, (why, column.how_full())))))
    return lines, left_out


def why_unused(table: Table, column: Column) -> str:
    """Of a column that is no field of its table, and cannot be an attribute."""
    if column.is_personal or likeness(column.name, PERSONAL) >= 2.5:
        return column.is_personal or either("personal data", "개인정보")
    if column.filled == 0:
        return either("empty", "비어 있음")
    missing = [each for each in FIELDS[table.section] if each.key not in table.chosen]
    if called := next((each for each in missing if likeness(column.name, each.words) >= 2.5), None):
        unread = column.share(lambda value: not is_amount_text(value)) if called.key in ("amount", "discounts") else 0
        why = (either(f"{percent(unread)} of its cells are no amounts: mend them; those rows are set aside otherwise", f"칸의 {percent(unread)}가 금액이 아님. 고치지 않으면 그 행은 제외됨") if unread
               else either("its cells do not look like that", "값이 그렇게 보이지 않음"))
        return either(f'called like {called.key}, but {why}; {called.key} = "{column.name}" takes it all the same', f'이름은 {called.key}인데 {why}. 그래도 쓰려면 {called.key} = "{column.name}"')
    few = is_few(column) and column.is_category
    if few and any(each.key == "offering" for each in missing):
        return either(f'{column.values} kinds: perhaps offering = "{column.name}"', f'{column.values}가지: 산 것이라면 offering = "{column.name}"')
    if column.is_flag:
        return either("yes or no, of what cannot be told", "무엇의 예/아니오인지 알 수 없음")
    if column.is_number and not column.is_unique:
        return either("numbers, of what cannot be told", "무엇의 수인지 알 수 없음")
    return either(f"{column.values} kinds, of what cannot be told", f"무엇인지 알 수 없는 {column.values}가지") if few else none_of_all(column)


def percent(share: float) -> str:
    return f"{100 * share:.0f}%" if share >= 0.005 else either("less than 1%", "1% 미만")


def is_name_of_people(column: Column) -> bool:
    return column.values > MOST_WORDS and likeness(column.name, PEOPLE) > 0


def none_of_all(column: Column) -> str:
    """Why nothing can be made of a column."""
    if column.is_time:
        return either("times, of which dangol does not know what they mean", "무엇의 시각인지 알 수 없음")
    if column.is_unique:
        return either("every row another: an id", "행마다 다른 번호") if column.values == column.rows else either("nearly every row another", "거의 행마다 다름")
    if column.values == 1:
        return either("always the same", "값이 하나뿐")
    return either("neither numbers nor a few kinds", "수도 몇 가지 값도 아님")


def attribute_of(column: Column, may_be_id: bool) -> tuple[dict[str, object], str] | None:
    if column.is_flag:
        return {"kind": "flag"}, either("yes or no", "예/아니오")
    if column.is_number and not (may_be_id and column.is_unique and column.is_whole):  # prices of a menu differ, and are no ids
        least = min(column.numbers)
        unit = next((unit for unit in ("km", "minutes", "days", "years", "krw", "usd") if column.name.lower().endswith("_" + unit)), "")
        kind = "count" if column.is_whole and least >= 0 else "positive" if least > 0 else "numeric"
        why = {"count": either("whole numbers from 0", "0 이상의 정수"), "positive": either("numbers above 0", "0보다 큰 수"), "numeric": either("numbers", "수")}[kind]
        return {"kind": kind, **({"unit": unit} if unit else {})}, why
    if column.is_time or not is_few(column) or not column.is_category:
        return None
    levels = [level for level, count in column.levels.items() if count > 1] or list(column.levels)
    shown = [level for level, count in column.levels.items() if may_be_shown(level, count) or is_band(level)]
    others = column.filled - sum(column.levels[level] for level in shown)
    if (sequence := ordered(shown)) is not None and len(shown) <= MOST_WORDS and others <= (1 - LEAST_TOLD) * column.filled:
        why = either("bands in an order: lowest first", "차례가 있는 구간, 낮은 것부터")
        if others > 0:
            why += either(f"; in {others} row{'s' * (others > 1)} something else, which would be set aside: add it to the levels where it is one", f"; {others}개 행에 다른 값이 있어 그 행은 제외됨. 구간이 맞으면 levels에 더할 것")
        return {"kind": "ordered_category", "levels": sequence}, why
    return {"kind": "category"}, either(f"{len(levels)} kinds", f"{len(levels)}가지")


def why_not(table: Table) -> str:
    if table.key is None:
        return either("no column says whose rows they are", "누구의 행인지 적힌 열이 없음")
    return either("it looks like none of customers, interactions, leads, consents, offerings and competitors; or another table looks more so",
                  "고객, 방문 기록, 리드, 동의, 상품, 경쟁사 가운데 어느 것으로도 보이지 않거나 더 그럴듯한 표가 있음")


def relative(path: Path, folder: Path) -> str:
    try:
        return str(path.resolve().relative_to(folder.resolve()))
    except ValueError:
        return str(path.resolve())


def entry(key: str, value: object, why: str) -> str:
    """One line of TOML, with the reason behind it."""
    name = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
    return f"{name} = {toml_value(value)}" + (f"  # {why}" if why else "")


def toml_value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml_value(each)}" for key, each in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)
