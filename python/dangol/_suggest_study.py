"""What only the owner can say of a study, proposed behind a # from what the files hold."""

from __future__ import annotations

import datetime
import json
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from dangol._core import flag_of
from dangol._language import either
from dangol._profile import NOTHING, day_of
from dangol._suggest import Table
from dangol._suggest_words import NAMES


def study_lines(tables: list[Table], currency: str) -> list[str]:
    leads = any(table.section == "leads" for table in tables)
    customers = max((table.key.values for table in tables if table.key is not None and table.section not in NAMES), default=0)
    days = either("days whose visits are looked at; without this line, all", "방문을 볼 기간. 이 줄이 없으면 모두")
    lines = ["[study]", *([] if either("english", "korean") == "english" else ['language = "korean"'])]
    if not has_strays(tables):  # else [shop] has the window
        lines.append(f"# window = {json.dumps(span_of(tables))}  # {days}")
    if 0 < customers < 100:
        lines.append("# k = 5  # " + either(f"{customers} customers: by default nothing is said about fewer than 20; a small shop may lower it for its own eyes",
                                           f"고객 {customers}명: 보통 20명보다 적은 무리는 말하지 않음. 작은 가게가 혼자 볼 때는 낮춰도 됨"))
    if leads:
        cost, margin = AMOUNTS.get(currency, ("…", "…"))
        lines += [f"# contact_cost = {cost}".ljust(29) + " # " + either("of one contact; with the next line, whom not to chase is found", "연락 한 번의 비용. 다음 줄과 함께 적으면 연락하지 않을 유형을 찾음"),
                  f"# conversion_margin = {margin}".ljust(29) + " # " + either("earned by one conversion, before the contact", "전환 한 번에 버는 돈(연락 비용을 빼기 전)"),
                  *scale_lines(tables), *test_lines(tables)]
    return lines


SCALES = ((1, 5), (0, 5), (1, 10), (0, 10), (0, 100))  # that surveys use, the narrowest first


def scale_lines(tables: list[Table]) -> list[str]:
    """The narrowest scale of satisfaction in use that holds every answer: of five stars nobody may have given one, so that the owner says it."""
    answers = [number for table in tables for column in table.chosen.get("satisfaction", []) for number in column.numbers]
    if not answers:
        return []
    scale = next(([low, high] for low, high in SCALES if low <= min(answers) and max(answers) <= high), None)
    return [f"# satisfaction_scale = {scale or '[…, …]'}".ljust(29) + " # " +
            either(f"the worst and the best answer there is to choose (given were {min(answers):g} to {max(answers):g}); without this line nobody is said to think ill of the shop",
                   f"고를 수 있는 가장 나쁜 답과 가장 좋은 답(실제 답은 {min(answers):g}–{max(answers):g}). 이 줄이 없으면 가게를 나쁘게 본다는 말은 하지 않음")]


AMOUNTS = {"KRW": ("3000", "60000")}  # examples that look like ones; of other money the owner says both
HORIZON_DAYS = 30
LEAST_LEADS_TO_PART = 20
LEAST_LEADS_TO_LEARN = 10  # as many customers as a scorer has folds


def test_lines(tables: list[Table]) -> list[str]:
    """The day that leaves the last quarter, or about that, of the leads whose outcome is known to measure the scores on, among those by which enough others had ended."""
    leads = next((table for table in tables if table.section == "leads"), None)
    contacts = closed_contacts(leads, last_day(tables)) if leads is not None else []
    closed = sorted(contact.day for contact in contacts)
    answered, unanswered = (sorted(contact.ends for contact in contacts if contact.answered == answer) for answer in (True, False))

    def may_learn(day: datetime.date) -> bool:
        yes, no = bisect_right(answered, day), bisect_right(unanswered, day)
        return yes + no >= LEAST_LEADS_TO_LEARN and yes > 0 and no > 0

    later = {day: len(closed) - bisect_left(closed, day) for day in sorted(set(closed))[1:] if may_learn(day)}
    if len(closed) < LEAST_LEADS_TO_PART or not later:
        return []
    day = min(later, key=lambda each: abs(later[each] - len(closed) / 4))
    return [f'# test_leads_from = "{day.isoformat()}"  # ' +
            either(f"the {later[day]} leads from that day on, of {len(closed)} whose outcome is known, would only measure the scores; without this line nobody knows how good the scores are",
                   f"결과를 아는 리드 {len(closed)}건 가운데 이날부터의 {later[day]}건은 점수를 재는 데만 씀. 이 줄이 없으면 점수가 얼마나 맞는지 알 수 없음")]


def days_of(tables: list[Table], *keys: str) -> list[datetime.date]:
    """On record, but for slips in the year."""
    return [datetime.date.fromisoformat(day) for table in tables for key in keys for column in table.chosen.get(key, []) for day in column.steady_times]


def has_strays(tables: list[Table]) -> bool:
    """Whether a visit or a contact lies years from all others."""
    return any(column.stray_days for table in tables for key in ("time", "contacted") for column in table.chosen.get(key, []))


def days_after(day: datetime.date, days: int) -> datetime.date:
    """The last day that there is where it would lie beyond: 9999-12-31 stands for never in many a table."""
    return day + datetime.timedelta(days) if day < datetime.date.max - datetime.timedelta(days) else datetime.date.max


def last_day(tables: list[Table]) -> datetime.date:
    return max(days_of(tables, "time", "contacted", "converted_at"), default=datetime.date.min)


def span_of(tables: list[Table]) -> list[str]:
    """The window of all interactions: the first day, and the one after the last."""
    days = days_of([table for table in tables if table.section == "interactions"], "time")
    return [min(days).isoformat(), days_after(max(days), 1).isoformat()] if days else ["2024-01-01", "2025-01-01"]


class Contact(NamedTuple):
    day: datetime.date
    ends: datetime.date  # the last day on which an answer counts
    answered: bool


def closed_contacts(leads: Table, end: datetime.date) -> list[Contact]:
    """Those who have no more time to answer by the end of the records, and of whom it is known whether they did."""
    contacted, closes = leads.chosen.get("contacted", [])[:1], leads.chosen.get("window_closes", [])[:1]
    days = [day_of(text, contacted[0].date_order) for text in contacted[0].texts] if contacted else []
    ends = [day_of(text, closes[0].date_order) for text in closes[0].texts] if closes else [day and days_after(day, HORIZON_DAYS) for day in days]
    converted, converted_at = leads.chosen.get("converted", [])[:1], leads.chosen.get("converted_at", [])[:1]
    answers = [flag_of(text) for text in converted[0].texts] if converted else [text.lower() not in NOTHING for text in converted_at[0].texts] if converted_at else [False for _ in days]
    return [Contact(day, until, answer) for day, until, answer in zip(days, ends, answers, strict=True) if day is not None and until is not None and until <= end and answer is not None]
