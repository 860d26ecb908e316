"""`dangol suggest` proposes what only the owner can say of a study, behind a #, from what the files hold."""

import re
import tomllib

import pytest
from conftest import TABLES

from dangol import cli


def proposed_test(text: str) -> tuple[str, int, int]:
    """The day, the leads from that day on, and all those whose outcome is known."""
    line = re.search(r'^# test_leads_from = "([\d-]+)"  # the (\d+) leads from that day on, of (\d+) whose outcome is known', text, re.MULTILINE)
    assert line, text
    return line[1], int(line[2]), int(line[3])


def leads_of(folder, days, closes=None):
    (folder / "visits.csv").write_text("customer_id,visited_at,amount\n" + "".join(f"c{n % 9},2024-{n % 12 + 1:02}-28,{n}\n" for n in range(60)))
    (folder / "leads.csv").write_text("customer_id,contacted_at,converted" + (",window_closes" if closes else "") + "\n" +
                                      "".join(f"c{n % 9},{day},{n % 2}{f',{closes[n]}' if closes else ''}\n" for n, day in enumerate(days)))
    return [str(folder / "visits.csv"), str(folder / "leads.csv")]


def test_a_day_is_proposed_from_which_on_leads_measure_the_scores(tmp_path, capsys):
    days = [f"2024-{month:02}-{day:02}" for month in (1, 2, 3, 4, 11, 12) for day in (3, 9, 14, 20, 27)]
    assert cli.main(["suggest", *leads_of(tmp_path, days)]) == 0
    text = capsys.readouterr().out
    assert proposed_test(text) == ("2024-04-27", 6, 25)  # of contacts that 30 days have passed since: 20 to April, 5 to 28 November
    tomllib.loads(text.replace("# test_leads_from", "test_leads_from"))
    closes = [day.replace("2024", "2025") if at % 2 else day for at, day in enumerate(days)]
    assert cli.main(["suggest", *leads_of(tmp_path, days, closes), "--language", "korean"]) == 0
    assert "# test_leads_from" not in capsys.readouterr().out, "15 closed leads are too few to part"


def test_no_day_is_proposed_before_which_no_lead_had_ended(tmp_path, capsys):
    days, ends = ["2024-03-01"] * 20 + ["2024-04-02"] * 10, ["2024-04-30"] * 20 + ["2024-05-31"] * 10  # the second letter went out before the answers to the first were in
    assert cli.main(["suggest", *leads_of(tmp_path, days, ends)]) == 0
    assert "test_leads_from" not in capsys.readouterr().out
    ends[:20] = ["2024-04-01"] * 20
    assert cli.main(["suggest", *leads_of(tmp_path, days, ends)]) == 0
    assert proposed_test(capsys.readouterr().out) == ("2024-04-02", 10, 30)


def test_the_window_that_is_proposed_holds_all_visits(tmp_path, capsys):
    assert cli.main(["suggest", *leads_of(tmp_path, ["2024-03-01"] * 5)]) == 0
    assert '# window = ["2024-01-28", "2024-12-29"]  # ' in capsys.readouterr().out


@pytest.mark.parametrize("days", [["2024-03-01"] * 40, ["2024-12-20"] * 40, [f"2024-02-{day:02}" for day in range(1, 20)]], ids=["one campaign", "all open", "few"])
def test_where_leads_cannot_be_parted_by_a_day_none_is_proposed(tmp_path, capsys, days):
    assert cli.main(["suggest", *leads_of(tmp_path, days)]) == 0
    assert "test_leads_from" not in capsys.readouterr().out


def test_the_day_that_is_proposed_leaves_about_a_quarter_of_the_closed_leads(world, tmp_path, capsys):
    files = [str(world / f"{name}.csv") for name in TABLES.values()]
    assert cli.main(["suggest", *files, "--out", str(tmp_path / "shop.toml")]) == 0
    day, later, closed = proposed_test((tmp_path / "shop.toml").read_text(encoding="utf-8"))
    assert 0.15 < later / closed < 0.35
    capsys.readouterr()
    assert cli.main(["suggest", *files, "--language", "korean"]) == 0
    assert f'# test_leads_from = "{day}"  # 결과를 아는 리드 {closed}건 가운데 이날부터의 {later}건은 점수를 재는 데만 씀' in capsys.readouterr().out


