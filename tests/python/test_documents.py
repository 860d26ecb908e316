"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
DOCUMENTS = [*sorted(SOURCE.glob("*.md")), *sorted(SOURCE.glob("docs/**/*.md")), *sorted(SOURCE.glob("bindings/*.md"))]
FOLDERS = "bindings|benchmarks|cmake|docs|examples|include|python|script|src|tests|tools"
PATH = re.compile(rf"`((?:{FOLDERS})/[^`\s<>*{{}}…]*)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def missing_in(document: Path) -> list[str]:
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    paths = [(SOURCE, path) for path in PATH.findall(text)] + [(document.parent, path) for path in LINK.findall(text)]
    return [path for base, path in paths if not (base / path).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.relative_to(SOURCE).as_posix())
def test_every_path_and_link_of_a_document_leads_somewhere(document):
    assert missing_in(document) == []


def test_a_path_that_leads_nowhere_is_seen(tmp_path):
    document = tmp_path / "document.md"
    document.write_text("`src/core/no_such_file.cpp`, `script/test` and [a page](no_such_page.md)\n```sh\n`src/x`\n```\n", encoding="utf-8")
    assert missing_in(document) == ["src/core/no_such_file.cpp", "no_such_page.md"]
