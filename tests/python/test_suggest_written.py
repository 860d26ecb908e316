"""`dangol suggest` takes dates, times and amounts as shops write them for what a study reads them as, and says how they are written where that is not the usual way."""

import contextlib
import datetime
import tomllib

import openpyxl
import pytest
from conftest import collected

import dangol
from dangol import cli
from dangol._profile import is_moment
from dangol._suggest_words import is_amount_text


def test_dates_and_amounts_as_shops_write_them_need_nothing(tmp_path, capsys):
    rows = "".join(f"c{n % 7},2024. {1 + n % 12}. {1 + n}. 오후 2:05,\"{n},500원\"\n" for n in range(1, 28))
    (tmp_path / "방문.csv").write_text("고객번호,날짜,금액\n" + rows, encoding="utf-8")
    assert cli.main(["suggest", str(tmp_path / "방문.csv"), "--out", str(tmp_path / "shop.toml")]) == 0
    content = tomllib.loads((tmp_path / "shop.toml").read_text(encoding="utf-8"))
    assert content["interactions"] == {"file": "방문.csv", "customer": "고객번호", "time": "날짜", "amount": "금액"}
    assert set(content["shop"]) == {"currency", "time_zone"}
    account = collected(tmp_path / "shop.toml").account.tables[0]
    assert (account.used, account.set_aside) == (27, 0)


DAYS = ["2024-01-02", "2024.1.2", "2024. 1. 2.", "2024/1/2", "2024년 1월 2일", "20240102", "31.12.2024", "2024.1.2(화)", "2024-01-02 (Tue)", "2024. 1. 2. (화요일)", "2.1.2024(화)",
        "1/2/2024 (Tuesday)", "2024.1.2(수)", "2024-13-01"]
CLOCKS = ["", " 14:05", " 9:05:30", " 14:05:07.25", " 오후 2:05", "오후 2:05", " 2:05 PM", " 오전 0:30", " 14시 5분", " 14시 5분 3초", "T14:05", "T14:05+09:00", "T14:05:07Z", " 25"]
AMOUNTS = ["12,000", "12000.5", "12,000원", "₩12,000", "₩12,000원", "￦12,000", "KRW 12,000", "12000 KRW", "-12,000원", "₩-12,000", "12,000 won", "ABC123", "123abc", "1만원",
           "4만5천원", "1만 2천", "3만", "5천5백원", "3만500원", "1억 2천만원", "1.5만원", "1,200만원", "₩4만5천", "0.5만", "4만5", "1억 5000", "만원", "4만 50", "1.234만", "3만~4만"]


def test_suggest_takes_for_times_and_amounts_what_a_study_reads_as_such():
    def reads(field, cell, **shop):
        columns = {"c": ["x"], "t": ["2024-01-01"]} | {field: [cell]}
        schema = dangol.Schema(interaction=dangol.InteractionColumns("c", time="t", **({"amount": "a"} if field == "a" else {})), time_zone="Asia/Seoul", **shop)
        base = dangol.collect(interactions=columns, schema=schema, progress=False)
        return not set(base.set_aside.to_dict()["reason"]) & {"unreadable_time", "contradicting_weekday", "unreadable_number"}

    assert [day + clock for day in DAYS for clock in CLOCKS if is_moment(day + clock) != reads("t", day + clock)] == []
    assert [cell for cell in AMOUNTS if is_amount_text(cell) != reads("a", cell, currency="KRW")] == []
    assert sum(is_moment(day) for day in DAYS) == len(DAYS) - 2 and sum(map(is_amount_text, AMOUNTS)) == len(AMOUNTS) - 8


def test_a_book_with_weekdays_and_a_sheet_of_notes_is_understood(tmp_path, capsys):
    book = openpyxl.Workbook()
    visits = book.active
    visits.title = "방문"
    visits.append(["고객번호", "방문일시", "결제금액"])
    for at in range(60):
        day = datetime.date(2024, 1, 1) + datetime.timedelta(days=at)
        visits.append([f"c{at % 9}", f"{day.year}.{day.month}.{day.day}({'월화수목금토일'[day.weekday()]}) 오후 5:00", f"₩{at + 1},000원"])
    book.create_sheet("메모")["A1"] = "5월에는 쉼"
    book.save(tmp_path / "장부.xlsx")
    assert cli.main(["suggest", "--language", "english", str(tmp_path / "장부.xlsx")]) == 0
    out, err = capsys.readouterr()
    content = tomllib.loads(out)["interactions"]
    assert (content["file"].rpartition("#")[2], content["time"], content["amount"]) == ("방문", "방문일시", "결제금액")
    assert "times from 2024-01-01 to 2024-02-29" in out
    assert "Stepped over:" in err and "장부.xlsx#메모 names columns and has no rows" in err
    visits.delete_rows(2, 60)
    book.save(tmp_path / "장부.xlsx")
    assert cli.main(["suggest", "--language", "english", str(tmp_path / "장부.xlsx")]) == 1
    assert "holds 2 tables, and none that can be used" in capsys.readouterr().err


@pytest.mark.parametrize(("days", "order"), [(["3.4.2024", "13.4.2024"], "day_first"), (["3/4/2024", "3/14/2024"], "month_first"), (["3/4/2024", "4/3/2024"], None)])
def test_the_order_of_dates_is_suggested_where_the_data_tell_it(tmp_path, capsys, days, order):
    rows = "".join(f"c{n % 7},{days[n % 2]},\"1.{100 + n},50\"\n" for n in range(40))
    (tmp_path / "visits.csv").write_text("customer,date,price\n" + rows, encoding="utf-8")
    assert cli.main(["suggest", str(tmp_path / "visits.csv"), "--out", str(tmp_path / "shop.toml")]) == 0
    text = (tmp_path / "shop.toml").read_text(encoding="utf-8")
    shop = tomllib.loads(text)["shop"]
    assert shop.get("date_order") == order and shop["decimal_mark"] == "comma"
    with contextlib.nullcontext() if order else pytest.warns(dangol.RowsSetAsideWarning, match="40 of 40 rows"):
        account = collected(tmp_path / "shop.toml").account.tables[0]
    assert account.set_aside == (0 if order else 40)
    assert order or "# date_order = " in text
