"""A file of consents in words of its own: left out, everybody would count as having agreed."""

import tomllib

import pytest
from command_line import complaint, refused
from command_line import dangol as command


@pytest.mark.parametrize("words", [("동의", "거부"), ("동의함", "동의안함"), ("동의", "미동의"), ("수신", "수신거부"), ("granted", "withdrawn")])
def test_consent_is_read_in_the_words_of_a_shop(tmp_path, words):
    visits = "고객번호,방문일\n" + "".join(f"c{n % 30},2024-{n % 9 + 1:02}-{n % 28 + 1:02}\n" for n in range(300))
    (tmp_path / "visits.csv").write_text(visits, encoding="utf-8")
    (tmp_path / "동의.csv").write_text("고객번호,목적,동의여부,동의일\n" + "".join(f"c{n},프로파일링,{words[n >= 24]},2023-12-01\n" for n in range(30)), encoding="utf-8")
    done = command("suggest", tmp_path / "visits.csv", tmp_path / "동의.csv")
    assert tomllib.loads(done.stdout)["consents"]["granted"] == "동의여부"
    (tmp_path / "shop.toml").write_text(done.stdout, encoding="utf-8")
    done = command("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out")
    assert done.returncode == 0 and (tmp_path / "out/members.csv").read_text(encoding="utf-8-sig").count("\n") == 25, done.stderr


def test_purposes_that_nobody_knows_are_named_and_the_file_still_decides(tmp_path):
    visits = "customer_id,visited_at\n" + "".join(f"c{n % 30},2024-{n % 9 + 1:02}-{n % 28 + 1:02}\n" for n in range(300))
    (tmp_path / "visits.csv").write_text(visits, encoding="utf-8")
    (tmp_path / "consent.csv").write_text("customer_id,purpose,granted\n" + "".join(f"c{n},contact_us,{n % 2}\n" for n in range(30)), encoding="utf-8")
    done = command("suggest", tmp_path / "visits.csv", tmp_path / "consent.csv")
    assert tomllib.loads(done.stdout)["consents"]["purpose"] == "purpose"
    assert '"contact_us": no purpose that dangol knows' in done.stdout and "one of analysis, marketing, profiling" in done.stdout
    assert '"contact_us": 알 수 없는 목적' in command("suggest", tmp_path / "visits.csv", tmp_path / "consent.csv", "--language", "korean").stdout
    (tmp_path / "shop.toml").write_text(done.stdout, encoding="utf-8")
    nobody = complaint(command("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out"), 1)
    assert "everybody refused or has no decision in the table of consents (30 rows, 30 of them set aside)" in nobody


def test_consents_without_a_day_hold_all_the_time_and_it_is_said(tmp_path):
    visits = "고객번호,방문일\n" + "".join(f"c{n % 30},2024-{n % 9 + 1:02}-{n % 28 + 1:02}\n" for n in range(300))
    (tmp_path / "visits.csv").write_text(visits, encoding="utf-8")
    (tmp_path / "동의.csv").write_text("고객번호,목적,동의여부\n" + "".join(f"c{n},프로파일링,{'동의' if n < 24 else '거부'}\n" for n in range(30)), encoding="utf-8")
    (tmp_path / "shop.toml").write_text(command("suggest", tmp_path / "visits.csv", tmp_path / "동의.csv").stdout, encoding="utf-8")
    assert "decided_at" not in (tmp_path / "shop.toml").read_text(encoding="utf-8")
    done = command("study", "--config", tmp_path / "shop.toml", "--out", tmp_path / "out")
    assert done.returncode == 0 and "동의.csv: 언제 정했는지 말하는 열이 없어" in done.stderr + done.stdout, done.stderr
    assert (tmp_path / "out/members.csv").read_text(encoding="utf-8-sig").count("\n") == 25
    named = command("study", "--config", tmp_path / "shop.toml", "--decided-at", "동의일", "--language", "english", "--out", tmp_path / "other")
    assert 'There is no column "동의일" in' in refused(named, 1) and not (tmp_path / "other").exists()
