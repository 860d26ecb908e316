#!/usr/bin/env python3
"""Writes python/dangol/_core.pyi from the docstrings of the built module, which pybind11 and bindings/record.hpp begin with a signature,
and python/dangol/_options.py, which says by which names and types the verbs take their options.

usage: make_stubs.py [--check]      --check: exits with 1 when a file does not say what the module is
"""

import ast
import enum
import inspect
import re
import sys
from pathlib import Path

from dangol import _core

PACKAGE = Path(__file__).parents[1] / "python/dangol"
HEAD = '''"""The C++ library as Python sees it. Made by tools/make_stubs.py: do not edit."""

import collections.abc
import datetime
import enum
import os
import typing

import numpy
import numpy.typing

from dangol._options import ReportOptionsByName
'''
OPTIONS_HEAD = '''"""Options by name, as type checkers see them. Made by tools/make_stubs.py: do not edit."""

from __future__ import annotations

import collections.abc
import datetime
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from dangol._core import (
'''
SKIPPED = {"__new__", "__module__", "__doc__", "__getstate__", "__setstate__", "__reduce__", "__hash__", "__dict__", "__weakref__"}
PLAIN = [  # what pybind11 writes → what a reader and a type checker want
    (r"dangol\._core\.", ""),
    (r"typing\.SupportsInt \| typing\.SupportsIndex", "int"),
    (r"typing\.SupportsFloat \| typing\.SupportsIndex", "float"),
    (r"typing\.Annotated\[numpy\.typing\.ArrayLike, [\w.]+\]", "numpy.typing.ArrayLike"),
    (r"\bnumpy\.ndarray\b(?!\[)", "numpy.typing.NDArray[typing.Any]"),
    (r"\b(types|typing_extensions)\.CapsuleType\b", "object"),
    (r": (InputTable|LeadTable|CustomerBase) = None", r": \1 | None = None"),
    (r"\bcollections\.abc\.Callable\b(?!\[)", "collections.abc.Callable[..., typing.Any]"),
    (r"\bdict\b(?!\[)", "dict[typing.Any, typing.Any]"),
    (r"\blist\b(?!\[)", "list[typing.Any]"),
    (r"\btuple\b(?!\[)", "tuple[typing.Any, ...]"),
    (r"= <[^>]*>", "= ..."),
    (r"\(self: \w+", "(self"),
    (r"\bstr \| str\b", "str"),
    (r"\*\*kwargs", "**options: typing.Unpack[ReportOptionsByName]"),
    (r"os\.PathLike\b(?!\[)", "os.PathLike[str]"),
]
SIGNATURE = re.compile(r"^(?:\d+\. )?(\w+)?\((.*)\) -> (.+)$")


def plain(text: str) -> str:
    for pattern, replacement in PLAIN:
        text = re.sub(pattern, replacement, text)
    return text


def signatures(doc: str) -> list[tuple[str, str, str]]:
    """(arguments, result, words) of each overload."""
    lines = (doc or "").splitlines()
    if len(lines) > 1 and lines[1] == "Overloaded function.":
        starts = [at for at, line in enumerate(lines) if re.match(r"^\d+\. \w+\(", line)]
        return [signatures("\n".join(lines[start:end]))[0] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    match = SIGNATURE.match(lines[0]) if lines else None
    if not match:
        raise SystemExit(f"no signature in {doc!r}: bind it with py::arg names, or give it one")
    return [(plain(f"({match[2]})"), plain(match[3]), "\n".join(lines[1:]).strip())]


def function(name: str, doc: str, indent: str, static: bool = False) -> list[str]:
    if name == "__eq__":
        return [f"{indent}def __eq__(self, other: object) -> bool: ..."]
    found = signatures(doc)
    lines = []
    for arguments, result, words in found:
        if len(found) > 1:
            lines.append(f"{indent}@typing.overload")
        if static:
            lines.append(f"{indent}@staticmethod")
        lines.append(f"{indent}def {name}{arguments} -> {result}:" + ("" if words else " ..."))
        if words:
            lines.append(f'{indent}    """{words}"""')
    return lines


def enumeration(name: str, kind: type[enum.Enum]) -> list[str]:
    return ["", f"class {name}(enum.Enum):", f'    """{kind.__doc__}"""', "", *(f"    {each} = {member.value}" for each, member in kind.__members__.items())]


def record_or_handle(name: str, kind: type) -> list[str]:
    lines = ["", f"class {name}:", f'    """{inspect.cleandoc(kind.__doc__ or name)}"""', ""]
    for member, value in vars(kind).items():
        if member in SKIPPED or member.startswith("_pybind11") or getattr(value, "__doc__", "") == object.__init__.__doc__:
            continue
        if isinstance(value, property):
            arguments, result, _ = signatures(value.fget.__doc__.strip())[0]
            lines += ["    @property", f"    def {member}(self) -> {result}:" + (f'\n        """{value.__doc__}"""' if says_more(value) else " ...")]
        elif callable(value) or isinstance(value, staticmethod):
            lines += function(member, getattr(kind, member).__doc__, "    ", isinstance(value, staticmethod))
    return lines


def says_more(member: property) -> bool:
    return bool(member.__doc__) and not SIGNATURE.match(member.__doc__.strip().splitlines()[0])


def stub() -> str:
    lines = [HEAD.rstrip(), ""]
    for name, value in sorted(vars(_core).items()):
        if name.startswith("__"):
            continue
        if isinstance(value, type) and issubclass(value, enum.Enum):
            lines += enumeration(name, value)
        elif isinstance(value, type):
            lines += record_or_handle(name, value)
        elif callable(value):
            lines += ["", *function(name, value.__doc__, "")]
        else:
            lines += ["", f"{name}: {type(value).__name__}"]
    return "\n".join(lines) + "\n"


def options_by_name() -> str:
    """A TypedDict for each record of options: the verbs' keyword arguments."""
    lines: list[str] = []
    needed: set[str] = set()
    for name, kind in sorted(vars(_core).items()):
        if not name.endswith("Options"):
            continue
        arguments = ast.parse(f"def f{signatures(kind.__init__.__doc__)[0][0]}: ...").body[0].args.args[1:]
        types = {argument.arg: ast.unparse(argument.annotation) for argument in arguments}
        needed |= {word for text in types.values() for word in re.findall(r"\b[A-Z]\w+", text) if hasattr(_core, word)}
        lines += ["", "", f"class {name}ByName(TypedDict, total=False):", *(f"    {field}: {text}" for field, text in types.items())]
    return OPTIONS_HEAD + "".join(f"        {word},\n" for word in sorted(needed)) + "    )\n" + "\n".join(lines) + "\n"


def main() -> int:
    files = {PACKAGE / "_core.pyi": stub(), PACKAGE / "_options.py": options_by_name()}
    if sys.argv[1:] != ["--check"]:
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [path.name for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for name in stale:
        print(f"{name} does not say what the module is: run tools/make_stubs.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
