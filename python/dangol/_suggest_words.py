"""What columns are called, in English and Korean, and what they must look like to be that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dangol._language import either
from dangol._profile import COMMA_DECIMALS, MONEY, MOST, NUMBER, TIME_OF_DAY, Column


@dataclass(frozen=True)
class Field:
    key: str
    words: str
    fits: Callable[[Column], bool]
    why: Callable[[Column], str]
    needs_name: bool = True  # False: what it looks like is enough


def number(column: Column) -> str:
    below = sum(is_amount_text(value) and is_below(value) for value in column.levels)
    return either("numbers" + (f", {below} different ones below 0" if below else ", none below 0"), "수" + (f", 0보다 작은 값 {below}가지" if below else ", 0보다 작은 값 없음"))


def many(column: Column) -> str:
    return either(f"{column.values} different", f"{column.values}가지")


def times(column: Column) -> str:
    if not column.times:
        return either("empty", "비어 있음")
    return either(f"times from {column.times[0]} to {column.times[-1]}", f"{column.times[0]}부터 {column.times[-1]}까지")


def yes_or_no(column: Column) -> str:
    return either("yes or no", "예/아니오")


def shared(column: Column) -> str:
    if column.values == column.rows:
        return either("no two rows share one", "행마다 다름")
    one_visit = either("rows that share one become one visit", "같은 값의 행은 한 번의 방문이 됨")
    return either(f"nearly every row another; {one_visit}", f"거의 행마다 다름; {one_visit}") if column.is_unique else one_visit


def is_amount_text(value: str) -> bool:
    return any(form.fullmatch(value) for form in (NUMBER, MONEY, COMMA_DECIMALS))


def is_below(amount: str) -> bool:
    """Below 0; the sign stands before the digits: -₩12,000, ₩-12,000."""
    return re.match(r"\D*-", amount) is not None and re.search("[1-9]", amount) is not None


def is_amount(column: Column) -> bool:
    return column.share(is_amount_text) >= MOST


def is_paid(amount: str) -> bool:
    return is_amount_text(amount) and re.search("[1-9]", amount) is not None and not is_below(amount)


def is_few(column: Column) -> bool:
    return not column.is_time and not column.is_text and 1 <= column.values <= max(60, column.filled // 2)


KIND = "kind type event event_type status state 종류 구분 유형 상태 진행상태 처리상태"


def is_kind(column: Column) -> bool:
    """Most of its words are known; or it is called so and some are, and the rest are kinds of the shop's own."""
    known = column.share(lambda word: kind_of(word) is not None) if is_few(column) else 0
    return known > 0.5 or (known > 0 and likeness(column.name, KIND) >= 2.5)


INTERACTIONS = [
    Field("time", "visited_at visited time date datetime timestamp when day invoicedate order_date 방문일시 방문일 일시 날짜 일자 구매일 주문일 거래일 결제일", lambda c: c.is_time, times, False),
    Field("clock", "clock time_of_day time hour 시각 방문시각 결제시각 거래시각 시간 방문시간 결제시간 거래시간 주문시간", lambda c: c.mostly(TIME_OF_DAY),
          lambda c: either("the time of day, beside the day", "날짜 열 곁의 시각")),
    Field("visit", "visit_id visit basket basket_id receipt invoice invoiceno order_id transaction_id 방문번호 영수증번호 영수증 주문번호 거래번호 전표",
          lambda c: not c.is_time and not c.is_text and c.values > 1, shared),
    Field("amount", "amount paid price total spend sales sales_value revenue 금액 결제금액 매출 결제액 가격 값 받은돈 요금 수업료 수강료 시술비 진료비", is_amount, number),
    Field("discounts", "discount disc coupon_disc 할인 할인액 할인금액", is_amount, number),
    Field("offering", "offering product item category sku description stockcode service treatment procedure course 상품 품목 작업 메뉴 서비스 강의 맡긴일 시술 수업 진료 강좌", is_few, many),
    Field("channel", "channel source medium 채널 경로 접점", is_few, many),
    Field("party_size", "party_size party guests people 인원 인원수 명수 동반인원 일행", lambda c: c.is_whole and min(c.numbers, default=0) >= 1, lambda c: either("whole numbers from 1", "1 이상의 정수")),
    Field("planned", "planned booked reserved appointment 예약 예약여부 사전예약 계획", lambda c: c.is_flag, yes_or_no),
    Field("satisfaction", "satisfaction rating stars csat 만족도 만족 평점 별점", lambda c: c.is_number and c.values <= 21, number),
    Field("kind", KIND, lambda c: is_kind(c), many),
    Field("quantity", "quantity qty count 수량 개수", lambda c: c.is_number, number),
    Field("companions", "companions company with 동반자 동행", is_few, many),
    Field("duration_minutes", "duration_minutes minutes duration 소요시간 상담시간 분", lambda c: c.is_number, number),
    Field("staff", "staff employee clerk served_by 담당 담당자 직원 응대자 시술자 강사", is_few, many),
    Field("observations", "observations ticked codes 관찰 관찰코드", is_few, many),
    Field("note", "note notes memo comment remark 메모 비고 상담 상담내용 특이사항 기록 적은것", lambda c: not c.is_number and not c.is_time, lambda c: either("text; kept, and never shown", "글. 보관만 하고 보이지 않음")),
]

