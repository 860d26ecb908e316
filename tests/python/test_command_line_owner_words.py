"""What an owner writes on cards in the TOML file: by title, so that it never comes to stand on another kind."""

from pathlib import Path

import polars as pl
import pytest
from command_line import complaint, dangol

import dangol as library


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> str:
    """The file of a shop whose forty customers came every other week, and half of whom answered a letter."""
    folder = tmp_path_factory.mktemp("owner")
    visits = [f"c{who},2024-{month:02}-{1 + (who + 14 * half) % 28:02} 09:30" for who in range(40) for month in range(1, 7) for half in range(2)]
    letters = [f"c{who},2024-{month:02}-15,{(who + month) % 2}" for who in range(40) for month in (4, 5)]
    (folder / "visits.csv").write_text("who,came\n" + "\n".join(visits) + "\n", encoding="utf-8")
    (folder / "letters.csv").write_text("who,sent,answered\n" + "\n".join(letters) + "\n", encoding="utf-8")
    return f"""
[customers]
id = "who"
[interactions]
file = "{folder / 'visits.csv'}"
time = "came"
[leads]
file = "{folder / 'letters.csv'}"
contacted = "sent"
converted = "answered"
[study]
most = 1
"""


def study(config: Path, text: str, *more):
    config.write_text(text, encoding="utf-8")
    return dangol("study", "--config", config, "--out", config.parent / "out", *more)


def test_what_the_owner_writes_stands_on_cards_and_leads_of_the_kind_with_that_title(shop, tmp_path):
    first = study(tmp_path / "shop.toml", shop)
    assert first.returncode == 0, first.stderr
    found = library.Study.load(tmp_path / "out/study.dangol")
    persona = found.personas.personas[0]
    for language in ("english", "korean"):  # as the card has it in either language
        given = found.personas.title(persona.id, language)
        words = f'[personas."{given}"]\nalias = "Wren"\ntitle = "Friends of the house"\nnotes = ["Offer tea."]\n[personas."An old title"]\nnotes = ["Lost."]\n'
        again = study(tmp_path / "shop.toml", shop + words)
        assert again.returncode == 0, again.stderr
        assert f'No card has the title "An old title" now, so what [personas."An old title"] says stands on none. Titles are "{found.personas.title(persona.id)}"' in again.stderr
        cards, leads = ((tmp_path / "out" / page).read_text(encoding="utf-8") for page in ("personas.html", "leads.html"))
        assert "Wren" in cards and "Friends of the house" in cards and "Offer tea." in cards and "Lost." not in cards
        assert "Friends of the house" in leads and given not in leads
        assert "Friends of the house" in again.stdout and "Offer tea." in (tmp_path / "out/personas.md").read_text(encoding="utf-8")
        assert pl.read_csv(tmp_path / "out/members.csv")["persona"].unique().to_list() == ["Wren"]
        kept = library.Study.load(tmp_path / "out/study.dangol")
        assert kept.scorer.personas == kept.personas and kept.personas["Wren"].notes == ["Offer tea."]


@pytest.mark.parametrize(("written", "english", "korean"), [
    ('[personas.Robin]\nnote = ["tea"]', '"note" in [personas."Robin"]', "쓸 수 있는 이름은 alias, title, notes입니다"),
    ('[personas.Robin]\nnotes = "tea"', '"notes" in [personas."Robin"] of', "notes 값은 글의 목록이어야 합니다"),
    ('[personas.Robin]\nalias = 3', "must be a text", "alias 값은 글이어야 합니다"),
    ('[personas]\nRobin = "tea"', "must be a table", "항목은 표여야 합니다"),
])
def test_a_mistake_in_it_is_told_in_either_language_before_anything_is_read(shop, tmp_path, written, english, korean):
    assert english in complaint(study(tmp_path / "shop.toml", shop + written), 2)
    assert korean in complaint(study(tmp_path / "shop.toml", shop + written, "--language", "korean"), 2)
