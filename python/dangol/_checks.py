"""What is looked at before a study: whether the tables speak of the same customers, and whether the words of a kind column are known."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from dangol._language import either
from dangol._profile import MAIL, NOTHING, PHONE
from dangol._settings import Settings
from dangol._stores import cell_text
from dangol._suggest_toml import may_be_shown
from dangol._suggest_words import VISIT_WORDS, kind_of
from dangol._unusable import UnusableFile

LEAST_CUSTOMERS = 20  # of fewer, chance alone may have none in common
FEW = 0.1             # of the customers of a table
EXAMPLES_AMONG = 2000
WORDS_SHOWN = 3


def values_of(relation: Any, column: str) -> Counter[str]:
    """Every value of a column as text, and in how many rows."""
    name = '"' + column.replace('"', '""') + '"'
    counted = relation.aggregate(f"{name}, count(*)", name).fetchall()
    found: Counter[str] = Counter()
    for cell, rows in counted:
        found[cell_text(cell) or ""] += rows
    return found


def customers_of(tables: Mapping[str, Any], settings: Settings) -> dict[str, set[str]]:
    """The ids of each table that has customers."""
    columns = {table: next((name for key, name in settings.named(table) if key in ("id", "customer")), "") for table in tables}
    return {table: set(values_of(tables[table], column)) - {""} for table, column in columns.items() if table in ("customers", "interactions", "leads", "consents") and column}


def check_customers(tables: Mapping[str, Any], settings: Settings) -> list[str]:
    """What should be known of tables that hardly speak of the same customers. Leads of which nobody is known teach nothing, and are refused."""
    ids, said = customers_of(tables, settings), []
    known = ids.get("customers", set()) | ids.get("interactions", set())
    for table in ("customers", "leads", "consents"):
        others = ids.get("interactions", set()) if table == "customers" else known
        mine, file = ids.get(table, set()), settings.files().get(table)
        if file is None or min(len(mine), len(others)) < LEAST_CUSTOMERS:
            continue
        shared = len(mine & others)
        example = examples(mine - others, others)
        if shared == 0 and table == "leads":
            raise UnusableFile(either(f"None of the {len(mine):,} customers of {file.name} is in the other tables{example}: are the ids the same? Mend them, give the table of customers that has them, or study without the leads.",
                                      f"{file.name}: 고객 {len(mine):,}명이 다른 표에 한 명도 없습니다{example}. 같은 고객 번호입니까? 번호를 맞추거나, 이 사람들이 든 고객 표를 주거나, 리드를 빼고 분석해 주십시오."))
        if shared < FEW * len(mine):
            where = either("the interactions", "방문 기록") if table == "customers" else either("the other tables", "다른 표")
            count = either("None" if shared == 0 else f"Only {shared:,}", "한 명도 없습니다" if shared == 0 else f"{shared:,}명만 있습니다")
            verb = "are" if shared > 1 else "is"
            said.append(either(f"{count} of the {len(mine):,} customers of {file.name} {verb} in {where}{example}: are the ids the same?",
                               f"{file.name}의 고객 {len(mine):,}명 가운데 {where}에는 {count}{example}. 같은 고객 번호입니까?"))
    return said


def examples(mine: set[str], others: set[str]) -> str:
    """One id of each, as alike as can be found; none that reaches a person."""
    one = sorted(mine)[len(mine) // 2] if mine else ""  # not the first, which may be a slip
    near = sorted(others)[:EXAMPLES_AMONG]
    other = next(iter(difflib.get_close_matches(one, near, n=1)), near[0] if near else "")
    if not one or not other or any(pattern.search(each) for pattern in (PHONE, MAIL) for each in (one, other)):
        return ""
    return either(f" ({one} against {other})", f"({one} / {other})")


def check_kinds(relation: Any, settings: Settings) -> list[str]:
    """Words that nobody declared cost their rows; where no visit is left without them, there is nothing to study."""
    column = next((name for key, name in settings.named("interactions") if key == "kind"), "")
    if not column:
        return []
    words = Counter[str]()
    for word, rows in values_of(relation, column).items():
        words[word.strip()] += rows
    declared = {word.strip().lower(): meaning for word, meaning in settings.sections["interactions"].get("kinds", {}).items()}
    unread = Counter({word: rows for word, rows in words.items() if word and word.lower() not in NOTHING and word.lower() not in declared and kind_of(word) != ""})
    if not unread:
        return []
    names = [word for word, rows in unread.most_common() if may_be_shown(word, rows)][:WORDS_SHOWN]
    shown = ", ".join(f'"{name}"' for name in names) + (", …" if len(unread) > len(names) else "")
    first = names[0] if names else either("WORD", "말")
    line = f'"{first}" = "{meaning}"' if (meaning := kind_of(first)) and meaning != "event" else f'"{first}" = {{counts_as = "{meaning or "visit"}"}}'
    rows, all_rows = unread.total(), words.total()
    several = len(unread) > 1
    text = either(f'{shown} in "{column}" {"are no kinds" if several else "is no kind"} dangol knows, and {"their" if several else "its"} rows ({rows:,} of {all_rows:,}) are set aside: '
                  f"declare {'them' if several else 'it'} in [interactions.kinds], as {line}.",
                  f'"{column}" 열의 {shown}: dangol이 모르는 종류여서 {all_rows:,}행 가운데 {rows:,}행을 제외합니다. [interactions.kinds]에 {line}처럼 뜻을 적어 주십시오.')
    if not any(is_visit(word, declared) for word in words if word not in unread):
        raise UnusableFile(text)
    return [text]


def is_visit(word: str, declared: Mapping[str, Any]) -> bool:
    """An empty cell is one."""
    meaning = declared.get(word.lower(), word.lower())
    return word == "" or (meaning.get("counts_as") == "visit" if isinstance(meaning, dict) else str(meaning).lower() in VISIT_WORDS)
