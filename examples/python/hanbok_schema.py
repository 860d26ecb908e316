"""What the columns of a tailor's four files mean."""

import dangol

schema = dangol.Schema(
    customer=dangol.CustomerColumns(
        id="customer_id",
        joined="joined_on",
        attributes={
            "age_band": "category",
            "gender": dangol.AttributeColumn(kind="category", sensitivity="protected_attribute"),
            "children": "count",
            "distance_km": dangol.AttributeColumn(kind="positive", unit="km"),
        },
    ),
    interaction=dangol.InteractionColumns(
        "customer_id",
        time="visited_at",
        visit="visit_id",
        amount="amount_krw",
        discounts=["discount_krw"],
        offering="offering",
        channel="channel",
        party_size="party_size",
        planned="planned",
        satisfaction="satisfaction",
    ),
    lead=dangol.LeadColumns(
        "customer_id",
        contacted="contacted_at",
        converted="converted",
        converted_at="converted_at",
        window_closes="window_closes",
        attributes={"campaign_type": "category"},
    ),
    consent=dangol.ConsentColumns("customer_id", purpose="purpose", granted="granted", decided_at="decided_at"),
    currency="KRW",
    time_zone="Asia/Seoul",
    display_names={  # of columns and values, for readers
        "age_band": {"en": "age", "ko": "나이대"},
        "children": {"en": "children", "ko": "자녀 수"},
        "distance_km": {"en": "distance", "ko": "거리"},
        "campaign_type": {"en": "campaign", "ko": "연락 방법"},
    },
)
