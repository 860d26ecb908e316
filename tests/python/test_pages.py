"""Pages and notebook pieces of values: written where they are asked for, bounded, escaped."""

from html.parser import HTMLParser

import pytest

import dangol


class Shape(HTMLParser):
    """Counts what stands open, and looks for scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


def tags(page: str) -> list[str]:
    shape = Shape()
    shape.feed(page)
    return shape.tags


@pytest.fixture(scope="module")
def personas(shop) -> dangol.PersonaSet:
    found = dangol.describe_personas(shop.segments, shop.features)
    return dangol.rename(found, found.personas[0].id, "<script>alert('단골')</script>")


def test_personas_become_a_page(personas, tmp_path):
    personas.to_html(tmp_path / "new" / "personas.html", language="korean")
    page = (tmp_path / "new" / "personas.html").read_text(encoding="utf-8")
    assert 'lang="ko"' in page and "script" not in tags(page) and "&lt;script&gt;" in page
    with pytest.raises(dangol.InvalidArgument, match="Language"):
        personas.to_html(tmp_path / "personas.html", language="latin")


def test_a_report_speaks_of_the_shop_as_it_is_told(personas):
    assert "Our tailor" in personas.to_json(shop="Our tailor")
    with pytest.raises(dangol.WrongType, match='no option "shopp": did you mean "shop"'):
        personas.to_json(shopp="Our tailor")


def test_personas_become_markdown_in_both_languages(personas):
    english, korean = personas.to_markdown(), personas.to_markdown("korean")
    assert english.startswith("#") and korean.startswith("#") and english != korean


def test_a_notebook_shows_a_bounded_escaped_piece(personas, shop):
    for value in (personas, shop.segments, shop.base.account):
        piece = value._repr_html_()
        assert "script" not in tags(piece) and "html" not in tags(piece)
        assert len(piece) < 300_000
    assert repr(personas).count("\n") == 0 and len(repr(personas)) < 200
