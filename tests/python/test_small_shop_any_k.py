"""A café of a hundred customers with three planted habits: whatever k its owner takes, three kinds, nobody invented, and pages that can be read."""

import datetime
import random

import pytest

import dangol

HABITS = {"mornings": (45, 6, (7, 8, 9), (4500, 5000, 9000), ("커피", "커피", "빵")), "weekends": (30, 21, (14, 15, 16), (38000, 45000, 52000), ("케이크", "케이크", "빵")),
          "evenings": (25, 38, (18, 19, 20), (15000, 20000, 25000), ("샌드위치", "빵", "커피"))}


def falls_on(habit: str, day: datetime.datetime) -> bool:
    return {"mornings": day.weekday() < 5, "weekends": day.weekday() >= 5, "evenings": day.weekday() == 4}[habit]


@pytest.fixture(scope="module", params=[8, 9, 10])
def cafe(request):
    chance, rows, truth = random.Random(request.param), {"who": [], "at": [], "amount": [], "saved": [], "what": []}, {}
    for habit, (customers, gap, hours, amounts, offerings) in HABITS.items():
        for number in range(customers):
            who = f"{habit}{number:02}"
            truth[who] = habit
            at = datetime.datetime(2024, 1, 1) + datetime.timedelta(days=chance.uniform(0, gap))
            while at.year < 2025:
                day = at
                while not falls_on(habit, day):
                    day += datetime.timedelta(days=1)
                amount = chance.choice(amounts)
                saved = int(amount * chance.choice((0.2, 0.3, 0.4))) if habit == "evenings" else 0
                for name, cell in zip(rows, (who, day.replace(hour=chance.choice(hours), minute=chance.randrange(60), second=0, microsecond=0), amount - saved, saved, chance.choice(offerings)), strict=True):
                    rows[name].append(cell)
                at += datetime.timedelta(days=max(2, chance.gauss(gap, gap / 4)))
    schema = dangol.Schema(interaction=dangol.InteractionColumns("who", time="at", amount="amount", discounts=["saved"], offering="what"), currency="KRW")
    return dangol.collect(interactions=rows, schema=schema, progress=False), truth


@pytest.mark.parametrize("k", [2, 3, 5, 20])
def test_three_kinds_are_found_whichever_the_smallest_group(cafe, k):
    base, truth = cafe
    study = dangol.study(base, options=dangol.StudyOptions(judge=dangol.JudgeOptions(smallest_group=k), personas=dangol.PersonaOptions(smallest_group=k)), progress=False)
    members = study.members(base).to_dict()
    kinds = {}
    for customer, segment in zip(members["customer"], members["segment"], strict=True):
        kinds.setdefault(segment, set()).add(truth[customer])
    assert len(kinds) == len(study.segmentation.ids) == 3 and all(len(habits) == 1 for habits in kinds.values())
    assert study.personas.too_few == 0
    assert [persona.id for persona in study.personas] == [persona.id for persona in study.personas.personas] and list(study.negatives) == []
    for language in ("english", "korean"):
        study.to_markdown(language).encode()
