#!/usr/bin/env python3
"""The code blocks of a Markdown document, so that tests can run what readers copy.

Blocks fenced as ```python, ```cpp or ```sh are taken; a comment on the line before the fence may say more:

    <!-- snippet: data=NAME -->     runs in a folder that tests/python/snippet_data.py has filled for NAME
    <!-- snippet: continues -->     runs after the blocks of the same language that it continues, in one program
    <!-- snippet: skip=REASON -->   is not run, for this reason

usage: snippets.py FILE…; lists the blocks.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("python", "cpp", "sh")
MARK = re.compile(r"<!--\s*snippet:\s*(data|continues|skip)(?:=(.*?))?\s*-->")


@dataclass(frozen=True)
class Snippet:
    file: Path
    line: int  # of the opening fence
    language: str
    code: str
    data: str = ""
    skip: str = ""

    def __str__(self) -> str:
        return f"{self.file.name}:{self.line}:{self.language}"


def snippets_of(file: Path) -> list[Snippet]:
    """In order. A mark that is not understood, or stands before no block, is an error: a typing error must not hide a block."""
    found: list[Snippet] = []
    lines = file.read_text(encoding="utf-8").splitlines()
    marks: dict[str, str] = {}
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.lstrip().startswith("<!-- snippet"):
            mark = MARK.fullmatch(line.strip())
            if not mark or (mark[1] != "continues") != bool(mark[2]):
                raise ValueError(f"{file.name}:{number}: not a mark of a snippet: {line.strip()}")
            marks[mark[1]] = mark[2] or ""
            continue
        if not line.startswith("```"):
            if marks and line.strip():
                raise ValueError(f"{file.name}:{number}: a mark stands before no block")
            continue
        start, language = number, line[3:].strip()
        while number < len(lines) and not lines[number].startswith("```"):
            number += 1
        if number == len(lines):
            raise ValueError(f"{file.name}:{start}: this block is never closed")
        code = "\n".join(lines[start:number]) + "\n"
        number += 1
        if language in LANGUAGES:
            found.append(snippet(file, start, language, code, marks, found))
        elif marks:
            raise ValueError(f"{file.name}:{start}: a mark before a block that is none of {', '.join(LANGUAGES)}")
        marks = {}
    return found


def snippet(file: Path, line: int, language: str, code: str, marks: dict[str, str], before: list[Snippet]) -> Snippet:
    data, skip = marks.get("data", ""), marks.get("skip", "")
    if "continues" in marks:
        previous = next((earlier for earlier in reversed(before) if earlier.language == language), None)
        if previous is None:
            raise ValueError(f"{file.name}:{line}: there is no earlier block of {language} to continue")
        code, data, skip = previous.code + code, data or previous.data, skip or previous.skip
    return Snippet(file, line, language, code, data, skip)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for each in snippets_of(Path(name)):
            print(each, f"data={each.data}" if each.data else "", f"skip={each.skip}" if each.skip else "")
