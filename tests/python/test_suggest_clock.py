"""A day and a time of day in columns of their own, as tills write them; and the currency from the sign beside an amount."""

import csv
import datetime
import tomllib

import openpyxl
import pytest
from command_line import complaint, suggested
from command_line import dangol as command

CLOCKS = {"24 hours": "{hour:02}:30", "AM and PM": "{of_twelve}:30 {half}", "오전과 오후": "{korean} {of_twelve}시 30분"}


def visits() -> list[tuple[str, int, int, int]]:
    """Who, on which day of 2024, at what hour, and what was paid: half come in the morning and half in the evening."""
    return [(f"c{who:02}", 1 + (who * 3 + 9 * at) % 330, (9 if who % 2 else 19) + at % 2, 10 + who % 7) for who in range(60) for at in range(20)]


def cells(who, day, hour, paid, clock: str) -> tuple[str, str, str, str]:
    told = clock.format(hour=hour, of_twelve=(hour - 1) % 12 + 1, half="AM" if hour < 12 else "PM", korean="오전" if hour < 12 else "오후")
    return who, f"{1 + day // 28}/{1 + day % 28}/2024", told, f"${paid}.50"


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_beside_the_day_is_suggested_and_read(tmp_path, capsys, clock):
    rows = [cells(*visit, CLOCKS[clock]) for visit in visits()]
    for name, header, lines in (("apart", ("Client", "Date", "Time", "Price"), rows), ("joined", ("Client", "Date", "Price"), [(who, f"{day} {at}", paid) for who, day, at, paid in rows])):
        (tmp_path / name).mkdir()
        with (tmp_path / name / "visits.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *lines])
        content = suggested(capsys, tmp_path / name / "visits.csv")
        assert content["interactions"].get("clock") == ("Time" if name == "apart" else None) and content["interactions"]["time"] == "Date"
        assert content["shop"]["currency"] == "USD" and content["shop"]["date_order"] == "month_first"
        (tmp_path / name / "shop.toml").write_text(command("suggest", tmp_path / name / "visits.csv").stdout, encoding="utf-8")
        done = command("study", "--config", tmp_path / name / "shop.toml", "--out", tmp_path / name / "out")
        assert done.returncode == 0 and "1,200 rows read = 1,200 used" in done.stderr, done.stderr
    of_both = [(tmp_path / name / "out/features.csv").read_text(encoding="utf-8-sig") for name in ("apart", "joined")]
    assert of_both[0] == of_both[1] and "visit_rhythm" in of_both[0]


def test_days_of_a_spreadsheet_and_hours_without_a_day(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["customer", "day", "at"])
    for who, day, hour, _ in visits():
        sheet.append([who, datetime.datetime(2024, 1, 1) + datetime.timedelta(days=day), datetime.time(hour, 30)])
    sheet.append(["c01", None, datetime.time(9, 30)])
    sheet.append(["c01", datetime.datetime(2024, 5, 6), None])
    sheet.append(["c01", datetime.datetime(2024, 5, 7), "quarter past"])
    book.save(tmp_path / "visits.xlsx")
    (tmp_path / "shop.toml").write_text('[interactions]\nfile = "visits.xlsx"\ncustomer = "customer"\ntime = "day"\nclock = "at"\n', encoding="utf-8")
    done = command("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out")
    assert done.returncode == 0 and "1,203 rows read = 1,201 used + 2 set aside" in done.stderr, done.stderr
    assert 'Columns of these cells: "day" 2.' in done.stderr
    set_aside = (tmp_path / "out/set_aside.csv").read_text(encoding="utf-8-sig")
    assert "1202" in set_aside and "1204" in set_aside and "1203" not in set_aside  # by the line of the sheet


def test_a_clock_that_is_not_there_is_named(tmp_path):
    (tmp_path / "visits.csv").write_text("customer_id,visited_at\nc1,2024-01-01\n", encoding="utf-8")
    (tmp_path / "shop.toml").write_text('[interactions]\nfile = "visits.csv"\ntime = "visited_at"\n', encoding="utf-8")
    assert 'There is no column "hour" in' in complaint(command("study", "--config", tmp_path / "shop.toml", "--clock", "hour", "--out", tmp_path / "out"), 1)


@pytest.mark.parametrize(("amount", "currency"), [("{}€", "EUR"), ("£{}", "GBP"), ("{}원", "KRW"), ("₩{},000", "KRW"), ("{} USD", "USD"), ("¥{}", ""), ("{}", "")])
def test_the_currency_is_guessed_from_the_sign(tmp_path, capsys, amount, currency):
    (tmp_path / "visits.csv").write_text("customer,date,price\n" + "".join(f'c{n % 9},2024-01-{n % 28 + 1:02},"{amount.format(10 + n)}"\n' for n in range(60)), encoding="utf-8")
    content = suggested(capsys, tmp_path / "visits.csv")
    assert content["interactions"]["amount"] == "price" and content["shop"]["currency"] == currency
    assert tomllib.loads(command("suggest", tmp_path / "visits.csv", "--language", "korean").stdout)["shop"]["currency"] == currency


def test_how_long_it_took_is_no_clock(tmp_path, capsys):
    (tmp_path / "visits.csv").write_text("고객번호,방문일시,시간\n" + "".join(f"c{n % 9},2024-01-{n % 28 + 1:02} 1{n % 8}:15,1:{n % 6}0\n" for n in range(60)), encoding="utf-8")
    assert "clock" not in suggested(capsys, tmp_path / "visits.csv")["interactions"]
