"""`dangol suggest` understands generated shops, also with Korean headings, says why, shows nothing personal, and makes no study of its own."""

import csv
import datetime
import re
import tomllib

import openpyxl
import polars as pl
import pytest
from command_line import suggested
from conftest import SOURCE, TABLES, collected, write_world

import dangol
from dangol import cli
from dangol._settings import Settings
from dangol._suggest_words import is_band

TRADES = ["hanbok", "alteration", "candle", "leather", "repair", "online-class"]
KOREAN = {
    "customers": {"customer_id": "고객번호", "joined_on": "가입일", "age_band": "연령대", "gender": "성별", "children": "자녀 수", "distance_km": "거리(km)"},
    "interactions": {"visit_id": "방문번호", "customer_id": "고객번호", "visited_at": "방문일시", "kind": "종류", "channel": "경로", "offering": "상품", "amount_krw": "결제금액",
                     "discount_krw": "할인금액", "party_size": "인원수", "planned": "예약여부", "satisfaction": "만족도", "staff": "담당자", "note": "메모"},
    "leads": {"lead_id": "번호", "customer_id": "고객번호", "contacted_at": "발송일시", "campaign_type": "발송 방법", "converted": "반응여부", "converted_at": "반응일시",
              "window_closes": "마감일시"},
    "consent": {"customer_id": "고객번호", "purpose": "목적", "granted": "동의여부", "decided_at": "동의일시"},
}


def said(content: dict) -> dict:
    """What it says of every table, less where the file lies."""
    return {section: {key: value for key, value in values.items() if key != "file"} for section, values in content.items()}


EXPECTED = {
    "customers": {"id": "customer_id", "joined": "joined_on", "attributes": {
        "age_band": {"kind": "ordered_category", "levels": ["20대 이하", "30대", "40대", "50대", "60대 이상"]},
        "gender": {"kind": "category", "protected": True}, "children": {"kind": "count"}, "distance_km": {"kind": "positive", "unit": "km"}}},
    "interactions": {"customer": "customer_id", "time": "visited_at", "visit": "visit_id", "amount": "amount_krw", "discounts": ["discount_krw"], "offering": "offering",
                     "channel": "channel", "party_size": "party_size", "planned": "planned", "satisfaction": "satisfaction", "kind": "kind", "staff": "staff", "note": "note"},
    "leads": {"customer": "customer_id", "contacted": "contacted_at", "converted": "converted", "converted_at": "converted_at", "window_closes": "window_closes",
              "attributes": {"campaign_type": {"kind": "category"}}},
    "consents": {"customer": "customer_id", "purpose": "purpose", "granted": "granted", "decided_at": "decided_at"},
}
KINDS = {
    "hanbok": {"주문": "purchase"}, "alteration": {"주문": "purchase"}, "candle": {}, "leather": {"주문": "purchase"}, "repair": {"수리": "purchase"},
    "online-class": {"결제": "purchase", "결제 시작": {"counts_as": "event"}},
}


@pytest.mark.parametrize("trade", TRADES)
def test_the_tables_of_every_trade_are_understood(tmp_path, capsys, trade):
    folder = write_world(tmp_path, trade=trade)
    content = suggested(capsys, *(folder / f"{name}.csv" for name in TABLES.values()))
    assert content["shop"] == {"currency": "KRW", "time_zone": "Asia/Seoul"}
    for section in EXPECTED:
        wanted = dict(EXPECTED[section])
        if section == "interactions" and KINDS[trade]:
            wanted["kinds"] = KINDS[trade]
        if trade == "online-class" and section == "customers":  # nobody is at a distance there
            wanted = wanted | {"attributes": {name: meaning for name, meaning in wanted["attributes"].items() if name != "distance_km"}}
        assert said(content)[section] == wanted


