"""The command line and what an owner tells it, in a TOML file or by options: columns, how dates are written, kinds of customer."""

import polars as pl
import pytest
from command_line import complaint, dangol, refused, study

import dangol as dangol_library
from dangol._settings import Settings


def test_a_config_without_interactions_is_told_what_is_missing(tmp_path):
    (tmp_path / "shop.toml").write_text('[shop]\ncurrency = "KRW"\n', encoding="utf-8")
    assert f"[interactions] is missing in {tmp_path / 'shop.toml'}" in refused(dangol("study", "--config", tmp_path / "shop.toml"), 2)
    assert "[interactions] 항목이 없습니다" in refused(dangol("study", "--config", tmp_path / "shop.toml", "--language", "korean"), 2)


def settings(folder, shop_files, **changes) -> str:
    """The same study as the options say, as a file."""
    text = f"""
[shop]
currency = "KRW"
time_zone = "Asia/Seoul"
[customers]
file = "{shop_files["customers"]}"
joined = "joined_on"
[customers.attributes]
age_band = {{kind = "ordered_category", levels = ["20대 이하", "30대", "40대", "50대", "60대 이상"]}}
gender = {{kind = "category", protected = true}}
children = "count"
distance_km = {{kind = "positive", unit = "km"}}
[interactions]
file = "{shop_files["interactions"]}"
time = "visited_at"
visit = "visit_id"
amount = "amount_krw"
discounts = ["discount_krw"]
offering = "offering"
channel = "channel"
party_size = "party_size"
planned = "planned"
[leads]
file = "{shop_files["leads"]}"
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


def test_a_toml_file_says_what_options_say_and_options_win(shop_files, tmp_path):
    settings(tmp_path, shop_files)
    by_file = dangol("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "file")
    by_options = study(shop_files, tmp_path, "--window", "2023-01-01", "2024-10-01", "--most", "2")
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
    ('time = "visited_at"', "", "shop.toml is missing: name the column of the interactions that says when it was"),
    ('[interactions]\nfile =', "[interactions]\nsatisfaction = \"s\" #", "file is missing in [interactions] of "),
])
def test_a_mistake_in_the_toml_file_is_one_sentence_and_code_2(shop_files, tmp_path, old, new, says):
    settings(tmp_path, shop_files, **{old: new})
    assert says in refused(dangol("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out"), 2)


def test_a_toml_file_that_is_not_there_is_said_how_to_make(tmp_path):
    assert "dangol suggest" in refused(dangol("study", "--config", tmp_path / "no.toml"), 2)


def test_the_language_of_the_file_is_that_of_what_is_said(tmp_path):
    (tmp_path / "shop.toml").write_text('[study]\nlanguage = "korean"\n[interactions]\nfile = "visits.csv"\n', encoding="utf-8")
    assert "[interactions]의 time이 없습니다" in dangol("study", "--config", tmp_path / "shop.toml").stderr
    assert "time in [interactions] of " in dangol("study", "--config", tmp_path / "shop.toml", "--language", "english").stderr


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
    assert "say in the settings whether day or month comes first" in untold.stderr
    for wrong in (["--date-order", "sideways"], ["--decimal-mark", "dot"]):
        assert ", but must be " in complaint(dangol("study", "--config", tmp_path / "shop.toml", *wrong), 2)
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
    assert "brides" in said and "regulars" in said and said.count("the records agree") + said.count("near it, for how much customers differ") >= 3
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


def test_the_file_says_what_is_measured_and_the_features_are_written(shop_files, tmp_path):
    said = """most = 2
holidays = ["2024-01-01", "2024-02-09"]
visits_at_least = 3
more_features = ["OfferingBreadth", {feature = "Frequency", last_days = 90, role = "descriptor"}, {feature = "ChannelMix", role = "descriptor"}]"""
    settings(tmp_path, shop_files, **{"most = 2": said})
    done = dangol("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    features, members = pl.read_csv(tmp_path / "out/features.csv"), pl.read_csv(tmp_path / "out/members.csv")
    assert features.height == members.height > 100
    assert features["visits"].min() >= 3
    assert {"offering_breadth", "visits_last_90_days", "visits.exposure", "spend_per_visit.standard_error"} <= set(features.columns)
    kept = dangol_library.Study.load(tmp_path / "out/study.dangol").plan
    assert [str(day)[:10] for day in kept.holidays] == ["2024-01-01", "2024-02-09"]
    assert any(isinstance(feature, dangol_library.VisitRhythm) and feature.holidays is dangol_library.HolidayRule.as_weekend for feature in kept.features)
    assert {column.name: column.role.name for column in kept.settled_columns}["channel_mix"] == "descriptor"


def test_features_named_stand_in_the_place_of_the_first_plan(shop_files, tmp_path):
    settings(tmp_path, shop_files, **{"most = 2": 'most = 2\nfeatures = ["Frequency", "MonetaryValue", {feature = "Recency", role = "basis"}]\nobserved_from = "first_visit"\ncounted = "visits"'})
    done = dangol("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert [column for column in pl.read_csv(tmp_path / "out/features.csv").columns if "." not in column] == ["customer", "visits", "spend_per_visit", "recency_days"]
    assert dangol_library.Study.load(tmp_path / "out/study.dangol").plan.observed_from is dangol_library.ObservedFrom.first_visit


@pytest.mark.parametrize(("said", "says"), [
    ('features = ["Recencey"]', 'features in [study] says "Recencey", which is not known (did you mean Recency?)'),
    ('features = "Recency"', "features in [study] must be a list"),
    ('more_features = [{feature = "Frequency", last_day = 9}]', 'Frequency in more_features of [study] says "last_day", which is not known (did you mean last_days?)'),
    ('more_features = [{feature = "Frequency", role = "bases"}]', "must be one of"),
    ('holidays = "2024-01-01"', "holidays in [study] must be a list of days"),
    ('holidays = ["2024-02-30"]', "a day of holidays in [study]"),
    ('visits_at_least = -1', "visits_at_least in [study] is -1"),
    ('observed_from = "birth"', "must be one of"),
    ('counted = "events"', "must be one of"),
])
def test_a_mistake_in_what_is_measured_is_one_sentence_and_code_2(shop_files, tmp_path, said, says):
    settings(tmp_path, shop_files, **{"most = 2": f"most = 2\n{said}"})
    assert says in refused(dangol("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out"), 2)


def test_holidays_that_nothing_counts_are_refused(shop_files, tmp_path):
    settings(tmp_path, shop_files, **{"most = 2": 'most = 2\nholidays = ["2024-01-01"]\nfeatures = ["Frequency", "MonetaryValue"]'})
    assert "holidays in [study] change nothing here" in complaint(dangol("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out"), 2)


def test_an_attribute_may_be_a_quasi_identifier(shop_files, tmp_path):
    settings(tmp_path, shop_files, **{'children = "count"': 'children = {kind = "count", sensitivity = "quasi_identifier"}'})
    told = Settings()
    told.read(tmp_path / "shop.toml")
    meaning = {attribute.name: attribute.sensitivity.name for attribute in told.schema().customer.attributes}
    assert meaning["children"] == "quasi_identifier"
    assert meaning["gender"] == "protected_attribute"
    settings(tmp_path, shop_files, **{"protected = true": 'protected = true, sensitivity = "ordinary"'})
    assert "leave one out" in refused(dangol("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out"), 2)
