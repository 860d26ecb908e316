"""What the library says in its errors, in Korean: the mistakes that somebody with a shop's files meets. What is not here stays English."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable

from dangol._language import either

TABLES = {"customer table": "고객 표", "interaction table": "방문 기록 표", "lead table": "리드 표", "consent table": "동의 표", "table of offerings": "상품 표",
          "table of competitors": "경쟁사 표"}
KINDS = {"whole numbers": "정수", "numbers": "수", "text": "글자", "dates": "날짜", "times": "시각", "true or false": "참/거짓", "durations": "기간"}
FIELDS = {"smallest_group": "--k", "segments_wanted": "--segments", "most": "--most", "contact_cost": "--contact-cost", "conversion_margin": "--conversion-margin",
          "time_zone": "--time-zone", "currency": "--currency", "test_leads_from": "--test-leads-from", "leads_from": "--leads-from", "satisfaction_scale": "--satisfaction-scale", "horizon_days": "--horizon-days", "the start of the plan's window": "--window의 시작",
          "the end of the plan's window": "--window의 끝", "the window of the plan": "--window", "the end of the schema's window": "[shop]의 window의 끝"}
COUNTED = {
    "customers": ("살펴볼 기간에 기록이 있는 고객", "기간을 넓히거나(--window) 기록이 더 쌓이기를 기다려 주십시오"),
    "customers who permit profiling": ("프로파일링에 동의한 고객", "모두 거절했거나 동의 표에 결정이 없습니다. 동의를 받거나, 동의 표에서 목적과 동의 여부를 적은 열이 맞는지 확인해 주십시오"),
    "customers with a lead whose outcome is known": ("결과를 아는 리드가 있는 고객", "리드의 결과가 더 쌓이기를 기다리거나 리드 표를 빼고 분석해 주십시오"),
    "converted leads with a closed window": ("마감이 지난, 응답한 리드", "응답이 나오기를 기다리거나 리드 표를 빼고 분석해 주십시오"),
    "leads whose window closed without a conversion": ("응답 없이 마감된 리드", "응답하지 않은 리드도 함께 넣어 주십시오"),
    "columns with the role basis": ("유형을 나눌 수 있는 열", "방문 시각 말고도 금액이나 품목 같은 열을 알려 주십시오"),
}
LIMITS: list[tuple[str, Callable[[re.Match[str]], str]]] = [
    (r"at least (.+)", lambda m: f"{m[1]} 이상이어야"),
    (r"at most the number of customers with a weight above 0, (.+)", lambda m: f"가중치가 0보다 큰 고객 수({m[1]}명) 이하여야"),
    (r"at most the number of customers, (.+)", lambda m: f"고객 수({m[1]}명) 이하여야"),
    (r"at most (.+)", lambda m: f"{m[1]} 이하여야"),
    (r"above 0, or 0 where .+", lambda _: "0보다 커야"),
    (r"above (.+)", lambda m: f"{m[1]}보다 커야"),
    (r"between (\S+) and (\S+)", lambda m: f"{m[1]}과 {m[2]} 사이여야"),
    (r"after the start of the plan's window, (.+)", lambda m: f"살펴볼 기간의 시작({m[1]})보다 뒤여야"),
    (r"after its start, (.+)", lambda m: f"시작({m[1]})보다 뒤여야"),
    (r"before the day after the last visit, (.+)", lambda m: f"마지막 방문 다음 날({m[1]})보다 앞이어야"),
    (r"after the first record, (.+)", lambda m: f"첫 기록({m[1]})보다 뒤여야"),
    (r"a pair whose end lies after its start", lambda _: "끝이 시작보다 뒤여야"),
    (r"a code of ISO 4217 in capitals", lambda _: "KRW처럼 대문자로 적은 ISO 4217 통화 코드여야"),
    (r"a scale that holds all answers, such as (.+)", lambda m: f"{m[1]} 같은 답까지 모두 들어가는 척도여야"),
    (r"from the worst answer to the best", lambda _: "가장 나쁜 점수에서 가장 좋은 점수로 적어야"),
    (r"one of (.+)", lambda m: f"{m[1]} 가운데 하나여야"),
    (r"a zone of the IANA database .+", lambda _: "Asia/Seoul 같은 시간대 이름이나 +09:00 같은 시차여야"),
    (r"a day and time that the calendar has", lambda _: '"2025-01-05"나 "2025-01-05 18:05"처럼 달력에 있는 날이나 시각이어야'),
    (r"after leads_from, (.+)", lambda m: f"--leads-from({m[1]})보다 뒤여야"),
    (r"given with the share", lambda _: "몇 번 가운데의 비율인지 이름 뒤에 .exposure를 붙인 열로 함께 주어야"),
    (r"given with the count", lambda _: "횟수를 센 날 수를 (12, 365)처럼 함께 적거나 이름 뒤에 .exposure를 붙인 열로 주어야"),
    (r"given whole where there are no visits", lambda _: "방문 기록이 없을 때는 시작과 끝이 모두 있어야"),
]


def table_of(words: str) -> str:
    return TABLES.get(words.removeprefix("the "), words)


def kind_of(words: str) -> str:
    return KINDS.get(words, words)


def too_few(found: re.Match[str]) -> str | None:
    if found[1] not in COUNTED:
        return None
    what, remedy = COUNTED[found[1]]
    return f"{what}: {found[2]}. {found[3]} 이상이어야 합니다. {remedy}."


def outside(found: re.Match[str]) -> str | None:
    """A value that is not allowed, where what is allowed can be said."""
    for limit, say in LIMITS:
        if allowed := re.fullmatch(limit, found[3]):
            meant = re.search(r'(?:did you mean|write) ("[^"]+")[?.]', found[4])
            given = "시작과 끝이 없습니다" if found[2] == "without both ends" else found[2]
            return f"{FIELDS.get(found[1], found[1])}: {given}. {say(allowed)} 합니다." + (f" {meant[1]}입니까?" if meant else "")
    return None


SENTENCES: list[tuple[str, Callable[[re.Match[str]], str | None]]] = [
    (r"The number of (.+) is (\d+), but must be at least (\d+): .+", too_few),
    (r"There are no rows in (.+?): .+", lambda m: f"{table_of(m[1])}에 행이 없습니다. 행까지 내보내 주십시오."),
    (r'The column "(.+)" of (.+) holds no customer id in any row: .+', lambda m: f'{table_of(m[2])}의 "{m[1]}" 열에 고객 번호가 하나도 없습니다. 고객 번호가 든 열을 적어 주십시오.'),
    (r'Customer ids are (.+) in (.+) \("(.+)"\) but (.+) in (.+) \("(.+)"\): .+',
     lambda m: f'고객 번호가 {table_of(m[2])}("{m[3]}")에서는 {kind_of(m[1])}, {table_of(m[5])}("{m[6]}")에서는 {kind_of(m[4])}입니다. 같은 형식으로 맞춰 주십시오.'),
    (r'There is no column "(.*?)" in (.+?): did you mean "(.+)"\?', lambda m: f'{table_of(m[2])}에 "{m[1]}" 열이 없습니다. "{m[3]}" 열입니까?'),
    (r'There is no column "(.*?)" in (.+?): it has (.+)', lambda m: f'{table_of(m[2])}에 "{m[1]}" 열이 없습니다. 있는 열: {m[3]}'),
    (r'The column "(.+)" is (.+), but must be (.+): .+', lambda m: f'"{m[1]}" 열이 {kind_of(m[2])}입니다. 여기에 쓸 수 있는 형식: {", ".join(map(kind_of, re.split(", | or | and ", m[3])))}.'),
    (r"None of the ([\d,]+) customers of the leads has a row in the other tables that is used: .+",
     lambda m: f"리드의 고객 {m[1]}명 가운데 다른 표에 쓸 수 있는 행이 있는 사람이 없습니다. 같은 고객 번호입니까? 다른 표의 행이 기간 안에 있습니까? 그것을 맞추거나, 이 사람들이 든 고객 표를 주거나, 리드를 빼고 분석해 주십시오."),
    (r"The list of customers is declared complete, but there is no customer table: .+", lambda _: "고객 목록이 완전하다고 했지만 고객 표가 없습니다. 고객 표를 주거나 --complete를 빼 주십시오."),
    (r'"(.+)" is no dangol archive: .+', lambda m: f"{m[1]}: dangol이 쓴 파일이 아닙니다. `dangol study` 명령이 쓴 study.dangol을 주십시오."),
    (r'"(.+)" (?:is empty|is cut short|is damaged|has \d+ bytes too many).+', lambda m: f"{m[1]}: 비었거나 잘렸거나 손상된 파일입니다. 다시 복사하거나 다시 분석해 주십시오."),
    (r'"(.+)" was written by dangol .+', lambda m: f"{m[1]}: 더 새로운 dangol이 쓴 파일입니다. dangol을 새 버전으로 바꿔 주십시오."),
    (r'"(.+)" holds .+, not .+: load it as what it is.*', lambda m: f"{m[1]}: 분석도 점수 모형도 아닌 것이 들어 있습니다. `dangol study` 명령이 쓴 study.dangol을 주십시오."),
    (r"(.+) is (.+?), but must be (.+?): (.+)", outside),
]
OF_THE_SYSTEM = {errno.EISDIR: "폴더입니다", errno.EEXIST: "같은 이름의 파일이 이미 있습니다", errno.ENOTDIR: "폴더가 아니라 파일입니다", errno.ENOENT: "없는 파일이나 폴더입니다",
                 errno.EACCES: "권한이 없습니다", errno.EPERM: "권한이 없습니다", errno.EROFS: "쓰기가 막힌 디스크입니다", errno.ENOSPC: "디스크에 자리가 없습니다"}


def of_the_system(error: OSError) -> str:
    """Why a file could not be opened or written, in Korean."""
    return OF_THE_SYSTEM.get(error.errno or 0, error.strerror or type(error).__name__)


def in_words(error: Exception) -> str:
    """What the library refuses, in the language asked."""
    return either(str(error), in_korean(str(error)) or f"쓸 수 없는 자료입니다. {error}")


def in_korean(sentence: str) -> str | None:
    """The sentence in Korean; none where it is one of those that stay English."""
    for pattern, say in SENTENCES:
        if (found := re.fullmatch(pattern, sentence, re.DOTALL)) and (said := say(found)):
            return said
    return None
