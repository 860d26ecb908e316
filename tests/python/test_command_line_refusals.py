"""The command line and what it cannot use: every unusable file gives one clear sentence and exit code 1, wrong use 2, in either language."""

import re

import pytest
from command_line import complaint, dangol, refused, study, visits_only

import dangol as library


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


def test_leads_in_the_place_of_visits_are_not_helped_to_be_studied(shop_files, tmp_path):
    said = refused(study(shop_files | {"interactions": shop_files["leads"]}, tmp_path), 1)
    assert "did you mean" not in said and "give it with --leads" in said
    assert "--leads로" in refused(study(shop_files | {"interactions": shop_files["leads"]}, tmp_path, "--language", "korean"), 1)


def test_files_that_were_exchanged_are_told_as_such(shop_files, tmp_path):
    exchanged = shop_files | {"customers": shop_files["interactions"], "interactions": shop_files["customers"]}
    assert "were the two files exchanged?" in refused(study(exchanged, tmp_path), 1)
    assert "두 파일이 바뀌었습니까?" in refused(study(exchanged, tmp_path, "--language", "korean"), 1)


def test_a_file_without_a_header_is_not_printed_whole(tmp_path):
    (tmp_path / "visits.csv").write_text(",".join(f"a cell that somebody wrote many words in, the {at}th" for at in range(300)) + "\n" + ",".join("b" * 300) + "\n", encoding="utf-8")
    for language in ("english", "korean"):
        assert len(refused(dangol("study", "--config", visits_only(tmp_path, tmp_path / "visits.csv"), "--language", language), 1)) < 1800


def with_ids(path, folder, change) -> object:
    """The file with other ids of customers."""
    rows = path.read_text(encoding="utf-8").splitlines()
    at = rows[0].split(",").index("customer_id")
    changed = [",".join([*cells[:at], change(number, cells[at]), *cells[at + 1:]]) for number, cells in enumerate(row.split(",") for row in rows[1:])]
    (folder / path.name).write_text("\n".join([rows[0], *changed]) + "\n", encoding="utf-8")
    return folder / path.name


def test_leads_of_whom_nobody_is_a_customer_are_refused_with_an_example_of_both_ids(shop_files, tmp_path):
    strangers = shop_files | {"leads": with_ids(shop_files["leads"], tmp_path, lambda _, name: f"x{name}")}
    line = complaint(study(strangers, tmp_path), 1)
    assert re.search(r"None of the \d+ customers of leads.csv is in the other tables \(x(H\d+) against H\d+\): are the ids the same\?", line), line
    assert "다른 표에 한 명도 없습니다(xH" in complaint(study(strangers, tmp_path, "--language", "korean"), 1)


def test_leads_of_whom_hardly_anybody_is_a_customer_are_pointed_out(shop_files, tmp_path):
    leads = with_ids(shop_files["leads"], tmp_path, lambda number, name: name if number < 5 else f"x{name}")
    done = study(shop_files | {"leads": leads}, tmp_path)
    assert re.search(r"Only \d of the \d+ customers of leads.csv are in the other tables", done.stderr), done.stderr
    assert "are the ids the same" not in study(shop_files, tmp_path).stderr


def test_customers_without_a_row_of_consent_are_counted(tmp_path):
    day = "2024-01-01"
    (tmp_path / "visits.csv").write_text("이름,언제\n" + "".join(f"c{at % 50},2024-{at % 12 + 1:02}-{at % 27 + 1:02}\n" for at in range(400)), encoding="utf-8")
    (tmp_path / "consents.csv").write_text("이름,purpose,granted,decided_at\n" + "".join(f"c{at},profiling,1,{day}\n" for at in range(40)), encoding="utf-8")
    done = dangol("study", "--config", visits_only(tmp_path, tmp_path / "visits.csv"), "--consents", tmp_path / "consents.csv", "--out", tmp_path / "out")
    assert "10 are without a usable row in the consent table and count as having refused." in done.stderr, done.stderr


