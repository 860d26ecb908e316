"""What a shop has: text in any usual encoding and with any usual delimiter, spreadsheets, databases. The same rows come out of each."""

import datetime
import sqlite3

import duckdb
import openpyxl
import pytest

from dangol._files import Files
from dangol._unusable import UnusableFile

HEADER = ["손님", "방문일", "결제금액", "메모"]
ROWS = [["가람", "2024-03-02", "12000", "색을 오래, 고민하심"], ["다온", "2024-03-03", "35000", "“값”을 물어보심"], ["가람", "2024-03-09", None, None]]


def written(delimiter: str = ",", above: str = "") -> str:
    quoted = [[f'"{cell}"' if cell and delimiter in cell else cell or "" for cell in row] for row in [HEADER, *ROWS]]
    return above + "".join(delimiter.join(row) + "\r\n" for row in quoted)


def read(path) -> tuple[list[list[str]], list[str]]:
    with Files() as files:
        relation = files.read(path)
        assert relation.columns == HEADER
        return [list(row) for row in relation.fetchall()], files.said


@pytest.mark.parametrize(("encoding", "says"), [
    ("utf-8", []),
    ("utf-8-sig", ["방문.csv is in UTF-8 with a byte order mark."]),
    ("utf-16", ["방문.csv is in UTF-16."]),
    ("utf-16-le", ["방문.csv is in UTF-16."]),
    ("utf-16-be", ["방문.csv is in UTF-16."]),
    ("cp949", ["방문.csv is in CP949."]),
])
def test_the_encoding_is_found_and_said(tmp_path, encoding, says):
    # Without a byte order mark UTF-16 is known by its zeros, of which Hangul has few: notes in English bring them.
    text = written().replace("고민하심", "thought it over and over, and then once more")
    (tmp_path / "방문.csv").write_bytes(text.encode(encoding))
    rows, said = read(tmp_path / "방문.csv")
    assert [row[:3] for row in rows] == [row[:3] for row in ROWS]
    assert said == says


def test_what_korean_windows_writes_for_won_is_won_in_cp949_and_nowhere_else(tmp_path):
    rows = "가람,2024-03-02,\\12000,C:\\1\r\n다온,2024-03-03,\"-\\35,000\",\\없음\r\n"
    for encoding, won in (("cp949", "₩"), ("utf-8", "\\")):
        (tmp_path / "방문.csv").write_bytes((",".join(HEADER) + "\r\n" + rows).encode(encoding))
        assert read(tmp_path / "방문.csv")[0] == [["가람", "2024-03-02", f"{won}12000", "C:\\1"], ["다온", "2024-03-03", f"-{won}35,000", "\\없음"]]


@pytest.mark.parametrize(("delimiter", "says"), [
    (",", []), ("\t", ["visits.txt has tabs between its cells."]), (";", ["visits.txt has semicolons between its cells."]), ("|", ["visits.txt has pipes between its cells."]),
])
def test_the_delimiter_is_found_and_said(tmp_path, delimiter, says):
    (tmp_path / "visits.txt").write_text(written(delimiter), encoding="utf-8")
    assert read(tmp_path / "visits.txt") == (ROWS, says)


def test_a_title_above_the_table_is_stepped_over_and_said(tmp_path):
    (tmp_path / "visits.csv").write_text(written(above="2024년 손님 장부,,,\r\n,,,\r\n"), encoding="utf-8")
    assert read(tmp_path / "visits.csv") == (ROWS, ["visits.csv names its columns in line 3."])


@pytest.mark.parametrize("above", ["장부\n", "\n\n", "장부,\n\n"])
def test_a_title_is_told_from_the_headings_of_two_columns(tmp_path, above):
    (tmp_path / "visits.csv").write_text(above + "손님,방문일\n가람,2024-03-02\n다온,\n", encoding="utf-8")
    with Files() as files:
        assert files.read(tmp_path / "visits.csv").columns == ["손님", "방문일"]


def test_a_sheet_may_begin_with_empty_rows(tmp_path):
    book = openpyxl.Workbook()
    for row in ([], [], ["손님", "방문일"], ["가람", "2024-03-02"]):
        book.active.append(row)
    book.save(tmp_path / "장부.xlsx")
    with Files() as files:
        assert files.read(tmp_path / "장부.xlsx").fetchall() == [("가람", "2024-03-02")]


