#!/usr/bin/env python3
"""Writes python/dangol/_core.pyi from the docstrings of the built module, which pybind11 and bindings/record.hpp begin with a signature.

usage: make_stubs.py [--check]      --check: exits with 1 when the file does not say what the module is
"""

import enum
import inspect
import re
import sys
from pathlib import Path

from dangol import _core

TARGET = Path(__file__).parents[1] / "python/dangol/_core.pyi"
HEAD = '''"""The C++ library as Python sees it. Made by tools/make_stubs.py: do not edit."""

import collections.abc
import datetime
import enum
import os
import typing

import numpy
import numpy.typing
'''
SKIPPED = {"__new__", "__module__", "__doc__", "__getstate__", "__setstate__", "__hash__", "__dict__", "__weakref__"}
PLAIN = [  # what pybind11 writes → what a reader and a type checker want
    (r"dangol\._core\.", ""),
    (r"typing\.SupportsInt \| typing\.SupportsIndex", "int"),
    (r"typing\.SupportsFloat \| typing\.SupportsIndex", "float"),
    (r"typing\.Annotated\[numpy\.typing\.ArrayLike, [\w.]+\]", "numpy.typing.ArrayLike"),
    (r"\bnumpy\.ndarray\b(?!\[)", "numpy.typing.NDArray[typing.Any]"),
    (r"\b(types|typing_extensions)\.CapsuleType\b", "object"),
    (r": (InputTable|LeadTable|CustomerBase) = None", r": \1 | None = None"),
    (r"\bdict\b(?!\[)", "dict[typing.Any, typing.Any]"),
    (r"\blist\b(?!\[)", "list[typing.Any]"),
    (r"\btuple\b(?!\[)", "tuple[typing.Any, ...]"),
    (r"= <[^>]*>", "= ..."),
    (r"\(self: \w+", "(self"),
    (r"\bstr \| str\b", "str"),
    (r"\*\*kwargs", "**options: typing.Any"),
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


def main() -> int:
    text = stub()
    if sys.argv[1:] != ["--check"]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET.name} does not say what the module is: run tools/make_stubs.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