@pytest.mark.parametrize(("words", "english", "korean"), [
    (["completed"], '"completed" in "상태" is no kind dangol knows, and its rows (60 of 60) are set aside: declare it in [interactions.kinds], as "completed" = "visit".',
     '"상태" 열의 "completed": dangol이 모르는 종류여서 60행 가운데 60행을 제외합니다. [interactions.kinds]에 "completed" = "visit"처럼'),
    (["completed", "no-show", "cancelled"], '"completed", "cancelled" in "상태" are no kinds', '"completed", "cancelled"'),
])
def test_words_that_nobody_declared_are_named_and_not_a_window(tmp_path, words, english, korean):
    rows = "".join(f"c{at % 9},2024-01-{at % 28 + 1:02},{words[at % len(words)]}\n" for at in range(60))
    (tmp_path / "visits.csv").write_text("이름,언제,상태\n" + rows, encoding="utf-8")
    config = visits_only(tmp_path, tmp_path / "visits.csv")
    config.write_text(config.read_text(encoding="utf-8") + 'kind = "상태"\n', encoding="utf-8")
    assert english in refused(dangol("study", "--config", config, "--out", tmp_path / "out"), 1)
    assert korean in refused(dangol("study", "--config", config, "--language", "korean", "--out", tmp_path / "out"), 1)


@pytest.mark.parametrize("what", ["a folder", "toml", "archive", "out"])
def test_what_the_machine_refuses_is_told_in_korean(shop_files, tmp_path, what):
    (tmp_path / "t.toml").write_text("[shop]\ncurrency = KRW\n", encoding="utf-8")
    (tmp_path / "file").write_text("a", encoding="utf-8")
    arguments, code, says = {
        "a folder": (["study", tmp_path, tmp_path, "--time", "t"], 1, "폴더입니다. 그 안의 파일 이름을"),
        "toml": (["study", "--config", tmp_path / "t.toml"], 2, "2행 12번째 글자를"),
        "archive": (["score", shop_files["leads"], shop_files["leads"], "--as-of", "2025-01-05", "--out", tmp_path / "s.csv"], 1, "`dangol study` 명령이 쓴 study.dangol을"),
        "out": (["suggest", shop_files["customers"], "--out", tmp_path / "file/shop.toml"], 1, "쓰거나 읽을 수 없습니다("),
    }[what]
    said = dangol(*arguments, "--language", "korean")
    assert said.returncode == code and says in said.stderr and not re.search(r"Is a|exists|Not a|Invalid|save\(\)", said.stderr), said.stderr


@pytest.mark.parametrize(("changes", "says"), [
    ({"amount": "amount_kwr"}, 'interactions.csv (did you mean "amount_krw"?): mend amount in [interactions], or --amount; the file has visit_id, '),
    ({"contacted": "called"}, 'leads.csv: mend contacted in [leads], or --contacted; the file has '),
    ({"attribute": ["childern:count"], "protected": None}, 'customers.csv (did you mean "children"?): mend attributes in [customers], or --attribute; the file has '),
])
def test_a_column_that_is_not_there_is_named(shop_files, tmp_path, changes, says):
    assert says in refused(study(shop_files, tmp_path, **changes), 1)


