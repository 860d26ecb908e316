"""`dangol score`: one cell that cannot be read costs one lead its score, and no other; what says nothing costs nothing."""

import random
from types import SimpleNamespace

import polars as pl
import pytest
from command_line import dangol as command
from command_line import refused

import dangol
from dangol._language import speak
from dangol._score_command import say_who_is_set_aside


@pytest.fixture(scope="module")
def scorer_file(tmp_path_factory):
    """Over a number, a flag and a category of each lead."""
    chance = random.Random(1)
    visits = pl.DataFrame({"id": [f"c{n % 60}" for n in range(240)], "at": [f"2024-{n % 6 + 1:02}-{n % 27 + 1:02}" for n in range(240)]})
    leads = pl.DataFrame({"id": [f"c{n % 60}" for n in range(180)], "contacted": [f"2024-0{n % 3 + 4}-{n % 27 + 1:02}" for n in range(180)], "km": [n % 11 for n in range(180)],
                          "vip": [n % 3 == 0 for n in range(180)], "garden": ["small", "large"] * 90, "answered": [chance.random() < 0.2 + 0.04 * (n % 11) for n in range(180)]})
    schema = dangol.Schema(interaction=dangol.InteractionColumns("id", time="at"),
                           lead=dangol.LeadColumns("id", contacted="contacted", converted="answered", horizon_days=7, attributes={"km": "numeric", "vip": "flag", "garden": "category"}))
    base = dangol.collect(interactions=visits, leads=leads, schema=schema, progress=False)
    plan = dangol.FeaturePlan(features=[dangol.Frequency()])
    known = dangol.build_leads(base.permitting_both("marketing", "profiling"), plan, progress=False)
    path = tmp_path_factory.mktemp("scorer") / "scorer.dangol"
    dangol.fit_lead_scorer(dangol.PersonaSet(), dangol.NegativePersonaSet(), known, folds=4, progress=False).save(path)
    return path


