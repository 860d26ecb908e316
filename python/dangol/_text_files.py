"""How a text file is written: its encoding, what stands between its cells, and where its table begins. Found, never asked."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from dangol._language import either
from dangol._unusable import UnusableFile

DELIMITERS = {",": ("comma", "쉼표"), "\t": ("tab", "탭"), ";": ("semicolon", "쌍반점"), "|": ("pipe", "세로줄")}
STRANGERS = ":^~!/ "  # what some programs put between cells, and we do not take
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "UTF-8-SIG", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
LOOKED_AT = 1 << 18  # characters
SPOKEN = {"UTF-8-SIG": ("UTF-8 with a byte order mark", "UTF-8(BOM)")}
SPOKEN |= {encoding: (encoding[:6], encoding[:6]) for encoding in ("UTF-16", "UTF-16-LE", "UTF-16-BE", "CP949")}


@dataclass(frozen=True)
class TextForm:
    encoding: str
    delimiter: str
    lines_above: int  # lines before the one that names the columns: a title, empty lines
    columns: list[str]
    line_end: str  # as SQL writes it

    def remarks(self, path: Path) -> list[str]:
        """What is worth saying: everything but UTF-8 with commas."""
        english, korean = DELIMITERS[self.delimiter]
        said = []
        if self.encoding != "UTF-8":
            written, in_korean = SPOKEN[self.encoding]
            said.append(either(f"is in {written}", f"인코딩 {in_korean}"))
        if self.delimiter != ",":
            said.append(either(f"has {english}s between its cells", f"칸 사이 {korean}"))
        if self.lines_above:
            said.append(either(f"names its columns in line {self.lines_above + 1}", f"열 이름 {self.lines_above + 1}행"))
        return [either(f"{path.name} {' and '.join(said)}.", f"{path.name}: {', '.join(said)}.")] if said else []

    def lines_of_rows(self, path: Path) -> list[int]:
        """Where a spreadsheet shows each row: a cell with a line break is one of its lines, an empty line is one and no row."""
        with path.open(encoding=self.encoding, newline="") as file:
            records = enumerate(csv.reader(file, delimiter=self.delimiter), 1)
            return [line for line, cells in records if cells and line > self.lines_above + 1]

    def why_not(self, path: Path, reason: str) -> str:
        """A line that has more or fewer cells than there are columns, or whatever else DuckDB says."""
        line = re.search(r"Line: (\d+)", reason)
        if not line:
            return either(f"{path} cannot be read as CSV: {reason}", f"{path}: CSV로 읽을 수 없습니다. {reason}")
        english, korean = DELIMITERS[self.delimiter]
        return either(f"{path} cannot be read as CSV beyond line {line[1]}: mend it, or put cells that hold a {english} or a line break between quotation marks.",
                      f"{path}: {line[1]}행부터 CSV로 읽을 수 없습니다. 그 행을 고치거나, {korean} 또는 줄바꿈이 든 칸을 따옴표로 감싸 주십시오.")


def form_of(path: Path) -> TextForm:
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        text = file.read(LOOKED_AT)
        whole = not file.read(1)
    if not text.strip():
        raise UnusableFile(either(f"{path} is empty: export the table again, with a first line that names its columns.", f"{path}: 빈 파일입니다. 첫 줄에 열 이름을 넣어 다시 내보내 주십시오."))
    if "\0" in text:
        raise UnusableFile(either(f"{path} is neither text nor Parquet: export the table as CSV (UTF-8 or CP949) or Parquet.",
                                  f"{path}: 텍스트도 Parquet도 아닙니다. 표를 CSV(UTF-8이나 CP949) 또는 Parquet으로 내보내 주십시오."))
    if text.lstrip()[:1] in ("{", "["):
        raise UnusableFile(either(f"{path} looks like JSON: export the table as CSV or Parquet.", f"{path}: JSON으로 보입니다. 표를 CSV나 Parquet으로 내보내 주십시오."))
    if text.lstrip()[:1] == "<":
        raise UnusableFile(either(f"{path} looks like a web page: export the table as CSV or Parquet.", f"{path}: 웹 페이지로 보입니다. 표를 CSV나 Parquet으로 내보내 주십시오."))
    lines = text if whole else text[: text.rfind("\n") + 1] or text
    delimiter, rows = best_delimiter(lines)
    if len(rows[0]) == 1 and max(map(len, rows)) == 1:
        refuse_stranger(path, rows)
    above = lines_above(rows)
    columns = [name.strip() for name in rows[above]]
    if columns and not columns[-1]:
        columns[-1] = "(nothing)"  # a delimiter at the end of each line
    refuse_names(path, columns)
    return TextForm(encoding, delimiter, above, columns, r"\r\n" if "\r\n" in text else r"\r" if "\n" not in text and "\r" in text else r"\n")


def encoding_of(path: Path) -> str:
    """By its byte order mark; else UTF-8 where the whole file is that; else CP949, in which Korean spreadsheets save."""
    with path.open("rb") as file:
        head = file.read(1 << 12)
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return readable(path, encoding) or refuse_encoding(path)
    if len(head) >= 8 and b"\0" in head:
        odd, even = head[1::2].count(0) / len(head[1::2]), head[::2].count(0) / len(head[::2])
        if max(odd, even) > 0.3 and min(odd, even) < 0.05:
            return readable(path, "UTF-16-LE" if odd > even else "UTF-16-BE") or refuse_encoding(path)
    return readable(path, "UTF-8") or readable(path, "CP949") or refuse_encoding(path)


def readable(path: Path, encoding: str) -> str:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(1 << 20):
                pass
    except UnicodeError:
        return ""
    return encoding


def refuse_encoding(path: Path) -> str:
    raise UnusableFile(either(f"{path} is text neither in UTF-8 nor in UTF-16 or CP949: save it as CSV in UTF-8.",
                              f"{path}: UTF-8, UTF-16, CP949 가운데 어느 것도 아닌 텍스트입니다. UTF-8 CSV로 저장해 주십시오."))


def cells(text: str, delimiter: str) -> list[list[str]]:
    """The first lines; a file that is no CSV is one cell a line."""
    try:
        rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
        return [row for row, _ in zip(rows, range(200), strict=False)] or [[]]
    except csv.Error:
        return [[line] for line in text.splitlines()[:200]]


def best_delimiter(text: str) -> tuple[str, list[list[str]]]:
    """The one that cuts most lines into the same number of cells, and into more than one."""
    best, found = (0.0, 0), (",", cells(text, ","))
    for delimiter in DELIMITERS:
        rows = cells(text, delimiter)
        widths = [len(row) for row in rows if row]
        usual = max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 1
        merit = (round(widths.count(usual) / len(widths), 2), usual) if usual > 1 else (0.0, 0)
        if merit > best:
            best, found = merit, (delimiter, rows)
    return found


def lines_above(rows: list[list[str]]) -> int:
    """A title or empty lines above the table: one cell is filled there, or fewer than half of them."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows[:20]]
    width = max(filled, default=0)
    return next((at for at, cells in enumerate(filled) if 2 * cells >= width and cells > min(1, width - 1)), 0)


