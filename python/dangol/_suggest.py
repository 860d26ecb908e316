"""A first version of the file that says what columns mean, made from the data: names, types, uniqueness, patterns. With the reasons."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from dangol._profile import MAIL, NUMBER, PHONE, WON, Column
from dangol._settings import SECTIONS, fields_of
from dangol._suggest_words import FIELDS, KEYS, PERSONAL, PROTECTED, PURPOSES, TABLE_WORDS, Field, is_few, kind_of, likeness, ordered


@dataclass
class Table:
    path: Path
    columns: list[Column]
    section: str = ""
    key: Column | None = None                                 # whose row it is
    chosen: dict[str, list[Column]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.name.partition("#")[2] or self.path.stem

    @property
    def rest(self) -> list[Column]:
        used = [self.key, *(column for columns in self.chosen.values() for column in columns)]
        return [column for column in self.columns if column not in used]


def understand(tables: list[Table]) -> None:
    """Which table is what, whose rows they are, and what their columns are."""
    for table in tables:
        table.key = key_of(table, None)
    merits = sorted(((merit(table, section), section, at) for at, table in enumerate(tables) for section in FIELDS), reverse=True)
    taken: set[str] = set()
    for score, section, at in merits:
        if score >= 2 and not tables[at].section and section not in taken:
            tables[at].section = section
            taken.add(section)
    customers = next((table.key for table in tables if table.section == "customers"), None)
    for table in tables:
        if table.section not in ("", "customers") and customers is not None:
            table.key = key_of(table, customers)
        if table.section:
            choose(table)


def key_of(table: Table, customers: Column | None) -> Column | None:
    """The column that says whose row it is: by its name, and by the ids that the customers have."""
    def worth(column: Column) -> float:
        if column.is_time or column.is_text or column.is_flag or column.values < 2 or (column.is_number and not column.is_whole):
            return 0
        same = customers is not None and sum(count for value, count in column.levels.items() if value in customers.levels) > 0.5 * column.filled
        return likeness(column.name, KEYS) + (4 if same else 0)

    best = max(table.columns, key=worth, default=None)
    return best if best is not None and worth(best) > 0 else None


def merit(table: Table, section: str) -> float:
    """How much a table looks like one of the four."""
    if table.key is None:
        return 0
    own = 1.5 * likeness(table.name, TABLE_WORDS[section])
    found = {each.key: max((likeness(column.name, each.words) for column in table.columns if column is not table.key and each.fits(column)), default=0)
             for each in FIELDS[section]}
    named = sum(min(value, 2) for value in found.values())
    if section == "customers":
        return own + (2 if table.key.is_unique else 0)
    if section == "consents":
        purposes = any(column.values and column.share(lambda value: value.lower() in PURPOSES) > 0.9 for column in table.columns)
        return own + named if purposes else 0
    if section == "leads":
        return own + named if found["contacted"] and any(column.is_flag for column in table.columns) else 0
    return own + named if any(column.is_time for column in table.columns) else 0


def choose(table: Table) -> None:
    """The best pairs of field and column first; a column is one thing only."""
    available = fields_of(SECTIONS[table.section])
    wanted = [each for each in FIELDS[table.section] if each.key in available]
    pairs = [(likeness(column.name, each.words), each, column) for each in wanted for column in table.columns if column is not table.key and each.fits(column)]
    for _, each, column in sorted((pair for pair in pairs if pair[0] > 0), key=lambda pair: -pair[0]):
        take(table, each, column)
    for each in wanted:  # what has no telling name may still be the only one of its looks
        for column in table.rest if not each.needs_name and each.key not in table.chosen else []:
            if each.fits(column):
                take(table, each, column)


def take(table: Table, each: Field, column: Column) -> None:
    if column in table.rest and (each.key == "discounts" or each.key not in table.chosen):
        table.chosen.setdefault(each.key, []).append(column)


WITH_KINDS = "with this line only visits and purchases count as visits, and who only asks or looks is hardly seen; without it every row counts"
NEEDED = {
    "customers": {},
    "interactions": {"time": "when it was, as 2024-03-02 or 2024-03-02 10:30"},
    "leads": {"contacted": "when they were contacted", "converted": "whether they answered"},
    "consents": {"purpose": "what for", "granted": "yes or no"},
}

# --- as TOML -------------------------------------------------------------------------------------------------------------


def toml_of(tables: list[Table], folder: Path) -> str:
    korean = any(column.looks_korean for table in tables for column in table.columns)
    used = [table for section in FIELDS for table in tables if table.section == section]
    lines = [
        f"# What the columns of {', '.join(table.path.name for table in used)} mean, as `dangol suggest` understands them from their names and values.",
        "# It only looked: read every line, mend what is wrong, and then: dangol study --config THIS_FILE",
        "",
        "[shop]",
        *shop_lines(used, korean),
    ]
    for table in used:
        lines += ["", *table_lines(table, folder)]
    lines += [f"\n# {table.path.name} is not used: {why_not(table)}" for table in tables if not table.section]
    return "\n".join(lines + ["", *study_lines(used)]) + "\n"


def shop_lines(tables: list[Table], korean: bool) -> list[str]:
    amounts = [column for table in tables for column in table.chosen.get("amount", [])]
    code = next((word.upper() for column in amounts for word in ("krw", "usd", "eur", "jpy", "gbp") if word in column.name.lower()), "")
    why = "its column is called so" if code else "guessed: names or values are Korean" if korean else "to be filled in: KRW, USD, …"
    zone = ("Asia/Seoul", "guessed: names or values are Korean") if korean or code == "KRW" else ("UTC", "to be filled in: where the shop's clock hangs, as Europe/London")
    return [entry("currency", code or ("KRW" if korean else ""), why), entry("time_zone", *zone)]


def table_lines(table: Table, folder: Path) -> list[str]:
    own = "id" if table.section == "customers" else "customer"
    lines = [f"[{table.section}]", entry("file", relative(table.path, folder), f"{table.columns[0].rows} rows looked at")]
    assert table.key is not None
    repeated = table.key.filled - table.key.values
    whose = "no two rows share one" if not repeated else f"{table.key.values} different in {table.key.rows} rows"
    personal = f"; {table.key.is_personal}: personal data, keep this file safe" if table.key.is_personal else ""
    lines.append(entry(own, table.key.name, whose + personal))
    for each in FIELDS[table.section]:
        for column in table.chosen.get(each.key, [])[:1]:
            several = [other.name for other in table.chosen[each.key]]
            reasons = [each.why(column), column.how_full(), "" if likeness(column.name, each.words) else "guessed by its looks, not by its name",
                       f'{100 * column.share(WON.fullmatch):.0f}% are written like "12,000": save them as plain numbers first' if column.share(WON.fullmatch) > 0.01 else ""]
            line = entry(each.key, several if each.key == "discounts" else column.name, "; ".join(reason for reason in reasons if reason))
            lines.append(f"# {line}; {WITH_KINDS}" if each.key == "kind" else line)
    if table.section == "leads" and "window_closes" not in table.chosen:
        lines.append(entry("horizon_days", 30, "guessed: how many days after a contact an answer counts"))
    lines += [f'# {key} = "…"  # no column was found that says {what}: name it here' for key, what in NEEDED[table.section].items() if key not in table.chosen]
    attributes, left_out = attribute_lines(table) if table.section in ("customers", "leads") else ([], [f"{column.name}" for column in table.rest])
    if left_out:
        lines.append(f"# not used: {' '.join('; '.join(left_out).split())}")
    kinds, others = kind_lines(table)
    if kinds:
        lines += ["", "[interactions.kinds]  # what the words in a kind column mean", *kinds]
    if others:
        lines.append(f"# {others} other {'word' if others == 1 else 'words'} in it, not shown: rare, too many, or like personal data")
    return lines + (["", f"[{table.section}.attributes]", *attributes] if attributes else [])


MOST_WORDS = 20
LEAST_ROWS = 3
DIGITS = re.compile(r"\d{4}")


def may_be_shown(word: str, rows: int) -> bool:
    """A word of the trade, not what somebody typed about somebody: cells end up in a file that people keep and send."""
    return rows >= LEAST_ROWS and not any(pattern.search(word) for pattern in (PHONE, MAIL, DIGITS))


def kind_lines(table: Table) -> tuple[list[str], int]:
    """Words of the kind column that dangol would not read, and which it would then set aside; and how many more there are."""
    amounts = table.chosen.get("amount", [])
    lines: list[str] = []
    others = 0
    for column in table.chosen.get("kind", []):
        unread = [(word, rows) for word, rows in column.levels.most_common() if kind_of(word) != ""]
        shown = [word for word, rows in unread if may_be_shown(word, rows)][:MOST_WORDS]
        others += len(unread) - len(shown)
        for word in shown:
            meaning = kind_of(word)
            if meaning:
                lines.append(entry(word, meaning, "another word for it"))
            elif meaning is None:
                paid = [float(NUMBER.fullmatch(amount) is not None and float(amount) > 0) for paid in amounts for amount, kind in zip(paid.texts, column.texts, strict=True) if kind == word]
                counts = "visit" if paid and sum(paid) > 0.5 * len(paid) else "event"
                lines.append(entry(word, {"counts_as": counts}, f"a kind of its own; {'most of them were paid for' if counts == 'visit' else 'hardly any was paid for'}"))
    return lines, others


def attribute_lines(table: Table) -> tuple[list[str], list[str]]:
    lines, left_out = [], []
    for column in table.rest:
        if column.is_personal or likeness(column.name, PERSONAL) >= 2.5:
            left_out.append(f"{column.name} ({column.is_personal or 'personal data'}, which says nothing about kinds of customer)")
        elif column.filled == 0:
            left_out.append(f"{column.name} (empty)")
        elif (meaning := attribute_of(column)) is None:
            left_out.append(f"{column.name} ({'every row another: an id' if column.is_unique else 'neither numbers nor a few kinds'})")
        else:
            said, why = meaning
            if likeness(column.name, PROTECTED) >= 2:
                said, why = {**said, "protected": True}, f"{why}; protected by law: it never reaches a score"
            lines.append(entry(column.name, said, "; ".join(filter(None, (why, column.how_full())))))
    return lines, left_out


def attribute_of(column: Column) -> tuple[dict[str, object], str] | None:
    if column.is_flag:
        return {"kind": "flag"}, "yes or no"
    if column.is_number and not (column.is_unique and column.is_whole):
        least = min(column.numbers)
        unit = next((unit for unit in ("km", "minutes", "days", "years", "krw", "usd") if column.name.lower().endswith("_" + unit)), "")
        kind = "count" if column.is_whole and least >= 0 else "positive" if least > 0 else "numeric"
        return {"kind": kind, **({"unit": unit} if unit else {})}, "whole numbers from 0" if kind == "count" else "numbers above 0" if kind == "positive" else "numbers"
    if column.is_time or not is_few(column) or not column.is_category:
        return None
    levels = [level for level, count in column.levels.items() if count > 1] or list(column.levels)
    if (sequence := ordered(levels)) is not None and len(levels) <= MOST_WORDS and all(may_be_shown(level, column.levels[level]) for level in levels):
        return {"kind": "ordered_category", "levels": sequence}, "bands in an order: lowest first"
    return {"kind": "category"}, f"{len(levels)} kinds"


def study_lines(tables: list[Table]) -> list[str]:
    leads = any(table.section == "leads" for table in tables)
    customers = max((table.key.values for table in tables if table.key is not None), default=0)
    lines = ["[study]", '# window = ["2024-01-01", "2025-01-01"]  # days whose visits are looked at; without this line, all']
    if customers < 100:
        lines.append(f"# k = 5  # {customers} customers: by default nothing is said about fewer than 20; a small shop may lower it for its own eyes")
    if leads:
        lines += ["# contact_cost = 3000         # of one contact; with the next line, whom not to chase is found",
                  "# conversion_margin = 60000   # earned by one conversion, before the contact"]
    return lines


def why_not(table: Table) -> str:
    return "no column says whose rows they are" if table.key is None else "it looks neither like customers nor like interactions, leads or consents; or another table looks more so"


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
