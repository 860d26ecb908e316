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
)
