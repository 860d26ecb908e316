"""What the owner writes on cards: [personas."TITLE"] in the TOML file. A card is named by the title that dangol gave it, which says what its kind does, and not
by its number: numbers go by size, and after a season they may be those of other kinds."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dangol
from dangol._language import either
from dangol._wishes import WrongUse, nearest

KEYS = ("alias", "title", "notes")


@dataclass(frozen=True)
class OwnerWords:
    """For the card of one title."""

    card: str
    alias: str | None = None
    title: str | None = None
    notes: tuple[str, ...] | None = None


def owner_words(section: Mapping[str, Any], config: Path | None) -> list[OwnerWords]:
    return [words_of(card, said, config) for card, said in section.items()]


def words_of(card: str, said: Any, config: Path | None) -> OwnerWords:
    where = f'[personas."{card}"]'
    if not isinstance(said, Mapping):
        raise WrongUse(either(f'"{card}" in [personas] of {config} must be a table: write {where} and alias, title or notes below it.',
                              f'{config} [personas]: "{card}" 항목은 표여야 합니다. {where} 아래에 alias, title, notes를 적어 주십시오.'))
    for key, value in said.items():
        if key not in KEYS:
            raise WrongUse(either(f'{config} says "{key}" in {where}{nearest(key, KEYS)}; keys are {", ".join(KEYS)}.',
                                  f'{config} {where}: "{key}"{nearest(key, KEYS)} 쓸 수 있는 이름은 {", ".join(KEYS)}입니다.'))
        texts = value if key == "notes" else [value]
        if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
            must = either("a list of texts", "글의 목록이어야") if key == "notes" else either("a text", "글이어야")
            raise WrongUse(either(f'"{key}" in {where} of {config} must be {must}.', f'{config} {where}: {key} 값은 {must} 합니다.'))
    return OwnerWords(card, said.get("alias"), said.get("title"), tuple(said["notes"]) if "notes" in said else None)


def write_on_cards(study: dangol.Study, said: list[OwnerWords]) -> dangol.Study:
    """The study with these words on its cards and leads. What is said of a card that there is none of any more is told, and stands on none."""
    given, written = study.personas, study
    for words in said:
        named = [persona.id for persona in given.personas if words.card in (given.title(persona.id, "english"), given.title(persona.id, "korean"))]
        if len(named) != 1:
            titles = ", ".join(f'"{given.title(persona.id, either("english", "korean"))}"' for persona in given.personas) or either("none", "없음")
            print(either(f'No card has the title "{words.card}" now, so what [personas."{words.card}"] says stands on none. Titles are {titles}: where one is the same kind, write its title there.',
                         f'지금은 제목이 "{words.card}"인 카드가 없어 [personas."{words.card}"]에 적은 말을 싣지 못했습니다. 지금 제목: {titles}. 같은 유형이 있으면 그 제목으로 고쳐 주십시오.'), file=sys.stderr)
            continue
        if words.alias is not None:
            written = dangol.rename(written, named[0], words.alias)
        if words.title is not None:
            written = dangol.retitle(written, named[0], words.title)
        if words.notes is not None:
            written = dangol.annotate(written, named[0], list(words.notes))
    return written
