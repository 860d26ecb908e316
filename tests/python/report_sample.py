"""A report as to_json() would give it, of an invented shop with invented numbers: what the templates are tried on."""

import json
from xml.sax.saxutils import quoteattr


def both(english: str, korean: str) -> dict[str, str]:
    return {"en": english, "ko": korean}


def same(text: str) -> dict[str, str]:
    return both(text, text)


def picture(width: int, height: int, label: dict[str, str], shapes: str) -> dict[str, str]:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label='
    return {code: f"{head}{quoteattr(text)}>{shapes}</svg>" for code, text in label.items()}


def effect(label: dict[str, str], low: int, middle: int, high: int, less: bool = False) -> dict[str, str]:
    look = 'class="less" color="#9a3b1e"' if less else 'class="accent" color="#1f6f78"'
    return picture(120, 14, label, '<line class="axis" color="#9aa3b2" stroke="currentColor" x1="40" x2="40" y1="1" y2="13"/>'
                   f'<g {look}><line x1="{low}" x2="{high}" y1="7" y2="7" stroke="currentColor" stroke-width="2"/>'
                   f'<circle cx="{middle}" cy="7" r="4" fill="currentColor"/></g>')


def step(label: dict[str, str], start: int, width: int, less: bool = False) -> dict[str, str]:
    look = 'class="less" color="#9a3b1e"' if less else 'class="accent" color="#1f6f78"'
    return picture(340, 16, label, '<line class="axis" color="#9aa3b2" stroke="currentColor" x1="170" x2="170" y1="0" y2="16"/>'
                   f'<rect {look} fill="currentColor" x="{start}" y="3" width="{width}" height="10"/>')


def portrait(label: dict[str, str]) -> dict[str, str]:
    return picture(120, 120, label, '<rect class="soft" color="#d7ebec" fill="currentColor" width="120" height="120" rx="10"/>'
                   '<circle cx="84" cy="40" r="24" fill="#f2c14e"/><path class="accent" color="#1f6f78" fill="none" stroke="currentColor" '
                   'stroke-width="5" stroke-linecap="round" d="M10 76q12-12 25 0t25 0t25 0t25 0M10 95q12-12 25 0t25 0t25 0t25 0"/>')


def week(label: dict[str, str], dark: int) -> dict[str, str]:
    cells = "".join(f'<rect x="{36 + 25 * day}" y="{15 + 22 * part}" width="22" height="19" opacity="{max(.05, .9 - .11 * abs(dark - day - 7 * part)):.2f}"/>'
                    for day in range(7) for part in range(4))
    names = {"en": ("Mo Tu We Th Fr Sa Su".split(), "morning midday afternoon evening".split()),
             "ko": (list("월화수목금토일"), "아침 낮 오후 저녁".split())}
    drawn = {}
    for code, (days, parts) in names.items():
        words = "".join(f'<text x="{47 + 25 * i}" y="10" font-size="9" text-anchor="middle">{day}</text>' for i, day in enumerate(days))
        words += "".join(f'<text x="33" y="{28 + 22 * i}" font-size="7" text-anchor="end">{part}</text>' for i, part in enumerate(parts))
        drawn[code] = picture(210, 104, label, f'{words}<g class="accent" color="#1f6f78" fill="currentColor">{cells}</g>')[code]
    return drawn


def figures(share: str, value: str, customers: str) -> list[dict]:
    return [{"label": both("of customers", "고객 비중"), "value": same(share), "note": both("95 % interval 19–25 %", "95 % 구간 19–25 %")},
            {"label": both("of value", "매출 비중"), "value": same(value), "note": both("95 % interval 32–42 %", "95 % 구간 32–42 %")},
            {"label": both("customers", "근거 고객"), "value": both(customers, f"{customers}명"), "note": both("of 840", "전체 840명 중")}]


def trait(english: str, korean: str, value: str, place: tuple[int, int, int], less: bool = False) -> dict:
    return {"sentence": both(english, korean), "value": both(f"{value} times", f"{value} 배"), "svg": effect(both(english, korean), *place, less=less),
            "less": less, "ground": both("used to form the kinds", "나눈 기준")}