def test_a_column_of_one_is_a_table_too(tmp_path):
    (tmp_path / "ids.csv").write_text("customer id\nann lee\nbo\n", encoding="utf-8")
    with Files() as files:
        assert files.read(tmp_path / "ids.csv").fetchall() == [("ann lee",), ("bo",)]


@pytest.fixture
def book(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "방문"
    sheet.append(["2024년 손님 장부"])
    sheet.append([])
    sheet.append(HEADER)
    for who, when, paid, note in ROWS:
        sheet.append([who, datetime.datetime.fromisoformat(when), None if paid is None else int(paid), note])
    book.create_sheet("빈 시트")
    book.save(tmp_path / "장부.xlsx")
    return tmp_path / "장부.xlsx"


def test_a_spreadsheet_is_read_from_where_its_table_begins(book):
    assert read(book) == (ROWS, ["장부.xlsx#방문 names its columns in row 3."])


def test_of_several_sheets_one_is_named(book):
    sheets = openpyxl.load_workbook(book)
    sheets["빈 시트"].append(["손님"])
    sheets["빈 시트"].append(["라온"])
    sheets.save(book)
    with Files() as files:
        assert [path.name for path in files.tables(book)] == ["장부.xlsx#방문", "장부.xlsx#빈 시트"]
        assert files.read(book.with_name("장부.xlsx#빈 시트")).fetchall() == [("라온",)]
        with pytest.raises(UnusableFile, match="holds 2 tables, 방문, 빈 시트: say which, as 장부.xlsx#방문"):
            files.read(book)
        with pytest.raises(UnusableFile, match='no table "매출"'):
            files.read(book.with_name("장부.xlsx#매출"))


def test_a_sqlite_file_is_read(tmp_path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as session:
        session.execute(f'create table "방문 기록" ({", ".join(f"{chr(34)}{name}{chr(34)}" for name in HEADER)})')
        session.executemany('insert into "방문 기록" values (?, ?, ?, ?)', [(who, when, paid and float(paid), note) for who, when, paid, note in ROWS])
    session.close()
    assert read(path) == (ROWS, [])


def test_a_duckdb_file_is_read_with_its_types(tmp_path):
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as session:
        session.execute("create table visits (손님 varchar, 방문일 timestamp, 결제금액 decimal(12, 2))")
        session.execute("insert into visits values ('가람', '2024-03-02 10:30', 12000.5)")
        session.execute("create view regulars as select 손님 from visits")
    with Files() as files:
        assert [each.name for each in files.tables(path)] == ["shop.duckdb#regulars", "shop.duckdb#visits"]
        (row,) = files.read(path.with_name("shop.duckdb#visits")).fetchall()
        assert row[:2] == ("가람", datetime.datetime(2024, 3, 2, 10, 30)) and float(row[2]) == 12000.5


def test_two_columns_of_one_name_are_refused(tmp_path):
    book = openpyxl.Workbook()
    for row in (["손님", "금액", "금액"], ["가람", 1, 2]):
        book.active.append(row)
    book.save(tmp_path / "장부.xlsx")
    with Files() as files, pytest.raises(UnusableFile, match='two columns called "금액"'):
        files.read(tmp_path / "장부.xlsx")


@pytest.mark.parametrize(("name", "content", "says"), [
    ("visits.csv", b"", "is empty, 0 bytes"),
    ("visits.csv", b"\xef\xbb\xbf\n\n", "is empty"),
    ("visits.xlsx", b"a,b\n1,2\n", "is no .xlsx, whatever its name says"),
    ("visits.duckdb", b"\0" * 8 + b"DUCK" + b"\0" * 100, "cannot be read as a table"),
    ("visits.csv", b"a:b:c\n1:2:3\n4:5:6\n", 'seems to have ":" between its cells'),
    ("visits.csv", b"a,b\n1,2\n1,2,3,4\n", "beyond line 3"),
    ("visits.csv", "손님,금액\n".encode("utf-8") + "가람,1\n".encode("cp949"), "neither in UTF-8"),
    ("visits.csv", b"\xff\xfe\x00", "neither in UTF-8"),
    ("visits.csv#one", b"a,b\n1,2\n", "is one table: leave #one away"),
])
def test_what_cannot_be_read_is_one_sentence_with_the_fix(tmp_path, name, content, says):
    (tmp_path / name.partition("#")[0]).write_bytes(content)
    with Files() as files, pytest.raises(UnusableFile) as refused:
        files.read(tmp_path / name)
    assert says in str(refused.value) and "\n" not in str(refused.value)
