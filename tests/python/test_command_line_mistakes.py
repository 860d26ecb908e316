"""The command line and slips of whoever types: values of another kind, a letter that is wrong, a file in two places. Told before anything is read, in either language."""

import subprocess
import sys

import pytest
from command_line import complaint, dangol, refused, visits_only

import dangol as library
from dangol import cli
from dangol._korean_errors import in_korean


@pytest.fixture
def config(tmp_path):
    rows = "".join(f"c{n % 25},2024-{n % 12 + 1:02}-{n % 27 + 1:02},{n % 7 + 1}\n" for n in range(300))
    (tmp_path / "visits.csv").write_text("이름,언제,얼마\n" + rows, encoding="utf-8")
    return visits_only(tmp_path, tmp_path / "visits.csv")


def told(config, said: str, code: int = 2) -> tuple[str, str]:
    """In English and in Korean."""
    before = config.read_text(encoding="utf-8")
    config.write_text(before + said + "\n", encoding="utf-8")
    english, korean = (complaint(dangol("study", "--config", config, "--out", config.parent / "out", *more), code) for more in ([], ["--language", "korean"]))
    config.write_text(before, encoding="utf-8")
    return english.replace(str(config), "shop.toml"), korean.replace(str(config), "shop.toml")


@pytest.mark.parametrize(("said", "english", "korean"), [
    ('[study]\nmost = "5"', 'most in [study] of shop.toml is "5", but must be a whole number, such as 5, without quotation marks.', 'shop.toml [study]의 most: "5". 따옴표 없이 5처럼 적은 정수여야 합니다.'),
    ("[study]\nk = true", "k in [study] of shop.toml is true, but must be a whole number", "shop.toml [study]의 k: true. 따옴표"),
    ("[study]\nsegments = 2.5", "segments in [study] of shop.toml is 2.5, but must be a whole number", "shop.toml [study]의 segments: 2.5. 따옴표"),
    ('[study]\ncontact_cost = "싸다"\nconversion_margin = 5', 'contact_cost in [study] of shop.toml is "싸다", but must be a number', 'shop.toml [study]의 contact_cost: "싸다". 따옴표'),
    ("[study]\ncontact_cost = 9\nconversion_margin = 9", "contact_cost in [study] of shop.toml is 9, but must be below conversion_margin, 9: a contact", "shop.toml [study]의 contact_cost: 9. conversion_margin(9)보다 작아야 합니다."),
    ("[study]\ncontact_cost = -5\nconversion_margin = 5", "contact_cost in [study] of shop.toml is -5, but must be above 0.", "shop.toml [study]의 contact_cost: -5. 0보다 커야 합니다."),
    ('[study]\nwindow = "2024-01-01"', 'window in [study] of shop.toml is "2024-01-01", but must be two days', 'shop.toml [study]의 window: "2024-01-01". 첫날과'),
    ('[study]\nwindow = ["2024-01-01"]', 'window in [study] of shop.toml is ["2024-01-01"], but must be two days', 'shop.toml [study]의 window: ["2024-01-01"]. 첫날과'),
    ('[study]\nwindow = ["2024-06-01", "2024-01-01"]', 'window in [study] of shop.toml is "2024-06-01 … 2024-01-01", but must be a pair whose end lies after its start: exchange',
     'shop.toml [study]의 window: "2024-06-01 … 2024-01-01". 끝이 시작보다 뒤여야 합니다.'),
    ('[leads]\nfile = "visits.csv"\ncontacted = "언제"\n[leads.attributes]\nchildren = "number"', 'children in [leads.attributes]: kind is "number", but must be one of "numeric"',
     '[leads.attributes] children: kind: "number".'),
    ('[leads]\nfile = "visits.csv"\ncontacted = "언제"\nhorizon_days = -3', "horizon_days in [leads] of shop.toml is -3, but must be above 0, or 0 where a column says", "shop.toml [leads]의 horizon_days: -3. 0보다 커야 합니다."),
    ('[shop]\ntime_zone = "KST"', 'time_zone in [shop] of shop.toml is "KST"', '"Asia/Seoul"입니까?'),
])
def test_a_value_of_another_kind_is_told_with_what_it_must_be(config, said, english, korean):
    code = 1 if "time_zone" in said or "horizon" in said else 2  # looked at with the records
    in_english, in_korean = told(config, said, code)
    assert english in in_english and korean in in_korean, f"{in_english}\n{in_korean}"


