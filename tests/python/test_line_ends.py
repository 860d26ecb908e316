"""Lines that end in more than one way: a row appended by another program, or a cell with a line break. Every row is read, and none is two."""

import polars as pl
import pytest
from command_line import dangol as command

from dangol._files import Files

LF, CRLF, CR = "\n", "\r\n", "\r"
MIXTURES = {
    "header only": lambda line: CRLF if line == 0 else LF,
    "all but the header": lambda line: LF if line == 0 else CRLF,
    "one row in the middle": lambda line: CRLF if line == 25 else LF,
    "all but the last row": lambda line: LF if line == 50 else CRLF,
    "blocks": lambda line: (LF, CRLF)[line // 10 % 2],
    "of an old Macintosh": lambda line: CR if line < 30 else LF,
    "LF": lambda line: LF,
    "CRLF": lambda line: CRLF,
    "CR": lambda line: CR,
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("mixture", MIXTURES)
def test_every_row_is_read_whatever_its_end(tmp_path, mixture, encoding):
    rows = ["customer_id,visited_at,amount,메모", *(f'a{n % 20},2024-01-{1 + n % 28:02} 10:00,5,"둘{LF}줄 ""{n}"""' for n in range(50))]
    (tmp_path / "visits.csv").write_bytes("".join(row + MIXTURES[mixture](line) for line, row in enumerate(rows)).encode(encoding))
    with Files() as files:
        read = files.read(tmp_path / "visits.csv").fetchall()
        assert files.lines_of(tmp_path / "visits.csv", [49]) == [51]
    assert read == [(f"a{n % 20}", f"2024-01-{1 + n % 28:02} 10:00", "5", f'둘{LF}줄 "{n}"') for n in range(50)]


def test_a_row_that_cannot_be_read_is_named_by_its_own_line(tmp_path):
    rows = ["customer_id,visited_at", *(f"a{n},2024-01-01" for n in range(1, 20)), "a20,someday", "a21,2024-01-02"]
    (tmp_path / "visits.csv").write_bytes("".join(row + (CRLF if line == 5 else LF) for line, row in enumerate(rows)).encode())
    (tmp_path / "shop.toml").write_text('[customers]\nid = "customer_id"\n[interactions]\nfile = "visits.csv"\ntime = "visited_at"\n', encoding="utf-8")
    command("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out")
    assert pl.read_csv(tmp_path / "out/set_aside.csv")["line"].to_list() == [21]