def keeper(name: str = "Maria") -> dict:
    return {
        "id": 1, "negative": False, "eyebrow": both(f"“{name}”", f"별칭 “{name}”"), "title": both("Weekday-morning regular", "평일 아침의 단골"),
        "lede": both("Comes early on weekdays, at regular intervals, and pays the full price.", "평일 이른 시간에 일정한 간격으로 오고 정가를 냅니다."),
        "portrait": portrait(both("Abstract portrait of the weekday-morning regular", "평일 아침의 단골, 추상 초상")), "figures": figures("22 %", "37 %", "180"),
        "verdict": both("A natural kind", "자연스러운 구분"),
        "facts": [{"label": both("Visits", "방문"), "value": both("every 42 days", "42일마다"), "note": both("(regular)", "(규칙적)")},
                  {"label": both("Basket", "객단가"), "value": both("120,000 won", "12만 원")}],
        "routine": {"svg": week(both("Visits by weekday and daypart: most on Tuesday mornings", "요일과 시간대별 방문: 화요일 아침에 가장 많음"), 1),
                    "caption": both("41 % of visits on Tuesday and Thursday mornings, 3.1 times as often as others.", "방문의 41 %가 화·목 오전, 다른 고객의 3.1배.")},
        "traits": [trait("Comes at regular intervals", "정해진 간격으로 다시 옵니다", "1.9 [1.6, 2.2]", (70, 85, 100)),
                   trait("Asks for traditional fabric", "전통 원단을 찾습니다", "1.7 [1.4, 2.0]", (62, 76, 90)),
                   trait("Hardly buys at a discount", "할인에는 거의 반응하지 않습니다", "0.4 [0.2, 0.6]", (10, 17, 26), less=True)],
        "evidence": {"summary": both("What these claims rest on", "이 주장들의 근거"), "sentences": [both("3 traits, 180 customers.", "특징 3개, 고객 180명.")]},
        "prevalence": both("61 of 100 match most of these traits, 22 match all.", "100명 중 61명이 대부분의 특징에, 22명이 모든 특징에 해당합니다."),
        "to_find_out": [both("Family: known of few.", "가족 구성을 아는 고객이 적습니다.")],
        "action": [{"heading": both("How to receive them", "이렇게 맞이합니다"), "kind": "do", "items": [both("Keep Tuesday mornings free", "화요일 오전을 비워 둔다")]},
                   {"heading": both("Do not", "하지 않습니다"), "kind": "dont", "items": [both("Send discount messages", "할인 문자를 보내지 않는다")]},
                   {"heading": both("When to write", "연락"), "kind": "plain", "items": [], "note": both("Weekday mornings", "평일 오전")}],
        "footer": [both("Data 1 January – 31 December 2025", "자료 2025-01-01 – 2025-12-31"), both("k ≥ 20", "k ≥ 20")],
    }


def asker() -> dict:
    return {
        "id": 2, "negative": True, "eyebrow": both("Whom not to chase", "연락하지 않을 유형"), "title": both("Asks only for the price of a rental", "대여 가격만 묻는 손님"),
        "lede": both("Contacts with them cost more than they bring.", "연락해도 비용이 더 듭니다."), "portrait": portrait(both("Abstract portrait", "추상 초상")),
        "figures": figures("18 %", "2 %", "150"), "verdict": both("A natural kind", "자연스러운 구분"), "facts": [], "routine": None,
        "traits": [trait("Orders seldom", "거의 주문하지 않습니다", "0.1 [0.0, 0.2]", (5, 8, 12), less=True)], "to_find_out": [],
        "action": [{"heading": both("Why not", "왜 아닌가"), "kind": "plain", "items": [both("2 of 251 contacts responded.", "연락 251건 중 2건 응답.")]},
                   {"heading": both("How to appeal", "이의 제기"), "kind": "plain", "items": [both("Contact who asks for it.", "찾아오면 평소처럼 모십니다.")]}],
        "footer": [both("Check again on 1 April 2026", "2026년 4월 1일 다시 점검")],
    }


def lead(name: str, points: str, disposition: str, advice: dict[str, str], with_ledger: bool = True) -> dict:
    entry = {"known": True, "total": False}
    ledger = {"open": disposition == "pursue", "heading": both(f"Why {points} points", f"왜 {points}점인가"),
              "entries": [{"text": both("Where everyone starts", "모두의 출발점"), "points": same("35"), "log_odds": same("−1.46"), "probability": same("19 %"), "svg": step(both("minus 1.46", "마이너스 1.46"), 97, 73), **entry},
                          {"text": both("Redeemed in 3 of 5 past campaigns", "지난 행사 5번 중 3번 응답"), "points": same("+23"), "log_odds": same("+1.31"), "probability": same("46 %"), "svg": step(both("plus 1.31", "플러스 1.31"), 97, 65), **entry},
                          {"text": both("Age is not known", "나이를 모릅니다"), "points": same("−2"), "log_odds": same("−0.10"), "probability": same("44 %"), "svg": step(both("minus 0.10", "마이너스 0.10"), 157, 5, less=True), "known": False, "total": False},
                          {"text": both("Score", "점수"), "points": same("56"), "log_odds": same("−0.25"), "probability": same("44 %"), "svg": step(both("minus 0.25", "마이너스 0.25"), 157, 13), "known": True, "total": True}],
              "unknown": both("Not known: age.", "모르는 것: 나이."), "advice": both("A contact pays from 7 % on.", "7 %부터 연락 비용이 빠집니다.")}
    return {"name": same(name), "points": same(points), "probability": same("44 %"), "interval": same("(31–58)"), "persona": both("Weekday-morning regular", "평일 아침의 단골"),
            "grade": same("A1"), "disposition": disposition, "advice": advice, "ledger": ledger if with_ledger else None}


