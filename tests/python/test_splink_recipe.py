"""The recipe of docs/identity.md: its second half with pairs in the form in which Splink gives them, the whole where Splink is installed."""

import random
import re

import pandas as pd
import pytest
from conftest import SOURCE

import dangol


def code_blocks() -> list[str]:
    section = (SOURCE / "docs/identity.md").read_text(encoding="utf-8").partition("## Fuzzy matching")[2]
    return re.findall(r"```python\n(.*?)```", section, re.DOTALL)


def people(count: int = 600) -> tuple[pd.DataFrame, set[tuple[int, int]]]:
    """A quarter stand twice, the second time with a letter of the name wrong and one postcode in five another."""
    draw = random.Random(3)
    syllables = ["min", "jun", "seo", "yeon", "ji", "woo", "ha", "yoon", "do", "eun", "tae", "ri", "na", "dong", "hyun", "soo"]
    rows, twice = [], set()
    for _ in range(count):
        name = "".join(draw.choices(syllables, k=3)) + " " + draw.choice(["kim", "lee", "park", "choi", "jung", "kang", "yoon", "lim", "han", "oh"])
        birth, postcode = f"{draw.randint(1950, 2004)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}", f"{draw.randint(1000, 1400):05}"
        rows.append((len(rows), name, birth, postcode))
        if draw.random() < 0.25:
            at = draw.randrange(1, len(name) - 1)
            twice.add((len(rows) - 1, len(rows)))
            rows.append((len(rows), name[:at] + draw.choice("xqvz") + name[at + 1 :], birth, postcode if draw.random() < 0.8 else f"{draw.randint(1000, 1400):05}"))
    return pd.DataFrame(rows, columns=["member_no", "name", "birth_date", "postcode"]), twice


def test_pairs_as_splink_writes_them_link_customers_and_are_explained_and_undone():
    members, twice = people()
    pairs = pd.DataFrame({"match_weight": 9.0, "match_probability": 0.99, "member_no_l": [a for a, _ in twice], "member_no_r": [b for _, b in twice]})
    names = {"dangol": dangol, "members": members, "pairs": pairs}
    exec(code_blocks()[1], names)
    found, key = names["found"], names["key"]
    assert found.customer_count == len(members) - len(twice)
    one, other = sorted(twice)[0]
    assert found.customer_of(key(one)) == found.customer_of(key(other))
    assert [str(link.ground) for link in found.explain(key(one), key(other))] == ["LinkGround.given"]
    parted = found.without(key(one), key(other))
    assert parted.customer_count == found.customer_count + 1
    assert len(parted.customers("members")) == len(members)


def test_the_whole_recipe_finds_who_stands_twice():
    pytest.importorskip("splink", minversion="5.0")
    members, twice = people()
    names = {"dangol": dangol, "members": members}
    for block in code_blocks():
        exec(block, names)
    pairs = {tuple(sorted(pair)) for pair in zip(names["pairs"].member_no_l, names["pairs"].member_no_r, strict=True)}
    assert len(pairs & twice) > 0.7 * len(twice)
    assert len(pairs - twice) <= 0.05 * len(pairs)
    assert names["found"].customer_count < len(members)
