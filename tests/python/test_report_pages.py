"""The pages: filled whole in both languages, well-formed, closed to scripts and to what a hostile name would bring."""

import base64
import copy
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from report_sample import report

import dangol
from dangol import report as pages

SOURCE = Path(__file__).parents[2]
TEMPLATES = sorted((SOURCE / "python/dangol/templates").glob("*.j2"))
VOID = {"meta", "br", "hr", "img", "input", "link"}
BOTH_PAGES = [pages.personas_page, pages.leads_page]
HOSTILE = '<script>alert("가")</script>\' onload="x" &amp; </style>\n{{ 7 * 7 }}'


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed in order; keeps tags, attributes and the text a person sees."""

    def __init__(self, page: str):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.ids, self.text, self.policy = [], [], [], "", ""
        self.attributes: set[str] = set()
        self.feed(page)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute twice on {tag}: {attrs}"
        self.tags.append(tag)
        self.attributes |= given.keys()
        if "id" in given:
            self.ids.append(given["id"])
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= dict(attrs).keys()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


def without_markup(template: str) -> str:
    """What a template would put on the page by itself: text outside tags, expressions and comments."""
    for pattern in (r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}", r"<style>.*?</style>", r"<!doctype html>", r"<[^<>]*>"):
        template = re.sub(pattern, "", template, flags=re.DOTALL)
    return template.strip()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_words_and_no_arithmetic(template):
    text = template.read_text(encoding="utf-8")
    assert without_markup(text) == ""
    for expression in re.findall(r"\{\{(.*?)\}\}|\{%(.*?)%\}", text, flags=re.DOTALL):
        inside = re.sub(r'"[^"]*"', "", "".join(expression))
        assert not re.search(r"[+*/~]|(?<!\w)-|\bround\b|\bformat\b", inside), inside


def test_the_search_for_words_would_find_one():
    assert without_markup('<p class="a">{{ b }} of customers</p>') == "of customers"


@pytest.mark.parametrize("page", BOTH_PAGES, ids=lambda page: page.__name__)
@pytest.mark.parametrize(("language", "code"), [("english", "en"), ("korean", "ko")])
def test_a_page_is_whole_in_one_language(page, language, code):
    html = page(report(), language)
    reader = Reader(html)
    assert html.startswith("<!doctype html>") and f'<html lang="{code}">' in html
    assert re.search("[가-힣]", reader.text) if code == "ko" else not re.search("[가-힣]", html)
    assert len(reader.ids) == len(set(reader.ids))
    assert "None" not in reader.text and "Undefined" not in html and "{" not in reader.text
    assert "keep-all" in html


def test_every_text_of_the_report_reaches_a_page():
    def texts(value):
        if isinstance(value, dict):
            if value.keys() == {"en", "ko"}:
                return [] if value["en"].startswith("<svg") else [value["en"]]
            return [text for part in value.values() for text in texts(part)]
        return [text for part in value for text in texts(part)] if isinstance(value, list) else []

    parts = report()
    for unused in ("evidence", "not_known"):  # labels that no page needs today
        parts["labels"].pop(unused)
    for row in parts["leads"]["rows"]:
        for entry in (row["ledger"] or {"entries": []})["entries"]:
            entry.pop("log_odds")  # points are shown; log-odds are for pages of others
    shown = Reader(pages.personas_page(parts)).text + Reader(pages.leads_page(parts)).text
    navigation = parts["labels"].pop("pages")["en"]
    assert f'aria-label="{navigation}"' in pages.personas_page(report())
    assert [text for text in texts(parts) if text not in shown] == []


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb (WCAG 2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_each_advice_is_told_from_the_others_without_its_colour():
    style = (SOURCE / "python/dangol/templates/style.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"--([\w-]+): (#\w+)", style))
    looks = {}
    for advice in ("pursue", "nurture", "set_aside", "explore"):
        rules = "".join(re.findall(rf"\.dangol \.{advice} \{{(.*?)\}}", style))
        ground = re.search(r"background: (?:var\(--([\w-]+)\)|(#\w+))", rules)
        ground = luminance(named[ground[1]] if ground[1] else ground[2])
        ink = luminance(re.search(r"(?<!-)color: (#\w+)", rules)[1])
        assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 4.5, f"{advice} is hard to read"
        sign = re.search(rf"\.dangol \.{advice}::before \{{ content: \"(.*?)\"", style)
        looks[advice] = (ground > 0.3, sign and sign[1], "dashed" in rules)
    assert len(set(looks.values())) == len(looks), looks


@pytest.mark.parametrize("page", BOTH_PAGES, ids=lambda page: page.__name__)
def test_a_page_allows_nothing_but_its_own_style(page):
    html = page(report())
    reader = Reader(html)
    style = re.search("<style>(.*?)</style>", html, flags=re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert reader.policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not {"script", "link", "iframe", "object", "img", "form"} & set(reader.tags)
    assert not {name for name in reader.attributes if name.startswith("on")} | ({"style", "src"} & reader.attributes)
    assert html.count("<style>") == 1 and "url(" not in style and "@import" not in style


def test_a_card_of_whom_not_to_chase_has_its_last_blocks_below_the_differences():
    made = report()
    card = next(card for card in made["cards"] if card["negative"])
    card["action"] = [{**card["action"][0], "heading": {"en": f"Block {i}", "ko": f"칸 {i}"}} for i in range(6)]
    page = pages.personas_page(made)
    right, below = page.split('<div class="act">')[-1].split('<div class="act more">')
    assert re.findall(r"Block \d", right) == [f"Block {i}" for i in range(4)]
    assert re.findall(r"Block \d", below) == ["Block 4", "Block 5"]
    assert page.count('<div class="act more">') == 1


def test_a_hostile_name_stays_text():
    parts = report(HOSTILE)
    parts["leads"]["rows"][0]["name"] = {"en": HOSTILE, "ko": HOSTILE}
    for html in (pages.personas_page(parts), pages.leads_page(parts), pages.report_fragment(parts)):
        reader = Reader(html)
        assert HOSTILE in reader.text
        assert "script" not in reader.tags and "onload" not in reader.attributes and "49" not in reader.text


@pytest.mark.parametrize("shape", [
    "<script>alert(1)</script>", '<a href="https://example.com"/>', '<rect onclick="x"/>', '<rect style="fill:red"/>', "<foreignObject/>",
    '<rect fill="url(https://example.com)"/>', '<use href="#x"/>', '<image href="x.png"/>', '<h:p xmlns:h="http://www.w3.org/1999/xhtml"/>',
])
def test_a_picture_that_is_more_than_shapes_is_refused(shape):
    parts = report()
    parts["cards"][0]["portrait"]["en"] = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{shape}</svg>'
    with pytest.raises(dangol.InvalidArgument, match="more than shapes and text"):
        pages.personas_page(parts)
    pages.personas_page(parts, "korean")


def test_a_broken_picture_is_named():
    parts = report()
    parts["cards"][0]["traits"][0]["svg"]["en"] = "<svg><rect></svg>"
    with pytest.raises(dangol.InvalidArgument, match="not well-formed"):
        pages.personas_page(parts)


def test_a_shop_too_small_for_personas_still_has_a_page():
    parts = report() | {"cards": [], "leads": None, "quality": None, "verdict": None}
    reader = Reader(pages.personas_page(parts))
    assert "One group is not worth chasing." in reader.text and "nav" not in reader.tags
    with pytest.raises(dangol.InvalidArgument, match="no leads"):
        pages.leads_page(parts)


def test_a_fragment_is_bounded_and_keeps_to_itself():
    parts = report()
    parts["cards"] = [{**copy.deepcopy(parts["cards"][0]), "id": number} for number in range(50)]
    fragment = pages.report_fragment(parts, cards_at_most=3)
    reader = Reader(fragment)
    assert reader.tags.count("article") == 3 + 1
    assert len(fragment) < 60_000
    style = re.search("<style>(.*?)</style>", fragment, flags=re.DOTALL)[1]
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/|@media[^{]*\{", "", style, flags=re.DOTALL))
    assert selectors and all(part.strip().startswith(".dangol") for each in selectors for part in each.split(","))


def test_how_many_leads_are_not_shown_stands_above_the_list_unless_a_fragment_shows_fewer_still():
    told = report()["leads"]["rest"]["en"]
    page = pages.leads_page(report())
    assert page.index(told) < page.index("<table")
    assert told in pages.report_fragment(report(), leads_at_most=3)
    assert told not in pages.report_fragment(report(), leads_at_most=2)
    whole = report()
    whole["leads"]["rest"] = None
    assert 'class="rest"' not in pages.leads_page(whole)


@pytest.mark.parametrize(("parts", "fault"), [
    ({}, "no report of dangol"), ("[]", "no report of dangol"), ("{", "no JSON"), ({"format": "dangol report", "version": 9}, "version 9"),
])
def test_what_is_no_report_is_refused(parts, fault):
    with pytest.raises(dangol.InvalidArgument, match=fault):
        pages.personas_page(parts)


def test_languages_are_checked():
    assert pages.personas_page(json.dumps(report()), "ko") == pages.personas_page(report(), "Korean")
    with pytest.raises(dangol.InvalidArgument, match="'english', 'korean'"):
        pages.personas_page(report(), "french")


def test_a_korean_line_is_not_broken_behind_a_per_cent_sign():
    parts = copy.deepcopy(report())
    parts["subtitle"] = {"en": "66% is the share", "ko": "비율은 66%입니다"}
    assert "비율은 66%\u2060입니다" in pages.personas_page(parts, "korean")
    assert "66% is the share" in pages.personas_page(parts)


def test_a_page_is_written_with_its_folder(tmp_path):
    written = pages.write_page(pages.personas_page(report(), "korean"), tmp_path / "out" / "personas.html")
    assert "한복집의 사람들" in written.read_text(encoding="utf-8")
