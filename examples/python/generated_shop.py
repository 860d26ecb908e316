"""A hanbok tailor that does not exist: what the demo studies where the real data cannot be had. Its kinds of customer are planted."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import dangol
import duckdb
from complete_journey import Shop

SOURCE = Path(__file__).resolve().parents[2]
TEST_STARTS = "2024-10-01"  # the last campaigns; training sees nothing from here on
LEADS_FROM = "2023-05-01"  # before, hardly anything is known of anybody
_WORDS = {  # the shop writes Korean; the English pages need English
    "원단": ("fabric", "원단"), "맞춤": ("hanbok made to measure", "맞춤"), "대여": ("rental", "대여"), "장신구": ("accessories", "장신구"),
    "수선": ("alterations", "수선"), "생활한복": ("everyday hanbok", "생활한복"),
    "매장": ("walk-in", "매장"), "전화": ("phone", "전화"), "카카오톡": ("KakaoTalk", "카카오톡"), "온라인": ("web", "온라인"), "문자": ("text message", "문자"), "우편": ("post", "우편"),
    "20대 이하": ("under 30", "20대 이하"), "30대": ("30 to 39", "30대"), "40대": ("40 to 49", "40대"), "50대": ("50 to 59", "50대"), "60대 이상": ("60 and over", "60대 이상"),
    "age_band": ("age", "나이대"), "children": ("children", "자녀 수"), "distance_km": ("distance", "거리"), "campaign_type": ("campaign", "연락 방법"),
    "discount_krw": ("a discount", "할인"),
}
CONTACT_COST, CONVERSION_MARGIN = 3_000, 60_000  # won, as planted


def worlds() -> Path:
    """The program that generates shops, built where it is not there yet."""
    program = SOURCE / "build" / "worlds"
    if not program.exists():
        print("  building the generator of shops")
        for command in (["cmake", "--preset", "dev"], ["cmake", "--build", "build", "--target", "worlds"]):
            subprocess.run(command, cwd=SOURCE, check=True, stdout=subprocess.DEVNULL)
    return program


def generate(out: Path, customers: int, seed: int = 1) -> Path:
    subprocess.run([worlds(), "hanbok", "--customers", str(customers), "--seed", str(seed), "--out", out], check=True, stdout=subprocess.DEVNULL)
    return out


def read(files: Path) -> dict[str, Any]:
    """The tables as they were written, mistakes and all: what cannot be used is set aside with its reason."""
    database = duckdb.connect()

    def table(name: str) -> Any:
        return database.sql(f"select * from read_csv('{files / name}.csv', header = true, all_varchar = true)")

    return {"customers": table("customers"), "interactions": table("interactions"), "leads": table("leads"), "consents": table("consent")}


def schema() -> dangol.Schema:
    return dangol.Schema(
        customer=dangol.CustomerColumns(
            id="customer_id", joined="joined_on",
            attributes=[
                dangol.AttributeColumn(name="age_band", kind="ordered_category", levels=["20대 이하", "30대", "40대", "50대", "60대 이상"]),
                dangol.AttributeColumn(name="children", kind="count"),
                dangol.AttributeColumn(name="distance_km", kind="positive", unit="km"),
            ],
        ),
        interaction=dangol.InteractionColumns(
            customer="customer_id", time="visited_at", visit="visit_id", amount="amount_krw", discounts=["discount_krw"], offering="offering",
            channel="channel", party_size="party_size", planned="planned", satisfaction="satisfaction",
        ),
        lead=dangol.LeadColumns(
            customer="customer_id", contacted="contacted_at", converted="converted", converted_at="converted_at", window_closes="window_closes",
            attributes={"campaign_type": "category"},
        ),
        consent=dangol.ConsentColumns(customer="customer_id", purpose="purpose", granted="granted", decided_at="decided_at"),
        currency="KRW",
        time_zone="Asia/Seoul",
        display_names={text: {"en": english, "ko": korean} for text, (english, korean) in _WORDS.items()},
    )


def shop(files: Path) -> Shop:
    plan = dangol.FeaturePlan(
        window=(None, TEST_STARTS),
        visits_at_least=3,
        features=[
            dangol.Frequency(), dangol.MonetaryValue(), dangol.OfferingMix(), dangol.RhythmShare("weekend"), dangol.RhythmShare("weekday_morning"),
            dangol.DiscountShare(role="descriptor"), dangol.Planning(role="descriptor"), dangol.Companionship(role="descriptor"),
            dangol.VisitRhythm(role="descriptor"), dangol.ChannelMix(role="descriptor"),
            dangol.Satisfaction(), dangol.Recency(), dangol.VisitIntervals(), dangol.ContactHistory(),
            dangol.Attribute("age_band"), dangol.Attribute("children"), dangol.Attribute("distance_km"),
        ],
    )
    return Shop(
        name="A hanbok tailor that does not exist (generated)", is_real=False, tables=read(files), schema=schema(), plan=plan,
        options={"leads_from": LEADS_FROM, "test_leads_from": TEST_STARTS, "contact_cost": CONTACT_COST, "conversion_margin": CONVERSION_MARGIN},
        customer_word={"en": "Customer", "ko": "고객"}, test_name=f"the campaigns from {TEST_STARTS} on",
        rule_columns=("past_responses", "visits_with_discount"),
        title={"en": "a tailor that does not exist (generated)", "ko": "실제로는 없는 한복집 (생성된 자료)"},
        leads_title={"en": "Leads of a shop that does not exist (generated)", "ko": "실제로는 없는 가게의 리드 (생성된 자료)"},
        note=("GENERATED data: this shop and its customers do not exist. Cost and margin are those that were planted.",
              "생성된 자료: 이 가게와 고객은 실제로 없습니다. 비용과 이익도 만들어 넣은 값입니다."),
        money=f"Cost and margin are those that the shop was generated with: {CONTACT_COST:,} won a contact, {CONVERSION_MARGIN:,} won an answer.",
    )
