"""Files of the command line: text, Parquet, spreadsheets and databases in; CSV and Parquet out. DuckDB does the work."""

from __future__ import annotations

import codecs
import csv
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dangol
from dangol._korean_errors import of_the_system
from dangol._language import either
from dangol._stores import Store, duckdb_file, spreadsheet, sqlite_file
from dangol._text_files import TextForm, form_of
from dangol._unusable import UnusableFile
from dangol.frames import table_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

PARQUET, ZIP, SQLITE, DUCKDB = b"PAR1", b"PK\x03\x04", b"SQLite format 3\0", b"DUCK"
OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": ("an old spreadsheet (.xls): save it as .xlsx or CSV", "옛 스프레드시트(.xls)입니다. .xlsx나 CSV로 저장해 주십시오"),
    b"\x1f\x8b": ("compressed: unpack it first", "압축된 파일입니다. 먼저 풀어 주십시오"),
    b"%PDF": ("a PDF: export the table behind it as CSV", "PDF입니다. 그 바탕이 된 표를 CSV로 내보내 주십시오"),
    b"\x89PNG": ("a picture: export the table behind it as CSV", "그림입니다. 그 바탕이 된 표를 CSV로 내보내 주십시오"),
}
HEAD_BYTES = 1 << 16
WON_IN_CP949 = re.compile(r"""(^|[",;|\t])([ +-]*)\\(?=[ +-]*\d)""")  # Korean Windows shows the byte 0x5C as ₩, and writes ₩ so: at the beginning of a cell, before digits


