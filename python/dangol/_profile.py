"""What a column looks like: how full, how many values, numbers, dates, yes and no. Looked at, never shown: cells may be personal."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from dangol._core import flag_of
from dangol._language import either
from dangol._stores import cell_text

NOTHING = {"", "-", "na", "n/a", "nan", "null", "none", "없음", "미상"}
NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d+)?")
SIGN = r"(₩|￦|원|won|KRW|€|EUR|£|GBP|\$|USD|¥|￥|円|JPY|CNY)"
HUNDREDS = r"[1-9]\s*백\s*([1-9]\d)?"
THOUSANDS = rf"[1-9]\s*천\s*({HUNDREDS}|[1-9]\d\d)?"
COUNT = rf"({THOUSANDS}|{HUNDREDS}|[1-9]\d{{0,3}}|[1-9],\d{{3}})"
IN_MAN = rf"(({COUNT}\s*억\s*)?{COUNT}\s*만\s*({THOUSANDS}|{HUNDREDS}|[1-9]\d{{2,3}}|[1-9],\d{{3}})?|{COUNT}\s*억|\d{{1,4}}\.\d{{1,2}}\s*[만억]|{THOUSANDS}|{HUNDREDS})"  # 4만5천, 1만 2천, 3억
MONEY = re.compile(rf"[+-]?\s*({SIGN}\s*[+-]?\s*[\d,.]*\d\s*{SIGN}?|[\d,.]*\d\s*{SIGN}|(₩|￦)?\s*{IN_MAN}\s*원?)", re.IGNORECASE)
COMMA_DECIMALS = re.compile(r"\D*(\d+|\d{1,3}(\.\d{3})+),(\d{1,2}|\d{4,})\D*")
# Days and times as collect() reads them in text: what is suggested is what will be read.
DAYS_OF_WEEK = ("월|Mon", "화|Tue", "수|Wed", "목|Thu", "금|Fri", "토|Sat", "일|Sun")  # of Monday first, as date.weekday() counts
WEEKDAY = r"\( *(?P<weekday>[월화수목금토일](요일)?|Mon(day)?|Tue(s(day)?)?|Wed(nesday)?|Thu(r(s(day)?)?)?|Fri(day)?|Sat(urday)?|Sun(day)?)\.? *\)"
CLOCK = r"(오전|오후)? *\d{1,2}(:\d{2}(:\d{2}(\.\d+)?)?( *[AP]M)?|시( *\d{1,2} *분( *\d{1,2} *초)?)?)"
TIME_OF_DAY = re.compile(r"((오전|오후) *)?\d{1,2}(:\d{2}(:\d{2}(\.\d+)?)?( *[AP]M)?| *시( *\d{1,2} *분( *\d{1,2} *초)?)?)", re.IGNORECASE)
BEHIND = rf"(( *{WEEKDAY} *|T| +){CLOCK}|( *{WEEKDAY})?)".replace("?P<weekday>", "?P<weekday_and_clock>", 1)
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})( *(?P<mark>[-./]) *(?P<month>\d{{1,2}}) *(?P=mark) *(?P<day>\d{{1,2}})\.?| *년 *(?P<month_>\d{{1,2}}) *월 *(?P<day_>\d{{1,2}}) *일){BEHIND}", re.IGNORECASE)
COMPACT = re.compile(rf"(?P<year>(19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d){BEHIND}", re.IGNORECASE)
YEAR_LAST = re.compile(rf"(?P<first>\d{{1,2}}) *(?P<mark>[-./]) *(?P<second>\d{{1,2}}) *(?P=mark) *(?P<year>\d{{4}})\.?{BEHIND}", re.IGNORECASE)
ISO_WITH_ZONE = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
PHONE = re.compile(r"(\+82[- ]?|0)1\d[- ]?\d{3,4}[- ]?\d{4}|0\d{1,2}[- ]\d{3,4}[- ]\d{4}|\+\d{9,14}")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
HANGUL = re.compile(r"[가-힣]")
MOST = 0.9  # of the filled cells: shops make mistakes


@dataclass(frozen=True)
class Column:
    name: str
    rows: int
    filled: int
    levels: Counter[str]  # every value that was met, and how often
    texts: list[str]      # row by row

    @classmethod
    def of(cls, name: str, cells: Iterable[Any]) -> Column:
        texts = [(cell_text(cell) or "").strip() for cell in cells]
        known = [text for text in texts if text.lower() not in NOTHING]
        return cls(name, len(texts), len(known), Counter(known), texts)

    def share(self, fits: Any) -> float:
        """Of the filled cells."""
        return sum(count for value, count in self.levels.items() if fits(value)) / self.filled if self.filled else 0.0

    def mostly(self, pattern: re.Pattern[str]) -> bool:
        return self.share(pattern.fullmatch) >= MOST

    @property
    def values(self) -> int:
        return len(self.levels)

    @cached_property
    def is_unique(self) -> bool:
        return self.values > 0.97 * self.rows and self.filled > 0.97 * self.rows

    @cached_property
    def is_number(self) -> bool:
        return self.mostly(NUMBER) and not self.is_time  # 20240531

    @cached_property
    def numbers(self) -> list[float]:
        return [float(value.replace(",", "")) for value in self.levels if NUMBER.fullmatch(value)]

    @cached_property
    def has_comma_decimals(self) -> bool:
        return any(COMMA_DECIMALS.fullmatch(value) for value in self.levels)

    @cached_property
    def is_whole(self) -> bool:
        return self.is_number and all(number.is_integer() for number in self.numbers)

    @cached_property
    def is_time(self) -> bool:
        return self.share(is_moment) >= MOST

    @property
    def has_clock(self) -> bool:
        return self.share(lambda value: is_moment(value) and (":" in value or "시" in value)) >= 0.5

    @cached_property
    def times(self) -> list[str]:
        order = self.date_order
        return sorted(day.isoformat() for value in self.levels if (day := day_of(value, order)) is not None)

    @cached_property
    def stray_days(self) -> list[tuple[str, str]]:
        """The first or last day, and the nearest other, where it and few more lie two years before or after all others: as the account of a study has it."""
        order = self.date_order
        days: Counter[datetime.date] = Counter()
        for value, count in self.levels.items():
            if (day := day_of(value, order)) is not None:
                days[day] += count
        found = []
        for outwards in (sorted(days), sorted(days, reverse=True)) if days.total() >= 20 else ():
            beyond, nearest = 0, None
            for far, near in pairwise(outwards):
                beyond += days[far]
                if beyond > 1 + days.total() // 200:
                    break
                nearest = near if abs((near - far).days) > 730 else nearest
            if nearest is not None:
                found.append((outwards[0].isoformat(), nearest.isoformat()))
        return found

    @cached_property
    def steady_times(self) -> list[str]:
        """Without the first or last days that lie years from all others."""
        first = max((nearest for day, nearest in self.stray_days if day < nearest), default="")
        last = min((nearest for day, nearest in self.stray_days if day > nearest), default="9999-12-31")
        return [day for day in self.times if first <= day <= last]

    @cached_property
    def year_last(self) -> list[tuple[int, int]]:
        """The two numbers before the year, where that stands last and no weekday tells which is the day."""
        return [(int(match["first"]), int(match["second"])) for value in self.levels
                if is_moment(value) and (match := YEAR_LAST.fullmatch(value)) and not weekday_of(match)]

    @cached_property
    def date_order(self) -> str:
        """Which of the two is the day, where some of them can only be one; "": nothing tells."""
        day_first, month_first = any(first > 12 for first, _ in self.year_last), any(second > 12 for _, second in self.year_last)
        return "" if day_first == month_first else "day_first" if day_first else "month_first"

    @cached_property
    def is_flag(self) -> bool:
        others = [value for value in self.levels if flag_of(value) is None]
        counted = any(NUMBER.fullmatch(value) for value in others)  # 0, 1 and now and then 2: how many, not whether
        return 1 <= self.values <= 4 and not counted and self.share(lambda value: flag_of(value) is not None) >= MOST and (self.values >= 2 or not self.is_number)

    @cached_property
    def is_category(self) -> bool:
        return not self.is_number and not self.is_time and 2 <= self.values <= 60 and self.filled >= 3 * self.values

    @cached_property
    def is_text(self) -> bool:
        """Words of somebody's own: long, and hardly ever the same."""
        length = sum(len(value) * count for value, count in self.levels.items()) / self.filled if self.filled else 0
        return not self.is_number and not self.is_time and length >= 12 and self.values > 30 and any(" " in value for value in self.levels)

    @cached_property
    def is_personal(self) -> str:
        return either("telephone numbers", "전화번호") if self.mostly(PHONE) else either("mail addresses", "메일 주소") if self.mostly(MAIL) else ""

    @property
    def looks_korean(self) -> bool:
        return bool(HANGUL.search(self.name)) or self.share(HANGUL.search) > 0.3

    def how_full(self) -> str:
        gaps = self.rows - self.filled
        if gaps == 0:
            return ""
        share = f"{100 * gaps / self.rows:.0f}%"
        return either(f"{share} empty", f"{share} 비어 있음") if gaps >= 0.01 * self.rows else either("hardly ever empty", "빈칸 거의 없음")