def test_korean_headings_in_one_spreadsheet_are_understood_as_well(tmp_path, capsys):
    folder = write_world(tmp_path / "shop", trade="alteration")
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets = {"customers": "고객명단", "interactions": "방문기록", "leads": "문자 발송", "consent": "동의서"}
    for name, title in sheets.items():
        sheet = book.create_sheet(title)
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        sheet.append([KOREAN[name][column] for column in rows[0]])
        for row in rows[1:400]:
            sheet.append(row)
    book.save(tmp_path / "장부.xlsx")
    content = said(suggested(capsys, tmp_path / "장부.xlsx"))

    def translated(value, names):
        if isinstance(value, dict):
            return {names.get(key, key): meaning for key, meaning in value.items()}
        return [names[each] for each in value] if isinstance(value, list) else names[value]

    for section, name in {"customers": "customers", "interactions": "interactions", "leads": "leads", "consents": "consent"}.items():
        wanted = {key: translated(value, KOREAN[name]) for key, value in EXPECTED[section].items()}
        found = content[section]
        found.pop("kinds", None)
        for meaning in wanted.get("attributes", {}).values():
            meaning.pop("unit", None)  # "거리(km)" does not end in _km
        assert found == wanted


def test_what_was_suggested_is_a_schema_that_reads_the_shop(tmp_path, world, frames, schema):
    files = [world / f"{name}.csv" for name in TABLES.values()]
    assert cli.main(["suggest", *map(str, files), "--out", str(tmp_path / "shop.toml")]) == 0
    settings = Settings()
    settings.read(tmp_path / "shop.toml")
    base = dangol.collect(**frames, schema=settings.schema())
    assert base.customer_count == dangol.collect(**frames, schema=schema).customer_count
    assert all(table.used > 0.9 * table.read for table in base.account.tables)