def test_all_columns_that_are_not_there_are_named_at_once_those_that_were_written_first(tmp_path):
    (tmp_path / "customers.csv").write_text("번호,가입일\n" + "".join(f"c{i},2024-01-01\n" for i in range(30)), encoding="utf-8")
    (tmp_path / "visits.csv").write_text("번호,방문일,금액\n" + "".join(f"c{i},2024-02-01,4만5천원\n" for i in range(30)), encoding="utf-8")
    files = [tmp_path / "customers.csv", tmp_path / "visits.csv", "--out", tmp_path / "out"]
    time = refused(dangol("study", *files, "--customer-id", "번호", "--time", "방문일시"), 1)
    assert f'There is no column "방문일시" in {tmp_path / "visits.csv"} (did you mean "방문일"?): mend time in [interactions], or --time; the file has 번호, 방문일, 금액.' in time
    nobody = refused(dangol("study", *files, "--time", "방문일시"), 1)  # the id was left out: what stands for it comes last
    assert nobody.index("방문일시") < nobody.index("customer_id") and "There are no such columns: " in nobody
    assert nobody.endswith(f'{tmp_path / "visits.csv"} has 번호, 방문일, 금액; {tmp_path / "customers.csv"} has 번호, 가입일.')
    both = refused(dangol("study", *files, "--customer-id", "번호", "--time", "방문일시", "--amount", "결제"), 1)
    assert all(f"mend {key} in [interactions], or --{key}" in both for key in ("time", "amount")) and "customer_id" not in both
    korean = refused(dangol("study", *files, "--time", "방문일시", "--language", "korean"), 1)
    assert "없는 열이 있습니다. " in korean and '"방문일시" ([interactions]의 time 또는 --time, "방문일" 열입니까?)' in korean and "괄호 안의 설정을 고쳐 주십시오" in korean and "There" not in korean


def test_a_column_that_is_not_there_is_named_in_korean(shop_files, tmp_path):
    said = refused(study(shop_files, tmp_path, "--language", "korean", time="vsited_at"), 1)
    assert 'interactions.csv: "vsited_at" 열이 없습니다. "visited_at" 열입니까? [interactions]의 time 또는 --time 설정을' in said
    assert "There is" not in said


