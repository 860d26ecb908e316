"""Files of the command line: CSV (UTF-8 or CP949) and Parquet, read and written by DuckDB."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

PARQUET_MAGIC = b"PAR1"
OTHER_KINDS = {
    b"PK\x03\x04": "a spreadsheet or another zip file: save its sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet: save its sheet as CSV",
    b"\x1f\x8b": "compressed: unpack it first",
    b"%PDF": "a PDF: export the table behind it as CSV",
    b"\x89PNG": "a picture",
    b"SQLite": "a database: export its tables as CSV or Parquet",
}
HEAD_BYTES = 1 << 16


class UnusableFile(Exception):
    """A file that cannot be read as a table. The text is one sentence with the fix."""


class Files:
    """Reads files in one DuckDB session, whose relations stay readable as long as this lives."""

    def __init__(self) -> None:
        self.session = database().connect()
        self.folder = Path(tempfile.mkdtemp(prefix="dangol-"))
        self.said: list[str] = []  # what a person should know about how the files were read

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self, path: Path) -> DuckDBPyRelation:
        """CSV cells stay text: what they mean is decided by the schema, and a cell that cannot be read costs its row, not the file."""
        head = head_of(path)
        try:
            if head.startswith(PARQUET_MAGIC):
                table: DuckDBPyRelation = self.session.read_parquet(str(path))
                return table
            encoding = encoding_of(path)
            if encoding != "UTF-8":
                self.said.append(f"{path.name} is in {encoding}.")
            source = path if encoding == "UTF-8" else self.transcoded(path, encoding)
            relation: DuckDBPyRelation = self.session.read_csv(str(source), header=True, all_varchar=True, sample_size=-1)
            if not relation.columns:
                raise UnusableFile(f"{path} has no columns: its first line must name them.")
            return relation
        except database().Error as error:
            raise UnusableFile(f"{path} cannot be read as {'Parquet' if head.startswith(PARQUET_MAGIC) else 'CSV'}: {first_line(error)}") from None

    def transcoded(self, path: Path, encoding: str) -> Path:
        copy = self.folder / f"{len(list(self.folder.iterdir()))}-{path.name}"
        with path.open(encoding=encoding, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
            shutil.copyfileobj(source, target)
        return copy

    def write(self, frame: Any, path: Path) -> None:
        """CSV or Parquet, by the ending of its name."""
        self.session.register("outgoing", frame)
        kind = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
        target = str(path).replace("'", "''")
        self.session.execute(f"COPY (SELECT * FROM outgoing) TO '{target}' ({kind})")
        self.session.unregister("outgoing")


def database() -> Any:
    try:
        import duckdb
    except ImportError:
        raise UnusableFile("Reading files needs DuckDB: install it with `pip install 'dangol[files]'`.") from None
    return duckdb


def head_of(path: Path) -> bytes:
    """The first bytes of a file that may be a table."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise UnusableFile(f"There is no file {path}: check its name and folder.") from None
    except OSError as error:
        raise UnusableFile(f"{path} cannot be opened: {error.strerror}.") from None
    if not head.strip():
        raise UnusableFile(f"{path} is empty: export the table again, with a first line that names its columns.")
    for magic, what in OTHER_KINDS.items():
        if head.startswith(magic):
            raise UnusableFile(f"{path} is {what}; CSV and Parquet can be read.")
    if path.suffix == ".parquet" and not head.startswith(PARQUET_MAGIC):
        raise UnusableFile(f"{path} is not Parquet, whatever its name says: export it again, or name it .csv if it is CSV.")
    if not head.startswith(PARQUET_MAGIC) and b"\0" in head:
        raise UnusableFile(f"{path} is neither text nor Parquet: export the table as CSV (UTF-8 or CP949) or Parquet.")
    if not head.startswith(PARQUET_MAGIC) and head.lstrip()[:1] in (b"{", b"["):
        raise UnusableFile(f"{path} looks like JSON; CSV and Parquet can be read.")
    return head


def encoding_of(path: Path) -> str:
    """UTF-8 where the whole file is that; else CP949, in which Korean spreadsheets save."""
    for encoding in ("UTF-8", "CP949"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 20):
                    pass
            return encoding
        except UnicodeDecodeError:
            continue
    raise UnusableFile(f"{path} is text neither in UTF-8 nor in CP949: save it as CSV in UTF-8.")


def first_line(error: Exception) -> str:
    line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return line if line.endswith(".") else line + "."
