"""The command line on generated shops, CP949 and Parquet: what a study and scores write."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import duckdb
import polars as pl
import pytest
from command_line import dangol, options, refused, study, visits_only
from conftest import write_world

from dangol import LeadOutcome, Study
from dangol._commands import leads_to_contact, ranked


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    """A shop that saves its tables in CP949, as Korean spreadsheets do, but for its visits, which come as Parquet."""
    folder = tmp_path_factory.mktemp("shop")
    shop = write_world(folder / "cp949", encoding="cp949")
    plain = write_world(folder / "utf8")
    duckdb.sql(f"copy (from read_csv('{plain}/interactions.csv', all_varchar=true)) to '{folder}/interactions.parquet' (format parquet)")
    out = folder / "out"
    done = dangol("study", shop / "customers.csv", folder / "interactions.parquet", "--leads", shop / "leads.csv", "--consents", shop / "consent.csv",
                  *options(), "--window", "2023-01-01", "2024-10-01", "--test-leads-from", "2024-10-01", "--most", "3", "--k", "20",
                  "--contact-cost", "3000", "--conversion-margin", "60000", "--language", "korean", "--out", out)
    return shop, out, done


def test_a_study_writes_what_a_person_and_a_program_need(studied):
    _, out, done = studied
    assert done.returncode == 0, done.stderr
    assert "CP949" in done.stderr
    assert {path.name for path in out.iterdir()} >= {"study.dangol", "summary.txt", "members.csv", "scores.csv", "set_aside.csv", "personas.html", "leads.html"}
    assert (out / "summary.txt").read_text(encoding="utf-8").strip() == done.stdout.strip()
    assert "고객" in done.stdout
    scores = pl.read_csv(out / "scores.csv")
    assert scores["probability"].is_between(0, 1).all() and scores.height > 100
    assert scores["open"].is_sorted(descending=True) and 0 < scores["open"].sum() < scores.height
    assert all(part["log_odds"].is_sorted(descending=True) for part in scores.partition_by("open"))
    assert set(scores["disposition"]) <= {"연락 권장", "지금은 아님", "연락 제외", "표본 연락"}
    unusable = pl.read_csv(out / "set_aside.csv", infer_schema_length=None)
    assert "missing_customer" in unusable["reason"].to_list()
    visits = duckdb.sql(f"from '{out.parent}/interactions.parquet'").fetchall()
    for line in unusable.filter((pl.col("table") == "interactions") & (pl.col("reason") == "missing_customer"))["line"]:
        assert str(visits[line - 2][1] or "").strip().lower() in ("", "-", "없음", "na", "n/a", "nan", "null", "none"), "line 1 names the columns"


def test_a_row_that_was_set_aside_is_named_by_the_line_that_a_spreadsheet_shows(tmp_path):
    visits = tmp_path / "visits.csv"
    visits.write_text('장부,\n이름,언제\nkim,2024-01-01\n\n"lee\n(둘째)",2024-01-02\npark,어제\n,2024-01-03\n', encoding="utf-8")
    done = dangol("study", "--config", visits_only(tmp_path, visits), "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    found = pl.read_csv(tmp_path / "out/set_aside.csv")
    assert dict(zip(found["reason"], found["line"], strict=True)) == {"unreadable_time": 6, "missing_customer": 7}


def test_what_an_earlier_study_left_is_not_said_to_be_of_this_one(tmp_path):
    visits = tmp_path / "visits.csv"
    visits.write_text("이름,언제\nkim,2024-01-01\nlee,2024-01-02\n", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / "leads.html").write_text("of last year", encoding="utf-8")
    done = dangol("study", "--config", visits_only(tmp_path, visits), "--out", out)
    assert done.returncode == 0, done.stderr
    written = next(line for line in done.stderr.splitlines() if line.startswith("Written to"))
    assert "personas.html" in written and "leads.html" not in written
    assert "Of an earlier study, and not of this one: leads.html." in done.stderr
    assert (out / "leads.html").read_text(encoding="utf-8") == "of last year"


def test_where_nothing_was_set_aside_the_table_of_it_is_empty(tmp_path):
    visits = tmp_path / "visits.csv"
    visits.write_text("이름,언제\nkim,2024-01-01\nlee,2024-01-02\n", encoding="utf-8")
    done = dangol("study", "--config", visits_only(tmp_path, visits), "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/set_aside.csv").read_text(encoding="utf-8") == "\ufefftable,line,column,value_masked,reason,why\n"


def test_contacts_that_are_given_as_visits_are_noticed(tmp_path):
    leads = visits_only(tmp_path, tmp_path / "leads.csv")
    (tmp_path / "leads.csv").write_text("이름,언제,responded\nkim,2024-01-01,1\nlee,2024-01-02,0\n", encoding="utf-8")
    done = dangol("study", "--config", leads, "--out", tmp_path / "out", "--language", "korean")
    assert done.returncode == 0 and "leads.csv: 연락과 그 응답으로 보이는 열이 있습니다(responded)" in done.stderr and done.stderr.count("--leads로 주십시오") == 1
    assert "look like contacts" in dangol("study", "--config", leads, "--out", tmp_path / "out").stderr
    (tmp_path / "leads.csv").write_text("이름,언제,품목\nkim,2024-01-01,대여\nlee,2024-01-02,대여\n", encoding="utf-8")
    assert "look like contacts" not in dangol("study", "--config", leads, "--out", tmp_path / "out").stderr


def test_leads_are_scored_from_what_is_known_of_them(studied, tmp_path):
    _, out, _ = studied
    leads = tmp_path / "새 손님.csv"
    leads.write_text("이름,distance_km,visits,visits.exposure,campaign_type,when\n가람,1.5,12,180,우편,2024-11-01\n다온,,,,전보,2024-11-02 10:00\n", encoding="cp949")
    done = dangol("score", out / "study.dangol", leads, "--as-of-column", "when", "--customer", "이름", "--language", "korean", "--out", tmp_path / "scores.parquet")
    assert done.returncode == 0, done.stderr
    assert "학습 때 없던 값이 든 칸 1개" in done.stderr
    assert "고객이 전에 한 일은 열에 적힌 만큼만 셉니다" in done.stderr
    scores, ledgers = pl.read_parquet(tmp_path / "scores.parquet"), pl.read_parquet(tmp_path / "scores.ledgers.parquet")
    assert sorted(scores["이름"].to_list()) == ["가람", "다온"]
    assert scores["log_odds"].is_sorted(descending=True)
    sums = ledgers.group_by("line").agg(pl.col("log_odds").sum(), pl.col("points").sum()).join(scores, on="line")
    assert (sums["log_odds"] - sums["log_odds_right"]).abs().max() < 1e-9
    assert sums["points"].to_list() == sums["points_right"].to_list()


def test_scores_name_the_customer_and_the_line_and_are_not_written_over(studied, tmp_path):
    _, out, _ = studied
    (tmp_path / "new.csv").write_text("우리 손님\n고객번호,campaign_type,distance_km\nH00001,우편,1.5\n\nH00002,문자,2\n".replace("우리 손님\n", "우리 손님,,\n"), encoding="utf-8")
    wish = ["score", out / "study.dangol", tmp_path / "new.csv", "--as-of", "2025-01-05", "--language", "english", "--out", tmp_path / "scores.csv"]
    done = dangol(*wish)
    assert done.returncode == 0, done.stderr
    assert '"고객번호" is taken for the customer' in done.stderr and re.search(r"2 leads scored from 2 of the \d+ columns that the scores were fitted on, best first", done.stderr)
    scores = pl.read_csv(tmp_path / "scores.csv")
    assert dict(zip(scores["고객번호"], scores["line"], strict=True)) == {"H00001": 3, "H00002": 5}
    before = (tmp_path / "scores.csv").read_bytes()
    assert before.startswith(b"\xef\xbb\xbfline,")
    assert "is there already" in refused(dangol(*wish), 2) and (tmp_path / "scores.csv").read_bytes() == before
    (tmp_path / "new.csv").write_text("campaign_type\n우편\n", encoding="utf-8")
    done = dangol(*wish, "--overwrite")
    assert done.returncode == 0 and (tmp_path / "scores.csv").read_bytes() != before
    fitted = len(Study.load(out / "study.dangol").scorer.columns)
    assert f"1 lead scored from 1 of the {fitted} columns that the scores were fitted on" in done.stderr
    assert f"{fitted - 1} of the {fitted} columns are not known: " in done.stderr and "probability_low to probability_high" in done.stderr
    assert "order" not in done.stderr  # one column may say nearly all that the others say
    said = dangol(*wish, "--overwrite", "--language", "korean").stderr
    assert f"점수를 만든 열 {fitted}개 가운데 1개로 리드 1건에" in said and f"열 {fitted}개 가운데 모르는 것 {fitted - 1}개: " in said
    names = [column.name for column in Study.load(out / "study.dangol").scorer.columns]
    (tmp_path / "new.csv").write_text(f"campaign_type,{names[0]}\n우편,\n", encoding="utf-8")  # a column without a cell tells nothing
    assert f"from 1 of the {fitted} columns" in dangol(*wish, "--overwrite").stderr


def test_the_columns_that_a_file_does_not_have_are_named(studied, tmp_path):
    _, out, _ = studied
    scorer = Study.load(out / "study.dangol").scorer
    cells = {column.name: column.levels[0] if column.levels else "1" for column in scorer.columns if column.kind.name != "composition"}
    days = {f"{column.name}.exposure": "365" for column in scorer.columns if column.kind.name == "count"}
    written = lambda all_of: ",".join(all_of) + "\n" + ",".join(all_of.values()) + "\n"
    (tmp_path / "new.csv").write_text(written(cells), encoding="utf-8")
    done = dangol("score", out / "study.dangol", tmp_path / "new.csv", "--as-of", "2025-01-05", "--language", "english", "--out", tmp_path / "scores.csv")
    assert done.returncode != 0 and "Line 2" in done.stderr and 'exposure is "not given"' in done.stderr, done.stderr  # a count of one day would be a regular's
    (tmp_path / "new.csv").write_text(written(cells | days | {"remark": "tall", "hat": "7"}), encoding="utf-8")
    done = dangol("score", out / "study.dangol", tmp_path / "new.csv", "--as-of", "2025-01-05", "--language", "english", "--out", tmp_path / "scores.csv")
    assert f"1 lead scored from {len(cells)} of the {len(scorer.columns)} columns" in done.stderr
    assert '2 columns of the file are not among those, and were not used: "remark", "hat".' in done.stderr
    others = [column.name for column in scorer.columns if column.name not in cells]
    assert f"{len(others)} of the {len(scorer.columns)} columns {'is' if len(others) == 1 else 'are'} not known: {', '.join(others)}." in done.stderr


def test_scores_speak_the_language_of_the_study(studied, tmp_path):
    _, out, _ = studied  # in Korean
    (tmp_path / "new.csv").write_text("campaign_type\n우편\n", encoding="utf-8")
    wish = ["score", out / "study.dangol", tmp_path / "new.csv", "--as-of", "2025-01-05", "--out", tmp_path / "scores.csv", "--overwrite"]
    assert "리드 1건에 점수를 매겼습니다" in dangol(*wish).stderr and "모든 리드의 출발점" in (tmp_path / "scores.ledgers.csv").read_text(encoding="utf-8-sig")
    assert "1 lead scored" in dangol(*wish, "--language", "english").stderr and "Where every lead starts" in (tmp_path / "scores.ledgers.csv").read_text(encoding="utf-8-sig")


def test_a_share_is_read_as_one_with_what_is_behind_it(studied, tmp_path):
    _, out, _ = studied

    def told(cell, exposure):
        (tmp_path / "new.csv").write_text(f"past_responses,past_responses.exposure\n{cell},{exposure}\n", encoding="utf-8")
        done = dangol("score", out / "study.dangol", tmp_path / "new.csv", "--as-of", "2025-01-05", "--out", tmp_path / "scores.csv", "--overwrite", "--language", "english")
        return done.stderr + ((tmp_path / "scores.ledgers.csv").read_text(encoding="utf-8-sig") if done.returncode == 0 else "")

    assert "Responded to 2 of 4 past contacts" in told(0.5, 4) and "Responded to 0 of 1 past contacts" in told(0, "")
    assert 'new.csv holds "3" in the column "past_responses", which is a share: write it between 0 and 1' in told(3, 4)
    assert 'past_responses trials is "not given"' in told(0.5, "") and "past_responses.exposure" in told(0.5, "")
    done = dangol("score", out / "study.dangol", tmp_path / "new.csv", "--as-of", "2025-01-05", "--out", tmp_path / "scores.csv", "--overwrite")
    assert "몇 번 가운데의 비율인지 이름 뒤에 .exposure를 붙인 열로" in done.stderr


def test_the_scores_of_a_study_name_the_line_of_the_lead(studied):
    shop, out, _ = studied
    leads = (shop / "leads.csv").read_text(encoding="cp949").splitlines()
    scores = pl.read_csv(out / "scores.csv")
    assert "source_row" not in scores.columns
    for customer, line in zip(scores["customer"][:50], scores["line"][:50], strict=True):
        assert leads[line - 1].split(",")[1] == customer


def test_what_is_written_for_people_is_read_by_their_spreadsheets_and_says_why(studied):
    _, out, _ = studied
    assert all((out / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf") for name in ("members", "scores", "set_aside"))
    unusable = pl.read_csv(out / "set_aside.csv", infer_schema_length=None)
    assert unusable.columns == ["table", "line", "column", "value_masked", "reason", "why"]
    assert set(unusable.filter(pl.col("reason") == "missing_customer")["why"]) == {"고객 번호 없음"}


@pytest.mark.parametrize(("day", "says"), [("5.1.2025", '--as-of is "5.1.2025", but must be a day'), ("--language=korean", "")])
def test_the_day_of_the_leads_is_called_by_its_option(studied, tmp_path, day, says):
    _, out, _ = studied
    wish = ["score", out / "study.dangol", tmp_path / "not-even-read.csv", "--out", tmp_path / "scores.csv", "--as-of", "5.1.2025"]
    if says:
        assert says in refused(dangol(*wish, "--language", "english"), 2)
    else:
        assert "--as-of:" in refused(dangol(*wish, day), 2) and "달력에 있는 날" in refused(dangol(*wish, day), 2)


def test_help_names_every_option():
    done = dangol("study", "--help")
    assert done.returncode == 0
    for option in ("--customer-id", "--discount", "--unzoned", "--window", "--k", "--contact-cost", "--test-leads-from"):
        assert option in done.stdout


def test_the_page_of_leads_sends_nobody_to_somebody_who_has_answered(capsys):
    leads = SimpleNamespace(outcomes=[LeadOutcome.converted, LeadOutcome.open, LeadOutcome.not_converted, LeadOutcome.open], rows=lambda rows: rows)
    assert leads_to_contact(leads) == [1, 3]
    over = SimpleNamespace(outcomes=[LeadOutcome.converted, LeadOutcome.not_converted])
    assert leads_to_contact(over) is over
    assert "No lead is open any more" in capsys.readouterr().err
    assert leads_to_contact(None) is None


def test_scores_are_at_the_time_of_the_shop_and_in_the_words_of_the_page():
    leads = SimpleNamespace(outcomes=[LeadOutcome.converted, LeadOutcome.open, LeadOutcome.open])
    at = datetime(2024, 12, 31, 16, 30, tzinfo=UTC)
    scores = {"customer": ["a", "b", "c"], "contacted_at": [at, at, at], "log_odds": [3.0, 1.0, 2.0], "disposition": ["nurture", "explore", "set_aside"]}
    assert ranked(scores, leads, "Asia/Seoul") == {
        "customer": ["c", "b", "a"], "open": [True, True, False], "contacted_at": ["2025-01-01 01:30:00"] * 3, "log_odds": [2.0, 1.0, 3.0],
        "disposition": ["set aside", "contact as a sample", "not now"]}