def refuse_names(path: Path, names: list[str]) -> None:
    for at, name in enumerate(names):
        if not name or name in names[:at]:
            name = name if len(name) <= 40 else name[:40] + "…"
            what = either(f'two columns called "{name}"', f'이름이 "{name}"인 열이 둘입니다') if name else either(f"no name for its column {at + 1}", f"{at + 1}번째 열에 이름이 없습니다")
            raise UnusableFile(either(f"{path} has {what}: name its columns, each differently, where the table begins.", f"{path}: {what}. 표의 첫 줄에 열마다 다른 이름을 적어 주십시오."))


def refuse_stranger(path: Path, rows: list[list[str]]) -> None:
    """One column, and every line holds the same number of something that may stand between cells."""
    lines = [row[0] for row in rows if row and row[0].strip()]
    for stranger in STRANGERS:
        counts = {line.strip().count(stranger) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and counts != {0}:
            name = either("blank", "빈칸") if stranger == " " else f'"{stranger}"'
            raise UnusableFile(either(f"{path} seems to have {name} between its cells: export it with commas, tabs, semicolons or pipes.",
                                      f"{path}: 칸 사이가 {name}인 듯합니다. 쉼표, 탭, 쌍반점, 세로줄 가운데 하나로 내보내 주십시오."))
