"""A slip in the year is told, wherever records come in, and its row is used all the same."""

import datetime

import pandas as pd
import pytest
from command_line import dangol as command

import dangol

DAYS = [datetime.date(2023, 1, 1) + datetime.timedelta(days=day) for day in range(300)]
SCHEMA = dangol.Schema(interaction=dangol.InteractionColumns("customer_id", time="visited_at"))


def visits(*more: str) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": [row % 30 for row in range(len(DAYS) + len(more))], "visited_at": pd.to_datetime([*map(str, DAYS), *more])})


def test_collect_warns_of_a_time_far_from_all_others_and_keeps_its_row():
    with pytest.warns(dangol.StrayTimeWarning, match=r"2204-05-01, lies 180 years after all others .* Schema\.window"):
        base = dangol.collect(interactions=visits("2204-05-01"), schema=SCHEMA)
    assert base.visit_count == 301
    stray, = base.account.stray_times
    assert (stray.table, stray.rows, stray.row, stray.date, stray.nearest, stray.after) == (dangol.TableKind.interactions, 1, 300, "2204-05-01", "2023-10-27", True)
    assert "180년 뒤" in base.account.to_text("korean") and str(stray) in str(base.account)


def test_records_without_one_pass_silently_and_later_ones_are_looked_at_too():
    base = dangol.collect(interactions=visits(), schema=SCHEMA)
    assert base.account.stray_times == []
    with pytest.warns(dangol.StrayTimeWarning, match="1900-01-01"):
        dangol.collect_more(base, interactions={"customer_id": [1], "visited_at": [datetime.date(1900, 1, 1)]})


def test_a_window_in_which_nobody_came_is_pointed_out_where_the_table_is_made():
    base = dangol.collect(interactions=visits(), schema=SCHEMA)
    plan = dangol.FeaturePlan(window=("2030-01-01", "2031-01-01"), features=[dangol.Frequency()])
    with pytest.warns(dangol.EmptyTableWarning, match="no customer has enough visits from 2030-01-01 until 2031-01-01, the window of the plan") as caught:
        assert dangol.build_features(base.permitting("profiling"), plan).customer_count == 0
    assert caught[0].filename == __file__
    assert dangol.build_features(base.permitting("profiling"), dangol.FeaturePlan(features=[dangol.Frequency()])).customer_count == 30  # and no warning, which would be an error


def test_a_window_of_the_schema_leaves_them_out():
    window = dangol.Schema(interaction=SCHEMA.interaction, window=("2020-01-01", "2025-01-01"))
    base = dangol.collect(interactions=visits("2204-05-01"), schema=window)
    assert base.account.tables[0].outside == 1 and base.account.stray_times == []


@pytest.mark.parametrize(("language", "words"), [("english", "180 years after all others"), ("korean", "180년 뒤")])
def test_the_command_line_says_it_once_in_the_language_asked(tmp_path, language, words):
    visits("2204-05-01").to_csv(tmp_path / "visits.csv", index=False)
    (tmp_path / "shop.toml").write_text('[customers]\nid = "customer_id"\n[interactions]\nfile = "visits.csv"\ntime = "visited_at"\n', encoding="utf-8")
    done = command("study", "--config", tmp_path / "shop.toml", "--language", language, "--out", tmp_path / "out")
    assert done.stderr.count(words) == 1 and "StrayTimeWarning" not in done.stderr
    assert words in (tmp_path / "out" / "summary.txt").read_text(encoding="utf-8")
    page = (tmp_path / "out" / "personas.html").read_text(encoding="utf-8")
    assert page.count(words) == 1  # among its cautions
    suggested = command("suggest", tmp_path / "visits.csv", "--language", language)
    assert suggested.stdout.count("window = ") == 1
    (tmp_path / "suggested.toml").write_text(suggested.stdout, encoding="utf-8")
    assert '\nwindow = ["2023-01-01", "2023-10-28"]' in suggested.stdout
    done = command("study", "--config", tmp_path / "suggested.toml", "--language", language, "--out", tmp_path / "again")
    assert words not in done.stderr and {"english": "1 outside", "korean": "1 기간 밖"}[language] in done.stderr
    assert "2204-05-01" in suggested.stdout and {"english": "a slip in the year?", "korean": "연도를 잘못"}[language] in suggested.stdout


def test_a_table_of_which_half_cannot_be_used_is_warned_of_with_the_reason():
    dates = [*map(str, DAYS[:10]), *["soon"] * 12]
    frame = {"customer_id": list(range(22)), "visited_at": dates}
    with pytest.warns(dangol.RowsSetAsideWarning, match=r"12 of 22 rows of the table of interactions cannot be used and were set aside \(no such date or time .+, 12 rows\): look at base\.set_aside") as caught:
        base = dangol.collect(interactions=frame, schema=SCHEMA)
    assert caught[0].filename == __file__ and base.account.tables[0].set_aside == 12
    dangol.collect(interactions={name: column[:19] for name, column in frame.items()}, schema=SCHEMA)  # few rows say little: no warning, which would be an error
