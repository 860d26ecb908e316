"""Which table is what, and what its columns mean, as far as names, types, uniqueness and patterns tell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from dangol._core import flag_of
from dangol._profile import NOTHING, Column, day_of
from dangol._settings import known_keys
from dangol._suggest_words import FIELDS, KEYS, NAMES, PEOPLE, PURPOSES, TABLE_WORDS, Field, likeness, plain


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
    shared = shared_id(tables)
    for table in tables:
        table.key = key_of(table, None, shared)
    merits = sorted(((merit(table, section, tables), section, at) for at, table in enumerate(tables) for section in FIELDS), reverse=True)
    taken: set[str] = set()
    for score, section, at in merits:
        if score >= 2 and not tables[at].section and section not in taken:
            tables[at].section = section
            taken.add(section)
    customers = next((table.key for table in tables if table.section == "customers"), None)
    for table in tables:
        if table.section in NAMES:
            table.key = name_of(table, table.section, tables)
        elif table.section not in ("", "customers") and customers is not None:
            table.key = key_of(table, customers, shared)
        if table.section:
            choose(table)


def may_be_id(column: Column) -> bool:
    return not (column.is_time or column.is_text or column.is_flag or column.values < 2 or (column.is_number and not column.is_whole))


def shared_id(tables: list[Table]) -> str:
    """The name of the column that most tables have, with largely the same values: whatever it is called, it says whose rows they are."""
    named: dict[str, list[Column]] = {}
    for table in tables:
        for column in table.columns:
            is_field = any(likeness(column.name, each.words) >= 2.5 for fields in FIELDS.values() for each in fields) or likeness(column.name, NAMES["offerings"]) >= 2.5
            if may_be_id(column) and (not is_field or likeness(column.name, KEYS) >= 2.5):
                named.setdefault(plain(column.name), []).append(column)

    def alike(columns: list[Column]) -> int:
        most = max(columns, key=lambda column: column.values)
        return sum(len(column.levels.keys() & most.levels.keys()) > 0.5 * column.values for column in columns)

    found = {name: (alike(columns), not is_of_people(columns[0]), max(column.values for column in columns)) for name, columns in named.items()}
    best = max(found, key=lambda name: found[name], default="")
    return best if best and found[best][0] >= max(2, (len(tables) + 1) // 2) else ""


def is_of_people(column: Column) -> bool:
    """Names, telephone numbers, addresses of mail: two customers may share one."""
    return bool(column.is_personal) or likeness(column.name, PEOPLE) > 0


def key_of(table: Table, customers: Column | None, shared: str = "") -> Column | None:
    """The column that says whose row it is: by its name, by the tables that have it too, and by the ids that the customers have. Names of people come last."""
    def worth(column: Column) -> float:
        if not may_be_id(column):
            return 0
        same = customers is not None and sum(count for value, count in column.levels.items() if value in customers.levels) > 0.5 * column.filled
        called = likeness(column.name, KEYS)
        return (0.2 * called if is_of_people(column) else called) + (4 if same else 0) + (3 if plain(column.name) == shared else 0)

    best = max(table.columns, key=worth, default=None)
    return best if best is not None and worth(best) > 0 else None


def name_of(table: Table, section: str, tables: list[Table]) -> Column | None:
    """The column that names what a row is about: no two rows share one, and of offerings the interactions say the same."""
    named = [column for column in table.columns if column.is_unique and not column.is_time and not column.is_personal]
    return max(named, key=lambda column: likeness(column.name, NAMES[section]) + 3 * (section == "offerings" and is_spoken_of(column, table, tables)), default=None)


def is_spoken_of(column: Column, table: Table, tables: list[Table]) -> bool:
    """Whether a column of another table, but the one that says whose row it is, holds these names again and again. Small numbers stand everywhere."""
    if column.is_number and max(column.numbers) < 1000:
        return False

    def says_them(other: Column) -> bool:
        return not other.is_unique and len(column.levels.keys() & other.levels.keys()) > 0.5 * column.values

    return any(says_them(other) for each in tables if each is not table for other in each.columns if other is not each.key)


def merit(table: Table, section: str, tables: list[Table]) -> float:
    """How much a table looks like one of the six: by its own name, its columns, and what the interactions speak of."""
    key = name_of(table, section, tables) if section in NAMES else table.key
    if key is None:
        return 0
    own = 1.5 * likeness(table.name, TABLE_WORDS[section])
    found = {each.key: max((likeness(column.name, each.words) for column in table.columns if column is not key and each.fits(column)), default=0)
             for each in FIELDS[section]}
    named = sum(min(value, 2) for value in found.values())
    if section in NAMES:
        spoken_of = 2 * is_spoken_of(key, table, tables) if section == "offerings" else 0
        is_one = (spoken_of or likeness(key.name, NAMES[section])) and not any(column.is_time for column in table.columns)
        return own + spoken_of + named if is_one else 0
    if section == "customers":
        return own + (2 if key.is_unique else 0)
    if section == "consents":
        purposes = any(column.values and column.share(lambda value: value.lower() in PURPOSES) > 0.9 for column in table.columns)
        said = found["purpose"] >= 2 and found["granted"] > 0  # in words of its own: to leave it out would count everybody as having agreed
        return own + named if purposes or said else 0
    if section == "leads":
        answered = any(column.is_flag for column in table.columns)
        contacts = found["contacted"] and (answered or found["converted_at"])
        return own + named if contacts or (answered and found["converted"] and (found["converted_at"] or found["window_closes"])) else 0
    return own + named if any(column.is_time for column in table.columns) else 0


def choose(table: Table) -> None:
    """The best pairs of field and column first; a column is one thing only."""
    available = known_keys(table.section)
    wanted = [each for each in FIELDS[table.section] if each.key in available]
    pairs = [(likeness(column.name, each.words), each, column) for each in wanted for column in table.columns if column is not table.key and each.fits(column)]
    for _, each, column in sorted((pair for pair in pairs if pair[0] > 0), key=lambda pair: -pair[0]):
        take(table, each, column)
    for each in wanted:  # what has no telling name may still be the only one of its looks
        for column in table.rest if not each.needs_name and each.key not in table.chosen else []:
            if each.fits(column):
                take(table, each, earliest(table) or column if each.key == "contacted" else column)
    if "clock" in table.chosen and ("time" not in table.chosen or table.chosen["time"][0].has_clock):
        del table.chosen["clock"]  # how long it took, perhaps
    if table.section == "leads":
        choose_answers(table)


def earliest(table: Table) -> Column | None:
    """The date that lies before the others in most rows: a contact comes before its answer and before its end."""
    days = {column.name: [day_of(text, column.date_order) for text in column.texts] for column in table.rest if column.is_time}
    first = Counter(min(((row[at], name) for name, row in days.items() if row[at] is not None), default=(None, ""))[1] for at in range(len(table.columns[0].texts)))
    name = max(days, key=lambda name: first[name], default="")
    return next((column for column in table.rest if column.name == name), None)


def choose_answers(table: Table) -> None:
    """When they answered, whatever it is called: a date that is there where they answered, and only there."""
    converted = table.chosen.get("converted", [])
    if not converted or "converted_at" in table.chosen:
        return
    yes = [flag_of(text) is True for text in converted[0].texts]
    for column in table.rest:
        filled = [text.lower() not in NOTHING for text in column.texts]
        if column.is_time and any(yes) and sum(one == other for one, other in zip(yes, filled, strict=True)) > 0.95 * len(yes):
            table.chosen["converted_at"] = [column]
            return


def take(table: Table, each: Field, column: Column) -> None:
    if column in table.rest and (each.key == "discounts" or each.key not in table.chosen):
        table.chosen.setdefault(each.key, []).append(column)