def test_the_way_from_a_spreadsheet_to_personas(tmp_path, capsys):
    """A sheet as shops keep it: no customer table, telephone numbers for ids, notes."""
    folder = write_world(tmp_path / "shop", trade="alteration")
    visits = pl.read_csv(folder / "interactions.csv", infer_schema_length=None).filter(pl.col("customer_id").str.len_chars() == 6)
    visits = visits.with_columns(("010-0000-" + pl.col("customer_id").str.slice(2)).alias("연락처")).filter(pl.col("amount_krw").cast(pl.Float64, strict=False) > 0)
    visits.select("연락처", pl.col("visited_at").alias("날짜"), pl.col("offering").alias("품목"), pl.col("amount_krw").alias("금액"), pl.col("note").alias("비고")) \
        .write_csv(tmp_path / "장부.csv", separator="\t")
    assert cli.main(["suggest", "--language", "english", str(tmp_path / "장부.csv"), "--out", str(tmp_path / "shop.toml")]) == 0
    assert "tabs between its cells" in capsys.readouterr().err
    text = (tmp_path / "shop.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["interactions"] == {"file": "장부.csv", "customer": "연락처", "time": "날짜", "amount": "금액", "offering": "품목", "note": "비고"}
    assert "telephone numbers: personal data" in text and "010-0000" not in text and "하심" not in text
    assert cli.main(["study", "--config", str(tmp_path / "shop.toml"), "--segments", "2", "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out/personas.html").exists()


def test_names_and_addresses_are_left_out(tmp_path, capsys):
    rows = "".join(f"{n},손님{n},우리로 {n},ann{n}@example.com,{20 + n % 40},{'예' if n % 3 else '아니오'}\n" for n in range(60))
    (tmp_path / "고객.csv").write_text("고객번호,이름,주소,이메일,나이,회원카드\n" + rows, encoding="utf-8")
    assert cli.main(["suggest", "--language", "english", str(tmp_path / "고객.csv")]) == 0
    out, err = capsys.readouterr()
    assert tomllib.loads(out)["customers"]["attributes"] == {"나이": {"kind": "count"}, "회원카드": {"kind": "flag"}}
    assert "이름 (personal data" in out and "이메일 (mail addresses" in out and "우리로" not in out
    assert "No table looks like interactions" in err


def test_a_band_counts_however_rare_it_is_and_what_is_none_is_told(tmp_path, capsys):
    cells = [f"{decade}대" for decade in (20, 30, 40) for _ in range(15)]
    for rare, comment in ((["60대"], ""), (["비밀"], "; in 1 row something else, which would be set aside"), (["비밀", "밝히지 않음"], "; in 2 rows something else")):
        people = "".join(f"c{at},{cell}\n" for at, cell in enumerate(cells + rare))
        (tmp_path / "고객.csv").write_text("고객번호,연령대\n" + people, encoding="utf-8")
        assert cli.main(["suggest", "--language", "english", str(tmp_path / "고객.csv")]) == 0
        text = capsys.readouterr().out
        levels = ["20대", "30대", "40대"] + (["60대"] if rare == ["60대"] else [])
        assert tomllib.loads(text)["customers"]["attributes"]["연령대"] == {"kind": "ordered_category", "levels": levels}
        assert f"bands in an order: lowest first{comment}" in text and ("something else" in text) == bool(comment)
        assert "비밀" not in text


@pytest.mark.parametrize(("level", "band"), [("60대", True), ("60대 이상", True), ("20~29세", True), ("19세 이하", True), ("under 20", True), ("30s", True), ("50+", True), ("VIP", True),
                                             ("35", False), ("2019", False), ("010-1234", False), ("Ann's 2 - 3 dogs", False), ("비밀", False), ("", False)])
def test_only_the_name_of_a_band_is_shown_however_rare_it_is(level, band):
    assert is_band(level) is band


def test_levels_like_personal_data_are_not_taken_for_bands(tmp_path, capsys):
    calls = [f"어머니 010-1234-{5660 + at}" for at in range(4)]
    rows = "".join(f"{n},{calls[n % 4]},{('20대', '30대', '40대')[n % 3]}\n" for n in range(60))
    (tmp_path / "고객.csv").write_text("고객번호,소개,연령대\n" + rows, encoding="utf-8")
    assert cli.main(["suggest", "--language", "english", str(tmp_path / "고객.csv")]) == 0
    out = capsys.readouterr().out
    assert tomllib.loads(out)["customers"]["attributes"] == {
        "소개": {"kind": "category"}, "연령대": {"kind": "ordered_category", "levels": ["20대", "30대", "40대"]}}
    assert "어머니" not in out and "1234" not in out


@pytest.mark.parametrize(("content", "says"), [
    ("", "is empty, 0 bytes"),
    ("고객번호,방문일\n", "has no rows"),
])
def test_what_cannot_be_looked_at_is_one_sentence(tmp_path, capsys, content, says):
    (tmp_path / "visits.csv").write_text(content, encoding="utf-8")
    assert cli.main(["suggest", "--language", "english", str(tmp_path / "visits.csv")]) == 1
    err = capsys.readouterr().err
    assert says in err and len(err.splitlines()) == 1


def test_a_file_that_was_mended_by_hand_is_not_written_over(tmp_path, world, capsys):
    (tmp_path / "shop.toml").write_text("# mine", encoding="utf-8")
    assert cli.main(["suggest", str(world / "customers.csv"), "--out", str(tmp_path / "shop.toml")]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "shop.toml").read_text(encoding="utf-8") == "# mine"


def test_a_column_that_is_not_used_is_told_with_the_reason(tmp_path, capsys):
    rows = "".join(f"손님{at % 40},2024-01-{1 + at % 28:02},{'현금' if at % 5 == 0 else 30000},{['커트', '펌', '염색'][at % 3]},{['앞', '뒤'][at % 2]},{at * 7 % 90},{'예' if at % 3 else '아니오'},\n" for at in range(200))
    (tmp_path / "예약장부.csv").write_text("손님,예약일시,결제금액,시술,자리,적립금,재방문,빈칸\n" + rows, encoding="utf-8")
    assert cli.main(["suggest", str(tmp_path / "예약장부.csv"), "--language", "korean"]) == 0
    text = capsys.readouterr().out
    assert 'offering = "시술"' in text
    unused = next(line for line in text.splitlines() if line.startswith("# 쓰지 않음: "))
    assert '결제금액 (이름은 amount인데 칸의 20%가 금액이 아님. 고치지 않으면 그 행은 제외됨. 그래도 쓰려면 amount = "결제금액")' in unused
    assert "적립금 (무엇의 수인지 알 수 없음)" in unused and "빈칸 (비어 있음)" in unused and "자리 (무엇인지 알 수 없는 2가지)" in unused
    (tmp_path / "visits.csv").write_text("customer,date,seat\n" + "".join(f"c{at % 40},2024-01-{1 + at % 28:02},{'AB'[at % 2]}\n" for at in range(100)), encoding="utf-8")
    assert cli.main(["suggest", str(tmp_path / "visits.csv")]) == 0
    assert '# not used: seat (2 kinds: perhaps offering = "seat")' in capsys.readouterr().out


def test_rows_that_share_a_receipt_are_not_said_to_be_all_different(tmp_path, capsys):
    def reason(ids) -> str:
        (tmp_path / "visits.csv").write_text("customer,date,visit_id,paid\n" + "".join(f"c{at % 40},2024-01-{1 + at % 28:02},r{one},5\n" for at, one in enumerate(ids)), encoding="utf-8")
        assert cli.main(["suggest", str(tmp_path / "visits.csv")]) == 0
        return next(line for line in capsys.readouterr().out.splitlines() if line.startswith("visit = "))

    assert reason(range(100)).endswith("# no two rows share one")
    assert reason([*range(99), 98]).endswith("# nearly every row another; rows that share one become one visit")
    assert reason([at // 2 for at in range(100)]).endswith("# rows that share one become one visit")


def test_what_is_no_shop_at_all_is_said_without_holes(tmp_path, capsys):
    (tmp_path / "weather.csv").write_text("rain_mm\n3\n0\n", encoding="utf-8")
    assert cli.main(["suggest", str(tmp_path / "weather.csv")]) == 0
    out = capsys.readouterr().out
    assert "# What the columns of weather.csv mean" in out and "0 customers" not in out


def test_tables_of_offerings_and_competitors_are_understood(tmp_path, capsys, world):
    visits = pl.read_csv(world / "interactions.csv", infer_schema=False)
    names = visits["offering"].drop_nulls().unique().sort().to_list()
    rows = "".join(f"{name},{'격식, 자부심' if n % 2 else '편안함'},{10_000 * (n + 1)}\n".replace("격식, 자부심", '"격식, 자부심"') for n, name in enumerate(names))
    (tmp_path / "상품표.csv").write_text("상품명,가치,가격\n" + rows, encoding="utf-8")
    (tmp_path / "경쟁사.csv").write_text('업체명,주고객,강점,직원 수\n온한복,"신부, 혼주",가격,3\n새옷,청년,"디자인, 속도",5\n', encoding="utf-8")
    files = [world / "customers.csv", world / "interactions.csv", tmp_path / "상품표.csv", tmp_path / "경쟁사.csv"]
    assert cli.main(["suggest", *map(str, files), "--out", str(tmp_path / "shop.toml")]) == 0
    content = tomllib.loads((tmp_path / "shop.toml").read_text(encoding="utf-8"))
    assert content["shop"]["list_separator"] == ","
    assert said(content)["offerings"] == {"offering": "상품명", "provides": "가치", "attributes": {"가격": {"kind": "count"}}}
    assert said(content)["competitors"] == {"name": "업체명", "targets": "주고객", "strengths": "강점", "attributes": {"직원 수": {"kind": "count"}}}
    assert {"customers", "interactions"} <= set(content)
    account = {str(table.table): table for table in collected(tmp_path / "shop.toml").account.tables}
    assert account["TableKind.offerings"].used == len(names) and account["TableKind.competitors"].used == 2


def test_a_table_that_is_none_of_the_six_is_said_to_be_unused(tmp_path, capsys):
    (tmp_path / "weather.csv").write_text("day,rain_mm\n2024-01-01,3\n2024-01-02,0\n", encoding="utf-8")
    (tmp_path / "visits.csv").write_text("customer,date,price\n" + "".join(f"c{n % 7},2024-01-{n + 1:02},{n}\n" for n in range(28)), encoding="utf-8")
    assert cli.main(["suggest", str(tmp_path / "weather.csv"), str(tmp_path / "visits.csv")]) == 0
    out = capsys.readouterr().out
    assert tomllib.loads(out)["interactions"]["customer"] == "customer"
    assert "# weather.csv is not used" in out
    assert "k = 5" in out


def test_the_words_of_the_documents_are_those_of_the_program():
    document = (SOURCE / "docs/command-line.md").read_text(encoding="utf-8")
    for word in ("dangol suggest", "--config", "[interactions]", "[customers.attributes]", "horizon_days", "#방문", "CP949", "UTF-16"):
        assert word in document, word


def test_reasons_come_in_korean_too_and_the_study_then_speaks_it(tmp_path, world, capsys):
    files = [world / f"{name}.csv" for name in TABLES.values()]
    assert cli.main(["suggest", *map(str, files), "--language", "korean"]) == 0
    korean = capsys.readouterr().out
    assert cli.main(["suggest", *map(str, files)]) == 0
    english = capsys.readouterr().out
    content = tomllib.loads(korean)
    assert content["study"].pop("language") == "korean"
    assert content == tomllib.loads(english)
    reasons = [line.partition("  # ")[2] for line in korean.splitlines() if "  # " in line]
    assert len(reasons) > 20 and all(re.search("[가-힣]", reason) for reason in reasons)
    for reason in reasons:
        assert not re.search(r"\b(the|of|is|not|rows|kinds|numbers|empty)\b", reason), reason


@pytest.mark.parametrize("sent", ["보낸날", "보낸 날", "발송일", "첫날짜"])
def test_contacts_are_understood_however_their_day_is_called(tmp_path, capsys, sent):
    contacts, visits = tmp_path / "연락.csv", tmp_path / "장부.csv"
    day = datetime.date(2024, 3, 1)
    rows = [f"C{at:03},{day + datetime.timedelta(30 + at)},{day + datetime.timedelta(at)},문자,{'예' if at % 3 else '아니오'},{day + datetime.timedelta(at + 3) if at % 3 else ''}\n" for at in range(40)]
    contacts.write_text(f"고객번호,마감일,{sent},방법,응답,응답일\n" + "".join(rows), encoding="utf-8")
    visits.write_text("고객번호,날짜,금액\n" + "".join(f"C{at % 40:03},{day + datetime.timedelta(at)},{9000 + at}\n" for at in range(200)), encoding="utf-8")
    assert cli.main(["suggest", str(contacts), str(visits), "--language", "korean"]) == 0
    assert "방법 (값이 하나뿐)" in capsys.readouterr().out
    content = suggested(capsys, contacts, visits)
    assert {key: content["leads"][key] for key in ("contacted", "converted", "converted_at", "window_closes")} == {
        "contacted": sent, "converted": "응답", "converted_at": "응답일", "window_closes": "마감일"}


@pytest.mark.parametrize("name", ["성별", "결혼여부", "기혼", "기혼 여부", "married", "is_married", "marital_status"])
def test_what_the_law_protects_is_proposed_as_protected(tmp_path, capsys, name):
    rows = [f"C{i:03},{'예' if i % 3 else '아니오'},{20 + i % 50}" for i in range(60)]
    (tmp_path / "customers.csv").write_text("\n".join([f"customer_id,{name},age", *rows]), encoding="utf-8")
    visits = [f"C{i % 60:03},2024-{1 + i % 12:02}-{1 + i % 28:02} 1{i % 8}:30" for i in range(300)]
    (tmp_path / "visits.csv").write_text("\n".join(["customer_id,visited_at", *visits]), encoding="utf-8")
    attributes = suggested(capsys, tmp_path / "customers.csv", tmp_path / "visits.csv")["customers"]["attributes"]
    assert attributes[name]["protected"] and not attributes["age"].get("protected")


def test_reasons_are_in_the_language_in_which_the_files_name_their_columns(tmp_path, capsys):
    rows = "".join(f"c{i % 9},2024-01-{i % 28 + 1:02},{i % 4 + 1}만{i % 7 + 1}천원\n" for i in range(60))
    (tmp_path / "방문.csv").write_text("고객번호,방문일,결제금액\n" + rows, encoding="utf-8")
    (tmp_path / "visits.csv").write_text("customer_id,visited_on,결제금액\n" + rows, encoding="utf-8")
    assert cli.main(["suggest", str(tmp_path / "방문.csv")]) == 0
    korean = capsys.readouterr().out
    assert "열 이름과 값을 보고" in korean and tomllib.loads(korean)["study"]["language"] == "korean" and tomllib.loads(korean)["interactions"]["amount"] == "결제금액"
    assert not [line for line in korean.splitlines() if "  # " in line and not re.search("[가-힣]", line.partition("  # ")[2])]
    assert cli.main(["suggest", str(tmp_path / "visits.csv")]) == 0
    english = capsys.readouterr().out
    assert "as `dangol suggest` understands them" in english and "language" not in tomllib.loads(english)["study"]
    assert cli.main(["suggest", str(tmp_path / "방문.csv"), "--language", "english"]) == 0
    assert "as `dangol suggest` understands them" in capsys.readouterr().out
    assert cli.main(["suggest", str(tmp_path / "nothing.csv")]) == 1
    assert "nothing.csv" in capsys.readouterr().err
