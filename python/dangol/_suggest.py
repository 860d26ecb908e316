"""Which table is what, and what its columns mean, as far as names, types, uniqueness and patterns tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dangol._profile import Column
from dangol._settings import SECTIONS, fields_of
from dangol._suggest_words import FIELDS, KEYS, NAMES, PURPOSES, TABLE_WORDS, Field, likeness


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
