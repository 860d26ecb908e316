"""The command line on generated shops: CP949 and Parquet, options and TOML; every unusable file gives one clear sentence and exit code 1, wrong use 2."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import duckdb
import polars as pl
import pytest
from conftest import write_world

from dangol import LeadOutcome
from dangol._commands import leads_to_contact, ranked

COLUMNS = {
    "--joined": "joined_on",
    "--attribute": ["age_band:ordered_category:20대 이하<30대<40대<50대<60대 이상", "gender:category", "children:count", "distance_km:positive:km"],
    "--protected": "gender",
    "--time": "visited_at",
    "--visit": "visit_id",
    "--amount": "amount_krw",
    "--discount": "discount_krw",
    "--offering": "offering",
    "--channel": "channel",
    "--party-size": "party_size",
    "--planned": "planned",
    "--contacted": "contacted_at",
    "--converted": "converted",
    "--converted-at": "converted_at",
    "--window-closes": "window_closes",
    "--lead-attribute": "campaign_type:category",
    "--currency": "KRW",
    "--time-zone": "Asia/Seoul",
}


def options(**changes) -> list[str]:
    chosen = COLUMNS | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return [part for name, values in chosen.items() if values is not None for value in ([values] if isinstance(values, str) else values) for part in (name, value)]


def dangol(*arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "dangol.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def refused(done: subprocess.CompletedProcess, code: int) -> str:
    """The one sentence on standard error."""
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.strip().splitlines() if line.startswith(("dangol", "usage")) or line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


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


def visits_only(folder, visits):
    config = folder / "shop.toml"
    config.write_text(f'[customers]\nid = "이름"\n[interactions]\nfile = "{visits.name}"\ntime = "언제"\n', encoding="utf-8")
    return config


def test_where_nothing_was_set_aside_the_table_of_it_is_empty(tmp_path):
    visits = tmp_path / "visits.csv"
    visits.write_text("이름,언제\nkim,2024-01-01\nlee,2024-01-02\n", encoding="utf-8")
    done = dangol("study", "--config", visits_only(tmp_path, visits), "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/set_aside.csv").read_text(encoding="utf-8") == "\ufefftable,line,column,value_masked,reason,why\n"


def test_contacts_that_are_given_as_visits_are_noticed(shop, tmp_path):
    leads = visits_only(tmp_path, tmp_path / "leads.csv")
    (tmp_path / "leads.csv").write_text("이름,언제,responded\nkim,2024-01-01,1\nlee,2024-01-02,0\n", encoding="utf-8")
    done = dangol("study", "--config", leads, "--out", tmp_path / "out", "--language", "korean")
    assert done.returncode == 0 and "leads.csv: 연락과 그 응답으로 보이는 열이 있습니다(responded)" in done.stderr and done.stderr.count("--leads로 주십시오") == 1
    assert "look like contacts" in dangol("study", "--config", leads, "--out", tmp_path / "out").stderr
    (tmp_path / "leads.csv").write_text("이름,언제,품목\nkim,2024-01-01,대여\nlee,2024-01-02,대여\n", encoding="utf-8")
    assert "look like contacts" not in dangol("study", "--config", leads, "--out", tmp_path / "out").stderr


@pytest.mark.parametrize(("options", "says"), [
    (["--window", "2030-01-01", "2031-01-01"], "살펴볼 기간에 기록이 있는 고객: 0. 1 이상이어야 합니다."),
    (["--window", "2024-02-01", "2024-01-01"], "뒤여야 합니다."),
    (["--time-zone", "Asia/Seul"], '--time-zone: "Asia/Seul".'),
    (["--k", "0"], "--k: 0. 1 이상이어야 합니다."),
])
def test_what_the_library_refuses_is_told_in_korean_where_that_is_asked(tmp_path, options, says):
    visits = tmp_path / "visits.csv"
    visits.write_text("이름,언제\nkim,2024-01-01\nlee,2024-01-02\n", encoding="utf-8")
    done = dangol("study", "--config", visits_only(tmp_path, visits), "--language", "korean", "--out", tmp_path / "out", *options)
    assert says in done.stderr and not re.search(r"must be| is \d", done.stderr), done.stderr


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
    wish = ["score", out / "study.dangol", tmp_path / "new.csv", "--as-of", "2025-01-05", "--out", tmp_path / "scores.csv"]
    done = dangol(*wish)
    assert done.returncode == 0, done.stderr
    assert '"고객번호" is taken for the customer' in done.stderr and "2 leads scored from 2 columns" in done.stderr
    scores = pl.read_csv(tmp_path / "scores.csv")
    assert dict(zip(scores["고객번호"], scores["line"], strict=True)) == {"H00001": 3, "H00002": 5}
    before = (tmp_path / "scores.csv").read_bytes()
    assert before.startswith(b"\xef\xbb\xbfline,")
    assert "is there already" in refused(dangol(*wish), 2) and (tmp_path / "scores.csv").read_bytes() == before
    (tmp_path / "new.csv").write_text("campaign_type\n우편\n", encoding="utf-8")
    done = dangol(*wish, "--overwrite")
    assert done.returncode == 0 and "1 lead scored from 1 column," in done.stderr and (tmp_path / "scores.csv").read_bytes() != before


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
        assert says in refused(dangol(*wish), 2)
    else:
        assert "--as-of:" in refused(dangol(*wish, day), 2) and "달력에 있는 날" in refused(dangol(*wish, day), 2)


def test_amounts_that_nobody_can_read_are_said_before_anything_fails_of_them(tmp_path):
    text = "이름,언제,얼마\n" + "".join(f"c{at % 9},2024-01-{at % 28 + 1:02},\\{at},000\n".replace(f"\\{at},000", f'"\\{at},000"') for at in range(1, 60))
    (tmp_path / "visits.csv").write_text(text, encoding="utf-8")
    config = visits_only(tmp_path, tmp_path / "visits.csv")
    config.write_text(config.read_text(encoding="utf-8") + 'amount = "얼마"\n[shop]\ncurrency = "KRW"\n', encoding="utf-8")
    done = dangol("study", "--config", config, "--out", tmp_path / "out")
    assert done.returncode == 1 and 'all 59 rows were set aside, mostly for "얼마": not a number' in done.stderr.splitlines()[-1]
    done = dangol("study", "--config", config, "--language", "korean", "--out", tmp_path / "out")
    assert '59행이 모두 제외되었습니다. 가장 많은 까닭은 "얼마" 열: 숫자가 아님' in done.stderr.splitlines()[-1]
    (tmp_path / "visits.csv").write_text(text, encoding="cp949")  # where that byte is how Korean Windows writes ₩
    done = dangol("study", "--config", config, "--out", tmp_path / "out")
    assert done.returncode == 0 and "59 used" in done.stderr, done.stderr


def test_a_config_without_interactions_is_told_what_is_missing(tmp_path):
    (tmp_path / "shop.toml").write_text('[shop]\ncurrency = "KRW"\n', encoding="utf-8")
    assert f"[interactions] is missing in {tmp_path / 'shop.toml'}" in refused(dangol("study", "--config", tmp_path / "shop.toml"), 2)
    assert "[interactions] 항목이 없습니다" in refused(dangol("study", "--config", tmp_path / "shop.toml", "--language", "korean"), 2)


def test_leads_in_the_place_of_visits_are_not_helped_to_be_studied(shop, tmp_path):
    said = refused(study(shop | {"interactions": shop["leads"]}, tmp_path), 1)
    assert "did you mean" not in said and "give it with --leads" in said
    assert "--leads로" in refused(study(shop | {"interactions": shop["leads"]}, tmp_path, "--language", "korean"), 1)


@pytest.mark.parametrize("what", ["a folder", "toml", "archive", "out"])
def test_what_the_machine_refuses_is_told_in_korean(shop, tmp_path, what):
    (tmp_path / "t.toml").write_text("[shop]\ncurrency = KRW\n", encoding="utf-8")
    (tmp_path / "file").write_text("a", encoding="utf-8")
    arguments, code, says = {
        "a folder": (["study", tmp_path, tmp_path, "--time", "t"], 1, "열 수 없습니다(폴더입니다)"),
        "toml": (["study", "--config", tmp_path / "t.toml"], 2, "2행 12번째 글자를"),
        "archive": (["score", shop["leads"], shop["leads"], "--as-of", "2025-01-05", "--out", tmp_path / "s.csv"], 1, "`dangol study` 명령이 쓴 study.dangol을"),
        "out": (["suggest", shop["customers"], "--out", tmp_path / "file/shop.toml"], 1, "쓰거나 읽을 수 없습니다("),
    }[what]
    said = dangol(*arguments, "--language", "korean")
    assert said.returncode == code and says in said.stderr and not re.search(r"Is a|exists|Not a|Invalid|save\(\)", said.stderr), said.stderr


@pytest.fixture
def shop(world):
    return {name: world / f"{name}.csv" for name in ("customers", "interactions", "leads", "consent")}


def study(shop, tmp_path, *more, **changes) -> subprocess.CompletedProcess:
    return dangol("study", shop["customers"], shop["interactions"], "--leads", shop["leads"], *options(**changes), "--out", tmp_path / "out", *more)


@pytest.mark.parametrize(("changes", "says"), [
    ({"amount": "amount_kwr"}, 'interactions.csv (did you mean "amount_krw"?): mend amount in [interactions], or --amount; the file has visit_id, '),
    ({"contacted": "called"}, 'leads.csv: mend contacted in [leads], or --contacted; the file has '),
    ({"attribute": ["childern:count"], "protected": None}, 'customers.csv (did you mean "children"?): mend attributes in [customers], or --attribute; the file has '),
])
def test_a_column_that_is_not_there_is_named(shop, tmp_path, changes, says):
    assert says in refused(study(shop, tmp_path, **changes), 1)


def test_a_column_that_is_not_there_is_named_in_korean(shop, tmp_path):
    said = refused(study(shop, tmp_path, "--language", "korean", time="vsited_at"), 1)
    assert 'interactions.csv: "vsited_at" 열이 없습니다. "visited_at" 열입니까? [interactions]의 time 또는 --time 설정을' in said
    assert "There is" not in said


@pytest.mark.parametrize(("table", "says"), [("customers", "export it with its rows, or leave it out."), ("interactions", "export it with its rows.")])
def test_a_table_without_rows_is_named(shop, tmp_path, table, says):
    empty = tmp_path / "empty.csv"
    empty.write_text(shop[table].read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert refused(study(shop | {table: empty}, tmp_path), 1).endswith(says)
    assert "empty.csv: 열 이름만 있고 행이 없습니다" in refused(study(shop | {table: empty}, tmp_path, "--language", "korean"), 1)


FILES = {
    "empty": (b"", "is empty"),
    "blank": (b"\n\n", "is empty"),
    "spreadsheet": (b"PK\x03\x04rest", "no spreadsheet that can be read"),
    "old spreadsheet": (b"\xd0\xcf\x11\xe0rest", "save it as .xlsx or CSV"),
    "database": (b"SQLite format 3\0rest", "cannot be read as SQLite"),
    "web page": (b"<html><table>", "looks like a web page"),
    "another delimiter": (b"customer_id^joined_on\nH00001^2024-01-01\n", 'seems to have "^" between its cells'),
    "a longer line": (b"customer_id,joined_on\n" + b"H00001,2024-01-01\n" * 5 + b"H00002,2024-01-01,\xec\x9a\xb0\xeb\xa6\xac, 3\n", "beyond line 7"),
    "picture": (b"\x89PNG\r\n", "is a picture"),
    "binary": (b"customer_id\0\1\2", "neither text nor Parquet"),
    "json": (b'[{"customer_id": 1}]', "looks like JSON"),
    "no encoding": (b"customer_id\n\xff\xfe\xfa\x80", "neither in UTF-8 nor in UTF-16 or CP949"),
    "another table": (b"a,b\n1,2\n", 'no column "customer_id"'),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_table_gives_one_clear_sentence(shop, tmp_path, kind):
    content, says = FILES[kind]
    broken = tmp_path / "customers.csv"
    broken.write_bytes(content)
    assert says in refused(study(shop | {"customers": broken}, tmp_path), 1)


def test_csv_that_is_called_parquet_is_found_out(shop, tmp_path):
    broken = tmp_path / "customers.parquet"
    broken.write_bytes(shop["customers"].read_bytes())
    assert "is not Parquet, whatever its name says" in refused(study(shop | {"customers": broken}, tmp_path), 1)


def test_a_cut_parquet_file_is_refused(shop, tmp_path):
    broken = tmp_path / "customers.parquet"
    broken.write_bytes(b"PAR1" + bytes(100))
    assert "cannot be read as Parquet" in refused(study(shop | {"customers": broken}, tmp_path), 1)


def test_a_file_that_is_not_there_is_named(shop, tmp_path):
    assert "There is no file" in refused(study(shop | {"customers": tmp_path / "no.csv"}, tmp_path), 1)


@pytest.mark.parametrize(("changes", "more", "says"), [
    ({"attribute": ["children:cout"], "protected": None}, [], 'must be one of'),
    ({"attribute": ["children"], "protected": None}, [], "names no kind"),
    ({"protected": "age"}, [], "--protected age is no attribute"),
    ({"time": None}, [], "--time is missing"),
    ({}, ["--window", "2023-01-01", "2023-99-01"], "2023-99-01"),
    ({}, ["--window", "2023-01-01", "1.5.2023"], '--window is "1.5.2023"'),
    ({}, ["--leads-from", "1.5.2023"], '--leads-from is "1.5.2023"'),
    ({}, ["--contact-cost", "3"], "belong together"),
    ({}, ["--contact-cost=-5", "--conversion-margin", "3"], "--contact-cost is -5, but must be above 0."),
    ({}, ["--k", "0"], "--k is 0, but must be at least 1."),
])
def test_wrong_use_gives_one_sentence_and_code_2(shop, tmp_path, changes, more, says):
    assert says in refused(study(shop, tmp_path, *more, **changes), 2)


@pytest.mark.parametrize("arguments", [[], ["scour"], ["study"], ["study", "a", "b", "--cost", "3"], ["score", "a", "b", "--language", "latin"]])
def test_what_the_command_line_does_not_know_is_code_2(arguments):
    done = dangol(*arguments)
    assert done.returncode == 2 and "Traceback" not in done.stderr and "--help" in done.stderr


def test_a_file_that_is_no_model_is_refused(shop, tmp_path):
    done = dangol("score", shop["customers"], shop["leads"], "--as-of", "2024-10-01", "--out", tmp_path / "scores.csv")
    assert "customers.csv" in refused(done, 1)


def settings(folder, shop, **changes) -> str:
    """The same study as the options say, as a file."""
    text = f"""
