"""`dangol suggest` and the words of a trade: which column says what a row is, and what its words mean."""

import re
import tomllib

from command_line import suggested
from conftest import SOURCE

from dangol import cli
from dangol._suggest_words import BUILT_IN_KINDS, PURPOSES


def visits_of_kinds(words: list[str]) -> str:
    return "고객번호,방문일시,종류,금액\n" + "".join(f"c{at % 9},2024-01-{at % 28 + 1:02},{word},{1000 * (at % 2)}\n" for at, word in enumerate(words))


def test_a_kind_column_gives_words_of_the_trade_and_nothing_typed_about_a_person(tmp_path, capsys):
    typed = ["김철수60 010-1234-5660", "ann@example.com 환불", "주문 20240311", "영희 어머니", "영희 어머니"]
    words = ["방문"] * 120 + ["주문"] * 3 + ["가봉"] * 3 + typed[:3] * 4 + typed[3:]
    (tmp_path / "visits.csv").write_text(visits_of_kinds(words), encoding="utf-8")
    assert cli.main(["suggest", "--language", "english", str(tmp_path / "visits.csv")]) == 0
    out = capsys.readouterr().out
    assert set(tomllib.loads(out)["interactions"]["kinds"]) == {"주문", "가봉"}
    assert "# 4 other words in it, not shown" in out
    for part in ("김철수", "5660", "example.com", "20240311", "어머니"):
        assert part not in out, part


def test_of_many_words_for_kinds_the_twenty_most_frequent_are_written(tmp_path, capsys):
    words = ["방문"] * 800 + [f"작업 {at}" for at in range(30) for _ in range(3 + at)]
    (tmp_path / "visits.csv").write_text(visits_of_kinds(words), encoding="utf-8")
    assert cli.main(["suggest", "--language", "english", str(tmp_path / "visits.csv")]) == 0
    out = capsys.readouterr().out
    assert set(tomllib.loads(out)["interactions"]["kinds"]) == {f"작업 {at}" for at in range(10, 30)}
    assert "# 10 other words in it, not shown" in out


def test_kinds_and_purposes_are_the_words_that_the_library_reads():
    kinds = (SOURCE / "src/customers/interaction_kind.cpp").read_text(encoding="utf-8")
    table = re.search(r"words_of_kinds\{\{(.*?)\}\};", kinds, re.DOTALL)
    assert table and set(BUILT_IN_KINDS.split("|")) == set(re.findall(r'"([^"]+)"', table[1]))
    readers = (SOURCE / "src/customers/readers.cpp").read_text(encoding="utf-8")
    purposes = re.findall(r"std::array<std::string_view, 5> (?:english|korean)\{([^}]*)\}", readers)
    assert len(purposes) == 2 and set(re.findall(r'"([^"]+)"', "".join(purposes))) == PURPOSES


def test_a_kind_column_is_named_where_nearly_every_word_is_read_and_some_are_visits(tmp_path, capsys):
    def written(words: list[str]) -> bool:
        (tmp_path / "visits.csv").write_text(visits_of_kinds(words), encoding="utf-8")
        return "kind" in suggested(capsys, tmp_path / "visits.csv")["interactions"]

    assert written(["구매"] * 40 + ["문의"] * 20)
    assert written(["주문"] * 40 + ["가봉"] * 20)
    assert not written(["문의"] * 60)  # nothing would be a visit
    assert not written(["구매"] * 40 + [f"메모 {at}" for at in range(20)])  # said once each: they would be set aside


def test_a_kind_column_with_words_of_the_shop_is_named_by_its_name(tmp_path, capsys):
    words = ["정규반"] * 40 + ["체험"] * 20 + ["구매"] * 5 + ["문의"] * 10 + ["환불"] * 3
    rows = "".join(f"c{at % 12},2024-01-{1 + at % 28:02},{word},{0 if word == '문의' else 30000}\n" for at, word in enumerate(words))
    (tmp_path / "visits.csv").write_text("고객번호,방문일시,구분,금액\n" + rows, encoding="utf-8")
    content = suggested(capsys, tmp_path / "visits.csv")["interactions"]
    assert content["kind"] == "구분"
    assert content["kinds"] == {"정규반": {"counts_as": "visit"}, "체험": {"counts_as": "visit"}, "환불": "returned"}


def test_words_that_were_paid_for_are_visits_however_amounts_are_written(tmp_path, capsys):
    rows = "".join(f"c{at % 9},2024-01-{at % 28 + 1:02},{'방문' if at % 3 else '가봉'},\"₩{at + 1},000\"\n" for at in range(60))
    (tmp_path / "visits.csv").write_text("고객번호,방문일시,종류,금액\n" + rows, encoding="utf-8")
    assert suggested(capsys, tmp_path / "visits.csv")["interactions"]["kinds"] == {"가봉": {"counts_as": "visit"}}


def test_what_became_of_a_booking_is_a_kind_with_what_its_words_mean(tmp_path, capsys):
    words = ["completed"] * 30 + ["no-show"] * 5 + ["cancelled"] * 8 + ["booked"] * 4
    (tmp_path / "bookings.csv").write_text("customer_id,date,status,paid\n" + "".join(f"C{at % 12},2024-01-{1 + at % 28:02},{word},30\n" for at, word in enumerate(words)), encoding="utf-8")
    content = suggested(capsys, tmp_path / "bookings.csv")["interactions"]
    assert content["kind"] == "status"
    assert content["kinds"] == {"completed": "visit", "cancelled": {"counts_as": "event"}, "booked": "booking"}
