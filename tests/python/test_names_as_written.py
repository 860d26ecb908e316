"""What is wrong is called by the name under which it was written: a key of the TOML file, or an option."""

import pytest
from command_line import dangol as command
from command_line import refused

VISITS = "customer_id,at\n" + "".join(f"c{n % 7},2024-0{n % 6 + 1}-11\n" for n in range(60))
FILES = '[customers]\nid = "customer_id"\n[interactions]\nfile = "visits.csv"\ntime = "at"\n'


def study(tmp_path, toml, *more):
    (tmp_path / "visits.csv").write_text(VISITS, encoding="utf-8")
    (tmp_path / "shop.toml").write_text(toml, encoding="utf-8")
    return command("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out", *more)


@pytest.mark.parametrize(("toml", "code", "english", "korean"), [
    (FILES + '[study]\ncontact_cost = "3,000원"\nconversion_margin = 9\n', 2, 'contact_cost in [study] of {} is "3,000원"', '{} [study]의 contact_cost: "3,000원"'),
    (FILES + "[study]\ncontact_cost = 9\nconversion_margin = 3\n", 2, "contact_cost in [study] of {} is 9, but must be below conversion_margin, 3", "{} [study]의 contact_cost: 9. conversion_margin(3)보다"),
    ('[shop]\ncurrency = "원"\n' + FILES, 1, 'currency in [shop] of {} is "원"', '{} [shop]의 currency: "원"'),
    ('[shop]\ntime_zone = "Asia/Soul"\n' + FILES, 1, 'time_zone in [shop] of {} is "Asia/Soul"', '{} [shop]의 time_zone: "Asia/Soul"'),
    (FILES.replace('time = "at"\n', ""), 2, "time in [interactions] of {} is missing", "{} [interactions]의 time이 없습니다"),
    (FILES + "[study]\nk = 0\n", 2, "k in [study] of {} is 0", "{} [study]의 k: 0"),
])
def test_a_key_of_the_file_is_told_with_its_section_and_file(tmp_path, toml, code, english, korean):
    path = tmp_path / "shop.toml"
    assert english.format(path) in refused(study(tmp_path, toml), code)
    assert korean.format(path) in refused(study(tmp_path, toml, "--language", "korean"), code)


def test_an_option_keeps_its_name_also_beside_a_file(tmp_path):
    said = refused(study(tmp_path, FILES + "[study]\nk = 5\n", "--k", "0"), 2)
    assert said.endswith("--k is 0, but must be at least 1.") and "shop.toml" not in said


def test_a_file_that_cannot_be_read_as_toml_is_told_in_its_language(tmp_path):
    assert "2행" in refused(study(tmp_path, '[study]\ncurrency = KRW\nlanguage = "korean"\n'), 2)