[shop]
currency = "KRW"
time_zone = "Asia/Seoul"
[customers]
file = "{shop["customers"]}"
joined = "joined_on"
[customers.attributes]
age_band = {{kind = "ordered_category", levels = ["20대 이하", "30대", "40대", "50대", "60대 이상"]}}
gender = {{kind = "category", protected = true}}
children = "count"
distance_km = {{kind = "positive", unit = "km"}}
[interactions]
file = "{shop["interactions"]}"
time = "visited_at"
visit = "visit_id"
amount = "amount_krw"
discounts = ["discount_krw"]
offering = "offering"
channel = "channel"
party_size = "party_size"
planned = "planned"
[leads]
file = "{shop["leads"]}"
contacted = "contacted_at"
converted = "converted"
converted_at = "converted_at"
window_closes = "window_closes"
attributes = {{campaign_type = "category"}}
[study]
window = ["2023-01-01", 2024-10-01]
most = 2
"""
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "shop.toml").write_text(text, encoding="utf-8")
    return text


def test_a_toml_file_says_what_options_say_and_options_win(shop, tmp_path):
    settings(tmp_path, shop)
    by_file = dangol("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "file")
    by_options = study(shop, tmp_path, "--window", "2023-01-01", "2024-10-01", "--most", "2")
    assert by_file.returncode == 0, by_file.stderr
    assert by_file.stdout == by_options.stdout != ""
    assert (tmp_path / "file/members.csv").read_bytes() == (tmp_path / "out/members.csv").read_bytes()
    other = dangol("study", "--config", tmp_path / "shop.toml", "--time", "vsited_at", "--out", tmp_path / "other")
    assert 'no column "vsited_at"' in refused(other, 1)


@pytest.mark.parametrize(("old", "new", "says"), [
    ("time =", "tiem =", '"tiem" in [interactions], which is not known (did you mean time?)'),
    ("[leads]", "[lead]", "[lead], which is not known (did you mean leads?)"),
    ("[shop]", "[shop", "is no TOML"),
    ('children = "count"', 'children = "cout"', "must be one of"),
    ('children = "count"', 'children = {kind = "count", untis = "people"}', "did you mean unit?"),
    ("attributes = {campaign_type", "attributes = [1] # {", "must be a table"),
    ("most = 2", 'most = "two"', "most"),
    ("most = 2", "contact_cost = 2", "belong together"),
    ('time = "visited_at"', "", "--time is missing"),
    ('[interactions]\nfile =', "[interactions]\nsatisfaction = \"s\" #", "file is missing in [interactions] of "),
])
def test_a_mistake_in_the_toml_file_is_one_sentence_and_code_2(shop, tmp_path, old, new, says):
    settings(tmp_path, shop, **{old: new})
    assert says in refused(dangol("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out"), 2)


def test_a_toml_file_that_is_not_there_is_said_how_to_make(tmp_path):
    assert "dangol suggest" in refused(dangol("study", "--config", tmp_path / "no.toml"), 2)


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


KOREAN = {
    "empty": b"", "blank": b"\n\n", "spreadsheet": b"PK\x03\x04rest", "old spreadsheet": b"\xd0\xcf\x11\xe0rest", "database": b"SQLite format 3\0rest",
    "another delimiter": b"customer_id^joined_on\nH00001^2024-01-01\n", "a longer line": b"customer_id,joined_on\n" + b"H00001,2024-01-01\n" * 5 + b"H00002,2024-01-01,a,3\n",
    "no encoding": b"customer_id\n\xff\xfe\xfa\x80", "two of one name": b"customer_id,customer_id\n1,2\n",
}


@pytest.mark.parametrize("kind", KOREAN)
def test_a_file_that_cannot_be_read_is_told_in_korean_where_that_is_asked(tmp_path, kind):
    (tmp_path / "고객.csv").write_bytes(KOREAN[kind])
    said = refused(dangol("study", tmp_path / "고객.csv", tmp_path / "고객.csv", "--time", "t", "--language", "korean", "--out", tmp_path / "out"), 1)
    assert "고객.csv: " in said and said.endswith(".") and " cannot " not in said


@pytest.mark.parametrize(("options", "says"), [
    (["study", "--language", "korean"], "기록이 어디 있는지"),
    (["study", "a.csv", "b.csv", "--language=korean"], "--time이 없습니다"),
    (["study", "a.csv", "b.csv", "--time", "t", "--contact-cost", "1", "--language", "korean"], "함께 적거나"),
    (["study", "--config", "nowhere.toml", "--language", "korean"], "nowhere.toml: 없는 파일입니다"),
    (["study", "a.csv", "b.csv", "--time", "t", "--attribute", "age", "--language", "korean"], "종류가 없습니다"),
    (["score", "nowhere.dangol", "leads.csv", "--language", "korean"], "리드가 언제 들어왔는지"),
    (["study", "--no-such-option", "--language", "korean"], "쓰는 법이 맞지 않습니다"),
])
def test_wrong_use_is_told_in_korean_where_that_is_asked(options, says):
    assert says in dangol(*options).stderr


def test_the_language_of_the_file_is_that_of_what_is_said(tmp_path):
    (tmp_path / "shop.toml").write_text('[study]\nlanguage = "korean"\n[interactions]\nfile = "visits.csv"\n', encoding="utf-8")
    assert "--time이 없습니다" in dangol("study", "--config", tmp_path / "shop.toml").stderr
    assert "--time is missing" in dangol("study", "--config", tmp_path / "shop.toml", "--language", "english").stderr


def complaint(done: subprocess.CompletedProcess, code: int) -> str:
    """The last sentence on standard error: above it stands what was found out about the files."""
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def craftsperson(folder) -> str:
    """Thirty customers of a tailor: every third is a bride, who comes once and spends much; the others come often for little. As a spreadsheet of hers has it."""
    lines = ["who;when;paid;pieces"]
    for customer in range(30):
        bride = customer % 3 == 0
        for visit in range(1 if bride else 5 + customer % 3):
            day, month = 1 + (7 * customer + 5 * visit) % 12, 1 + (customer + 2 * visit) % 12
            won = 1_000_000 + 10_000 * customer if bride else 45_000 + 300 * customer
            lines.append(f"c{customer:02};{day}.{month}.2024;{won:,.2f};{1 + visit % 2}".replace(",", " ").replace(".00", ",00").replace(" ", "."))
    (folder / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = '[shop]\ncurrency = "KRW"\n[interactions]\nfile = "visits.csv"\ncustomer = "who"\ntime = "when"\namount = "paid"\n[study]\nmost = 2\nk = 5\nwindow = ["2024-01-01", "2025-01-01"]\n'
    (folder / "shop.toml").write_text(text, encoding="utf-8")
    return text


def test_options_say_how_dates_and_decimals_are_written_and_how_many_were_bought(tmp_path):
    craftsperson(tmp_path)
    told = ["--decimal-mark", "comma", "--quantity", "pieces"]
    done = dangol("study", "--config", tmp_path / "shop.toml", *told, "--date-order", "day_first", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert pl.read_csv(tmp_path / "out/set_aside.csv").height == 0
    assert pl.read_csv(tmp_path / "out/members.csv").height == 30
    untold = dangol("study", "--config", tmp_path / "shop.toml", *told, "--out", tmp_path / "untold")
    assert "declare date_order" in untold.stderr
    for wrong in (["--date-order", "sideways"], ["--decimal-mark", "dot"]):
        assert "invalid choice" in complaint(dangol("study", "--config", tmp_path / "shop.toml", *wrong), 2)
    assert "mend quantity in [interactions], or --quantity" in complaint(dangol("study", "--config", tmp_path / "shop.toml", "--quantity", "peices"), 1)


KINDS = """
[declared_kinds.brides.expectations]
visits = "1/year"
spend_per_visit = 1_100_000
[declared_kinds.regulars]
customers = 10
expectations = {visits = "6/year", spend_per_visit = {value = 50_000, spread = 0.5}}
"""
TOLD = ["--date-order", "day_first", "--decimal-mark", "comma"]


def test_thirty_customers_are_told_apart_by_kinds_that_their_tailor_declares(tmp_path):
    text = craftsperson(tmp_path)
    (tmp_path / "shop.toml").write_text(text + KINDS, encoding="utf-8")
    by_file = dangol("study", "--config", tmp_path / "shop.toml", *TOLD, "--out", tmp_path / "file")
    assert by_file.returncode == 0, by_file.stderr
    said = (tmp_path / "file/declared_kinds.txt").read_text(encoding="utf-8")
    assert "brides" in said and "regulars" in said and said.count("the records agree") >= 3
    members = pl.read_csv(tmp_path / "file/members.csv").sort("customer")["segment"].to_list()
    assert len(members) == 30
    assert all((segment == members[0]) == (row % 3 == 0) for row, segment in enumerate(members))

    (tmp_path / "shop.toml").write_text(text, encoding="utf-8")
    by_options = dangol("study", "--config", tmp_path / "shop.toml", *TOLD, "--out", tmp_path / "options",
                        "--declared-kind", "brides:visits=1/year,spend_per_visit=1100000", "--declared-kind", "regulars:visits=6/year,spend_per_visit=50000")
    assert by_options.returncode == 0, by_options.stderr
    assert (tmp_path / "options/declared_kinds.txt").read_text(encoding="utf-8").count("regulars") == said.count("regulars")
    without = dangol("study", "--config", tmp_path / "shop.toml", *TOLD, "--out", tmp_path / "without")
    assert not (tmp_path / "without/declared_kinds.txt").exists() and without.stdout != by_file.stdout


@pytest.mark.parametrize(("old", "new", "english", "korean"), [
    ("spend_per_visit = 1_100_000", "spend = 1", 'speaks of "spend", which is not known', '"brides"의 "spend"'),
    ('visits = "1/year"', 'visits = "1/decade"', 'visits in [declared_kinds.brides] is "1/decade": write a number', "가운데 하나로 나눈 수"),
    ("customers = 10", "custmers = 10", '[declared_kinds.regulars] says "custmers", which is not known (did you mean customers?)', '"custmers": 알 수 없는 이름'),
    ("spread = 0.5", "sprad = 0.5", "did you mean spread?", "spread?"),
    ("[declared_kinds.brides.expectations]", "[declared_kinds.brides]", "must say what is expected", "무엇을 기대하는지"),
    ("customers = 10", "customers = -1", "customers in [declared_kinds.regulars] must be a number above 0", "customers 값은 0보다 큰 수"),
])
def test_a_mistake_in_a_declared_kind_is_told_in_either_language(tmp_path, old, new, english, korean):
    text = craftsperson(tmp_path) + KINDS
    assert old in text
    (tmp_path / "shop.toml").write_text(text.replace(old, new), encoding="utf-8")
    assert english in complaint(dangol("study", "--config", tmp_path / "shop.toml", *TOLD, "--out", tmp_path / "out"), 2)
    assert korean in complaint(dangol("study", "--config", tmp_path / "shop.toml", *TOLD, "--language", "korean", "--out", tmp_path / "out"), 2)


def test_a_declared_kind_on_the_command_line_has_a_name_a_column_and_a_value(tmp_path):
    craftsperson(tmp_path)
    for wrong in ("brides", "brides:visits", "brides:=3", ":visits=3"):
        assert "cannot be read: write NAME:COLUMN=VALUE" in complaint(dangol("study", "--config", tmp_path / "shop.toml", "--declared-kind", wrong), 2)