def is_moment(value: str) -> bool:
    return any(day_of(value, order) is not None for order in ("day_first", "month_first"))


def day_of(value: str, order: str = "") -> datetime.date | None:
    """None where there is no such day, or its weekday is another's."""
    if match := ISO_WITH_ZONE.fullmatch(value):
        return day_or_none(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := YEAR_FIRST.fullmatch(value) or COMPACT.fullmatch(value):
        said = match.groupdict()
        ways = [(int(said["month"] or said["month_"]), int(said["day"] or said["day_"]))]
    elif match := YEAR_LAST.fullmatch(value):
        first, second = int(match["first"]), int(match["second"])
        ways = [(first, second), (second, first)] if order == "month_first" else [(second, first), (first, second)]
        ways = ways if weekday_of(match) else ways[:1]
    else:
        return None
    days = [day for month, day_of_month in ways if (day := day_or_none(int(match["year"]), month, day_of_month)) is not None]
    weekday = weekday_of(match)
    return next((day for day in days if not weekday or weekday.startswith(tuple(DAYS_OF_WEEK[day.weekday()].lower().split("|")))), None)


def weekday_of(match: re.Match[str]) -> str:
    """The weekday in brackets; "": none."""
    return (match["weekday"] or match["weekday_and_clock"] or "").lower()


def day_or_none(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def profile(relation: Any, rows: int = 50_000) -> list[Column]:
    cells = relation.limit(rows).fetchall()
    return [Column.of(name, (row[at] for row in cells)) for at, name in enumerate(relation.columns)]