def test_a_language_that_there_is_not_is_refused(config):
    config.write_text(config.read_text(encoding="utf-8") + '[study]\nlanguage = "german"\n', encoding="utf-8")
    assert f'language in [study] of {config} is "german", but must be "english" or "korean".' in refused(dangol("study", "--config", config, "--out", config.parent / "out"), 2)


def test_a_currency_that_there_is_not_is_told_with_the_one_that_was_meant(config):
    english, korean = told(config, '[shop]\ncurrency = "WON"', 1)
    assert 'currency in [shop] of shop.toml is "WON", but must be a code of ISO 4217 in capitals: did you mean "KRW"?' in english
    assert 'shop.toml [shop]의 currency: "WON". KRW처럼 대문자로 적은 ISO 4217 통화 코드여야 합니다. "KRW"입니까?' in korean


def test_a_window_outside_the_records_is_told_by_its_days(config):
    done = dangol("study", "--config", config, "--window", "2030-01-01", "2031-01-01", "--out", config.parent / "out")
    assert "widen the window of the plan, or look whether any customer came in it. The visits on record are of 2024-01-01 to 2024-12-" in complaint(done, 1)


def test_a_day_for_the_test_before_the_records_is_told_as_such(config):
    english, korean = told(config, '[study]\ntest_leads_from = "2014-01-01"', 1)
    assert 'test_leads_from in [study] of shop.toml is "2014-01-01 00:00:00", but must be after the start of the plan\'s window, 2024-' in english
    assert 'shop.toml [study]의 test_leads_from: "2014-01-01 00:00:00". 살펴볼 기간의 시작(2024-' in korean


@pytest.mark.parametrize(("said", "english", "korean"), [
    ('[consents]\npurpose = "p"\ngranted = "g"', "[consents] says what columns mean (purpose, granted), and no file is named", "--consents 파일을 적거나"),
    ('[leads]\ncontacted = "언제"', "or give --leads FILE; or leave it out.", "[leads]에 열의 뜻만 있고(contacted) 파일이 없습니다."),
    ('[offerings]\noffering = "얼마"', '[offerings] says what columns mean (offering), and no file is named: write file = "FILE" there; or leave it out.', '그 자리에 file = "파일"을 적거나, 이 항목을 빼'),
    ('[customers.attributes]\nvip = "flag"', "[customers] says what columns mean (attributes), and no file is named", "[customers]에 열의 뜻만 있고(attributes) 파일이 없습니다."),
    ("[study]\nsegments = 4\nmost = 2", "segments in [study] of shop.toml is 4, but most is 2: leave most out", "shop.toml [study]의 segments: 4, most: 2. 유형 수를 정했으니 most는 빼"),
    ("[study]\nleads_from = 2024-06-01\ntest_leads_from = 2024-01-05", "leads_from in [study] of shop.toml is 2024-06-01, but must lie before test_leads_from, 2024-01-05", "shop.toml [study]의 leads_from(2024-06-01)는 test_leads_from(2024-01-05)보다 앞"),
    ('[study]\nwindow = ["2030-01-01", "2031-01-01"]\ntest_leads_from = "2024-06-01"', "window in [study] of shop.toml begins on 2030-01-01, but must begin before test_leads_from, 2024-06-01", "shop.toml [study]의 window의 시작(2030-01-01)은"),
])
def test_settings_that_contradict_each_other_or_speak_of_no_file_are_told(config, said, english, korean):
    in_english, in_korean = told(config, said)
    assert english in in_english and korean in in_korean, f"{in_english}\n{in_korean}"


