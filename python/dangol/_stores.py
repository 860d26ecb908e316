"""Files that hold tables by name: spreadsheets, SQLite and DuckDB files. DuckDB's own readers of the first two would have to be fetched."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dangol._language import either
from dangol._text_files import lines_above, refuse_names
from dangol._unusable import UnusableFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


@dataclass(frozen=True)
class Found:
    """A table: as columns of text, or as a relation of DuckDB."""

    columns: dict[str, list[str | None]] = field(default_factory=dict)
    relation: DuckDBPyRelation | None = None
    said: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # where the spreadsheet shows each row; none: one behind the other, below the names


@dataclass(frozen=True)
class Store:
    names: list[str]
    read: Callable[[str], Found]


# --- spreadsheets --------------------------------------------------------------------------------------------------------


def spreadsheet(path: Path) -> Store:
    try:
        import openpyxl
    except ImportError:
        raise UnusableFile(either(f"{path} needs openpyxl: install it with `pip install '.[files]'` in dangol's sources, or save the sheet as CSV.",
                                  f"{path}: openpyxl이 있어야 읽습니다. dangol 소스에서 `pip install '.[files]'` 명령으로 설치하거나 CSV로 저장해 주십시오.")) from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception:  # openpyxl raises whatever the part at hand raises
        raise UnusableFile(either(f"{path} is a zip file, but no spreadsheet that can be read: save it as .xlsx again, or as CSV.",
                                  f"{path}: zip 파일이지만 읽을 수 있는 스프레드시트가 아닙니다. .xlsx나 CSV로 다시 저장해 주십시오.")) from None
    filled = [sheet for sheet in book.worksheets if any(rows_of(sheet))]

    def read(name: str) -> Found:
        rows = list(rows_of(book[name]))
        above = lines_above(rows[:20])
        said = [either(f"{path.name}#{name} names its columns in row {above + 1}.", f"{path.name}#{name}: 열 이름이 {above + 1}행에 있습니다.")] if above else []
        lines = [at for at, row in enumerate(rows[above + 1 :], above + 2) if any(row)]
        return Found(columns_of(Path(f"{path}#{name}") if len(filled) > 1 else path, rows[above], rows[above + 1 :]), said=said, lines=lines)

    return Store([sheet.title for sheet in filled], read)


def rows_of(sheet: Any) -> Iterator[list[str]]:
    """Cells as text, an empty one for nothing; empty rows at the end are none."""
    waiting = 0
    for row in sheet.iter_rows(values_only=True):
        cells = [cell_text(value) or "" for value in row]
        if not any(cells):
            waiting += 1
            continue
        yield from ([] for _ in range(waiting))
        waiting = 0
        yield cells


# --- databases -----------------------------------------------------------------------------------------------------------


def sqlite_file(path: Path) -> Store:
    try:
        session = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        session.text_factory = lambda content: content.decode("utf-8", "replace")
        listed = session.execute("select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite_%' order by name").fetchall()
    except sqlite3.Error as error:
        raise UnusableFile(either(f"{path} cannot be read as SQLite: copy or export it again ({error}).", f"{path}: SQLite로 읽을 수 없습니다. 다시 복사하거나 내보내 주십시오({error}).")) from None

    def read(name: str) -> Found:
        called = name.replace('"', '""')
        try:
            rows = session.execute(f'select * from "{called}"')
            return Found(columns_of(path, [each[0] for each in rows.description], ([cell_text(cell) or "" for cell in row] for row in rows)))
        except sqlite3.Error as error:
            raise UnusableFile(either(f"{path}#{name} cannot be read as SQLite: {error}.", f"{path}#{name}: SQLite로 읽을 수 없습니다({error}).")) from None

    return Store([name for (name,) in listed], read)


def duckdb_file(path: Path, session: DuckDBPyConnection, alias: str) -> Store:
    target = str(path).replace("'", "''")
    session.execute(f"attach '{target}' as {alias} (read_only)")
    listed = session.execute("select table_schema, table_name from information_schema.tables where table_catalog = ? order by table_name", [alias]).fetchall()

    def read(name: str) -> Found:
        schema = next(schema for schema, other in listed if other == name)
        quoted = '"."'.join(part.replace('"', '""') for part in (alias, schema, name))
        return Found(relation=session.sql(f'from "{quoted}"'))

    return Store([name for _, name in listed], read)


# --- cells ---------------------------------------------------------------------------------------------------------------


def cell_text(value: Any) -> str | None:
    """As a CSV file would have it: whole numbers without a point, times in ISO 8601."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds") if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def columns_of(path: Path, header: Iterable[str], rows: Iterable[list[str]]) -> dict[str, list[str | None]]:
    """Columns without a name are left out where they are empty, and refused where they are not."""
    names = [name.strip() for name in header]
    cells: list[list[str | None]] = [[] for _ in names]
    for row in rows:
        if not any(row):
            continue
        for at, column in enumerate(cells):
            column.append((row[at] or None) if at < len(row) else None)
    kept = [at for at, name in enumerate(names) if name or any(cells[at])]
    refuse_names(path, [names[at] for at in kept])
    return {names[at]: cells[at] for at in kept}