def scored(scorer_file, tmp_path, rows, *more):
    (tmp_path / "new.csv").write_text("id,km,vip,garden,when\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return command("score", scorer_file, tmp_path / "new.csv", "--as-of-column", "when", "--customer", "id", "--out", tmp_path / "scores.csv", "--overwrite", *more)


def test_a_cell_that_says_nothing_is_not_known_however_it_is_written(scorer_file, tmp_path):
    written = ["", "NA", "n/a", "-", "없음", " null "]
    done = scored(scorer_file, tmp_path, [f"c{at},{word},{word},small,2024-08-01" for at, word in enumerate(written)])
    assert done.returncode == 0, done.stderr
    scores = pl.read_csv(tmp_path / "scores.csv")
    assert set(scores["columns_known"]) == {1}
    assert scores.height == len(written) and scores["log_odds"].n_unique() == 1 and not (tmp_path / "scores.set_aside.csv").exists()


def test_a_lead_that_cannot_be_read_is_left_out_with_its_reason_and_the_others_are_scored(scorer_file, tmp_path):
    rows = ["a,3,1,small,2024-08-01", "b,어제,1,small,2024-08-01", "c,3,maybe,small,2024-08-01", "d,3,1,small,someday", "e,3,0,small,2024-08-02"]
    done = scored(scorer_file, tmp_path, rows)
    assert done.returncode == 0, done.stderr
    assert 'new.csv holds "어제" in the column "km", which is no number: mend the cell or leave it empty.' in done.stderr and "3 leads were not scored" in done.stderr and "2 leads scored" in done.stderr
    scores, left = pl.read_csv(tmp_path / "scores.csv"), pl.read_csv(tmp_path / "scores.set_aside.csv")
    assert sorted(scores["id"]) == ["a", "e"] and scores.height + left.height == len(rows)
    assert left.select("line", "id", "column").rows() == [(3, "b", "km"), (4, "c", "vip"), (5, "d", "when")]
    assert "no number" in left["why"][0] and "neither yes nor no" in left["why"][1] and left["why"][2].startswith('when is "someday", but must be a day')
    assert "어제" not in (tmp_path / "scores.set_aside.csv").read_text(encoding="utf-8")
    korean = scored(scorer_file, tmp_path, rows, "--language", "korean").stderr
    assert '"km" 열의 "어제": 수가 아닙니다' in korean and "리드 3건은 읽을 수 없는 칸이 있어" in korean
    assert scored(scorer_file, tmp_path, rows[:1]).returncode == 0 and not (tmp_path / "scores.set_aside.csv").exists()  # what an earlier run left


def test_where_no_lead_can_be_read_it_is_an_error_and_nothing_is_written(scorer_file, tmp_path):
    done = scored(scorer_file, tmp_path, ["b,어제,1,small,2024-08-01", "c,3,maybe,small,2024-08-01"])
    said = refused(done, 1)
    assert "None of the 2 leads can be scored. Line 2 of " in said and "Line 3 of " in said and not list(tmp_path.glob("scores*"))
    korean = refused(scored(scorer_file, tmp_path, [f"b,어제,1,small,2024-08-0{day}" for day in range(1, 6)], "--language", "korean"), 1)
    assert "리드 5건 모두" in korean and korean.count('"어제"') == 3 and "그 밖의 2건도" in korean


def test_scores_are_not_written_over_what_is_read(scorer_file, tmp_path):
    leads, model = tmp_path / "new.csv", scorer_file.read_bytes()
    leads.write_text("id,km\na,3\n", encoding="utf-8")
    for out in (leads, scorer_file):
        assert "is what is read here" in refused(command("score", scorer_file, leads, "--as-of", "2024-08-01", "--out", out, "--overwrite"), 2)
    assert leads.read_text(encoding="utf-8") == "id,km\na,3\n" and scorer_file.read_bytes() == model


def test_a_file_of_leads_without_rows_is_refused(scorer_file, tmp_path):
    assert "names columns and has no rows" in refused(scored(scorer_file, tmp_path, []), 1) and not list(tmp_path.glob("scores*"))
    assert "열 이름만 있고 행이 없습니다" in refused(scored(scorer_file, tmp_path, [], "--language", "korean"), 1)


def test_a_study_and_leads_that_were_exchanged_are_told(scorer_file, tmp_path):
    (tmp_path / "new.csv").write_text("id,km\na,3\n", encoding="utf-8")
    wish = ["score", tmp_path / "new.csv", scorer_file, "--as-of", "2024-08-01", "--out", tmp_path / "scores.csv"]
    assert "were the two exchanged? The study comes first" in refused(command(*wish), 2)
    assert "바뀌었습니까?" in refused(command(*wish, "--language", "korean"), 2)


def test_a_lead_of_whom_nothing_is_known_is_said_to_stand_anywhere(scorer_file, tmp_path):
    done = scored(scorer_file, tmp_path, ["a,,,,2024-08-01", "b,3,1,small,2024-08-01"])
    assert "Of 1 lead nothing is known, columns_known is 0" in done.stderr
    assert dict(pl.read_csv(tmp_path / "scores.csv").select("id", "columns_known").iter_rows()) == {"a": 0, "b": 3}
    assert "nothing is known" not in scored(scorer_file, tmp_path, ["b,3,1,small,2024-08-01"]).stderr


def test_a_file_without_a_known_column_is_told_what_it_has_and_where_they_are_written(scorer_file, tmp_path):
    (tmp_path / "new.csv").write_text("id,colour\na,red\n", encoding="utf-8")
    done = command("score", scorer_file, tmp_path / "new.csv", "--as-of", "2024-08-01", "--out", tmp_path / "scores.csv")
    said = refused(done, 1)
    assert "none of the columns that the scorer knows: " in said and "km, vip, garden" in said and "colour" in said and "features.csv" in said


@pytest.mark.parametrize(("language", "advised", "says"), [
    ("english", ["set aside", "pursue", "contact as a sample"], 'Whom not to chase: "Bargain hunter". 2 of these leads are of them'),
    ("korean", ["연락 제외", "연락 권장"], '연락하지 않을 유형: "Bargain hunter". 여기 적힌 열로 알 수 있는 한 이 리드 가운데 1건이 해당'),
])
def test_whom_not_to_chase_is_said_of_the_leads_at_hand(capsys, language, advised, says):
    scorer = SimpleNamespace(negatives=SimpleNamespace(personas=[SimpleNamespace(persona=3)]), personas=SimpleNamespace(title=lambda persona, language: "Bargain hunter"))
    speak(language)
    say_who_is_set_aside(scorer, advised)
    assert says in capsys.readouterr().err
    scorer.negatives.personas.clear()
    say_who_is_set_aside(scorer, advised)
    assert capsys.readouterr().err == ""
    speak("english")