def test_an_option_of_another_command_is_told_as_such(config):
    assert "dangol study: --overwrite is an option of dangol score only. See dangol study --help." in refused(dangol("study", "--config", config, "--overwrite"), 2)
    assert "--overwrite: dangol score에만 있는 옵션입니다." in refused(dangol("suggest", config, "--overwrite", "--language", "korean"), 2)


def test_an_earlier_study_is_said_to_be_replaced(config):
    first, second = (dangol("study", "--config", config, "--most", 1, "--out", config.parent / "out") for _ in range(2))
    assert first.returncode == second.returncode == 0, first.stderr
    assert "That replaced" not in first.stderr and "That replaced an earlier study; --out names another folder." in second.stderr


def test_whoever_reads_no_further_is_no_error(config):
    command = f'"{sys.executable}" -m dangol.cli suggest "{config.parent / "visits.csv"}" | true'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_columns_of_what_was_set_aside_are_named(config):
    rows = (config.parent / "visits.csv").read_text(encoding="utf-8").splitlines()
    rows[5:9] = [f"{row.rsplit(',', 1)[0]},미정" for row in rows[5:9]]
    (config.parent / "visits.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    config.write_text(config.read_text(encoding="utf-8") + 'amount = "얼마"\n', encoding="utf-8")
    out = config.parent / "out"
    assert 'Columns of these cells: "얼마" 4.' in dangol("study", "--config", config, "--most", 1, "--out", out).stderr
    assert '이런 칸이 있는 열: "얼마" 4행.' in dangol("study", "--config", config, "--most", 1, "--out", out, "--language", "korean").stderr


def test_a_folder_that_cannot_be_written_is_told_before_the_work(config, monkeypatch, capsys):
    def work(*_, **__):
        raise AssertionError("the work was done")

    monkeypatch.setattr(library, "study", work)
    (config.parent / "file").write_text("", encoding="utf-8")
    assert cli.main(["study", "--config", str(config), "--out", str(config.parent / "file/out")]) == 1
    assert "cannot be written or read" in capsys.readouterr().err


def test_a_misspelt_option_is_told_with_the_one_that_was_meant(config):
    assert "dangol study: --contct-cost is no option: did you mean --contact-cost? See dangol study --help." in refused(dangol("study", "--config", config, "--contct-cost", "3"), 2)
    assert "--contct-cost: 없는 옵션입니다. --contact-cost입니까?" in refused(dangol("study", "--config", config, "--contct-cost", "3", "--language", "korean"), 2)


def test_one_file_in_two_places_and_leads_without_an_outcome_are_pointed_out(config):
    text = config.read_text(encoding="utf-8").replace("[customers]\n", '[customers]\nfile = "visits.csv"\n')
    (config.parent / "leads.csv").write_text("이름,연락\nc1,2024-05-01\n", encoding="utf-8")
    config.write_text(text + '[leads]\nfile = "leads.csv"\ncontacted = "연락"\n', encoding="utf-8")
    said = dangol("study", "--config", config, "--out", config.parent / "out").stderr
    assert "visits.csv is given as customers and as interactions" in said
    assert "--converted is missing: without the column that says whether leads answered, nothing is learned from them" in said
    said = dangol("study", "--config", config, "--out", config.parent / "out", "--language", "korean").stderr
    assert "[customers]에도 [interactions]에도 적힌 파일" in said and "--converted가 없습니다." in said


def test_a_scale_that_answers_lie_off_is_told_in_korean(config):
    sentence = 'satisfaction_scale is "2 to 5", but must be a scale that holds all answers, such as 1: give the worst and the best answer that customers can choose.'
    assert in_korean(sentence) == '--satisfaction-scale: "2 to 5". 1 같은 답까지 모두 들어가는 척도여야 합니다.'
    with pytest.raises(library.InvalidArgument) as caught:
        library.find_negative_personas(library.PersonaSet(), library.LeadTable(), contact_cost=1, conversion_margin=2, satisfaction_scale=(1, 1))
    assert in_korean(str(caught.value)) == '--satisfaction-scale: "1 to 1". 가장 나쁜 점수에서 가장 좋은 점수로 적어야 합니다.'


@pytest.mark.parametrize(("language", "says"), [("english", "satisfaction_scale) does nothing without --contact-cost"), ("korean", "--conversion-margin 없이는 쓰이지 않습니다")])
def test_a_scale_that_nothing_asks_for_is_said_to_do_nothing(config, language, says):
    out = config.parent / "out"
    assert says in dangol("study", "--config", config, "--satisfaction-scale", 1, 5, "--language", language, "--out", out).stderr
    assert says not in dangol("study", "--config", config, "--satisfaction-scale", 1, 5, "--contact-cost", 1, "--conversion-margin", 9, "--language", language, "--out", out).stderr


def test_a_folder_that_takes_no_file_is_told_before_the_work(config):
    done = dangol("study", "--config", config, "--out", "/proc")  # which takes none from anybody
    assert refused(done, 1).startswith("dangol: /proc cannot be written")


def test_a_study_that_is_refused_leaves_no_empty_folder_behind(config):
    out = config.parent / "deep/out"
    assert dangol("study", "--config", config, "--window", "2030-01-01", "2031-01-01", "--out", out).returncode == 1
    assert not out.parent.exists()
    out.mkdir(parents=True)
    assert dangol("study", "--config", config, "--window", "2030-01-01", "2031-01-01", "--out", out).returncode == 1
    assert out.exists()


@pytest.mark.parametrize(("arguments", "english", "korean"), [
    (["stduy"], 'There is no command "stduy": did you mean study?', '"stduy": 없는 명령입니다. study입니까?'),
    (["frobnicate"], 'There is no command "frobnicate": take suggest, study or score.', '"frobnicate": 없는 명령입니다. suggest, study, score 가운데 하나'),
    (["study", "--date-order", "day_frist"], '--date-order is "day_frist", but must be day_first, month_first or year_first: did you mean day_first?', '--date-order: "day_frist". day_first입니까?'),
    (["study", "--contact-cost", "천오백"], '--contact-cost is "천오백", but must be an amount, such as 3000 or 1,500.', '--contact-cost: "천오백". 3000이나 1,500처럼 적은 금액'),
])
def test_a_word_that_is_none_of_those_known_is_told_with_what_was_meant(arguments, english, korean):
    assert english in refused(dangol(*arguments), 2)
    assert korean in refused(dangol(*arguments, "--language", "korean"), 2)
    assert korean in refused(dangol(*arguments, "--lang=korean"), 2)


def test_what_config_is_not_made_of_is_told_as_such(tmp_path):
    for name, content in (("data.csv", "고객,언제\n1,2024-01-01\n".encode("cp949")), ("data.txt", b"customer,when\n")):
        (tmp_path / name).write_bytes(content)
        assert f"{name} is no TOML file: --config takes the one that `dangol suggest` writes" in refused(dangol("study", "--config", tmp_path / name), 2)
    assert "TOML 파일이 아닙니다" in refused(dangol("study", "--config", tmp_path / "data.csv", "--language", "korean"), 2)


@pytest.mark.parametrize(("written", "amount"), [("1500", 1500), ("1,500", 1500), ("1,500원", 1500), ("₩1,234,500", 1234500), ("1500.5 USD", 1500.5), ("$3", 3), ("1e3", 1000)])
def test_an_amount_is_read_as_people_write_it(written, amount):
    assert cli.money(written) == amount


@pytest.mark.parametrize("written", ["1,50", "1.500,5", "천오백", "", "15,00원"])
def test_an_amount_that_can_be_read_in_two_ways_is_none(written):
    with pytest.raises(ValueError):
        cli.money(written)


def test_more_kinds_than_customers_are_refused(config):
    english, korean = (complaint(dangol("study", "--config", config, "--segments", "900", "--out", config.parent / "out", "--language", language), 1) for language in ("english", "korean"))
    assert "segments_wanted is 900, but must be at most the number of customers, 25: ask for fewer" in english and "--segments: 900. 고객 수(25명) 이하여야 합니다." in korean
