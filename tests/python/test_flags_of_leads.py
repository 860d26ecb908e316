"""A flag is read of a new lead as it was of the leads that were learned from, on the command line; from Python it is True or False."""

import numpy as np
import polars as pl
import pytest
from command_line import dangol as command

import dangol
from dangol._core import flag_of

YES, NO = ("1", "true", "yes", "y", "t", "o", "예", "네", "1.0", " Y "), ("0", "false", "no", "n", "f", "x", "아니오", "아니요", "0.0")


@pytest.fixture(scope="module")
def scorer():
    leads = pl.DataFrame({"customer": [f"c{n % 60}" for n in range(240)], "contacted": [f"2024-{1 + n // 60:02}-{1 + n % 28:02}" for n in range(240)],
                          "vip": ["예" if n % 3 else "아니오" for n in range(240)], "converted": ["Y" if n % 3 and n % 4 else "N" for n in range(240)]})
    visits = pl.DataFrame({"customer": [f"c{n % 60}" for n in range(240)], "time": [f"2023-{1 + n // 60:02}-{1 + n % 28:02}" for n in range(240)]})
    schema = dangol.Schema(interaction=dangol.InteractionColumns("customer", time="time"),
                           lead=dangol.LeadColumns("customer", contacted="contacted", converted="converted", horizon_days=30, attributes=[dangol.AttributeColumn("vip", "flag")]))
    base = dangol.collect(interactions=visits, leads=leads, schema=schema)
    plan = dangol.FeaturePlan(features=[dangol.Frequency()])
    return dangol.fit_lead_scorer(dangol.PersonaSet(), dangol.NegativePersonaSet(), dangol.build_leads(base.permitting_both("marketing", "profiling"), plan), folds=4)


def test_the_words_are_those_that_collect_reads():
    for words, meaning in ((YES, True), (NO, False), (("maybe", "", "2", "없음"), None)):
        assert [flag_of(word) for word in words] == [meaning] * len(words)
        flags = pl.DataFrame({"id": [f"c{at}" for at in range(len(words))], "member": words})
        base = dangol.collect(customers=flags, schema=dangol.Schema(customer=dangol.CustomerColumns("id", attributes={"member": "flag"})))
        read = base.account.tables[0]
        assert read.used == (len(words) if meaning is not None else 2)  # the empty cell and 없음 are missing, the rest unreadable


def test_a_flag_of_a_new_lead_is_read_like_those_that_were_learned_from(scorer, tmp_path):
    scorer.save(tmp_path / "scorer.dangol")
    (tmp_path / "new.csv").write_text("customer,vip\n" + "".join(f"a{at},{word}\n" for at, word in enumerate(YES)) + "".join(f"b{at},{word}\n" for at, word in enumerate(NO)), encoding="utf-8")
    wish = ["score", tmp_path / "scorer.dangol", tmp_path / "new.csv", "--as-of", "2024-08-01", "--out", tmp_path / "scores.csv", "--overwrite"]
    done = command(*wish)
    assert done.returncode == 0, done.stderr
    scores = pl.read_csv(tmp_path / "scores.csv")
    yes = {flag: {round(one, 12) for who, one in zip(scores["customer"], scores["log_odds"], strict=True) if who.startswith(flag)} for flag in "ab"}
    for flag, meaning in (("a", True), ("b", False)):
        assert yes[flag] == {round(scorer.score_one({"vip": meaning}, as_of="2024-08-01").log_odds, 12)}
    assert yes["a"] != yes["b"]
    (tmp_path / "new.csv").write_text("customer,vip\na,maybe\n", encoding="utf-8")
    assert 'new.csv holds "maybe" in the column "vip", which is neither yes nor no' in command(*wish).stderr
    assert "예도 아니오도 아닙니다" in command(*wish, "--language", "korean").stderr


@pytest.mark.parametrize("wrong", [1, 0.0, "yes", "예", np.int64(1)])
def test_from_python_a_flag_is_true_or_false(scorer, wrong):
    with pytest.raises(dangol.DangolError, match=r"vip is .*, but must be True or False\."):
        scorer.score_one({"vip": wrong}, as_of="2024-08-01")
    assert scorer.score_one({"vip": np.bool_(True)}, as_of="2024-08-01") == scorer.score_one({"vip": True}, as_of="2024-08-01")