def test_a_few_slips_in_the_year_stretch_nothing_and_days_that_end_the_calendar_end_no_suggestion(tmp_path, capsys):
    files = leads_of(tmp_path, [f"2024-{month:02}-{day:02}" for month in (1, 2, 3, 4, 11, 12) for day in (3, 9, 14, 20, 27)] + ["9999-12-31"])
    usual = (tmp_path / "visits.csv").read_text()
    slips = "c1,2204-05-03,7\nc2,2242-05-03,7\nc3,9999-12-31,7\n"  # none of them the end, nor only the last of them left out
    (tmp_path / "visits.csv").write_text(usual + "".join(f"c{n % 9},2024-{n % 12 + 1:02}-{n % 27 + 1:02},{n}\n" for n in range(600)) + slips)
    assert cli.main(["suggest", *files]) == 0
    text = capsys.readouterr().out
    assert proposed_test(text)[2] == 25
    assert '\nwindow = ["2024-01-01", "2024-12-29"]' in text and "# window" not in text
    (tmp_path / "visits.csv").write_text(usual + "c3,9999-12-31,7\n" * 4)  # four of 64 are no slips any more, and no day follows
    assert cli.main(["suggest", *files]) == 0
    assert '\nwindow = ["2024-01-03", "9999-12-31"]' in capsys.readouterr().out  # for the one contact that is a slip


def test_leads_whose_outcome_nobody_wrote_down_measure_nothing(tmp_path, capsys):
    files = leads_of(tmp_path, [f"2024-{month:02}-{day:02}" for month in (1, 2, 3, 4, 11, 12) for day in (3, 9, 14, 20, 27)])
    rows = (tmp_path / "leads.csv").read_text().splitlines()
    (tmp_path / "leads.csv").write_text("\n".join(row[:-1] if row.startswith("c") and "2024-04" in row and row < "c7" else row for row in rows) + "\n")
    unknown = sum(row.endswith(",") for row in (tmp_path / "leads.csv").read_text().splitlines())
    assert unknown > 0
    assert cli.main(["suggest", *files]) == 0
    assert proposed_test(capsys.readouterr().out)[2] == 25 - unknown


@pytest.mark.parametrize(("answers", "scale", "says"), [
    ((2, 5), "[1, 5]", "given were 2 to 5"), ((0, 4), "[0, 5]", "given were 0 to 4"), ((3, 9.5), "[1, 10]", "given were 3 to 9.5"), ((10, 100), "[0, 100]", "given were 10 to 100"),
    ((-2, 2), "[…, …]", "given were -2 to 2")])
def test_the_narrowest_scale_of_satisfaction_that_holds_all_answers_is_proposed(tmp_path, capsys, answers, scale, says):
    files = leads_of(tmp_path, ["2024-03-01"] * 5)
    rows = (tmp_path / "visits.csv").read_text().splitlines()
    (tmp_path / "visits.csv").write_text("\n".join([rows[0] + ",satisfaction", *(f"{row},{answers[at % 2]}" for at, row in enumerate(rows[1:]))]))
    assert cli.main(["suggest", *files]) == 0
    text = capsys.readouterr().out
    line = next(line for line in text.splitlines() if line.startswith("# satisfaction_scale"))
    assert line.startswith(f"# satisfaction_scale = {scale} ") and says in line
    if "…" not in scale:
        assert tomllib.loads(line[2:])["satisfaction_scale"] == tomllib.loads(f"x = {scale}")["x"]
    (tmp_path / "visits.csv").write_text("\n".join(rows))
    assert cli.main(["suggest", *files]) == 0
    assert "satisfaction_scale" not in capsys.readouterr().out