LEADS = [
    Field("contacted", "contacted_at contacted sent_at sent mailed contact_date send_date 발송일시 발송일 발송날짜 보낸날 보낸일 보낸일시 보낸날짜 연락일시 연락일 연락한날 연락날짜 접촉일", lambda c: c.is_time, times, False),
    Field("converted", "converted responded response answered outcome success 전환 전환여부 반응 응답 응답여부 구매여부 성공", lambda c: c.is_flag, yes_or_no, False),
    Field("converted_at", "converted_at responded_at answered_at replied_at booked_on booked_at 전환일시 전환일 반응일시 반응일 응답일시 응답일", lambda c: c.is_time, times),
    Field("window_closes", "window_closes window_end valid_until expires deadline 마감일시 마감일 마감 만료일 유효기한", lambda c: c.is_time, times),
    Field("channel", "channel 채널 경로", is_few, many),
    Field("staff", "staff employee 담당 담당자 직원", is_few, many),
]

CONSENTS = [
    Field("purpose", "purpose 목적 동의목적 이용목적", lambda c: is_few(c) and not c.is_number, many),
    Field("granted", "granted consent agreed 동의 동의여부 허락", lambda c: c.is_flag, yes_or_no, False),
    Field("decided_at", "decided_at date time when 동의일시 동의일 결정일 일시 날짜", lambda c: c.is_time, times, False),
]

OFFERINGS = [Field("provides", "provides values value benefits benefit 제공가치 가치 효용 좋은점", is_few, many)]

COMPETITORS = [
    Field("targets", "targets target audience customers 대상 타깃 주고객 고객층", is_few, many),
    Field("strengths", "strengths strength strong_at advantages 강점 장점", is_few, many),
]

CUSTOMERS = [Field("joined", "joined_on joined since registered signup signed_up created member_since customer_since client_since first_visit 가입일 등록일 첫방문일 첫방문 가입일자", lambda c: c.is_time, times)]

FIELDS = {"customers": CUSTOMERS, "interactions": INTERACTIONS, "leads": LEADS, "consents": CONSENTS, "offerings": OFFERINGS, "competitors": COMPETITORS}
TABLE_WORDS = {
    "customers": "customers customer members clients households 고객 고객명단 회원 손님 단골 명단",
    "interactions": "interactions visits visit purchases sales orders transactions receipts online_retail 방문 방문기록 매출 주문 거래 장부 구매 판매 기록",
    "leads": "leads lead campaigns campaign contacts mailings 캠페인 리드 발송 연락 문자",
    "consents": "consents consent permissions 동의 동의서",
    "offerings": "offerings offering products catalogue catalog menu services 상품 상품표 품목 품목표 메뉴 메뉴판 가격표",
    "competitors": "competitors competitor rivals competition 경쟁사 경쟁업체 경쟁",
}
NAMES = {  # of what is no customer, but has a name
    "offerings": "offering product item sku stockcode name 상품 상품명 품목 품목명 메뉴 작업 서비스 이름",
    "competitors": "competitor name company rival shop 경쟁사 경쟁업체 업체 업체명 상호 이름",
}
BUILT_IN_KINDS = (  # as dangol reads them, in any case
    "visit|purchase|inquiry|complaint|feedback|survey_answer|survey answer|web_view|web view|app_event|app event|booking|no_show|no-show|returned|return|"
    "방문|구매|문의|불만|후기|설문|웹 조회|앱 사용|예약|노쇼|반품"
)
VISIT_WORDS = ("visit", "purchase", "방문", "구매")  # of those, what counts as a visit
OTHER_KINDS = {  # what shops write instead
    "visit": "came completed complete done attended finished fulfilled showed checked_in 내방 이용 시술 수업 완료 방문완료 이용완료 시술완료 수업완료 출석 참석",
    "purchase": "order sale payment paid sold 주문 결제 구입 판매 수리 매출",
    "inquiry": "question enquiry call 상담 질문 전화문의",
    "complaint": "claim 항의 클레임 민원",
    "feedback": "review 리뷰 의견",
    "web_view": "pageview page_view 웹조회 페이지뷰",
    "app_event": "앱사용 앱이벤트",
    "booking": "reservation appointment booked scheduled confirmed pending upcoming 예약접수 예약완료 예약확정 예정 대기",
    "no_show": "noshow missed absent did_not_come 예약부도 미방문 불참 결석",
    "returned": "refund 환불 교환",
}
CALLED_OFF = "cancelled canceled cancel cancellation voided rescheduled postponed 취소 취소됨 예약취소 주문취소 연기 변경"  # what did not take place
KEYS = "customer_id customer cust_id cust_no customerid client member member_id household household_id owner_id user_id buyer_id guest_id patient_id student_id account_id account_no account id 고객번호 고객id 고객 회원번호 회원 손님 손님번호 phone 연락처 전화 전화번호 휴대폰 name 이름 성함"
PURPOSES = {"analysis", "profiling", "marketing", "quoting", "training", "분석", "프로파일링", "마케팅", "인용", "학습"}
PROTECTED = "gender sex 성별 religion 종교 race ethnicity 인종 nationality 국적 disability 장애 marital marital_status married is_married 혼인 혼인상태 혼인여부 결혼 결혼여부 기혼 기혼여부 health 건강 pregnant 임신"
PEOPLE = "name first_name last_name full_name phone email 이름 성함 성명 연락처 전화 전화번호 휴대폰 이메일"
PERSONAL = "name first_name last_name 이름 성함 address 주소 birthday birthdate 생일 생년월일 phone 연락처 전화 전화번호 휴대폰 email mail 이메일"
SEQUENCES = [("하", "중", "상"), ("낮음", "보통", "높음"), ("low", "medium", "high"), ("bronze", "silver", "gold", "platinum"), ("브론즈", "실버", "골드", "플래티넘"),
             ("일반", "우수", "vip"), ("새싹", "단골", "vip")]


