"""A bookshop with three habits that share neither hour nor basket: three kinds, though each could be cut further by how often somebody comes."""

import datetime
import random

import pytest

import dangol

HABITS = {  # customers, days between visits, hours, on weekends, won a visit, share of visits with a discount, shelves
    "regulars": (60, 8, (9, 10, 11), False, (14_000, 3_000), 0.05, ("시집", "시집", "소설", "잡지")),
    "families": (60, 30, (13, 14, 15, 16), True, (62_000, 12_000), 0.5, ("그림책", "그림책", "학습서", "소설")),
    "bargains": (40, 42, (18, 19, 20), None, (18_000, 5_000), 0.95, ("문구", "문구", "잡지")),
}


def bookshop(seed: int) -> tuple[dangol.CustomerBase, dict]:
    chance, rows, truth = random.Random(seed), {"who": [], "at": [], "paid": [], "saved": [], "shelf": []}, {}
    for habit, (customers, days, hours, weekend, (mean, spread), discounted, shelves) in HABITS.items():
        for number in range(customers):
            truth[who := f"{habit}{number:02}"] = habit
            gap = days * chance.uniform(0.7, 1.4)
            at = datetime.datetime(2024, 1, 1) + datetime.timedelta(days=chance.uniform(0, gap))
            while at.year < 2025:
                day = at
                while weekend is not None and (day.weekday() >= 5) != weekend:
                    day += datetime.timedelta(days=1)
                paid = max(2_000, round(chance.gauss(mean, spread), -2))
                row = (who, day.replace(hour=chance.choice(hours), minute=chance.randrange(60), second=0, microsecond=0), paid, 4_000 if chance.random() < discounted else 0, chance.choice(shelves))
                for column, cell in zip(rows.values(), row, strict=True):
                    column.append(cell)
                at += datetime.timedelta(days=max(1, 0.6 * chance.expovariate(1 / gap) + 0.4 * gap))
    schema = dangol.Schema(interaction=dangol.InteractionColumns("who", time="at", amount="paid", discounts=["saved"], offering="shelf"), currency="KRW")
    return dangol.collect(interactions=rows, schema=schema, progress=False), truth


SEEDS = [5, 11, 20]  # with these the finest cut that is found again at all has four kinds


@pytest.mark.parametrize("seed", SEEDS)
def test_three_clear_kinds_are_told_as_three(seed):
    base, truth = bookshop(seed)
    study = dangol.study(base, progress=False)
    members = study.members(base).to_dict()
    kinds = {}
    for customer, segment in zip(members["customer"], members["segment"], strict=True):
        kinds.setdefault(segment, []).append(truth[customer])
    assert len(kinds) == 3
    assert sum(max(map(habits.count, habits)) for habits in kinds.values()) >= 0.98 * len(truth)
    assert len({study.personas.title(persona.id) for persona in study.personas}) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_finest_cut_that_is_found_again_at_all_has_more(seed):
    finest = dangol.JudgeOptions(jaccard_drop_at_most=1)
    assert len(dangol.study(bookshop(seed)[0], options=dangol.StudyOptions(judge=finest), progress=False).segmentation.ids) > 3


def test_a_drop_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"jaccard_drop_at_most is 2, but must be from 0 to 1"):
        dangol.study(bookshop(5)[0], options=dangol.StudyOptions(judge=dangol.JudgeOptions(jaccard_drop_at_most=2)), progress=False)