@pytest.mark.parametrize(("table", "says"), [("customers", "export it with its rows, or leave it out."), ("interactions", "export it with its rows.")])
def test_a_table_without_rows_is_named(shop_files, tmp_path, table, says):
    empty = tmp_path / "empty.csv"
    empty.write_text(shop_files[table].read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert refused(study(shop_files | {table: empty}, tmp_path), 1).endswith(says)
    assert "empty.csv: 열 이름만 있고 행이 없습니다" in refused(study(shop_files | {table: empty}, tmp_path, "--language", "korean"), 1)


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
    "another table": (b"a,b\n1,2\n", 'There are no such columns: "joined_on" in '),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_table_gives_one_clear_sentence(shop_files, tmp_path, kind):
    content, says = FILES[kind]
    broken = tmp_path / "customers.csv"
    broken.write_bytes(content)
    assert says in refused(study(shop_files | {"customers": broken}, tmp_path), 1)


def test_csv_that_is_called_parquet_is_found_out(shop_files, tmp_path):
    broken = tmp_path / "customers.parquet"
    broken.write_bytes(shop_files["customers"].read_bytes())
    assert "is not Parquet, whatever its name says" in refused(study(shop_files | {"customers": broken}, tmp_path), 1)


def test_a_cut_parquet_file_is_refused(shop_files, tmp_path):
    broken = tmp_path / "customers.parquet"
    broken.write_bytes(b"PAR1" + bytes(100))
    assert "cannot be read as Parquet" in refused(study(shop_files | {"customers": broken}, tmp_path), 1)


def test_a_file_that_is_not_there_is_named(shop_files, tmp_path):
    assert "There is no file" in refused(study(shop_files | {"customers": tmp_path / "no.csv"}, tmp_path), 1)


@pytest.mark.parametrize(("changes", "more", "says"), [
    ({"attribute": ["children:cout"], "protected": None}, [], 'must be one of'),
    ({"attribute": ["children:cat"], "protected": None}, [], 'write "category"'),
    ({"attribute": ["children:float"], "protected": None}, [], 'write "numeric"'),
    ({}, ["--contact-cost", "abc"], '--contact-cost is "abc", but must be an amount, such as 3000 or 1,500.'),
    ({}, ["--k", "2.5", "--language", "korean"], '--k: "2.5". 5처럼 적은 정수여야 합니다.'),
    ({"attribute": ["children"], "protected": None}, [], "names no kind"),
    ({"protected": "age"}, [], "--protected age is no attribute"),
    ({"time": None}, [], "--time is missing"),
    ({}, ["--window", "2023-01-01", "2023-99-01"], "2023-99-01"),
    ({}, ["--window", "2023-01-01", "1.5.2023"], '--window is "1.5.2023"'),
    ({}, ["--leads-from", "1.5.2023"], '--leads-from is "1.5.2023"'),
    ({}, ["--contact-cost", "3"], "belong together"),
    ({}, ["--contact-cost=-5", "--conversion-margin", "3"], "--contact-cost is -5, but must be above 0."),
    ({}, ["--k", "0"], "--k is 0, but must be at least 1."),
    ({}, ["--satisfaction-scale", "5", "1"], "--satisfaction-scale must be the worst and the best answer that can be given, such as 1 and 5."),
])
def test_wrong_use_gives_one_sentence_and_code_2(shop_files, tmp_path, changes, more, says):
    assert says in refused(study(shop_files, tmp_path, *more, **changes), 2)


@pytest.mark.parametrize("arguments", [[], ["scour"], ["study"], ["study", "a", "b", "--cost", "3"], ["score", "a", "b", "--language", "latin"]])
def test_what_the_command_line_does_not_know_is_code_2(arguments):
    done = dangol(*arguments)
    assert done.returncode == 2 and "Traceback" not in done.stderr and "--help" in done.stderr


@pytest.mark.parametrize(("language", "says"), [("english", "study.dangol\" is damaged"), ("korean", "손상된 파일입니다")])
def test_a_study_that_is_damaged_is_called_that(shop_files, tmp_path, language, says):
    library.Study().save(tmp_path / "study.dangol")
    content = bytearray((tmp_path / "study.dangol").read_bytes())
    content[-1] ^= 1
    (tmp_path / "study.dangol").write_bytes(content)
    line = refused(dangol("score", tmp_path / "study.dangol", shop_files["leads"], "--as-of", "2025-01-05", "--out", tmp_path / "s.csv", "--language", language), 1)
    assert says in line and "LeadScorer" not in line


def test_a_file_that_is_no_model_is_refused(shop_files, tmp_path):
    done = dangol("score", shop_files["customers"], shop_files["leads"], "--as-of", "2024-10-01", "--out", tmp_path / "scores.csv")
    assert "customers.csv" in refused(done, 1)


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


def test_an_out_that_is_a_file_is_refused_before_anything_is_read(tmp_path):
    visits, out = tmp_path / "visits.csv", tmp_path / "out"
    visits.write_text("이름,언제\nkim,2024-01-01\n", encoding="utf-8")
    out.write_text("", encoding="utf-8")
    line = refused(dangol("study", "--config", visits_only(tmp_path, visits), "--out", out), 2)
    assert "is a file, and --out names a folder" in line


def test_a_shop_whose_customers_all_refused_is_told_so_and_nothing_of_windows(tmp_path):
    (tmp_path / "visits.csv").write_text("이름,언제\nkim,2024-01-01\nlee,2024-01-02\n", encoding="utf-8")
    (tmp_path / "consents.csv").write_text("이름,purpose,granted,decided_at\nkim,profiling,no,2024-01-01\nlee,프로파일링,아니오,2024-01-01\n", encoding="utf-8")
    config = visits_only(tmp_path, tmp_path / "visits.csv")
    config.write_text(config.read_text(encoding="utf-8") + '[consents]\nfile = "consents.csv"\n', encoding="utf-8")
    english, korean = (dangol("study", "--config", config, "--language", language, "--out", tmp_path / "out").stderr.splitlines()[-1] for language in ("english", "korean"))
    assert "The number of customers who permit profiling is 0, but must be at least 1" in english and "(2 rows, 0 of them set aside)" in english
    assert "프로파일링에 동의한 고객: 0. 1 이상이어야 합니다. 모두 거절했거나" in korean
