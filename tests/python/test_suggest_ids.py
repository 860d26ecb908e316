"""`dangol suggest` and tables that share a column of ids, whatever it is called."""

import csv
import datetime
import re

import pytest
from command_line import suggested

from dangol import cli


NAMES_OF_IDS = ["owner_id", "cust_no", "user_id", "buyer_id", "account", "pet_owner_id", "ref"]


def shop_of_owners(folder, name: str, owners: int = 60) -> list:
    """Four tables that share a column of ids, whatever it is called, and two that share a name; some owners stand twice in their table."""
    day = datetime.date(2024, 1, 1)
    tables = {
        "owners": [(name, "owner_name", "since")] + [(f"N{at % owners:03}", f"Kim {at % owners}", day) for at in range(owners + 1)],
        "visits": [(name, "owner_name", "visited_at", "paid_usd")] + [(f"N{at % owners:03}", f"Kim {at % owners}", day + datetime.timedelta(at), 10 + at % 7) for at in range(3 * owners)],
        "mailings": [(name, "sent_at", "answered", "came_back")] + [(f"N{at:03}", day + datetime.timedelta(at), "yes" if at % 3 else "no", day + datetime.timedelta(at + 5) if at % 3 else "") for at in range(owners)],
        "consents": [(name, "purpose", "agreed", "date")] + [(f"N{at:03}", "marketing", "yes" if at % 4 else "no", day) for at in range(owners)],
    }
    for table, rows in tables.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return [folder / f"{table}.csv" for table in tables]


@pytest.mark.parametrize("name", NAMES_OF_IDS)
def test_the_column_that_all_tables_share_is_the_id_and_not_the_name_of_the_owner(tmp_path, capsys, name):
    content = suggested(capsys, *shop_of_owners(tmp_path, name))
    assert content["customers"]["id"] == name
    assert {content[section]["customer"] for section in ("interactions", "leads", "consents")} == {name}
    assert content["leads"]["converted_at"] == "came_back"


def test_a_shop_that_is_paid_in_dollars_gets_no_costs_in_won(tmp_path, capsys):
    cli.main(["suggest", *map(str, shop_of_owners(tmp_path, "owner_id"))])
    text = capsys.readouterr().out
    assert "# contact_cost = … " in text and "3000" not in text
    assert "owner_name (personal data" in text


def test_a_name_is_taken_for_the_id_only_with_a_warning(tmp_path, capsys):
    (tmp_path / "visits.csv").write_text("date,owner_name,paid\n" + "".join(f"2024-01-{1 + at % 28:02},Kim {at % 9},{10 + at}\n" for at in range(60)), encoding="utf-8")
    assert cli.main(["suggest", str(tmp_path / "visits.csv")]) == 0
    assert re.search(r'customer = "owner_name"  # .*a name is no id', capsys.readouterr().out)


@pytest.mark.parametrize(("language", "says"), [("english", "prices.csv is not used: "), ("korean", "prices.csv: 쓰지 않았습니다. ")])
def test_a_file_that_is_not_used_is_named_on_the_screen(tmp_path, capsys, language, says):
    files = shop_of_owners(tmp_path, "owner_id")
    (tmp_path / "prices.csv").write_text("a,b\n1,2\n1,2\n1,3\n", encoding="utf-8")
    assert cli.main(["suggest", *map(str, files), str(tmp_path / "prices.csv"), "--language", language, "--out", str(tmp_path / "shop.toml")]) == 0
    assert says in capsys.readouterr().err