def kind_of(word: str) -> str | None:
    """"" where dangol reads the word itself, the kind it means where it does not, "event" where it did not take place; None: no word for an interaction."""
    if word.lower() in BUILT_IN_KINDS.split("|"):
        return ""
    if is_called_off(word):
        return "event"
    return next((kind for kind, words in OTHER_KINDS.items() if plain(word) in (plain(other) for other in words.split())), None)


def is_called_off(word: str) -> bool:
    return plain(word) in (plain(other) for other in CALLED_OFF.split())


OF_CONTACTS = ("contacted", "converted", "converted_at", "window_closes")  # the fields of leads that no visit has


def of_contacts(names: list[str]) -> list[str]:
    """Columns that a table of contacts has, and one of visits has not."""
    return [name for name in names if any(likeness(name, each.words) > 2.5 for each in LEADS if each.key in OF_CONTACTS)]


def plain(name: str) -> str:
    return re.sub(r"[\s_\-.()\[\]/]+", "", name).lower()


def likeness(name: str, words: str) -> float:
    """3: the very word; less for a word within the name."""
    mine = plain(name)
    mine_without_unit = re.sub(r"(krw|usd|eur|원|won)$", "", mine)
    best = 0.0
    for at, word in enumerate(words.split()):
        theirs = plain(word)
        earlier = 0.01 * at  # the first words are the most telling
        if theirs in (mine, mine_without_unit):
            best = max(best, 3 - earlier)
        elif len(theirs) >= (2 if re.search("[가-힣]", theirs) else 4) and theirs in mine:
            best = max(best, 1 + len(theirs) / len(mine) - earlier)
    return best


BAND_WORD = re.compile(r"대|이하|이상|미만|초과|-|~|to|under|over|<|>|\+|s\b|plus", re.IGNORECASE)
BAND = re.compile(r"(under|over|[<>~])?\s*\d{1,3}\s*(대|세|s|plus|\+)?\s*((-|~|to)\s*(\d{1,3})?\s*(대|세)?)?\s*(이하|이상|미만|초과)?", re.IGNORECASE)


def is_band(level: str) -> bool:
    """Nothing but the name of a band, or a word of a known order: says nothing of a person, however rare it is."""
    return BAND.fullmatch(level.strip()) is not None and BAND_WORD.search(level) is not None or any(level.lower() in sequence for sequence in SEQUENCES)


def ordered(levels: list[str]) -> list[str] | None:
    """From lowest to highest, where that can be told: bands of numbers, or words of a known order."""
    lower = {level.lower(): level for level in levels}
    for sequence in SEQUENCES:
        if len(lower) >= 2 and set(lower) <= set(sequence):
            return [lower[word] for word in sequence if word in lower]
    found = {level: re.search(r"\d+", level) for level in levels}
    if len(levels) < 3 or not all(found.values()):
        return None
    if not all(BAND_WORD.search(level) for level in levels):
        return None
    below = re.compile(r"이하|미만|under|<", re.IGNORECASE)
    return sorted(levels, key=lambda level: (int(match[0]) if (match := found[level]) else 0, not below.search(level)))