def report(name: str = "Maria") -> dict:
    """The whole report; `name` is what an owner typed as an alias."""
    labels = {"differences": both("How they differ", "무엇이 다른가"), "compared": both("from everyone else", "다른 고객과 비교"), "who": both("Who they are", "어떤 사람인가"),
              "week": both("Their week", "요일과 시간대"), "to_find_out": both("To find out", "더 알아볼 것"), "evidence": both("Evidence", "근거"),
              "pages": both("Personas", "페르소나"), "effects": both("Dot: the difference from others.", "점: 다른 고객과의 차이."), "not_known": both("not known", "모름"),
              "effect_key": effect(both("filled: more than others, open: less", "채운 점: 다른 고객보다 많음, 빈 점: 적음"), 10, 20, 30)}
    parts = {
        "format": "dangol report", "version": 1, "title": both("The people of a hanbok tailor", "한복집의 사람들"), "subtitle": both("840 customers, an invented shop", "고객 840명, 지어낸 가게"),
        "verdict": {"kind": "natural", "badge": both("natural kinds", "자연스러운 구분"), "sentence": both("There are two kinds of customer.", "고객은 두 부류입니다.")},
        "summary": [both("One group is not worth chasing.", "한 무리는 쫓지 않는 편이 낫습니다.")], "labels": labels,
        "how_we_know": {"summary": both("How we know", "근거"), "sentences": [both("Mean Jaccard similarity .87.", "평균 자카드 유사도 .87.")]}, "cards": [keeper(name), asker()],
        "leads": {"title": both("Leads of the spring fair", "봄 행사의 리드"), "subtitle": both("840 customers", "고객 840명"),
                  "labels": {"lead": both("Lead", "리드"), "points": both("Points", "점수"), "probability": both("Responds", "응답"), "persona": both("Closest persona", "가까운 페르소나"),
                             "grade": both("Grade", "등급"), "advice": both("Advice", "권고"), "so_far": both("Chance so far", "여기까지의 확률"),
                             "step_key": step(both("filled: raises, open: lowers", "채운 막대: 높임, 빈 막대: 낮춤"), 10, 20)},
                  "reading": {"heading": both("How to read the points", "점수 읽는 법"), "svg": effect(both("All leads by points", "모든 리드의 점수"), 10, 40, 90),
                              "sentences": [both("60 points are an even chance.", "60점이면 반반입니다.")],
                              "exact": {"summary": both("How points are made", "점수를 매기는 법"), "sentences": [both("Points = 60 + 17.3 · ln(p / (1 − p)).", "점수 = 60 + 17.3 · ln(p / (1 − p)).")]}},
                  "rest": both("Shown here are 3 of 840 leads.", "여기에는 리드 840건 가운데 3건만 보입니다."),
                  "rows": [lead("Kim 3", "57", "pursue", both("pursue", "연락 권장")), lead("Lee 8", "31", "nurture", both("not now", "지금은 아님")),
                           lead("Park 5", "12", "set_aside", both("set aside", "연락 제외"), with_ledger=False)],
                  "notes": [both("150 customers are set aside.", "150명을 제외했습니다.")]},
        "quality": {"heading": both("How good the scores were", "점수는 얼마나 맞았나"), "sentences": [both("AUC .86 (.83–.89).", "AUC .86 (.83–.89).")]},
        "account": {"heading": both("Where every row went", "모든 행의 행방"), "sentences": [both("1,000 rows read, 990 used.", "1,000행을 읽어 990행을 썼습니다.")]},
        "quarantine": None, "notes": [both("Consent was not recorded.", "동의 기록이 없습니다.")],
    }
    return json.loads(json.dumps(parts, ensure_ascii=False))
