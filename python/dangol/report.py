"""Pages for people, filled from the report's JSON (docs/report-json.md).

The JSON holds every sentence and every number in both languages, and every picture. Here a language is chosen, pictures are checked to
be nothing but shapes and text, and the templates are filled: they hold markup, no words and no arithmetic. A page needs no script and
nothing from elsewhere, and its security policy says so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jinja2
from markupsafe import Markup

from dangol.errors import InvalidArgument

__all__ = ["leads_page", "personas_page", "report_fragment", "write_page", "write_pages"]

_TEMPLATES = Path(__file__).with_name("templates")
_VERSION = 1
_LANGUAGES = {"english": "en", "korean": "ko"}
_SVG = "http://www.w3.org/2000/svg"
_SHAPES = frozenset({"svg", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "text", "tspan", "title", "desc"})
_ATTRIBUTES = frozenset(
    "viewBox width height role aria-label class color fill stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray opacity "
    "fill-opacity stroke-opacity x y x1 y1 x2 y2 dx dy cx cy r rx ry d points transform text-anchor dominant-baseline font-size font-weight".split()
)


def write_pages(report: str | Mapping[str, Any], folder: str | Path, language: str = "english", suffix: str = "") -> list[Path]:
    """Writes personas.html, and leads.html where the report has leads, into a folder; `suffix` stands before .html."""
    parts = _checked(report)
    pages = {"personas": personas_page(parts, language)} | ({"leads": leads_page(parts, language)} if parts.get("leads") else {})
    return [write_page(page, Path(folder) / f"{name}{suffix}.html") for name, page in pages.items()]


def personas_page(report: str | Mapping[str, Any], language: str = "english") -> str:
    """The personas as one document: the shop at a glance, then one page a persona."""
    return _page("personas.html.j2", report, language)


def leads_page(report: str | Mapping[str, Any], language: str = "english") -> str:
    """The ranked leads as one document, each with its ledger. Raises InvalidArgument where the report has no leads."""
    return _page("leads.html.j2", report, language, needs="leads")


def report_fragment(report: str | Mapping[str, Any], language: str = "english", cards_at_most: int = 4, leads_at_most: int = 10) -> str:
    """What a notebook shows: a bounded piece of HTML with a style of its own that touches nothing around it."""
    code = _code(language)
    parts = dict(_localised(_checked(report), code))
    parts["cards"] = parts.get("cards", [])[:cards_at_most]
    if parts.get("leads"):
        rows = parts["leads"]["rows"]
        cut = {"rest": None} if len(rows) > leads_at_most else {}  # it counts the rows of the page
        parts["leads"] = {**parts["leads"], "rows": rows[:leads_at_most]} | cut
    return _environment().get_template("fragment.html.j2").render(report=parts, language=code, style=_style("style.css"))


def write_page(page: str, path: str | Path) -> Path:
    """Writes a page as UTF-8, making its folder where there is none."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path


def _page(template: str, report: str | Mapping[str, Any], language: str, needs: str | None = None) -> str:
    code = _code(language)
    parts = _localised(_checked(report), code)
    if needs and not parts.get(needs):
        raise InvalidArgument(f"This report has no {needs}: make it with to_json(leads), of a study that has a scorer and of at least one lead.")
    style = _style("page.css", "style.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _environment().get_template(template).render(report=parts, language=code, style=style, policy=policy)


def _checked(report: str | Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        parts = json.loads(report) if isinstance(report, str) else report
    except json.JSONDecodeError as problem:
        raise InvalidArgument(f"This is no report of dangol, for it is no JSON ({problem}): make one with to_json().") from None
    if not isinstance(parts, Mapping) or parts.get("format") != "dangol report":
        raise InvalidArgument('This is no report of dangol, for its "format" is not "dangol report": make one with to_json().')
    if parts.get("version") != _VERSION:
        raise InvalidArgument(f"This report has version {parts.get('version')}, and version {_VERSION} is what can be read: make it again with to_json().")
    return parts


def _code(language: str) -> str:
    name = str(getattr(language, "name", language)).lower()
    if name in _LANGUAGES:
        return _LANGUAGES[name]
    if name in _LANGUAGES.values():
        return name
    raise InvalidArgument(f"language is {language!r}, but must be one of {', '.join(map(repr, _LANGUAGES))}.")


def _localised(value: Any, code: str) -> Any:
    """Every text in one language: an object whose keys are the languages becomes its string."""
    if isinstance(value, Mapping):
        if value and value.keys() <= set(_LANGUAGES.values()):
            return _kept_together(value[code]) if code == "ko" else value[code]
        return {key: _localised(part, code) for key, part in value.items()}
    if isinstance(value, list):
        return [_localised(part, code) for part in value]
    return value


def _kept_together(text: Any) -> Any:
    """Between a per cent sign and what Korean hangs on it browsers break the line, whatever the style says: "66%" / "입니다". A word joiner forbids it."""
    return text if not isinstance(text, str) or text.startswith("<svg") else re.sub("%(?=[가-힣])", "%\u2060", text)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.ChainableUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(svg=_picture, anchor=_anchor)
    return environment


@cache
def _style(*names: str) -> Markup:
    return Markup("".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names))


def _anchor(card: Mapping[str, Any]) -> str:
    return f"{'negative' if card.get('negative') else 'persona'}-{card['id']}"


def _picture(text: str | None, decoration: bool = False) -> Markup:
    """A picture of the report as markup, when it is nothing but shapes and text; a decoration is not read out."""
    if not text:
        return Markup("")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as problem:
        raise InvalidArgument(f"A picture of the report is not well-formed ({problem}): make the report again with to_json().") from None
    for element in root.iter():
        element.tag = str(element.tag).removeprefix(f"{{{_SVG}}}")
        strange = ({element.tag} - _SHAPES) | (element.attrib.keys() - _ATTRIBUTES)
        strange |= {name for name, value in element.attrib.items() if name != "aria-label" and "url(" in value}
        if strange:
            raise InvalidArgument(f"A picture of the report holds {', '.join(sorted(strange))}, which is more than shapes and text: make the report again with to_json().")
    if decoration:
        root.attrib.pop("aria-label", None)
        root.attrib.pop("role", None)
        root.set("aria-hidden", "true")
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 (checked above)