class Files:
    """Reads files in one DuckDB session, whose relations stay readable as long as this lives."""

    def __init__(self) -> None:
        self.session = database().connect()
        self.folder = Path(tempfile.mkdtemp(prefix="dangol-"))
        self.said: list[str] = []  # what a person should know about how the files were read
        self.stores: dict[Path, Store] = {}
        self.views = 0
        self.lines: dict[Path, Callable[[], list[int]]] = {}  # of a file as it was asked for: the line of each row, as a spreadsheet shows it

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tables(self, path: Path) -> list[Path]:
        """The file itself, or FILE#TABLE for each of its tables if it holds several."""
        file, name = split(path)
        store = None if name else self.store(file, head_of(file))
        return [path] if store is None or len(store.names) < 2 else [Path(f"{file}#{each}") for each in store.names]

    def read(self, path: Path) -> DuckDBPyRelation:
        """Cells of text files and spreadsheets stay text: what they mean is decided by the schema, and one that cannot be read costs its row, not the file."""
        file, name = split(path)
        head = head_of(file)
        try:
            store = self.store(file, head)
            if store is not None:
                return self.table_in(store, path, file, name)
            if name:
                raise UnusableFile(either(f"{file} is one table: leave #{name} away.", f"{file}: 표가 하나뿐입니다. #{name}을 빼 주십시오."))
            if head.startswith(PARQUET):
                table: DuckDBPyRelation = self.session.read_parquet(str(file))
                return table
            return self.text(path, file)
        except database().Error as error:
            kind = "Parquet" if head.startswith(PARQUET) else either("a table", "표")
            raise UnusableFile(either(f"{file} cannot be read as {kind}: export the table again ({first_line(error).rstrip('.')}).", f"{file}: {kind} 형식으로 읽을 수 없습니다. 표를 다시 내보내 주십시오({first_line(error).rstrip('.')}).")) from None

    def store(self, file: Path, head: bytes) -> Store | None:
        """A file that holds tables by name, opened once."""
        if file not in self.stores:
            if head.startswith(ZIP):
                self.stores[file] = spreadsheet(file)
            elif head.startswith(SQLITE):
                self.stores[file] = sqlite_file(file)
            elif head[8:12] == DUCKDB:
                self.stores[file] = duckdb_file(file, self.session, f"store{len(self.stores)}")
        return self.stores.get(file)

    def lines_of(self, path: Path, rows: list[int]) -> list[int]:
        """Where a spreadsheet shows these rows of a file that was read: the names of its columns are line 1, where nothing stands above them."""
        known = self.lines[path]() if rows and path in self.lines else []
        return [known[row] if row < len(known) else row + 2 for row in rows]

    def table_in(self, store: Store, path: Path, file: Path, name: str) -> DuckDBPyRelation:
        if not store.names:
            raise UnusableFile(either(f"{file} holds no table: export the records into it again.", f"{file}: 표가 없습니다. 기록을 다시 내보내 주십시오."))
        if not name and len(store.names) > 1:
            names, example = ", ".join(store.names), f"{file.name}#{store.names[0]}"
            raise UnusableFile(either(f"{file} holds {len(store.names)} tables, {names}: say which, as {example}.",
                                      f"{file}: 표가 {len(store.names)}개 있습니다({names}). {example}처럼 어느 것인지 적어 주십시오."))
        if name and name not in store.names:
            names = ", ".join(store.names)
            raise UnusableFile(either(f'There is no table "{name}" in {file}: it has {names}.', f'{file}: "{name}" 표가 없습니다. 있는 표는 {names}입니다.'))
        found = store.read(name or store.names[0])
        self.said += found.said
        self.lines[path] = lambda: found.lines
        if found.relation is not None:
            return found.relation
        self.views += 1
        view = f"sheet{self.views}"
        self.session.register(view, frame_of(found.columns))
        relation: DuckDBPyRelation = self.session.table(view)
        return relation

    def text(self, path: Path, file: Path) -> DuckDBPyRelation:
        form = form_of(file)
        self.lines[path] = lambda: form.lines_of_rows(file)
        self.said += form.remarks(file)
        source = file if form.encoding in ("UTF-8", "UTF-8-SIG") else self.transcoded(file, form)
        if has_mixed_line_ends(source):
            source, form = self.with_one_line_end(source, form), replace(form, line_end=r"\n")
        try:
            relation: DuckDBPyRelation = self.session.sql(csv_query(source, form))
            relation.aggregate("count(*)").fetchall()  # a line that is no row shows itself here, not in the middle of a study
        except database().Error as error:
            raise UnusableFile(form.why_not(file, first_line(error))) from None
        return relation

    def transcoded(self, path: Path, form: TextForm) -> Path:
        copy = self.folder / f"{len(list(self.folder.iterdir()))}-{path.name}"
        with path.open(encoding=form.encoding, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
            if form.encoding == "CP949":
                target.writelines(WON_IN_CP949.sub(r"\1\2₩", line) for line in source)
            else:
                shutil.copyfileobj(source, target)
        return copy

    def with_one_line_end(self, path: Path, form: TextForm) -> Path:
        """The same cells: line breaks within them, and rows that another program wrote behind the others, are told apart by the quotation marks."""
        copy = self.folder / f"{len(list(self.folder.iterdir()))}-{path.name}"
        with path.open(encoding="utf-8-sig", newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
            try:
                csv.writer(target, delimiter=form.delimiter, lineterminator="\n").writerows(csv.reader(source, delimiter=form.delimiter))
            except csv.Error as error:
                raise UnusableFile(form.why_not(path, str(error))) from None
        return copy

    def write(self, frame: Any, path: Path) -> None:
        """CSV or Parquet, by the ending of its name. CSV begins with a byte order mark, without which Korean spreadsheets take UTF-8 for CP949."""
        is_parquet = path.suffix == ".parquet"
        written = self.folder / "outgoing"
        self.session.register("outgoing", frame)
        self.session.execute(f"COPY (SELECT * FROM outgoing) TO {literal(str(written))} ({'FORMAT parquet' if is_parquet else 'FORMAT csv, HEADER'})")
        self.session.unregister("outgoing")
        with written.open("rb") as source, path.open("wb") as target:
            target.write(b"" if is_parquet else codecs.BOM_UTF8)
            shutil.copyfileobj(source, target)
        written.unlink()


def has_mixed_line_ends(path: Path) -> bool:
    """LF, CRLF and CR alone, more than one of them: somewhere in the file, be it within a cell."""
    lf = cr = crlf = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if chunk.endswith(b"\r"):
                chunk += file.read(1)
            lf, cr, crlf = lf + chunk.count(b"\n"), cr + chunk.count(b"\r"), crlf + chunk.count(b"\r\n")
    return (lf > crlf) + (cr > crlf) + (crlf > 0) > 1


def csv_query(source: Path, form: TextForm) -> str:
    """Nothing is left to guess: what DuckDB's own guessing sees depends on the rows it happens to look at."""
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in form.columns)
    return (
        f"from read_csv({literal(str(source))}, header = true, auto_detect = false, columns = {{{columns}}}, delim = {literal(form.delimiter)}, quote = '\"', "
        f"escape = '\"', skip = {form.lines_above}, new_line = {literal(form.line_end)})"
    )


def with_clock(table: DuckDBPyRelation, day: str, clock: str) -> DuckDBPyRelation:
    """The day with the time of day behind it, which stands in a column of its own: "2024-03-02" and "10:30". A day without one stays a day."""
    of_day = f"regexp_replace(trim(CAST({identifier(day)} AS VARCHAR)), '[ T]00:00(:00(\\.0+)?)?$', '')"
    of_clock = f"trim(CAST({identifier(clock)} AS VARCHAR))"
    known = f"coalesce({of_day}, '') <> '' AND coalesce({of_clock}, '') NOT IN ('', '-')"
    return table.project(f"* REPLACE (CASE WHEN {known} THEN {of_day} || ' ' || {of_clock} ELSE {of_day} END AS {identifier(day)})")


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def frame_of(columns: dict[str, list[Any]]) -> dangol.Frame:
    """A dict of lists as a frame that DuckDB reads."""
    return dangol.Frame(table_of(columns))


def database() -> Any:
    try:
        import duckdb
    except ImportError:
        raise UnusableFile(either("Reading files needs DuckDB: install it with `pip install '.[files]'` in dangol's sources.",
                                  "파일을 읽으려면 DuckDB가 있어야 합니다. dangol 소스에서 `pip install '.[files]'` 명령으로 설치해 주십시오.")) from None
    return duckdb


def split(path: Path) -> tuple[Path, str]:
    """FILE#TABLE, unless a file is called just that."""
    if path.exists() or "#" not in path.name:
        return path, ""
    name, _, table = path.name.partition("#")
    return path.with_name(name), table


def head_of(path: Path) -> bytes:
    """The first bytes of a file that may be a table."""
    try:
        str(path).encode()
    except UnicodeEncodeError:  # DuckDB names files in UTF-8
        name = os.fsencode(path).decode(errors="backslashreplace")
        raise UnusableFile(either(f"{name}: the name of this file is not in UTF-8, as of one that came from an older Windows; give it another name.",
                                  f"{name}: 파일 이름이 UTF-8이 아닙니다(옛 Windows에서 온 이름일 수 있습니다). 이름을 바꿔 주십시오.")) from None
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise UnusableFile(either(f"There is no file {path}: check its name and folder.", f"{path}: 없는 파일입니다. 이름과 폴더를 확인해 주십시오.")) from None
    except IsADirectoryError:
        raise UnusableFile(either(f"{path} is a folder: name the file in it.", f"{path}: 폴더입니다. 그 안의 파일 이름을 적어 주십시오.")) from None
    except OSError as error:
        raise UnusableFile(either(f"{path} cannot be opened: {error.strerror}.", f"{path}: 열 수 없습니다({of_the_system(error)}).")) from None
    if not head:
        raise UnusableFile(either(f"{path} is empty, 0 bytes: export the table again, with a first line that names its columns.",
                                  f"{path}: 0바이트인 빈 파일입니다. 첫 줄에 열 이름을 넣어 다시 내보내 주십시오."))
    for magic, what in OTHER_KINDS.items():
        if head.startswith(magic):
            raise UnusableFile(either(f"{path} is {what[0]}.", f"{path}: {what[1]}."))
    if path.suffix == ".parquet" and not head.startswith(PARQUET):
        raise UnusableFile(either(f"{path} is not Parquet, whatever its name says: export it again, or name it .csv if it is CSV.",
                                  f"{path}: 이름과 달리 Parquet이 아닙니다. 다시 내보내거나, CSV라면 이름을 .csv로 바꿔 주십시오."))
    if path.suffix == ".xlsx" and not head.startswith(ZIP):
        raise UnusableFile(either(f"{path} is no .xlsx, whatever its name says: save it as one again, or name it .csv if it is CSV.",
                                  f"{path}: 이름과 달리 .xlsx가 아닙니다. 다시 저장하거나, CSV라면 이름을 .csv로 바꿔 주십시오."))
    return head


def first_line(error: Exception) -> str:
    line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return line if line.endswith(".") else line + "."
