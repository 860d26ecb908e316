"""What a reader calls the departments, columns and codes of the Complete Journey data, in English and in Korean."""

from __future__ import annotations

_WORDS = {
    # departments
    "GROCERY": ("groceries", "가공식품"), "DRUG GM": ("drugstore goods", "생활·건강용품"), "PRODUCE": ("fruit and vegetables", "과일·채소"),
    "MEAT": ("fresh meat", "정육"), "MEAT-PCKGD": ("packaged meat", "포장육"), "SEAFOOD": ("fresh seafood", "생선"), "SEAFOOD-PCKGD": ("packaged seafood", "포장 수산물"),
    "DELI": ("deli", "델리 즉석식품"), "PASTRY": ("bakery", "빵·과자"), "NUTRITION": ("nutrition", "건강식품"), "FUEL": ("fuel", "주유"),
    "SALAD BAR": ("salad bar", "샐러드 바"), "COSMETICS": ("cosmetics", "화장품"), "FLORAL": ("flowers", "꽃"), "SPIRITS": ("spirits", "주류"),
    "MISCELLANEOUS": ("miscellaneous", "기타 품목"), "GARDEN CENTER": ("garden centre", "원예용품"), "FROZEN GROCERY": ("frozen food", "냉동식품"),
    # columns
    "age": ("age", "나이"), "income": ("income", "소득"), "household_size": ("household size", "가구원 수"), "children": ("children", "자녀 수"),
    "owns_home": ("owns home", "자가 보유"), "married": ("married", "기혼"), "campaign_type": ("campaign type", "행사 종류"),
    "loyalty_discount": ("loyalty discount", "회원 할인"), "coupon_discount": ("coupon discount", "쿠폰 할인"), "coupon_match": ("coupon match", "쿠폰 추가 할인"),
    "Type A": ("A", "A형"), "Type B": ("B", "B형"), "Type C": ("C", "C형"),
    # levels
    "65+": ("65 and over", "65세 이상"), "5+": ("5 or more", "5명 이상"), "3+": ("3 or more", "3명 이상"),
    "Under 15K": ("under $15,000", "1만 5천 달러 미만"), "250K+": ("$250,000 and more", "25만 달러 이상"),
}


def _dollars(thousands: int) -> str:
    """35 → "3만 5천"."""
    tens, rest = divmod(thousands, 10)
    return " ".join(([f"{tens}만"] if tens else []) + ([f"{rest}천"] if rest else []))


def display_names(levels: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """Of everything above and of the ranges among the levels of ages and incomes."""
    words = dict(_WORDS)
    for span in levels["age"]:
        if "-" in span:
            words[span] = (span.replace("-", " to "), span.replace("-", "~") + "세")
    for span in levels["income"]:
        if "-" in span:
            low, high = (int(end) for end in span.removesuffix("K").split("-"))
            words[span] = (f"${low},000 to ${high},999", f"{_dollars(low)}~{_dollars(high + 1)} 달러")
    return {text: {"en": english, "ko": korean} for text, (english, korean) in words.items()}
